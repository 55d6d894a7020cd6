"""The columns of a CSV file, typed by what all of its rows hold: a decimal in the last row counts too."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import IntEnum

import polars as pl

from hmip_rules.model.errors import InputError, Problem, quoted
from hmip_rules.model.places import Place
from hmip_rules.tables.inputs import CURES

ROW_NUMBER = "\0row"
"""A column that numbers the rows below the header from 0; no other has such a name."""


class Width(IntEnum):
    """What a column holds; of several files the widest counts. Ratings that hold nothing may be names or points."""

    NOTHING = 0
    WHOLE = 1
    NUMBER = 2
    TEXT = 3


def scan_as_text(file: str) -> pl.LazyFrame:
    """Read a CSV file lazily, every cell as text.

    Raises:
        InputError: it has no header of different names, divided by commas.
        polars.exceptions.PolarsError: it is no CSV file.
    """
    frame = pl.scan_csv(file, infer_schema=False)
    names = frame.collect_schema().names()
    for name in names:
        twice = re.fullmatch(r"(.*)_duplicated_\d+", name)
        if twice and twice[1] in names:
            raise InputError([Problem(f"column {quoted(twice[1])} appears twice; remove one", Place(file))])
    for divider, dividers in ((";", "semicolons"), ("\t", "tabs")):
        if len(names) == 1 and divider in names[0]:
            raise InputError([Problem(f"its cells are separated by {dividers}; save it with commas", Place(file))])
    return frame


def column_widths(file: str, frame: pl.LazyFrame, kind_of: Mapping[str, str]) -> dict[str, Width]:
    """Return what the known columns hold, in one reading of the file.

    Args:
        kind_of: what each known column is for, as `column_kinds` has it.

    Raises:
        InputError: one holds something else than it is for; the first such cell of each column is named.
    """
    known = {name: kind for name, kind in kind_of.items() if name in frame.collect_schema()}
    if not known:
        return {}
    questions = [
        answer.alias(f"{name}\0{question}")
        for name, kind in known.items()
        for question, answer in _questions_about(name, kind).items()
    ]
    numbered = pl.scan_csv(file, infer_schema=False, row_index_name=ROW_NUMBER)
    answers = numbered.select(questions).collect(engine="streaming").row(0, named=True)
    wrong_rows = {name: row for name in known if (row := answers.get(f"{name}\0first wrong row")) is not None}
    if wrong_rows:
        raise InputError(_wrong_cell(file, name, known[name], row) for name, row in wrong_rows.items())
    return {name: _width(answers, name, kind) for name, kind in known.items()}


def _questions_about(name: str, kind: str) -> dict[str, pl.Expr]:
    """Return what has to be known of all the rows of a column."""
    is_filled = _cell_text(name).is_not_null()
    is_not_number = is_filled & _cell_number(name, Width.NUMBER).is_null()
    has_fractions = (is_filled & _cell_number(name, Width.WHOLE).is_null()).any()
    if kind in ("percentage", "points"):
        return {"first wrong row": _first_row_where(is_not_number), "has fractions": has_fractions}
    if kind == "rating":
        return {"is filled": is_filled.any(), "has words": is_not_number.any(), "has fractions": has_fractions}
    if kind == "yes or no":
        return {"first wrong row": _first_row_where(is_filled & ~_cell_text(name, lower=True).is_in(["true", "false"]))}
    return {}


def _first_row_where(is_wrong: pl.Expr) -> pl.Expr:
    return pl.when(is_wrong).then(pl.col(ROW_NUMBER)).min()


def _width(answers: Mapping[str, bool], name: str, kind: str) -> Width:
    if kind == "rating" and not answers[f"{name}\0is filled"]:
        return Width.NOTHING
    if kind in ("text", "yes or no") or (kind == "rating" and answers[f"{name}\0has words"]):
        return Width.TEXT
    return Width.NUMBER if answers[f"{name}\0has fractions"] else Width.WHOLE


def _wrong_cell(file: str, name: str, kind: str, row: int) -> Problem:
    cell = pl.scan_csv(file, infer_schema=False).slice(row, 1).select(name).collect(engine="streaming").item()
    where = f"column {quoted(name)} has {quoted(cell)} in row {row + 2:,} (the header is row 1)"
    return Problem(f"{where}; {CURES[kind]}", Place(file))


def typed_columns(kind_of: Mapping[str, str], widths: Mapping[str, Width]) -> list[pl.Expr]:
    """Return the known columns with the types of what they hold."""
    columns = []
    for name, width in widths.items():
        if kind_of[name] == "yes or no":
            column = _cell_text(name, lower=True) == "true"
        elif width == Width.NOTHING:
            column = pl.lit(None)
        else:
            column = _cell_text(name) if width == Width.TEXT else _cell_number(name, width)
        columns.append(column.alias(name))
    return columns


def _cell_text(name: str, *, lower: bool = False) -> pl.Expr:
    """Return what a cell says, without space around it; null where it is empty."""
    text = pl.col(name).str.strip_chars()
    return pl.when(text != "").then(text.str.to_lowercase() if lower else text)


def _cell_number(name: str, width: Width) -> pl.Expr:
    """Return the number that a cell says; null where it is none of that width."""
    return _cell_text(name).cast(pl.Int64 if width == Width.WHOLE else pl.Float64, strict=False)
