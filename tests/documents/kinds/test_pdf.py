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


def test_a_wide_gap_in_a_line_stands_between_cells(tmp_path):
    made = fpdf.FPDF()
    made.set_font("helvetica")
    made.add_page()
    with made.table(first_row_as_headings=False, col_widths=(4, 1, 1)) as table:
        for cells in (("Key question", "%", "Target"), ("Is it well done?", "51%", "61%")):
            row = table.row()
            for cell in cells:
                row.cell(cell)
    made.output(str(tmp_path / "report.pdf"))
    assert texts(tmp_path / "report.pdf") == ["Key question\t%\tTarget", "Is it well done?\t51%\t61%"]
