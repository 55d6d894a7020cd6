"""What if a value of a report, or a rule, were another: the report rated before and after."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from pydantic import ValidationError

from hmip_rules.files.fit import misfits
from hmip_rules.files.library import GivenRulebook, rulebook_from
from hmip_rules.files.refusals import problems_of
from hmip_rules.model.errors import InputError, Problem, UnplacedProblem, nearest, quoted
from hmip_rules.model.places import ValuePath
from hmip_rules.model.report import Report
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.scorecard import Scorecard, StandardResult
from hmip_rules.model.spelling import folded, meant_name
from hmip_rules.scoring.evaluate import evaluate

SETTABLE_RULES: Final = ("bands", "discretion", "percentages", "ratings")
"""The parts of a rulebook of which a value may be set."""

STARTS: Final = "starts"
"""May be left out of the name of a rule: `bands.overall.Good` is where the band of Good starts."""

FIELDS_ABOUT_A_RULE: Final = ("basis", "sources", "note", "without")
"""The fields of a rule that say something about it, and are no values to be set."""

WRITTEN_COUNTS: Final = (r"(\S+) of (\S+)", r"\{sufficient: ?(\S+), of: ?(\S+)\}")
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
        return bool(dot) and folded(part) in SETTABLE_RULES


class ChangedStandard(NamedTuple):
    """A standard that comes out otherwise. It is None on the side whose rulebook does not have it."""

    before: StandardResult | None
    after: StandardResult | None


class WhatIf(NamedTuple):
    """A report before and after.

    Attributes:
        settings: what was set; none where only the rulebook is another.
        changes: the standards that come out otherwise, in the order of the rulebook.
        left_aside: the standards whose published rating is left out after, because it was given to other percentages.
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
        path: to the value, in the rulebook.
        rule: the path of the rule that it belongs to, which has the evidence.
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
        raise ValueError(f"{quoted(written)} must be a name, = and a value")
    return Setting(name, value)


def what_if(before: Scorecard, rulebook: GivenRulebook, settings: Sequence[Setting] = ()) -> WhatIf:
    """Return a report beside the same report rated by another rulebook, or with other values.

    Args:
        before: the report as it is.
        rulebook: to rate it by after, given by id, file, dict or itself; a rule that is set is changed in this one.
        settings: what is to be set, the later ones last.

    Raises:
        InputError: there is no such value, or it cannot be what was written; or the report does not fit the rulebook.
    """
    given = rulebook_from(rulebook).value
    settings = tuple(_respelled_setting(given, setting) for setting in settings)
    of_rules = [setting for setting in settings if setting.is_rule]
    of_report = [setting for setting in settings if not setting.is_rule]
    rulebook_after = changed_rulebook(given, of_rules)
    report = _changed_report(before.report, rulebook_after, of_report)
    left_aside = _ratings_left_aside(before, evaluate(rulebook_after, report), of_report)
    after = evaluate(rulebook_after, _without_ratings(report, left_aside))
    rule_values = _rule_values(given)
    return WhatIf(
        before,
        after,
        settings=settings,
        changes=_changed_standards(before, after),
        left_aside=left_aside,
        rules=tuple(dict.fromkeys(rule_values[setting.name].rule for setting in of_rules)),
        is_by_another=before.rulebook != given,
    )


def _respelled_setting(rulebook: Rulebook, setting: Setting) -> Setting:
    """Return a setting with the names that a rulebook has, where it has them in other case or spacing, or in short.

    What is unknown stays as it is written.
    """
    if setting.is_rule:
        rule_values = _rule_values(rulebook)
        rule, _, rating = setting.name.rpartition(".")
        with_rating = f"{rule}.{rulebook.rating_meant(rating)}"
        rule_name = meant_name(setting.name, rule_values) or meant_name(with_rating, rule_values)
        return setting._replace(name=rule_name or setting.name)
    report_values = _report_values(rulebook)
    name = meant_name(setting.name, report_values) or _name_with_key(rulebook, setting.name)
    if name not in report_values:
        return setting
    _, question = report_values[name]
    in_full = rulebook.rating_meant(setting.value) if question is None and setting.value else None
    return Setting(name, in_full or setting.value)


def _name_with_key(rulebook: Rulebook, written: str) -> str:
    """Return the name of a value that was written with the name of its standard, not its key: `Leadership`."""
    if standard := rulebook.standard_meant(written):
        return standard.key
    of, _, question = written.rpartition(".")
    standard = rulebook.standard_meant(of)
    return f"{standard.key}.{meant_name(question, standard.key_questions)}" if standard else written


def _ratings_left_aside(before: Scorecard, after: Scorecard, settings: Sequence[Setting]) -> tuple[str, ...]:
    """Return the standards whose published rating was given to other percentages, and does not hold for the new ones.

    A percentage that is only taken away is not replaced by another one, and a rating that was set itself is meant for
    the new percentages.

    Args:
        after: with the settings made, and every published rating in place.
    """
    report_values = _report_values(after.rulebook)
    values = {report_values[setting.name]: setting.value for setting in settings}
    with_set_rating = {standard for standard, question in values if question is None}
    with_other_percentages = {standard for (standard, question), value in values.items() if question and value}
    results_before = {result.key: result for result in before.standards}
    return tuple(
        result.key
        for result in after.standards
        if result.key in with_other_percentages - with_set_rating
        and result.published is not None
        and not _still_holds(results_before.get(result.key), result)
    )


def _still_holds(before: StandardResult | None, after: StandardResult) -> bool:
    """Return whether a published rating can be kept for other percentages.

    It can while they give the same rating and it scores as before: if it was given within discretion, until they
    leave the margin or the band.
    """
    if before is None or not after.is_rated:
        return False
    return (before.possible, before.scored) == (after.possible, after.scored)


def _without_ratings(report: Report, keys: Collection[str]) -> Report:
    """Return a report without the published ratings of some standards."""
    unrated = {key: report.standards[key].model_copy(update={"rating": None}) for key in keys}
    return report.model_copy(update={"standards": {**report.standards, **unrated}})


def _changed_standards(before: Scorecard, after: Scorecard) -> tuple[ChangedStandard, ...]:
    results_before = {result.key: result for result in before.standards}
    results_after = {result.key: result for result in after.standards}
    keys = dict.fromkeys((*results_after, *results_before))
    standards = [ChangedStandard(results_before.get(key), results_after.get(key)) for key in keys]
    return tuple(standard for standard in standards if _outcome(standard.before) != _outcome(standard.after))


def _outcome(result: StandardResult | None) -> tuple[Any, ...] | None:
    """Return what makes a standard come out otherwise; None where the rulebook does not have it."""
    return result and (result.possible, result.scored, result.percent, result.decided_by)


def changed_rulebook(rulebook: Rulebook, settings: Sequence[Setting]) -> Rulebook:
    """Return a rulebook with other values. There is no evidence for a changed rule: it is unverified.

    Raises:
        InputError: there is no such rule, or the rules contradict one another then.
    """
    if not settings:
        return rulebook
    fields = rulebook.model_dump()
    for setting in settings:
        _set_rule_value(fields, _respelled_setting(rulebook, setting), rulebook)
    fields |= {"id": f"{rulebook.id}, changed", "revision": None}
    try:
        return Rulebook.model_validate(fields)
    except ValidationError as error:
        raise InputError(_problems(problems_of(error, Rulebook), settings)) from None


def _problems(found: Iterable[UnplacedProblem], settings: Sequence[Setting]) -> list[Problem]:
    """Return what is wrong with values, beside the settings that made them so."""
    source = f"--set {', '.join(map(str, settings))}: " if settings else ""
    return [Problem(f"{source}{problem.message}") for problem in found]


def _set_rule_value(fields: dict[str, Any], setting: Setting, rulebook: Rulebook) -> None:
    """Set a value in the plain values of a rulebook."""
    rule_values = _rule_values(rulebook)
    if setting.name not in rule_values:
        unknown = f"{rulebook.id} has no rule {quoted(setting.name)} that can be set"
        raise InputError([Problem(f"--set {setting}: {unknown}; {nearest(setting.name, rule_values)}")])
    if not setting.value:
        raise InputError([Problem(f"--set {setting}: a rule cannot be removed, so it must have a value")])
    path, rule = rule_values[setting.name]
    _value_at(fields, path[:-1])[path[-1]] = setting.value
    _value_at(fields, rule).update({"basis": "unverified", "sources": (), "note": None})


def _value_at(value: Any, path: ValuePath) -> Any:
    for step in path:
        value = value[step]
    return value


def _rule_values(rulebook: Rulebook) -> dict[str, RuleValue]:
    """Return the values of a rulebook that can be set, by their names: `bands.overall.Good`."""
    fields = rulebook.model_dump()
    values: dict[str, RuleValue] = {}
    for rule in _rules_with_values(rulebook):
        name = ".".join(step for step in rule if isinstance(step, str))
        for field, value in _value_at(fields, rule).items():
            if field == STARTS:
                values |= {f"{name}.{rating}": RuleValue((*rule, STARTS, rating), rule) for rating in value}
            elif field not in FIELDS_ABOUT_A_RULE and not isinstance(value, Mapping):
                values[f"{name}.{field}"] = RuleValue((*rule, field), rule)
    points = ("stands_on", "points")
    return values | {f"ratings.{rating}": RuleValue(("ratings", rating), points) for rating in rulebook.names}


def _rules_with_values(rulebook: Rulebook) -> list[ValuePath]:
    """Return the rules of which values can be set; of the overall bands those where every standard was rated."""
    all_rated = rulebook.overall_index(set())
    assert all_rated is not None  # a rulebook has bands for it
    rules: list[ValuePath] = [("bands", "key_question")] if rulebook.bands.key_question else []
    rules.append(("bands", "overall", all_rated))
    if rulebook.discretion:
        rules.append(("discretion",))
    return [*rules, ("percentages", "printed"), ("percentages", "ties"), ("percentages", "banded")]


def _changed_report(report: Report, rulebook: Rulebook, settings: Sequence[Setting]) -> Report:
    """Return a report with other values.

    Raises:
        InputError: there is no such value, it cannot be what was written, or the report does not fit the rulebook.
    """
    fields = report.to_dict()
    if settings:
        standards = fields.get("standards", {})
        fields["standards"] = {
            key: published if isinstance(published, dict) else {"rating": published}
            for key, published in standards.items()
        }
        for setting in settings:
            _set_report_value(fields["standards"], setting, rulebook)
    try:
        changed = Report.model_validate(fields)
    except ValidationError as error:
        raise InputError(_problems(problems_of(error, Report), settings)) from None
    if found := list(misfits(rulebook, changed)):
        raise InputError(_problems(found, settings))
    return changed


def _set_report_value(standards: dict[str, Any], setting: Setting, rulebook: Rulebook) -> None:
    """Set a value in the plain values of a report's standards; an empty one takes it away."""
    report_values = _report_values(rulebook)
    if setting.name not in report_values:
        unknown = f"{rulebook.id} has no value {quoted(setting.name)}"
        raise InputError([Problem(f"--set {setting}: {unknown}; {nearest(setting.name, report_values)}")])
    key, question = report_values[setting.name]
    published = standards.setdefault(key, {})
    if question is None:
        published["rating"] = setting.value or None
    else:
        published["key_questions"] = {**published.get("key_questions", {}), question: answer(setting.value)}


def _report_values(rulebook: Rulebook) -> dict[str, tuple[str, str | None]]:
    """Return the values that can be set, by name: for a rating its standard, for a percentage also its key question."""
    values: dict[str, tuple[str, str | None]] = {}
    for standard in rulebook.standards:
        values[standard.key] = standard.key, None
        values |= {f"{standard.key}.{question}": (standard.key, question) for question in standard.key_questions}
    return values


def answer(written: str) -> str | dict[str, str] | None:
    """Read a percentage, or counts written as "42 of 82" or as in a report file."""
    words = " ".join(written.split())
    for form in WRITTEN_COUNTS:
        if counts := re.fullmatch(form, words, re.IGNORECASE):
            return {"sufficient": counts[1], "of": counts[2]}
    return words or None
