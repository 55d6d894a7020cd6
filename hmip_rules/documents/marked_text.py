"""A document with what a rulebook knows marked in it: how its marks stand to one another, and to the prose."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from hmip_rules.documents.marks import Mark, is_nothing
from hmip_rules.documents.words import Text
from hmip_rules.model.months import MONTH_NAMES

MAX_WORDS_BETWEEN = 15
"""With more other words than this between them, two marks belong to different tables."""

ANOTHER_TIME = ("previous", "previously", "prior", "last", "earlier", "before", "former", "baseline", "self")
"""Words before a table of another inspection, or of none; so is a year that is not of this one."""

OF_THIS_TIME = ("started", "began", "commenced", "probation")
"""Words before the months of fieldwork and of publication."""

_YEAR = re.compile("20[0-9]{2}(?![0-9]{3})")
_MONTHS = [name.casefold() for name in MONTH_NAMES]


class ItemAndValue(NamedTuple):
    """A value and what it belongs to: a rating and its standard, a percentage and its key question."""

    item: Mark
    value: Mark


class MarkedText:
    """A document with its marks, in order."""

    def __init__(self, text: Text, marks: Sequence[Mark]) -> None:
        self.text = text
        self.marks = marks
        self._marked = {index for mark in marks for index in mark.indices}
        domains = {mark.first for mark in marks if mark.kind == "domain"}
        self._prose_before = [0, *accumulate(self._is_prose(index) for index in range(len(text.words)))]
        prose = (index if self._is_prose(index) else -1 for index in range(len(text.words)))
        self._last_prose_before = [-1, *accumulate(prose, max)]
        self._domains_before = [0, *accumulate(index in domains for index in range(len(text.words)))]

    def runs(self) -> list[list[Mark]]:
        """Return the marks, divided where so much prose stands between two that they belong to different tables."""
        runs: list[list[Mark]] = [[]]
        for mark in self.marks:
            if runs[-1] and self.prose_between(runs[-1][-1], mark) > MAX_WORDS_BETWEEN:
                runs.append([])
            runs[-1].append(mark)
        return runs

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

    def is_of_another_time(self, mark: Mark) -> bool:
        """Check whether the prose before a table, in which a mark stands first, speaks of another inspection."""
        last = self._last_prose_before[mark.first]
        first = last
        while first >= max(last - MAX_WORDS_BETWEEN, 0) and first not in self._marked:
            first -= 1
        words = self.text.words
        if any(word.key in ANOTHER_TIME for word in words[first + 1 : last + 1]):
            return True
        years = [index for index in range(max(first, 0), last + 1) if _YEAR.match(words[index].key)]
        return not all(map(self._is_of_this_time, years))

    def _is_of_this_time(self, year: int) -> bool:
        """Check whether a year is that of the fieldwork, or of publication: "Fieldwork started August 2024"."""
        keys = [word.key for word in self.text.words[max(year - 3, 0) : year]]
        return keys[-1:] != [] and keys[-1] in _MONTHS and any(key in OF_THIS_TIME for key in keys)

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
