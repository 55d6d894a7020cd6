"""What the rules make of a percentage, as values."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from hmip_rules.model.places import ValuePath
from hmip_rules.model.status import Status


class Outcome(NamedTuple):
    """What a deciding percentage makes of a standard: its rating, its status, and the rating that counts."""

    rating: str
    status: Status
    counts: str


class Standing(NamedTuple):
    """What all outcomes make of a standard together: its possible ratings, those that can count, and its status."""

    possible: tuple[str, ...]
    counts: tuple[str, ...]
    status: Status


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
        standing: where a standard stands that it decides, by its published rating or None.
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
    standing: Mapping[str | None, Standing]
    rounding: tuple[ValuePath, ...]
    rounding_departed: tuple[ValuePath, ...]
