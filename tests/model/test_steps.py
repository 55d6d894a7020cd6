"""The three steps: none of them ever gives less when an input rises."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmip_rules.model.steps import Bands, lowest, possible_totals

LIGHTHOUSE = Bands((Fraction(0), Fraction(40), Fraction(75)), ("Dim", "Fair", "Bright"))
BY_HAND = ["Dim"] * 40 + ["Fair"] * 35 + ["Bright"] * 26  # 0-39, 40-74, 75-100, counted out from the rule

percents = st.fractions(0, 100)


@pytest.mark.parametrize("percent", range(101))
def test_every_whole_percentage_has_the_rating_the_rule_gives_it(percent):
    assert LIGHTHOUSE.rating_of(Fraction(percent)) == BY_HAND[percent]


@pytest.mark.parametrize(
    ("percent", "rating"),
    [(Fraction(40) - Fraction(1, 10**9), "Dim"), (Fraction(40), "Fair"), (Fraction(399, 10), "Dim")],
)
def test_a_band_starts_exactly_where_it_says(percent, rating):
    assert LIGHTHOUSE.rating_of(percent) == rating


@given(percents, percents)
def test_raising_a_percentage_never_lowers_its_rating(first, second):
    low, high = sorted([first, second])
    ranks = [LIGHTHOUSE.ratings.index(rating) for rating in map(LIGHTHOUSE.rating_of, (low, high))]
    assert ranks == sorted(ranks)
    assert len(ranks) == 2


def test_a_rating_starts_where_its_band_does_and_ends_before_the_next():
    assert [LIGHTHOUSE.start_of(rating) for rating in LIGHTHOUSE.ratings] == [0, 40, 75]
    assert [LIGHTHOUSE.next_start(rating) for rating in LIGHTHOUSE.ratings] == [40, 75, None]


def test_no_percentage_at_all_has_no_lowest():
    assert lowest([Fraction(51), Fraction(23)]) == 23
    with pytest.raises(ValueError, match="empty"):
        lowest([])


@given(st.lists(st.sets(st.integers(0, 9), min_size=1, max_size=3), max_size=5))
def test_possible_totals_are_the_sums_of_every_choice(points):
    assert list(possible_totals(points)) == sorted({sum(choice) for choice in product(*points)})
