"""Results as a workbook: a sheet a level, reports, standards, key questions and findings; the message first (extra)."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from hmip_rules.files.reports import Unreadable
from hmip_rules.model.errors import InputError, Problem
from hmip_rules.output.rendering import ANSWERS, EXPLANATION, Look, Shown
from hmip_rules.output.rows import COLUMNS, LEVELS, Row
from hmip_rules.scoring.score_files import Result

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

LEAVES_OUT: Final = frozenset({ANSWERS, EXPLANATION})

MAX_ROWS: Final = 1_048_576
"""Of a sheet, with its head: https://support.microsoft.com/en-us/office/1672b34d-7043-467e-8e27-269d656771c3"""

MAX_COLUMN_WIDTH: Final = 60
"""Characters; what is longer is wrapped."""


def show_result(result: Result | Unreadable, look: Look) -> Sequence[tuple[str, list[Row]]]:
    """Return the rows of each sheet. Why a standard has its rating is always in them."""
    return [(level, rows(result)) for level, rows in LEVELS.items()]


def join_results(results: Iterable[Shown], look: Look) -> Iterator[bytes]:
    """Return the file of a workbook with them.

    Raises:
        InputError: XlsxWriter is not installed, or there are more rows than a sheet has.
    """
    try:
        import xlsxwriter
    except ImportError:
        raise InputError([Problem("A workbook needs XlsxWriter: pip install 'hmip-rules[xlsx]'")]) from None
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheets = {level: _Sheet(book, level) for level in LEVELS}
        for result in results:
            for level, rows in result.parts:
                for row in rows:
                    sheets[level].add(row)
        for sheet in sheets.values():
            sheet.end()
    yield file.getvalue()


class _Sheet:
    """A sheet of one level. Text is written as text: what begins with = is no formula."""

    def __init__(self, book: Workbook, level: str) -> None:
        self._columns, self._rows = COLUMNS[level], 1
        self._widths = [len(_heading(name)) for name in self._columns]
        self._sheet: Worksheet = book.add_worksheet(_heading(level))
        self._level = level
        self._wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        head = book.add_format({"bold": True, "bottom": 1})
        for place, name in enumerate(self._columns):
            self._sheet.write_string(0, place, _heading(name), head)

    def add(self, row: Row) -> None:
        """Add a row.

        Raises:
            InputError: there is no room for it.
        """
        if self._rows == MAX_ROWS:
            message = f"A sheet holds {MAX_ROWS:,} rows, but there are more {_heading(self._level).lower()}"
            raise InputError([Problem(f"{message}; use --format csv")])
        for place, name in enumerate(self._columns):
            self._write(place, row.get(name))
        self._rows += 1

    def _write(self, place: int, cell: Any) -> None:
        if cell is None or cell == "":
            return
        if isinstance(cell, bool):
            cell = "yes" if cell else "no"
        self._widths[place] = max(self._widths[place], len(str(cell)))
        if isinstance(cell, (int, float)):
            self._sheet.write_number(self._rows, place, cell, self._wrapped)
        else:
            text = cell.encode(errors="backslashreplace").decode()  # the name of a file may hold bytes that are no text
            self._sheet.write_string(self._rows, place, text, self._wrapped)

    def end(self) -> None:
        """Set widths, keep the head in sight, and let every column be filtered."""
        for place, width in enumerate(self._widths):
            self._sheet.set_column(place, place, min(width, MAX_COLUMN_WIDTH) + 2)
        self._sheet.freeze_panes(1, 1)
        self._sheet.autofilter(0, 0, self._rows - 1, len(self._columns) - 1)
        self._sheet.set_landscape()
        self._sheet.fit_to_pages(1, 0)
        self._sheet.repeat_rows(0)


def _heading(name: str) -> str:
    return name.replace("_", " ").capitalize()
