"""A table of reports scored by a rulebook, on the engine that holds it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, TypeVar

from hmip_rules.files.library import GivenRulebook, rulebook_from
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.tables.compiled import Request, compiled
from hmip_rules.tables.inputs import as_frame, column_kinds, with_types_of_empty_columns

T = TypeVar("T")


def score_table(table: T, rulebook: GivenRulebook, *, reasons: bool = False, suffix: str = "") -> T:
    """Score a table with one row per report, on the engine that holds it.

    Args:
        table: a data frame or lazy frame of polars, pandas, pyarrow, DuckDB or PySpark. What it has no column
            for is missing in every row; what is null, or not a number, is missing in that row.
        rulebook: a Rulebook, an id such as "pdu-2024", the path of a rulebook file, or a dict.
        reasons: whether to add also which key questions decided (`p_2_1_decided_by`), and the first column that
            makes a row unreadable (`problem`).
        suffix: what the names of the added columns end with, so that a table can be scored by several rulebooks.

    Returns:
        the same kind of table, with its own columns and those that docs/tables.md lists. A rating or score that
        missing values leave undetermined is null. A row that cannot be a report (a percentage above 100, a rating that
        the rulebook does not have) has the status "unreadable" and no rating.

    Raises:
        InputError: it is not such a table, it has no column that the rulebook reads, or one that cannot be read; or the
            rulebook cannot be used, its points do not rise by one, or its margin of discretion is as wide as a band.
    """
    return scored_table(table, rulebook_from(rulebook).value, reasons=reasons, suffix=suffix)


def scored_table(table: T, rulebook: Rulebook, *, reasons: bool, suffix: str = "", also: Collection[str] = ()) -> T:
    """Score a table as `score_table` does.

    Args:
        also: columns that another rulebook reads, so that they are not taken for misspelt ones of this one.
    """
    frame: Any = with_types_of_empty_columns(as_frame(table), column_kinds(rulebook))
    schema = frame.collect_schema()
    is_polars = frame.implementation.is_polars()
    added, stages = compiled(
        rulebook, Request(tuple(schema.items()), frozenset(also), suffix, reasons=reasons, is_polars=is_polars)
    )
    result = frame.to_native() if is_polars else frame  # narwhals would turn the expressions anew for each table
    for stage in stages:
        result = result.with_columns(*stage)
    result = result.select(*schema, *added)
    native: T = result if is_polars else result.to_native()
    return native
