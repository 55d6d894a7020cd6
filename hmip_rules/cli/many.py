"""Many files: worked on in several processes where that pays, with what comes of them in the order of the files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from hmip_rules.documents.lines import is_document
from hmip_rules.files.reports import Unreadable
from hmip_rules.files.text import STANDARD_INPUT
from hmip_rules.model.errors import InputError, Problem
from hmip_rules.model.places import Place

F = TypeVar("F", str, str | Unreadable)
R = TypeVar("R")

PAYS = 400
"""Report files from which several processes pay: two take 0.8 of the time of one there (tests/benchmarks/folder.py)."""

DOCUMENTS_PAY = 2
"""The same of documents: each takes about a second."""


@contextmanager
def worked_on(work: Callable[[F], Iterator[R]], files: Sequence[F]) -> Iterator[Iterator[Iterator[R]]]:
    """Give for each file what comes of it, to be used up before the next; leave the context to stop.

    Raises:
        InputError: on reading on where a process ended too early; all before that was given.
    """
    documents = sum(map(_is_document, files))
    pays = len(files) >= PAYS or documents >= DOCUMENTS_PAY
    if STANDARD_INPUT in files or not pays:
        yield map(work, files)
        return
    from hmip_rules.cli.workers import cores, in_order

    with in_order(work, files, cores(), _is_document) as found:
        yield (_refusing(results, number, files) for number, results in enumerate(found))


def _is_document(file: str | Unreadable) -> bool:
    return isinstance(file, str) and is_document(file)


def _refusing(results: Iterator[R], number: int, files: Sequence[F]) -> Iterator[R]:
    """Say of which file it was that a process ended too early, and how many come after it."""
    from hmip_rules.cli.workers import DiedError

    try:
        yield from results
    except DiedError:
        file, after = files[number], len(files) - number - 1
        name = file if isinstance(file, str) else file.file
        message = (
            f"the process that read it was killed, or ran out of memory; files after it that are not read: {after:,}"
        )
        raise InputError([Problem(message, Place(name))]) from None
