"""Workbooks (.xlsx) as tables: a sheet read with its cells as people see them, and a sheet written.

A cell that shows 62% holds 0.62, which only its number format tells. So the reader is openpyxl: those that are faster
leave the formats out.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, NamedTuple

import polars as pl

from hmip_rules.files.text import unusable
from hmip_rules.model.errors import InputError, Problem, quoted
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.tables.fractions import ROW_NUMBER
from hmip_rules.tables.headings import MatchedHeadings, match_headings

MAX_BYTES_OF_WORKBOOK: Final = 100_000_000
"""Of its parts once unpacked; a small file can unpack to far more than fits in memory."""

MAX_CELLS: Final = 1_000_000
"""Of the sheet that is read; about 30,000 reports."""

MAX_ROWS: Final = 1_048_576
"""Of a sheet, with its header."""

LOCKED_OR_OLD: Final = b"\xd0\xcf\x11\xe0"
"""The first bytes of a workbook that is locked with a password, or of the kind before .xlsx."""

TEXT_OF_FORMAT: Final = re.compile(r'"[^"]*"|\\.')
"""What a number format prints as it is: a % in it does not multiply by 100."""

MISSING_EXTRA: Final = "Workbooks need openpyxl and XlsxWriter: pip install 'hmip-rules[xlsx]'"


class ReadSheet(NamedTuple):
    """A sheet of a workbook.

    Attributes:
        rows: with a column that numbers them; the known columns are text, the others of the types of their cells.
        header_row: which row the header is.
        problems: what is wrong with its cells.
    """

    rows: pl.LazyFrame
    matched: MatchedHeadings
    header_row: int
    problems: tuple[str, ...]


def read_sheet(file: str, name: str | None, rulebooks: Sequence[Rulebook]) -> ReadSheet:
    """Read a sheet of a workbook.

    Args:
        name: of the sheet; None where there is only one.
        rulebooks: those whose columns are known.

    Raises:
        InputError: it is no workbook, or one that is locked, has macros or is too large; or there is no such sheet.
    """
    _check_package(file)
    with warnings.catch_warnings(), _opened(file, formulas=False) as book:
        warnings.simplefilter("ignore", UserWarning)  # of what openpyxl leaves out, such as drop-downs
        chosen = _chosen_sheet(file, name, [sheet.title for sheet in book.worksheets])
        rows = _rows(file, book[chosen])
        if not _may_have_formulas(file):  # to look for them takes as long as to read the values
            return _sheet_of_rows(file, ((cells, cells) for cells in rows), rulebooks)
        with _opened(file, formulas=True) as formulas:
            return _sheet_of_rows(file, zip(rows, _rows(file, formulas[chosen]), strict=True), rulebooks)


def _check_package(file: str) -> None:
    """Check that a file is a workbook that may be opened.

    Raises:
        InputError: it is not.
    """
    with Path(file).open("rb") as opened:
        if opened.read(len(LOCKED_OR_OLD)) == LOCKED_OR_OLD:
            why = "This workbook is locked with a password, or of an old kind"
            raise unusable(file, f"{why}; save it as .xlsx without a password")
    try:
        with zipfile.ZipFile(file) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, NotImplementedError):
        raise unusable(file, "This is not a workbook, or it is damaged; save it as .xlsx again") from None
    if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
        raise unusable(file, "This workbook holds macros; save it as .xlsx, which has none")
    if sum(part.file_size for part in parts) > MAX_BYTES_OF_WORKBOOK:
        raise unusable(file, f"This workbook unpacks to more than {MAX_BYTES_OF_WORKBOOK // 10**6} MB; save it as CSV")


def _may_have_formulas(file: str) -> bool:
    """Return whether an element of a sheet has a name that begins as that of a formula."""
    with _refusing_damaged(file), zipfile.ZipFile(file) as package:
        for part in package.infolist():
            if "/worksheets/" in part.filename:
                with package.open(part) as opened:
                    last = b""
                    while chunk := opened.read(1_000_000):
                        if b"<f" in last + chunk or b":f" in last + chunk:
                            return True
                        last = chunk[-1:]
    return False


@contextmanager
def _opened(file: str, *, formulas: bool) -> Iterator[Any]:
    """Open a workbook to be read a row at a time: the formulas of its cells, or what they came to."""
    try:
        import openpyxl
    except ImportError:
        raise InputError([Problem(MISSING_EXTRA)]) from None
    with Path(file).open("rb") as opened:  # openpyxl would not close one that is damaged
        with _refusing_damaged(file):
            book = openpyxl.load_workbook(opened, read_only=True, data_only=not formulas)
        yield book


@contextmanager
def _refusing_damaged(file: str) -> Iterator[None]:
    """Refuse a workbook that openpyxl cannot read; it lets through whatever a damaged part makes of it.

    Raises:
        InputError: the workbook cannot be read.
    """
    try:
        yield
    except InputError:
        raise
    except Exception as error:
        raise unusable(file, "This workbook is damaged; open it in Excel, and save it again") from error


def _chosen_sheet(file: str, name: str | None, sheets: list[str]) -> str:
    """Return the name of the sheet to be read.

    Raises:
        InputError: there is none of that name; or there are several, and no name.
    """
    if name in sheets:
        return name
    if name is None and len(sheets) == 1:
        return sheets[0]
    listed = ", ".join(map(repr, sheets))
    if name is not None:
        raise unusable(file, f"This workbook has no sheet {quoted(name)}; it has {listed}")
    raise unusable(file, f"This workbook has {len(sheets)} sheets; choose one with --sheet: {listed}")


def _rows(file: str, sheet: Any) -> Iterator[tuple[Any, ...]]:
    """Yield the cells of each row of a sheet, as many as it has.

    Raises:
        InputError: there are more than a workbook of reports has.
    """
    cells = 0
    with _refusing_damaged(file):
        sheet.reset_dimensions()  # they may be said to be the whole sheet
        for number, row in enumerate(sheet.iter_rows(), 1):  # openpyxl fills up with empty rows to the next number
            cells += len(row)
            if cells > MAX_CELLS or number > MAX_ROWS:
                raise unusable(file, f"This sheet has more than {MAX_CELLS:,} cells; save it as CSV")
            yield row


def _sheet_of_rows(
    file: str, rows: Iterable[tuple[tuple[Any, ...], tuple[Any, ...]]], rulebooks: Sequence[Rulebook]
) -> ReadSheet:
    """Return the sheet with these rows; those without a value are not counted as reports.

    Args:
        rows: the cells of each with their values, and with their formulas.
    """
    filled = (
        (row, cells, with_formulas)
        for row, (cells, with_formulas) in enumerate(rows, 1)
        if any(cell.value is not None for cell in with_formulas)
    )
    header_row, header, _ = next(filled, (0, (), ()))
    headings = [_as_text(cell) or "" for cell in header]
    while headings and not headings[-1].strip():
        headings.pop()
    if not headings:
        raise unusable(file, "This sheet is empty; write a header, and one row per report")
    matched = match_headings(headings, rulebooks)
    columns: dict[str, list[Any]] = {name: [] for name in (ROW_NUMBER, *matched.names)}
    problems: list[str] = []
    for row, cells, with_formulas in filled:
        problems += _problems_of_row(cells, with_formulas, len(headings))
        columns[ROW_NUMBER].append(row)
        for place, name in enumerate(matched.names):
            cell = cells[place] if place < len(cells) else None
            value_of = _as_text if name in matched.kind_of else _own_value
            columns[name].append(None if cell is None else value_of(cell))
    series = [
        pl.Series(name, values, pl.String) if name in matched.kind_of else _own_column(name, values)
        for name, values in columns.items()
    ]
    return ReadSheet(pl.LazyFrame(series), matched, header_row, tuple(problems))


def _problems_of_row(cells: Sequence[Any], with_formulas: Sequence[Any], headings: int) -> list[str]:
    """Return what is wrong with the cells of a row, whatever they are for."""
    problems = [
        f"Cell {formula.coordinate} has a formula without a result; open the workbook in Excel, and save it again"
        for cell, formula in zip(cells, with_formulas, strict=True)
        if cell.value is None and formula.value is not None
    ]
    return problems + [
        f"Cell {cell.coordinate} stands below no heading; give its column one, or clear the cell"
        for cell in cells[headings:]
        if cell.value is not None
    ]


def _as_text(cell: Any) -> str | None:
    """Return what a cell shows: 62% of a cell that holds 0.62 in the format of percentages."""
    value = cell.value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        if "%" in TEXT_OF_FORMAT.sub("", cell.number_format or ""):
            return f"{(Decimal(repr(value)) * 100).normalize():f}%"
        return str(int(value)) if float(value).is_integer() else repr(value)
    return None if value is None else str(value)


def _own_value(cell: Any) -> Any:
    """Return the value of a cell that no rule reads; a date without the midnight that Excel adds."""
    value = cell.value
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    return value


def _own_column(name: str, values: list[Any]) -> pl.Series:
    """Return a column that no rule reads with the type of its values, or as text where they have several."""
    types = {type(value) for value in values if value is not None}
    if types == {int, float}:
        return pl.Series(name, values, pl.Float64)
    if len(types) == 1 and types <= {int, float, bool, str, date, datetime}:
        return pl.Series(name, values)
    return pl.Series(name, [None if value is None else str(value) for value in values], pl.String)


def write_sheet(table: pl.LazyFrame, path: Path) -> pl.DataFrame:
    """Write a table as a workbook of one sheet, and return its rows.

    Raises:
        InputError: XlsxWriter is not installed, or there are more rows than a sheet has.
        OSError: it cannot be written.
    """
    try:
        import xlsxwriter
    except ImportError:
        raise InputError([Problem(MISSING_EXTRA)]) from None
    rows = table.head(MAX_ROWS).collect(engine="streaming")
    if len(rows) == MAX_ROWS:
        message = f"A sheet holds {MAX_ROWS:,} rows with its header, but there are more; write a .csv or .parquet file"
        raise InputError([Problem(message)])
    options = {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True}
    try:
        with xlsxwriter.Workbook(path, options) as book:
            rows.write_excel(book, "Reports", dtype_formats={pl.Float64: "General"}, freeze_panes=(1, 0))
    except xlsxwriter.exceptions.FileCreateError as error:
        raise OSError(getattr(error.args[0], "strerror", None) or str(error)) from None
    return rows
