"""Word files (DOCX), by python-docx: paragraphs and tables in their order, one line per table row."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from hmip_rules.documents.lines import CELL_END, DocumentError, Line

if TYPE_CHECKING:
    from docx.document import Document

MAX_BYTES_UNPACKED = 200_000_000
"""Bytes that a file may have once it is unpacked."""


def lines_of(path: Path) -> list[Line]:
    """Return the lines of a Word file.

    Raises:
        DocumentError: it is not a Word file, is damaged, or unpacks to more than a report can be.
    """
    damaged = "This is not a Word file (DOCX), or it is damaged; save it again in Word"
    try:
        with zipfile.ZipFile(path) as packed:
            size = sum(part.file_size for part in packed.infolist())
        if size > MAX_BYTES_UNPACKED:
            raise DocumentError(
                f"It unpacks to {size // 1_000_000:,} MB; a report has fewer than {MAX_BYTES_UNPACKED // 1_000_000}"
            )
        document = docx.Document(str(path))
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError, NotImplementedError):
        raise DocumentError(damaged) from None
    except SyntaxError:  # lxml's: the XML inside
        raise DocumentError(damaged) from None
    return [Line(text, number) for number, text in enumerate(_texts(document), start=1)]


def _texts(part: Document | _Cell) -> Iterator[str]:
    for block in _blocks(part._element):  # noqa: SLF001  # python-docx leaves out content controls
        if block.tag == qn("w:tbl"):
            yield from map(_row, Table(block, part).rows)
        else:
            yield from _text(Paragraph(block, part)).split("\n")


def _blocks(around: Any) -> Iterator[Any]:
    """Return the paragraphs and tables in an element, also inside content controls and insertions."""
    for child in around:
        if child.tag in (qn("w:p"), qn("w:tbl")):
            yield child
        elif child.tag in (qn("w:body"), qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml")):
            yield from _blocks(child)


def _text(paragraph: Paragraph) -> str:
    """Return the text of a paragraph as a reader sees it with its tracked changes accepted.

    Left out is what is raised (the marks of footnotes), struck through, or hidden.
    """
    present = paragraph._p.xpath(".//w:r[not(ancestor::w:del or ancestor::w:moveFrom)]")  # noqa: SLF001  # and insertions
    runs = (Run(run, paragraph) for run in present)
    unseen = ("superscript", "strike", "double_strike", "hidden")
    return "".join(run.text for run in runs if not any(getattr(run.font, how) for how in unseen))


def _row(row: _Row) -> str:
    """Return the cells of a row as one line; a cell that spans several columns once."""
    cells = list(dict.fromkeys(row.cells))
    return CELL_END.join(" ".join(" ".join(_texts(cell)).split()) for cell in cells)
