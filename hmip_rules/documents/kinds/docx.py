"""Word files (DOCX), by lxml: paragraphs, tables and text boxes in their order, with tracked changes accepted.

The text of a document is one XML file inside. No other part is opened but the one that names it, so that a picture
or link that is missing spoils nothing.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from hmip_rules.documents.lines import Block, DocumentError, Line
from hmip_rules.documents.table_layout import OpenCell, OpenRow, blocks_of_table

MAX_BYTES_UNPACKED = 200_000_000
"""Bytes that a file may have once it is unpacked."""

DAMAGED = "This is not a Word file (DOCX), or it is damaged; save it again in Word"
LOCKED = "It is locked by a password; save a copy without one"
OLD_WORD_FILE = "This is a Word file of the kind used before 2007 (DOC); save it in Word as DOCX"
START_OF_OLD_FILE = bytes.fromhex("d0cf11e0a1b11ae1")
"""Also of a DOCX file with a password, which is packed into a file of the old kind."""

MAIN_PART = "word/document.xml"
WRAPPERS = ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "hyperlink", "fldSimple", "bdo", "dir")
"""Elements around the contents of a document that a reader does not see: content controls, insertions, links."""

PRINTED = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
UNSEEN = ("strike", "dstrike", "vanish")
OFF = ("0", "false", "off")


def blocks_of(path: Path) -> list[Block]:
    """Return the lines and tables of a Word file.

    Raises:
        DocumentError: it is not a Word file, is locked or damaged, or unpacks to more than a report can be.
    """
    try:
        with zipfile.ZipFile(path) as packed:
            size = sum(part.file_size for part in packed.infolist())
            if size > MAX_BYTES_UNPACKED:
                unpacked, most = size // 1_000_000, MAX_BYTES_UNPACKED // 1_000_000
                raise DocumentError(f"It unpacks to {unpacked:,} MB; a report has fewer than {most}")
            document = _xml(packed.read(_main_part(packed)))
    except zipfile.BadZipFile:
        raise DocumentError(_why_not_packed(path)) from None
    except RuntimeError:  # zipfile's, for parts that need a password
        raise DocumentError(LOCKED) from None
    except (KeyError, ValueError, EOFError, NotImplementedError, zlib.error, etree.XMLSyntaxError):
        raise DocumentError(DAMAGED) from None
    bodies = [element for element in document if _name(element) == "body"]
    if not bodies:
        raise DocumentError(DAMAGED)
    return _WordReader().blocks_in(bodies[0])


def _why_not_packed(path: Path) -> str:
    content = path.read_bytes()
    if not content.startswith(START_OF_OLD_FILE):
        return DAMAGED
    return LOCKED if "EncryptedPackage".encode("utf-16-le") in content else OLD_WORD_FILE


def _main_part(packed: zipfile.ZipFile) -> str:
    """Return the name of the part that holds the text."""
    for relation in _xml(packed.read("_rels/.rels")):
        if str(relation.get("Type")).endswith("/officeDocument"):
            return str(relation.get("Target")).lstrip("/")
    return MAIN_PART


def _xml(content: bytes) -> Any:
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))


def _name(element: Any) -> str:
    """Return the name of an element without its namespace, of which Strict files have others; none of a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _contents(around: Any) -> Iterator[Any]:
    """Return the elements in an element, also those in content controls and insertions."""
    for child in around:
        if _name(child) in WRAPPERS:
            yield from _contents(child)
        else:
            yield child


def _first(around: Any, *names: str) -> Any:
    """Return the element at the end of a path of names; None where there is none."""
    for name in names:
        around = next((child for child in around if _name(child) == name), None) if around is not None else None
    return around


def _value(element: Any, default: str = "") -> str:
    """Return the value of an element, which Word calls "val"."""
    values = [value for name, value in element.attrib.items() if name.rpartition("}")[2] == "val"]
    return str(values[0]) if values else default


def _number(element: Any, default: int) -> int:
    written = _value(element) if element is not None else ""
    return int(written) if written.isdecimal() and len(written) <= 5 else default


class _WordReader:
    """The blocks of a Word file; paragraphs and rows of tables are counted as they come."""

    def __init__(self) -> None:
        self._count = 0

    def blocks_in(self, around: Any) -> list[Block]:
        """Return the blocks in the body, a cell or a text box; text boxes come after what they are anchored to."""
        blocks: list[Block] = []
        for element in _contents(around):
            boxes: list[Any] = []
            if _name(element) == "p":
                self._count += 1
                text = "".join(_texts(element, boxes))
                is_heading = _is_heading(element)
                blocks += [Line(line, self._count, is_heading=is_heading) for line in text.split("\n")]
            elif _name(element) == "tbl":
                blocks += blocks_of_table(self._rows(element, boxes))
            for box in boxes:
                blocks += self.blocks_in(box)
        return blocks

    def _rows(self, table: Any, boxes: list[Any]) -> list[OpenRow]:
        rows: list[OpenRow] = []
        begun: dict[int, tuple[int, int]] = {}  # for each column, the row and place of the cell that may go on below
        for element in _contents(table):
            properties = _first(element, "trPr")
            if _name(element) != "tr" or _first(properties, "del") is not None:
                continue
            self._count += 1
            column = _number(_first(properties, "gridBefore"), 0)
            row = OpenRow([], self._count, column)
            for cell in _contents(element):
                if _name(cell) != "tc":
                    continue
                columns = max(1, _number(_first(cell, "tcPr", "gridSpan"), 1))
                merge = _first(cell, "tcPr", "vMerge")
                above = begun.get(column)
                if merge is not None and _value(merge, "continue") == "continue" and above is not None:
                    first_row, place = above
                    cells = rows[first_row].cells
                    cells[place] = cells[place]._replace(rows=len(rows) - first_row + 1)
                else:
                    row.cells.append(OpenCell(self._blocks_in_cell(cell, boxes), columns))
                    begun.pop(column, None)
                    if merge is not None:
                        begun[column] = (len(rows), len(row.cells) - 1)
                column += columns
            rows.append(row)
        return rows

    def _blocks_in_cell(self, cell: Any, boxes: list[Any]) -> list[Block]:
        """Return what is in a cell, with the place of its row; the text boxes in it come after the table."""
        blocks: list[Block] = []
        for element in _contents(cell):
            if _name(element) == "p":
                blocks.append(Line("".join(_texts(element, boxes)), self._count))
            elif _name(element) == "tbl":
                blocks += blocks_of_table(self._rows(element, boxes))
        return blocks


def _is_heading(paragraph: Any) -> bool:
    style = _first(paragraph, "pPr", "pStyle")
    return style is not None and _value(style).casefold().startswith(("heading", "title"))


def _texts(around: Any, boxes: list[Any]) -> Iterator[str]:
    """Return the text in a paragraph as a reader sees it; the text boxes in it go to a list of their own.

    Left out is what was deleted, moved away, raised (the marks of footnotes), struck through, or hidden.
    """
    for element in _contents(around):
        name = _name(element)
        if name == "r" and _is_seen(element):
            yield from _texts(element, boxes)
        elif name == "t":
            yield element.text or ""
        elif name in PRINTED:
            yield PRINTED[name]
        elif name in ("drawing", "pict", "AlternateContent"):
            boxes += _text_boxes(element)


def _is_seen(run: Any) -> bool:
    properties = _first(run, "rPr")
    if properties is None:
        return True
    raised = _first(properties, "vertAlign")
    if raised is not None and _value(raised) == "superscript":
        return False
    hidden = (child for child in properties if _name(child) in UNSEEN)
    return all(_value(child) in OFF for child in hidden)


def _text_boxes(drawing: Any) -> list[Any]:
    """Return the text boxes of a drawing; of one that is given twice, for older programs too, those given first."""
    if _name(drawing) == "AlternateContent":
        return next((boxes for boxes in map(_text_boxes, drawing) if boxes), [])
    if _name(drawing) == "txbxContent":
        return [drawing]
    return [box for child in drawing for box in _text_boxes(child)]
