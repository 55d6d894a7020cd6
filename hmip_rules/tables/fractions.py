"""Percentages that look like fractions: 0.62 was written where 62 is meant, in all of a report."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

import polars as pl

from hmip_rules.model.errors import quoted
from hmip_rules.tables.long_form import PERCENT

Numbers = Mapping[str, pl.Expr]
"""The columns of percentages, as numbers, by their names."""

ROW_NUMBER = "\0row"
"""A column that numbers the rows as the reader of a file counts them; no other has such a name."""


def problem_of_fractions(rows: pl.LazyFrame, numbers: Numbers) -> list[str]:
    """Return what is wrong with a table in which some rows look like fractions, with the first as the example."""
    has_row_numbers = ROW_NUMBER in rows.collect_schema()
    columns = [number.fill_nan(None).alias(name) for name, number in numbers.items()]
    suspected = rows.select([*columns, *[pl.col(ROW_NUMBER)] * has_row_numbers]).filter(_looks_like_fractions(numbers))
    number_of_rows = suspected.select(pl.len()).collect(engine="streaming").item()
    if not number_of_rows:
        return []
    first = suspected.head(1).collect(engine="streaming").row(0, named=True)
    row = f" in row {first.pop(ROW_NUMBER):,}" if has_row_numbers else ""
    name, value = next((name, value) for name, value in first.items() if value is not None and 0 < value < 1)
    percent = (Decimal(repr(value)) * 100).normalize()
    why = f"column {quoted(name)} has {value}{row}, and no percentage there is above 1"
    others = f" ({number_of_rows - 1:,} more like it)" if number_of_rows > 1 else ""
    return [f"{why}{others}; {value} looks like a fraction, so write {percent:f}"]


def _looks_like_fractions(names: Collection[str]) -> pl.Expr:
    """Return which rows hold no percentage above 1, and one between 0 and 1.

    A real 1% stands beside higher ones. In the long form a report has several rows, so all rows decide together.
    """
    highest = pl.col(PERCENT).max() if PERCENT in names else pl.max_horizontal(*names)
    return pl.any_horizontal(*[is_fraction(pl.col(name)) for name in names]) & (highest <= 1)


def is_fraction(number: pl.Expr) -> pl.Expr:
    """Return where a number is between 0 and 1."""
    return (number > 0) & (number < 1)
