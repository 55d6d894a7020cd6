"""What changed between two rulebooks, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.rules import Standard
from hmip_rules.rulebooks.pairs import Pair, paired_standards
from hmip_rules.wording import rule_words
from hmip_rules.wording.rule_words import RULE_TITLES

NOT_KNOWN = "wording not known"

EVIDENCE = "Evidence for each rule"
MAKE_RATINGS = STANDARDS, PERCENTAGES, TOTALS = "Standards", "Percentages", "Points and totals"
"""The groups of what can change a rating or a score."""


class Difference(NamedTuple):
    """One thing that differs.

    Attributes:
        group: the heading below which it belongs: "Scope", "Standards" …
        where: the rule or standard that it concerns.
        before: as the first rulebook has it, in words; None where it does not have it.
        after: as the second has it.
        in_short: what changed, where both in full would be too long to read side by side; else None.
        only_worded: whether it is only called or worded otherwise.
    """

    group: str
    where: str
    before: str | None
    after: str | None
    in_short: str | None = None
    only_worded: bool = False

    @property
    def makes_ratings(self) -> bool:
        """Whether it can change a rating or a score: not wording, what the rules are for, or the evidence for them."""
        return self.group in MAKE_RATINGS and not self.only_worded

    def __str__(self) -> str:
        if self.in_short:
            return f"{self.where}: {self.in_short}"
        if self.before is None:
            return f"{self.where}: new: {self.after}"
        if self.after is None:
            return f"{self.where}: removed: {self.before}"
        return f"{self.where}: {self.before}; now {self.after}"


def differences(before: Rulebook, after: Rulebook) -> list[Difference]:
    """Return what differs in scope, standards, percentages, points and bands, and in basis and sources.

    Nothing where all of these are the same; notes are not compared.
    """
    pairs = paired_standards(before, after)
    grounds_before = _grounds(before) | _own_grounds(before, pairs, 0)
    grounds_after = _grounds(after) | _own_grounds(after, pairs, 1)
    return [
        *_differing_entries("Scope", _scope(before), _scope(after)),
        *[difference for pair in pairs for difference in _differences_of_standard(pair)],
        *_differing_entries(PERCENTAGES, _percentages(before), _percentages(after)),
        *_differing_entries(TOTALS, _totals(before), _totals(after)),
        *_differing_entries(EVIDENCE, grounds_before, grounds_after),
        *_differing_entries(EVIDENCE, _sources(before, after), _sources(after, before)),
    ]


def _differing_entries(group: str, before: Mapping[str, str], after: Mapping[str, str]) -> list[Difference]:
    """Return a difference for each name that has another value, or a value only on one side."""
    names = dict.fromkeys((*before, *after))
    return [
        Difference(group, name, before.get(name), after.get(name))
        for name in names
        if before.get(name) != after.get(name)
    ]


def _scope(rulebook: Rulebook) -> dict[str, str]:
    """Return in words what a rulebook is for, and when."""
    words = {"title": rulebook.title, "inspects": rulebook.inspects}
    if rulebook.in_force:
        words[RULE_TITLES["in_force"]] = rule_words.in_force(rulebook.in_force)
    return {where: value for where, value in words.items() if value}


def _differences_of_standard(pair: Pair) -> list[Difference]:
    before, after = pair
    if before is None or after is None:
        old, new = (_standard_in_words(standard) if standard else None for standard in pair)
        return [Difference(STANDARDS, f"standard {pair.title}", old, new)]
    names = _differing_entries(STANDARDS, _names(before, pair.title), _names(after, pair.title))
    return [
        *[difference._replace(only_worded=True) for difference in names],
        *_differing_entries(STANDARDS, _facts(before, pair.title), _facts(after, pair.title)),
        *_differences_of_key_questions(_wordings(before), _wordings(after), pair.title),
    ]


def _standard_in_words(standard: Standard) -> str:
    """Return all of a standard in words, its key questions by their ids."""
    domain = f"domain {standard.domain}, " if standard.domain else ""
    asked = f"; key questions: {', '.join(standard.key_questions)}" if standard.key_questions else ""
    return f"{domain}{rule_words.rated_by(standard)}{asked}"


def _names(standard: Standard, title: str) -> dict[str, str]:
    return {
        f"code of {title}": standard.code or "not known",
        f"name of {title}": standard.name,
        f"domain of {title}": standard.domain or "not stated",
    }


def _facts(standard: Standard, title: str) -> dict[str, str]:
    return {
        f"how {title} is rated": rule_words.RATED_BY[standard.rated_by],
        f"whether {title} is included in the score": "included" if standard.included else "not included",
    }


def _wordings(standard: Standard) -> dict[str, str]:
    return {name: wording or NOT_KNOWN for name, wording in standard.key_questions.items()}


def _differences_of_key_questions(before: dict[str, str], after: dict[str, str], title: str) -> list[Difference]:
    """Compare key questions one by one; where all of several changed, return in short what happened to them."""
    several = len(before | after) > 1
    if several and not any(before.get(name) == wording for name, wording in after.items()):
        old, new = (
            "; ".join(f"{name}: {wording}" for name, wording in wordings.items()) or None
            for wordings in (before, after)
        )
        in_short = _key_questions_in_short(before, after)
        return [Difference(STANDARDS, f"key questions of {title}", old, new, in_short, before.keys() == after.keys())]
    old_by_title, new_by_title = (
        {f"key question {name!r} of {title}": wording for name, wording in wordings.items()}
        for wordings in (before, after)
    )
    return [
        difference._replace(only_worded=difference.before is not None and difference.after is not None)
        for difference in _differing_entries(STANDARDS, old_by_title, new_by_title)
    ]


def _key_questions_in_short(before: dict[str, str], after: dict[str, str]) -> str:
    """Return of key questions that all changed which are gone, new or reworded."""
    stayed = [name for name in before if name in after]
    names_by_change = {
        "removed": [name for name in before if name not in after],
        "new": [name for name in after if name not in before],
        "reworded": [name for name in stayed if NOT_KNOWN not in (before[name], after[name])],
        "wording now known": [name for name in stayed if before[name] == NOT_KNOWN],
        "wording no longer known": [name for name in stayed if after[name] == NOT_KNOWN],
    }
    return "; ".join(f"{change}: {', '.join(names)}" for change, names in names_by_change.items() if names)


def _percentages(rulebook: Rulebook) -> dict[str, str]:
    """Return in words how percentages become ratings; nothing where no standard has percentages."""
    if rulebook.bands.key_question is None:
        return {}
    how = rulebook.percentages
    words = {RULE_TITLES["percentages.printed"]: rule_words.rounded(how.printed)}
    if how.printed.by == "nearest":  # else none is halfway
        words[RULE_TITLES["percentages.ties"]] = rule_words.halfway(how.ties)
    words[RULE_TITLES["percentages.banded"]] = f"the rating depends on the {how.banded.value} percentage"
    words |= {f"percentages for {rating}": rule_words.percent_range(rulebook, rating) for rating in rulebook.names}
    words[RULE_TITLES["discretion"]] = rule_words.margin(rulebook.discretion)
    return words


def _totals(rulebook: Rulebook) -> dict[str, str]:
    """Return in words how ratings become the overall rating."""
    words = {f"points for {rating}": str(points) for rating, points in rulebook.ratings.items()}
    for bands in rulebook.bands.overall:
        where = rule_words.without(bands)
        words[f"{RULE_TITLES['stands_on.max_score']}{where}"] = str(bands.max)
        words |= {f"scores for {rating}{where}": rule_words.total_range(bands, rating) for rating in rulebook.names}
    return words


def _grounds(rulebook: Rulebook) -> dict[str, str]:
    """Return in words the evidence for each rule."""
    return {
        f"evidence for {rule_words.rule_title(rulebook, rule)}": rule_words.grounds(rule) for rule in rulebook.rules()
    }


def _own_grounds(rulebook: Rulebook, pairs: list[Pair], side: int) -> dict[str, str]:
    """Return in words the evidence for those standards that state it themselves, here or in the other rulebook."""
    words = {}
    for pair in pairs:
        standard = pair[side]
        if standard and any(known and (known.basis or known.sources) for known in pair):
            rule = rulebook.rule("standards", rulebook.standards.index(standard))
            words[f"evidence for standard {pair.title}"] = rule_words.grounds(rule)
    return words


def _sources(rulebook: Rulebook, other: Rulebook) -> dict[str, str]:
    """Return the sources that the other rulebook has by the same id; the others are listed with their rules."""
    return {f"source {name}": str(source) for name, source in rulebook.sources.items() if name in other.sources}
