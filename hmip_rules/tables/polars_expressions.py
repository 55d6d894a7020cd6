"""Expressions of narwhals as those of polars, which can be kept and used for any table.

Narwhals takes longer to turn them than polars takes for a table of thousands of rows, and does so anew for each table.
It hands what comes out to the table alone, so it is given one that keeps what it is handed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import narwhals.stable.v2 as nw
import polars as pl


def as_polars(new_columns: Mapping[str, nw.Expr]) -> tuple[pl.Expr, ...]:
    """Return the expressions of polars for new columns, named as these."""
    handed: list[pl.Expr] = []

    class KeepsExpressions(pl.LazyFrame):
        def with_columns(self, *expressions: Any, **named: Any) -> pl.LazyFrame:
            handed.extend(expressions)
            return super().with_columns(*expressions, **named)

    nw.from_native(KeepsExpressions()).with_columns(**new_columns)
    return tuple(handed)
