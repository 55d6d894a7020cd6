"""Whether a movement between two samples of cases is more than the chance of which cases were picked (extra)."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Final, NamedTuple

from hmip_rules.insight.counts import Counts
from hmip_rules.insight.samples import CONFIDENCE_PERCENT

STATISTICS_NEEDED: Final = (
    "Showing whether a movement is within chance needs statsmodels: pip install 'hmip-rules[certainty]'"
)


class Interval(NamedTuple):
    """From which movement to which the true one may be, in percentage points."""

    low: float
    high: float


def movement_interval(before: Counts, after: Counts) -> Interval | None:
    """Return the 95% interval of a movement, taking both samples as simple random and independent.

    It is Newcombe's hybrid score interval, without correction for continuity: method 10 of R. G. Newcombe, Interval
    estimation for the difference between independent proportions, Statistics in Medicine 17 (1998), 873-890. There is
    no correction for finite populations, since the caseload of one inspection is not that of the other. Where a printed
    percentage may stand for several numbers of cases, it holds the intervals of all of them.

    Returns:
        None where no number of cases gives one of the percentages.

    Raises:
        ImportError: statsmodels is not installed.
    """
    if not before.sufficient or not after.sufficient:
        return None
    ends_before = {before.sufficient[0], before.sufficient[-1]}
    ends_after = {after.sufficient[0], after.sufficient[-1]}
    pairs = product(ends_before, ends_after)
    intervals = [_newcombe_interval(first, before.of, second, after.of) for first, second in pairs]
    return Interval(min(interval.low for interval in intervals), max(interval.high for interval in intervals))


def _newcombe_interval(before: int, of_before: int, after: int, of_after: int) -> Interval:
    """Return the interval of one pair of counts; the library takes from the first what the second has."""
    from statsmodels.stats.proportion import confint_proportions_2indep

    alpha = 1 - CONFIDENCE_PERCENT / 100
    low, high = confint_proportions_2indep(
        after, of_after, before, of_before, method="newcomb", compare="diff", alpha=alpha
    )
    return Interval(100 * float(low), 100 * float(high))


def is_beyond_chance(points: Fraction, interval: Interval) -> bool:
    """Return whether a movement, in percentage points, and all of its interval are on the same side of none.

    >>> is_beyond_chance(Fraction(8), Interval(1.5, 14.2)), is_beyond_chance(Fraction(8), Interval(-1.5, 17.2))
    (True, False)
    """
    return interval.low > 0 < points or interval.high < 0 > points
