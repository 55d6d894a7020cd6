"""A report evaluated and checked, each finding with its place: in the report, and in the rulebook."""

from __future__ import annotations

from dataclasses import replace

from hmip_rules.files.models import Read
from hmip_rules.model.finding import Finding
from hmip_rules.model.places import Places
from hmip_rules.model.report import Report
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.scorecard import Scorecard
from hmip_rules.scoring.checks import check
from hmip_rules.scoring.evaluate import evaluate


def score_with_places(report: Read[Report], rulebook: Read[Rulebook]) -> Scorecard:
    """Recompute a report that fits its rulebook; each finding has its place in both files, and they come in order.

    Conflicting values come first, because another finding may be there only for want of them.
    """
    card = evaluate(rulebook.value, report.value)
    findings = [_placed(finding, report.places, rulebook.places) for finding in check(card)]
    if not findings:
        return card
    findings.sort(key=lambda finding: (finding.code != "conflicting-values", finding.place.position))
    return replace(card, findings=tuple(findings))


def _placed(finding: Finding, places: Places, rule_places: Places) -> Finding:
    place = places.of(finding.path)
    placed = replace(finding, place=place)
    return placed if finding.rule is None else replace(placed, rule_place=rule_places.of_name(finding.rule.path))
