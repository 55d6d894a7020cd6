"""Web pages (HTML), by lxml: what a reader sees, one line per block or table row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import etree, html

from hmip_rules.documents.lines import CELL_END, DocumentError, Line

UNSEEN = ("head", "nav", "noscript", "script", "style", "svg", "template")
TAKEN_BACK = ("del", "s", "strike")
FOOTNOTE = "sup"
HIDDEN = (
    "//*[@hidden or contains(translate(@style, ' ', ''), 'display:none')"
    " or contains(translate(@style, ' ', ''), 'visibility:hidden')]"
)
CELLS = ("td", "th")
BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "br", "caption", "dd", "details", "div", "dl", "dt"),
        *("figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p"),
        *("pre", "section", "summary", "table", "ul"),
    )
)


def lines_of(path: Path) -> list[Line]:
    """Return the lines of a web page.

    Raises:
        DocumentError: there is nothing to read in it.
    """
    try:
        root = html.fromstring(path.read_bytes(), parser=html.HTMLParser(remove_comments=True, remove_pis=True))
    except (etree.LxmlError, ValueError):
        raise DocumentError("This is not a web page, or it is empty; save the page again") from None
    for hidden in root.xpath(HIDDEN):
        hidden.tag = "del"  # its text goes with that of the others, and what follows it stays
    etree.strip_elements(root, *UNSEEN, *TAKEN_BACK, FOOTNOTE, with_tail=False)
    found = [line for line in _lines(root) if line.text]
    if not found:
        raise DocumentError("This page has no text; save the page again, or as PDF")
    return found


def _lines(root: html.HtmlElement) -> Iterator[Line]:
    """Return the pieces between two line ends as a line, with single spaces for whatever white space."""
    pieces: list[str] = []
    first = 1
    for piece, number in _pieces(root):
        if piece == "\n":
            cells = "".join(pieces).split(CELL_END)
            yield Line(CELL_END.join(" ".join(cell.split()) for cell in cells).rstrip(CELL_END), first)
            pieces = []
        elif piece.strip(" \n\r") or piece == CELL_END:
            first = first if pieces else number
            pieces.append(piece)
        else:
            pieces.append(" ")


def _pieces(root: html.HtmlElement) -> Iterator[tuple[str, int]]:
    """Return the page in pieces: its text, a line end around each block and after each row, a tab after each cell."""
    in_cell = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        number = element.sourceline or 1
        if element.tag in CELLS:
            in_cell += 1 if event == "start" else -1
        if element.tag in BLOCKS or (element.tag == "tr" and event == "end"):
            yield (" " if in_cell else "\n"), number
        if event == "end" and element.tag in CELLS:
            yield (" " if in_cell else CELL_END), number
        text = element.text if event == "start" else element.tail
        if text:
            yield text.replace(CELL_END, " "), number
    yield "\n", 1
