"""PDF, by pypdfium2: the text of each page in the order in which it was written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw

from hmip_rules.documents.lines import CELL_END, Block, DocumentError, Line

MAX_PAGES = 1_000

Box = tuple[float, float, float, float]
"""The left, bottom, right and top of a piece of text."""

MIN_GAP_IN_HEIGHTS = 1.0
"""Between two cells of a row; words of a sentence are nearer to one another."""

MIN_SIZE_OF_A_HEADING = 1.1
"""Of its letters, where most letters of the document have the size 1."""

MAX_PIECES_OF_A_PAGE = 3_000
"""A page of more pieces of text is read without looking for gaps; one of a report has some hundreds."""


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
        found = [printed for number, page in enumerate(document, start=1) for printed in _lines_of_page(page, number)]
    if not any(printed.line.text.strip() for printed in found):
        raise DocumentError("It has no text; it may be a scan, which needs text recognition (OCR) first")
    return _with_headings(found)


class _PrintedLine(NamedTuple):
    """A line with the size of its letters; 0 where it is not known."""

    line: Line
    size: float


def _with_headings(printed: Sequence[_PrintedLine]) -> list[Block]:
    """Return lines, those in larger letters than most as headings."""
    letters: Counter[float] = Counter()
    for line, size in printed:
        letters[size] += len(line.text)
    (usual, _), *_ = letters.most_common(1)
    return [
        line._replace(is_heading=bool(usual) and size >= MIN_SIZE_OF_A_HEADING * usual and CELL_END not in line.text)
        for line, size in printed
    ]


def _lines_of_page(page: pypdfium2.PdfPage, page_number: int) -> list[_PrintedLine]:
    text, sizes = _text_with_cells(page.get_textpage())
    return [
        _PrintedLine(Line(line, number, page_number), sizes.get(number, 0))
        for number, line in enumerate(text.splitlines(), start=1)
    ]


def _text_with_cells(textpage: pypdfium2.PdfTextPage) -> tuple[str, dict[int, float]]:
    """Return the text of a page, with tabs for wide gaps between pieces of a line, and the size of each line."""
    text: str = textpage.get_text_bounded()
    pieces = textpage.count_rects()
    if pieces > MAX_PIECES_OF_A_PAGE:
        return text, {}
    end = 0  # in the text, of the piece before
    before: Box | None = None
    parts: list[str] = []
    line = 1
    sizes: dict[int, float] = {}
    for index in range(pieces):
        box: Box = textpage.get_rect(index)
        piece = textpage.get_text_bounded(*box).strip()
        start = text.find(piece, end) if piece else -1
        if start < 0:
            continue
        between = text[end:start]
        if before is not None and not between.strip() and _are_cells_of_a_row(before, box):
            between = CELL_END
        line += between.count("\n")
        sizes.setdefault(line, _size_of_letters(textpage, box))
        line += piece.count("\n")
        parts += [between, piece]
        end, before = start + len(piece), box
    return "".join([*parts, text[end:]]), sizes


def _size_of_letters(textpage: pypdfium2.PdfTextPage, box: Box) -> float:
    """Return the size of the first letter in a piece of text; 0 where it is not known."""
    left, bottom, _, top = box
    first = textpage.get_index(left + 1, (bottom + top) / 2, 3, 3)
    return 0 if first is None else round(pypdfium2.raw.FPDFText_GetFontSize(textpage, first), 1)


def _are_cells_of_a_row(first: Box, second: Box) -> bool:
    """Check that the second of two pieces stands right of the first, on its line, with a wide gap between them."""
    left, bottom, _, top = second
    overlap = min(first[3], top) - max(first[1], bottom)
    is_on_same_line = 2 * overlap > min(first[3] - first[1], top - bottom)
    return is_on_same_line and left - first[2] > MIN_GAP_IN_HEIGHTS * (top - bottom)
