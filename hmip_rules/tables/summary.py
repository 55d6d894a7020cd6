"""How the rows of a scored table came out, counted, and who moves between two rulebooks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from hmip_rules.model.rulebook import Rulebook
from hmip_rules.tables.codes import STATUSES
from hmip_rules.tables.moves import AGAINST
from hmip_rules.tables.score import scored_table
from hmip_rules.wording.statuses import STATUS_WORDS

NOT_DETERMINED = "not determined"
"""In place of a rating: missing values decide, or the row is unreadable."""

NAMES_IN_JSON = {NOT_DETERMINED: "left open"}
"""What JSON has called it from the start."""

WITHOUT_DISCRETION = "_without_discretion"
"""How the names of the columns end that the second rulebook adds without discretion."""

Row = tuple[Any, ...]
"""A name, and a number for each column."""

RatingPair = tuple[str, str]
"""The overall rating of a row by one rulebook and by the other."""


@dataclass(frozen=True, slots=True)
class Summary:
    """A scored table in numbers.

    Attributes:
        rulebooks: by which it was scored, the second one where it was compared.
        statuses: for each of them, how many rows have each status.
        crossed: how many rows have each pair of ratings; empty where there is one rulebook.
        only_by_discretion: how many rows stay that would move by percentages alone.
    """

    rulebooks: tuple[Rulebook, ...]
    statuses: tuple[Mapping[str, int], ...]
    crossed: Mapping[RatingPair, int]
    only_by_discretion: int = 0

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return sum(self.statuses[0].values())

    @property
    def names(self) -> tuple[str, ...]:
        """The ratings, and what stands in their place."""
        return (*self.rulebooks[0].names, NOT_DETERMINED)

    @property
    def moves(self) -> dict[str, int]:
        """How many rows move up and down from the first rulebook to the second, stay, and are not determined."""
        moves = dict.fromkeys(("up", "down", "stays", NOT_DETERMINED), 0)
        for pair, times in self.crossed.items():
            before, after = map(self.names.index, pair)
            step = "up" if after > before else "down" if after < before else "stays"
            moves[NOT_DETERMINED if NOT_DETERMINED in pair else step] += times
        return moves

    def as_plain_values(self) -> dict[str, Any]:
        """Return it as plain values, for JSON."""
        plain: dict[str, Any] = {"rows": self.rows, "statuses": dict(self.statuses[0])}
        if len(self.rulebooks) > 1:
            plain["against"] = {
                "statuses": dict(self.statuses[1]),
                "moves": {NAMES_IN_JSON.get(step, step): times for step, times in self.moves.items()},
                "stay_only_by_discretion": self.only_by_discretion,
                "ratings": {
                    NAMES_IN_JSON.get(before, before): {
                        NAMES_IN_JSON.get(after, after): self.crossed.get((before, after), 0) for after in self.names
                    }
                    for before in self.names
                },
            }
        return plain


def summarise(scored: pl.LazyFrame, rulebooks: tuple[Rulebook, ...], only_by_discretion: int = 0) -> Summary:
    """Count the rows of a scored table, without holding them.

    Args:
        rulebooks: the one that it was scored by; a second where it was compared.
        only_by_discretion: as `stay_only_by_discretion` counts them.
    """
    ends = ["", AGAINST][: len(rulebooks)]
    columns = [f"{name}{end}" for end in ends for name in ("status", "rating")]
    counted = scored.select(pl.col(columns).cast(pl.String)).group_by(columns).len().collect(engine="streaming")
    statuses = tuple(dict.fromkeys(STATUSES.values(), 0) for _ in ends)
    crossed: dict[RatingPair, int] = {}
    for row in counted.iter_rows(named=True):
        for of, end in zip(statuses, ends, strict=True):
            of[row[f"status{end}"]] += row["len"]
        if len(rulebooks) > 1:
            pair = (row["rating"] or NOT_DETERMINED, row[f"rating{AGAINST}"] or NOT_DETERMINED)
            crossed[pair] = crossed.get(pair, 0) + row["len"]
    return Summary(rulebooks, statuses, crossed, only_by_discretion)


def stay_only_by_discretion(scored: pl.LazyFrame, rulebooks: tuple[Rulebook, ...]) -> int:
    """Return how many rows keep their overall rating by the second rulebook only because discretion allows it.

    Args:
        scored: by both rulebooks, with the columns that they read.
        rulebooks: as for `summarise`.
    """
    if len(rulebooks) < 2 or rulebooks[1].discretion is None:
        return 0
    strict = Rulebook.model_validate(rulebooks[1].model_dump(by_alias=True) | {"discretion": None})
    names = frozenset(scored.collect_schema().names())
    by_percentages = scored_table(scored, strict, reasons=False, suffix=WITHOUT_DISCRETION, also=names)
    first, second, third = (pl.col(f"rating{end}").cast(pl.String) for end in ("", AGAINST, WITHOUT_DISCRETION))
    stays = (first == second) & (second != third)
    return int(by_percentages.select(stays.sum()).collect(engine="streaming").item())


def summary_lines(summary: Summary) -> list[str]:
    """Return the lines of a summary."""
    headings = [f"by {rulebook.id}" for rulebook in summary.rulebooks]
    rows: list[Row] = [
        (STATUS_WORDS[status].of_several, *(times[status] for times in summary.statuses))
        for status in reversed(STATUSES.values())
        if any(times[status] for times in summary.statuses)
    ]
    if len(summary.rulebooks) == 1:
        return _table_lines(["reports"], rows)
    before, after = summary.rulebooks
    up, down, stay, not_determined = summary.moves.values()
    lines = [
        *_table_lines(headings, rows),
        "",
        f"Overall rating by {before.id} (rows) and by {after.id} (columns)",
        "",
        *_table_lines([*summary.names, "all"], _rows_of_crossed_ratings(summary)),
        "",
        f"{up:,} up, {down:,} down, {stay:,} stay, {not_determined:,} not determined.",
    ]
    if number := summary.only_by_discretion:
        stays = "stays" if number == 1 else "stay"
        lines.append(
            f"{number:,} of them {stays} only by discretion: by percentages alone the overall rating would move."
        )
    return lines


def _rows_of_crossed_ratings(summary: Summary) -> list[Row]:
    """Return for each rating by the first rulebook how often each by the second goes with it, and the sums."""
    rows = [[summary.crossed.get((before, after), 0) for after in summary.names] for before in summary.names]
    rows.append([sum(column) for column in zip(*rows, strict=True)])
    return [(name, *row, sum(row)) for name, row in zip((*summary.names, "all"), rows, strict=True)]


def _table_lines(headings: Sequence[str], rows: Sequence[Row]) -> list[str]:
    """Return rows of a name and numbers below headings, with one word of a heading per line."""
    words = [heading.split(" ") for heading in headings]
    height = max(map(len, words))
    heading_lines = zip(*[[""] * (height - len(column)) + column for column in words], strict=True)
    cells = [["", *line] for line in heading_lines]
    cells += [[name, *(f"{number:,}" for number in numbers)] for name, *numbers in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = []
    for name, *numbers in cells:
        aligned = [number.rjust(width) for number, width in zip(numbers, widths[1:], strict=True)]
        lines.append("  ".join([name.ljust(widths[0]), *aligned]).rstrip())
    return lines
