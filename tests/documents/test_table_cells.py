"""Tables whose cells are known: a value stands in the row of its item, in the column of this inspection."""

import pytest
from documents.layouts import with_cells
from documents.made_up import Heading, Sentence, Table
from documents.measure import extract_by
from documents.short_report import PDU, WORDINGS, a_report, standard

from hmip_rules.documents.extraction_report import reasons_not_used
from hmip_rules.documents.figures import CaseCounts
from hmip_rules.documents.lines import Cell, Line, Row, TableOfCells

FIRST, SECOND, THIRD = WORDINGS.values()


def read(blocks):
    return extract_by(with_cells(blocks), [PDU])


def percentages(extraction):
    return [values[0].value for path, values in extraction.values.items() if "key_questions" in path]


def with_table(*rows, **changes):
    """A report with a table of the key questions of P 2.1."""
    _, statement, rating, _ = standard()
    return a_report(standard=[Heading("P 2.1. Assessment"), statement, rating, Table(rows)], **changes)


@pytest.mark.parametrize(
    "headings",
    [
        ("Key question", "Percentage 'Yes'", "All PDUs"),
        ("Key question", "%", "England average %"),
        ("Key question", "Leeds PDU", "England average"),
        ("Key question", "Leeds", "Bradford"),
        ("Key question", "This inspection", "Previous inspection"),
        ("Key question", "October 2024", "March 2022"),
        ("Key question", "2024", "2022"),
        ("Key question", "Yes (%)", "No (%)"),
        ("Key question", "% of cases", "Target"),
        ("", "Percentage of cases judged sufficient", "Change since last inspection"),
    ],
    ids=" | ".join,
)
@pytest.mark.parametrize("turned", [False, True], ids=["first", "last"])
def test_of_several_columns_that_of_this_inspection_is_read(headings, turned):
    rows = [headings, (FIRST, "51%", "61%"), (SECOND, "52%", "62%"), (THIRD, "53%", "63%")]
    rows = [(name, second, first) if turned else (name, first, second) for name, first, second in rows]
    assert percentages(read(with_table(*rows))) == ["51", "52", "53"]


@pytest.mark.parametrize(
    "headings",
    [
        ("Key question", "", ""),
        ("Key question", "Percentage", "Percentage"),
        ("Key question", "Wakefield", "Bradford"),
        ("Key question", "", "England average"),
        ("Key question", "Percentage", "Bradford"),
    ],
    ids=" | ".join,
)
def test_where_headings_do_not_decide_no_value_is_read_and_that_is_said(headings):
    extraction = read(with_table(headings, (FIRST, "51%", "61%"), (SECOND, "52%", "62%"), (THIRD, "53%", "63%")))
    assert percentages(extraction) == []
    shown = ", ".join(f"'{heading}'" for heading in headings[1:])
    assert reasons_not_used(extraction) == [
        "a table on line 10: several columns hold values, and their headings do not say which is of this inspection: "
        + shown
    ]


@pytest.mark.parametrize(
    ("headings", "reason"),
    [
        (("Key question", "England average"), "its column is headed 'England average'"),
        (("Key question", "Bradford PDU"), "its column is headed 'Bradford PDU'"),
        (("Question", "Agreed"), "its column is headed 'Agreed'"),
        (("Percentages of all services in 2021", ""), "its title is 'Percentages of all services in 2021'"),
    ],
)
def test_a_table_that_belongs_elsewhere_is_not_read_and_that_is_said(headings, reason):
    extraction = read(with_table(headings, (FIRST, "51%"), (SECOND, "52%"), (THIRD, "53%")))
    assert percentages(extraction) == []
    assert reasons_not_used(extraction) == [f"a table on line 10: {reason}"]


@pytest.mark.parametrize(
    "title", ["Annexe two: Regional averages", "Results of Bradford PDU", "Our previous inspection"]
)
def test_a_table_below_a_heading_of_another_place_or_time_is_not_read(title):
    others = [Heading(title), Sentence("All that was found there."), Table(((FIRST, "1%"), (SECOND, "2%")))]
    extraction = read([*with_table((FIRST, "51%"), (SECOND, "52%")), *others])
    assert percentages(extraction) == ["51", "52"]
    assert reasons_not_used(extraction) == [f"a table on line 13: its title is '{title}'"]


@pytest.mark.parametrize(
    ("heading", "printed", "value"),
    [
        ("%", "51", "51"),
        ("Percentage", "51", "51"),
        ("", "51.4%", "51.4"),
        ("", "51 per cent", "51"),
        ("", "62 %", "62"),
        ("", "35 of 45", CaseCounts(35, 45)),
        ("", "35/45", CaseCounts(35, 45)),
        ("", "78% (35/45)", "78"),
        ("", "78% (35 out of 45)", "78"),
        ("", "35/45 (78%)", "78"),
        ("", "\u0666\u0661%", "61"),
        ("", "\u096c\u0967%", "61"),
        ("", "\uff16\uff11\uff05", "61"),
    ],
)
def test_a_percentage_is_read_however_it_is_printed(heading, printed, value):
    headings = [("Key question", heading)] if heading else []
    assert percentages(read(with_table(*headings, (FIRST, printed)))) == [value]


@pytest.mark.parametrize(
    ("printed", "reason"),
    [
        ("150%", "150% cannot be a percentage"),
        ("46 of 45", "46 of 45 cases cannot be a percentage"),
        ("62% (35/45)", "35 of 45 cases are not 62%"),
        ("[TBC]", "'[TBC]' is printed instead of a value"),
        ("to be confirmed", "'to be confirmed' is printed instead of a value"),
    ],
)
def test_what_cannot_be_used_costs_one_value_and_is_said(printed, reason):
    extraction = read(with_table((FIRST, "51%"), (SECOND, printed), (THIRD, "53%")))
    assert percentages(extraction) == ["51", "53"]
    assert reasons_not_used(extraction) == [f"P 2.1.desistance on line 10: {reason}"]


def test_in_the_report_of_a_region_what_is_regional_is_of_this_inspection():
    title = [Heading("An inspection of probation services in: Wales region"), Sentence("Wales region was busy.")]
    blocks = a_report(title=title, cases=[])
    extraction = read([*blocks[:3], Heading("Regional ratings"), *blocks[3:]])
    assert extraction.report.service == "Wales region"
    assert extraction.report.overall.score == 3


def test_labels_above_the_overall_rating_are_no_headings_of_its_column():
    summary = (("Lead inspector", "Jo Smith"), ("Score", "3/21"), ("Overall rating", "Inadequate"))
    ratings = (("1.", "Arrangements", ""), ("P 1.1", "Leadership", "Good"), ("P 1.2", "Staffing", "Good"))
    report = read(a_report(summary=[Table(summary + ratings)])).report
    assert (report.overall.score, report.overall.rating) == (3, "Inadequate")
    assert [standard.rating for standard in report.standards.values()] == ["Good", "Good"]


def test_numbers_of_cases_beside_the_percentages_are_no_percentages():
    rows = [("Key question", "Yes", "Relevant cases", "%"), (FIRST, "35", "45", "78%"), (SECOND, "9", "45", "20%")]
    assert percentages(read(with_table(*rows))) == ["78", "20"]


def test_a_rating_that_is_still_to_come_is_said():
    rows = (("P 1.1", "Leadership", "TBC"), ("P 1.2", "Staffing", "Good"), ("P 1.3", "Services", "Good"))
    extraction = read(a_report(summary=[Table(rows)]))
    assert ("standards", "P 1.1", "rating") not in extraction.values
    assert extraction.values["standards", "P 1.2", "rating"][0].value == "Good"
    assert reasons_not_used(extraction) == ["P 1.1 on line 3: 'TBC' is printed instead of a value"]


@pytest.mark.parametrize(
    "sentence", ["Inspection dates: 13 to 24 May 2024", "These are the ratings of 2024.", "October 2024"]
)
def test_a_date_of_this_inspection_above_a_table_hides_nothing(sentence):
    blocks = a_report()
    assert read([*blocks[:2], Sentence(sentence), *blocks[2:]]).report.overall.score == 3


def test_cells_that_go_over_rows_and_columns_belong_to_all_of_them():
    rows = (
        Row((Cell("Standard", 0), Cell("Key question", 1), Cell("Percentage", 2, columns=2)), 20),
        Row((Cell("", 0), Cell("", 1), Cell("This PDU", 2), Cell("All PDUs", 3)), 21),
        Row((Cell("P 2.1 Assessment", 0, rows=2), Cell(FIRST, 1), Cell("51%", 2), Cell("61%", 3)), 22),
        Row((Cell(SECOND, 1), Cell("52%", 2), Cell("62%", 3)), 23),
    )
    extraction = extract_by([*with_cells(a_report()), Line("So it was.", 19), TableOfCells(rows)], [PDU])
    assert percentages(extraction) == ["51", "52"]
    assert [
        extraction.values["standards", "P 2.1", "key_questions", q][0].line.number for q in ("engagement", "desistance")
    ] == [22, 23]
