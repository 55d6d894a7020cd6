"""The percentages of key questions: read only where nothing was lost and nothing is beside them."""

import pytest
from documents.layouts import TABLES, text_lines
from documents.made_up import Heading, Table
from documents.measure import as_lines, extract_by
from documents.short_report import PDU, WORDINGS, a_report, found, read, standard


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


def test_a_percentage_that_is_printed_otherwise_than_the_rulebook_says_is_misread():
    rows = [(wording, percent) for wording, percent in zip(WORDINGS.values(), ("4.3%", "51%", "100%"), strict=True)]
    values = found(read(a_report(standard=standard(*rows))))
    assert sorted(value for path, value in values.items() if "key_questions" in path) == ["100", "51"]


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
