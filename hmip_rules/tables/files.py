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
from hmip_rules.tables.csv_columns import Width, cells, typed, widths
from hmip_rules.tables.inputs import kinds

KINDS = (".parquet", ".csv")
"""The ends of the names of tables."""

BATCH = 5_000
"""How many rows are held at a time where they are gathered."""

AT_ONCE = 20_000
"""Rows that polars scores at a time: as many as it likes take twice the memory, and no less time."""


class Found(NamedTuple):
    """What was named to be read: files of tables, or files and folders of reports."""

    tables: tuple[str, ...]
    reports: tuple[str, ...]


def find(paths: Iterable[str]) -> Found:
    """Sort what was named into tables and reports.

    Raises:
        InputError: one is neither, or there are both.
    """
    tables: list[str] = []
    reports: list[str] = []
    for path in paths:
        of_path, has_reports = _in_folder(path) if os.path.isdir(path) else _file(path)  # noqa: PTH112  # Path.is_dir raises where access is denied
        tables += of_path
        reports += [path] * has_reports
    if tables and reports:
        message = f"there are tables ({tables[0]}) and report files ({reports[0]}); name only one kind"
        raise InputError([Problem(message)])
    return Found(tuple(tables), tuple(reports))


def is_table(name: str) -> bool:
    """Return whether the name of a file is that of a table."""
    return name.lower().endswith(KINDS)


def _is_report(name: str) -> bool:
    return name.lower().endswith((".yaml", ".yml"))


def _file(path: str) -> tuple[list[str], bool]:
    if path == STANDARD_INPUT or _is_report(path) or is_document(path):
        return [], True
    if not path:
        raise _unusable("''", "The name is empty; write the name of a file or folder")
    if not os.path.lexists(path):
        raise _unusable(path, no_such_file(path))
    if not is_table(path):
        raise _unusable(path, f"a table cannot be made from this kind of file, only from {', '.join(KINDS)} or .yaml")
    return [path], False


def _in_folder(folder: str) -> tuple[list[str], bool]:
    """Return the tables below a folder, and whether there are reports; what begins with _ or . is none of them."""
    closed: list[OSError] = []
    names = []
    for inside, folders, files in os.walk(folder, onerror=closed.append):
        folders[:] = sorted(name for name in folders if not name.startswith(("_", ".")))
        names += [str(Path(inside, name)) for name in sorted(files) if not name.startswith(("_", "."))]
    if closed:
        raise _unusable(str(closed[0].filename), CLOSED_FOLDER)
    tables = [name for name in names if is_table(name)]
    reports = any(_is_report(name) for name in names) or (not tables and any(map(is_document, names)))
    if not tables and not reports:
        raise _unusable(
            folder, f"a table cannot be made from this folder, because it has no {', '.join(KINDS)} or .yaml files"
        )
    return tables, reports


def scan(files: Sequence[str], rulebooks: Sequence[Rulebook]) -> pl.LazyFrame:
    """Read tables lazily, as one with the rows of all, in the order given.

    Known columns of a CSV file get the types of what they hold, found in a first reading; the others are text.

    Raises:
        InputError: one is no table, or they have different columns.
    """
    frames = {file: _opened(file) for file in files}
    _same_columns({file: frame.collect_schema() for file, frame in frames.items()})
    first, *_ = frames.values()
    names = first.collect_schema().names()
    kind_of = {name: kind for book in reversed(rulebooks) for name, kind in kinds(book).items()}
    if is_long(first):
        kind_of = {long_form.REPORT: "text"} | long_form.KINDS
    widest: dict[str, Width] = {}
    for file, frame in _csv(frames).items():
        with _readable(file):
            for name, width in widths(file, frame, kind_of).items():
                widest[name] = max(width, widest.get(name, width))
    frames |= {file: frame.with_columns(typed(kind_of, widest)) for file, frame in _csv(frames).items()}
    _same_types({file: frame.collect_schema() for file, frame in frames.items()})
    return pl.concat([frame.select(names) for frame in frames.values()], how="vertical_relaxed")


def is_long(frame: pl.LazyFrame) -> bool:
    """Return whether a table has one row per key question."""
    return long_form.is_long(frame.collect_schema())


def _csv(frames: Mapping[str, pl.LazyFrame]) -> dict[str, pl.LazyFrame]:
    return {file: frame for file, frame in frames.items() if file.lower().endswith(".csv")}


def _opened(file: str) -> pl.LazyFrame:
    """Open a table, which reads no more than the names of its columns."""
    found_file(file)
    with _readable(file):
        with Path(file).open("rb") as opened:
            if not opened.read(1):
                raise _unusable(file, "the file is empty; write a header, and one row per report")
        frame = cells(file) if file.lower().endswith(".csv") else pl.scan_parquet(file, hive_partitioning=False)
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
    why = first_line(error)
    if "utf-8" in why:
        return "not UTF-8 text; save the file as UTF-8"
    if "PAR1" in why or "12 bytes" in why:
        return "not a Parquet file, or a damaged one"
    return f"cannot be read as {Path(file).suffix[1:]} ({why})"


def first_line(error: Exception) -> str:
    """Return the first line of what polars says, which is the one about the data."""
    return str(error).partition("\n")[0]


def _same_columns(columns: Mapping[str, pl.Schema]) -> None:
    (first, wanted), *others = columns.items()
    for file, schema in others:
        missing, more = [name for name in wanted if name not in schema], [name for name in schema if name not in wanted]
        if missing or more:
            lacks = (
                f"does not have the column {quoted(missing[0])} of {first}"
                if missing
                else f"has a column {quoted(more[0])}"
            )
            raise _unusable(
                file, f"{lacks}{'' if missing else f', which {first} does not have'}; all need the same columns"
            )


def _same_types(types: Mapping[str, pl.Schema]) -> None:
    (first, wanted), *others = types.items()
    for file, schema in others:
        for name, dtype in schema.items():
            if not _alike(dtype, wanted[name]):
                message = (
                    f"column {quoted(name)} holds {dtype}, and in {first} {wanted[name]}; use the same type in all"
                )
                raise _unusable(file, message)


def _alike(first: pl.DataType, second: pl.DataType) -> bool:
    text = (pl.String, pl.Categorical, pl.Enum)
    both = {first.base_type(), second.base_type()}
    return (
        first == second
        or pl.Null in both
        or (first.is_numeric() and second.is_numeric())
        or all(kind in text for kind in both)
    )


def _unusable(file: str, message: str) -> InputError:
    return InputError([Problem(message, Place(file))])


def write(table: pl.LazyFrame, path: Path, kind: str) -> None:
    """Write a table as it comes, a batch of rows at a time.

    Args:
        kind: ".parquet" or ".csv".

    Raises:
        OSError: it can't be written.
        InputError: what it is made of can't be read, or goes into no such file.
    """
    try:
        with pl.Config(streaming_chunk_size=AT_ONCE):
            if kind == ".csv":
                table.sink_csv(path)
            else:
                table.sink_parquet(path)
    except PolarsError as error:
        why = first_line(error)
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
    while batch := list(islice(rows, BATCH)):
        parts.append(folder / f"{len(parts)}.parquet")
        pl.DataFrame(batch, schema=columns()).write_parquet(parts[-1])
    return parts


def scan_parts(parts: Sequence[Path]) -> pl.LazyFrame:
    """Read lazily what `write_parts` wrote."""
    return pl.scan_parquet(list(parts))


def written(path: Path) -> pl.LazyFrame:
    """Read lazily what `write` wrote, with words as text."""
    if path.suffix.lower() == ".csv":
        return pl.scan_csv(path, infer_schema=False)
    return pl.scan_parquet(path)
