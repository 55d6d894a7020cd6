"""Web pages: what a reader sees, a line for each block and each table row."""

from documents.file_texts import texts


def read(tmp_path, html):
    path = tmp_path / "report.html"
    path.write_text(html, encoding="utf-8")
    return texts(path)


def test_a_block_or_a_row_is_a_line(tmp_path):
    html = "<h1>Leeds\n <b>PDU</b></h1>Some<br>text<table><tr><td>P 1.1<td><p>Good</p></tr><tr><th>P 1.2</table>after"
    assert read(tmp_path, html) == ["Leeds PDU", "Some", "text", "P 1.1\tGood", "P 1.2", "after"]


def test_a_cell_of_several_blocks_and_a_table_in_a_cell_stay_in_their_row(tmp_path):
    html = "<table><tr><td><p>one</p><div>two<br>three</div><td><table><tr><td>a<td>b</table></td></table>"
    assert read(tmp_path, html) == ["one two three\ta b"]


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
