"""Plain text: lines and pages as an editor counts them, in every usual encoding."""

import pytest
from documents.file_texts import texts

from hmip_rules.documents.lines import Line
from hmip_rules.documents.reader_process import read_blocks


def test_lines_are_numbered_as_an_editor_numbers_them(tmp_path):
    path = tmp_path / "report.txt"
    path.write_bytes("one\r\ntwo\u2028still two\rthree".encode())
    assert read_blocks(str(path)) == [Line("one", 1), Line("two\u2028still two", 2), Line("three", 3)]


def test_a_form_feed_starts_a_page(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text("one\ntwo\n\fthree")
    assert read_blocks(str(path)) == [Line("one", 1, 1), Line("two", 2, 1), Line("", 3, 1), Line("three", 1, 2)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_letters_are_read_in_the_encodings_that_windows_writes(tmp_path, encoding):
    path = tmp_path / "report.txt"
    path.write_bytes("It\u2019s 51%".encode(encoding))
    assert texts(path) == ["It\u2019s 51%"]
