"""Remembering what follows from a rulebook."""

import gc
import weakref

from hmip_rules import Rulebook, load_rulebook
from hmip_rules.model.once import once_per_rulebook


class Answer:
    """What can be watched going."""


def test_it_is_worked_out_once_for_each_rulebook_even_for_equal_ones():
    asked = []

    @once_per_rulebook
    def answer(rulebook):
        asked.append(rulebook)
        return Answer()

    book = load_rulebook("pdu-2024")
    equal = Rulebook.model_validate(book.model_dump(by_alias=True))
    assert book == equal
    assert answer(book) is answer(book)
    assert answer(equal) is not answer(book)
    assert [given is book for given in asked] == [True, False]


def test_nothing_is_remembered_of_a_rulebook_that_is_gone():
    @once_per_rulebook
    def answer(_):
        return Answer()

    book = Rulebook.model_validate(load_rulebook("pdu-2024").model_dump(by_alias=True))
    kept = weakref.ref(answer(book))
    assert kept() is not None
    del book
    gc.collect()
    assert kept() is None
