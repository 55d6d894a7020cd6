"""The blocks of a document: `kinds` has a module for PDF, Word, HTML and plain text that reads them from a file.

They come in reading order: lines of text, headings, and tables of cells. Each line and each row has its own place.
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
    """A line of a document, or a paragraph where the lines of paragraphs are not known.

    Attributes:
        text: what is printed in it.
        number: its line in the file, or in the page, counted from 1.
        page: counted from 1; None where the document has no pages.
        is_heading: whether the document says that it is a heading.
    """

    text: str
    number: int
    page: int | None = None
    is_heading: bool = False


class Cell(NamedTuple):
    """A cell of a table.

    Attributes:
        text: what is printed in it.
        column: the first column that it covers, counted from 0.
        columns: how many columns it covers.
        rows: how many rows it covers, with the one in which it begins.
    """

    text: str
    column: int
    columns: int = 1
    rows: int = 1


class Row(NamedTuple):
    """A row of a table: the cells that begin in it, and its place as that of a line."""

    cells: tuple[Cell, ...]
    number: int
    page: int | None = None


class TableOfCells(NamedTuple):
    """A table whose rows and columns the document gives."""

    rows: tuple[Row, ...]


Block = Line | TableOfCells
"""What a document is made of."""


class DocumentError(Exception):
    """Why a document cannot be read, in the words that the user is shown."""


def is_document(name: str) -> bool:
    """Check whether a file is read as a document, by the end of its name."""
    return Path(name).suffix.lower() in KINDS


def blocks_of(path: Path) -> list[Block]:
    """Read the blocks of a document in this process.

    Raises:
        DocumentError: it is not what its name says, or has nothing to read.
    """
    blocks: list[Block] = import_module(f"hmip_rules.documents.kinds.{KINDS[path.suffix.lower()]}").blocks_of(path)
    return blocks
