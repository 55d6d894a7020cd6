"""PDF, by pypdfium2: the text of each page in the order in which it was written."""

from __future__ import annotations

from pathlib import Path

import pypdfium2

from hmip_rules.documents.lines import CELL_END, Block, DocumentError, Line

MAX_PAGES = 1_000

Box = tuple[float, float, float, float]
"""The left, bottom, right and top of a piece of text."""

MIN_GAP_IN_HEIGHTS = 1.0
"""Between two cells of a row; words of a sentence are nearer to one another."""


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
    text = _with_gaps_marked(page.get_textpage())
    return [Line(line, number, page_number) for number, line in enumerate(text.splitlines(), start=1)]


def _with_gaps_marked(textpage: pypdfium2.PdfTextPage) -> str:
    """Return the text of a page with the ends of cells where a wide gap stands between two pieces of a line."""
    text: str = textpage.get_text_bounded()
    end = 0  # in the text, of the piece before
    before: Box | None = None
    parts: list[str] = []
    for index in range(textpage.count_rects()):
        box = textpage.get_rect(index)
        piece = textpage.get_text_bounded(*box).strip()
        start = text.find(piece, end) if piece else -1
        if start < 0:
            continue
        between = text[end:start]
        if before is not None and not between.strip() and _are_cells_of_a_row(before, box):
            between = CELL_END
        parts += [between, piece]
        end, before = start + len(piece), box
    return "".join([*parts, text[end:]])


def _are_cells_of_a_row(first: Box, second: Box) -> bool:
    """Check that the second of two pieces stands right of the first, on its line, with a wide gap between them."""
    left, bottom, _, top = second
    overlap = min(first[3], top) - max(first[1], bottom)
    is_on_same_line = 2 * overlap > min(first[3] - first[1], top - bottom)
    return is_on_same_line and left - first[2] > MIN_GAP_IN_HEIGHTS * (top - bottom)
