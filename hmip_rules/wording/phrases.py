"""Phrases that any sentence may need: numbers of things, choices, ranges and lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from hmip_rules.model.percent import decimal_text


def from_to(first: str, last: str) -> str:
    """Return a range of values, or the one where both ends are the same: "4 to 10", "4"."""
    return first if first == last else f"{first} to {last}"


def span(numbers: Iterable[int]) -> str:
    """Return one number, or the lowest and highest of several; "?" for none.

    >>> span([3]), span([3, 4, 6]), span([])
    ('3', '3 to 6', '?')
    """
    ordered = sorted(numbers)
    if not ordered:
        return "?"
    return from_to(str(ordered[0]), str(ordered[-1]))


def score_of_maximum(totals: Sequence[int], maximum: int | None) -> str:
    """Return a score, or the lowest and highest possible, with the maximum.

    >>> score_of_maximum([3], 21), score_of_maximum([3, 5], 21), score_of_maximum([3], None)
    ('3/21', '3 to 5 of 21', '3 (maximum not known)')
    """
    if maximum is None:
        return f"{span(totals)} (maximum not known)"
    return f"{span(totals)}{' of ' if len(totals) > 1 else '/'}{maximum}"


def plural(number: int | Fraction, thing: str) -> str:
    """Return a number of things.

    >>> plural(1, "point"), plural(3, "point"), plural(Fraction(5, 2), "percentage point")
    ('1 point', '3 points', '2.5 percentage points')
    """
    written = decimal_text(number) if isinstance(number, Fraction) else str(number)
    return f"{written} {thing}{'' if number == 1 else 's'}"


def choice(ratings: Sequence[str]) -> str:
    """Return the ratings of which one is right: "Dim or Bright", or "no rating".

    >>> choice(["Dim", "Fair", "Bright"]), choice([])
    ('Dim, Fair or Bright', 'no rating')
    """
    *others, last = ratings or ("no rating",)
    return f"{', '.join(others)} or {last}" if others else last


def in_sentences(first: str = "", *others: str) -> str:
    """Return parts as sentences, without the last full stop: the first may follow a label, the others begin anew.

    >>> in_sentences("no rating", "points are missing")
    'no rating. Points are missing'
    """
    return ". ".join((first, *map(with_capital, others)))


def with_capital(sentence: str) -> str:
    """Return a sentence with a capital letter at its start."""
    return f"{sentence[:1].upper()}{sentence[1:]}"


def listed(names: Sequence[str]) -> str:
    """Return names one after the other.

    >>> listed(["a"]), listed(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
