"""What if, in words: a report before and after."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hmip_rules.insight.what_if.compute import ChangedStandard, WhatIf
from hmip_rules.insight.words import rules_as_json, unconfirmed_rules_before, with_unconfirmed_rules
from hmip_rules.model.percent import as_number, shown
from hmip_rules.model.places import ValuePath
from hmip_rules.model.rules import NOT_RATED
from hmip_rules.model.scorecard import OverallResult, Scorecard, StandardResult, Status
from hmip_rules.model.section import Section, Table
from hmip_rules.wording import phrases, reasons


def what_if_section(found: WhatIf) -> Section:
    """Set a report before and after side by side."""
    made = Section("what_if", f"What if: {_what(found)}", tuple(_body(found)), _plain(found))
    return with_unconfirmed_rules(found.after, made, _rules(found))


def _rules(found: WhatIf) -> Iterator[ValuePath]:
    """Name the rules that the ratings lean on, with those that were set or left a published rating aside."""
    yield from (rule.path for rule in found.after.leans_on)
    if not found.is_by_another:
        yield from (rule.path for rule in found.before.leans_on)
    yield from found.rules
    if found.left_aside and found.after.rulebook.discretion:
        yield ("discretion",)


def _what(found: WhatIf) -> str:
    """Say what is another after."""
    if found.settings:
        return ", ".join(map(str, found.settings))
    own, given = found.before.rulebook.id, found.after.rulebook.id
    if own == given:
        return f"the rulebook given, which has the same name, {given}, but other rules, instead of the report's own"
    return f"the rulebook given, {given}, instead of the report's own, {own}"


def _body(found: WhatIf) -> Iterator[str | Table]:
    before, after = found.before, found.after
    overall = [_overall(card) for card in (before, after)]
    if not found.changes and overall[0] == overall[1]:
        yield f"Nothing changes: {_rating(after.overall)}, {overall[1][1]} points."
    else:
        rows = [(_title(one), _standard(before, one.before), _standard(after, one.after)) for one in found.changes]
        names = ("Overall rating", "Score")
        rows += list(zip(names, *overall, strict=True))
        yield Table(("", "before", "after"), tuple(rows))
        same = len(after.standards) - sum(one.after is not None for one in found.changes)
        if same and found.changes:
            yield f"{phrases.plural(same, 'other standard')} {'comes' if same == 1 else 'come'} out as before."
    if after.overall.bands is None:
        yield f"After, every overall rating is possible: {reasons.NO_BANDS}."
    for result in after.standards:
        if result.status == Status.DISAGREES and any(one.name == result.key for one in found.settings):
            yield f"{result.key}: its percentages decide; {result.published} is out of reach of discretion."
    if found.left_aside:
        standards = phrases.listed(found.left_aside)
        yield f"Published ratings of {standards} are left aside after: they were given to other percentages."
    if found.is_by_another:
        yield from unconfirmed_rules_before(before)


def _title(change: ChangedStandard) -> str:
    result = change.after or change.before
    assert result is not None
    return result.title


def _standard(card: Scorecard, result: StandardResult | None) -> str:
    """Write what a standard comes to: "Inadequate: 0 (safety, 34 %)"."""
    if result is None:
        return "-"
    if not result.is_rated:
        return NOT_RATED
    rating = result.rating or (f"one of {phrases.choice(result.possible)}" if result.possible else "no rating")
    counts = f": {reasons.points(card, result)}" if result.standard.counted else ""
    decided = f" ({phrases.listed(result.decided_by)}, {shown(result.percent)} %)" if result.percent is not None else ""
    return f"{rating}{counts}{decided}{_as_published(result)}"


def _as_published(result: StandardResult) -> str:
    departs = result.counts_as and result.counts != result.possible
    return f", counts as published, {result.counts_as}" if departs else ""


def _overall(card: Scorecard) -> tuple[str, str]:
    overall = card.overall
    most = "?" if overall.max_score is None else overall.max_score
    return _rating(overall), f"{phrases.span(overall.totals)}/{most}"


def _rating(overall: OverallResult) -> str:
    return overall.rating or f"one of {phrases.choice(overall.possible)}"


def _plain(found: WhatIf) -> dict[str, Any]:
    return {
        "set": {one.name: one.value for one in found.settings},
        "rulebook": {"before": found.before.rulebook.id, "after": found.after.rulebook.id},
        "standards": [
            {"key": _key(one), "before": _side(found.before, one.before), "after": _side(found.after, one.after)}
            for one in found.changes
        ],
        "overall": {"before": _plain_overall(found.before), "after": _plain_overall(found.after)},
        "left_aside": list(found.left_aside),
        "leans_on_before": rules_as_json(found.before.leans_on),
    }


def _key(change: ChangedStandard) -> str:
    result = change.after or change.before
    assert result is not None
    return result.key


def _side(card: Scorecard, result: StandardResult | None) -> dict[str, Any] | None:
    if result is None:
        return None
    return {
        "rating": result.rating,
        "possible": list(result.possible),
        "points": card.rulebook.ratings[result.counts_as] if result.standard.counted and result.counts_as else None,
        "decided_by": list(result.decided_by),
        "percent": None if result.percent is None else as_number(result.percent),
    }


def _plain_overall(card: Scorecard) -> dict[str, Any]:
    overall = card.overall
    return {"score": overall.score, "rating": overall.rating, "possible": list(overall.possible)}
