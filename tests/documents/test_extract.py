"""What a made-up report says comes out of it again, whatever its layout and whatever was done to it; nothing else does."""

import os
import random
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from documents import made_up
from documents.damage import DAMAGES
from documents.layouts import FILES, TABLES, text_lines
from documents.made_up import Heading, Sentence, Table, with_wordings
from documents.measure import as_lines, compare, extract_by, results_for
from hypothesis import given, settings
from hypothesis import strategies as st

from hmip_rules import InputError, load_document, load_report, load_rulebook, score
from hmip_rules.documents import extraction_report
from hmip_rules.documents.extraction import expected_values
from hmip_rules.documents.lines import lines_of
from hmip_rules.documents.reader_process import read_lines
from hmip_rules.files.library import shipped_rulebooks

SHELF = {rulebook_id: with_wordings(load_rulebook(rulebook_id)) for rulebook_id in shipped_rulebooks()}
PDU = SHELF["pdu-2024"]


def read(blocks, rulebooks=(PDU,), table=TABLES["rows"]):
    return extract_by(as_lines(text_lines(blocks, table)), rulebooks)


def found(extraction):
    return {path: values[0].value for path, values in extraction.values.items()}


# There and back


@pytest.mark.parametrize("rulebook_id", SHELF)
@pytest.mark.parametrize("kind", FILES)
def test_every_value_comes_out_of_every_kind_of_document(tmp_path, kind, rulebook_id):
    results = results_for(SHELF[rulebook_id], f"{kind} {rulebook_id}")
    write, suffix = FILES[kind]
    path = tmp_path / f"report{suffix}"
    write(list(made_up.document(SHELF[rulebook_id], results)), path)
    counts = defaultdict(Counter)
    assert compare(results.values(), lines_of(path), list(SHELF.values()), counts) == []
    outcomes = sum(counts.values(), Counter())
    assert outcomes["right"] >= 0.8 * outcomes.total()


@settings(max_examples=settings.default.max_examples // 2)
@given(st.sampled_from(list(SHELF)), st.integers(), st.sampled_from(list(TABLES)), st.sampled_from(list(DAMAGES)))
def test_nothing_wrong_comes_out_of_any_layout_with_any_damage(rulebook_id, seed, table, damage):
    results = results_for(SHELF[rulebook_id], seed)
    blocks = made_up.document(SHELF[rulebook_id], results, codes=random.Random(seed).random() < 0.8)
    lines = as_lines(
        DAMAGES[damage](text_lines(blocks, TABLES[table], width=90 if table in ("torn", "below") else None))
    )
    assert compare(results.values(), lines, list(SHELF.values()), defaultdict(Counter)) == []


def test_of_all_layouts_and_damages_95_per_cent_come_out_and_nothing_wrong():
    counts, wrong = defaultdict(Counter), []
    for number, (layout, damage) in enumerate((layout, damage) for layout in TABLES for damage in DAMAGES):
        rulebook = list(SHELF.values())[number % len(SHELF)]
        results = results_for(rulebook, number)
        blocks = made_up.document(rulebook, results, codes=number % 3 > 0)
        lines = DAMAGES[damage](text_lines(blocks, TABLES[layout], width=90 if layout in ("torn", "below") else None))
        wrong += compare(results.values(), as_lines(lines), list(SHELF.values()), counts)
    outcomes = sum(counts.values(), Counter())
    assert wrong == []
    assert len(TABLES) * len(DAMAGES) >= 120
    assert outcomes["right"] >= 0.95 * outcomes.total()


@pytest.mark.skipif("HMIP_REPORTS" not in os.environ, reason="HMIP_REPORTS names no folder with the published reports")
@pytest.mark.parametrize("name", ["leeds", "kirklees"])
def test_the_published_reports_come_out_whole_and_right(name):
    extraction = load_document(f"{os.environ['HMIP_REPORTS']}/{name}-pdu-2024.txt")
    published = load_report(Path(__file__).parents[2] / f"examples/{name}-pdu-2024.yaml")
    assert (extraction.missing, extraction.conflicts) == ((), {})
    assert extraction.report.standards == published.standards
    for value in ("overall", "service", "fieldwork", "published", "cases"):
        assert getattr(extraction.report, value) == getattr(published, value)
    assert score(extraction.report).status == "agrees"


# What is said of it


def a_report(**changes):
    """Blocks of a short report of three standards, with what is changed."""
    blocks = {
        "title": [Heading("An inspection of probation services in: Leeds PDU")],
        "month": [Sentence("HM Inspectorate of Probation, October 2024")],
        "summary": [
            Table((("Score", "3/21"), ("Overall rating", "Inadequate"))),
            Table(
                (("P 1.1", "Leadership", "Good"), ("P 1.2", "Staffing", "Inadequate"), ("P 1.3", "Services", "Good"))
            ),
        ],
        "cases": [
            Sentence("We inspected 52 community orders and 30 releases on licence."),
            Sentence("Six of the 82 cases we inspected had moved. Leeds PDU was busy."),
        ],
        "standard": [],
    }
    return [block for some in {**blocks, **changes}.values() for block in some]


def standard(*rows, heading="P 2.1. Assessment", rating="Inadequate"):
    return [
        Heading(heading),
        Sentence("Assessment is well informed."),
        Sentence(rating),
        Table((("Key question", "Percentage 'Yes'"), *rows)),
    ]


WORDINGS = PDU.by_key["P 2.1"].key_questions


def test_each_value_has_the_words_and_the_line_it_was_read_from():
    values = read(a_report()).values
    (rating,) = values["standards", "P 1.1", "rating"]
    assert (rating.value, rating.words, rating.where) == ("Good", "P 1.1 Leadership Good", "line 8")
    assert values["service",][0].words == "An inspection of probation services in: Leeds PDU"
    first, second = values["cases",]
    assert (first.words, second.words) == (
        "We inspected 52 community orders and 30 releases on licence",
        "of the 82 cases we inspected",
    )


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (["An inspection of probation services in:", "", "Leeds PDU"], "Leeds PDU"),
        (["An inspection of youth offending services in Nottingham City, March 2020"], "Nottingham City"),
        (["An inspection of Probation Services \u2013 Wales region"], "Wales region"),
        (["Inspection of youth justice services in South Tees   12"], "South Tees"),
        (["Each inspection of probation services in Leeds was short."], None),
        (
            [
                "An inspection of probation services is made each year by those who know most of them, and more besides it."
            ],
            None,
        ),
        (["An inspection of probation services in:"], None),
    ],
)
def test_the_service_follows_the_title(lines, name):
    said = [Sentence(f"{name} was busy.")] if name else []
    title = [Sentence("\n".join(lines)), Sentence("We inspect services and publish what we find in them. " * 3)]
    assert found(read(a_report(title=title, month=[], cases=said))).get(("service",)) == name


def test_what_was_put_right_is_said():
    rows = (
        ("P 1.1", "Leadership", "Regires improvement"),
        ("P 1.2", "Stafflng", "Good"),
        ("P 1.3", "Services", "Good"),
    )
    values = read(a_report(summary=[Table((("Score", "3/211"),)), Table(rows)])).values
    assert values["standards", "P 1.1", "rating"][0].corrected == "'Regires improvement' read as 'Requires improvement'"
    assert values["standards", "P 1.2", "rating"][0].corrected == "'P 1.2 Stafflng' read as 'Staffing'"
    assert values["overall", "max_score"][0].corrected == "'3/211' read as '3/21'"


def test_a_value_in_two_ways_is_left_out_and_both_places_are_kept():
    extraction = read(a_report(standard=standard(heading="P 1.1. Leadership", rating="Inadequate")))
    first, second = extraction.conflicts["standards", "P 1.1", "rating"]
    assert (first.value, first.where, second.value) == ("Good", "line 8", "Inadequate")
    assert "P 1.1" not in extraction.report.standards
    assert ("standards", "P 1.1", "rating") in extraction.missing


def test_what_is_not_there_is_missing_and_nothing_is_guessed():
    extraction = read(a_report(month=[], cases=[]))
    assert set(extraction.missing) == set(expected_values(PDU)) - set(extraction.values)
    assert ("published",) in extraction.missing
    assert extraction.report.published is None


@pytest.mark.parametrize(
    "sentence",
    [
        "In 43 per cent of cases, P 2.1 Assessment was Good.",
        "At the last inspection the overall rating was\nRequires improvement\nand the score 9/21.",
        "Does assessment focus sufficiently on keeping other people safe? 78% (35/45) of staff thought so.",
        "P 2.1 Assessment\nGood\nwas what the last report said.",
        "Assessment\n78%\nof staff.",
        "Overall rating of Outstanding, with 20/21, in York PDU.",
    ],
)
def test_prose_is_full_of_other_figures_and_none_is_taken(sentence):
    plain = read(a_report())
    assert found(read(a_report(standard=[Sentence("It was so."), Sentence(sentence)]))) == found(plain)


@pytest.mark.parametrize("torn", ["5|%", "|9%", "4 - 4%", "5 1%"])
def test_a_figure_of_which_a_part_may_be_lost_is_none(torn):
    rows = [(wording, torn if n == 0 else "51%") for n, wording in enumerate(WORDINGS.values())]
    values = found(read(a_report(standard=standard(*rows))))
    assert {value for path, value in values.items() if "key_questions" in path} <= {"51"}


def test_a_figure_that_goes_over_the_end_of_a_line_is_none():
    wordings = list(WORDINGS.values())
    lines = [*text_lines(a_report()), wordings[0], "3-", "4%", wordings[1], "51%", wordings[2], "62%"]
    assert "4" not in found(extract_by(as_lines(lines), [PDU])).values()


def test_key_questions_of_a_region_beside_those_of_the_service_leave_both_out():
    two = standard(*((wording, "51%", "77%") for wording in WORDINGS.values()))
    annexe = [Heading("Results of the region"), Table(tuple((wording, "77%") for wording in WORDINGS.values()))]
    assert not [path for path in read(a_report(standard=[*two, *annexe])).values if "key_questions" in path]


def test_ratings_of_others_are_not_taken_where_the_own_ones_are_still_to_come():
    headings = [
        block
        for standard in PDU.standards
        for block in (Heading(f"{standard.code}. {standard.name}"), Sentence("It is to be confirmed."))
    ]
    others = [Heading("Ratings of Bradford PDU"), Table(tuple((s.code, s.name, "Good") for s in PDU.standards))]
    with pytest.raises(InputError, match="does not fit pdu-2024: a rating was found for 0 of 7 standards"):
        read([*headings, *others])


def test_a_score_beside_no_rating_is_of_something_else():
    report = a_report(summary=[a_report()[3]], standard=[Heading("Wakefield PDU"), Table((("Score", "11/21"),))])
    assert ("overall", "score") not in read(report).values


@pytest.mark.parametrize(
    "sentences",
    [
        ["We inspected 82 cases.", "In 2022 we inspected 104 cases. Six of the 104 cases we inspected had moved."],
        ["Six of the 82 cases we inspected had moved."],
    ],
)
def test_numbers_of_cases_that_do_not_confirm_each_other_are_left_out(sentences):
    assert ("cases",) not in read(a_report(cases=[Sentence(sentence) for sentence in sentences])).values


def test_a_month_in_a_footnote_is_not_that_of_publication():
    footnote = Sentence("1 See the guide. HM Inspectorate of Probation, March 2024")
    assert ("published",) not in read(a_report(month=[], standard=[footnote])).values


def test_a_month_is_that_of_publication_on_the_cover_alone():
    later = [*[Sentence("It was so.")] * 60, Sentence("HM Inspectorate of Probation, March 2024")]
    assert ("published",) not in read(a_report(month=[], standard=later)).values


def test_a_name_that_goes_on_is_not_cut_short():
    title = [Sentence("An inspection of probation services in:\nCornwall and\nIsles of Scilly PDU")]
    said = [Sentence("Cornwall and the Isles of Scilly PDU has two offices.")]
    assert ("service",) not in read(a_report(title=title, cases=said)).values


def test_codes_with_another_letter_are_those_of_another_framework():
    rows = tuple((f"R {standard.code[2:]}", standard.name, "Good") for standard in PDU.standards)
    with pytest.raises(InputError, match="does not fit pdu-2024: a rating was found for 0 of 7 standards"):
        read([Table(rows)])


def test_a_percentage_that_is_printed_otherwise_than_the_rulebook_says_is_a_slip():
    rows = [(wording, percent) for wording, percent in zip(WORDINGS.values(), ("4.3%", "51%", "100%"), strict=True)]
    values = found(read(a_report(standard=standard(*rows))))
    assert sorted(value for path, value in values.items() if "key_questions" in path) == ["100", "51"]


def test_a_score_of_another_maximum_or_above_it_is_none():
    overall = ("Overall rating", "Inadequate")
    scores = [Table((("Score", score), overall)) for score in ("9/36", "25/21")]
    assert found(read(a_report(standard=scores)))["overall", "score"] == 3


def test_a_row_with_two_values_gives_neither():
    rows = [(wording, "51%", "49%") for wording in WORDINGS.values()]
    assert not [path for path in read(a_report(standard=standard(*rows))).values if "key_questions" in path]


def test_where_a_row_is_lost_no_other_takes_its_place():
    rows = [(wording, "51%") for wording in WORDINGS.values()]
    lines = text_lines(a_report(standard=standard(*rows)), TABLES["value_first_cells"])
    for lost in ("51%", next(iter(WORDINGS.values()))):
        fewer = list(lines)
        fewer.remove(lost)
        values = found(extract_by(as_lines(fewer), [PDU]))
        assert {value for path, value in values.items() if "key_questions" in path} <= {"51"}


def test_key_questions_without_a_known_wording_are_counted_as_such():
    book = load_rulebook("yos-2018")
    results = results_for(book, 1)
    extraction = read(made_up.document(book, results), [book])
    assert extraction_report.summary_of_missing(extraction) == "21 key questions whose wording is not known"
    assert (
        extraction_report.summary_of_found(extraction)
        == "12 of 12 standards, 0 of 21 key questions, score, overall rating, cases"
    )


def test_a_row_that_goes_on_in_the_next_line_is_one_row():
    lines = [
        *("2. Service delivery", "P 2.1\tAssessment\tGood", "P 2.2\tPlanning\tGood"),
        *("P 2.3\tImplementation and\tRequires", "\tdelivery\timprovement", "P 2.4\tReviewing\tGood"),
    ]
    values = found(extract_by(as_lines(lines), [PDU]))
    assert values["standards", "P 2.3", "rating"] == "Requires improvement"


def test_a_line_of_several_rows_is_read_in_their_order():
    lines = ["P 1.1 Leadership Good P 1.2 Staffing Inadequate P 1.3 Services Outstanding"]
    values = found(extract_by(as_lines(lines), [PDU]))
    assert [values["standards", f"P 1.{n}", "rating"] for n in (1, 2, 3)] == ["Good", "Inadequate", "Outstanding"]


def test_a_column_of_ratings_before_the_column_of_standards_is_read_in_order():
    lines = ["Good", "Inadequate", "Outstanding", "P 1.1 Leadership", "P 1.2 Staffing", "P 1.3 Services"]
    values = found(extract_by(as_lines(lines), [PDU]))
    assert [values["standards", f"P 1.{n}", "rating"] for n in (1, 2, 3)] == ["Good", "Inadequate", "Outstanding"]


# Which rulebook


@pytest.mark.parametrize("rulebook_id", SHELF)
def test_the_rulebook_is_told_by_its_standards_and_months(rulebook_id):
    results = results_for(SHELF[rulebook_id], rulebook_id)
    assert read(made_up.document(SHELF[rulebook_id], results), list(SHELF.values())).rulebook.id == rulebook_id


def test_a_document_that_fits_two_rulebooks_alike_is_refused_with_both():
    twin = PDU.model_copy(update={"id": "twin", "in_force": None})
    with pytest.raises(InputError, match="pdu-2024 and twin fit this report equally well; choose one with --rulebook"):
        read(made_up.document(PDU, results_for(PDU, 1)), [PDU, twin])


@pytest.mark.parametrize("blocks", [[], [Sentence("Dear all, the rating was Good.")], a_report(summary=[])])
def test_what_is_no_report_is_refused(blocks):
    with pytest.raises(InputError, match="No rulebook fits this document"):
        read(blocks, list(SHELF.values()))


def test_a_refusal_names_the_file(tmp_path):
    path = tmp_path / "letter.txt"
    path.write_text("Dear all")
    with pytest.raises(InputError, match=f"^{path}: This document does not fit pdu-2024"):
        load_document(path, PDU)


def test_a_document_of_300_pages_is_read(tmp_path):
    path = tmp_path / "long.txt"
    prose = ["In 43 per cent of the cases the planning was Good, and Inadequate in others."] * 40
    path.write_text("\n\f".join("\n".join(prose) for _ in range(300)) + "\n" + "\n".join(text_lines(a_report())))
    assert len(read_lines(str(path))) >= 12_000
    assert load_document(path, PDU).report.overall.score == 3


# Whether a rulebook was in force


LATE = {"month": [Sentence("HM Inspectorate of Probation, March 2026"), Sentence("Fieldwork started December 2025")]}
EARLY = {"month": [Sentence("HM Inspectorate of Probation, March 2019")]}


@pytest.mark.parametrize(
    ("months", "reason"),
    [
        (LATE, "fieldwork started in December 2025, when pdu-2024 was not in force (October 2023 to October 2025)"),
        (
            EARLY,
            "the report was published in March 2019, before pdu-2024 was in force "
            "(fieldwork October 2023 to October 2025)",
        ),
    ],
    ids=["fieldwork too late", "published too early"],
)
def test_a_month_outside_those_of_the_rulebook_is_the_reason_of_the_refusal(months, reason):
    with pytest.raises(InputError) as caught:
        read(made_up_of_months(months), list(SHELF.values()))
    assert str(caught.value) == (
        f"This document has the standards of pdu-2024, but {reason}; "
        "if it was rated by these standards all the same, use --rulebook pdu-2024"
    )


@pytest.mark.parametrize("months", [LATE, EARLY], ids=["late", "early"])
def test_a_report_of_another_month_is_read_by_the_rulebook_that_is_chosen(months):
    assert read(made_up_of_months(months), [PDU]).rulebook.id == "pdu-2024"


def made_up_of_months(months):
    """A report that names every standard, with other months on its cover."""
    standards = [Table(tuple((s.code, s.name, "Good") for s in PDU.standards))]
    return a_report(summary=standards, **months)


@pytest.mark.parametrize(
    ("blocks", "reason"),
    [
        ([Sentence("Dear all")], "a rating was found for 0 of 7 standards, and at least 2 are needed"),
        (
            [Table((("Score", "3/36"), ("Overall rating", "Inadequate")))],
            "its maximum score is 36, and should be 21",
        ),
    ],
    ids=["a letter", "another framework"],
)
def test_what_does_not_fit_the_chosen_rulebook_is_refused_with_the_reason(blocks, reason):
    with pytest.raises(InputError) as caught:
        read(blocks, [PDU])
    assert str(caught.value) == f"This document does not fit pdu-2024: {reason}"
