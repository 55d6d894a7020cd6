"""The long form of a table, a row a key question, turned into the form with a row a report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeVar

import narwhals.stable.v2 as nw

from hmip_rules.files.library import GivenRulebook, rulebook_from
from hmip_rules.model.errors import InputError, Problem, nearest, quoted
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.rules import NOT_RATED
from hmip_rules.tables.codes import (
    in_words,
    is_missing,
    number,
    rank_of_published,
    ranks,
    ranks_of_names,
)
from hmip_rules.tables.columns import (
    OVERALL_MAX_SCORE,
    OVERALL_RATING,
    OVERALL_SCORE,
    TEMPORARY,
    not_applicable_column,
    percentage_column,
    standard_column,
)
from hmip_rules.tables.inputs import (
    NOT_UNDERSTOOD,
    REPORT_COLUMNS,
    as_frame,
    is_misspelling,
    with_types_of_empty_columns,
    wrong_type,
)

T = TypeVar("T")

REPORT, STANDARD, QUESTION, PERCENT = "report", "standard", "key_question", "percent"
"""The columns of the long form."""

RATING, NOT_APPLICABLE = "rating", "not_applicable"
"""Columns that it may have too."""

LONG_COLUMN_KINDS = {
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

CONTRADICTORY_NUMBER, CONTRADICTORY_RATING = -1, "contradicts itself"
"""What a value becomes that the rows of a report give in two ways: scored, the report is unreadable."""


class _Value(NamedTuple):
    """A value of a report, as it stands in its rows.

    Attributes:
        in_rows: the value in the rows that hold it, null in the others.
        of_report: returns the value of the report, from the lowest and the highest that its rows hold.
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
    frame: Any = with_types_of_empty_columns(as_frame(table), LONG_COLUMN_KINDS)
    schema = frame.collect_schema()
    _check_columns(schema)
    book = rulebook_from(rulebook).value
    values = _values_of_reports(book, schema)
    frame = _with_ranks(frame, book, schema)
    rows = frame.select(REPORT, **{name: value.in_rows for name, value in values.items()})
    lowest, highest = ({name: f"{TEMPORARY}{name}_{end}" for name in values} for end in ("lowest", "highest"))
    ends = [nw.col(name).min().alias(column) for name, column in lowest.items()]
    ends += [nw.col(name).max().alias(column) for name, column in highest.items()]
    of_reports = {name: value.of_report(nw.col(lowest[name]), nw.col(highest[name])) for name, value in values.items()}
    wide: T = rows.group_by(REPORT).agg(*ends).select(REPORT, **of_reports).to_native()
    return wide


def _check_columns(schema: Mapping[str, Any]) -> None:
    """Check that a table has the columns of the long form, with types that can be read.

    Raises:
        InputError: it has not; or a name is misspelt, which would pass as a missing value.
    """
    if missing := [name for name in (REPORT, STANDARD, QUESTION, PERCENT) if name not in schema]:
        needed = f"a table with one row per key question must have the column {' and '.join(missing)}"
        raise InputError([Problem(f"{needed}; see docs/tables.md")])
    wrong = [wrong_type(kind, name, schema[name]) for name, kind in LONG_COLUMN_KINDS.items() if name in schema]
    problems = [message for message in wrong if message]
    for name in schema:
        is_known = name in (REPORT, *LONG_COLUMN_KINDS, *REPORT_COLUMNS)
        if not is_known and is_misspelling(name, LONG_COLUMN_KINDS):
            unknown = f"column {quoted(name)} is not one of the long form"
            problems.append(f"{unknown}; {nearest(name, LONG_COLUMN_KINDS)} If not, rename it")
    if problems:
        raise InputError(map(Problem, problems))


def _rank_column(column: str) -> str:
    """Return the name of the column with the ratings of a column as their numbers."""
    return f"{TEMPORARY}rank_of_{column}"


def _with_ranks(frame: Any, rulebook: Rulebook, schema: Mapping[str, Any]) -> Any:
    """Return the rows with their ratings as numbers, and with standards and key questions as text."""
    texts = nw.col(STANDARD, QUESTION).cast(nw.String)  # a list of words may lack the one compared with
    ratings = {column: schema[column] for column in (RATING, OVERALL_RATING) if column in schema}
    by_name = {column: dtype for column, dtype in ratings.items() if not dtype.is_numeric()}
    ranks_of_ratings = {
        _rank_column(column): rank_of_published(rulebook, column, dtype) for column, dtype in ratings.items()
    }
    for stage in (*ranks_of_names(rulebook, by_name), ranks_of_ratings):
        frame = frame.with_columns(**stage) if stage else frame
    return frame.with_columns(texts)


def _values_of_reports(rulebook: Rulebook, schema: Mapping[str, Any]) -> dict[str, _Value]:
    """Return what each column of a table with one row per report is gathered from."""
    values = {}
    yes, every_row = nw.lit(value=True), nw.lit(value=True)
    is_understood = nw.lit(value=False)
    for standard in rulebook.standards:
        of_standard = nw.col(STANDARD) == standard.key
        is_without_question = nw.col(QUESTION).is_null() | (nw.col(QUESTION) == "")
        is_understood = nw.when(of_standard & is_without_question).then(yes).otherwise(is_understood)
        if RATING in schema:
            values[standard_column(standard)] = _rating(rulebook, RATING, of_standard)
        for question in standard.key_questions:
            of_question = of_standard & (nw.col(QUESTION) == question)
            is_understood = nw.when(of_question).then(yes).otherwise(is_understood)
            values[percentage_column(standard, question)] = _number(PERCENT, of_question)
            if NOT_APPLICABLE in schema:
                does_not_apply = nw.when(of_question & nw.col(NOT_APPLICABLE)).then(number(1)).otherwise(number(0))
                said_once = _Value(does_not_apply, lambda _, highest: highest == 1)
                values[not_applicable_column(standard, question)] = said_once
    for column in (OVERALL_SCORE, OVERALL_MAX_SCORE):
        if column in schema:
            values[column] = _number(column, every_row)
    if OVERALL_RATING in schema:
        values[OVERALL_RATING] = _rating(rulebook, OVERALL_RATING, every_row)
    not_understood = nw.when(is_understood).then(number(0)).otherwise(number(1))
    return values | {NOT_UNDERSTOOD: _Value(not_understood, lambda _, highest: highest)}


def _number(column: str, is_in_row: nw.Expr) -> _Value:
    value = nw.col(column).cast(nw.Float64)

    def number_of_report(lowest: nw.Expr, highest: nw.Expr) -> nw.Expr:
        contradiction = nw.when(lowest < highest).then(nw.lit(float(CONTRADICTORY_NUMBER)))
        return nw.when(lowest == highest).then(lowest).otherwise(contradiction)

    return _Value(nw.when(is_in_row & ~is_missing(value, nw.Float64())).then(value), number_of_report)


def _rating(rulebook: Rulebook, column: str, is_in_row: nw.Expr) -> _Value:
    rank, number_of = nw.col(_rank_column(column)), ranks(rulebook)
    words = dict(enumerate(rulebook.names)) | {number_of.not_rated: NOT_RATED, number_of.unknown: CONTRADICTORY_RATING}

    def rating_of_report(lowest: nw.Expr, highest: nw.Expr) -> nw.Expr:
        agreed = nw.when(lowest == highest).then(lowest).otherwise(number(number_of.unknown))
        known = nw.when(~lowest.is_null()).then(agreed).otherwise(number(number_of.missing))
        return in_words(known, words, as_enum=False)

    return _Value(nw.when(is_in_row & (rank != number_of.missing)).then(rank), rating_of_report)
