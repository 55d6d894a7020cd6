"""Word files: paragraphs and tables in their order, as a reader sees them."""

import zipfile

import docx
import pytest
from documents.file_texts import texts
from docx.oxml import parse_xml

from hmip_rules import InputError
from hmip_rules.documents.lines import Cell, Line, Row, TableOfCells
from hmip_rules.documents.reader_process import read_blocks


def test_paragraphs_and_tables_come_in_their_order(tmp_path):
    made = docx.Document()
    made.add_heading("Ratings")
    table = made.add_table(rows=2, cols=3)
    for cell, text in zip(table._cells, ["a", "b", "c", "d", "", "f\nand g"], strict=True):
        cell.text = text
    table.cell(0, 0).merge(table.cell(0, 1))
    made.add_paragraph("one\ntwo")
    made.save(str(tmp_path / "report.docx"))
    assert texts(tmp_path / "report.docx") == ["Ratings", [["a b", "c"], ["d", "", "f and g"]], "one", "two"]


def test_a_table_in_a_cell_stays_in_its_row(tmp_path):
    made = docx.Document()
    cell = made.add_table(rows=1, cols=1).cell(0, 0)
    cell.text = "outer"
    cell.add_table(rows=1, cols=1).cell(0, 0).text = "inner"
    made.save(str(tmp_path / "report.docx"))
    assert texts(tmp_path / "report.docx") == [[["outer inner"]]]


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


def body(tmp_path, xml):
    """What is read from a file with this in its body."""
    made = docx.Document()
    made.element.body.insert(0, parse_xml(f"<w:body {NAMESPACE}>{xml}</w:body>"))
    made.element.body[:1] = made.element.body[0][:]
    made.save(str(tmp_path / "report.docx"))
    return read_blocks(str(tmp_path / "report.docx"))


def tc(text, properties=""):
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"


def tr(*cells):
    return f"<w:tr>{''.join(cells)}</w:tr>"


def test_rows_and_cells_in_content_controls_are_rows_and_cells(tmp_path):
    drop_down = f"<w:sdt><w:sdtPr><w:dropDownList/></w:sdtPr><w:sdtContent>{tc('Good')}</w:sdtContent></w:sdt>"
    repeated = f"<w:sdt><w:sdtContent>{tr(tc('P 1.2'), tc('Inadequate'))}</w:sdtContent></w:sdt>"
    table, *_ = body(tmp_path, f"<w:tbl>{tr(tc('P 1.1'), drop_down)}{repeated}</w:tbl>")
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["P 1.1", "Good"], ["P 1.2", "Inadequate"]]


def test_merged_cells_go_over_their_columns_and_rows(tmp_path):
    restart, go_on, wide = '<w:vMerge w:val="restart"/>', "<w:vMerge/>", '<w:gridSpan w:val="2"/>'
    rows = tr(tc("both", wide), tc("c")), tr(tc("a", restart), tc("b"), tc("c")), tr(tc("", go_on), tc("d"), tc("e"))
    table, *_ = body(tmp_path, f"<w:tbl>{''.join(rows)}</w:tbl>")
    assert table == TableOfCells(
        (
            Row((Cell("both", 0, columns=2), Cell("c", 2)), 1),
            Row((Cell("a", 0, rows=2), Cell("b", 1), Cell("c", 2)), 2),
            Row((Cell("d", 1), Cell("e", 2)), 3),
        )
    )


def test_a_cell_that_goes_on_where_none_began_is_a_cell(tmp_path):
    table, *_ = body(tmp_path, f"<w:tbl>{tr(tc('P 1.1', '<w:vMerge/>'), tc('Good'))}</w:tbl>")
    assert table.rows == (Row((Cell("P 1.1", 0), Cell("Good", 1)), 1),)


def test_each_row_has_its_own_place(tmp_path):
    table, after, *_ = body(
        tmp_path, f"<w:tbl>{tr(tc('a'), tc('b'))}{tr(tc('c'))}</w:tbl><w:p><w:r><w:t>d</w:t></w:r></w:p>"
    )
    assert ([row.number for row in table.rows], after) == ([1, 2], Line("d", 3))


def test_a_table_of_several_rows_in_a_cell_is_a_table_and_what_is_around_it_is_text(tmp_path):
    inner = f"<w:tbl>{tr(tc('a'), tc('51%'))}{tr(tc('b'), tc('62%'))}</w:tbl>"
    outer = f"<w:tbl>{tr(tc('left'), tc('right'))}{tr(tc('P 2.1'), f'<w:tc>{inner}<w:p/></w:tc>')}</w:tbl>"
    body(tmp_path, outer)
    assert texts(tmp_path / "report.docx") == ["left\tright", "P 2.1", [["a", "51%"], ["b", "62%"]]]


def test_a_text_box_is_read_apart_and_once(tmp_path):
    box = "<w:txbxContent><w:p><w:r><w:t>As of August</w:t></w:r></w:p></w:txbxContent>"
    drawing = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    run = f'<w:r><w:t>Good</w:t></w:r><w:r xmlns:mc="{mc}">{drawing}</w:r>'
    body(tmp_path, f"<w:p>{run}</w:p>")
    assert texts(tmp_path / "report.docx") == ["Good", "As of August"]
    body(tmp_path, f"<w:tbl>{tr(f'<w:tc><w:p>{run}</w:p></w:tc>', tc('b'))}</w:tbl>")
    assert texts(tmp_path / "report.docx") == [[["Good", "b"]], "As of August"]


def changed(tmp_path, part, old, new):
    """A file with a table of one cell, and something else in one of its parts."""
    body(tmp_path, f"<w:tbl>{tr(tc('P 1.1'), tc('Good'))}</w:tbl>")
    with zipfile.ZipFile(tmp_path / "report.docx") as made, zipfile.ZipFile(tmp_path / "new.docx", "w") as other:
        for name in made.namelist():
            content = made.read(name)
            other.writestr(name, content.replace(old, new) if name == part else content)
    return tmp_path / "new.docx"


def test_a_link_that_leads_nowhere_spoils_nothing(tmp_path):
    link = b'<Relationship Id="rId99" Type="http://x/image" Target="NULL"/></Relationships>'
    path = changed(tmp_path, "word/_rels/document.xml.rels", b"</Relationships>", link)
    assert texts(path) == [[["P 1.1", "Good"]]]


def test_a_strict_file_is_read_alike(tmp_path):
    old, strict = NAMESPACE.split('"')[1].encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    assert texts(changed(tmp_path, "word/document.xml", old, strict)) == [[["P 1.1", "Good"]]]


@pytest.mark.parametrize(
    ("inside", "reason"),
    [
        ("EncryptedPackage", "It is locked by a password; save a copy without one"),
        ("WordDocument", "This is a Word file of the kind used before 2007 (DOC); save it in Word as DOCX"),
    ],
)
def test_a_file_of_the_old_kind_is_called_locked_or_old(tmp_path, inside, reason):
    path = tmp_path / "report.docx"
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(500) + inside.encode("utf-16-le"))
    with pytest.raises(InputError, match=reason.replace("(", r"\(").replace(")", r"\)")):
        read_blocks(str(path))


NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
