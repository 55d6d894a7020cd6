"""The cheapest choice of changes, at most one for each standard, that gains some points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from hmip_rules.insight.routes.changes import Change


class Cost(NamedTuple):
    """The least size by which some points can be gained, and in how many ways it gains them."""

    size: Fraction
    ways: int


class _Option(NamedTuple):
    """What a standard may do: make one change, or none."""

    changes: tuple[Change, ...] = ()
    points: int = 0
    steps: int = 0
    size: Fraction = Fraction(0)


class Search:
    """The costs of gaining points, found standard by standard: what it gains, and what those after it have to gain.

    As soon as the points are gained, the later standards stay as they are: their changes could be left out.
    """

    def __init__(self, changes_by_standard: Sequence[tuple[Change, ...]]) -> None:
        self._options = [
            (*(_Option((change,), change.points, change.steps, change.size) for change in changes), _Option())
            for changes in changes_by_standard
        ]
        self._known_costs: dict[tuple[int, int, int], Cost | None] = {}
        self.most_steps = sum(max(option.steps for option in options) for options in self._options)

    def cost(self, points: int, steps: int, *, start: int = 0) -> Cost | None:
        """Return the cost of gaining points, or more, in exactly so many steps; None where that cannot be done.

        Args:
            start: the number of the first standard that may change.
        """
        if points <= 0:
            return Cost(Fraction(0), 1) if steps == 0 else None
        if start == len(self._options):
            return None
        key = (start, points, steps)
        if key not in self._known_costs:
            self._known_costs[key] = self._least_cost(points, steps, start)
        return self._known_costs[key]

    def ways(self, points: int, steps: int, *, start: int = 0) -> Iterator[tuple[Change, ...]]:
        """Return every choice of changes that has the least size, those of earlier standards first; as `cost`."""
        if points <= 0:
            yield ()
            return
        least = self.cost(points, steps, start=start)
        for option, cost in self._options_with_costs(points, steps, start):
            if least is None or cost.size > least.size:
                continue
            for later_changes in self.ways(points - option.points, steps - option.steps, start=start + 1):
                yield (*option.changes, *later_changes)

    def _least_cost(self, points: int, steps: int, start: int) -> Cost | None:
        costs = [cost for _, cost in self._options_with_costs(points, steps, start)]
        if not costs:
            return None
        size = min(cost.size for cost in costs)
        return Cost(size, sum(cost.ways for cost in costs if cost.size == size))

    def _options_with_costs(self, points: int, steps: int, start: int) -> list[tuple[_Option, Cost]]:
        """Return each option of a standard, with what it costs together with the cheapest of those after it."""
        options = []
        for option in self._options[start]:
            if option.steps > steps:
                continue
            rest = self.cost(points - option.points, steps - option.steps, start=start + 1)
            if rest is not None:
                options.append((option, Cost(option.size + rest.size, rest.ways)))
        return options
