"""Which value of a table belongs to which standard or key question, found by how they stand to one another.

The text of a table comes in one of a few orders: each row on a line, or each cell on a line of its own with the value
after or before its item, or one column after the other. Two rules guard against reading the wrong value:

- A table is read only if it has all its items. If a line was lost, the next value could pass for the missing one.
- The tables in which every item has its value must agree whether values come after or before their items. The other
  tables are then read in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Literal

from hmip_rules.documents.marked_text import ItemAndValue, MarkedText, split_at_domains
from hmip_rules.documents.marks import Mark, MarkKind

ValueSide = Literal["after", "before"]
"""On which side of its item a value stands."""

FULL_TABLES: dict[ValueSide, str] = {"after": "(IV)+", "before": "(VI)+"}
"""The order of a table's marks in which every item has its value: I an item, V a value."""

TABLES_WITH_GAPS: dict[ValueSide, str] = {"after": "(IV?)+", "before": "(V?I)+"}
"""The order in which some items lack their value."""


def pairs_in_tables(
    page: MarkedText,
    runs: Iterable[Sequence[Mark]],
    kinds: tuple[MarkKind, MarkKind],
    parts: Sequence[frozenset[object]],
) -> list[ItemAndValue]:
    """Return the items of a document's tables with their values; none if full tables differ on which side values are.

    Args:
        page: the document.
        runs: its marks, divided where so much prose stands between them that a table ends.
        kinds: the kind of marks that are items, and the kind of those that are values; what is unusable stands in the
            place of a value.
        parts: the items of each part of the rulebook; a table has all items of some parts.
    """
    tables = [table for run in runs for table in _whole_tables(run, page, kinds, parts)]
    tables = [table for table in tables if not _is_elsewhere(page, table.marks[0])]
    sides = {table.side_if_full for table in tables if table.side_if_full and len(table.items) > 1}
    if len(sides) != 1:
        return []
    (side,) = sides
    in_columns = any(table.side_of_columns for table in tables)
    return [pair for table in tables for pair in table.pairs(side, allow_gaps=not in_columns)]


def _is_elsewhere(page: MarkedText, first: Mark) -> bool:
    """Check whether a table, in which a mark stands first, is of another time or place."""
    return page.is_of_another_time(first.first) or bool(page.title_elsewhere(page.lines_of(first)[0]))


def _whole_tables(
    run: Sequence[Mark], page: MarkedText, kinds: tuple[MarkKind, MarkKind], parts: Sequence[frozenset[object]]
) -> Iterator[_DocumentTable]:
    """Return the whole tables in a run of marks.

    It may be one. If not, each part of it below the heading of a domain may be one, or may hold some with prose between
    them.
    """

    def table_of(marks: Iterable[Mark]) -> _DocumentTable:
        return _DocumentTable(tuple(marks), page, kinds, parts)

    whole_run = table_of(_items_and_values(run, kinds))
    if whole_run.side_if_full:
        yield whole_run
        return
    for part in split_at_domains(run):
        marks = _items_and_values(part, kinds)
        whole_part = table_of(marks)
        pieces = map(table_of, _adjacent_pieces(marks, page))
        full_pieces = [piece for piece in pieces if piece.side_if_full]
        if full_pieces:
            yield from full_pieces
        elif whole_part.is_whole and whole_part.is_in_order:
            yield whole_part


def _items_and_values(marks: Sequence[Mark], kinds: Collection[MarkKind]) -> list[Mark]:
    """Return the marks of these kinds; a value that stands inside an item comes after it."""
    return [inner for mark in marks for inner in (mark, *mark.holds) if inner.kind in (*kinds, "unusable")]


def _adjacent_pieces(marks: Sequence[Mark], page: MarkedText) -> Iterator[list[Mark]]:
    """Return the marks divided where prose stands between them."""
    piece: list[Mark] = []
    for mark in marks:
        if piece and not page.are_adjacent(piece[-1], mark):
            yield piece
            piece = []
        piece.append(mark)
    yield piece


@dataclass(frozen=True)
class _DocumentTable:
    """Items and values that stand together, and may be a table."""

    marks: tuple[Mark, ...]
    page: MarkedText
    kinds: tuple[MarkKind, MarkKind]
    parts: Sequence[frozenset[object]]

    @cached_property
    def items(self) -> list[Mark]:
        return [mark for mark in self.marks if mark.kind == self.kinds[0]]

    @cached_property
    def pattern(self) -> str:
        """Its marks in order: I an item, V a value."""
        return "".join("I" if mark.kind == self.kinds[0] else "V" for mark in self.marks)

    @cached_property
    def is_whole(self) -> bool:
        """Whether the items are all those of some parts of a rulebook, each once."""
        keys = [item.means[0] if len(item.means) == 1 else None for item in self.items]
        found = set(keys)
        expected = set().union(*(part for part in self.parts if part & found))
        return bool(found) and len(keys) == len(found) and found == expected

    @property
    def is_in_order(self) -> bool:
        """Whether values stand on one side of their items, even if some are missing."""
        return self.side_of_columns is not None or _matching_side(self.pattern, TABLES_WITH_GAPS) is not None

    @cached_property
    def side_of_columns(self) -> ValueSide | None:
        """The side of the column of values, if two columns of the same length follow one another.

        None where something unusable stands in one, for it may as well be the heading of the column.
        """
        if any(mark.kind == "unusable" for mark in self.marks):
            return None
        half = len(self.pattern) // 2
        if half > 1 and self.pattern == "I" * half + "V" * half:
            return "after"
        if half > 1 and self.pattern == "V" * half + "I" * half:
            return "before"
        return None

    @cached_property
    def side_if_full(self) -> ValueSide | None:
        """The side of the values; None if an item or a value is missing, or prose stands beside a value."""
        side = self.side_of_columns or _matching_side(self.pattern, FULL_TABLES)
        has_prose = any(
            not self.page.are_adjacent(first, second)
            for first, second in pairwise(self.marks)
            if first.kind != self.kinds[0] or second.kind != self.kinds[0]
        )
        return side if self.is_whole and not has_prose else None

    def pairs(self, side: ValueSide, *, allow_gaps: bool) -> Iterator[ItemAndValue]:
        """Return the items with the values that stand on a side of them.

        Args:
            side: where the values stand in the full tables of the document.
            allow_gaps: whether to read a table in which items lack their value.
        """
        if self.side_of_columns:
            if self.side_if_full == side:
                values = [mark for mark in self.marks if mark.kind != self.kinds[0]]
                yield from map(ItemAndValue, self.items, values)
            return
        order = TABLES_WITH_GAPS[side] if allow_gaps else FULL_TABLES[side]
        if not re.fullmatch(order, self.pattern):
            return
        for first, second in pairwise(self.marks):
            item, value = (first, second) if side == "after" else (second, first)
            if item.kind == self.kinds[0] and value.kind != self.kinds[0] and self.page.are_adjacent(first, second):
                yield ItemAndValue(item, value)


def _matching_side(pattern: str, tables: dict[ValueSide, str]) -> ValueSide | None:
    return next((side for side, order in tables.items() if re.fullmatch(order, pattern)), None)
