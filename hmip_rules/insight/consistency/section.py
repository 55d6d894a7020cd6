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
from hmip_rules.insight.words import either, ends_as_json, shared_cases_warning, with_unconfirmed_rules
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
    section = Section("consistency", title, tuple(_body(card, found)), _json(found))
    return with_unconfirmed_rules(card, section, RULES if found.samples else ())


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
        yield f"{shared_cases_warning(card)} So no percentage is held against that number."
    for group in found.samples:
        if group.cases:
            yield from _checked_figures(group, group.cases)
        yield _possible_cases(group, shared=found.shared)
    yield METHOD


def _checked_figures(group: FigureGroup, cases: int) -> Iterator[str | Table]:
    """Return which figures the stated number of cases can give, and what that can show."""
    own = group.roundings[0]
    yield _verdict(own, cases)
    yield from (_power(power, cases) for power in group.powers)
    if own.impossible:
        yield _impossible_figures(own.impossible, cases)
        yield NO_FINDING
    yield _counts_by_way(group)
    how_to_read = f"In the columns: {HOW_TO_READ.format(phrases.plural(cases, 'case'))}"
    yield f"{how_to_read} {WHAT_WAYS_MEAN}" if len(group.roundings) > 1 else how_to_read


def _verdict(own: Rounding, cases: int) -> str:
    possible = len(own.fits) - len(own.impossible)
    share = f"{possible} of {phrases.plural(len(own.fits), 'percentage')}"
    return f"{share} can come from {phrases.plural(cases, 'case')}, if rounded as the rulebook says ({_way(own.way)})."


def _way(way: Way) -> str:
    """Return a way of rounding in words: "half up", "cut off"."""
    return ROUNDED.get(way.by) or HALFWAY[way.ties]


def _impossible_figures(fits: Sequence[Fit], cases: int) -> Table:
    """Return each impossible figure, the nearest possible ones, and of how many cases it would be possible."""
    of_cases = phrases.plural(cases, "case")
    head = (f"can't come from {of_cases}", "%", f"nearest that can, with their cases of {cases}", "can come from")
    rows = [(_name(fit.figure), shown(fit.figure.percent), _nearest(fit), _fewer_cases(fit)) for fit in fits]
    return Table(head, tuple(rows))


def _name(figure: Figure) -> str:
    return f"{figure.standard} {figure.question}"


def _nearest(fit: Fit) -> str:
    return " and ".join(f"{shown(near.percent)} % ({near.sufficient})" for near in fit.nearest)


def _fewer_cases(fit: Fit) -> str:
    """Return the smaller numbers of cases that give an impossible figure, the nearest first: "41, 39 or 37 cases"."""
    if not fit.fewer:
        return "no smaller number found"
    *others, last = map(str, fit.fewer)
    return f"{', '.join(others)} or {last} cases" if others else last


def _counts_by_way(group: FigureGroup) -> Table:
    """Return each figure with the counts that give it; ways of rounding with the same counts share a column."""
    ways_by_column: dict[tuple[str, ...], list[str]] = {}
    for rounding in group.roundings:
        counts = [either(fit.sufficient) if fit.sufficient else "none" for fit in rounding.fits]
        impossible = f"{len(rounding.impossible)} of {len(rounding.fits)}"
        ways_by_column.setdefault((*counts, impossible), []).append(_way(rounding.way))
    head = ("", "%", *(", ".join(ways) for ways in ways_by_column.values()))
    names = [*(_name(figure) for figure in group.figures), "impossible"]
    percents = [*(shown(figure.percent) for figure in group.figures), ""]
    return Table(head, tuple(zip(names, percents, *ways_by_column, strict=True)))


def _power(power: Power, cases: int) -> str:
    """Return with which chance a wrong figure would have been caught."""
    of_cases = phrases.plural(cases, "case")
    figures = "whole per cent" if power.step == 1 else f"multiple of {shown(power.step)} %"
    if not power.impossible:
        return f"Every {figures} can come from {of_cases}: of figures printed so, the check can say nothing."
    if power.share < 1:
        chance = "under 1 %"
    elif power.share > 99:
        chance = "over 99 %"
    else:
        chance = f"{round(power.share)} %"
    return (
        f"Of the {power.figures} figures that are a {figures}, {of_cases} can't give {power.impossible}, however they "
        f"are rounded. If a wrong one might be any of them, the chance that it would have been caught is {chance}."
    )


def _possible_cases(group: FigureGroup, *, shared: bool) -> str:
    """Return the numbers of cases that can give every figure of a group."""
    start = f"Domain {group.domain or 'not known'}: numbers" if shared else "Numbers"
    own, end = group.roundings[0], group.all_from
    *runs, (any_from, _) = _runs([*own.possible, end])  # the last run goes on without end
    possible = [phrases.from_to(str(first), str(last)) for first, last in runs]
    untried = ""
    if group.tried + 1 < end:
        untried = f" Of numbers from {group.tried + 1} to {end - 1} that is not known."
    return (
        f"{start} of cases that can give every percentage ({len(group.figures)} in all), if each key question "
        f"was judged in the same number of cases and rounded {_way(own.way)}: "
        f"{phrases.listed([*possible, f'any from {any_from} on'])}.{untried}"
    )


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Return the first and the last of numbers that follow one another.

    >>> _runs([42, 94, 95, 96])
    [(42, 42), (94, 96)]
    """
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def _json(found: Consistency) -> dict[str, Any]:
    return {
        "as_counts": found.as_counts,
        "shared": found.shared,
        "samples": [_json_group(group) for group in found.samples],
    }


def _json_group(group: FigureGroup) -> dict[str, Any]:
    return {
        "domain": group.domain,
        "cases": group.cases,
        "key_questions": [_json_figure(figure) for figure in group.figures],
        "tried": group.tried,
        "any_from": group.all_from,
        "roundings": [_json_rounding(rounding) for rounding in group.roundings],
        "power": [_json_power(power) for power in group.powers],
    }


def _json_figure(figure: Figure) -> dict[str, Any]:
    return {
        "standard": figure.standard,
        "id": figure.question,
        "percent": as_number(figure.percent),
        "step": as_number(figure.step),
    }


def _json_rounding(rounding: Rounding) -> dict[str, Any]:
    has_ties = rounding.way.by not in ROUNDED
    return {
        "by": rounding.way.by,
        "ties": rounding.way.ties if has_ties else None,
        "possible": list(rounding.possible),
        "impossible": len(rounding.impossible) if rounding.fits else None,
        "key_questions": [_json_fit(fit) for fit in rounding.fits],
    }


def _json_fit(fit: Fit) -> dict[str, Any]:
    return {
        "standard": fit.figure.standard,
        "id": fit.figure.question,
        "sufficient": ends_as_json(fit.sufficient),
        "nearest": [{"percent": as_number(near.percent), "sufficient": near.sufficient} for near in fit.nearest],
        "fewer": list(fit.fewer),
    }


def _json_power(power: Power) -> dict[str, Any]:
    step = as_number(power.step)
    return {"step": step, "figures": power.figures, "impossible": power.impossible, "percent": as_number(power.share)}
