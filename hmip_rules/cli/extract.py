"""hmip-rules extract: published documents to report files."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from hmip_rules.cli.options import format_option, rulebook_option
from hmip_rules.cli.progress import print_problems_above, progress_bar
from hmip_rules.cli.writing import UNREADABLE, as_json, ending_well, print_output, print_problems, write_whole
from hmip_rules.model.errors import InputError, Problem, printable

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
    "Read by this rulebook; else the one that knows most of it.",
)
@format_option
def command(*, document: str, output: Path | None, rulebook: str | None, format_: str) -> None:
    """Read a published document into a report file.

    Each value has its page and words beside it.

    DOCUMENT is a PDF, Word (DOCX), HTML or text file; or a folder of them, then -o names a folder. What is not
    found is left out and named; nothing is guessed.

    Exit status: 0 if everything was read; 1 if a document gives two different values for the same thing; 2 if
    something could not be read.
    """
    with ending_well():
        from hmip_rules.files.library import Library, read_rulebook

        library = Library(None if rulebook is None else read_rulebook(rulebook))
        sys.exit(
            _read_folder(document, output, library, format_)
            if Path(document).is_dir()
            else _read_file(document, output, library, format_)
        )


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


def _read_folder(folder: str, output: Path | None, library: Library, format_: str) -> int:
    """Read every document of a folder into another, with a line each."""
    from hmip_rules.cli.in_order import results_in_order

    if output is None:
        raise click.UsageError("a folder is read into another; name it with -o FOLDER")
    documents, status = _documents(folder)
    targets = _targets(documents, folder, output, "json" if format_ == "json" else "yaml")
    work = partial(_read_or_problems, library=library, format_=format_)
    with progress_bar(len(documents)) as bar, closing(results_in_order(work, documents)) as found:
        for target, results in zip(targets, found, strict=True):
            for read in results:
                status = max(status, _write_and_return_status(target, read, bar))
            bar.update(1)
    return status


def _targets(documents: list[str], folder: str, output: Path, kind: str) -> list[Path]:
    """Return where each document is written: below the other folder as below its own."""
    stems = Counter(Path(document).with_suffix("") for document in documents)
    paths = map(Path, documents)
    names = ((path, path.name if stems[path.with_suffix("")] > 1 else path.stem) for path in paths)
    return [output / path.parent.relative_to(folder) / f"{name}.{kind}" for path, name in names]


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
    from hmip_rules.model.places import Place

    found = list(files_of(folder, KINDS))
    documents = [file for file in found if isinstance(file, str) and is_document(file)]
    closed = [file for file in found if isinstance(file, Unreadable)]
    for file in closed:
        print_problems(file.problems)
    if not documents and not closed:
        message = f"no document in this folder; a document is a file {', '.join(KINDS)}"
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
    from hmip_rules.documents import extraction_report

    places = extraction.places
    return [
        Problem(f"{extraction_report.conflict_message(path, values)} [conflicting-values]", places.of(path))
        for path, values in extraction.conflicts.items()
    ]
