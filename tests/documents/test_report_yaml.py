"""What was read from a document, as a report file and in sentences."""

import pytest
from documents.layouts import text_lines
from documents.made_up import Heading, Table
from documents.measure import as_lines

from hmip_rules import load_report, load_rulebook
from hmip_rules.documents.extract import extract
from hmip_rules.documents.report_yaml import report_file_lines
from hmip_rules.files.models import Read

SUMMARY = [
    Table((("Score", "3/21"), ("Overall rating", "Inadequate"))),
    Table((("P 1.1", "Leadership", "Good"), ("P 1.2", "Staffing", "Inadequate"), ("P 1.3", "Services", "Good"))),
]


@pytest.fixture(scope="module")
def extraction():
    lines = as_lines(text_lines([Heading("1. Ratings"), *SUMMARY]))
    return extract(lines, [Read(load_rulebook("pdu-2024"))])


def test_the_report_file_is_read_back_as_the_report(extraction, tmp_path):
    lines = list(report_file_lines(extraction, "leeds.txt"))
    path = tmp_path / "report.yaml"
    path.write_text("\n".join(lines), encoding="utf-8")
    assert load_report(path) == extraction.report
    assert lines[0] == "# Read from leeds.txt; each value has its place and its words beside it."
    assert lines[-1].startswith("# found: 3 of 7 standards, 0 of 12 key questions, score, overall rating")
