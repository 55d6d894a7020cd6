"""A document is read in a process of its own, or refused in one line, in bounded time and memory."""

import io
import os
import subprocess
import sys
import zipfile
import zlib

import docx
import fpdf
import pytest
from documents.file_texts import pdf, texts

from hmip_rules import InputError
from hmip_rules.documents import reader_process
from hmip_rules.documents.reader_process import read_blocks


def refused(path):
    with pytest.raises(InputError) as caught:
        read_blocks(str(path))
    (problem,) = caught.value.problems
    assert problem.place.file == str(path)
    return problem.message


class TestRefused:
    """What cannot be read, with the reason."""

    def test_a_pdf_that_needs_a_password(self, tmp_path):
        path = pdf(tmp_path, owner_password="a", user_password="b")
        assert refused(path) == "It is locked by a password; save a copy without one"

    def test_a_pdf_of_pictures_alone(self, tmp_path):
        made = fpdf.FPDF()
        made.add_page()
        made.rect(10, 10, 50, 50)
        made.output(str(tmp_path / "scan.pdf"))
        assert refused(tmp_path / "scan.pdf") == (
            "It has no text; it may be a scan, which needs text recognition (OCR) first"
        )

    @pytest.mark.parametrize("content", [b"", b"hello", b"%PDF-1.4\n1 0 obj<<", os.urandom(500)])
    def test_what_is_no_pdf(self, tmp_path, content):
        (tmp_path / "report.pdf").write_bytes(content)
        assert refused(tmp_path / "report.pdf") == "This is not a PDF, or it is damaged; download it again"

    def test_a_pdf_that_breaks_off(self, tmp_path):
        path = pdf(tmp_path)
        path.write_bytes(path.read_bytes()[:400])
        assert refused(path) == "This is not a PDF, or it is damaged; download it again"

    def test_a_pdf_whose_pages_go_round_in_a_circle(self, tmp_path):
        (tmp_path / "report.pdf").write_bytes(
            b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
            b"2 0 obj<</Type/Pages/Kids[2 0 R]/Count 100000>>endobj\ntrailer<</Root 1 0 R>>\n"
        )
        assert refused(tmp_path / "report.pdf") == "It has 100,000 pages; a report has fewer than 1,000"

    def test_a_pdf_that_unpacks_to_more_than_memory(self, tmp_path):
        stream = zlib.compress(b"BT /F1 12 Tf (aaaa) Tj ET\n" * 12_000_000, 9)
        (tmp_path / "report.pdf").write_bytes(
            b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
            b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1<</Type/Font"
            b"/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n4 0 obj<</Filter/FlateDecode/Length "
            + str(len(stream)).encode()
            + b">>stream\n"
            + stream
            + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n"
        )
        assert refused(tmp_path / "report.pdf") == reader_process.OUT_OF_BOUNDS

    @pytest.mark.parametrize("content", [b"", b"PK\x03\x04nothing", os.urandom(500)])
    def test_what_is_no_word_file(self, tmp_path, content):
        (tmp_path / "report.docx").write_bytes(content)
        assert (
            refused(tmp_path / "report.docx")
            == "This is not a Word file (DOCX), or it is damaged; save it again in Word"
        )

    def test_a_word_file_that_unpacks_to_more_than_a_report(self, tmp_path):
        with zipfile.ZipFile(tmp_path / "report.docx", "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr("word/document.xml", b" " * 201_000_000)
        assert refused(tmp_path / "report.docx") == "It unpacks to 201 MB; a report has fewer than 200"

    @pytest.mark.parametrize("entity", ["<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]>", "<broken"])
    def test_a_word_file_with_other_xml_inside(self, tmp_path, entity):
        made = io.BytesIO()
        docx.Document().save(made)
        with zipfile.ZipFile(made) as old, zipfile.ZipFile(tmp_path / "report.docx", "w") as new:
            for name in old.namelist():
                content = old.read(name)
                if name == "word/document.xml":
                    content = content.replace(b"<w:document", entity.encode() + b"<w:document", 1)
                    content = content.replace(b"<w:body>", b"<w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p>", 1)
                new.writestr(name, content)
        assert "ha" not in "".join(texts_or_refusal(tmp_path / "report.docx"))

    def test_an_empty_page(self, tmp_path):
        (tmp_path / "report.html").write_bytes(b"")
        assert refused(tmp_path / "report.html") == "This is not a web page, or it is empty; save the page again"

    def test_a_page_that_is_nested_without_end(self, tmp_path):
        (tmp_path / "report.html").write_bytes(b"<div>" * 200_000)
        assert refused(tmp_path / "report.html") == "This page has no text; save the page again, or as PDF"

    def test_text_that_is_none(self, tmp_path):
        (tmp_path / "report.txt").write_bytes(b"\0\1\2")
        assert refused(tmp_path / "report.txt").startswith("This is not text; save it as plain text")

    def test_one_that_is_not_there(self, tmp_path):
        assert refused(tmp_path / "none.pdf") == "There is no file or folder with this name; check the spelling"

    def test_one_that_is_a_folder(self, tmp_path):
        (tmp_path / "report.pdf").mkdir()
        assert refused(tmp_path / "report.pdf") == "This is not a file that can be read"

    def test_one_that_is_far_too_large(self, tmp_path):
        with (tmp_path / "report.pdf").open("wb") as sparse:
            sparse.truncate(reader_process.MAX_BYTES_OF_DOCUMENT + 1)
        assert refused(tmp_path / "report.pdf") == "It is larger than 100 MB; a report has fewer than 10"

    def test_one_of_more_text_than_any_report(self, tmp_path):
        (tmp_path / "report.txt").write_text("x" * 2_000_001)
        assert refused(tmp_path / "report.txt") == "It has 2,000,001 letters of text; a report has fewer than 2,000,000"

    def test_one_that_takes_too_long(self, tmp_path, monkeypatch):
        monkeypatch.setattr(reader_process, "MAX_SECONDS", 0.001)
        path = pdf(tmp_path)
        assert refused(path) == "It takes longer than 0.001 seconds to read; save it again, or as plain text"


def texts_or_refusal(path):
    try:
        return texts(path)
    except InputError as error:
        return [str(error)]


def test_without_the_libraries_one_line_names_the_extra(tmp_path):
    path = pdf(tmp_path)
    code = "import sys; sys.modules['pypdfium2'] = None\nfrom hmip_rules.documents.reader_process import main\nmain(sys.argv[1])"
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    assert done.stdout == "\"Reading documents needs more libraries: pip install 'hmip-rules[documents]'\""
