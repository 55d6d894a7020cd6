"""hmip-rules extract: published documents to report files."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hmip_rules.cli.options import UNREADABLE, as_json, ending_well, format_option, rulebook_ids, say, show, write_whole
from hmip_rules.errors import InputError, Problem, printable

if TYPE_CHECKING:
    from hmip_rules.extraction.extract import Extraction
    from hmip_rules.read import Shelf


@click.command("extract")
@click.argument("document", type=click.Path())
@click.option(
    "-o",
    "--output",
    metavar="FILE|FOLDER",
    type=click.Path(path_type=Path),
    help="Where to write, instead of printing.",
)
@click.option(
    "--rulebook",
    metavar="ID|FILE",
    shell_complete=rulebook_ids,
    help="Read by this rulebook; else the one that knows most of it.",
)
@format_option
def command(*, document: str, output: Path | None, rulebook: str | None, format_: str) -> None:
    """Read a published report into a report file, each value with its page and words beside it.

    DOCUMENT is a PDF, Word (DOCX), HTML or text file; or a folder of them, then -o names a folder. What is not
    found is left out and named; nothing is guessed.

    Exit status: 0 all was read; 1 a document gives a value in two ways; 2 one could not be read.
    """
    with ending_well():
        from hmip_rules.read import Shelf, read_rulebook

        shelf = Shelf(None if rulebook is None else read_rulebook(rulebook))
        sys.exit(
            _folder(document, output, shelf, format_)
            if Path(document).is_dir()
            else _file(document, output, shelf, format_)
        )


def _file(document: str, output: Path | None, shelf: Shelf, format_: str) -> int:
    """Read one document, and print or write it."""
    from hmip_rules.read import read_document

    extraction = read_document(document, shelf)
    written = list(_written(extraction, document, format_))
    if output is None:
        show(written)
    else:
        write_whole(output, written)
    click.echo(printable(_summary(document, extraction)), err=output is None)
    _say_conflicts(document, extraction)
    return int(bool(extraction.conflicts))


def _folder(folder: str, output: Path | None, shelf: Shelf, format_: str) -> int:
    """Read every document of a folder into another, with a line each."""
    from hmip_rules.read import read_document

    if output is None:
        raise click.UsageError("a folder is read into another; name it with -o FOLDER")
    documents, status = _documents(folder)
    stems = Counter(Path(document).with_suffix("") for document in documents)
    for document in documents:
        path = Path(document)
        name = path.name if stems[path.with_suffix("")] > 1 else path.stem
        target = output / path.parent.relative_to(folder) / f"{name}.{'json' if format_ == 'json' else 'yaml'}"
        try:
            extraction = read_document(document, shelf)
        except InputError as error:
            say(error.problems)
            status = UNREADABLE
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, _written(extraction, document, format_))
        show([printable(_summary(document, extraction))])
        _say_conflicts(document, extraction)
        status = max(status, int(bool(extraction.conflicts)))
    return status


def _documents(folder: str) -> tuple[list[str], int]:
    """List the documents below a folder; what could not be looked at is said, and gives another exit status."""
    from hmip_rules.documents import KINDS, is_document
    from hmip_rules.places import Place
    from hmip_rules.read import Unreadable, files_of

    found = list(files_of(folder))
    documents = [file for file in found if isinstance(file, str) and is_document(file)]
    closed = [one for one in found if isinstance(one, Unreadable)]
    for one in closed:
        say(one.problems)
    if not documents and not closed:
        message = f"no document in this folder; a document is a file {', '.join(KINDS)}"
        raise InputError([Problem(message, Place(folder))])
    return documents, UNREADABLE if closed else 0


def _written(extraction: Extraction, document: str, format_: str) -> Iterable[str]:
    from hmip_rules.extraction import in_words, written

    if format_ == "json":
        return as_json(
            {
                "rulebook": extraction.rulebook.id,
                "report": in_words.numbers(extraction.report.plain()),
                **in_words.plain(extraction),
            }
        )
    return written.report_file(extraction, document)


def _summary(document: str, extraction: Extraction) -> str:
    """Say in one line what was found in a document, and what was not."""
    from hmip_rules.extraction import in_words

    missing = in_words.not_found(extraction)
    said = f"{document}: {extraction.rulebook.id}: {in_words.found(extraction)}"
    return f"{said}; not found: {missing}" if missing else said


def _say_conflicts(document: str, extraction: Extraction) -> None:
    from hmip_rules.extraction import in_words

    places = extraction.places(document)
    say(
        Problem(f"{in_words.conflict(path, values)} [conflicting-values]", places.of(path))
        for path, values in extraction.conflicts.items()
    )
