"""What the rules make of a percentage is worked out once, and is always the same."""

from fractions import Fraction

from hmip_rules import load_rulebook
from hmip_rules.scoring import banding
from hmip_rules.scoring.banding import MOST_REMEMBERED, banded


def test_what_is_remembered_is_what_is_worked_out_and_never_more_than_the_most():
    book = load_rulebook("pdu-2024")
    percentages = [Fraction(number, 60) for number in range(6001)]
    first = [banded(book, percent) for percent in percentages]
    assert len(percentages) > MOST_REMEMBERED
    assert 0 < len(banding._remembered(book)) <= MOST_REMEMBERED
    assert [banded(book, percent) for percent in reversed(percentages)] == first[::-1]
    assert [percentage.value for percentage in first] == sorted(percentage.value for percentage in first)
