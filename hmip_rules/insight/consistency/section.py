"""Consistency in words: whether whole numbers of cases can give the percentages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from hmip_rules.insight.consistency.compute import (
    Consistency,
    Figure,
    FigureGroup,
    Fit,
    Power,
    Rounding,
    Way,
    consistency,
)
from hmip_rules.insight.words import either, ends_as_json, warning_of_shared_cases, with_unconfirmed_rules
from hmip_rules.model.percent import as_number, shown
from hmip_rules.model.places import ValuePath
from hmip_rules.model.scorecard import Scorecard
from hmip_rules.model.section import Section, Table
from hmip_rules.wording import phrases

RULES: Final[tuple[ValuePath, ...]] = (("percentages", "printed"), ("percentages", "ties"))

ROUNDED: Final = {"up": "rounded up", "down": "cut off"}
HALFWAY: Final = {"up": "half up", "down": "half down", "even": "half even"}

WHAT_WAYS_MEAN: Final = (
    "Half up, half down and half even round to the nearest, and differ only where a percentage lies halfway; "
    "cut off always goes down, rounded up always up."
)
HOW_TO_READ: Final = "how many of {}, judged sufficient, give the percentage when it is rounded in that way."
NO_FINDING: Final = (
    "That is no finding and proves no error: a key question may have been judged in fewer cases than were inspected, "
    "and percentages may have been rounded in another way."
)
METHOD: Final = "The method is the GRIM test (Brown and Heathers, 2017)."


def consistency_section(card: Scorecard, *, every_way: bool = False) -> Section:
    """Return which numbers of cases can give the published percentages, by the rulebook's rounding or by every way."""
    found = consistency(card, every_way=every_way)
    title = "Consistency: whether whole numbers of cases can give the percentages"
    made = Section("consistency", title, tuple(_body(card, found)), _plain(found))
    return with_unconfirmed_rules(card, made, RULES if found.samples else ())


def _body(card: Scorecard, found: Consistency) -> Iterator[str | Table]:
    if found.as_counts:
        left_out = phrases.plural(found.as_counts, "percentage")
        yield f"Left out, for they follow from the numbers of cases published with them: {left_out}."
    if not found.samples:
        others = "other " if found.as_counts else ""
        yield f"No {others}percentages were published: there is nothing to check."
        return
    if not card.report.cases:
        yield "No number of cases is stated against which the percentages could be held."
    elif found.shared:
        (stated,) = warning_of_shared_cases(card)
        yield f"{stated} So no percentage is held against that number."
    for sample in found.samples:
        yield from _sample(sample)
        yield _numbers(sample, shared=found.shared)
    yield METHOD


def _sample(sample: FigureGroup) -> Iterator[str | Table]:
    """Hold the figures of a sample against the stated number of cases; nothing where there is none."""
    if not sample.cases:
        return
    own = sample.roundings[0]
    yield _verdict(own, sample.cases)
    yield from (_power(power, sample.cases) for power in sample.powers)
    if own.impossible:
        yield _impossible(own.impossible, sample.cases)
        yield NO_FINDING
    yield _table(sample)
    how_to_read = f"In the columns: {HOW_TO_READ.format(phrases.plural(sample.cases, 'case'))}"
    yield f"{how_to_read} {WHAT_WAYS_MEAN}" if len(sample.roundings) > 1 else how_to_read


def _verdict(own: Rounding, cases: int) -> str:
    fitting = len(own.fits) - len(own.impossible)
    of = f"{fitting} of {phrases.plural(len(own.fits), 'percentage')}"
    return f"{of} can come from {phrases.plural(cases, 'case')}, if rounded as the rulebook says ({_way(own.way)})."


def _way(way: Way) -> str:
    """Name a way of rounding: "half up", "cut off"."""
    return ROUNDED.get(way.by) or HALFWAY[way.ties]


def _impossible(fits: Sequence[Fit], cases: int) -> Table:
    """Set beside each impossible figure the nearest possible ones, and of how many cases it would be possible."""
    of_cases = phrases.plural(cases, "case")
    head = (f"can't come from {of_cases}", "%", f"nearest that can, with their cases of {cases}", "can come from")
    return Table(
        head, tuple((_name(fit.figure), shown(fit.figure.percent), _nearest(fit), _fewer(fit)) for fit in fits)
    )


def _nearest(fit: Fit) -> str:
    return " and ".join(f"{shown(near.percent)} % ({near.sufficient})" for near in fit.nearest)


def _fewer(fit: Fit) -> str:
    """Name the smaller numbers of cases that give an impossible figure, the nearest first."""
    *others, last = map(str, fit.fewer or ("no smaller number found",))
    return f"{', '.join(others)} or {last} cases" if others else last


def _name(figure: Figure) -> str:
    return f"{figure.standard} {figure.question}"


def _table(sample: FigureGroup) -> Table:
    """Return each figure with the counts that give it; ways of rounding with the same counts share a column."""
    ways_by_column: dict[tuple[str, ...], list[str]] = {}
    for rounding in sample.roundings:
        counts = [either(fit.sufficient) if fit.sufficient else "none" for fit in rounding.fits]
        impossible = f"{len(rounding.impossible)} of {len(rounding.fits)}"
        ways_by_column.setdefault((*counts, impossible), []).append(_way(rounding.way))
    head = ("", "%", *(", ".join(ways) for ways in ways_by_column.values()))
    names = [*(_name(figure) for figure in sample.figures), "impossible"]
    percents = [*(shown(figure.percent) for figure in sample.figures), ""]
    return Table(head, tuple(zip(names, percents, *ways_by_column, strict=True)))


def _power(power: Power, cases: int) -> str:
    """Say with which chance a wrong figure would have been caught."""
    of_cases = phrases.plural(cases, "case")
    figures = "whole per cent" if power.step == 1 else f"multiple of {shown(power.step)} %"
    if not power.impossible:
        return f"Every {figures} can come from {of_cases}: of figures printed so, the check can say nothing."
    chance = "under 1 %" if power.share < 1 else "over 99 %" if power.share > 99 else f"{round(power.share)} %"
    return (
        f"Of the {power.figures} figures that are a {figures}, {of_cases} can't give {power.impossible}, however they "
        f"are rounded. If a wrong one might be any of them, the chance that it would have been caught is {chance}."
    )


def _numbers(sample: FigureGroup, *, shared: bool) -> str:
    """List the numbers of cases that can give every figure of a sample."""
    domain = f"Domain {sample.domain or 'not known'}: n" if shared else "N"
    own = sample.roundings[0]
    *runs, (start, _) = _runs([*own.possible, sample.all_from])
    possible = [str(first) if first == last else f"{first} to {last}" for first, last in runs]
    untried = ""
    if sample.tried + 1 < sample.all_from:
        untried = f" Of numbers from {sample.tried + 1} to {sample.all_from - 1} that is not known."
    return (
        f"{domain}umbers of cases that can give every percentage ({len(sample.figures)} in all), if each key question "
        f"was judged in the same number of cases and rounded {_way(own.way)}: "
        f"{phrases.listed([*possible, f'any from {start} on'])}.{untried}"
    )


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Put numbers that follow one another together, as the first and the last of them.

    >>> _runs([42, 94, 95, 96])
    [(42, 42), (94, 96)]
    """
    runs: list[tuple[int, int]] = []
    for number in numbers:
        first = runs.pop()[0] if runs and runs[-1][1] + 1 == number else number
        runs.append((first, number))
    return runs


def _plain(found: Consistency) -> dict[str, Any]:
    return {
        "as_counts": found.as_counts,
        "shared": found.shared,
        "samples": [_plain_sample(sample) for sample in found.samples],
    }


def _plain_sample(sample: FigureGroup) -> dict[str, Any]:
    return {
        "domain": sample.domain,
        "cases": sample.cases,
        "key_questions": [_plain_figure(figure) for figure in sample.figures],
        "tried": sample.tried,
        "any_from": sample.all_from,
        "roundings": [_plain_rounding(rounding) for rounding in sample.roundings],
        "power": [_plain_power(power) for power in sample.powers],
    }


def _plain_figure(figure: Figure) -> dict[str, Any]:
    where = {"standard": figure.standard, "id": figure.question}
    return where | {"percent": as_number(figure.percent), "step": as_number(figure.step)}


def _plain_rounding(rounding: Rounding) -> dict[str, Any]:
    nearest = rounding.way.by not in ROUNDED
    return {
        "by": rounding.way.by,
        "ties": rounding.way.ties if nearest else None,
        "possible": list(rounding.possible),
        "impossible": len(rounding.impossible) if rounding.fits else None,
        "key_questions": [_plain_fit(fit) for fit in rounding.fits],
    }


def _plain_fit(fit: Fit) -> dict[str, Any]:
    return {
        "standard": fit.figure.standard,
        "id": fit.figure.question,
        "sufficient": ends_as_json(fit.sufficient),
        "nearest": [{"percent": as_number(near.percent), "sufficient": near.sufficient} for near in fit.nearest],
        "fewer": list(fit.fewer),
    }


def _plain_power(power: Power) -> dict[str, Any]:
    step = as_number(power.step)
    return {"step": step, "figures": power.figures, "impossible": power.impossible, "percent": as_number(power.share)}
