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


def test_lines_in_larger_letters_than_most_are_headings(tmp_path):
    made = fpdf.FPDF()
    made.add_page()
    for words, size in (("Ratings", 16), ("They follow from what we found.", 11), ("So it was.", 11)):
        made.set_font("helvetica", size=size)
        made.cell(text=words, new_x="LMARGIN", new_y="NEXT")
    made.output(str(tmp_path / "report.pdf"))
    assert [block.is_heading for block in read_blocks(str(tmp_path / "report.pdf"))] == [True, False, False]
