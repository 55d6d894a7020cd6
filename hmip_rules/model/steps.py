"""The steps that ratings are made of. None of them ever gives less when an input rises.

| step   | from                            | to                                             |
|--------|---------------------------------|------------------------------------------------|
| band   | a percentage, or a total        | the rating in whose band it falls (`Bands`)    |
| lowest | the percentages of a standard   | the one that decides                           |
| total  | the points of the standards     | the score                                      |
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, TypeVar

N = TypeVar("N", Fraction, int)
P = TypeVar("P", Fraction, tuple[float, Fraction])


@dataclass(frozen=True, slots=True)
class Bands(Generic[N]):
    """The bands of one scale. Each runs from its start up to the start of the next.

    Written as starts, so that, where these ascend, no value falls into a gap or into two bands, and a
    higher value never gives a lower rating.

    Attributes:
        starts: the lowest value of each band, ascending; per cent of cases, or points.
        ratings: the rating of each band, worst first.
    """

    starts: tuple[N, ...]
    ratings: tuple[str, ...]

    def rating_of(self, value: Fraction | int) -> str:
        """Return the rating in whose band a value falls; the worst for a value below all bands.

        >>> Bands((Fraction(0), Fraction(40)), ("Dim", "Bright")).rating_of(40)
        'Bright'
        """
        return self.ratings[max(bisect_right(self.starts, value) - 1, 0)]

    def start_of(self, rating: str) -> N:
        """Return the lowest value that has a rating."""
        return self.starts[self.ratings.index(rating)]

    def between_others(self) -> list[tuple[str, N, N]]:
        """Return the rating, the start and the end of each band that has one on either side."""
        return list(zip(self.ratings[1:-1], self.starts[1:-1], self.starts[2:], strict=True))

    def next_start(self, rating: str) -> N | None:
        """Return the lowest value of the next better rating; None for the best."""
        following = self.ratings.index(rating) + 1
        return self.starts[following] if following < len(self.starts) else None


def lowest(percentages: Sequence[P]) -> P:
    """Return the percentage that decides a standard: the lowest of its key questions.

    Args:
        percentages: per cent of cases judged sufficient, 0 to 100, at least one; or what sorts as they do.

    Raises:
        ValueError: there is no percentage.
    """
    return min(percentages)


DECIDING_PERCENTAGE = {"lowest_key_question": lowest}
"""By what a standard is `rated_by`: which of its percentages decides."""


def possible_totals(points: Iterable[Collection[int]]) -> tuple[int, ...]:
    """Return the sums of the points of standards, each of which may be worth one of several numbers.

    With one number for each standard this is their sum: the score. Otherwise it is every sum
    that some choice gives, ascending.

    >>> possible_totals([[1], [0]]), possible_totals([[1], [0, 1, 2], [0, 3]])
    ((1,), (1, 2, 3, 4, 5, 6))
    """
    known, totals = 0, {0}
    for worth in points:
        if len(worth) == 1:
            known += next(iter(worth))
        else:
            totals = {total + more for total in totals for more in worth}
    return tuple(sorted([total + known for total in totals]))
