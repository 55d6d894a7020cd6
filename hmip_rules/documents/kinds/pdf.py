"""PDF, by pypdfium2: the text of each page in the order in which it was written."""

from __future__ import annotations

from pathlib import Path

import pypdfium2

from hmip_rules.documents.lines import Block, DocumentError, Line

MAX_PAGES = 1_000


def blocks_of(path: Path) -> list[Block]:
    """Return the lines of every page.

    Raises:
        DocumentError: it is not a PDF, is damaged or locked, or has no text.
    """
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise DocumentError("It is locked by a password; save a copy without one") from None
        raise DocumentError("This is not a PDF, or it is damaged; download it again") from None
    with document:
        if len(document) > MAX_PAGES:
            raise DocumentError(f"It has {len(document):,} pages; a report has fewer than {MAX_PAGES:,}")
        found = [line for number, page in enumerate(document, start=1) for line in _lines_of_page(page, number)]
    if not any(line.text.strip() for line in found):
        raise DocumentError("It has no text; it may be a scan, which needs text recognition (OCR) first")
    return [*found]


def _lines_of_page(page: pypdfium2.PdfPage, page_number: int) -> list[Line]:
    text = page.get_textpage().get_text_bounded()
    return [Line(line, number, page_number) for number, line in enumerate(text.splitlines(), start=1)]
