"""Word files: paragraphs and tables in their order, as a reader sees them."""

import docx
from documents.file_texts import texts
from docx.oxml import parse_xml


def test_paragraphs_and_tables_come_in_their_order(tmp_path):
    made = docx.Document()
    made.add_heading("Ratings")
    table = made.add_table(rows=2, cols=3)
    for cell, text in zip(table._cells, ["a", "b", "c", "d", "", "f\nand g"], strict=True):
        cell.text = text
    table.cell(0, 0).merge(table.cell(0, 1))
    made.add_paragraph("one\ntwo")
    made.save(str(tmp_path / "report.docx"))
    assert texts(tmp_path / "report.docx") == ["Ratings", "a b\tc", "d\t\tf and g", "one", "two"]


def test_a_table_in_a_cell_stays_in_its_row(tmp_path):
    made = docx.Document()
    cell = made.add_table(rows=1, cols=1).cell(0, 0)
    cell.text = "outer"
    cell.add_table(rows=1, cols=1).cell(0, 0).text = "inner"
    made.save(str(tmp_path / "report.docx"))
    assert texts(tmp_path / "report.docx") == ["outer inner"]


def test_tracked_changes_are_read_as_accepted_and_what_nobody_sees_is_left_out(tmp_path):
    made = docx.Document()
    paragraph = made.add_paragraph()
    paragraph._p.append(parse_xml(f"<w:del {NAMESPACE}><w:r><w:delText>5</w:delText></w:r></w:del>"))
    paragraph._p.append(parse_xml(f"<w:ins {NAMESPACE}><w:r><w:t>3</w:t></w:r></w:ins>"))
    paragraph.add_run("7").font.strike = True
    paragraph.add_run("8").font.hidden = True
    paragraph.add_run("4%")
    made.save(str(tmp_path / "report.docx"))
    assert texts(tmp_path / "report.docx") == ["34%"]


def test_content_controls_are_read_too(tmp_path):
    made = docx.Document()
    inside = "<w:p><w:sdt><w:sdtContent><w:r><w:t>Good</w:t></w:r></w:sdtContent></w:sdt></w:p>"
    control = f"<w:sdt {NAMESPACE}><w:sdtContent>{inside}</w:sdtContent></w:sdt>"
    made.element.body.insert(0, parse_xml(control))
    made.save(str(tmp_path / "report.docx"))
    assert texts(tmp_path / "report.docx") == ["Good"]


def test_raised_marks_of_footnotes_are_left_out(tmp_path):
    made = docx.Document()
    paragraph = made.add_paragraph("51%")
    paragraph.add_run("4").font.superscript = True
    made.save(str(tmp_path / "report.docx"))
    assert texts(tmp_path / "report.docx") == ["51%"]


NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
