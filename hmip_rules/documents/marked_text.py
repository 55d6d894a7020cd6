"""A document with what a rulebook knows marked in it: how its marks stand to one another, and to the prose."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

from hmip_rules.documents.inspection import Inspection
from hmip_rules.documents.marks import Mark, is_nothing
from hmip_rules.documents.words import Text

MAX_WORDS_BETWEEN = 15
"""With more other words than this between them, two marks belong to different tables."""

MAX_LINES_BELOW_A_TITLE = 6
"""A title that stands so many lines above a table may be that of the table."""


class ItemAndValue(NamedTuple):
    """A value and what it belongs to: a rating and its standard, a percentage and its key question."""

    item: Mark
    value: Mark


class MarkedText:
    """A document with its marks, in order, and what is known of the inspection that it reports."""

    def __init__(self, text: Text, marks: Sequence[Mark], inspection: Inspection) -> None:
        self.text = text
        self.inspection = inspection
        self.marks = marks
        self._marked = {index for mark in marks for index in mark.indices}
        self._marked_lines = {text.words[mark.first].line for mark in marks}
        tables = enumerate((*text.tables, *text.aligned_lines))
        self._tables_of_lines = {row.last_line: number for number, table in tables for row in table}
        domains = {mark.first for mark in marks if mark.kind == "domain"}
        self._prose_before = [0, *accumulate(self._is_prose(index) for index in range(len(text.words)))]
        prose = (index if self._is_prose(index) else -1 for index in range(len(text.words)))
        self._last_prose_before = [-1, *accumulate(prose, max)]
        of_tables = (-1 if self._table_of(index) is None else index for index in range(len(text.words)))
        self._last_word_of_a_table_before = [-1, *accumulate(of_tables, max)]
        self._domains_before = [0, *accumulate(index in domains for index in range(len(text.words)))]

    def runs(self) -> list[list[Mark]]:
        """Return the marks, divided where so much prose stands between two that they belong to different tables."""
        runs: list[list[Mark]] = [[]]
        for mark in self.marks:
            if runs[-1] and self.prose_between(runs[-1][-1], mark) > MAX_WORDS_BETWEEN:
                runs.append([])
            runs[-1].append(mark)
        return runs

    def outside(self, runs: Iterable[Sequence[Mark]], lines: Collection[int]) -> list[list[Mark]]:
        """Return runs of marks without those on some lines, divided where these were."""
        parts: list[list[Mark]] = []
        for run in runs:
            parts.append([])
            for mark in run:
                if self.text.words[mark.first].line not in lines:
                    parts[-1].append(mark)
                elif parts[-1]:
                    parts.append([])
        return parts

    def prose_between(self, first: Mark, second: Mark) -> int:
        """Return the number of words of prose between two marks."""
        return self._prose_before[second.first] - self._prose_before[first.last + 1]

    def are_adjacent(self, first: Mark, second: Mark) -> bool:
        """Check that neither prose nor the heading of a domain stands between two marks."""
        if second.first <= first.last:  # the second is held by the first
            return True
        domains = self._domains_before[second.first] - self._domains_before[first.last + 1]
        return not domains and not self.prose_between(first, second)

    def lines_of(self, mark: Mark) -> range:
        """Return the indices of the lines over which a mark goes."""
        words = self.text.words
        return range(words[mark.first].line, words[mark.last].line + 1)

    def is_alone_on_its_lines(self, mark: Mark) -> bool:
        """Check that nothing else stands on the lines of a mark."""
        words, lines = self.text.words, self.lines_of(mark)
        neighbours = [index for index in (mark.first - 1, mark.last + 1) if 0 <= index < len(words)]
        return all(words[index].line not in lines or is_nothing(words[index].text) for index in neighbours)

    def is_of_another_time(self, first_word: int, *, has_headings: bool = False) -> bool:
        """Check whether the prose before a table, whose first word is given, speaks of another inspection.

        Args:
            has_headings: whether the first word is that of its headings; else they may stand before it.
        """
        table = None if has_headings else self._table_of(first_word)
        last = self._last_prose_before[first_word]
        last_of_a_table = self._last_word_of_a_table_before[first_word]
        if last_of_a_table > last and self._table_of(last_of_a_table) != table:
            return False  # nothing but another table stands right above
        first = last
        while first >= max(last - MAX_WORDS_BETWEEN, 0) and first not in self._marked:
            if self._table_of(first) not in (table, None):  # the headings of another table
                break
            first -= 1
        keys = [word.key for word in self.text.words[max(first + 1, 0) : last + 1]]
        return self.inspection.is_of_another_time(keys)

    def _table_of(self, word: int) -> int | None:
        return self._tables_of_lines.get(self.text.words[word].line)

    def title_elsewhere(self, line: int) -> str:
        """Return the title above a table, which begins on a line, if it is that of another time or place."""
        heading = self.text.heading_above(line)
        titles = [heading] if heading else self.text.titles_above(line, MAX_LINES_BELOW_A_TITLE)
        for title_line, title in titles:
            if title_line not in self._marked_lines and self.inspection.is_elsewhere(title):
                return title
        return ""

    def _is_prose(self, index: int) -> bool:
        return index not in self._marked and not is_nothing(self.text.words[index].text)


def split_at_domains(marks: Sequence[Mark]) -> list[list[Mark]]:
    """Return the marks divided before each heading of a domain."""
    parts: list[list[Mark]] = [[]]
    for mark in marks:
        if mark.kind == "domain":
            parts.append([])
        parts[-1].append(mark)
    return parts
