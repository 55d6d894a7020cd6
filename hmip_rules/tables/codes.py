"""Ratings and statuses as small numbers: engines compare these faster than words, and none of them is null.

A rating is its place among the rulebook's names, worst first from 0. A null would be read as false here and
as true there, for the engines differ; so what is no rating has a number of its own, above all ratings.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import narwhals.stable.v2 as nw

from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.rules import NOT_RATED
from hmip_rules.model.status import UNREADABLE_STATUS, Status

_COMPARED = [status for status in reversed(Status) if status.compares]
STATUSES = dict(enumerate((*map(str, (Status.NOT_PUBLISHED, *_COMPARED)), UNREADABLE_STATUS)))
"""What a row or a comparison can be, the gravest last; a row that no report could be is `unreadable`."""

NOTHING, AGREES, WITHIN_DISCRETION, PARTLY_CHECKED, UNDETERMINED, DISAGREES, UNREADABLE = range(len(STATUSES))


class Ranks(NamedTuple):
    """The numbers of a rulebook's ratings and of what stands in their place."""

    best: int

    @property
    def missing(self) -> int:
        """No rating was published."""
        return self.best + 1

    @property
    def not_rated(self) -> int:
        """The standard was given none."""
        return self.best + 2

    @property
    def unknown(self) -> int:
        """What stands there is no rating of the rulebook."""
        return self.best + 3


def ranks(rulebook: Rulebook) -> Ranks:
    """Return the numbers for a rulebook's ratings."""
    return Ranks(len(rulebook.ratings) - 1)


MOST_SMALL = 127
"""The highest of the small numbers."""


def number(value: int) -> nw.Expr:
    """A number that is small in every engine; without its type it would be a large one."""
    return nw.lit(value, nw.Int8)


def rank_of_published(rulebook: Rulebook, column: str, dtype: Any) -> nw.Expr:
    """Return a column of ratings, by their names or their points, as their numbers."""
    number_of = ranks(rulebook)
    value = nw.col(column)
    if dtype in (nw.Categorical, nw.Enum) or isinstance(dtype, nw.Enum):
        value = value.cast(nw.String)
    by_name = not dtype.is_numeric()
    words = {name if by_name else points: place for place, (name, points) in enumerate(rulebook.ratings.items())}
    if by_name:
        words[NOT_RATED] = number_of.not_rated
    result = number(number_of.unknown)
    for word, rank in words.items():
        result = nw.when(value == word).then(number(rank)).otherwise(result)
    return nw.when(is_missing(value, dtype)).then(number(number_of.missing)).otherwise(result)


def is_missing(value: nw.Expr, dtype: Any) -> nw.Expr:
    """Return whether a value is missing: null, or not a number, which pandas can't tell from null."""
    return value.is_null() | value.is_nan() if dtype.is_float() else value.is_null()


def in_words(code: nw.Expr, words: Mapping[int, str], *, as_enum: bool) -> nw.Expr:
    """Return numbers as words; null where the number has none.

    Args:
        as_enum: whether the engine has a type for words out of a list, which is many times faster than text.
    """
    kind = nw.Enum(list(words.values())) if as_enum else nw.String
    result: nw.Expr = nw.lit(None, kind)
    for place, word in words.items():
        result = nw.when(code == place).then(nw.lit(word, kind)).otherwise(result)
    return result
