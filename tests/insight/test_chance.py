"""Whether a movement is within chance: against published intervals, SciPy, and every outcome of two samples."""

from fractions import Fraction
from itertools import product
from math import hypot, isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, binomtest

from hmip_rules.insight.counts import Counts
from hmip_rules.insight.since.chance import Interval, is_beyond_chance, movement_interval


def counts(sufficient, of):
    return Counts(of, (sufficient,))


def interval(before, after):
    """The interval of a movement between two (sufficient, of), as proportions."""
    found = movement_interval(counts(*before), counts(*after))
    return found.low / 100, found.high / 100


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        # examples of Newcombe (1998), as worked by method 10 in https://www.lexjansen.com/wuss/2016/127_Final_Paper_PDF.pdf
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 20), 0.6791, 1),
    ],
)
def test_the_interval_is_the_published_one(first, second, low, high):
    """The published difference is the first proportion less the second, a movement the second less the first."""
    assert interval(second, first) == pytest.approx((low, high), abs=0.00005)
    assert interval(first, second) == pytest.approx((-high, -low), abs=0.00005)


samples = st.integers(1, 300).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


@given(samples, samples)
def test_the_interval_follows_from_the_wilson_intervals_of_both_sides(before, after):
    """Newcombe's formula over intervals that SciPy works out."""
    (p, low_p, high_p), (q, low_q, high_q) = (wilson(*sample) for sample in (before, after))
    expected = (q - p - hypot(q - low_q, high_p - p), q - p + hypot(high_q - q, p - low_p))
    assert interval(before, after) == pytest.approx(expected, abs=1e-9)


def wilson(sufficient, of):
    found = binomtest(sufficient, of).proportion_ci(0.95, method="wilson")
    return sufficient / of, found.low, found.high


several = st.integers(1, 400).flatmap(
    lambda of: st.tuples(st.just(of), st.integers(0, of), st.integers(0, 4)).map(
        lambda drawn: Counts(drawn[0], tuple(range(drawn[1], min(drawn[0], drawn[1] + drawn[2]) + 1)))
    )
)


@given(several, several)
def test_where_several_counts_are_possible_the_interval_holds_that_of_each(before, after):
    found = movement_interval(before, after)
    pairs = product(before.sufficient, after.sufficient)
    each = [interval((first, before.of), (second, after.of)) for first, second in pairs]
    assert isclose(found.low, 100 * min(low for low, _ in each), abs_tol=1e-9)
    assert isclose(found.high, 100 * max(high for _, high in each), abs_tol=1e-9)


def test_no_interval_where_no_number_of_cases_gives_a_percentage():
    assert movement_interval(Counts(10, ()), counts(5, 10)) is None
    assert movement_interval(counts(5, 10), Counts(10, ())) is None


@pytest.mark.parametrize(
    ("points", "low", "high", "beyond"),
    [
        (8, 0.5, 16, True),
        (8, 0, 16, False),
        (8, -0.5, 16, False),
        (0, 0.5, 16, False),
        (-8, -16, -0.5, True),
        (-8, -16, 0, False),
        (-8, -16, 0.5, False),
        (0, -16, -0.5, False),
        (-8, 0.5, 16, False),
        (8, -16, -0.5, False),
    ],
)
def test_a_movement_is_beyond_chance_where_it_and_its_whole_interval_are_on_one_side_of_0(points, low, high, beyond):
    assert is_beyond_chance(Fraction(points), Interval(low, high)) == beyond


@pytest.mark.parametrize("true", [0.3, 0.5, 0.8])
def test_chance_alone_shows_about_one_movement_in_twenty_as_more(true):
    """Every outcome of two samples of 42 and 30 cases, each weighed by how often it comes where nothing changed."""
    beyond = sum(
        binom.pmf(before, 42, true) * binom.pmf(after, 30, true)
        for before, after in product(range(43), range(31))
        if is_beyond_chance(
            Fraction(100 * after, 30) - Fraction(100 * before, 42),
            movement_interval(counts(before, 42), counts(after, 30)),
        )
    )
    assert 0.03 < beyond < 0.06
