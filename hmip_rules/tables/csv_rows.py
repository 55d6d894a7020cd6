"""The rows of a CSV file: how its cells are separated, and which rows cannot be divided into them.

Polars fills up a row with a cell too few, and then a right report looks wrong. So each row is counted first.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from hmip_rules.files.text import unusable
from hmip_rules.model.errors import quoted
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.tables.headings import count_known_headings

SEPARATORS: Final = (",", ";", "\t")

MAX_BYTES_OF_LINE: Final = 1_000_000
"""A file without line ends is not held as a whole."""

MAX_LINES_OF_HEADER: Final = 200
"""Headings may have line ends between quotation marks; a mark that is not closed would take in the whole file."""

MAX_WRONG_ROWS: Final = 1_000
"""Rows that are remembered; in a file with more, the cells are not checked too."""

NOT_UTF_8: Final = "not UTF-8 text; save the file as UTF-8"


class CsvRows(NamedTuple):
    """What the rows of a CSV file are like.

    Attributes:
        separator: what stands between two cells.
        headings: the cells of the header.
        header_row: which row the header is, counted from 1.
        has_blank_rows: whether rows without a value are among the others.
        problems: what is wrong with each row that cannot be divided into cells, by its number.
        divides: whether the rows after a wrong one can still be told apart.
    """

    separator: str
    headings: tuple[str, ...]
    header_row: int
    has_blank_rows: bool
    problems: dict[int, str]
    divides: bool


def read_rows(file: str, rulebooks: Sequence[Rulebook]) -> CsvRows:
    """Read through a CSV file once, a line at a time.

    Args:
        rulebooks: those whose columns decide what separates the cells.

    Raises:
        InputError: it is not UTF-8 text in lines.
        OSError: it cannot be read.
    """
    with Path(file).open("rb") as opened:
        _check_start(file, opened)
        try:
            return _rows_of(opened, rulebooks)
        except UnicodeDecodeError:
            raise unusable(file, NOT_UTF_8) from None


def _check_start(file: str, opened: BinaryIO) -> None:
    """Check that a file begins as text in lines, and go back to its first character.

    Raises:
        InputError: it does not.
    """
    start = opened.read(65_536)
    if b"\0" in start:
        raise unusable(file, NOT_UTF_8)
    if b"\r" in start and b"\n" not in start:
        why = "The file has only one line, because its line ends are those of an old Mac (CR)"
        raise unusable(file, f"{why}; open it in a spreadsheet program, and save it as CSV again")
    opened.seek(len(b"\xef\xbb\xbf") if start.startswith(b"\xef\xbb\xbf") else 0)


def _rows_of(opened: BinaryIO, rulebooks: Sequence[Rulebook]) -> CsvRows:
    lines = iter(partial(opened.readline, MAX_BYTES_OF_LINE), b"")
    header_row, header = _header(lines)
    separator, headings = _separator_and_headings(header, rulebooks)
    separator_byte, wanted = separator.encode(), len(headings) - 1
    problems: dict[int, str] = {}
    if not _has_matching_quotation_marks(header, separator):
        problems[header_row] = _wrong_quotation_marks(header_row, header)
        return CsvRows(separator, headings, header_row, has_blank_rows=False, problems=problems, divides=False)
    has_blank_rows, divides = False, True
    for row, line in enumerate(lines, header_row + 1):
        # nearly every row of a large file ends here; as long as this, it is not blank
        if line.count(separator_byte) == wanted and len(line) > wanted + 2 and b'"' not in line and line.isascii():
            continue
        if len(line) == MAX_BYTES_OF_LINE:
            problems[row] = f"Row {row:,} is longer than {MAX_BYTES_OF_LINE:,} bytes; divide it into rows"
            divides = False
            break
        record = _Record(line, lines)
        try:
            cells = record.cells(separator)
        except csv.Error:
            problems[row] = _wrong_quotation_marks(row, record.text)
            divides = False
            break
        if not any(map(str.strip, cells)):
            has_blank_rows = True
        elif not _has_matching_quotation_marks(record.text, separator):
            problems[row] = _wrong_quotation_marks(row, record.text)
            divides = False
        elif len(cells) != wanted + 1:
            problems[row] = _wrong_number_of_cells(row, record.text, len(cells), len(headings), header_row)
        if len(problems) > MAX_WRONG_ROWS:
            divides = False
            break
    return CsvRows(separator, headings, header_row, has_blank_rows, problems, divides)


def _header(lines: Iterator[bytes]) -> tuple[int, str]:
    """Return the number of the first row that is not empty, and its text."""
    for row, line in enumerate(lines, 1):
        if line.strip(b"\r\n"):
            header = _as_text(line)
            for _ in range(MAX_LINES_OF_HEADER):
                if header.count('"') % 2 == 0:
                    break
                header += _as_text(next(lines, b""))
            return row, header
    return 1, ""


def _separator_and_headings(header: str, rulebooks: Sequence[Rulebook]) -> tuple[str, tuple[str, ...]]:
    """Return the separator that gives the most known headings, and of those the most headings at all."""
    headings_by = {
        separator: tuple(next(csv.reader(io.StringIO(header), delimiter=separator), ())) for separator in SEPARATORS
    }

    def known_and_all(separator: str) -> tuple[int, int]:
        headings = headings_by[separator]
        return count_known_headings(headings, rulebooks), len(headings)

    separator = max(SEPARATORS, key=known_and_all)
    return separator, headings_by[separator]


def _as_text(line: bytes) -> str:
    """Return the text of a line; only at its end is CR the end of a line."""
    return line.decode().rstrip("\r\n").replace("\r", " ") + "\n"


class _Record:
    """A row as it stands in a file; between quotation marks it may go on in the next lines."""

    def __init__(self, line: bytes, lines: Iterator[bytes]) -> None:
        self._lines = lines
        self.text = _as_text(line)

    def cells(self, separator: str) -> list[str]:
        """Return the cells of the row.

        Raises:
            csv.Error: a quotation mark is not closed, or a cell goes on after it.
        """
        return next(csv.reader(self._texts(), delimiter=separator, strict=True), [])

    def _texts(self) -> Iterable[str]:
        yield self.text
        for line in self._lines:
            text = _as_text(line)
            self.text += text
            yield text


def _has_matching_quotation_marks(text: str, separator: str) -> bool:
    """Return whether each quotation mark of a row opens or closes a cell, or is one of two within such a cell."""
    if '"' not in text:
        return True
    cell = rf'(?:"(?:[^"]|"")*"|[^"{separator}\n]*)'
    return re.fullmatch(rf"{cell}(?:{separator}{cell})*\n", text) is not None


def _wrong_quotation_marks(row: int, text: str) -> str:
    why = f"Row {row:,} has a quotation mark that is not closed, or stands inside a cell: {quoted(text.strip())}"
    return f"{why}; remove it, or put the cell into quotation marks and double the one inside"


def _wrong_number_of_cells(row: int, text: str, cells: int, headings: int, header_row: int) -> str:
    number = "1 cell" if cells == 1 else f"{cells:,} cells"
    why = f"Row {row:,} has {number}, but the header (row {header_row:,}) has {headings:,}: {quoted(text.strip())}"
    if cells < headings:
        return f"{why}; add what is missing, or leave its cell empty between two separators"
    return f"{why}; remove what is too many, or put a cell that holds a separator into quotation marks"
