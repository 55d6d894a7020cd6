"""Files of tables, Parquet, CSV and workbooks, as one lazy table of polars; what the command reads and writes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
from polars.exceptions import PolarsError

from hmip_rules.documents.lines import is_document
from hmip_rules.files.folders import CLOSED_FOLDER, found_file
from hmip_rules.files.text import STANDARD_INPUT, no_such_file
from hmip_rules.model.errors import InputError, Problem, quoted
from hmip_rules.model.places import Place
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.tables import long_form
from hmip_rules.tables.csv_rows import NOT_UTF_8, read_rows
from hmip_rules.tables.fractions import ROW_NUMBER, problem_of_fractions
from hmip_rules.tables.headings import match_headings
from hmip_rules.tables.inputs import column_kinds, output_columns, wrong_names
from hmip_rules.tables.text_columns import TextTable, Width, column_widths, typed_columns
from hmip_rules.tables.workbooks import read_sheet, write_sheet

TABLE_SUFFIXES = (".parquet", ".csv", ".tsv", ".xlsx")
"""The ends of the names of tables that are read."""

WRITTEN_SUFFIXES = (".parquet", ".csv", ".xlsx")
"""The ends of the names of tables that are written."""

OTHER_WORKBOOKS = (".xls", ".xlsm", ".xlsb", ".ods")
"""The ends of the names of workbooks that are not read."""

ROWS_PER_PART = 5_000
"""How many rows are held at a time where report files are gathered."""

ROWS_PER_CHUNK = 20_000
"""How many rows polars scores at a time: as many as it chooses take twice the memory, and no less time."""


class TablesAndReports(NamedTuple):
    """What was named to be read: files of tables, or files and folders of reports."""

    tables: tuple[str, ...]
    reports: tuple[str, ...]


def tables_and_reports(paths: Iterable[str]) -> TablesAndReports:
    """Return which of the paths are of tables, and which of reports.

    Raises:
        InputError: one is neither, or there are both.
    """
    tables: list[str] = []
    reports: list[str] = []
    for path in paths:
        if os.path.isdir(path):  # noqa: PTH112  # Path.is_dir raises where access is denied
            in_folder, has_reports = _tables_in_folder(path)
            tables += in_folder
        else:
            has_reports = not _is_table_file(path)
            tables += [] if has_reports else [path]
        reports += [path] * has_reports
    if tables and reports:
        message = f"there are tables ({tables[0]}) and report files ({reports[0]}); name only one kind"
        raise InputError([Problem(message)])
    return TablesAndReports(tuple(tables), tuple(reports))


def is_table(name: str) -> bool:
    """Return whether the name of a file is that of a table."""
    return name.lower().endswith(TABLE_SUFFIXES)


def _is_report(name: str) -> bool:
    return name.lower().endswith((".yaml", ".yml"))


def _is_table_file(path: str) -> bool:
    """Return whether a file is a table; if it is none, it is a report or a document.

    Raises:
        InputError: it is none of them, or not there.
    """
    if path == STANDARD_INPUT or _is_report(path) or is_document(path):
        return False
    if not path:
        raise _unusable("''", "The name is empty; write the name of a file or folder")
    if not os.path.lexists(path):
        raise _unusable(path, no_such_file(path))
    if path.lower().endswith(OTHER_WORKBOOKS):
        raise _unusable(path, "This kind of workbook is not read, nor are macros; save it as .xlsx")
    if not is_table(path):
        suffixes = ", ".join(TABLE_SUFFIXES)
        raise _unusable(path, f"a table cannot be made from this kind of file, only from {suffixes} or .yaml")
    return True


def _tables_in_folder(folder: str) -> tuple[list[str], bool]:
    """Return the tables below a folder, and whether there are reports; what begins with _ or . is neither.

    Raises:
        InputError: there are none of them, or a folder may not be opened.
    """
    closed: list[OSError] = []
    names = []
    for inside, folders, files in os.walk(folder, onerror=closed.append):
        folders[:] = sorted(name for name in folders if not name.startswith(("_", ".")))
        names += [str(Path(inside, name)) for name in sorted(files) if not name.startswith(("_", ".", "~$"))]
    if closed:
        raise _unusable(str(closed[0].filename), CLOSED_FOLDER)
    tables = [name for name in names if is_table(name)]
    if any(_is_report(name) or is_document(name) for name in names):
        tables = [name for name in tables if not is_workbook(name)]  # their results, more likely than more of them
    has_reports = any(_is_report(name) for name in names) or (not tables and any(map(is_document, names)))
    if not tables and not has_reports:
        suffixes = ", ".join(TABLE_SUFFIXES)
        raise _unusable(folder, f"a table cannot be made from this folder, because it has no {suffixes} or .yaml files")
    return tables, has_reports


class _TableFile(NamedTuple):
    """A file of a table, opened.

    Attributes:
        rows: its columns named by what their headings mean.
        kind_of: what each column is for that is read.
        text: its known columns as text, where they have no types yet.
        problems: what is wrong with its headings and rows.
        wrong_rows: rows whose cells cannot be told apart.
    """

    file: str
    rows: pl.LazyFrame
    kind_of: Mapping[str, str]
    text: TextTable | None
    problems: list[Problem]
    wrong_rows: frozenset[int] = frozenset()


def scan_tables(files: Sequence[str], rulebooks: Sequence[Rulebook], sheet: str | None = None) -> pl.LazyFrame:
    """Read tables lazily, as one with the rows of all, in the order given.

    Known columns of a CSV file get the types of what they hold, found in a first reading; the others are text.

    Args:
        rulebooks: the one to score by, and the one to compare with where there is one.
        sheet: the sheet of a workbook; None where each has only one.

    Raises:
        InputError: one is no table, its rows or cells cannot be read, or they have different columns.
    """
    tables = [_opened_table(file, rulebooks, sheet) for file in files]
    problems = [problem for table in tables for problem in table.problems]
    if not problems:
        _check_same_columns({table.file: table.rows.collect_schema() for table in tables})
    widest: dict[str, Width] = {}
    for table in tables:
        with _readable(table.file):
            widths, more = _widths_and_problems(table)
        problems += [Problem(problem, Place(table.file)) for problem in more]
        for name, width in widths.items():
            widest[name] = max(width, widest.get(name, width))
    if problems:
        raise InputError(problems + _problems_of_names(tables[0], rulebooks))
    names = tables[0].rows.collect_schema().names()
    frames = {
        table.file: table.rows.with_columns(typed_columns(table.kind_of, widest)) if table.text else table.rows
        for table in tables
    }
    _check_same_types({file: frame.collect_schema() for file, frame in frames.items()})
    return pl.concat([frame.select(names) for frame in frames.values()], how="vertical_relaxed")


def _opened_table(file: str, rulebooks: Sequence[Rulebook], sheet: str | None) -> _TableFile:
    """Read of a table the names of its columns, of a CSV file what its rows are like, and of a workbook all."""
    found_file(file)
    with _readable(file):
        with Path(file).open("rb") as opened:
            if not opened.read(1):
                raise _unusable(file, "the file is empty; write a header, and one row per report")
        if is_workbook(file):
            return _opened_workbook(file, rulebooks, sheet)
        return _opened_parquet(file, rulebooks) if _is_parquet(file) else _opened_csv(file, rulebooks)


def _opened_parquet(file: str, rulebooks: Sequence[Rulebook]) -> _TableFile:
    rows = pl.scan_parquet(file, hive_partitioning=False)
    headings = rows.collect_schema().names()
    matched = match_headings(headings, rulebooks)
    problems = [Problem(problem, Place(file)) for problem in matched.problems]
    renamed = rows.rename(dict(zip(headings, matched.names, strict=True)))
    return _TableFile(file, renamed, matched.kind_of, None, problems)


def _opened_csv(file: str, rulebooks: Sequence[Rulebook]) -> _TableFile:
    layout = read_rows(file, rulebooks)
    matched = match_headings(layout.headings, rulebooks)
    problems = [Problem(problem, Place(file)) for problem in (*matched.problems, *layout.problems.values())]
    if not layout.divides:
        names = () if layout.header_row in layout.problems else matched.names
        return _TableFile(file, pl.LazyFrame(schema=dict.fromkeys(names, pl.String)), {}, None, problems)
    rows = pl.scan_csv(
        file,
        separator=layout.separator,
        new_columns=list(matched.names),
        infer_schema=False,
        truncate_ragged_lines=True,  # the rows that are too long are known by now
        row_index_name=ROW_NUMBER,
        row_index_offset=layout.header_row + 1,
    )
    if layout.has_blank_rows:
        rows = rows.filter(pl.any_horizontal(pl.col(matched.names).str.strip_chars() != ""))
    kind_of = {name: matched.kind_of[name] for name in matched.names if name in matched.kind_of}
    text = TextTable(rows, kind_of, layout.header_row)
    return _TableFile(file, rows.drop(ROW_NUMBER), kind_of, text, problems, frozenset(layout.problems))


def _opened_workbook(file: str, rulebooks: Sequence[Rulebook], sheet: str | None) -> _TableFile:
    found = read_sheet(file, sheet, rulebooks)
    problems = [Problem(problem, Place(file)) for problem in (*found.matched.problems, *found.problems)]
    kind_of = {name: found.matched.kind_of[name] for name in found.matched.names if name in found.matched.kind_of}
    text = TextTable(found.rows, kind_of, found.header_row)
    return _TableFile(file, found.rows.drop(ROW_NUMBER), kind_of, text, problems)


def _widths_and_problems(table: _TableFile) -> tuple[dict[str, Width], list[str]]:
    """Return what the known columns of a text table hold, and what is wrong with the cells of any table."""
    if table.text:
        return column_widths(table.text, table.wrong_rows)
    numbers = {
        name: pl.col(name).cast(pl.Float64)
        for name, dtype in table.rows.collect_schema().items()
        if table.kind_of.get(name) == "percentage" and dtype.is_numeric() and not dtype.is_integer()
    }
    return {}, problem_of_fractions(table.rows, numbers) if numbers else []


def _problems_of_names(table: _TableFile, rulebooks: Sequence[Rulebook]) -> list[Problem]:
    """Return what is wrong with the names of the columns of a table with one row per report."""
    names = [name for name in table.rows.collect_schema() if not name.startswith("\0")]
    if long_form.is_long(dict.fromkeys(names)):
        return []
    also = [name for rulebook in rulebooks[1:] for name in column_kinds(rulebook)]
    wrong = wrong_names(rulebooks[0], names, output_columns(rulebooks[0], reasons=False), also)
    return [Problem(problem, Place(table.file)) for problem in wrong]


def is_long(frame: pl.LazyFrame) -> bool:
    """Return whether a table has one row per key question."""
    return long_form.is_long(frame.collect_schema())


def is_workbook(file: str) -> bool:
    """Return whether the name of a file is that of a workbook."""
    return file.lower().endswith(".xlsx")


def _is_parquet(file: str) -> bool:
    return file.lower().endswith(".parquet")


@contextmanager
def _readable(file: str) -> Iterator[None]:
    """Raise in one line what can't be read of a file."""
    try:
        yield
    except PermissionError:
        raise _unusable(file, "You do not have permission to read this file") from None
    except (OSError, PolarsError) as error:
        raise _unusable(file, _why_not(file, error)) from None


def _why_not(file: str, error: Exception) -> str:
    why = _first_line(error)
    if "utf-8" in why:
        return NOT_UTF_8
    if "PAR1" in why or "12 bytes" in why:
        return "not a Parquet file, or a damaged one"
    if _is_parquet(file):
        return f"cannot be read as parquet ({why})"
    return "The rows cannot be divided into cells; open the file in a spreadsheet program, and save it as CSV again"


def _first_line(error: Exception) -> str:
    """Return the first line of what polars says, which is the one about the data."""
    return str(error).partition("\n")[0]


def _check_same_columns(schemas: Mapping[str, pl.Schema]) -> None:
    (first, wanted), *others = schemas.items()
    for file, schema in others:
        if missing := [name for name in wanted if name not in schema]:
            why = f"does not have the column {quoted(missing[0])} of {first}"
        elif more := [name for name in schema if name not in wanted]:
            why = f"has a column {quoted(more[0])}, which {first} does not have"
        else:
            continue
        raise _unusable(file, f"{why}; all need the same columns")


def _check_same_types(schemas: Mapping[str, pl.Schema]) -> None:
    (first, wanted), *others = schemas.items()
    for file, schema in others:
        for name, dtype in schema.items():
            if not _can_be_one_column(dtype, wanted[name]):
                why = f"column {quoted(name)} holds {dtype}, and in {first} {wanted[name]}"
                raise _unusable(file, f"{why}; use the same type in all")


def _can_be_one_column(first: pl.DataType, second: pl.DataType) -> bool:
    types = {first.base_type(), second.base_type()}
    return (
        first == second
        or pl.Null in types
        or (first.is_numeric() and second.is_numeric())
        or types <= {pl.String, pl.Categorical, pl.Enum}
    )


def _unusable(file: str, message: str) -> InputError:
    return InputError([Problem(message, Place(file))])


def write_table(table: pl.LazyFrame, path: Path, kind: str) -> pl.LazyFrame:
    """Write a table as it comes, a batch of rows at a time; a workbook at once. Return what was written, to be read.

    Args:
        kind: ".parquet", ".csv" or ".xlsx".

    Raises:
        OSError: it can't be written.
        InputError: what it is made of can't be read, or goes into no such file.
    """
    try:
        with pl.Config(streaming_chunk_size=ROWS_PER_CHUNK):
            if kind == ".xlsx":
                return write_sheet(table, path).lazy()
            if kind == ".csv":
                table.sink_csv(path)
                return pl.scan_csv(path, infer_schema=False)
            table.sink_parquet(path)
            return pl.scan_parquet(path)
    except PolarsError as error:
        why = _first_line(error)
        if "(os error" in why:  # Parquet files report a full disk as an error of the file
            raise OSError(why.rpartition(": ")[2]) from None
        raise InputError([Problem(f"the table cannot be scored to the end ({why})")]) from None


def write_parts(
    rows: Iterator[Mapping[str, Any]], columns: Callable[[], Mapping[str, Any]], folder: Path
) -> list[Path]:
    """Write rows into Parquet files, as many at a time as may be held.

    Args:
        columns: gives the columns and their types, once there is a row.

    Returns:
        the files, in the order of the rows; none where there are no rows.
    """
    parts: list[Path] = []
    while batch := list(islice(rows, ROWS_PER_PART)):
        parts.append(folder / f"{len(parts)}.parquet")
        pl.DataFrame(batch, schema=columns()).write_parquet(parts[-1])
    return parts


def scan_parts(parts: Sequence[Path]) -> pl.LazyFrame:
    """Read lazily what `write_parts` wrote."""
    return pl.scan_parquet(list(parts))
