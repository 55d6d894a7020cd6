"""A rulebook as a person would want to read it: bands as ranges, sources as footnotes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.rules import Rule, Standard
from hmip_rules.wording import rule_words
from hmip_rules.wording.layout import wrapped
from hmip_rules.wording.phrases import plural

KINDS_OF_BASIS = """Confirmed: read in the inspectorate's own text; inferred: follows from published results;
unverified: not yet found in the inspectorate's own text."""


def page(rulebook: Rulebook) -> Iterator[str]:
    """Return a rulebook in lines of at most 80 columns."""
    notes = _Footnotes(rulebook)
    yield from wrapped(title(rulebook))
    in_force = f" {notes.cite('in_force')}" if rulebook.in_force else ""
    yield from wrapped(f"{id_and_revision(rulebook)}; {rule_words.in_force(rulebook.in_force)}{in_force}")
    yield ""
    yield from _standards(rulebook, notes)
    yield from _percentages(rulebook, notes)
    yield from _totals(rulebook, notes)
    yield from notes.lines()


def title(rulebook: Rulebook) -> str:
    """Return the title of a rulebook, or its id where it has none."""
    return rulebook.title or rulebook.id


def id_and_revision(rulebook: Rulebook) -> str:
    """Return the id of a rulebook, and its revision."""
    return f"{rulebook.id}, revision {rulebook.revision or 'not stated'}"


def rules_by_basis(rulebook: Rulebook) -> Counter[str]:
    """Return how many rules of a rulebook have each basis."""
    return Counter(rule.basis for rule in rulebook.rules())


def _standards(rulebook: Rulebook, notes: _Footnotes) -> Iterator[str]:
    """Return the standards below their domains, where they have any."""
    yield f"Standards {notes.cite('stands_on', 'standards')}"
    for domain, group in groupby(enumerate(rulebook.standards), key=lambda numbered: numbered[1].domain):
        if domain:
            yield from wrapped(f"Domain {domain}", indent=2)
        for number, standard in group:
            own = f" {notes.cite('standards', number)}" if _has_grounds(standard) else ""
            yield from wrapped(f"{standard.title}: {rule_words.rated_by(standard)}{own}", indent=4)
            yield from _key_questions(standard)
    yield ""


def _has_grounds(standard: Standard) -> bool:
    return bool(standard.basis or standard.sources or standard.note)


def _key_questions(standard: Standard) -> Iterator[str]:
    """Return the key questions, a line for each; in one line where the wording of none is known."""
    if standard.key_questions and not any(standard.key_questions.values()):
        yield from wrapped(f"{', '.join(standard.key_questions)} (wording not known)", indent=8)
        return
    for key, wording in standard.key_questions.items():
        yield from wrapped(f"{key}: {wording or 'wording not known'}", indent=8)


def _percentages(rulebook: Rulebook, notes: _Footnotes) -> Iterator[str]:
    """Return the lines that say how percentages become the rating of a standard."""
    yield "From percentages to the rating of a standard"
    yield from wrapped(f"A judged standard has its published rating {notes.cite('stands_on', 'judgement')}.", indent=2)
    if rulebook.bands.key_question:
        how = rulebook.percentages
        printed = f"{rule_words.rounded(how.printed)} {notes.cite('percentages', 'printed')}"
        yield from wrapped(f"Percentages are {printed}.", indent=2)
        if how.printed.by == "nearest":  # else none is halfway
            ties = f"{rule_words.halfway(how.ties)} {notes.cite('percentages', 'ties')}"
            yield from wrapped(f"Halves are rounded {ties}.", indent=2)
        yield from wrapped(
            f"The {how.banded.value} percentage gives the rating {notes.cite('percentages', 'banded')}:", indent=2
        )
        cited = notes.cite("bands", "key_question")
        for rating in reversed(rulebook.names):
            yield from wrapped(f"{rating}: {rule_words.percent_range(rulebook, rating)} {cited}", indent=4)
        lowest, left_out = notes.cite("stands_on", "lowest_key_question"), notes.cite("stands_on", "not_applicable")
        yield from wrapped(f"The lowest key question decides the rating of the standard {lowest}.", indent=2)
        yield from wrapped(f"A key question that is not applicable is left out {left_out}.", indent=2)
        yield from wrapped(_discretion(rulebook, notes), indent=2)
    yield ""


def _discretion(rulebook: Rulebook, notes: _Footnotes) -> str:
    if rulebook.discretion is None:
        return "Inspectors have no discretion."
    points = plural(rulebook.discretion.points, "percentage point")
    next_band = {"either": "the next band up or down", "up": "the next band up", "down": "the next band down"}
    return (
        f"Inspectors may choose {next_band[rulebook.discretion.direction]} if the percentage is within {points} of it "
        f"{notes.cite('discretion')}."
    )


def _totals(rulebook: Rulebook, notes: _Footnotes) -> Iterator[str]:
    """Return the lines that say how ratings become the overall rating."""
    yield "From ratings to the overall rating"
    worth = ", ".join(f"{rating} {points}" for rating, points in reversed(list(rulebook.ratings.items())))
    yield from wrapped(f"Points: {worth} {notes.cite('stands_on', 'points')}.", indent=2)
    yield from wrapped(
        f"The score is the sum of the points of the standards {notes.cite('stands_on', 'total')}.", indent=2
    )
    for number, bands in enumerate(rulebook.bands.overall):
        points = f"{plural(bands.max, 'point')}{rule_words.without(bands)}"
        yield from wrapped(f"Of a maximum of {points} {notes.cite('stands_on', 'max_score')}:", indent=2)
        cited = notes.cite("bands", "overall", number)
        for rating in reversed(rulebook.names):
            yield from wrapped(f"{rating}: {rule_words.total_range(bands, rating)} {cited}", indent=4)
    yield ""


class _Footnotes:
    """The evidence for the rules of one page, numbered as they are cited."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        self._rules: list[Rule] = []

    def cite(self, *path: str | int) -> str:
        rule = self._rulebook.rule(*path)
        if rule not in self._rules:
            self._rules.append(rule)
        return f"[{self._rules.index(rule) + 1}]"

    def lines(self) -> Iterator[str]:
        yield "Evidence for each rule"
        yield from wrapped(KINDS_OF_BASIS, indent=2)
        for number, rule in enumerate(self._rules, start=1):
            note = f". {rule.note}" if rule.note else ""
            text = f"{rule_words.rule_title(self._rulebook, rule)}: {rule_words.grounds(rule)}{note}"
            yield from wrapped(text, indent=2, label=f"[{number}] ")
        cited = {name for rule in self._rules for name in rule.source_ids}
        if cited:
            yield ""
            yield "Sources"
        for name, source in self._rulebook.sources.items():
            if name in cited:
                yield from wrapped(f"{name}: {source}", indent=2)
