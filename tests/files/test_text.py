"""The text of a file."""

import pytest

from hmip_rules import InputError, load_report


@pytest.mark.parametrize("name", ["a\0b", "x" * 300])
def test_a_name_that_no_file_can_have_is_refused_in_a_line(name):
    with pytest.raises(InputError, match="cannot be read"):
        load_report(name)


def test_a_byte_that_is_not_utf_8_is_placed_where_lines_end_in_cr(tmp_path):
    path = tmp_path / "report.yaml"
    path.write_bytes(b"\xef\xbb\xbfrulebook: pdu-2024\rservice: caf\xe9\r")
    with pytest.raises(InputError) as caught:
        load_report(path)
    assert (caught.value.problems[0].place.line, caught.value.problems[0].place.column) == (2, 13)
