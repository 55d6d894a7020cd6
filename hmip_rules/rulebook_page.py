"""A rulebook as a person would want to read it: bands as ranges, sources as footnotes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from hmip_rules import reasons
from hmip_rules.lines import wrapped
from hmip_rules.months import in_words
from hmip_rules.percent import shown
from hmip_rules.rulebook import InForce, Rule, Rulebook, Standard

ROUNDED = {"nearest": "rounded to the nearest", "up": "rounded up to", "down": "cut off to"}


def page(rulebook: Rulebook) -> Iterator[str]:
    """Write a rulebook out in lines of at most 80 columns."""
    notes = _Footnotes(rulebook)
    yield from wrapped(title(rulebook))
    yield from wrapped(f"{rulebook.id}, revision {rulebook.revision or 'not stated'}; {_in_force(rulebook, notes)}")
    yield ""
    yield from _standards(rulebook, notes)
    yield from _percentages(rulebook, notes)
    yield from _totals(rulebook, notes)
    yield from notes.lines()


def title(rulebook: Rulebook) -> str:
    """Give the title of a rulebook, or its id where it has none."""
    return rulebook.title or rulebook.id


def months(in_force: InForce | None) -> str:
    """Say when a rulebook applies: "fieldwork October 2023 to October 2025"."""
    if in_force is None:
        return "no months stated"
    first, last = (month and in_words(month) for month in (in_force.from_, in_force.to))
    return f"{in_force.of} {first or ''} to {last or 'now'}".replace("  ", " ")


def ranks(rulebook: Rulebook) -> Counter[str]:
    """Count the rules of a rulebook by what they stand on."""
    return Counter(rule.basis for rule in rulebook.rules())


def _in_force(rulebook: Rulebook, notes: _Footnotes) -> str:
    cited = notes.cite("in_force") if rulebook.in_force else ""
    return f"{months(rulebook.in_force)} {cited}".strip()


def _standards(rulebook: Rulebook, notes: _Footnotes) -> Iterator[str]:
    yield f"Standards {notes.cite('stands_on', 'standards')}"
    for number, standard in enumerate(rulebook.standards):
        own = notes.cite("standards", number) if standard.basis else ""
        name = " ".join(part for part in (standard.code, standard.name) if part)
        yield from wrapped(f"{name}: {_rated_by(standard)} {own}".rstrip(), indent=2)
        for key, wording in standard.key_questions.items():
            yield from wrapped(f"{key}: {wording}" if wording else key, indent=6)
    yield ""


def _rated_by(standard: Standard) -> str:
    counts = "" if standard.counted else "; it does not count"
    if standard.rated_by == "judgement":
        return f"judged by inspectors{counts}"
    asked = "" if standard.key_questions else "; its key questions are not known"
    return f"rated by its lowest key question{asked}{counts}"


def _percentages(rulebook: Rulebook, notes: _Footnotes) -> Iterator[str]:
    """Write out how percentages become the rating of a standard."""
    yield "From percentages to the rating of a standard"
    yield from wrapped(f"A judged standard is taken as published {notes.cite('stands_on', 'judgement')}.", indent=2)
    if rulebook.bands.key_question:
        how = rulebook.percentages
        printed = f"{ROUNDED[how.printed.by]} {shown(how.printed.to)} % {notes.cite('percentages', 'printed')}"
        ties = f", halfway {how.ties.to} {notes.cite('percentages', 'ties')}" if how.printed.by == "nearest" else ""
        yield from wrapped(f"Percentages are {printed}{ties}.", indent=2)
        yield from wrapped(
            f"The {how.banded.value} percentage falls into a band {notes.cite('percentages', 'banded')}:", indent=2
        )
        cited = notes.cite("bands", "key_question")
        for rating in reversed(rulebook.names):
            yield from wrapped(f"{rating}: {reasons.percent_range(rulebook, rating)} {cited}", indent=4)
        lowest, left_out = notes.cite("stands_on", "lowest_key_question"), notes.cite("stands_on", "not_applicable")
        yield from wrapped(f"The lowest key question drives the standard {lowest}.", indent=2)
        yield from wrapped(f"One that is not applicable is left out {left_out}.", indent=2)
        yield from wrapped(_discretion(rulebook, notes), indent=2)
    yield ""


def _discretion(rulebook: Rulebook, notes: _Footnotes) -> str:
    margin = rulebook.discretion
    if margin is None:
        return "Inspectors have no discretion."
    ways = "either way" if margin.direction == "either" else margin.direction
    points = shown(margin.points)
    return f"Inspectors may go to the next band {ways} within {points} percentage points {notes.cite('discretion')}."


def _totals(rulebook: Rulebook, notes: _Footnotes) -> Iterator[str]:
    """Write out how ratings become the overall rating."""
    yield "From ratings to the overall rating"
    worth = ", ".join(f"{rating} {points}" for rating, points in reversed(list(rulebook.ratings.items())))
    yield from wrapped(f"Points: {worth} {notes.cite('stands_on', 'points')}.", indent=2)
    yield from wrapped(f"The points of the standards are added up {notes.cite('stands_on', 'total')}.", indent=2)
    for number, bands in enumerate(rulebook.bands.overall):
        left_out = f" where {', '.join(bands.without)} are not rated" if bands.without else ""
        yield from wrapped(f"Of {bands.max} points{left_out} {notes.cite('stands_on', 'max_score')}:", indent=2)
        cited = notes.cite("bands", "overall", number)
        for rating in reversed(rulebook.names):
            yield from wrapped(f"{rating}: {reasons.total_range(bands, rating)} {cited}", indent=4)
    yield ""


class _Footnotes:
    """On what the rules of one page stand, numbered as they are cited."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        self._rules: list[Rule] = []

    def cite(self, *path: str | int) -> str:
        rule = self._rulebook.rule(*path)
        if rule not in self._rules:
            self._rules.append(rule)
        return f"[{self._rules.index(rule) + 1}]"

    def lines(self) -> Iterator[str]:
        yield "On what the rules stand"
        for number, rule in enumerate(self._rules, start=1):
            note = f". {rule.note}" if rule.note else ""
            text = f"{reasons.RULES[rule.name]}: {reasons.basis(rule)}{note}"
            yield from wrapped(text, indent=2, label=f"[{number}] ")
        cited = {name for rule in self._rules for name in rule.source_ids}
        if cited:
            yield ""
            yield "Sources"
        for name, source in self._rulebook.sources.items():
            if name in cited:
                yield from wrapped(f"{name}: {source}", indent=2)
