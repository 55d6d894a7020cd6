"""Results as CSV, with the columns of docs/formats.md.

One row for each standard, one for the score, one for the overall rating and one for each finding
of something else; one for what could not be read.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from hmip_rules.files.reports import Unreadable
from hmip_rules.output.rendering import ANSWERS, EXPLANATION, Look, Shown
from hmip_rules.output.rows import COLUMNS, Cell, other_findings, score_and_overall_rating, standards
from hmip_rules.scoring.score_files import Result

LEAVES_OUT: Final = frozenset({ANSWERS, EXPLANATION})


def show_result(result: Result | Unreadable, look: Look) -> Sequence[str]:
    """Return a line for each standard, the score and the overall rating. Why it has its rating is always in it."""
    rows = (*standards(result), *score_and_overall_rating(result), *other_findings(result))
    return [csv_line(row.get(name) for name in COLUMNS["standards"]) for row in rows]


def join_results(results: Iterable[Shown], look: Look) -> Iterator[str]:
    """Return them below a line with the columns."""
    yield csv_line(COLUMNS["standards"])
    for result in results:
        yield from result.parts


def csv_line(cells: Iterable[Cell]) -> str:
    """Return cells as a line of CSV, without its end."""
    line = io.StringIO()
    row = [str(cell).lower() if isinstance(cell, bool) else cell for cell in cells]  # as other programs read them
    csv.writer(line, lineterminator="").writerow(row)
    return line.getvalue()
