"""The columns of a table of text, typed by what all of its rows hold: a decimal in the last row counts too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum
from typing import Any, NamedTuple

import polars as pl

from hmip_rules.model.errors import quoted
from hmip_rules.tables.fractions import ROW_NUMBER, is_fraction, problem_of_fractions
from hmip_rules.tables.inputs import CURES

MISSING_VALUES = ("", "n/a", "N/A", "na", "NA", "n.a.", "N.A.")
"""What a cell of a known column may say where a value is missing."""

MAX_WRONG_CELLS = 10
"""Of a column; of the others, their number is said."""


class Width(IntEnum):
    """What a column holds; of several files the widest counts. Ratings that hold nothing may be names or points."""

    NOTHING = 0
    WHOLE = 1
    NUMBER = 2
    TEXT = 3


class TextTable(NamedTuple):
    """A table whose known columns hold text.

    Attributes:
        rows: with a column that numbers them as the reader of the file counts.
        kind_of: what each known column is for, of those that it has.
        header_row: which row the header is.
    """

    rows: pl.LazyFrame
    kind_of: Mapping[str, str]
    header_row: int


def column_widths(table: TextTable, leave_out: Iterable[int] = ()) -> tuple[dict[str, Width], list[str]]:
    """Return what the known columns hold, and what is wrong with their cells.

    The table is read once; again only for what then looks wrong.

    Args:
        leave_out: the numbers of rows whose cells are not looked at.
    """
    if not table.kind_of:
        return {}, []
    rows = table.rows.filter(~pl.col(ROW_NUMBER).is_in(list(leave_out))) if leave_out else table.rows
    as_numbers = [_cell_number(name, kind).alias(f"{name}\0number") for name, kind in table.kind_of.items()]
    questions = [
        answer.alias(f"{name}\0{question}")
        for name, kind in table.kind_of.items()
        for question, answer in _questions_about(name, kind).items()
    ]
    # polars would work out each number anew for each question
    answers = rows.with_columns(as_numbers).select(questions).collect(engine="streaming").row(0, named=True)
    wrong: list[tuple[int, str]] = []
    for name, kind in table.kind_of.items():
        if answers.get(f"{name}\0has other text"):
            wrong += _problems_of_cells(table._replace(rows=rows), name, kind)
    problems = [problem for _, problem in sorted(wrong)]
    if any(answers.get(f"{name}\0is below 1") for name in table.kind_of):
        numbers = {name: _cell_number(name, kind) for name, kind in table.kind_of.items() if kind == "percentage"}
        problems += problem_of_fractions(rows, numbers)
    return {name: _width(answers, name, kind) for name, kind in table.kind_of.items()}, problems


def _questions_about(name: str, kind: str) -> dict[str, pl.Expr]:
    """Return what has to be known of all the rows of a column."""
    is_filled, number = pl.col(name).is_not_null(), pl.col(f"{name}\0number")
    if kind == "text":
        return {}
    if kind == "yes or no":
        return {"has other text": is_filled.any()}
    has_fractions = (number.is_not_null() & _cell_number(name, kind, pl.Int64).is_null()).any()
    if kind == "rating":
        is_filled = _cell_text(name).is_not_null()
        has_words = (is_filled & number.is_null()).any()
        return {"is filled": is_filled.any(), "has words": has_words, "has fractions": has_fractions}
    questions = {"has other text": (is_filled & number.is_null()).any(), "has fractions": has_fractions}
    return questions | ({"is below 1": is_fraction(number).any()} if kind == "percentage" else {})


def _is_wrong(name: str, kind: str) -> pl.Expr:
    """Return in which rows a cell is not what its column is for."""
    text = _cell_text(name)
    if kind == "yes or no":
        return text.is_not_null() & ~text.str.to_lowercase().is_in(["true", "false"])
    return text.is_not_null() & _cell_number(name, kind).is_null()


def _width(answers: Mapping[str, Any], name: str, kind: str) -> Width:
    if kind == "rating" and not answers[f"{name}\0is filled"]:
        return Width.NOTHING
    if kind in ("text", "yes or no") or (kind == "rating" and answers[f"{name}\0has words"]):
        return Width.TEXT
    return Width.NUMBER if answers[f"{name}\0has fractions"] else Width.WHOLE


def _problems_of_cells(table: TextTable, name: str, kind: str) -> list[tuple[int, str]]:
    """Return the row and the problem of each wrong cell of a column, and last how many more there are."""
    wrong = table.rows.filter(_is_wrong(name, kind)).select(ROW_NUMBER, name)
    problems = []
    for row, cell in wrong.head(MAX_WRONG_CELLS).collect(engine="streaming").rows():
        where = f"column {quoted(name)} has {quoted(cell)} in row {row:,} (the header is row {table.header_row:,})"
        problems.append((row, f"{where}; {CURES[kind]}"))
    if len(problems) == MAX_WRONG_CELLS:
        more = wrong.select(pl.len()).collect(engine="streaming").item() - MAX_WRONG_CELLS
        last_row, _ = problems[-1]
        problems += [(last_row, f"column {quoted(name)} has {more:,} more wrong cells below row {last_row:,}")] * (
            more > 0
        )
    return problems


def typed_columns(kind_of: Mapping[str, str], widths: Mapping[str, Width]) -> list[pl.Expr]:
    """Return the known columns with the types of what they hold."""
    columns = []
    for name, width in widths.items():
        if kind_of[name] == "yes or no":
            column = _cell_text(name).str.to_lowercase() == "true"
        elif width == Width.NOTHING:
            column = pl.lit(None)
        elif width == Width.TEXT:
            column = _cell_text(name, ("",) if kind_of[name] == "text" else MISSING_VALUES)
        else:
            column = _cell_number(name, kind_of[name], pl.Int64 if width == Width.WHOLE else pl.Float64)
        columns.append(column.alias(name))
    return columns


def _cell_text(name: str, missing: Sequence[str] = MISSING_VALUES) -> pl.Expr:
    """Return what a cell says, without space around it; null where the value is missing."""
    text = pl.col(name).str.strip_chars()
    return pl.when(~text.is_in(missing)).then(text)


def _cell_number(name: str, kind: str, dtype: type[pl.DataType] = pl.Float64) -> pl.Expr:
    """Return the number that a cell says; null where it is none of that type."""
    text = pl.col(name).str.strip_chars()
    if kind == "percentage":
        text = text.str.strip_suffix("%").str.strip_chars_end()
    return text.cast(dtype, strict=False)
