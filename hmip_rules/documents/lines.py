"""The lines of a document: `kinds` has a module for PDF, Word, HTML and plain text that reads them from a file.

They come in reading order, with the cells of a table row in one line and tabs between.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import NamedTuple

KINDS = {
    ".pdf": "pdf",
    ".docx": "docx",
    ".html": "html",
    ".htm": "html",
    ".txt": "plain",
}
"""Which module reads a file, by the end of its name."""

CELL_END = "\t"
"""What stands between the cells of a table row."""

MISSING_LIBRARIES = "Reading documents needs more libraries: pip install 'hmip-rules[documents]'"


class Line(NamedTuple):
    """A line of a document.

    Attributes:
        text: what is printed in it.
        number: its line in the file, or in the page, counted from 1.
        page: counted from 1; None where the document has no pages.
    """

    text: str
    number: int
    page: int | None = None


class DocumentError(Exception):
    """Why a document cannot be read, in the words that the user is shown."""


def is_document(name: str) -> bool:
    """Check whether a file is read as a document, by the end of its name."""
    return Path(name).suffix.lower() in KINDS


def lines_of(path: Path) -> list[Line]:
    """Read the lines of a document in this process.

    Raises:
        DocumentError: it is not what its name says, or has nothing to read.
    """
    lines: list[Line] = import_module(f"hmip_rules.documents.kinds.{KINDS[path.suffix.lower()]}").lines_of(path)
    return lines
