"""Documents of each kind come out as lines, cells of a row together; what is no document is refused in a line."""

import io
import os
import subprocess
import sys
import zipfile
import zlib

import docx
import fpdf
import pytest
from docx.oxml import parse_xml

from hmip_rules import InputError
from hmip_rules.documents import reader_process
from hmip_rules.documents.lines import Line
from hmip_rules.documents.reader_process import read_lines

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def texts(path):
    return [line.text for line in read_lines(str(path)) if line.text.strip()]


class TestText:
    def test_lines_are_numbered_as_an_editor_numbers_them(self, tmp_path):
        path = tmp_path / "report.txt"
        path.write_bytes("one\r\ntwo\u2028still two\rthree".encode())
        assert read_lines(str(path)) == [Line("one", 1), Line("two\u2028still two", 2), Line("three", 3)]

    def test_a_form_feed_starts_a_page(self, tmp_path):
        path = tmp_path / "report.txt"
        path.write_text("one\ntwo\n\fthree")
        assert read_lines(str(path)) == [Line("one", 1, 1), Line("two", 2, 1), Line("", 3, 1), Line("three", 1, 2)]

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    def test_letters_are_read_in_the_encodings_that_windows_writes(self, tmp_path, encoding):
        path = tmp_path / "report.txt"
        path.write_bytes("It\u2019s 51%".encode(encoding))
        assert texts(path) == ["It\u2019s 51%"]


class TestHtml:
    def read(self, tmp_path, html):
        path = tmp_path / "report.html"
        path.write_text(html, encoding="utf-8")
        return texts(path)

    def test_a_block_or_a_row_is_a_line(self, tmp_path):
        html = (
            "<h1>Leeds\n <b>PDU</b></h1>Some<br>text<table><tr><td>P 1.1<td><p>Good</p></tr><tr><th>P 1.2</table>after"
        )
        assert self.read(tmp_path, html) == ["Leeds PDU", "Some", "text", "P 1.1\tGood", "P 1.2", "after"]

    def test_a_cell_of_several_blocks_and_a_table_in_a_cell_stay_in_their_row(self, tmp_path):
        html = "<table><tr><td><p>one</p><div>two<br>three</div><td><table><tr><td>a<td>b</table></td></table>"
        assert self.read(tmp_path, html) == ["one two three\ta b"]

    def test_what_a_reader_does_not_see_is_left_out(self, tmp_path):
        html = (
            "<head><title>99%</title><style>a{}</style></head><nav>Menu</nav><p>5<!-- 9 -->1%<sup>4</sup>"
            "<script>var a = '77%'</script><del>3</del><b style='display: none'>2</b><i style='visibility:hidden'>6</i></p>"
        )
        assert self.read(tmp_path, html) == ["51%"]

    def test_what_is_styled_to_be_seen_is_read(self, tmp_path):
        assert self.read(tmp_path, "<p style='visibility: visible; display: inline'>51%</p>") == ["51%"]

    def test_the_encoding_that_the_page_declares_is_taken(self, tmp_path):
        path = tmp_path / "report.htm"
        path.write_bytes("<meta charset='windows-1252'><p>It\u2019s</p>".encode("cp1252"))
        assert texts(path) == ["It\u2019s"]


class TestWord:
    def test_paragraphs_and_tables_come_in_their_order(self, tmp_path):
        made = docx.Document()
        made.add_heading("Ratings")
        table = made.add_table(rows=2, cols=3)
        for cell, text in zip(table._cells, ["a", "b", "c", "d", "", "f\nand g"], strict=True):
            cell.text = text
        table.cell(0, 0).merge(table.cell(0, 1))
        made.add_paragraph("one\ntwo")
        made.save(str(tmp_path / "report.docx"))
        assert texts(tmp_path / "report.docx") == ["Ratings", "a b\tc", "d\t\tf and g", "one", "two"]

    def test_a_table_in_a_cell_stays_in_its_row(self, tmp_path):
        made = docx.Document()
        cell = made.add_table(rows=1, cols=1).cell(0, 0)
        cell.text = "outer"
        cell.add_table(rows=1, cols=1).cell(0, 0).text = "inner"
        made.save(str(tmp_path / "report.docx"))
        assert texts(tmp_path / "report.docx") == ["outer inner"]

    def test_tracked_changes_are_read_as_accepted_and_what_nobody_sees_is_left_out(self, tmp_path):
        made = docx.Document()
        paragraph = made.add_paragraph()
        paragraph._p.append(parse_xml(f"<w:del {NAMESPACE}><w:r><w:delText>5</w:delText></w:r></w:del>"))
        paragraph._p.append(parse_xml(f"<w:ins {NAMESPACE}><w:r><w:t>3</w:t></w:r></w:ins>"))
        paragraph.add_run("7").font.strike = True
        paragraph.add_run("8").font.hidden = True
        paragraph.add_run("4%")
        made.save(str(tmp_path / "report.docx"))
        assert texts(tmp_path / "report.docx") == ["34%"]

    def test_content_controls_are_read_too(self, tmp_path):
        made = docx.Document()
        inside = "<w:p><w:sdt><w:sdtContent><w:r><w:t>Good</w:t></w:r></w:sdtContent></w:sdt></w:p>"
        control = f"<w:sdt {NAMESPACE}><w:sdtContent>{inside}</w:sdtContent></w:sdt>"
        made.element.body.insert(0, parse_xml(control))
        made.save(str(tmp_path / "report.docx"))
        assert texts(tmp_path / "report.docx") == ["Good"]

    def test_raised_marks_of_footnotes_are_left_out(self, tmp_path):
        made = docx.Document()
        paragraph = made.add_paragraph("51%")
        paragraph.add_run("4").font.superscript = True
        made.save(str(tmp_path / "report.docx"))
        assert texts(tmp_path / "report.docx") == ["51%"]


class TestPdf:
    def test_lines_have_their_page(self, tmp_path):
        made = fpdf.FPDF()
        made.set_font("helvetica")
        for words in ("first", "second"):
            made.add_page()
            made.cell(text=words)
        made.output(str(tmp_path / "report.pdf"))
        assert read_lines(str(tmp_path / "report.pdf")) == [Line("first", 1, 1), Line("second", 1, 2)]

    def test_one_that_only_its_owner_may_change_can_be_read(self, tmp_path):
        assert texts(pdf(tmp_path, owner_password="a")) == ["text"]


def pdf(folder, **passwords):
    made = fpdf.FPDF()
    made.set_font("helvetica")
    made.add_page()
    made.cell(text="text")
    if passwords:
        made.set_encryption(**passwords)
    made.output(str(folder / "report.pdf"))
    return folder / "report.pdf"


def refused(path):
    with pytest.raises(InputError) as caught:
        read_lines(str(path))
    (problem,) = caught.value.problems
    assert problem.place.file == str(path)
    return problem.message


class TestRefused:
    """Each in a line, in bounded time and memory."""

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
            sparse.truncate(reader_process.MAX_BYTES + 1)
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
