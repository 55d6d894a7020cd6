"""How the rows of a scored table came out, counted, and who moves between two rulebooks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import polars as pl

from hmip_rules.model.rulebook import Rulebook
from hmip_rules.tables import score
from hmip_rules.tables.codes import STATUSES
from hmip_rules.tables.moves import AGAINST
from hmip_rules.wording.statuses import label

NOT_DETERMINED = "not determined"
"""In place of a rating: missing values decide, or the row is unreadable."""

IN_JSON = {NOT_DETERMINED: "left open"}
"""What JSON has called it from the start."""

BY_PERCENTAGES = "_by_percentages"
"""How the names of the columns end that the second rulebook adds without discretion."""

Ratings = tuple[str, str]
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
    crossed: Mapping[Ratings, int]
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

    def plain(self) -> dict[str, Any]:
        """Return it as plain values, for JSON."""
        named: dict[str, Any] = {"rows": self.rows, "statuses": dict(self.statuses[0])}
        if len(self.rulebooks) > 1:
            named["against"] = {
                "statuses": dict(self.statuses[1]),
                "moves": {IN_JSON.get(step, step): times for step, times in self.moves.items()},
                "stay_only_by_discretion": self.only_by_discretion,
                "ratings": {
                    IN_JSON.get(before, before): {
                        IN_JSON.get(after, after): self.crossed.get((before, after), 0) for after in self.names
                    }
                    for before in self.names
                },
            }
        return named


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
    crossed: dict[Ratings, int] = {}
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
    by_percentages = score.scored(scored, strict, reasons=False, suffix=BY_PERCENTAGES, also=names)
    first, second, third = (pl.col(f"rating{end}").cast(pl.String) for end in ("", AGAINST, BY_PERCENTAGES))
    stays = (first == second) & (second != third)
    return int(by_percentages.select(stays.sum()).collect(engine="streaming").item())


def in_words(summary: Summary) -> Iterator[str]:
    """Return the lines of a summary."""
    heads = [f"by {rulebook.id}" for rulebook in summary.rulebooks]
    rows: list[tuple[str | int, ...]] = [
        (label(status), *(of[status] for of in summary.statuses))
        for status in reversed(STATUSES.values())
        if any(of[status] for of in summary.statuses)
    ]
    yield from _columns(["reports"] if len(heads) == 1 else heads, rows)
    if len(summary.rulebooks) == 1:
        return
    before, after = summary.rulebooks
    yield from ("", f"Overall rating by {before.id} (rows) and by {after.id} (columns)", "")
    yield from _columns([*summary.names, "all"], list(_crossed(summary)))
    moves = summary.moves
    yield from (
        "",
        (
            f"{moves['up']:,} up, {moves['down']:,} down, {moves['stays']:,} stay, "
            f"{moves[NOT_DETERMINED]:,} not determined."
        ),
    )
    if number := summary.only_by_discretion:
        stays = "stays" if number == 1 else "stay"
        yield f"{number:,} of them {stays} only by discretion: by percentages alone the overall rating would move."


def _crossed(summary: Summary) -> Iterator[tuple[str | int, ...]]:
    totals = [0] * len(summary.names)
    for before in summary.names:
        times = [summary.crossed.get((before, after), 0) for after in summary.names]
        totals = [total + more for total, more in zip(totals, times, strict=True)]
        yield (before, *times, sum(times))
    yield ("all", *totals, sum(totals))


def _columns(heads: Sequence[str], rows: Sequence[tuple[str | int, ...]]) -> Iterator[str]:
    """Return numbers below headings, with one word of a heading per line."""
    words = [head.split(" ") for head in heads]
    shown = [[f"{cell:,}" if isinstance(cell, int) else cell for cell in row] for row in rows]
    first = max((len(row[0]) for row in shown), default=0)
    wide = [
        max(*map(len, of_head), *(len(row[place]) for row in shown), 0) for place, of_head in enumerate(words, start=1)
    ]
    most = max(map(len, words))
    lines = zip_longest(*([""] * (most - len(of_head)) + of_head for of_head in words))
    for line in (*(("", *line) for line in lines), *shown):
        cells = [line[0].ljust(first), *(cell.rjust(width) for cell, width in zip(line[1:], wide, strict=True))]
        yield "  ".join(cells).rstrip()
