"""The columns of a CSV file, typed by what all of its rows hold: a decimal in the last row counts too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import IntEnum

import polars as pl

from hmip_rules.model.errors import InputError, Problem, quoted
from hmip_rules.model.places import Place
from hmip_rules.tables.inputs import RIGHT

ROW = "\0row"
"""A column that numbers the rows below the header from 0; no other has such a name."""


class Width(IntEnum):
    """What a column holds; of several files the widest counts. Ratings that hold nothing may be names or points."""

    NOTHING = 0
    WHOLE = 1
    NUMBER = 2
    TEXT = 3


def cells(file: str) -> pl.LazyFrame:
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
    for divider, said in ((";", "semicolons"), ("\t", "tabs")):
        if len(names) == 1 and divider in names[0]:
            raise InputError([Problem(f"its cells are separated by {said}; save it with commas", Place(file))])
    return frame


def widths(file: str, frame: pl.LazyFrame, kinds: Mapping[str, str]) -> dict[str, Width]:
    """Return what the columns hold that are known, in one reading of the file.

    Args:
        kinds: what each column is for that is known.

    Raises:
        InputError: one holds something else than it is for; the first such cell of each column is named.
    """
    known = {name: kind for name, kind in kinds.items() if name in frame.collect_schema()}
    if not known:
        return {}
    looked_at = [
        test.alias(f"{name}\0{what}") for name, kind in known.items() for what, test in _tests(name, kind).items()
    ]
    found = pl.scan_csv(file, infer_schema=False, row_index_name=ROW).select(looked_at).collect(engine="streaming")
    answers = found.row(0, named=True)
    wrong = {name: row for name in known if (row := answers.get(f"{name}\0wrong")) is not None}
    if wrong:
        raise InputError(_wrong(file, name, known[name], row) for name, row in wrong.items())
    return {name: _width(answers, name, kind) for name, kind in known.items()}


def _text(name: str) -> pl.Expr:
    """Return what a cell says, without space around it; null where it is empty."""
    text = pl.col(name).str.strip_chars()
    return pl.when(text != "").then(text)


def _number(name: str, width: Width) -> pl.Expr:
    return _text(name).cast(pl.Int64 if width == Width.WHOLE else pl.Float64, strict=False)


def _tests(name: str, kind: str) -> dict[str, pl.Expr]:
    """Return what is to be looked up about a column over all rows."""
    some = _text(name).is_not_null()
    part = some & _number(name, Width.WHOLE).is_null()
    words = some & _number(name, Width.NUMBER).is_null()
    first = pl.when(words).then(pl.col(ROW)).min()
    if kind in ("percentage", "points"):
        return {"wrong": first, "part": part.any()}
    if kind == "rating":
        return {"some": some.any(), "words": words.any(), "part": part.any()}
    if kind == "yes or no":
        return {"wrong": pl.when(some & ~_yes_or_no(name).is_in(["true", "false"])).then(pl.col(ROW)).min()}
    return {}


def _yes_or_no(name: str) -> pl.Expr:
    return _text(name).str.to_lowercase()


def _width(answers: Mapping[str, bool], name: str, kind: str) -> Width:
    if kind == "rating" and not answers[f"{name}\0some"]:
        return Width.NOTHING
    if kind in ("text", "yes or no") or (kind == "rating" and answers[f"{name}\0words"]):
        return Width.TEXT
    return Width.NUMBER if answers[f"{name}\0part"] else Width.WHOLE


def _wrong(file: str, name: str, kind: str, row: int) -> Problem:
    found = pl.scan_csv(file, infer_schema=False).slice(row, 1).select(name).collect(engine="streaming").item()
    return Problem(
        f"column {quoted(name)} has {quoted(found)} in row {row + 2:,} (the header is row 1); {RIGHT[kind]}",
        Place(file),
    )


def typed(kinds: Mapping[str, str], widest: Mapping[str, Width]) -> Iterator[pl.Expr]:
    """Return the known columns as what they hold."""
    for name, width in widest.items():
        yield _as(name, kinds[name], width).alias(name)


def _as(name: str, kind: str, width: Width) -> pl.Expr:
    if kind == "yes or no":
        return _yes_or_no(name) == "true"
    if width == Width.NOTHING:
        return pl.lit(None)
    return _text(name) if width == Width.TEXT else _number(name, width)
