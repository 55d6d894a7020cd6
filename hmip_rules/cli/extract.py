"""hmip-rules extract: published documents to report files."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from hmip_rules.cli.options import format_option, rulebook_option
from hmip_rules.cli.progress import passed_over, print_problems_above, progress_bar
from hmip_rules.cli.writing import UNREADABLE, as_json, ending_well, print_output, print_problems, write_whole
from hmip_rules.model.errors import InputError, Problem, printable
from hmip_rules.model.places import Place

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

    from hmip_rules.documents.extraction import Extraction
    from hmip_rules.files.library import Library


@click.command("extract")
@click.argument("document", type=click.Path())
@click.option(
    "-o",
    "--output",
    metavar="FILE|FOLDER",
    type=click.Path(path_type=Path),
    help="Where to write, instead of printing.",
)
@rulebook_option(
    "Read by this rulebook, not by the one that fits the document best.",
)
@click.option("--force", is_flag=True, help="Write over files that exist already; never over a document that is read.")
@format_option
def command(*, document: str, output: Path | None, rulebook: str | None, force: bool, format_: str) -> None:
    """Read a published document into a report file.

    Beside each value are its page and the words of the document.

    DOCUMENT is a PDF, Word (DOCX), HTML or text file, or a folder of these. For a folder, -o must name a folder
    too. Values that are not found are left out and listed. Nothing is guessed. A file that exists already is not
    written over.

    Exit status: 0 if everything was read; 1 if a document gives two different values for the same thing; 2 if
    something could not be read or written.
    """
    with ending_well():
        from hmip_rules.files.library import Library, read_rulebook

        library = Library(None if rulebook is None else read_rulebook(rulebook))
        files = [document] if rulebook is None else [document, rulebook]
        if os.path.isdir(document):  # noqa: PTH112  # Path.is_dir raises where access is denied
            sys.exit(_read_folder(files, output, library, format_, force=force))
        refusal = None if output is None else _why_not_written(output, _file_ids(files), force=force)
        if refusal:
            raise InputError([refusal])
        sys.exit(_read_file(document, output, library, format_))


class _Read(NamedTuple):
    """A document once it was read.

    Attributes:
        lines: to write.
        summary: what was found, in a line.
        conflicts: what it says in two ways.
    """

    lines: list[str]
    summary: str
    conflicts: list[Problem]


def _read(document: str, *, library: Library, format_: str) -> _Read:
    from hmip_rules.documents.reading import read_document

    extraction = read_document(document, library)
    return _Read(
        _report_file(extraction, document, format_),
        printable(_summary(document, extraction)),
        _conflicts(extraction),
    )


def _read_file(document: str, output: Path | None, library: Library, format_: str) -> int:
    """Read one document, and print or write it."""
    read = _read(document, library=library, format_=format_)
    if output is None:
        print_output(read.lines)
    else:
        write_whole(output, read.lines)
    click.echo(read.summary, err=output is None)
    print_problems(read.conflicts)
    return int(bool(read.conflicts))


def _read_folder(files: list[str], output: Path | None, library: Library, format_: str, *, force: bool) -> int:
    """Read every document of a folder into another, with a line each.

    Args:
        files: the folder, and a rulebook's file where one was chosen.
    """
    from hmip_rules.cli.in_order import results_in_order
    from hmip_rules.documents.lines import KINDS

    folder, *others = files
    if output is None:
        raise click.UsageError("To read a folder, name a folder to write to with -o FOLDER")
    if output.exists() and not output.is_dir():
        raise click.UsageError(f"{str(output)!r} is a file. To read a folder, name a folder to write to with -o FOLDER")
    documents, status = _documents(folder)
    not_read = passed_over([folder], (*KINDS,))
    targets = dict(
        zip(documents, _targets(documents, folder, output, ".json" if format_ == "json" else ".yaml"), strict=True)
    )
    read_files = _file_ids([*documents, *others])
    refusals = {file: _why_not_written(target, read_files, force=force) for file, target in targets.items()}
    refused = [refusal for refusal in refusals.values() if refusal]
    print_problems(refused)
    status = UNREADABLE if refused else status
    to_read = [file for file in documents if not refusals[file]]
    work = partial(_read_or_problems, library=library, format_=format_)
    with progress_bar(len(to_read)) as bar, closing(results_in_order(work, to_read)) as found:
        for file, results in zip(to_read, found, strict=True):
            for read in results:
                status = max(status, _write_and_return_status(targets[file], read, bar))
            bar.update(1)
    for line in not_read:
        click.echo(line, err=True)
    return status


def _targets(documents: list[str], folder: str, output: Path, ending: str) -> list[Path]:
    """Return where each document is written: below the other folder as below its own.

    The file has the whole name of the document where two documents would otherwise share one.
    """
    from hmip_rules.documents.lines import is_document

    paths = [*map(Path, documents)]
    times = Counter(str(path.with_suffix("")).casefold() for path in paths)  # some systems take "A" and "a" for one
    names = [
        path.name if times[str(path.with_suffix("")).casefold()] > 1 or is_document(path.stem) else path.stem
        for path in paths
    ]
    return [
        output / path.parent.relative_to(folder) / f"{name}{ending}" for path, name in zip(paths, names, strict=True)
    ]


def _file_ids(files: Iterable[str | Path]) -> set[tuple[int, int]]:
    """Return what tells files apart, by whatever names and links they are reached; nothing where there is no file."""
    found = set()
    for file in files:
        with suppress(OSError, ValueError):
            status = os.stat(file)  # noqa: PTH116  # Path.stat would be the same
            found.add((status.st_dev, status.st_ino))
    return found


def _why_not_written(target: Path, read_files: set[tuple[int, int]], *, force: bool) -> Problem | None:
    """Return why a file is not written: it is one of those that are read, or it exists already; None where it is."""
    if _file_ids([target]) & read_files:
        return Problem("This file is read, so it is not written over; choose another name with -o", Place(str(target)))
    if not force and os.path.isfile(target):  # noqa: PTH113  # Path.is_file raises where access is denied
        message = "This file exists already; choose another name with -o, or write over it with --force"
        return Problem(message, Place(str(target)))
    return None


def _read_or_problems(document: str, *, library: Library, format_: str) -> Iterator[_Read | tuple[Problem, ...]]:
    """Read a document; where it cannot be read, the reasons are yielded instead."""
    try:
        yield _read(document, library=library, format_=format_)
    except InputError as error:
        yield error.problems


def _write_and_return_status(target: Path, read: _Read | tuple[Problem, ...], bar: ProgressBar[int]) -> int:
    """Write what was read, print what was found, and return the exit status."""
    if not isinstance(read, _Read):
        print_problems_above(bar, read)
        return UNREADABLE
    target.parent.mkdir(parents=True, exist_ok=True)
    write_whole(target, read.lines)
    print_output([read.summary])
    if read.conflicts:
        print_problems_above(bar, read.conflicts)
    return int(bool(read.conflicts))


def _documents(folder: str) -> tuple[list[str], int]:
    """Return the documents below a folder and the exit status so far; print what could not be looked at."""
    from hmip_rules.documents.lines import KINDS, is_document
    from hmip_rules.files.folders import files_of
    from hmip_rules.files.reports import Unreadable

    found = list(files_of(folder, KINDS))
    documents = [file for file in found if isinstance(file, str) and is_document(file)]
    closed = [file for file in found if isinstance(file, Unreadable)]
    for file in closed:
        print_problems(file.problems)
    if not documents and not closed:
        message = f"There is no document in this folder; the name of a document ends in one of {', '.join(KINDS)}"
        raise InputError([Problem(message, Place(folder))])
    return documents, UNREADABLE if closed else 0


def _report_file(extraction: Extraction, document: str, format_: str) -> list[str]:
    from hmip_rules.documents import extraction_report, report_yaml

    if format_ == "json":
        return as_json(
            {
                "rulebook": extraction.rulebook.id,
                "report": extraction_report.with_numbers(extraction.report.to_dict()),
                **extraction_report.as_plain_values(extraction),
            }
        )
    return list(report_yaml.report_file_lines(extraction, document))


def _summary(document: str, extraction: Extraction) -> str:
    """Return in one line what was found in a document, and what was not."""
    from hmip_rules.documents import extraction_report

    missing = extraction_report.summary_of_missing(extraction)
    found = f"{document}: {extraction.rulebook.id}: {extraction_report.summary_of_found(extraction)}"
    return f"{found}; not found: {missing}" if missing else found


def _conflicts(extraction: Extraction) -> list[Problem]:
    """Return what a document says in two ways."""
    places = extraction.places
    return [
        Problem(f"{conflict}, so it is not used [conflicting-values]", places.of(conflict.path))
        for conflict in extraction.report.conflicts
    ]
