"""Files of tables, Parquet and CSV, as one lazy table of polars; what the command reads and writes."""

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
from hmip_rules.tables.csv_columns import Width, column_widths, scan_as_text, typed_columns
from hmip_rules.tables.inputs import column_kinds

TABLE_SUFFIXES = (".parquet", ".csv")
"""The ends of the names of tables."""

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
        names += [str(Path(inside, name)) for name in sorted(files) if not name.startswith(("_", "."))]
    if closed:
        raise _unusable(str(closed[0].filename), CLOSED_FOLDER)
    tables = [name for name in names if is_table(name)]
    has_reports = any(_is_report(name) for name in names) or (not tables and any(map(is_document, names)))
    if not tables and not has_reports:
        suffixes = ", ".join(TABLE_SUFFIXES)
        raise _unusable(folder, f"a table cannot be made from this folder, because it has no {suffixes} or .yaml files")
    return tables, has_reports


def scan_tables(files: Sequence[str], rulebooks: Sequence[Rulebook]) -> pl.LazyFrame:
    """Read tables lazily, as one with the rows of all, in the order given.

    Known columns of a CSV file get the types of what they hold, found in a first reading; the others are text.

    Raises:
        InputError: one is no table, or they have different columns.
    """
    frames = {file: _scan_table(file) for file in files}
    _check_same_columns({file: frame.collect_schema() for file, frame in frames.items()})
    first, *_ = frames.values()
    names = first.collect_schema().names()
    kind_of = {name: kind for rulebook in reversed(rulebooks) for name, kind in column_kinds(rulebook).items()}
    if is_long(first):
        kind_of = {long_form.REPORT: "text"} | long_form.LONG_COLUMN_KINDS
    csv_files = [file for file in files if _is_csv(file)]
    widest: dict[str, Width] = {}
    for file in csv_files:
        with _readable(file):
            for name, width in column_widths(file, frames[file], kind_of).items():
                widest[name] = max(width, widest.get(name, width))
    frames |= {file: frames[file].with_columns(typed_columns(kind_of, widest)) for file in csv_files}
    _check_same_types({file: frame.collect_schema() for file, frame in frames.items()})
    return pl.concat([frame.select(names) for frame in frames.values()], how="vertical_relaxed")


def is_long(frame: pl.LazyFrame) -> bool:
    """Return whether a table has one row per key question."""
    return long_form.is_long(frame.collect_schema())


def _is_csv(file: str) -> bool:
    return file.lower().endswith(".csv")


def _scan_table(file: str) -> pl.LazyFrame:
    """Read no more of a table than the names of its columns."""
    found_file(file)
    with _readable(file):
        with Path(file).open("rb") as opened:
            if not opened.read(1):
                raise _unusable(file, "the file is empty; write a header, and one row per report")
        frame = scan_as_text(file) if _is_csv(file) else pl.scan_parquet(file, hive_partitioning=False)
        frame.collect_schema()
        return frame


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
        return "not UTF-8 text; save the file as UTF-8"
    if "PAR1" in why or "12 bytes" in why:
        return "not a Parquet file, or a damaged one"
    return f"cannot be read as {Path(file).suffix[1:]} ({why})"


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


def write_table(table: pl.LazyFrame, path: Path, kind: str) -> None:
    """Write a table as it comes, a batch of rows at a time.

    Args:
        kind: ".parquet" or ".csv".

    Raises:
        OSError: it can't be written.
        InputError: what it is made of can't be read, or goes into no such file.
    """
    try:
        with pl.Config(streaming_chunk_size=ROWS_PER_CHUNK):
            if kind == ".csv":
                table.sink_csv(path)
            else:
                table.sink_parquet(path)
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


def scan_written(path: Path) -> pl.LazyFrame:
    """Read lazily what `write_table` wrote, with words as text."""
    if path.suffix.lower() == ".csv":
        return pl.scan_csv(path, infer_schema=False)
    return pl.scan_parquet(path)
