"""Consistency in words: whether whole numbers of cases can give the percentages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from hmip_rules.insight.consistency.compute import (
    Consistency,
    Figure,
    FigureFit,
    FigureGroup,
    Power,
    Rounding,
    RoundingWay,
    consistency,
)
from hmip_rules.insight.words import ends_as_json, range_in_words, shared_cases_warning, with_unconfirmed_rules
from hmip_rules.model.percent import as_number, decimal_text
from hmip_rules.model.places import ValuePath
from hmip_rules.model.scorecard import Scorecard
from hmip_rules.model.section import Section, Table
from hmip_rules.wording import phrases, rule_words

ROUNDING_RULES: Final[tuple[ValuePath, ...]] = (("percentages", "printed"), ("percentages", "ties"))

DIRECTED_ROUNDING: Final = {"up": "rounded up", "down": "rounded down"}
TIE_NAMES: Final = {"up": "half up", "down": "half down", "even": "half even"}

WHAT_WAYS_MEAN: Final = (
    "Half up, half down and half even (to an even number) all round to the nearest. They differ only for exact halves."
)
NO_FINDING: Final = (
    "This is not a finding and does not prove an error. A key question may have been judged in fewer cases than were "
    "inspected, or percentages may have been rounded in another way."
)


def consistency_section(card: Scorecard, *, every_way: bool = False) -> Section:
    """Return which numbers of cases can give the published percentages, by the rulebook's rounding or by every way."""
    found = consistency(card, every_way=every_way)
    title = "Consistency: can whole numbers of cases give these percentages? (GRIM test)"
    section = Section("consistency", title, tuple(_body(card, found)), _json(found))
    return with_unconfirmed_rules(card, section, ROUNDING_RULES if found.samples else ())


def _body(card: Scorecard, found: Consistency) -> list[str | Table]:
    body: list[str | Table] = []
    if found.as_counts:
        was, they_were = ("was", "it was") if found.as_counts == 1 else ("were", "they were")
        left_out = f"{phrases.plural(found.as_counts, 'percentage')} {was} not checked"
        body.append(f"{left_out}, because {they_were} published with numbers of cases.")
    if not found.samples:
        others = "other " if found.as_counts else ""
        return [*body, f"No {others}percentages were published, so there is nothing to check."]
    if not card.report.cases:
        body.append("The number of cases inspected is not stated, so percentages cannot be compared with it.")
    elif warning := shared_cases_warning(card):
        body += [warning, "No percentage can be compared with the number of cases inspected."]
    for group in found.samples:
        if group.cases:
            body += _checked_figures(group, group.cases)
        body.append(_possible_cases(group, shared=found.shared))
    return body


def _checked_figures(group: FigureGroup, cases: int) -> list[str | Table]:
    """Return which figures the stated number of cases can give, and how many errors that could show."""
    by_own_rounding, has_other_ways = group.roundings[0], len(group.roundings) > 1
    impossible = by_own_rounding.impossible
    body: list[str | Table] = [
        _verdict(by_own_rounding, cases),
        *(_power_sentence(power, cases) for power in group.powers),
    ]
    if impossible:
        body += [_impossible_figures(impossible, cases), NO_FINDING]
    if impossible or has_other_ways:
        of_cases = phrases.plural(cases, "case")
        body.append(f"How many of the {of_cases} must have been judged sufficient to give each percentage:")
        body.append(_counts_by_way(group))
    return [*body, WHAT_WAYS_MEAN] if has_other_ways else body


def _verdict(own: Rounding, cases: int) -> str:
    possible, number = len(own.fits) - len(own.impossible), len(own.fits)
    share = f"{possible} of {phrases.plural(number, 'percentage')} {'is' if 1 in (possible, number) else 'are'}"
    if possible == number > 1:
        share = f"{_all_percentages(number)} are"
    return f"{share} possible with {phrases.plural(cases, 'case')}, {_if_rounded(own.way)}."


def _all_percentages(number: int) -> str:
    """Return the words for all percentages of a group: "The only percentage", "Both percentages"."""
    return {1: "The only percentage", 2: "Both percentages"}.get(number, f"All {number} percentages")


def _if_rounded(way: RoundingWay) -> str:
    """Return a way of rounding as a condition: "if exact halves are rounded up", "if rounded down"."""
    if way.by in DIRECTED_ROUNDING:
        return f"if {DIRECTED_ROUNDING[way.by]}"
    return f"if exact halves are rounded {rule_words.HALVES_ROUNDED[way.ties]}"


def _way_in_words(way: RoundingWay) -> str:
    """Return a way of rounding in words: "half up", "rounded down"."""
    return DIRECTED_ROUNDING.get(way.by) or TIE_NAMES[way.ties]


def _impossible_figures(fits: Sequence[FigureFit], cases: int) -> Table:
    """Return each impossible figure, the nearest possible ones, and of how many cases it would be possible."""
    of_cases = phrases.plural(cases, "case")
    head = (f"not possible with {of_cases}", "%", "nearest possible (cases)", "possible with")
    rows = []
    for fit in fits:
        nearest = " and ".join(f"{decimal_text(figure.percent)}% ({figure.sufficient})" for figure in fit.nearest)
        rows.append((_question(fit.figure), fit.figure.printed, nearest, _fewer_cases(fit)))
    return Table(head, tuple(rows))


def _question(figure: Figure) -> str:
    return f"{figure.standard} {figure.question}"


def _fewer_cases(fit: FigureFit) -> str:
    """Return the smaller numbers of cases that give an impossible figure, the nearest first: "41, 39 or 37 cases"."""
    if not fit.fewer:
        return "no smaller number found"
    *others, last = map(str, fit.fewer)
    return f"{', '.join(others)} or {last} cases" if others else last


def _counts_by_way(group: FigureGroup) -> Table:
    """Return each figure with the counts that give it; ways of rounding with the same counts share a column."""
    ways_by_column: dict[tuple[str, ...], list[str]] = {}
    for rounding in group.roundings:
        counts = [range_in_words(fit.sufficient) if fit.sufficient else "none" for fit in rounding.fits]
        impossible = f"{len(rounding.impossible)} of {len(rounding.fits)}"
        ways_by_column.setdefault((*counts, impossible), []).append(_way_in_words(rounding.way))
    head = ("", "%", *(", ".join(ways) for ways in ways_by_column.values()))
    names = [*(_question(figure) for figure in group.figures), "not possible"]
    percents = [*(figure.printed for figure in group.figures), ""]
    return Table(head, tuple(zip(names, percents, *ways_by_column, strict=True)))


def _power_sentence(power: Power, cases: int) -> str:
    """Return with which chance a wrong figure would have been found."""
    of_cases = phrases.plural(cases, "case")
    figures = "whole percentages" if power.step == 1 else f"multiples of {decimal_text(power.step)}%"
    if not power.impossible:
        return f"All {figures} are possible with {of_cases}, so this check cannot find any errors in them."
    if power.share < 1:
        chance = "under 1%"
    elif power.share > 99:
        chance = "over 99%"
    else:
        chance = f"about {round(power.share)}%"
    return (
        f"{power.impossible} of the {power.figures} {figures} are not possible with {of_cases}, so this check would "
        f"find {chance} of random errors."
    )


def _possible_cases(group: FigureGroup, *, shared: bool) -> str:
    """Return the numbers of cases that can give every figure of a group."""
    of_domain = f" of domain {group.domain or 'not known'}" if shared else ""
    own, end = group.roundings[0], group.all_from
    *runs, (any_from, _) = _runs([*own.possible, end])  # the last run goes on without end
    possible = [phrases.from_to(str(first), str(last)) for first, last in runs]
    any_number = f"any number of cases from {any_from}"
    numbers = f"{', '.join(possible)}, or {any_number}" if possible else any_number
    untried = ""
    if group.tried + 1 < end:
        untried = f" Numbers from {group.tried + 1} to {end - 1} were not tried."
    every = _all_percentages(len(group.figures))
    are = "are" if len(group.figures) > 1 else "is"
    return f"{every}{of_domain} {are} possible with {numbers}.{untried}"


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
    has_ties = rounding.way.by not in DIRECTED_ROUNDING
    return {
        "by": rounding.way.by,
        "ties": rounding.way.ties if has_ties else None,
        "possible": list(rounding.possible),
        "impossible": len(rounding.impossible) if rounding.fits else None,
        "key_questions": [_json_fit(fit) for fit in rounding.fits],
    }


def _json_fit(fit: FigureFit) -> dict[str, Any]:
    return {
        "standard": fit.figure.standard,
        "id": fit.figure.question,
        "sufficient": ends_as_json(fit.sufficient),
        "nearest": [{"percent": as_number(figure.percent), "sufficient": figure.sufficient} for figure in fit.nearest],
        "fewer": list(fit.fewer),
    }


def _json_power(power: Power) -> dict[str, Any]:
    step = as_number(power.step)
    return {"step": step, "figures": power.figures, "impossible": power.impossible, "percent": as_number(power.share)}
