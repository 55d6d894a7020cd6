"""Text in lines of at most 80 columns."""

from hmip_rules.wording.layout import WIDTH, columns, row, wrapped


def test_a_long_text_goes_on_below_its_label():
    lines = wrapped("word " * 20, label="Note: ")
    assert lines == ["Note: " + " ".join(["word"] * 15), "      " + " ".join(["word"] * 5)]


def test_cells_are_broken_each_in_its_own_width():
    assert row((5, 3), "a few words", "b") == ["a few  b", "words"]


def test_the_widest_column_gives_way_where_a_line_is_too_long():
    lines = columns(("a b", "c " * 60), ("d", "e"))
    assert lines == ["a b  " + " ".join(["c"] * 38), "     " + " ".join(["c"] * 22), "d    e"]
    assert all(len(line) <= WIDTH for line in lines)


def test_what_a_terminal_would_obey_is_spelt_out():
    assert columns(("a\x1b[31m",)) == ["a\\x1b[31m"]
