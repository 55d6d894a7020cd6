"""A file that cannot be read is called what it is, with what to do with it."""

import os

import pytest

from hmip_rules import score_files
from hmip_rules.documents.other_kinds import why_other_kind
from hmip_rules.documents.reading import load_document
from hmip_rules.model.errors import InputError

KNOWN = "Files that can be read end in .yaml, .yml, .pdf, .docx, .html, .htm or .txt"
CASES = {
    "report.doc": ("a text document of another kind", "save it as .docx"),
    "report.ODT": ("a text document of another kind", "save it as .docx"),
    "report.rtf": ("a text document of another kind", "save it as .docx"),
    "report.pages": ("a text document of another kind", "save it as .docx"),
    "reports.numbers": ("a workbook of another kind", "save it as .xlsx, and score that with 'hmip-rules table'"),
    "reports.zip": ("an archive", "unpack it, and name the files that are in it"),
    "report.eml": ("an e-mail", "save the report that is attached to it, and name that file"),
    "scan.jpeg": ("a picture", "recognise its text (OCR), and save it as .docx or .pdf"),
    "notes.md": ("text with marks", "save it as .txt"),
}
FIRST_BYTES = {
    b"%PDF-1.7": ("a PDF", "give it a name that ends in .pdf"),
    b"<!doctype HTML><p>": ("a web page", "give it a name that ends in .html"),
    b"\xd0\xcf\x11\xe0\xa1": ("an old Word file or workbook", "save it as .docx, if it is a Word file"),
}


def sentence(what, what_to_do):
    return f"This is {what}, and cannot be read as a report; {what_to_do}. {KNOWN}"


@pytest.mark.parametrize("name", CASES)
def test_its_name_says_what_it_is(tmp_path, name):
    file = tmp_path / name
    file.write_bytes(b"\x00\x01")
    (result,) = score_files([file])
    assert [str(problem) for problem in result.problems] == [f"{file}: {sentence(*CASES[name])}"]
    with pytest.raises(InputError) as error:
        load_document(file)
    assert str(error.value) == f"{file}: {sentence(*CASES[name])}"


@pytest.mark.parametrize("first", FIRST_BYTES)
@pytest.mark.parametrize("name", ["report", "report.part"])
def test_where_its_name_does_not_its_first_bytes_do(tmp_path, name, first):
    file = tmp_path / name
    file.write_bytes(first)
    assert why_other_kind(str(file)) == sentence(*FIRST_BYTES[first])


def test_a_report_file_may_have_any_other_name(tmp_path):
    file = tmp_path / "report.draft"
    file.write_text("rulebook: pdu-2024\nstandards: {P 1.1: Good}\n")
    (result,) = score_files([file])
    assert result.card.report.standards["P 1.1"].rating == "Good"


def test_nothing_is_taken_from_a_pipe(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert why_other_kind(str(pipe)) is None


def test_a_file_that_is_not_there_is_not_called_anything_else(tmp_path):
    (result,) = score_files([tmp_path / "report.doc"])
    assert "There is no file or folder with this name" in str(result.problems[0])


def test_a_report_file_is_not_extracted_again(tmp_path):
    file = tmp_path / "report.yaml"
    file.write_text("rulebook: pdu-2024\n")
    with pytest.raises(InputError, match="This is a report file already; score it with hmip-score"):
        load_document(file)
