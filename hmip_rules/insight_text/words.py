"""What the sections share: percentages, cases and rules in words, and numbers as plain values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from hmip_rules import reasons
from hmip_rules.insight.counts import Counts, cases_of_each
from hmip_rules.places import Path
from hmip_rules.scorecard import Scorecard
from hmip_rules.section import Section


def ends(numbers: range) -> dict[str, int] | None:
    """Give the least and the most of numbers of which one is right, as plain values; None for none."""
    return {"min": numbers[0], "max": numbers[-1]} if numbers else None


def cases(known: Counts | None) -> dict[str, Any] | None:
    """Give the cases behind a percentage as plain values; None where their number is not known."""
    return None if known is None else {"of": known.of, "sufficient": ends(known.sufficient)}


def shared_cases(card: Scorecard) -> Iterator[str]:
    """Say where the number of cases is of several domains together, so that nothing can be counted in it."""
    if card.report.cases and cases_of_each(card) is None:
        stated = reasons.counted(card.report.cases, "case")
        yield f"The {stated} stated are of several domains together, and each may have cases of its own."


def either(numbers: Sequence[int]) -> str:
    """Write the numbers of which one is right: "3", or "3 or 4"; of more than two the first and the last.

    >>> either([3]), either([3, 4]), either([3, 4, 5])
    ('3', '3 or 4', '3 to 5')
    """
    first, last = numbers[0], numbers[-1]
    return str(first) if first == last else f"{first} {'or' if len(numbers) == 2 else 'to'} {last}"


def leaning(card: Scorecard, section: Section, *paths: Path) -> Section:
    """Add to a section, at its end and under `leans_on`, which of the rules that it uses are not confirmed."""
    unsure = [rule for rule in (card.rulebook.rule(*path) for path in paths) if rule.basis != "confirmed"]
    plain = {"leans_on": [{"rule": rule.name, "basis": rule.basis} for rule in unsure]}
    said = [f"Leans on rules that are not confirmed: {reasons.by_basis(card.rulebook, unsure)}."] if unsure else []
    return section._replace(body=(*section.body, *said), plain=section.plain | plain)


BANDING: Final[tuple[Path, ...]] = (
    ("bands", "key_question"),
    ("stands_on", "lowest_key_question"),
    ("percentages", "printed"),
    ("percentages", "ties"),
    ("percentages", "banded"),
)
"""The rules by which percentages are rounded and banded, and decide a standard."""


def overall_bands(card: Scorecard) -> tuple[Path, ...]:
    """Name the rules by which points become the overall rating; none where no bands are known."""
    bands = card.overall.bands
    return () if bands is None else (("stands_on", "points"), ("stands_on", "total"), ("bands", "overall", bands))
