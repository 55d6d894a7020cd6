"""A percentage and the bands: the value that is used, its rating, discretion, and which rules of rounding decide."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from hmip_rules.model.once import once_per_rulebook
from hmip_rules.model.places import ValuePath
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.scorecard import BandedPercentage
from hmip_rules.scoring.thresholds import percent_thresholds

MAX_REMEMBERED_PERCENTAGES: Final = 5000
"""How many percentages are remembered for a rulebook; to one decimal there are 1001."""


def banded(rulebook: Rulebook, percent: Fraction) -> BandedPercentage:
    """Return the value that is used of an exact percentage, and the rating of its band.

    Reports print the same hundred percentages again and again, and fractions are slow, so they are remembered.
    """
    known = _remembered(rulebook)
    exact = (percent.numerator, percent.denominator)  # hashed faster than a Fraction
    found = known.get(exact)
    if found is None:
        if len(known) >= MAX_REMEMBERED_PERCENTAGES:
            known.clear()
        found = known[exact] = _banded(rulebook, percent)
    return found


_BANDS_RULE: Final[ValuePath] = ("bands", "key_question")


@once_per_rulebook
def _remembered(_: Rulebook) -> dict[tuple[int, int], BandedPercentage]:
    """Return where the percentages of a rulebook are remembered, by numerator and denominator."""
    return {}


def _banded(rulebook: Rulebook, percent: Fraction) -> BandedPercentage:
    rounded = rulebook.round(percent)
    used, other = (rounded, percent) if rulebook.percentages.banded.value == "rounded" else (percent, rounded)
    rating, rating_of_other = rulebook.percent_rating(used), rulebook.percent_rating(other)
    return BandedPercentage(
        value=used,
        rating=rating,
        otherwise=None if rating_of_other == rating else rating_of_other,
        within_discretion=_within_discretion(rulebook, percent, rating),
        rules=(*_rounding_rules(rulebook, percent, rounded, rulebook.thresholds), _BANDS_RULE),
        rules_departed=(*_rounding_rules(rulebook, percent, rounded, rulebook.turning_points), _BANDS_RULE),
        order=(float(used), used),
    )


def _within_discretion(rulebook: Rulebook, percent: Fraction, rating: str) -> tuple[str, ...]:
    """Return the ratings next to that of the band which inspectors may give instead."""
    if rulebook.discretion is None:
        return ()
    ratings = []
    thresholds, names, place = percent_thresholds(rulebook), rulebook.names, rulebook.names.index(rating)
    if place > 0 and not thresholds.left[place - 1].holds_for(percent):
        ratings.append(names[place - 1])
    if place + 1 < len(names) and thresholds.by_discretion[place].holds_for(percent):
        ratings.append(names[place + 1])
    return tuple(ratings)


def _rounding_rules(
    rulebook: Rulebook, percent: Fraction, rounded: Fraction, changes: Sequence[Fraction]
) -> list[ValuePath]:
    """Return the rules of rounding that decide what follows from a percentage, where something changes at `changes`."""
    rules: list[ValuePath] = []
    how, step = rulebook.percentages, rulebook.percentages.printed.to
    if how.banded.value == "rounded" and rounded != percent:
        rules.append(("percentages", "printed"))
        if how.printed.by == "nearest" and percent % step == step / 2:
            rules.append(("percentages", "ties"))
    if rounded != percent:
        low, high = sorted((percent, rounded))
        decides = bisect_left(changes, low) < bisect_right(changes, high)
    else:  # a printed percentage stands for exact ones less than a step away
        decides = bisect_right(changes, percent - step) < bisect_left(changes, percent + step)
    if decides:
        rules.append(("percentages", "banded"))
    return rules
