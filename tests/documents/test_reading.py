"""A file of a document is read to a report."""

import os
from pathlib import Path

import pytest
from documents.layouts import text_lines
from documents.short_report import PDU, a_report

from hmip_rules import InputError, load_document, load_report, score
from hmip_rules.documents.reader_process import read_blocks


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


def test_a_refusal_names_the_file(tmp_path):
    path = tmp_path / "letter.txt"
    path.write_text("Dear all")
    with pytest.raises(InputError, match=f"^{path}: This document does not fit pdu-2024"):
        load_document(path, PDU)


def test_a_document_of_300_pages_is_read(tmp_path):
    path = tmp_path / "long.txt"
    prose = ["In 43 per cent of the cases the planning was Good, and Inadequate in others."] * 40
    path.write_text("\n\f".join("\n".join(prose) for _ in range(300)) + "\n" + "\n".join(text_lines(a_report())))
    assert len(read_blocks(str(path))) >= 12_000
    assert load_document(path, PDU).report.overall.score == 3
