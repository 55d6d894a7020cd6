"""What a value can still be where something is missing: ratings, totals, overall ratings."""

from __future__ import annotations

from typing import TypeVar

T = TypeVar("T")


class Possible(tuple[T, ...]):
    """Every value that something can have, lowest first: one, unless missing values leave several.

    It is empty for a standard that was not rated. It equals, prints and unpacks as a tuple does.

    >>> Possible([3]).only, Possible([3, 4]).only, Possible([3, 4]).high
    (3, None, 4)
    """

    __slots__ = ()

    @property
    def only(self) -> T | None:
        """The value, where there is exactly one; None where there are several, or none."""
        return self[0] if len(self) == 1 else None

    @property
    def low(self) -> T:
        """The lowest value that is possible."""
        return self[0]

    @property
    def high(self) -> T:
        """The highest value that is possible."""
        return self[-1]
