"""Two rulebooks over one table: who moves, and in which direction."""

from __future__ import annotations

from typing import Any, TypeVar

import narwhals.stable.v2 as nw

from hmip_rules.files.library import GivenRulebook, rulebook_from
from hmip_rules.model.errors import InputError, Problem
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.tables.codes import rank_of_name
from hmip_rules.tables.columns import input_columns
from hmip_rules.tables.score import scored_table

T = TypeVar("T")

AGAINST = "_against"
"""How the names of the columns end that the second rulebook adds."""

MOVES = "moves"
"""The column that says where the overall rating moves from the first rulebook to the second."""


def compare_rulebooks(table: T, rulebook: GivenRulebook, against: GivenRulebook, *, reasons: bool = False) -> T:
    """Score a table by two rulebooks, with which reports would move to another overall rating.

    Published ratings are used by both where they lie within discretion; leave their columns out to see what the
    percentages alone would give.

    Args:
        table: as for `score_table`, with columns that both rulebooks read.
        rulebook: as for `score_table`.
        against: the rulebook to compare with, given in the same ways; the names of its columns end with "_against".

    Returns:
        the table as `score_table` returns it by each, and `moves`: "up", "down" or "stays"; null where one of the
        two ratings is not determined.

    Raises:
        InputError: as `score_table`; or the two rate by different scales.
    """
    first, second = rulebook_from(rulebook).value, rulebook_from(against).value
    refuse_different_scales(first, second)
    by_first = scored_table(table, first, reasons=reasons, also=input_columns(second))
    by_both = scored_table(by_first, second, reasons=reasons, suffix=AGAINST, also=input_columns(first))
    frame: Any = nw.from_native(by_both)
    compared: T = frame.with_columns(**{MOVES: _move_of_row(first)}).to_native()
    return compared


def refuse_different_scales(rulebook: Rulebook, against: Rulebook) -> None:
    """Refuse two rulebooks that no report can move between.

    Raises:
        InputError: they have different ratings.
    """
    if rulebook.names != against.names:
        message = f"{rulebook.id} and {against.id} have different ratings, so no report can move from one to the other"
        raise InputError([Problem(message)])


def move_between(rulebook: Rulebook, before: str | None, after: str | None) -> str | None:
    """Return where one report moves between two overall ratings; None where one of them is not determined."""
    if before is None or after is None:
        return None
    if before == after:
        return "stays"
    return "up" if rulebook.names.index(before) < rulebook.names.index(after) else "down"


def _move_of_row(rulebook: Rulebook) -> nw.Expr:
    before, after = (rank_of_name(rulebook, f"rating{end}") for end in ("", AGAINST))
    has_both = (before < len(rulebook.names)) & (after < len(rulebook.names))
    move = nw.when(after < before).then(nw.lit("down")).otherwise(nw.lit("stays"))
    move = nw.when(after > before).then(nw.lit("up")).otherwise(move)
    return nw.when(has_both).then(move)
