"""The least that gains some points, of choices of which each standard makes at most one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from hmip_rules.insight.routes.changes import Change


class _Least(NamedTuple):
    size: Fraction
    ways: int


class Search:
    """The least size that gains some points, and every way of gaining them by it: a standard after the other."""

    def __init__(self, choices: Sequence[tuple[Change, ...]]) -> None:
        self._choices = choices
        self._known: dict[tuple[int, int, int], _Least | None] = {}
        self.most_steps = sum(max((change.steps for change in changes), default=0) for changes in choices)

    def least(self, number: int, points: int, steps: int) -> _Least | None:
        """Find the least size by which the standards from a number on gain points, or more, in so many steps.

        None where they can't. What is enough already takes no more changes: they could be left out.
        """
        if points <= 0 or number == len(self._choices):
            return _Least(Fraction(0), 1) if points <= 0 and steps == 0 else None
        key = (number, points, steps)
        if key not in self._known:
            self._known[key] = _put_together(found for _, found in self._next(number, points, steps))
        return self._known[key]

    def ways(self, number: int, points: int, steps: int) -> Iterator[tuple[Change, ...]]:
        """Give every choice of changes that has the least size, those of earlier standards first."""
        if points <= 0:
            yield ()
            return
        least = self.least(number, points, steps)
        for change, found in self._next(number, points, steps):
            if least is None or found.size != least.size:
                continue
            gained, taken = (change.points, change.steps) if change else (0, 0)
            for others in self.ways(number + 1, points - gained, steps - taken):
                yield (*((change,) if change else ()), *others)

    def _next(self, number: int, points: int, steps: int) -> Iterator[tuple[Change | None, _Least]]:
        """Give each change of a standard, or none, with the least that it makes together with those after it."""
        for change in (*self._choices[number], None):
            gained, taken, size = (change.points, change.steps, change.size) if change else (0, 0, Fraction(0))
            if taken > steps:
                continue
            rest = self.least(number + 1, points - gained, steps - taken)
            if rest is not None:
                yield change, _Least(size + rest.size, rest.ways)


def _put_together(found: Iterable[_Least]) -> _Least | None:
    """Keep the least, and add up the ways that it has."""
    together = list(found)
    if not together:
        return None
    size = min(one.size for one in together)
    return _Least(size, sum(one.ways for one in together if one.size == size))
