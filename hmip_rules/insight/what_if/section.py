"""What if, in words: a report before and after."""

from __future__ import annotations

from typing import Any

from hmip_rules.insight.what_if.compute import ChangedStandard, Setting, WhatIf, answer
from hmip_rules.insight.words import rules_as_json, unconfirmed_rules_before, with_unconfirmed_rules
from hmip_rules.model.percent import as_number, decimal_text
from hmip_rules.model.places import ValuePath
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.rules import NOT_RATED
from hmip_rules.model.scorecard import OverallResult, Scorecard, StandardResult, Status
from hmip_rules.model.section import Section, Table
from hmip_rules.wording import phrases, reasons


def what_if_section(found: WhatIf) -> Section:
    """Return a report before and after, side by side."""
    section = Section("what_if", f"What if {_what_is_changed(found)}?", tuple(_body(found)), _json(found))
    return with_unconfirmed_rules(found.after, section, _rules_used(found))


def _rules_used(found: WhatIf) -> list[ValuePath]:
    """Return the rules that the ratings use, those that were set, and the one by which a rating is ignored."""
    rules = [*found.after.unconfirmed_rules]
    if not found.is_by_another:
        rules += found.before.unconfirmed_rules
    paths = [*(rule.path for rule in rules), *found.rules]
    if found.left_aside and found.after.rulebook.discretion:
        paths.append(("discretion",))
    return paths


def _what_is_changed(found: WhatIf) -> str:
    if found.settings:
        return phrases.listed([_setting_in_words(found.after.rulebook, setting) for setting in found.settings])
    own, given = found.before.rulebook.id, found.after.rulebook.id
    if own == given:
        return f"the report were rated under another rulebook with the same name, {given}"
    return f"the report were rated under rulebook {given}, not {own}"


def _setting_in_words(rulebook: Rulebook, setting: Setting) -> str:
    """Return what is set as a condition: "P 2.2 safety were 50%", "Good started at 70%"."""
    value = setting.value
    of, _, name = setting.name.rpartition(".")
    if not setting.is_rule:
        is_standard = any(standard.key == setting.name for standard in rulebook.standards)
        return f"{setting.name if is_standard else f'{of} {name}'} were {_value_in_words(value)}"
    if name not in rulebook.names:
        return f"{setting.name} were {value}"
    if of == "bands.key_question":
        return f"{name} started at {value}%"
    points = f"{value} point{'' if value == '1' else 's'}"
    return f"{name} scored {points}" if of == "ratings" else f"{name} overall started at {points}"


def _value_in_words(written: str) -> str:
    """Return a value of a report that is set: "50%", "30 of 40 cases", "Good"."""
    value = answer(written)
    if value is None:
        return "not published"
    if isinstance(value, dict):
        return f"{value['sufficient']} of {value['of']} cases"
    return f"{value}%" if value[-1].isdigit() else value


def _body(found: WhatIf) -> list[str | Table]:
    return [*_changes(found), *_limits(found), *(unconfirmed_rules_before(found.before) if found.is_by_another else [])]


def _changes(found: WhatIf) -> list[str | Table]:
    """Return what comes out otherwise, or that nothing does."""
    before, after = found.before, found.after
    overall_before, overall_after = _overall_cells(before.overall), _overall_cells(after.overall)
    if not found.changes and overall_before == overall_after:
        most = "? points" if after.overall.max_score is None else phrases.plural(after.overall.max_score, "point")
        score = f"The score is {phrases.span(after.overall.totals)} of {most}"
        return [f"Nothing changes. {score}, and the overall rating is {_rating(after.overall)}."]
    rows = [
        (_result_of(change).title, _standard(before, change.before), _standard(after, change.after))
        for change in found.changes
    ]
    rows += zip(("Overall rating", "Score"), overall_before, overall_after, strict=True)
    table = Table(("", "before", "after"), tuple(rows))
    unchanged = len(after.standards) - sum(change.after is not None for change in found.changes)
    if not unchanged or not found.changes:
        return [table]
    verb = "does" if unchanged == 1 else "do"
    return [table, f"{phrases.plural(unchanged, 'other standard')} {verb} not change."]


def _limits(found: WhatIf) -> list[str]:
    """Return what the ratings after the change leave open, and which published ones do not count there."""
    after, sentences = found.after, []
    if after.overall.bands is None:
        sentences.append(f"After the change, any overall rating is possible, because {reasons.NO_BANDS}.")
    set_names = {setting.name for setting in found.settings}
    sentences += [
        f"{result.key} cannot be {result.published}, because its percentages are too far away for discretion."
        for result in after.standards
        if result.status == Status.DISAGREES and result.key in set_names
    ]
    if len(found.left_aside) == 1:
        (key,) = found.left_aside
        sentences.append(f"The published rating of {key} is ignored, because its percentages were changed.")
    elif found.left_aside:
        standards = phrases.listed(found.left_aside)
        sentences.append(f"The published ratings of {standards} are ignored, because their percentages were changed.")
    return sentences


def _result_of(change: ChangedStandard) -> StandardResult:
    """Return a standard after the change, or before where only that rulebook has it."""
    result = change.after or change.before
    assert result is not None
    return result


def _standard(card: Scorecard, result: StandardResult | None) -> str:
    """Return the rating and points of a standard: "Inadequate (safety, 34%): 0 points"."""
    if result is None:
        return "-"
    if not result.is_rated:
        return NOT_RATED
    parts = [result.rating or phrases.choice(result.possible)]
    if result.percent is not None:
        parts.append(f" ({phrases.listed(result.decided_by)}, {decimal_text(result.percent)}%)")
    if result.scored_rating and result.scored != result.possible:
        parts.append(f", but {result.scored_rating} as published")
    if result.standard.included:
        points = reasons.points(card, result)
        parts.append(f": {points} point{'' if points == '1' else 's'}")
    return "".join(parts)


def _overall_cells(overall: OverallResult) -> tuple[str, str]:
    return _rating(overall), phrases.score_of_maximum(overall.totals, overall.max_score)


def _rating(overall: OverallResult) -> str:
    return overall.rating or phrases.choice(overall.possible)


def _json(found: WhatIf) -> dict[str, Any]:
    before, after = found.before, found.after
    return {
        "set": {setting.name: setting.value for setting in found.settings},
        "rulebook": {"before": before.rulebook.id, "after": after.rulebook.id},
        "standards": [
            {
                "key": _result_of(change).key,
                "before": _json_standard(before, change.before),
                "after": _json_standard(after, change.after),
            }
            for change in found.changes
        ],
        "overall": {"before": _json_overall(before.overall), "after": _json_overall(after.overall)},
        "left_aside": list(found.left_aside),
        "leans_on_before": rules_as_json(before.unconfirmed_rules),
    }


def _json_standard(card: Scorecard, result: StandardResult | None) -> dict[str, Any] | None:
    if result is None:
        return None
    scored_rating = result.scored_rating if result.standard.included else None
    return {
        "rating": result.rating,
        "possible": list(result.possible),
        "points": None if scored_rating is None else card.rulebook.ratings[scored_rating],
        "decided_by": list(result.decided_by),
        "percent": None if result.percent is None else as_number(result.percent),
    }


def _json_overall(overall: OverallResult) -> dict[str, Any]:
    return {"score": overall.score, "rating": overall.rating, "possible": list(overall.possible)}
