"""Word files (DOCX), by python-docx: paragraphs and tables in their order, a table row a line."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table, _Cell, _Row
from docx.text.hyperlink import Hyperlink

from hmip_rules.documents import CELL, Line, Refused

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

LARGEST = 200_000_000
"""Bytes that a file may have once it is unpacked."""


def lines_of(path: Path) -> list[Line]:
    """Give the lines of a Word file.

    Raises:
        Refused: it is no Word file, is damaged, or unpacks to more than a report can be.
    """
    damaged = "no Word file (DOCX), or a damaged one; save it again in Word"
    try:
        with zipfile.ZipFile(path) as packed:
            size = sum(part.file_size for part in packed.infolist())
        if size > LARGEST:
            raise Refused(f"unpacks to {size // 1_000_000:,} MB; a report has fewer than {LARGEST // 1_000_000}")
        document = docx.Document(str(path))
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError, NotImplementedError):
        raise Refused(damaged) from None
    except SyntaxError:  # lxml's: the XML inside
        raise Refused(damaged) from None
    return [Line(text, number) for number, text in enumerate(_texts(document), start=1)]


def _texts(part: Document | _Cell) -> Iterator[str]:
    for block in part.iter_inner_content():
        if isinstance(block, Table):
            yield from map(_row, block.rows)
        else:
            yield from _without_footnotes(block).split("\n")


def _without_footnotes(paragraph: Paragraph) -> str:
    """Give the text of a paragraph without what is raised: the marks of footnotes."""
    inside = (
        run for part in paragraph.iter_inner_content() for run in (part.runs if isinstance(part, Hyperlink) else [part])
    )
    return "".join(run.text for run in inside if not run.font.superscript)


def _row(row: _Row) -> str:
    """Put the cells of a row in one line; a cell that spans several columns once."""
    cells = list(dict.fromkeys(row.cells))
    return CELL.join(" ".join(" ".join(_texts(cell)).split()) for cell in cells)
