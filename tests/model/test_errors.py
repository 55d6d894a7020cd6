"""What a message shows of a text from a file."""

import pytest

from hmip_rules.model.errors import printable


@pytest.mark.parametrize(
    ("text", "shown"), [("a\u2028b", "a\\u2028b"), ("a\u202eb", "a\\u202eb"), ("é\xa0b", "é\xa0b")]
)
def test_what_a_terminal_would_obey_is_shown(text, shown):
    assert printable(text) == shown
