"""Results as CSV: a row a standard, as docs/formats.md lists the columns; one for what could not be read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Final

from hmip_rules.files.reports import Unreadable
from hmip_rules.output.rendering import ANSWERS, STEPS, Shown
from hmip_rules.output.rows import COLUMNS, Cell, standards
from hmip_rules.scoring.score_files import Result

LEAVES_OUT: Final = frozenset({ANSWERS, STEPS})


def show_result(result: Result | Unreadable, *, explain: bool) -> Iterator[str]:  # noqa: ARG001
    """Return a line for each standard. Why it has its rating is always in it."""
    for row in standards(result):
        yield csv_line(row.get(name) for name in COLUMNS["standards"])


def join_results(results: Iterable[Shown]) -> Iterator[str]:
    """Return them below a line with the columns."""
    yield csv_line(COLUMNS["standards"])
    for result in results:
        yield from result.parts


def csv_line(cells: Iterable[Cell]) -> str:
    """Return cells as a line of CSV, without its end."""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(_cell(cell) for cell in cells)
    return line.getvalue()


def _cell(cell: Cell) -> Cell:
    """Return a cell with yes and no as other programs read them."""
    return str(cell).lower() if isinstance(cell, bool) else cell
