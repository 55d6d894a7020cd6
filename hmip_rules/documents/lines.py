"""Documents to lines of text: PDF, Word (DOCX), HTML and plain text, a module each.

A module gives the lines of a file in reading order, the cells of a table row in one line with tabs between.
They run in a process of their own, with bounds on time and memory: a file from elsewhere may be hostile.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from hmip_rules.model.errors import InputError, Problem
from hmip_rules.model.places import Place

KINDS = {
    ".pdf": "pdf",
    ".docx": "docx",
    ".html": "html",
    ".htm": "html",
    ".txt": "plain",
}
"""Which module reads a file, by the end of its name."""

CELL = "\t"
"""What stands between the cells of a table row."""

LARGEST = 100_000_000
"""Bytes that a document may have; a report has fewer than 10 million."""

LONGEST_TEXT = 2_000_000
"""Letters that a document may have; a report of 300 pages has about a million."""

LONGEST = 60
"""Seconds that a document may take to read; one of 300 pages takes a few."""

TOO_LARGE = "damaged, or too large to read; save it again, or as plain text"
EXTRA = "reading documents needs more libraries: pip install 'hmip-rules[extract]'"


class Line(NamedTuple):
    """A line of a document.

    Attributes:
        number: its line in the file, or in the page, counted from 1.
        page: counted from 1; None where the document has no pages.
    """

    text: str
    number: int
    page: int | None = None


class Refused(Exception):  # noqa: N818  # it is said to the user, word for word
    """A document that cannot be read, and why, with what would be right."""


def is_document(name: str) -> bool:
    """Say whether a file is read as a document, by the end of its name."""
    return Path(name).suffix.lower() in KINDS


def read_lines(file: str) -> list[Line]:
    """Read the lines of a document, in a process of its own.

    Raises:
        InputError: it is not there, is not what its name says, has no text, or takes too long.
    """
    import json  # these two cost start-up time, and most files are no documents
    import subprocess

    command = [sys.executable, "-m", "hmip_rules.documents", file]
    try:
        done = subprocess.run(command, capture_output=True, timeout=LONGEST, check=False)  # noqa: S603  # no shell, our own module
    except subprocess.TimeoutExpired:
        raise _unusable(file, f"takes longer than {LONGEST} seconds to read; save it again, or as plain text") from None
    try:
        answer = json.loads(done.stdout)
    except ValueError:  # it ran into a bound, or the library fell over it
        raise _unusable(file, TOO_LARGE) from None
    if isinstance(answer, str):
        raise _unusable(file, answer)
    return [Line(*line) for line in answer]


def lines_of(path: Path) -> list[Line]:
    """Read the lines of a document in this process.

    Raises:
        Refused: it is not what its name says, or has nothing to read.
    """
    found: list[Line] = import_module(f"hmip_rules.documents.kinds.{KINDS[path.suffix.lower()]}").lines_of(path)
    return found


def _unusable(file: str, message: str) -> InputError:
    return InputError([Problem(message, Place(file))])
