"""What the rules make of a percentage: rounding, band, discretion, and which rules decide."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from hmip_rules.places import Path
from hmip_rules.rulebook import Rulebook, only

MOST_REMEMBERED: Final = 5000
"""How many percentages a rulebook remembers; to one decimal there are 1001."""


class Banding(NamedTuple):
    """What the rules make of a percentage.

    Attributes:
        percent: the value that falls into a band, in per cent: rounded or exact, as the rulebook says.
        order: sorts as `percent` does, and faster.
        ratings: of that band, worst first: exactly one, but where the rules contradict one another.
        rating: the one of them; None where there are none or several.
        otherwise: the rating that the exact and not the rounded value would give, or the other way
            round; None where both give the same.
        may_be: each of the ratings with one that inspectors may give instead.
        rounding: the rules of rounding that decide what comes of it.
        rounding_departed: those that do where the published rating is another, so that the ends of the margin of
            discretion decide too.
    """

    percent: Fraction
    order: tuple[float, Fraction]
    ratings: tuple[str, ...]
    rating: str | None
    otherwise: str | None
    may_be: frozenset[tuple[str, str]]
    rounding: tuple[Path, ...]
    rounding_departed: tuple[Path, ...]


def banding(rulebook: Rulebook, percent: Fraction) -> Banding:
    """Round a percentage and find its band. The same percentages come up again and again, so they are remembered."""
    exact = (percent.numerator, percent.denominator)  # hashed faster than a Fraction
    remembered = rulebook.remembered
    if exact not in remembered:
        if len(remembered) >= MOST_REMEMBERED:
            remembered.clear()
        remembered[exact] = _banding(rulebook, percent)
    known: Banding = remembered[exact]
    return known


def edges(rulebook: Rulebook, *, departed: bool) -> list[Fraction]:
    """List the percentages at which something changes, ascending.

    Args:
        departed: whether the ends of the margin of discretion count too, beside the starts of bands.
    """
    margin = rulebook.discretion.points if rulebook.discretion and departed else Fraction(0)
    starts = rulebook.percent_bands.starts[1:]
    return sorted({start + shift for start in starts for shift in (-margin, Fraction(0), margin)})


def _banding(rulebook: Rulebook, percent: Fraction) -> Banding:
    rounded = rulebook.round(percent)
    value = rounded if rulebook.percentages.banded.value == "rounded" else percent
    ratings = rulebook.percent_ratings(value)
    rating = only(ratings)
    both = {only(rulebook.percent_ratings(one)) for one in (percent, rounded)}
    return Banding(
        percent=value,
        order=(float(value), value),
        ratings=ratings,
        rating=rating,
        otherwise=next(iter(both - {rating}), None),
        may_be=frozenset((one, other) for one in ratings for other in _within_discretion(rulebook, value, one)),
        rounding=tuple(_rounding(rulebook, percent, rounded, edges(rulebook, departed=False))),
        rounding_departed=tuple(_rounding(rulebook, percent, rounded, edges(rulebook, departed=True))),
    )


def _within_discretion(rulebook: Rulebook, percent: Fraction, rating: str) -> Iterator[str]:
    """Find the ratings to which inspectors may depart from a band: the next ones, when their edge is near enough."""
    margin, bands = rulebook.discretion, rulebook.percent_bands
    if margin is None:
        return
    place = rulebook.names.index(rating)
    for other in bands.ratings:
        up = rulebook.names.index(other) - place
        if abs(up) == 1 and margin.direction != ("down" if up == 1 else "up"):
            edge = bands.start_of(other if up == 1 else rating)
            if abs(percent - edge) <= margin.points:
                yield other


def _rounding(rulebook: Rulebook, percent: Fraction, rounded: Fraction, edges: Sequence[Fraction]) -> Iterator[Path]:
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
