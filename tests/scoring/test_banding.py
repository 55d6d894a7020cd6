"""What the rules make of a percentage is worked out once, and is always the same."""

import pickle
from fractions import Fraction

from hmip_rules import load_rulebook
from hmip_rules.scoring.banding import MOST_REMEMBERED, banding


def test_what_is_remembered_is_what_is_worked_out_and_never_more_than_the_most():
    book = load_rulebook("pdu-2024")
    percentages = [Fraction(number, 60) for number in range(6001)]
    first = [banding(book, percent) for percent in percentages]
    assert len(percentages) > MOST_REMEMBERED
    assert len(book.remembered) <= MOST_REMEMBERED
    assert [banding(book, percent) for percent in reversed(percentages)] == first[::-1]
    assert [one.order for one in first] == sorted(one.order for one in first)


def test_a_pickle_of_a_rulebook_leaves_out_what_it_remembers():
    book = load_rulebook("pdu-2024")
    copy = pickle.loads(pickle.dumps(book))
    before = len(pickle.dumps(book))
    found = [banding(book, Fraction(percent)) for percent in range(101)]
    assert len(pickle.dumps(book)) < 1.1 * before
    assert [banding(copy, Fraction(percent)) for percent in range(101)] == found
