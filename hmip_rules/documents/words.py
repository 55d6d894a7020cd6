"""The lines of a document as words that can be compared, whatever was done to them on the way.

Quotes, dashes, ligatures and spaces become plain, marks of footnotes and hyphens go, and each word keeps the
place at which it stands.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from hmip_rules.documents.lines import CELL_END, Block, Line, TableOfCells
from hmip_rules.documents.text_tables import TextTable, aligned_lines, rows_of_cells

WordKind = Literal["word", "percent", "fraction", "mark"]

_PLAIN_CHARACTERS = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032`\u00b4", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u2033", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufffe\x02", "-"),  # what PDFs print as a hyphen too
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff"),
        **dict.fromkeys("\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"),  # superscripts: footnotes
        "\u066a": "%",  # of Arabic script, as are digits
        "\u066b": ".",
        **dict.fromkeys("\u2022\u25cf\u25aa\u25e6\u00b7\uf0b7*_", " "),  # bullets, emphasis
    }
)
_TOKEN = re.compile(
    r"""(?P<percent>(?<![\d.,/])\d{1,3}(?:\.\d+)?\ ?(?:%|per\ cent\b)(?:\ \(\d+(?:/|\ (?:out\ )?of\ )\d+\))?)
        (?:\d{1,2}(?!\S))?  # the mark of a footnote may be stuck to it
      | (?P<fraction>\d+\ ?/\ ?\d+)
      | (?P<word>[^\W_]+(?:['.,\-/&][^\W_]+)*)(?P<end>[.:;,?!]*)
      | (?P<mark>\S)""",
    re.VERBOSE,
)
_NUMBERED = re.compile(r"[a-z]?\d+(?:\.\d+)+", re.ASCII)
_FOOTNOTE = re.compile(r"(?<=[^\W\d_]{3})\d{1,2}$")
_WIDE_GAP = re.compile(r"\t| {3,}|(?:^| )\|(?: |$)")  # a bar may also be a 1 that was not recognised
_STRAY = re.compile(r"^['\"]\s+")


MAX_WORDS_OF_A_TITLE = 12
SENTENCE_MARKS = (".", ",", ";", ":", "?", "!")


class Word(NamedTuple):
    """One word, figure or mark.

    Attributes:
        key: what it is compared by: letters and digits, small; a number with points keeps them.
        text: as it is printed, with what follows it.
        line: the index of its line.
        cell: the index of its cell, counted over the whole document.
    """

    kind: WordKind
    key: str
    text: str
    line: int
    cell: int


@dataclass(frozen=True)
class Text:
    """A document as words, with the lines that they stand in, and the tables whose cells the document gives.

    Attributes:
        lines: a row of a table is a line too.
        tables: the rows of each.
        aligned_lines: lines of cells that follow one another and fit each other; they may be a table.
    """

    lines: tuple[Line, ...]
    words: tuple[Word, ...]
    tables: tuple[TextTable, ...] = ()
    aligned_lines: tuple[TextTable, ...] = ()

    @cached_property
    def lines_of_tables(self) -> frozenset[int]:
        """The indices of the lines that are rows of tables."""
        return frozenset(row.line for table in self.tables for row in table)

    @cached_property
    def words_of_cells(self) -> dict[int, range]:
        """The indices of the words of each cell that has some."""
        first: dict[int, int] = {}
        last: dict[int, int] = {}
        for index, word in enumerate(self.words):
            first.setdefault(word.cell, index)
            last[word.cell] = index
        return {cell: range(start, last[cell] + 1) for cell, start in first.items()}

    def heading_above(self, line: int) -> tuple[int, str] | None:
        """Return the nearest heading above a line: the index of its line, and its text."""
        place = bisect_left(self._headings, line)
        if not place:
            return None
        index = self._headings[place - 1]
        return index, normalised(self.lines[index].text)

    def titles_above(self, line: int, max_lines: int) -> list[tuple[int, str]]:
        """Return short lines with no text right above and below them, from so many lines of text above a line."""
        titles = []
        above = [index for index in range(max(line - 3 * max_lines, 0), line) if self.lines[index].text.strip()]
        for index in above[-max_lines:]:
            text = normalised(self.lines[index].text).strip()
            around = (self.lines[near].text.strip() for near in (index - 1, index + 1) if 0 <= near < line)
            is_short = len(text.split()) <= MAX_WORDS_OF_A_TITLE and not text.endswith(SENTENCE_MARKS)
            if is_short and not any(around) and index not in self.lines_of_tables:
                titles.append((index, text))
        return titles

    @cached_property
    def _headings(self) -> list[int]:
        return [index for index, line in enumerate(self.lines) if line.is_heading]

    def are_in_one_cell(self, first: int, last: int) -> bool:
        """Check that words stand in one cell, or in no table whose cells are known."""
        return self.words[first].cell == self.words[last].cell or (
            self.words[first].line not in self.lines_of_tables and self.words[last].line not in self.lines_of_tables
        )

    def quote(self, first: int, last: int) -> str:
        """Return the words from one to another, both included, as they are printed."""
        return " ".join(word.text for word in self.words[first : last + 1])

    def line_of(self, word: int) -> Line:
        """Return the line in which a word stands."""
        return self.lines[self.words[word].line]


def text_of(blocks: Iterable[Block]) -> Text:
    """Return the words of a document; lines that only repeat on every page, and page numbers, are left out."""
    lines: list[Line] = []
    tables: list[tuple[int, TableOfCells]] = []  # each with the index of its first line
    for block in blocks:
        if isinstance(block, TableOfCells):
            tables.append((len(lines), block))
            lines += [Line(CELL_END.join(cell.text for cell in row.cells), row.number, row.page) for row in block.rows]
        else:
            lines.append(block)
    rows_of_tables = {
        first + index: [normalised(cell.text) for cell in row.cells]
        for first, table in tables
        for index, row in enumerate(table.rows)
    }
    words: list[Word] = []
    first_cells: dict[int, int] = {}
    cells = 0
    rows = _rows(tuple(lines), rows_of_tables)
    for index, row in rows:
        first_cells[index] = cells
        for cell in row:
            words += _words(cell, index, cells)
            cells += 1
    return Text(
        tuple(lines),
        tuple(words),
        tuple(
            rows_of_cells(table, [rows_of_tables[first + n] for n in range(len(table.rows))], first, first_cells)
            for first, table in tables
        ),
        aligned_lines(
            [row for row in rows if row[0] not in rows_of_tables], first_cells, [line.page for line in lines]
        ),
    )


def normalised(text: str) -> str:
    """Return a text with plain quotes, dashes, spaces, letters and digits, and without marks of footnotes."""
    if text.isascii():
        return text.translate(_PLAIN_CHARACTERS)
    plain = unicodedata.normalize("NFKC", text.translate(_PLAIN_CHARACTERS))
    return "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in plain)


def keys_of(text: str) -> list[str]:
    """Return what each word of a phrase is compared by."""
    return [word.key for word in _words(normalised(text), 0, 0) if word.key]


def _rows(lines: tuple[Line, ...], rows_of_tables: Mapping[int, list[str]]) -> list[tuple[int, list[str]]]:
    """Return each line as its cells; a row that goes on in the next line (its first cell is empty) as one."""
    left_out = _repeated_lines(lines, rows_of_tables)
    rows: list[tuple[int, list[str]]] = []
    for index, line in enumerate(lines):
        if index in rows_of_tables:
            rows.append((index, rows_of_tables[index]))
            continue
        if index in left_out or not line.text.strip():
            continue
        text = normalised(line.text).rstrip()
        row = _WIDE_GAP.split(text if CELL_END in text else text.lstrip())  # an indented line has no empty cell
        above = rows[-1][1] if rows and rows[-1][0] not in rows_of_tables else []
        if len(row) > 1 and not row[0].strip() and len(row) <= len(above):
            for place, cell in enumerate(row):
                above[place] = f"{above[place]} {cell}".strip()
        else:
            rows.append((index, row))
    return rows


def _repeated_lines(lines: tuple[Line, ...], rows_of_tables: Collection[int]) -> set[int]:
    """Return the headers and footers of pages: what is first or last on three pages or more, and bare page numbers."""
    first_or_last: dict[str, list[int]] = {}
    by_page: dict[int | None, list[int]] = {}
    for index, line in enumerate(lines):
        if line.text.strip() and index not in rows_of_tables:
            by_page.setdefault(line.page, []).append(index)
    paged = None not in by_page
    for indices in by_page.values():
        ends = {*indices[:2], *indices[-2:]} if paged else set(indices)
        for index in ends:
            first_or_last.setdefault(re.sub(r"\d+|\W+", "", normalised(lines[index].text).casefold()), []).append(index)
    found = {index for index in first_or_last.pop("", []) if _is_page_number(lines, index)}
    for key, indices in first_or_last.items():
        if key.startswith(("page", "inspectionof", "aninspectionof")) or (paged and len(indices) >= 3):
            found |= set(indices[1:] if key.startswith("an") else indices)
    return found


def _is_page_number(lines: tuple[Line, ...], index: int) -> bool:
    """Check whether a line is a bare number, and not the first half of the figure in the next line."""
    following = next((line.text for line in lines[index + 1 : index + 3] if line.text.strip()), "")
    bare = re.fullmatch(r"\s*(?:-\s*\d{1,3}\s*-|\d{1,3})\s*", normalised(lines[index].text))
    return bare is not None and not re.match(r"\W*\d+(?:\.\d+)?\s*[%/]", following)


def _words(cell: str, line: int, number: int) -> list[Word]:
    words = []
    for match in _TOKEN.finditer(_STRAY.sub("", cell.strip())):
        kind: WordKind = match.lastgroup if match.lastgroup in ("percent", "fraction", "mark") else "word"  # type: ignore[assignment]
        printed = match.group()
        words.append(Word(kind, _key(printed) if kind == "word" else "", printed, line, number))
    return words


def _key(printed: str) -> str:
    small = printed.casefold().rstrip(".:;,?!")
    if _NUMBERED.fullmatch(small):
        return small
    return _FOOTNOTE.sub("", "".join(letter for letter in small if letter.isalnum()))
