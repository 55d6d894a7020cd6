"""Plain text, as it is copied from a PDF or a web page. A form feed starts a page."""

from __future__ import annotations

import codecs
from pathlib import Path

from hmip_rules.documents.lines import Block, DocumentError, Line

FORM_FEED = "\f"


def blocks_of(path: Path) -> list[Block]:
    """Return the lines of a text file in Unicode, or else in Windows' Western letters.

    Raises:
        DocumentError: it is binary.
    """
    text = _decoded(path.read_bytes()).replace("\r\n", "\n").replace("\r", "\n")
    if FORM_FEED not in text:
        return _lines(text)
    return [line for page, part in enumerate(text.split(FORM_FEED), start=1) for line in _lines(part, page)]


def _lines(text: str, page: int | None = None) -> list[Block]:
    return [Line(line, number, page) for number, line in enumerate(text.split("\n"), start=1)]


def _decoded(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    if b"\0" in content:
        raise DocumentError("This is not text; save it as plain text, or give it the right ending (.pdf, .docx, .html)")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
