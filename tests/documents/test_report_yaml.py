"""What was read from a document, as a report file and in sentences."""

from collections import Counter

import pytest
from documents import attack
from documents.layouts import text_lines
from documents.made_up import Heading, Table
from documents.measure import as_lines, extract_by
from hypothesis import given
from hypothesis import strategies as st

from hmip_rules import InputError, load_report, load_rulebook, score, score_files
from hmip_rules.documents.extract import extract
from hmip_rules.documents.lines import Line
from hmip_rules.documents.report_yaml import report_file_lines
from hmip_rules.files.models import Read

PDU = Read(load_rulebook("pdu-2024"))
ROWS = (("P 1.1", "Leadership", "Good"), ("P 1.2", "Staffing", "Inadequate"), ("P 1.3", "Services", "Good"))
SUMMARY = [
    Table((("Score", "3/21"), ("Overall rating", "Inadequate"))),
    Table(ROWS),
]


@pytest.fixture(scope="module")
def extraction():
    lines = as_lines(text_lines([Heading("1. Ratings"), *SUMMARY]))
    return extract(lines, [PDU])


def test_the_report_file_is_read_back_as_the_report(extraction, tmp_path):
    lines = list(report_file_lines(extraction, "leeds.txt"))
    path = tmp_path / "report.yaml"
    path.write_text("\n".join(lines), encoding="utf-8")
    assert load_report(path) == extraction.report
    assert lines[0] == "# Read from leeds.txt; each value has its place and its words beside it."
    assert lines[-1].startswith("# found: 3 of 7 standards, 0 of 12 key questions, score, overall rating")


BOOKS = attack.library()
TRICKY = "AZaz09 :#-'\"&*!|>%@`,.[]{}\\/?=~\u00e9\u2028\u0085\u00a0\u200b\ufeff\x07\x1b\x7f\U0001f600\u202e"


def said(card):
    """The findings of a scorecard without their places, which are others in each file."""
    return sorted((finding.code, finding.where, finding.message) for finding in card.findings)


def test_what_is_written_of_any_document_is_read_with_the_same_findings(tmp_path):
    written = tmp_path / "report.yaml"
    codes = Counter()
    for seed in range(60):
        rulebook, _, lines, _ = attack.drawn(seed, BOOKS)
        try:
            extraction = extract_by(as_lines(lines), [BOOKS.get(rulebook.id, BOOKS["pdu-2024"])])
        except InputError:
            continue
        written.write_text("\n".join(report_file_lines(extraction, "x.txt")), encoding="utf-8")
        assert load_report(written, extraction.rulebook) == extraction.report, seed
        (result,) = score_files([written], extraction.rulebook)
        card = score(extraction)
        assert (said(result.card), result.status) == (said(card), card.status), seed
        codes.update(["reports", *{finding.code for finding in card.findings}])
    assert codes["reports"] > 30
    assert codes["conflicting-values"] > 2


@given(st.text(TRICKY, max_size=12).map("A{}Z".format), st.text(TRICKY, max_size=12))
def test_what_is_written_is_read_whatever_characters_a_document_and_its_name_have(tmp_path_factory, service, words):
    document = f"An inspection of probation services in: {service}\n{service} is busy.\n{words}\n"
    document += "".join(f"{key}\t{name}\t{rating}\n" for key, name, rating in ROWS)
    extraction = extract([Line(line, n) for n, line in enumerate(document.split("\n"), start=1)], [PDU])
    written = tmp_path_factory.mktemp("written") / "report.yaml"
    written.write_text("\n".join(report_file_lines(extraction, words)), encoding="utf-8")
    assert load_report(written) == extraction.report
