"""Expressions of narwhals as those of polars, which can be kept and used for any table.

Narwhals takes longer to turn them than polars takes for a table of thousands of rows, and does so anew for each table.
It hands what comes out to the table alone, so it is given one that keeps what it is handed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

import narwhals.stable.v2 as nw
import polars as pl

from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.spelling import folded
from hmip_rules.tables.codes import exact_column, ranks, ranks_by_spelling, spelling_column


def as_polars(new_columns: Mapping[str, nw.Expr]) -> tuple[pl.Expr, ...]:
    """Return the expressions of polars for new columns, named as these."""
    handed: list[pl.Expr] = []

    class KeepsExpressions(pl.LazyFrame):
        def with_columns(self, *expressions: Any, **named: Any) -> pl.LazyFrame:
            handed.extend(expressions)
            return super().with_columns(*expressions, **named)

    if new_columns:
        nw.from_native(KeepsExpressions()).with_columns(**new_columns)
    return tuple(handed)


def ranks_of_spellings(rulebook: Rulebook, columns: Iterable[str]) -> tuple[pl.Expr, ...]:
    """Return the ratings that are not written as the rulebook writes them as their numbers.

    As the last two stages of `ranks_of_names`, but each spelling is looked at once: polars folds even what is null.
    """
    unknown = ranks(rulebook).unknown
    rank_of = partial(_ranks_of, ranks_by_spelling(rulebook), unknown)
    return tuple(
        pl.when(pl.col(exact_column(column)) == unknown)
        .then(pl.col(column).cast(pl.String))
        .map_batches(rank_of, return_dtype=pl.Int8, is_elementwise=True)
        .alias(spelling_column(column))
        for column in columns
    )


def _ranks_of(rank_of: Mapping[str, int], unknown: int, texts: pl.Series) -> pl.Series:
    """Return the numbers of texts, nearly all of which are null; of null, any number."""
    result = pl.Series([unknown], dtype=pl.Int8).new_from_index(0, len(texts))
    found = texts.drop_nulls()
    if found.is_empty():
        return result
    rank_of_text = {text: rank_of.get(folded(text), unknown) for text in found.unique()}
    return result.scatter(texts.is_not_null().arg_true(), [rank_of_text[text] for text in found])
