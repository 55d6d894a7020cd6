"""What the rules make of a percentage is worked out once, and is always the same."""

from fractions import Fraction

from hmip_rules import load_rulebook
from hmip_rules.banding import MOST_REMEMBERED, banding


def test_what_is_remembered_is_what_is_worked_out_and_never_more_than_the_most():
    book = load_rulebook("pdu-2024")
    percentages = [Fraction(number, 60) for number in range(6001)]
    first = [banding(book, percent) for percent in percentages]
    assert len(percentages) > MOST_REMEMBERED
    assert len(book.remembered) <= MOST_REMEMBERED
    assert [banding(book, percent) for percent in reversed(percentages)] == first[::-1]
    assert [one.order for one in first] == sorted(one.order for one in first)
