"""Web pages (HTML), by lxml: what a reader sees, a line for each block of text, and tables of cells."""

from __future__ import annotations

import re
from pathlib import Path

from lxml import etree, html

from hmip_rules.documents.lines import CELL_END, Block, DocumentError, Line, TableOfCells
from hmip_rules.documents.table_layout import OpenCell, OpenRow, blocks_of_table

UNSEEN = ("head", "nav", "noscript", "script", "style", "svg", "template")
TAKEN_BACK = ("del", "s", "strike")
FOOTNOTE = "sup"
HIDDEN = (
    "//*[@hidden or contains(translate(@style, ' ', ''), 'display:none')"
    " or contains(translate(@style, ' ', ''), 'visibility:hidden')]"
)
CELLS = ("td", "th")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6", "caption")
BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "br", "dd", "details", "div", "dl", "dt"),
        *("figure", "footer", "form", "header", "hr", "li", "main", "ol", "p", "pre", "section", "summary", "ul"),
        *("table", "tr", *CELLS, *HEADINGS),
    )
)
BYTES_OF_A_DECLARATION = 4_096
_DECLARED_ENCODING = re.compile(rb"<meta[^>]+charset\s*=|<\?xml[^>]+encoding\s*=", re.IGNORECASE)


def blocks_of(path: Path) -> list[Block]:
    """Return the lines and tables of a web page.

    Raises:
        DocumentError: there is nothing to read in it.
    """
    content = path.read_bytes()
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, encoding=_undeclared_encoding(content))
    try:
        root = html.fromstring(content, parser=parser)
    except (etree.LxmlError, ValueError):
        raise DocumentError("This is not a web page, or it is empty; save the page again") from None
    for hidden in root.xpath(HIDDEN):
        hidden.tag = "del"  # its text goes with that of the others, and what follows it stays
    etree.strip_elements(root, *UNSEEN, *TAKEN_BACK, FOOTNOTE, with_tail=False)
    reader = _PageReader()
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            reader.start(element)
        else:
            reader.end(element)
    found = reader.finish()
    if not any(isinstance(block, TableOfCells) or block.text for block in found):
        raise DocumentError("This page has no text; save the page again, or as PDF")
    return found


def _undeclared_encoding(content: bytes) -> str | None:
    """Return UTF-8 for a page that does not declare its encoding and is UTF-8; else the parser knows best."""
    if _DECLARED_ENCODING.search(content[:BYTES_OF_A_DECLARATION]):
        return None
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"


class _PageReader:
    """The blocks of a page as its elements begin and end; tables that are still open wait for their rows."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._open_tables: list[list[OpenRow]] = []
        self._pieces: list[str] = []
        self._first_line = 1
        self._targets: list[list[Block]] = [self._blocks]

    def start(self, element: html.HtmlElement) -> None:
        if element.tag in BLOCKS:
            self._end_line()
        if element.tag == "table":
            self._open_tables.append([])
        elif element.tag == "tr" and self._open_tables:
            self._open_tables[-1].append(OpenRow([], element.sourceline or 1))
        elif element.tag in CELLS and self._open_tables:
            rows = self._open_tables[-1]
            if not rows:
                rows.append(OpenRow([], element.sourceline or 1))
            cell = OpenCell([], _span(element, "colspan"), _span(element, "rowspan"))
            rows[-1].cells.append(cell)
            self._targets.append(cell.blocks)
        self._add(element.text, element.sourceline)

    def end(self, element: html.HtmlElement) -> None:
        if element.tag in BLOCKS:
            self._end_line(is_heading=element.tag in HEADINGS)
        if element.tag in CELLS and self._open_tables:
            self._targets.pop()
        if element.tag == "table":
            self._targets[-1].extend(blocks_of_table(self._open_tables.pop()))
        self._add(element.tail, element.sourceline)

    def finish(self) -> list[Block]:
        self._end_line()
        return self._blocks

    def _add(self, text: str | None, line: int | None) -> None:
        if not text:
            return
        if not self._pieces and text.strip(" \n\r\t"):
            self._first_line = line or 1
        if self._pieces or text.strip(" \n\r\t"):
            self._pieces.append(text)

    def _end_line(self, *, is_heading: bool = False) -> None:
        """End the line of text that was begun, with single spaces for whatever white space."""
        text = " ".join("".join(self._pieces).replace(CELL_END, " ").split())
        if text:
            self._targets[-1].append(Line(text, self._first_line, is_heading=is_heading))
        self._pieces = []


def _span(element: html.HtmlElement, name: str) -> int:
    written = element.get(name, "").strip()
    return int(written) if re.fullmatch("[0-9]{1,5}", written, re.ASCII) else 1
