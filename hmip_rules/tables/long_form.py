"""The long form of a table, a row a key question, turned into the form with a row a report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, TypeVar

import narwhals.stable.v2 as nw

from hmip_rules.files.library import GivenRulebook, rulebook_from
from hmip_rules.model.errors import InputError, Problem, nearest, quoted
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.rules import NOT_RATED
from hmip_rules.tables.codes import in_words, is_missing, number, rank_of_published, ranks
from hmip_rules.tables.columns import (
    OVERALL_MAX_SCORE,
    OVERALL_RATING,
    OVERALL_SCORE,
    not_applicable_column,
    percentage_column,
    standard_column,
)
from hmip_rules.tables.inputs import ABOUT, NOT_UNDERSTOOD, OWN, is_nearly, opened, with_types, wrong_type

T = TypeVar("T")

REPORT, STANDARD, QUESTION, PERCENT = "report", "standard", "key_question", "percent"
"""The columns of the long form."""

RATING, NOT_APPLICABLE = "rating", "not_applicable"
"""Columns that it may have too."""

KINDS = {
    STANDARD: "text",
    QUESTION: "text",
    PERCENT: "percentage",
    RATING: "rating",
    NOT_APPLICABLE: "yes or no",
    OVERALL_SCORE: "points",
    OVERALL_MAX_SCORE: "points",
    OVERALL_RATING: "rating",
}
"""What each column of the long form is for; the report may be named by anything."""

NO_NUMBER, NO_RATING = -1, "contradicts itself"
"""What a value becomes that the rows of a report give in two ways: scored, the report is unreadable."""


class _Value(NamedTuple):
    """A value of a report, as it stands in its rows.

    Attributes:
        in_rows: the value in the rows that hold it, null in the others.
        of_report: the value of the report, from the lowest and the highest that its rows hold.
    """

    in_rows: nw.Expr
    of_report: Callable[[nw.Expr, nw.Expr], nw.Expr]


def is_long(columns: Mapping[str, Any]) -> bool:
    """Return whether a table has the columns of the long form."""
    return {REPORT, STANDARD, QUESTION, PERCENT} <= set(columns)


def from_long(table: T, rulebook: GivenRulebook) -> T:
    """Gather a table with a row a key question into one with a row a report, which `score_table` takes.

    Args:
        table: with the columns `report` (its name or number), `standard` (its code, or its name where no code
            is known), `key_question` (its id; empty where the row has a standard's rating alone) and `percent`;
            it may also have `rating` (the standard's published rating, in any or all of its rows),
            `not_applicable` (true or false), and `overall_score`, `overall_max_score`, `overall_rating`.
        rulebook: as for `score_table`.

    Returns:
        the same kind of table, in no particular order. Where rows of a report contradict one another, or name no
        standard or key question of the rulebook, the report is there and scored as "unreadable".

    Raises:
        InputError: one of the four columns is missing, or one has a type that can't be read.
    """
    frame: Any = with_types(opened(table), KINDS)
    schema = frame.collect_schema()
    if missing := [name for name in (REPORT, STANDARD, QUESTION, PERCENT) if name not in schema]:
        message = (
            f"a table with one row per key question must have the column {' and '.join(missing)}; see docs/tables.md"
        )
        raise InputError([Problem(message)])
    wrong = [wrong_type(kind, name, schema[name]) for name, kind in KINDS.items() if name in schema]
    wrong += [_misnamed(name) for name in schema]
    if any(wrong):
        raise InputError(Problem(message) for message in wrong if message)
    frame = frame.with_columns(
        nw.col(STANDARD, QUESTION).cast(nw.String)
    )  # a list of words may lack the one compared with
    values = dict(_values(rulebook_from(rulebook).value, schema))
    rows = frame.select(REPORT, **{name: value.in_rows for name, value in values.items()})
    ends = [end for name in values for end in _ends(name)]
    agreed = {name: value.of_report(nw.col(_low(name)), nw.col(_high(name))) for name, value in values.items()}
    wide: T = rows.group_by(REPORT).agg(*ends).select(REPORT, **agreed).to_native()
    return wide


def _misnamed(name: str) -> str | None:
    """Refuse a name that is nearly one of the long form's: a slip would pass as a missing value."""
    if name in (REPORT, *KINDS, *ABOUT) or not is_nearly(name, KINDS):
        return None
    return f"column {quoted(name)} is not one of the long form; {nearest(name, KINDS)} If not, rename it"


def _ends(name: str) -> tuple[nw.Expr, nw.Expr]:
    return nw.col(name).min().alias(_low(name)), nw.col(name).max().alias(_high(name))


def _low(name: str) -> str:
    return f"{OWN}{name}_low"


def _high(name: str) -> str:
    return f"{OWN}{name}_high"


def _values(rulebook: Rulebook, schema: Mapping[str, Any]) -> Iterator[tuple[str, _Value]]:
    understood = nw.lit(value=False)
    for standard in rulebook.standards:
        here = nw.col(STANDARD) == standard.key
        alone = nw.col(QUESTION).is_null() | (nw.col(QUESTION) == "")
        understood = nw.when(here & alone).then(nw.lit(value=True)).otherwise(understood)
        if RATING in schema:
            yield standard_column(standard), _rating(rulebook, RATING, schema, here)
        for question in standard.key_questions:
            asked = here & (nw.col(QUESTION) == question)
            understood = nw.when(asked).then(nw.lit(value=True)).otherwise(understood)
            yield percentage_column(standard, question), _Value(_number(PERCENT, asked), _number_of_report)
            if NOT_APPLICABLE in schema:
                yes = nw.when(asked & nw.col(NOT_APPLICABLE)).then(number(1)).otherwise(number(0))
                yield not_applicable_column(standard, question), _Value(yes, lambda _, most: most == 1)
    every = nw.lit(value=True)
    for column in (OVERALL_SCORE, OVERALL_MAX_SCORE):
        if column in schema:
            yield column, _Value(_number(column, every), _number_of_report)
    if OVERALL_RATING in schema:
        yield OVERALL_RATING, _rating(rulebook, OVERALL_RATING, schema, every)
    yield NOT_UNDERSTOOD, _Value(nw.when(understood).then(number(0)).otherwise(number(1)), lambda _, most: most)


def _number(column: str, here: nw.Expr) -> nw.Expr:
    value = nw.col(column).cast(nw.Float64)
    return nw.when(here & ~is_missing(value, nw.Float64())).then(value)


def _number_of_report(low: nw.Expr, high: nw.Expr) -> nw.Expr:
    several = nw.when(low < high).then(nw.lit(float(NO_NUMBER)))
    return nw.when(low == high).then(low).otherwise(several)


def _rating(rulebook: Rulebook, column: str, schema: Mapping[str, Any], here: nw.Expr) -> _Value:
    code = rank_of_published(rulebook, column, schema[column])
    place = ranks(rulebook)
    words = dict(enumerate(rulebook.names)) | {place.not_rated: NOT_RATED, place.unknown: NO_RATING}

    def rating_of_report(low: nw.Expr, high: nw.Expr) -> nw.Expr:
        agreed = nw.when(low == high).then(low).otherwise(number(place.unknown))
        return in_words(nw.when(~low.is_null()).then(agreed).otherwise(number(place.missing)), words, as_enum=False)

    return _Value(nw.when(here & (code != place.missing)).then(code), rating_of_report)
