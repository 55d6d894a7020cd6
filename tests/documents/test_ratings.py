"""The ratings of standards, in tables and below their headings."""

import pytest
from documents.made_up import Heading, Sentence, Table
from documents.measure import as_lines, extract_by
from documents.short_report import PDU, found, read

from hmip_rules import InputError


def test_ratings_of_others_are_not_taken_where_the_own_ones_are_still_to_come():
    headings = [
        block
        for standard in PDU.standards
        for block in (Heading(f"{standard.code}. {standard.name}"), Sentence("It is to be confirmed."))
    ]
    others = [Heading("Ratings of Bradford PDU"), Table(tuple((s.code, s.name, "Good") for s in PDU.standards))]
    with pytest.raises(InputError, match="does not fit pdu-2024: a rating was found for 0 of 7 standards"):
        read([*headings, *others])


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
