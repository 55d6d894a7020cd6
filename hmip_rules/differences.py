"""What changed between two rulebooks, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from hmip_rules import reasons
from hmip_rules.percent import shown
from hmip_rules.rulebook import Rulebook, Standard


class Difference(NamedTuple):
    """One thing that differs.

    Attributes:
        where: the rule or standard that it concerns.
        before: as the first rulebook has it, in words; None where it does not have it.
        after: as the second has it.
    """

    where: str
    before: str | None
    after: str | None

    def __str__(self) -> str:
        if self.before is None:
            return f"{self.where}: new: {self.after}"
        if self.after is None:
            return f"{self.where}: gone: {self.before}"
        return f"{self.where}: {self.before}; now {self.after}"


def differences(before: Rulebook, after: Rulebook) -> Iterator[Difference]:
    """Find what differs in standards, percentages, discretion, points, bands and basis; nothing where all is the same.

    Standards are paired by their key: the code, or the name where no code is known.
    """
    yield from _paired(_scope(before), _scope(after))
    yield from _paired(_standards(before), _standards(after))
    yield from _paired(_rules(before), _rules(after))
    yield from _paired(_bases(before), _bases(after))


def _paired(before: dict[str, str], after: dict[str, str]) -> Iterator[Difference]:
    for where in dict.fromkeys((*before, *after)):
        if before.get(where) != after.get(where):
            yield Difference(where, before.get(where), after.get(where))


def _scope(rulebook: Rulebook) -> dict[str, str]:
    """Put into words what a rulebook is for, and when."""
    words = {"title": rulebook.title, "inspects": rulebook.inspects}
    if rulebook.in_force:
        months = (rulebook.in_force.from_ or "the start", rulebook.in_force.to or "now")
        words["months in force"] = f"{rulebook.in_force.of} {' to '.join(months)}"
    return {where: said for where, said in words.items() if said}


def _standards(rulebook: Rulebook) -> dict[str, str]:
    """Put each standard, and each of its key questions, into words."""
    words = {}
    for standard in rulebook.standards:
        words[f"standard {standard.key}"] = _standard(standard)
        for key, wording in standard.key_questions.items():
            words[f"key question '{key}' of {standard.key}"] = wording or "wording not known"
    return words


def _standard(standard: Standard) -> str:
    rated_by = "judged" if standard.rated_by == "judgement" else "by its lowest key question"
    domain = f", domain {standard.domain}" if standard.domain else ""
    return f"{standard.name}{domain}, {rated_by}{'' if standard.counted else ', does not count'}"


def _rules(rulebook: Rulebook) -> dict[str, str]:
    """Put each rule that has numbers into words."""
    how, margin = rulebook.percentages, rulebook.discretion
    words = {f"points of {rating}": str(points) for rating, points in rulebook.ratings.items()}
    if rulebook.bands.key_question:
        for rating in rulebook.names:
            words[f"percentages of {rating}"] = reasons.percent_range(rulebook, rating)
        words["printed percentages"] = f"to {shown(how.printed.to)} %, {how.printed.by}"
        words["a percentage halfway"] = f"goes {how.ties.to}"
        words["what falls into a band"] = f"the {how.banded.value} percentage"
        words["discretion"] = "none" if margin is None else f"{shown(margin.points)} points, {margin.direction}"
    for bands in rulebook.bands.overall:
        where = f" without {', '.join(bands.without)}" if bands.without else ""
        words[f"maximum{where}"] = str(bands.max)
        for rating in rulebook.names:
            words[f"totals of {rating}{where}"] = reasons.total_range(bands, rating)
    return words


def _bases(rulebook: Rulebook) -> dict[str, str]:
    return {f"basis of {reasons.RULES[rule.name]}": rule.basis for rule in rulebook.rules()}
