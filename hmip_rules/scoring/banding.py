"""What the rules make of a percentage: rounding, band, discretion, and which rules decide."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction
from typing import Final

from hmip_rules.model.banded import Banding, Outcome, Standing
from hmip_rules.model.frozen import FrozenDict
from hmip_rules.model.places import ValuePath
from hmip_rules.model.rulebook import Rulebook, only
from hmip_rules.model.status import Status

MOST_REMEMBERED: Final = 5000
"""How many percentages a rulebook remembers; to one decimal there are 1001."""


def banding(rulebook: Rulebook, percent: Fraction) -> Banding:
    """Round a percentage and find its band. The same percentages come up again and again, so they are remembered."""
    exact = (percent.numerator, percent.denominator)  # hashed faster than a Fraction
    known: Banding | None = rulebook.remembered.get(exact)
    if known is None:
        if len(rulebook.remembered) >= MOST_REMEMBERED:
            rulebook.remembered.clear()
        known = rulebook.remembered[exact] = _banding(rulebook, percent)
    return known


def _banding(rulebook: Rulebook, percent: Fraction) -> Banding:
    rounded = rulebook.round(percent)
    value = rounded if rulebook.percentages.banded.value == "rounded" else percent
    ratings = rulebook.percent_ratings(value)
    rating = only(ratings)
    both = {only(rulebook.percent_ratings(one)) for one in (percent, rounded)}
    may_be = frozenset((one, other) for one in ratings for other in _within_discretion(rulebook, value, one))
    standing = {
        published: standing_of(rulebook, [_outcome(may_be, one, published) for one in ratings], published)
        for published in (None, *rulebook.names)
    }
    return Banding(
        percent=value,
        order=(float(value), value),
        ratings=ratings,
        rating=rating,
        otherwise=next(iter(both - {rating}), None),
        may_be=may_be,
        standing=FrozenDict(standing),
        rounding=tuple(_rounding(rulebook, percent, rounded, rulebook.edges)),
        rounding_departed=tuple(_rounding(rulebook, percent, rounded, rulebook.changes)),
    )


def outcomes(case: Banding, published: str | None) -> list[Outcome]:
    """Give one for every rating of the percentage: one, unless rules contradict one another."""
    return [_outcome(case.may_be, rating, published) for rating in case.ratings]


def _outcome(may_be: Collection[tuple[str, str]], rating: str, published: str | None) -> Outcome:
    if published is None:
        return Outcome(rating, Status.NOT_PUBLISHED, rating)
    if published == rating:
        return Outcome(rating, Status.AGREES, rating)
    if (rating, published) in may_be:
        return Outcome(rating, Status.WITHIN_DISCRETION, published)
    return Outcome(rating, Status.DISAGREES, rating)


def standing_of(rulebook: Rulebook, outcomes: Sequence[Outcome], published: str | None) -> Standing:
    """Put outcomes together. Where statuses differ, it is open which; where there is none, no rating agrees."""
    statuses = {outcome.status for outcome in outcomes}
    if not statuses:
        statuses = {Status.DISAGREES if published else Status.NOT_PUBLISHED}
    return Standing(
        possible=rulebook.ordered([outcome.rating for outcome in outcomes]),
        counts=rulebook.ordered([outcome.counts for outcome in outcomes]),
        status=statuses.pop() if len(statuses) == 1 else Status.UNDETERMINED,
    )


def _within_discretion(rulebook: Rulebook, percent: Fraction, rating: str) -> Iterator[str]:
    """Find the ratings to which inspectors may depart from a band: the next ones, when their edge is near enough."""
    margin, bands = rulebook.discretion, rulebook.percent_bands
    if margin is None:
        return
    place = rulebook.names.index(rating)
    for number, other in enumerate(rulebook.names):
        up = number - place
        if abs(up) == 1 and margin.direction != ("down" if up == 1 else "up") and other in bands.ratings:
            edge = bands.start_of(other if up == 1 else rating)
            if abs(percent - edge) <= margin.points:
                yield other


def _rounding(
    rulebook: Rulebook, percent: Fraction, rounded: Fraction, edges: Sequence[Fraction]
) -> Iterator[ValuePath]:
    """Name the rules of rounding that decide what comes of a percentage."""
    how, step = rulebook.percentages, rulebook.percentages.printed.to
    if how.banded.value == "rounded" and rounded != percent:
        yield ("percentages", "printed")
        if how.printed.by == "nearest" and percent % step == step / 2:
            yield ("percentages", "ties")
    if rounded != percent:
        low, high = sorted((percent, rounded))
        decides = bisect_left(edges, low) < bisect_right(edges, high)
    else:  # a printed percentage stands for exact ones less than a step away
        decides = bisect_right(edges, percent - step) < bisect_left(edges, percent + step)
    if decides:
        yield ("percentages", "banded")
