"""The values of tables whose cells are known: each in the row of its item, in the column of this inspection.

Several columns may hold figures: of other years, of all services, numbers of cases. Their headings decide; where they
do not, no value of the table is read, and that is said. Lines of cells in text or PDF are read in the same way if a
line of headings stands above them and an item fills each row.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from hmip_rules.documents.figures import figure_in
from hmip_rules.documents.inspection import HeadingMeaning, is_of_percentages
from hmip_rules.documents.marked_text import ItemAndValue, MarkedText
from hmip_rules.documents.marks import OVERALL, Mark, MarkKind, is_placeholder, placeholder_reason
from hmip_rules.documents.text_tables import TextCell, TextRow, TextTable


class Found(NamedTuple):
    """What a document says of a kind of values.

    Attributes:
        pairs: the items with their values, or with what stands in the place of one.
        passed_over: the tables whose values were not read.
    """

    pairs: list[ItemAndValue]
    passed_over: list[PassedOver]


class PassedOver(NamedTuple):
    """A table whose values were not read, and why.

    Attributes:
        line: the index of the line where its first item stands.
        reason: in words that go on a sentence.
    """

    line: int
    reason: str


@dataclass
class TableValues:
    """What was read from the tables of a document.

    Attributes:
        pairs: the items with their values.
        passed_over: the tables whose values were not read.
        lines: the indices of the lines of all tables that hold values beside their items.
    """

    pairs: list[ItemAndValue] = field(default_factory=list)
    passed_over: list[PassedOver] = field(default_factory=list)
    lines: set[int] = field(default_factory=set)


def read_tables(page: MarkedText, marks: Iterable[Mark], kinds: tuple[MarkKind, MarkKind]) -> TableValues:
    """Read the tables of a document whose cells are known.

    Args:
        page: the document.
        marks: those in it, with all items told.
        kinds: the kind of marks that are items, and the kind of those that are values.
    """
    found = TableValues()
    marks_by_line: dict[int, list[Mark]] = {}
    for mark in marks:
        marks_by_line.setdefault(page.text.words[mark.first].line, []).append(mark)
    for table in page.text.tables:
        _TableReader(page, table, marks_by_line, kinds).read_into(found)
    for lines in page.text.aligned_lines:
        for table in _parts_with_headings(lines, marks_by_line, kinds[0]):
            reader = _TableReader(page, table, marks_by_line, kinds)
            if reader.has_headings_and_whole_items():
                reader.read_into(found)
    return found


def _parts_with_headings(
    lines: TextTable, marks_by_line: Mapping[int, Sequence[Mark]], item_kind: MarkKind
) -> list[TextTable]:
    """Return lines of cells divided before each that has no item, for it may be the headings of what follows."""
    parts: list[list[TextRow]] = []
    for row in lines:
        has_item = any(mark.kind == item_kind for mark in marks_by_line.get(row.line, ()))
        if has_item and parts:
            parts[-1].append(row)
        else:
            parts.append([row])
    return [tuple(part) for part in parts]


class _TableReader:
    """A table of a document with the items and values in it."""

    def __init__(
        self,
        page: MarkedText,
        table: TextTable,
        marks_by_line: Mapping[int, Sequence[Mark]],
        kinds: tuple[MarkKind, MarkKind],
    ) -> None:
        self._page = page
        self._table = table
        self._item_kind, self._value_kind = kinds
        lines = [line for row in table for line in range(row.line, row.last_line + 1)]
        marks = [mark for line in lines for mark in marks_by_line.get(line, ())]
        self._values = {page.text.words[mark.first].cell: mark for mark in marks if mark.kind == self._value_kind}
        self._items = {
            row.line: [mark for mark in marks_by_line.get(row.line, ()) if mark.kind == self._item_kind]
            for row in table
        }

    def has_headings_and_whole_items(self) -> bool:
        """Check that the first line has headings, some of results, and each after it one item that fills its cells."""
        headings = self._rows_of_headings
        meanings = {self._page.inspection.meaning_of(cell.text) for row in headings for cell in row.cells[1:]}
        if len(headings) != 1 or meanings.isdisjoint(("this inspection", "results")):
            return False
        return all(self._has_one_whole_item(row) for row in self._table[1:])

    def _has_one_whole_item(self, row: TextRow) -> bool:
        items, words = self._items[row.line], self._page.text.words
        cells = [self._page.text.words_of_cells.get(cell.number) for cell in row.cells]
        if len(items) != 1 or cells[0] is None or items[0].first != cells[0][0]:
            return False
        if words[items[0].last].line > row.last_line:
            return False
        if row.cells[0].columns.start < 0 and words[items[0].last].cell != row.cells[1].number:
            return False  # only a code and a name have one heading
        return row.line == row.last_line or (cells[1] is not None and items[0].last + 1 == cells[1][0])

    def read_into(self, found: TableValues) -> None:
        """Add what the table says to what was found."""
        columns = self._values_by_column()
        if not columns:
            return
        found.lines.update(line for row in self._table for line in range(row.line, row.last_line + 1))
        elsewhere = self._why_elsewhere()
        for by_column in columns.values():
            times = Counter(pair.item for pairs in by_column.values() for pair in pairs)
            has_several_values = max(times.values()) > 1
            together = [by_column] if has_several_values else [{column: by_column[column]} for column in by_column]
            for candidates in together:
                column, why_not = (None, elsewhere) if elsewhere else self._column_of_this_inspection(candidates)
                if column is None:
                    first_item = next(iter(candidates.values()))[0].item
                    found.passed_over.append(PassedOver(self._page.text.words[first_item.first].line, why_not))
                else:
                    found.pairs += candidates[column]

    def _values_by_column(self) -> dict[int, dict[int, list[ItemAndValue]]]:
        """Return the items with the values beside them, by the column of the items and that of the values."""
        columns: dict[int, dict[int, list[ItemAndValue]]] = {}
        for row in self._table:
            items = [(self._columns_of(row, item), item) for item in self._items[row.line]]
            for place, (own, item) in enumerate(items):
                until = items[place + 1][0].start if place + 1 < len(items) else None
                for cell in row.cells:
                    is_beside = cell.columns.start >= own.stop and (until is None or cell.columns.start < until)
                    is_before = len(items) == 1 and cell.columns.start < own.start
                    value = self._value_in(cell) if is_beside or is_before else None
                    if value:
                        by_column = columns.setdefault(own.start, {})
                        by_column.setdefault(cell.columns.start, []).append(ItemAndValue(item, value))
        return columns

    def _columns_of(self, row: TextRow, item: Mark) -> range:
        """Return the columns over which an item goes: those of its code and of its name."""
        words = self._page.text.words
        numbers = {words[item.first].cell, words[item.last].cell}
        columns = [cell.columns for cell in row.cells if cell.number in numbers]
        return range(min(part.start for part in columns), max(part.stop for part in columns))

    def _value_in(self, cell: TextCell) -> Mark | None:
        """Return the value that fills a cell, or the mark of something that stands in the place of one."""
        words = self._page.text.words_of_cells.get(cell.number)
        if words is None:
            return None
        if is_placeholder(cell.text):
            return Mark("unusable", (placeholder_reason(cell.text),), words[0], words[-1])
        if self._value_kind != "percent":
            return self._values.get(cell.number)
        figure = figure_in(cell.text, is_percent=is_of_percentages(self._heading(cell.columns.start)))
        if figure is None:
            return None
        if figure.why_not:
            return Mark("unusable", (figure.why_not,), words[0], words[-1])
        return Mark("percent", (figure.value,), words[0], words[-1])

    @cached_property
    def _rows_of_headings(self) -> list[TextRow]:
        """The rows above the items, but for what goes over the whole table."""
        first = next((index for index, row in enumerate(self._table) if self._items[row.line]), 0)
        return [row for row in self._table[:first] if not _title_of(row)]

    def _heading(self, column: int) -> str:
        """Return what stands above the items in a column."""
        cells = [cell.text for row in self._rows_of_headings for cell in row.cells if column in cell.columns]
        return " ".join(dict.fromkeys(filter(None, cells)))

    def _why_elsewhere(self) -> str:
        """Return why the whole table is of another time or place; empty if nothing says so."""
        titles = [title for row in self._table if not self._items[row.line] and (title := _title_of(row))]
        elsewhere = [title for title in titles if self._page.inspection.is_elsewhere(title)]
        if title := self._page.title_elsewhere(self._table[0].last_line) or next(iter(elsewhere), ""):
            return f"its title is '{title}'"
        first_line = self._table[0].last_line
        first_word = bisect_left(self._page.text.words, first_line, key=lambda word: word.line)
        if self._page.is_of_another_time(first_word, has_headings=True):
            return "the text above it speaks of another inspection"
        return ""

    def _column_of_this_inspection(self, columns: Mapping[int, Sequence[ItemAndValue]]) -> tuple[int | None, str]:
        """Return the column whose values are those of this inspection, or why no heading tells it."""
        headings = {column: self._heading(column) for column in columns}
        meanings = {column: self._page.inspection.meaning_of(heading) for column, heading in headings.items()}
        own = [column for column, meaning in meanings.items() if meaning == "this inspection"]
        results = [column for column, meaning in meanings.items() if meaning == "results"]
        others_are_elsewhere = list(meanings.values()).count("elsewhere") == len(meanings) - 1
        if len(own) == 1:
            return own[0], ""
        if not own and len(results) == 1 and others_are_elsewhere:
            return results[0], ""
        first, first_meaning = next(iter(meanings.items()))
        if len(columns) == 1 and _needs_no_heading(columns[first], first_meaning):
            return first, ""
        shown = ", ".join(f"'{heading}'" for heading in headings.values())
        if len(headings) == 1:
            return None, f"its column is headed {shown}"
        if set(meanings.values()) == {"elsewhere"}:
            return None, f"its columns are headed {shown}"
        return None, f"several columns hold values, and their headings do not say which is of this inspection: {shown}"


def _needs_no_heading(pairs: Sequence[ItemAndValue], meaning: HeadingMeaning) -> bool:
    """Check whether values are read without a heading of their column, or below other lines of labels and values."""
    have_labels = all(pair.item.kind == "score" or pair.item.means == (OVERALL,) for pair in pairs)
    return meaning == "none" or (meaning == "unknown" and have_labels)


def _title_of(row: TextRow) -> str:
    """Return the text of a row that has a single cell with text: the title of the table, or of a part of it."""
    texts = {cell.number: cell.text for cell in row.cells if cell.text}
    return next(iter(texts.values())) if len(texts) == 1 else ""
