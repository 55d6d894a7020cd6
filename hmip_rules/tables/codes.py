"""Ratings and statuses as small numbers: engines compare these faster than words, and none of them is null.

A rating is its place among the rulebook's names, worst first from 0. A null would be read as false here and
as true there, for the engines differ; so what is no rating has a number of its own, above all ratings.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import narwhals.stable.v2 as nw

from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.rules import NOT_RATED
from hmip_rules.model.status import UNREADABLE_STATUS, Status
from hmip_rules.tables.columns import TEMPORARY

_COMPARED = [status for status in reversed(Status) if status.compares]
STATUSES = dict(enumerate((*map(str, (Status.NOT_PUBLISHED, *_COMPARED)), UNREADABLE_STATUS)))
"""What a row or a comparison can be, the gravest last; a row that no report could be is `unreadable`."""

NOTHING, AGREES, WITHIN_DISCRETION, PARTLY_CHECKED, UNDETERMINED, DISAGREES, UNREADABLE = range(len(STATUSES))


class Ranks(NamedTuple):
    """The numbers of a rulebook's ratings and of what stands in their place.

    Attributes:
        best: the best rating; the worst is 0.
        missing: no rating was published.
        not_rated: the standard was given none.
        unknown: what stands there is no rating of the rulebook.
    """

    best: int
    missing: int
    not_rated: int
    unknown: int


def ranks(rulebook: Rulebook) -> Ranks:
    """Return the numbers for a rulebook's ratings."""
    best = len(rulebook.ratings) - 1
    return Ranks(best, best + 1, best + 2, best + 3)


SPACING: Final = f"[{''.join(filter(str.isspace, map(chr, range(0x3001))))}_-]+"
r"""The pattern of what `folded` leaves out, with each kind of space: to some engines, \s is ASCII alone."""

MAX_SMALL = 127
"""The highest of the small numbers."""


def number(value: int) -> nw.Expr:
    """A number that is small in every engine; without its type it would be a large one."""
    return nw.lit(value, nw.Int8)


def rank_of_published(rulebook: Rulebook, column: str, dtype: Any) -> nw.Expr:
    """Return a column of published ratings as their numbers.

    Args:
        column: ratings by their points, or by their names; then the stages of `ranks_of_names` were added before.
    """
    number_of = ranks(rulebook)
    if not dtype.is_numeric():
        exact = nw.col(exact_column(column))
        return nw.when(exact == number_of.unknown).then(nw.col(spelling_column(column))).otherwise(exact)
    value = nw.col(column)
    rank = _rank_of(value, {points: place for place, points in enumerate(rulebook.ratings.values())}, number_of.unknown)
    return nw.when(is_missing(value, dtype)).then(number(number_of.missing)).otherwise(rank)


def rank_of_name(rulebook: Rulebook, column: str) -> nw.Expr:
    """Return a column of ratings that scoring has added as their numbers; of null, the one for missing ones."""
    return _rank_of(nw.col(column), ranks_by_name(rulebook), ranks(rulebook).missing)


def ranks_of_names(rulebook: Rulebook, columns: Mapping[str, Any]) -> tuple[dict[str, nw.Expr], ...]:
    """Return the stages that come before `rank_of_published`: ratings by their names as numbers, however spelt.

    Only what is not written as the rulebook writes it is folded, for this takes engines far longer than to compare.

    Args:
        columns: the columns of ratings by their names, and their types.
    """
    exact: dict[str, nw.Expr] = {}
    texts: dict[str, nw.Expr] = {}
    spellings: dict[str, nw.Expr] = {}
    number_of, rank_of_name, rank_of_spelling = ranks(rulebook), ranks_by_name(rulebook), ranks_by_spelling(rulebook)
    for column, dtype in columns.items():
        value, spelling = _as_text(column, dtype), nw.col(spelling_column(column))
        rank = _rank_of(value, rank_of_name, number_of.unknown)
        exact[exact_column(column)] = nw.when(value.is_null()).then(number(number_of.missing)).otherwise(rank)
        unusual = nw.when(nw.col(exact_column(column)) == number_of.unknown).then(value)
        texts[spelling_column(column)] = unusual.str.replace_all(SPACING, "").str.to_lowercase()
        spellings[spelling_column(column)] = _rank_of(spelling, rank_of_spelling, number_of.unknown)
    return exact, texts, spellings


def ranks_by_spelling(rulebook: Rulebook) -> dict[str, int]:
    """Return the number of the rating that is meant by each spelling, as `folded` returns it."""
    rank_of = ranks_by_name(rulebook)
    return {spelling: rank_of[name] for spelling, name in rulebook.ratings_by_spelling.items()}


def ranks_by_name(rulebook: Rulebook) -> dict[str, int]:
    """Return the number of each rating and of "not rated", by their names."""
    return {name: place for place, name in enumerate(rulebook.names)} | {NOT_RATED: ranks(rulebook).not_rated}


def _rank_of(value: nw.Expr, rank_of: Mapping[Any, int], otherwise: int) -> nw.Expr:
    """Return the number of each value; `otherwise` where it has none, or is null."""
    result = number(otherwise)
    for known, rank in rank_of.items():
        result = nw.when(value == known).then(number(rank)).otherwise(result)
    return result


def exact_column(column: str) -> str:
    """Return the column with the numbers of ratings that are written as the rulebook writes them."""
    return f"{TEMPORARY}exact_{column}"


def spelling_column(column: str) -> str:
    """Return the column with the numbers of ratings that are written in another way."""
    return f"{TEMPORARY}spelling_{column}"


def _as_text(column: str, dtype: Any) -> nw.Expr:
    """Return a column of text, or of words out of a list, as text."""
    value = nw.col(column)
    return value.cast(nw.String) if isinstance(dtype, nw.Enum) or dtype in (nw.Categorical, nw.Enum) else value


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
