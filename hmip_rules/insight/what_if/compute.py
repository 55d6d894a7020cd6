"""What if a value of a report, or a rule, were another: the report rated before and after."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from pydantic import ValidationError

from hmip_rules.files.fit import misfits
from hmip_rules.files.refusals import problems_of
from hmip_rules.model.errors import InputError, Problem, nearest, quoted
from hmip_rules.model.places import ValuePath
from hmip_rules.model.report import PublishedStandard, Report
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.scorecard import Scorecard, StandardResult
from hmip_rules.scoring.evaluate import evaluate

RULES: Final = ("bands", "discretion", "percentages", "ratings")
"""The parts of a rulebook of which a value may be set."""

STARTS: Final = "starts"
"""May be left out of the name of a rule: `bands.overall.Good` is where the band of Good starts."""


COUNTS: Final = (r"(\S+) of (\S+)", r"\{sufficient: ?(\S+), of: ?(\S+)\}")
"""How counts may be written."""


class Setting(NamedTuple):
    """A value to be set, as its name and as it is written; an empty one takes the value away."""

    name: str
    value: str

    def __str__(self) -> str:
        return f"{self.name}={self.value}"

    @property
    def is_rule(self) -> bool:
        """Whether it is of the rulebook, and not of the report."""
        part, dot, _ = self.name.partition(".")
        return bool(dot) and part in RULES


class ChangedStandard(NamedTuple):
    """A standard that comes out otherwise. It is None on the side whose rulebook does not have it."""

    before: StandardResult | None
    after: StandardResult | None


class WhatIf(NamedTuple):
    """A report before and after.

    Attributes:
        settings: what was set; none where only the rulebook is another.
        changes: the standards that come out otherwise, in the order of the rulebook.
        left_aside: the standards whose published rating is left out after, for it was given to other percentages.
        rules: those of which a value was set, by their paths in the rulebook.
        is_by_another: whether another rulebook was given, beside what was set of it.
    """

    before: Scorecard
    after: Scorecard
    settings: tuple[Setting, ...]
    changes: tuple[ChangedStandard, ...]
    left_aside: tuple[str, ...]
    rules: tuple[ValuePath, ...]
    is_by_another: bool


class RuleValue(NamedTuple):
    """A value of a rulebook that can be set.

    Attributes:
        path: where it stands in the rulebook.
        rule: the rule that it is of, which says on what it stands.
    """

    path: ValuePath
    rule: ValuePath


def setting(written: str) -> Setting:
    """Read a setting, written as `P 2.2.safety=50`.

    Raises:
        ValueError: it has no name, or no "=".
    """
    name, sign, value = (part.strip() for part in written.partition("="))
    if not name or not sign:
        raise ValueError(f"{quoted(written)} sets nothing; write a name, = and a value")
    return Setting(name, value)


def what_if(before: Scorecard, rulebook: Rulebook, settings: Sequence[Setting] = ()) -> WhatIf:
    """Rate a report by another rulebook, or with other values, and find what comes out otherwise.

    Args:
        before: the report as it is.
        rulebook: to rate it by after; a rule that is set is changed in this one.
        settings: what is to be set, the later ones last.

    Raises:
        InputError: there is no such value, or it can't be what was written; or the report does not fit the rulebook.
    """
    rules = changed_rulebook(rulebook, [one for one in settings if one.is_rule])
    values = [one for one in settings if not one.is_rule]
    report = _changed_report(before.report, rules, values)
    left_aside = tuple(_given_to_other_percentages(before, evaluate(rules, report), values))
    for key in left_aside:
        report = report.model_copy(update={"standards": {**report.standards, key: _unrated(report, key)}})
    after = evaluate(rules, report)
    rule_values = dict(_rule_values(rulebook))
    rules_set = tuple(dict.fromkeys(rule_values[one.name].rule for one in settings if one.is_rule))
    return WhatIf(
        before,
        after,
        tuple(settings),
        tuple(_changes(before, after)),
        left_aside,
        rules_set,
        before.rulebook != rulebook,
    )


def _given_to_other_percentages(before: Scorecard, after: Scorecard, values: Sequence[Setting]) -> Iterator[str]:
    """Name the standards whose percentages were set, so that their published rating can't stand for them any more.

    It still does where the rating by percentages, and the one that counts, are as before: a rating within discretion
    counts until the percentages leave the margin, or for another band. One that was set itself stands, and so does one
    of which percentages are only taken away: no other ones take their place.
    """
    names = dict(_report_values(after.rulebook))
    set_to = [names[one.name] for one in values]
    changed = [names[one.name] for one in {one.name: one for one in values}.values() if one.value]
    old = {result.key: result for result in before.standards}
    for new in after.standards:
        touched = any(key == new.key and question for key, question in changed)
        as_it_was = new.key in old and (old[new.key].possible, old[new.key].counts) == (new.possible, new.counts)
        stands = new.published is None or (as_it_was and new.is_rated) or (new.key, None) in set_to
        if touched and not stands:
            yield new.key


def _unrated(report: Report, key: str) -> PublishedStandard:
    return report.standards[key].model_copy(update={"rating": None})


def _changes(before: Scorecard, after: Scorecard) -> Iterator[ChangedStandard]:
    old, new = ({result.key: result for result in card.standards} for card in (before, after))
    for key in dict.fromkeys((*new, *old)):
        change = ChangedStandard(old.get(key), new.get(key))
        if _comes_to(change.before) != _comes_to(change.after):
            yield change


def _comes_to(result: StandardResult | None) -> tuple[Any, ...] | None:
    return result and (result.possible, result.counts, result.percent, result.decided_by)


def changed_rulebook(rulebook: Rulebook, settings: Sequence[Setting]) -> Rulebook:
    """Change rules of a rulebook. Each that is changed stands on nothing then: it is unverified.

    Raises:
        InputError: there is no such rule, or the rules contradict one another then.
    """
    if not settings:
        return rulebook
    plain = rulebook.model_dump(by_alias=True)
    for one in settings:
        _set_rule(plain, one, rulebook)
    plain |= {"id": f"{rulebook.id}, changed", "revision": None}
    try:
        return Rulebook.model_validate(plain)
    except ValidationError as error:
        raise InputError(_problems(error, settings)) from None


def _problems(error: ValidationError, settings: Sequence[Setting]) -> Iterator[Problem]:
    said = ", ".join(map(str, settings))
    return (Problem(f"--set {said}: {slip.message}") for slip in problems_of(error, Rulebook))


def _set_rule(plain: dict[str, Any], one: Setting, rulebook: Rulebook) -> None:
    """Set a value in the plain values of a rulebook."""
    if one.name not in (names := dict(_rule_values(rulebook))):
        message = (
            f"--set {one}: {rulebook.id} has no rule {quoted(one.name)} that can be set; {nearest(one.name, names)}"
        )
        raise InputError([Problem(message)])
    if not one.value:
        raise InputError([Problem(f"--set {one}: a rule can't be taken away; write a value")])
    path, rule = names[one.name]
    _at(plain, path[:-1])[path[-1]] = one.value
    _at(plain, rule).update({"basis": "unverified", "sources": (), "note": None})


def _at(plain: Any, path: ValuePath) -> Any:
    """Find what stands at a path."""
    for step in path:
        plain = plain[step]
    return plain


def _rule_values(rulebook: Rulebook) -> Iterator[tuple[str, RuleValue]]:
    """List the values of a rulebook that can be set, by their names: `bands.overall.Good`."""
    plain = rulebook.model_dump(by_alias=True)
    for rule in _rules_with_values(rulebook):
        name = ".".join(step for step in rule if isinstance(step, str))
        for field, value in _at(plain, rule).items():
            if field == STARTS:
                yield from ((f"{name}.{rating}", RuleValue((*rule, STARTS, rating), rule)) for rating in value)
            elif field not in ("basis", "sources", "note", "without") and not isinstance(value, Mapping):
                yield f"{name}.{field}", RuleValue((*rule, field), rule)
    for rating in rulebook.names:
        yield f"ratings.{rating}", RuleValue(("ratings", rating), ("stands_on", "points"))


def _rules_with_values(rulebook: Rulebook) -> Iterator[ValuePath]:
    """List the rules of which values can be set; of the overall bands those where every standard was rated."""
    if rulebook.bands.key_question:
        yield ("bands", "key_question")
    all_rated = rulebook.overall_index(set())
    assert all_rated is not None  # a rulebook has bands for it
    yield ("bands", "overall", all_rated)
    if rulebook.discretion:
        yield ("discretion",)
    yield from (("percentages", name) for name in ("printed", "ties", "banded"))


def _changed_report(report: Report, rulebook: Rulebook, settings: Sequence[Setting]) -> Report:
    """Change values of a report.

    Raises:
        InputError: there is no such value, it can't be what was written, or the report does not fit the rulebook.
    """
    plain = report.plain()
    if settings:
        standards = plain.get("standards", {})
        plain["standards"] = {key: one if isinstance(one, dict) else {"rating": one} for key, one in standards.items()}
        for one in settings:
            _set_value(plain, one, rulebook)
    said = f"--set {', '.join(map(str, settings))}: " if settings else ""
    try:
        changed = Report.model_validate(plain)
        found = list(misfits(rulebook, changed))
    except ValidationError as error:
        found = list(problems_of(error, Report))
    if found:
        raise InputError(Problem(f"{said}{slip.message}") for slip in found)
    return changed


def _set_value(plain: dict[str, Any], one: Setting, rulebook: Rulebook) -> None:
    """Set a value in the plain values of a report; an empty one takes it away."""
    names = dict(_report_values(rulebook))
    if one.name not in names:
        message = f"--set {one}: {rulebook.id} has no value {quoted(one.name)}; {nearest(one.name, names)}"
        raise InputError([Problem(message)])
    key, question = names[one.name]
    if question is None:
        plain["standards"].setdefault(key, {})["rating"] = one.value or None
    else:
        published = plain["standards"].setdefault(key, {})
        published["key_questions"] = {**published.get("key_questions", {}), question: _answer(one.value)}


def _report_values(rulebook: Rulebook) -> Iterator[tuple[str, tuple[str, str | None]]]:
    """List the values that can be set: of a rating its standard, of a percentage also its key question."""
    for standard in rulebook.standards:
        yield standard.key, (standard.key, None)
        for question in standard.key_questions:
            yield f"{standard.key}.{question}", (standard.key, question)


def _answer(written: str) -> str | dict[str, str] | None:
    """Read a percentage, or counts written as "42 of 82" or as in a report file."""
    words = " ".join(written.split())
    for form in COUNTS:
        if counts := re.fullmatch(form, words, re.IGNORECASE):
            return {"sufficient": counts[1], "of": counts[2]}
    return words or None
