"""Which value belongs to which standard or key question, told by how they stand to one another.

A table comes out of a document in one of few ways: a row a line, each cell on a line of its own with the value
after or before, or one column after the other. Only a table with all its items is read, for a lost line could feign
another; and only where all full tables of the document are read in the same way, which that one is read in too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

from hmip_rules.documents.marks import OVERALL, Kind, Mark, is_nothing
from hmip_rules.documents.words import Text
from hmip_rules.model.months import NAMES
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.rules import Standard

MOST_WORDS_BETWEEN = 15
"""With more other words than this between them, two marks belong to different tables."""

MOST_WORDS_OF_A_STATEMENT = 80
"""The sentence that says what a standard asks for stands between its heading and its rating."""

SENTENCE_ENDS = (".", "?", "!")

AFTER, BEFORE = "after", "before"
FULL = {AFTER: "(IV)+", BEFORE: "(VI)+"}
LACKING = {AFTER: "(IV?)+", BEFORE: "(V?I)+"}
"""Where the value of an item stands, and what a table looks like then: I an item, V a value."""

ANOTHER_TIME = ("previous", "previously", "prior", "last", "earlier", "before", "former", "baseline", "self")
"""Words before a table of another inspection, or of none; so is a year that is not of this one."""

OF_THIS_TIME = ("started", "began", "commenced", "probation")
"""Words before the months of fieldwork and of publication."""


_YEAR = re.compile("20[0-9]{2}(?![0-9]{3})")
_MONTHS = [name.casefold() for name in NAMES]


class Pair(NamedTuple):
    """A value and what it belongs to."""

    item: Mark
    value: Mark


class Page:
    """A document with its marks, that knows how many words of prose stand between two of them."""

    def __init__(self, text: Text, marks: Sequence[Mark]) -> None:
        self.text = text
        self.marks = marks
        self._marked = {index for mark in marks for index in range(mark.first, mark.last + 1)}
        headings = {mark.first for mark in marks if mark.kind == "domain"}
        self._prose = [0, *accumulate(self._is_prose(index) for index in range(len(text.words)))]
        self._headed = [0, *accumulate(index in headings for index in range(len(text.words)))]

    def between(self, one: Mark, other: Mark) -> int:
        """Count the words of prose between two marks."""
        return self._prose[other.first] - self._prose[one.last + 1]

    def is_parted(self, one: Mark, other: Mark) -> bool:
        """Say whether prose, or the heading of a domain, stands between two marks."""
        return bool(self.between(one, other) or self._headed[other.first] - self._headed[one.last + 1])

    def is_beside(self, label: Mark, mark: Mark) -> bool:
        """Say whether no prose stands between a label and what it labels, and none of another inspection before."""
        first, second = sorted((label, mark), key=lambda one: one.first)
        return not self.between(first, second) and not self.is_of_another_time(first)

    def lines(self, mark: Mark) -> range:
        """Give the lines over which a mark goes."""
        words = self.text.words
        return range(words[mark.first].line, words[mark.last].line + 1)

    def is_of_another_time(self, mark: Mark) -> bool:
        """Say whether the prose before a table, in which a mark stands first, speaks of another inspection."""
        last = mark.first - 1
        while last >= 0 and not self._is_prose(last):
            last -= 1
        first = last
        while first >= max(last - MOST_WORDS_BETWEEN, 0) and first not in self._marked:
            first -= 1
        words = self.text.words[first + 1 : last + 1]
        return any(word.key in ANOTHER_TIME for word in words) or any(
            _YEAR.match(self.text.words[index].key) and not self._is_of_this_time(index)
            for index in range(max(first, 0), last + 1)
        )

    def _is_of_this_time(self, year: int) -> bool:
        """Say whether a year is that of the fieldwork, or of publication: "Fieldwork started August 2024"."""
        keys = [word.key for word in self.text.words[max(year - 3, 0) : year]]
        return keys[-1:] != [] and keys[-1] in _MONTHS and any(key in OF_THIS_TIME for key in keys)

    def _is_prose(self, index: int) -> bool:
        return index not in self._marked and not is_nothing(self.text.words[index].text)

    def runs(self) -> Iterator[list[Mark]]:
        """Split the marks where so much prose stands between two that they belong to different tables."""
        run: list[Mark] = []
        for mark in self.marks:
            if run and self.between(run[-1], mark) > MOST_WORDS_BETWEEN:
                yield run
                run = []
            run.append(mark)
        yield run


def ratings(rulebook: Rulebook, text: Text, marks: Sequence[Mark]) -> Iterator[Pair]:
    """Find the ratings of standards, and the overall rating: in tables, and below the headings of standards."""
    page = Page(text, marks)
    domains = dict.fromkeys(standard.domain for standard in rulebook.standards)
    whole: list[frozenset[object]] = [
        frozenset(s.key for s in rulebook.standards if s.domain == domain) for domain in domains
    ]
    whole.append(frozenset((OVERALL,)))
    runs = [list(_known(rulebook, run)) for run in page.runs()]
    in_tables = list(_Tables(page, ("item", "rating"), whole).pairs(runs))
    below_headings = list(_below_headings(page))
    if below_headings or not _are_headed(page, {pair.item.means for pair in in_tables} - {(OVERALL,)}):
        yield from in_tables
    yield from below_headings


def percentages(rulebook: Rulebook, text: Text, marks: Sequence[Mark]) -> Iterator[Pair]:
    """Find the percentages of key questions; where several standards ask the same, the heading above tells which."""
    page = Page(text, _told_by_headings(rulebook, text, marks))
    whole = [
        frozenset((standard.key, question) for question in standard.key_questions) for standard in rulebook.standards
    ]
    found = list(_Tables(page, ("question", "percent"), whole).pairs(page.runs()))
    asked = Counter(mark.means for mark in page.marks if mark.kind == "question")
    given = Counter(pair.item.means for pair in found)
    # a question that stands elsewhere without one figure, or with two, may be of another year or service here
    yield from (pair for pair in found if given[pair.item.means] == asked[pair.item.means])


def scores(text: Text, marks: Sequence[Mark]) -> Iterator[Pair]:
    """Find the score ("3/21"): alone in its cell, with the label and no prose beside it."""
    page = Page(text, marks)
    for run in page.runs():
        after = dict(_nearest_labels(reversed(run)))
        for mark, label in _nearest_labels(run):
            labels = [near for near in (label, after[mark]) if near and page.is_beside(near, mark)]
            if labels and any(one.kind == "item" for one in run):
                yield Pair(labels[0], mark)


def _nearest_labels(run: Iterable[Mark]) -> Iterator[tuple[Mark, Mark | None]]:
    """Give for each fraction the last label of a score that came before it."""
    label = None
    for mark in run:
        label = mark if mark.kind == "score" else label
        if mark.kind == "fraction":
            yield mark, label


def _known(rulebook: Rulebook, run: Sequence[Mark]) -> Iterator[Mark]:
    """Turn codes and names that stand apart into standards, where a column of each, or the domain, tells which."""
    domain: object = None
    whole = _columns_joined(run)
    for mark in whole if whole != run else (mark for part in _by_domain(run) for mark in _columns_joined(part)):
        if mark.kind == "domain":
            domain = mark.means[0]
        if mark.kind == "name":
            keys = tuple(key for key in mark.means if rulebook.by_key[str(key)].domain == domain)
            yield mark._replace(kind="item", means=keys)
        elif mark.kind == "code":
            yield mark._replace(kind="item", means=mark.means if mark.last > mark.first else ())
        else:
            yield mark


def _by_domain(marks: Sequence[Mark]) -> Iterator[list[Mark]]:
    """Divide marks before each heading of a domain."""
    part: list[Mark] = []
    for mark in marks:
        if mark.kind == "domain":
            yield part
            part = []
        part.append(mark)
    yield part


def _columns_joined(run: Sequence[Mark]) -> Sequence[Mark]:
    """Put a column of codes and the column of their names together, where all of them fit in their order."""
    apart = [mark for mark in run if mark.kind in ("code", "name")]
    codes, names = ([mark for mark in apart if mark.kind == kind] for kind in ("code", "name"))
    one_after_the_other = apart in (codes + names, names + codes)
    fit = all(code.means[0] in name.means for code, name in zip(codes, names, strict=False))
    if not codes or len(codes) != len(names) or not one_after_the_other or not fit:
        return run
    items = {name: name._replace(kind="item", means=code.means) for code, name in zip(codes, names, strict=True)}
    return [items.get(mark, mark) for mark in run if mark.kind != "code"]


def _told_by_headings(rulebook: Rulebook, text: Text, marks: Sequence[Mark]) -> list[Mark]:
    """Let each key question that several standards ask mean that of the standard whose heading stands above it.

    Names tell a standard below the heading of its domain while they come in order; else such a heading was lost.
    """
    told: list[Mark] = []
    above: tuple[Any, ...] = ()
    to_come: list[Standard] = []
    established = _headings_met_again(text, marks)
    for mark in marks:
        if mark in established:
            to_come = [standard for standard in rulebook.standards if standard.domain == mark.means[0]]
        if mark.kind == "item":
            above = mark.means
        if mark.kind == "name":
            places = [place for place, standard in enumerate(to_come) if standard.key in mark.means]
            above = (to_come[places[0]].key,) if places else ()
            to_come = to_come[places[0] + 1 :] if places else []
        if mark.kind == "question" and len(mark.means) > 1:
            means = tuple(one for one in mark.means if len(above) == 1 and one[0] == above[0])
            told.append(mark._replace(means=means))
        else:
            told.append(mark)
    return told


def _headings_met_again(text: Text, marks: Sequence[Mark]) -> set[Mark]:
    """Keep the headings of domains that stand in several places, as in the contents and above the chapter."""
    said = {
        mark: re.sub(r"\W|\d+$", "", text.quote(mark.first, mark.last).casefold())
        for mark in marks
        if mark.kind == "domain"
    }
    times = Counter(said.values())
    return {mark for mark, words in said.items() if times[words] > 1}


class _Tables:
    """The tables of one document, for items of a kind and values of a kind."""

    def __init__(self, page: Page, kinds: tuple[Kind, Kind], whole: Sequence[frozenset[object]]) -> None:
        self._page = page
        self._kinds = kinds
        self._whole = whole

    def pairs(self, runs: Iterable[Sequence[Mark]]) -> Iterator[Pair]:
        """Pair items and values, where all tables of the document that tell how they are read are read alike."""
        tables = [table for run in runs for table in self._whole_tables(run)]
        tables = [table for table in tables if not self._page.is_of_another_time(table[0])]
        ways = {way for table in tables if len(self._items(table)) > 1 and (way := self._way(table))}
        in_columns = any(_columns(self._pattern(table)) for table in tables)
        if len(ways) == 1:
            for table in tables:
                yield from self._read(table, *ways, lacking=not in_columns)

    def _whole_tables(self, run: Sequence[Mark]) -> Iterator[list[Mark]]:
        """Find the whole tables in a run of marks: it, or a part below the heading of a domain, or a piece of one."""
        if self._way(whole := self._placed(run)):
            yield whole
            return
        for part in _by_domain(run):
            placed = self._placed(part)
            pieces = [piece for piece in self._pieces(placed) if self._way(piece)]
            yield from pieces or ([placed] if self._is_table(placed) else [])

    def _placed(self, marks: Sequence[Mark]) -> list[Mark]:
        """Keep items and values; a value that stands inside an item comes after it."""
        return [one for mark in marks for one in (mark, *mark.holds) if one.kind in self._kinds]

    def _is_table(self, marks: Sequence[Mark]) -> bool:
        """Say whether marks are a whole table: all items of some parts of a rulebook, and values in some order."""
        pattern = self._pattern(marks)
        ordered = _columns(pattern) or any(re.fullmatch(lacking, pattern) for lacking in LACKING.values())
        return bool(ordered) and self._is_whole(self._items(marks))

    def _way(self, table: Sequence[Mark]) -> str | None:
        """Say how a full table is read; None where it is not whole, lacks a value, or prose stands in it."""
        pattern = self._pattern(table)
        way = _columns(pattern) or next((way for way, full in FULL.items() if re.fullmatch(full, pattern)), None)
        return way if self._is_whole(self._items(table)) and self._is_close(table) else None

    def _read(self, table: Sequence[Mark], way: str, *, lacking: bool) -> Iterator[Pair]:
        """Pair the items of a table with the values beside them."""
        pattern = self._pattern(table)
        if _columns(pattern):
            values = [mark for mark in table if mark.kind == self._kinds[1]]
            yield from map(Pair, self._items(table), values) if self._way(table) == way else ()
        elif re.fullmatch((LACKING if lacking else FULL)[way], pattern):
            for one, other in pairwise(table):
                pair = Pair(one, other) if way == AFTER else Pair(other, one)
                if (pair.item.kind, pair.value.kind) == self._kinds and self._touch(one, other):
                    yield pair

    def _pieces(self, marks: Sequence[Mark]) -> Iterator[list[Mark]]:
        """Divide marks where prose stands between them."""
        piece: list[Mark] = []
        for mark in marks:
            if piece and not self._touch(piece[-1], mark):
                yield piece
                piece = []
            piece.append(mark)
        yield piece

    def _pattern(self, marks: Sequence[Mark]) -> str:
        return "".join("IV"[self._kinds.index(mark.kind)] for mark in marks)

    def _items(self, marks: Sequence[Mark]) -> list[Mark]:
        return [mark for mark in marks if mark.kind == self._kinds[0]]

    def _is_close(self, marks: Sequence[Mark]) -> bool:
        """Say whether no prose stands before or after a value."""
        value = self._kinds[1]
        return all(self._touch(one, other) for one, other in pairwise(marks) if value in (one.kind, other.kind))

    def _touch(self, one: Mark, other: Mark) -> bool:
        return other.first <= one.last or not self._page.is_parted(one, other)

    def _is_whole(self, items: Sequence[Mark]) -> bool:
        """Say whether items are all those of some parts of a rulebook, each once; the overall rating may be one."""
        found = [item.means[0] if len(item.means) == 1 else None for item in items]
        asked = set(found)
        return bool(asked) and len(found) == len(asked) and asked == set().union(*(p for p in self._whole if p & asked))


def _columns(pattern: str) -> str | None:
    """Say which of two columns of the same length comes first; None where they are none."""
    half = len(pattern) // 2
    return {"I" * half + "V" * half: AFTER, "V" * half + "I" * half: BEFORE}.get(pattern) if half > 1 else None


def _are_headed(page: Page, items: set[tuple[Any, ...]]) -> bool:
    """Say whether most standards have a heading with text below it: a report's own ratings then stand there too."""
    headed = {
        heading.means
        for heading, following in pairwise(page.marks)
        if heading.kind == "item" and _alone(page, heading) and page.between(heading, following)
    }
    return 2 * len(items & headed) > len(items)


def _below_headings(page: Page) -> Iterator[Pair]:
    """Find the rating below the heading of a standard, each alone on its line, with a sentence between them.

    Two headings in a row, or two ratings, may be those of pages that stood side by side.
    """
    marks = [mark for mark in page.marks if mark.kind in ("item", "code", "name", "rating", "question", "percent")]
    for place, (heading, rating) in enumerate(pairwise(marks)):
        around = marks[max(place - 1, 0) : place + 3]
        if (
            heading.kind == "item"
            and rating.kind == "rating"
            and 0 < page.between(heading, rating) <= MOST_WORDS_OF_A_STATEMENT
            and all(page.between(one, other) for one, other in pairwise(around) if one.kind == other.kind)
        ):
            before = page.text.words[rating.first - 1]
            alone = page.lines(rating)[0] > page.lines(heading)[-1] and _alone(page, heading) and _alone(page, rating)
            if alone and before.text.endswith(SENTENCE_ENDS):
                yield Pair(heading, rating)


def _alone(page: Page, mark: Mark) -> bool:
    """Say whether nothing else stands on the lines of a mark."""
    words, lines = page.text.words, page.lines(mark)
    sides = (mark.first - 1, mark.last + 1)
    return not any(
        0 <= side < len(words) and words[side].line in lines and not is_nothing(words[side].text) for side in sides
    )
