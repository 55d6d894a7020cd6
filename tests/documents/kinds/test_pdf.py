"""PDF: the lines of each page."""

import fpdf
from documents.file_texts import pdf, texts

from hmip_rules.documents.lines import Line
from hmip_rules.documents.reader_process import read_blocks


def test_lines_have_their_page(tmp_path):
    made = fpdf.FPDF()
    made.set_font("helvetica")
    for words in ("first", "second"):
        made.add_page()
        made.cell(text=words)
    made.output(str(tmp_path / "report.pdf"))
    assert read_blocks(str(tmp_path / "report.pdf")) == [Line("first", 1, 1), Line("second", 1, 2)]


def test_one_that_only_its_owner_may_change_can_be_read(tmp_path):
    assert texts(pdf(tmp_path, owner_password="a")) == ["text"]
