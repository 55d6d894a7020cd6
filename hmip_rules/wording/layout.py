"""Text in lines: of at most 80 columns, unless there is room for more."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from itertools import zip_longest

from hmip_rules.model.errors import printable

WIDTH = 80
"""Columns of text that goes into a file or a pipe."""

MIN_WIDTH = 60
"""Columns below which a table of ratings cannot be laid out; a narrower terminal breaks the lines."""


def wrapped(text: str, *, indent: int = 0, label: str = "", width: int = WIDTH) -> list[str]:
    """Return a text broken into lines; those after the first are set in by two more, or below a label's text."""
    after = len(label) or (indent and 2)
    return textwrap.wrap(
        printable(" ".join(text.split())),
        width,
        initial_indent=" " * indent + label,
        subsequent_indent=" " * (indent + after),
        break_on_hyphens=False,
        break_long_words=False,
    )


def row(widths: Sequence[int], *cells: str) -> list[str]:
    """Return cells side by side, each broken into as many lines as it needs."""
    broken = [textwrap.wrap(printable(cell), width) for cell, width in zip(cells, widths, strict=True)]
    return [
        "  ".join(f"{part:<{width}}" for part, width in zip(line, widths, strict=True)).rstrip()
        for line in zip_longest(*broken, fillvalue="")
    ]


def columns(*rows: Sequence[str], width: int = WIDTH) -> list[str]:
    """Return rows of cells side by side, each column as wide as it needs; the widest give way in a line too long."""
    widths = [max(len(printable(cell)) for cell in cells) for cells in zip(*rows, strict=True)]
    while sum(widths) + 2 * (len(widths) - 1) > width:
        widths[widths.index(max(widths))] -= 1
    return [line for cells in rows for line in row(widths, *cells)]
