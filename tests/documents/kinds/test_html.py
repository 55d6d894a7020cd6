"""Web pages: what a reader sees, a line for each block of text, and tables of cells."""

import pytest
from documents.file_texts import texts

from hmip_rules.documents.lines import Cell, Line, Row, TableOfCells
from hmip_rules.documents.reader_process import read_blocks


def read(tmp_path, html):
    path = tmp_path / "report.html"
    path.write_text(html, encoding="utf-8")
    return texts(path)


def test_a_block_or_a_row_is_a_line(tmp_path):
    html = "<h1>Leeds\n <b>PDU</b></h1>Some<br>text<table><tr><td>P 1.1<td><p>Good</p></tr><tr><th>P 1.2</table>after"
    assert read(tmp_path, html) == ["Leeds PDU", "Some", "text", [["P 1.1", "Good"], ["P 1.2"]], "after"]


def test_a_cell_of_several_blocks_and_a_table_in_a_cell_stay_in_their_row(tmp_path):
    html = "<table><tr><td><p>one</p><div>two<br>three</div><td><table><tr><td>a<td>b</table></td></table>"
    assert read(tmp_path, html) == [[["one two three", "a b"]]]


def test_what_a_reader_does_not_see_is_left_out(tmp_path):
    html = (
        "<head><title>99%</title><style>a{}</style></head><nav>Menu</nav><p>5<!-- 9 -->1%<sup>4</sup>"
        "<script>var a = '77%'</script><del>3</del><b style='display: none'>2</b><i style='visibility:hidden'>6</i></p>"
    )
    assert read(tmp_path, html) == ["51%"]


def test_what_is_styled_to_be_seen_is_read(tmp_path):
    assert read(tmp_path, "<p style='visibility: visible; display: inline'>51%</p>") == ["51%"]


def test_the_encoding_that_the_page_declares_is_taken(tmp_path):
    path = tmp_path / "report.htm"
    path.write_bytes("<meta charset='windows-1252'><p>It\u2019s</p>".encode("cp1252"))
    assert texts(path) == ["It\u2019s"]


@pytest.mark.parametrize(
    "content", ["<p>Ynys M\u00f4n, It\u2019s</p>".encode(), "<p>Ynys M\u00f4n, It\u2019s</p>".encode("cp1252")]
)
def test_a_page_that_declares_no_encoding_is_in_unicode_if_it_can_be(tmp_path, content):
    path = tmp_path / "report.html"
    path.write_bytes(content)
    assert texts(path)[0].startswith("Ynys M\u00f4n")


def test_cells_go_over_the_columns_and_rows_that_they_say(tmp_path):
    path = tmp_path / "report.html"
    path.write_text(
        "<h2>Ratings</h2>\n<table><tr><th colspan=2>a<th>b\n<tr><td rowspan=9>c<td>d<td>e\n<tr><td>f<td>g</table>"
    )
    assert read_blocks(str(path)) == [
        Line("Ratings", 1, is_heading=True),
        TableOfCells(
            (
                Row((Cell("a", 0, columns=2), Cell("b", 2)), 2),
                Row((Cell("c", 0, rows=2), Cell("d", 1), Cell("e", 2)), 3),
                Row((Cell("f", 1), Cell("g", 2)), 4),
            )
        ),
    ]


def test_a_table_of_several_rows_in_a_cell_is_a_table_and_what_is_around_it_is_text(tmp_path):
    inner = "<table><tr><td>a<td>51%<tr><td>b<td>62%</table>"
    html = f"<table><tr><td>left<td>right<tr><td>P 2.1<td>{inner}</table>"
    assert read(tmp_path, html) == ["left\tright", "P 2.1", [["a", "51%"], ["b", "62%"]]]
