"""A rulebook is given back by its dump, and cannot be changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmip_rules import load_rulebook, strategies

BOOK = load_rulebook("pdu-2024")


@given(st.data())
def test_a_rulebook_is_given_back_by_its_dump(data):
    book = data.draw(strategies.rulebooks())
    assert type(book).model_validate(book.model_dump(by_alias=True)) == book


def test_a_rulebook_cannot_be_changed_through_what_it_looks_up():
    with pytest.raises(TypeError, match="cannot be changed"):
        BOOK.by_key["P 9.9"] = BOOK.standards[0]
    assert type(BOOK).model_validate(BOOK.model_dump()) == BOOK
