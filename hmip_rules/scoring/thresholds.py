"""From which percentage on a rating is reached, before any rounding: so that none is needed."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import NamedTuple

from hmip_rules.model.once import once_per_rulebook
from hmip_rules.model.rulebook import Rulebook


class Threshold(NamedTuple):
    """A percentage from which on something holds; not for itself where it is not `inclusive`."""

    value: Fraction
    inclusive: bool = True

    def holds_for(self, percent: Fraction) -> bool:
        """Return whether it holds for a percentage."""
        return percent >= self.value if self.inclusive else percent > self.value

    @property
    def whole(self) -> int:
        """The lowest whole percentage for which it holds."""
        return math.ceil(self.value) if self.inclusive else math.floor(self.value) + 1


def reaching(rulebook: Rulebook, start: Fraction) -> Threshold:
    """Return which percentages lie at a start or above, once they are rounded as the rulebook says.

    With rounding half up to whole per cent, 50 is reached from 49.5 on.
    """
    if rulebook.percentages.banded.value == "exact":
        return Threshold(start)
    step = rulebook.percentages.printed.to
    return _rounded_to(rulebook, math.ceil(start / step))


def exceeding(rulebook: Rulebook, start: Fraction) -> Threshold:
    """Return which percentages lie above a start, once they are rounded as the rulebook says."""
    if rulebook.percentages.banded.value == "exact":
        return Threshold(start, inclusive=False)
    step = rulebook.percentages.printed.to
    return _rounded_to(rulebook, math.floor(start / step) + 1)


def _rounded_to(rulebook: Rulebook, steps: int) -> Threshold:
    """Return which percentages are rounded to a number of steps, or to more."""
    how, ties = rulebook.percentages.printed, rulebook.percentages.ties.to
    if how.by == "down":
        return Threshold(steps * how.to)
    if how.by == "up":
        return Threshold((steps - 1) * how.to, inclusive=False)
    inclusive = ties == "up" or (ties == "even" and steps % 2 == 0)
    return Threshold(steps * how.to - how.to / 2, inclusive)


class PercentThresholds(NamedTuple):
    """The thresholds of the ratings of a percentage, for each but the worst, worst first.

    Attributes:
        reached: from where the band gives the rating, or a better one.
        by_discretion: from where inspectors may give it, going up from the band below.
        left: from where they may no longer give the rating below it, going down from its band.
    """

    reached: tuple[Threshold, ...]
    by_discretion: tuple[Threshold, ...]
    left: tuple[Threshold, ...]


@once_per_rulebook
def percent_thresholds(rulebook: Rulebook) -> PercentThresholds:
    """Return the thresholds of a rulebook's percentage bands and its margin of discretion."""
    starts = rulebook.percent_bands.starts[1:]
    margin = rulebook.discretion
    reached = tuple(reaching(rulebook, start) for start in starts)
    up = margin is not None and margin.direction != "down"
    down = margin is not None and margin.direction != "up"
    points = margin.points if margin else Fraction(0)
    return PercentThresholds(
        reached,
        tuple(reaching(rulebook, start - points) for start in starts) if up else reached,
        tuple(exceeding(rulebook, start + points) for start in starts) if down else reached,
    )
