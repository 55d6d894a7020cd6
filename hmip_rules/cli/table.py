"""hmip-rules table: tables of reports scored, file to file."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from hmip_rules.cli.options import as_settings, format_option, rulebook_option, settings_option
from hmip_rules.cli.progress import print_problems_above, progress_bar
from hmip_rules.cli.writing import UNREADABLE, appearing_whole, as_json, ending_well, print_output, unreadable
from hmip_rules.model.errors import InputError, Problem
from hmip_rules.model.places import Place
from hmip_rules.model.spelling import meant_name
from hmip_rules.model.status import UNREADABLE_STATUS

if TYPE_CHECKING:
    import polars as pl
    from click._termui_impl import ProgressBar

    from hmip_rules.files.models import Read
    from hmip_rules.files.reports import Unreadable
    from hmip_rules.model.rulebook import Rulebook
    from hmip_rules.tables.gather import Gathering
    from hmip_rules.tables.headings import UnmatchedColumns
    from hmip_rules.tables.summary import Summary

EXAMPLES = """\b
Examples:
  hmip-rules table --rulebook pdu-2024 reports.parquet -o scored.parquet
  hmip-rules table --rulebook pdu-2024 --against mine.yaml r.csv -o both.csv
  hmip-rules table reports/ -o scored.parquet
"""


@click.command("table", epilog=EXAMPLES)
@click.argument("inputs", metavar="TABLE|REPORT...", nargs=-1, required=True, type=click.Path())
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    required=True,
    type=click.Path(path_type=Path),
    help="Where to write: a .parquet, .csv or .xlsx file.",
)
@click.option("--sheet", metavar="NAME", help="The sheet to read of a workbook that has several.")
@rulebook_option(
    "Score under this rulebook. With an ID, reports that name another rulebook are left "
    "out. With a FILE, all are scored.",
)
@rulebook_option(
    "Score under this rulebook too, and show how many reports would have another overall rating. A published rating "
    "that inspectors may choose is used under both. Without the columns of published ratings, only percentages decide.",
    "--against",
)
@settings_option(
    "Show what would change with another rule, such as 'bands.key_question.Good=60'. Cannot be used with --against."
)
@click.option(
    "--reasons", is_flag=True, help="Add columns that name the deciding key questions, and why a row could not be read."
)
@format_option
def command(  # noqa: PLR0913  # an option each
    *,
    inputs: tuple[str, ...],
    output: Path,
    sheet: str | None,
    rulebook: str | None,
    against: str | None,
    settings: tuple[str, ...],
    reasons: bool,
    format_: str,
) -> None:
    """Score a table of reports, or gather report files into one.

    A table has one row per report, or one row per key question.

    TABLE is a .parquet, .csv or .xlsx file, or a folder of such files with the same columns. All but .xlsx may be
    too large to fit in memory. REPORT is a report file (YAML), a document, or a folder of them. Reports are gathered
    into a table first. docs/tables.md lists the columns.

    Exit status: 0 if no row disagrees; 1 if one does; 2 if something, such as a row, could not be read or was
    left out.
    """
    if settings and (against is not None or rulebook is None):
        raise click.UsageError("--set needs --rulebook, and cannot be used with --against")
    with ending_well():
        from hmip_rules.files.library import read_rulebook

        chosen, second = (None if name is None else read_rulebook(name) for name in (rulebook, against))
        second = _changed_rulebook(chosen, settings) if settings else second
        whatever = chosen is not None and meant_name(rulebook or "", [chosen.value.id]) is None  # it is a file
        try:
            scored = _scored(inputs, output, _TableOptions(chosen, whatever, second, reasons, sheet))
        except ImportError:
            raise InputError([Problem("Tables need polars and narwhals: pip install 'hmip-rules[table]'")]) from None
        print_output(as_json(_as_plain_values(scored)) if format_ == "json" else _in_words(scored))
        sys.exit(_exit_status(scored))


def _changed_rulebook(chosen: Read[Rulebook] | None, settings: tuple[str, ...]) -> Read[Rulebook]:
    """Return the chosen rulebook with other rules.

    Raises:
        InputError: there are no such rules, or they contradict one another then.
    """
    from hmip_rules.files.models import Read
    from hmip_rules.insight.what_if.compute import changed_rulebook

    assert chosen is not None
    return Read(changed_rulebook(chosen.value, as_settings(settings)))


class _TableOptions(NamedTuple):
    """The options of the command that say how to score.

    Attributes:
        whatever: whether reports that name another rulebook are scored by the chosen one too.
        sheet: the sheet of a workbook; None where there is only one.
    """

    chosen: Read[Rulebook] | None
    whatever: bool
    against: Read[Rulebook] | None
    reasons: bool
    sheet: str | None


class _Table(NamedTuple):
    """A table once it is scored, and by which rulebooks.

    Attributes:
        file: of which a refusal of its columns is; None where it was gathered.
        unreadable: the reports that can't be used, as plain values.
        left_out: how many reports were of each other rulebook.
        unmatched: which columns do not match the rulebook; None where the table was gathered.
    """

    scored: pl.LazyFrame
    rulebooks: tuple[Rulebook, ...]
    file: str | None = None
    unreadable: tuple[dict[str, Any], ...] = ()
    left_out: dict[str, int] | None = None
    unmatched: UnmatchedColumns | None = None


class _Scored(NamedTuple):
    """What was written, and how it came out."""

    output: Path
    table: _Table
    summary: Summary


def _scored(inputs: tuple[str, ...], output: Path, asked: _TableOptions) -> _Scored:
    """Score tables or reports, and write the result into a file."""
    from hmip_rules.tables.files import is_workbook, tables_and_reports, write_table
    from hmip_rules.tables.summary import stay_only_by_discretion, summarise

    found = tables_and_reports(inputs)
    if asked.sheet is not None and not any(map(is_workbook, found.tables)):
        raise click.UsageError("--sheet goes with a workbook (.xlsx)")
    kind = _kind_of_output(output, (*inputs, *found.tables))
    with appearing_whole(output) as beside:
        source = (
            _gathered_reports(found.reports, output, asked) if found.reports else _opened_tables(found.tables, asked)
        )
        with source as table, _errors_of_file(table.file):
            written = write_table(table.scored, beside, kind)
            only_by_discretion = stay_only_by_discretion(table.scored, table.rulebooks)
            summary = summarise(written, table.rulebooks, only_by_discretion)
    return _Scored(output, table, summary)


def _rulebooks_to_score_by(first: Rulebook, against: Read[Rulebook] | None) -> tuple[Rulebook, ...]:
    """Return the rulebook to score by, and the one to compare with, if one was named.

    Raises:
        InputError: what is printed could not tell the two apart.
    """
    if against is None:
        return (first,)
    if against.value.id == first.id:
        message = f"Both rulebooks have the id {first.id!r}; give this one another id"
        raise InputError([Problem(message, Place(against.places.file))])
    return (first, against.value)


def _scored_rows(books: tuple[Rulebook, ...], rows: pl.LazyFrame, *, reasons: bool) -> pl.LazyFrame:
    """Score a table by one rulebook, or by two."""
    from hmip_rules.tables import compare_rulebooks, score_table

    if len(books) > 1:
        return compare_rulebooks(rows, books[0], books[1], reasons=reasons)
    return score_table(rows, books[0], reasons=reasons)


def _kind_of_output(output: Path, inputs: Iterable[str]) -> str:
    """Return which kind of table is to be written, where it is none of what is read."""
    from hmip_rules.tables.files import WRITTEN_SUFFIXES
    from hmip_rules.wording.phrases import choice

    kind, place = output.suffix.lower(), output.resolve()
    if kind not in WRITTEN_SUFFIXES:
        raise click.UsageError(f"-o names {str(output)!r}, but its ending must be {choice(WRITTEN_SUFFIXES)}")
    for name in inputs:
        read = Path(name).resolve()
        if place == read or read in place.parents:
            raise click.UsageError(f"-o names {str(output)!r}, which is also read; choose another file")
    return kind


@contextmanager
def _errors_of_file(file: str | None) -> Iterator[None]:
    """Raise errors as those of a file: its columns cannot be scored."""
    try:
        yield
    except InputError as error:
        raise InputError(problem._replace(place=Place(file)) for problem in error.problems) from None


@contextmanager
def _opened_tables(files: tuple[str, ...], asked: _TableOptions) -> Iterator[_Table]:
    """Open the files of a table, to be scored while it is written."""
    from hmip_rules.tables import from_long
    from hmip_rules.tables.files import is_long, scan_tables
    from hmip_rules.tables.headings import unmatched_columns

    if asked.chosen is None:
        raise click.UsageError("A table does not name its rulebook; name it with --rulebook ID|FILE")
    books = _rulebooks_to_score_by(asked.chosen.value, asked.against)
    rows = scan_tables(files, books, asked.sheet)
    unmatched = unmatched_columns(rows.collect_schema().names(), books)
    with _errors_of_file(files[0]):
        if is_long(rows):
            rows = from_long(rows, books[0]).sort("report")
        scored = _scored_rows(books, rows, reasons=asked.reasons)
    yield _Table(scored, books, files[0], unmatched=unmatched)


@contextmanager
def _gathered_reports(paths: tuple[str, ...], output: Path, asked: _TableOptions) -> Iterator[_Table]:
    """Score report files into tables beside the output, which are there only until they are written as one."""
    from hmip_rules.documents.lines import KINDS
    from hmip_rules.files.folders import files_of
    from hmip_rules.tables.files import scan_parts, write_parts
    from hmip_rules.tables.gather import Gathering

    against = asked.against.value if asked.against else None
    gathering = Gathering(asked.chosen, whatever=asked.whatever, against=against, reasons=asked.reasons)
    closed: list[dict[str, Any]] = []
    files = [file for path in paths for file in files_of(path, KINDS)]
    # the outermost, for polars passes on Ctrl-C twice, and the second one stops what ends first
    with progress_bar(len(files)) as bar, TemporaryDirectory(prefix=f".{output.name}.", dir=output.parent) as folder:
        rows = _rows_of_files(gathering, files, closed, bar)
        parts = write_parts(rows, lambda: gathering.row_types, Path(folder))
        _refuse_unless_one_rulebook(gathering, asked, nothing=not parts)
        books = _rulebooks_to_score_by(gathering.rulebooks[0], asked.against)
        yield _Table(scan_parts(parts), books, None, tuple(closed), gathering.left_out)


def _rows_of_files(
    gathering: Gathering, files: Iterable[str | Unreadable], closed: list[dict[str, Any]], bar: ProgressBar[int]
) -> Iterator[dict[str, Any]]:
    """Return the rows of files; print why one cannot be read, and add it to those that are closed."""
    for file in files:
        for row in gathering.rows(file):
            if isinstance(row, dict):
                yield row
                continue
            print_problems_above(bar, row.problems)
            closed.append({**unreadable(InputError(row.problems)), "file": row.file, "document": row.document})
        bar.update(1)


def _refuse_unless_one_rulebook(gathering: Gathering, asked: _TableOptions, *, nothing: bool) -> None:
    """Check that the reports are of one rulebook, where none was chosen, and that there are any to score.

    Raises:
        InputError: there are reports of several rulebooks, or none to score.
    """
    found = _reports_by_rulebook(dict(gathering.found.most_common()))
    if asked.chosen is None and gathering.left_out:
        raise InputError([Problem(f"There are reports under several rulebooks, {found}; choose one with --rulebook")])
    if nothing:
        why = f"There are only reports under {found}" if gathering.left_out else "No report could be read"
        raise InputError([Problem(f"{why}, so nothing was scored and nothing was written")])


def _as_plain_values(scored: _Scored) -> dict[str, Any]:
    """Return the result as plain values, for JSON."""
    unmatched = scored.table.unmatched
    books = [{"id": book.id, "revision": book.revision} for book in scored.summary.rulebooks]
    summary = scored.summary.as_plain_values()
    against = {"against": {"rulebook": books[1]} | summary.pop("against")} if len(books) > 1 else {}
    return {
        "output": str(scored.output),
        "rulebook": books[0],
        **summary,
        **against,
        "unreadable": list(scored.table.unreadable),
        "left_out": scored.table.left_out or {},
        "not_read": list(unmatched.not_read) if unmatched else [],
        "absent": list(unmatched.absent) if unmatched else [],
    }


def _in_words(scored: _Scored) -> Iterator[str]:
    from hmip_rules.output.rulebook_page import id_and_revision
    from hmip_rules.tables.summary import summary_lines
    from hmip_rules.wording.layout import wrapped

    summary = scored.summary
    left_out, unread = scored.table.left_out, len(scored.table.unreadable)
    reports = "1 report" if summary.rows == 1 else f"{summary.rows:,} reports"
    yield from wrapped(
        f"{scored.output}: {reports}, scored by {' and by '.join(map(id_and_revision, summary.rulebooks))}"
    )
    yield ""
    yield from summary_lines(summary)
    if scored.table.unmatched:
        yield from _columns_in_words(scored.table.unmatched)
    if left_out:
        yield from (
            "",
            *wrapped(
                f"Left out, because --rulebook names another rulebook: reports under {_reports_by_rulebook(left_out)}."
            ),
        )
    if unread:
        yield from ("", f"Reports that could not be read and have no row: {unread:,}.")
    if any(by_status[UNREADABLE_STATUS] for by_status in summary.statuses):
        yield from (
            "",
            *wrapped(
                "Rows that could not be read have a value that no report can have. With --reasons, the column is named."
            ),
        )


def _columns_in_words(unmatched: UnmatchedColumns) -> list[str]:
    """Return lines that say which columns were not read, and which are absent."""
    from hmip_rules.wording.layout import wrapped
    from hmip_rules.wording.phrases import choice

    lines = []
    if unmatched.not_read:
        columns = [repr(name) + f" ({choice(codes)})" * bool(codes) for name, codes in unmatched.not_read.items()]
        cure = " To have one read, begin its name with the code." if any(unmatched.not_read.values()) else ""
        lines += ["", *wrapped(f"Not read, though the names look like the rulebook's: {', '.join(columns)}.{cure}")]
    if unmatched.absent:
        absent = ", ".join(unmatched.absent)
        lines += ["", *wrapped(f"The table does not have these columns, so their values are missing: {absent}.")]
    return lines


def _reports_by_rulebook(found: Mapping[str, int]) -> str:
    return ", ".join(f"{name} ({times:,})" for name, times in found.items())


def _exit_status(scored: _Scored) -> int:
    statuses, table = scored.summary.statuses, scored.table
    if table.unreadable or table.left_out or any(by_status[UNREADABLE_STATUS] for by_status in statuses):
        return UNREADABLE
    return int(statuses[0]["disagrees"] > 0)
