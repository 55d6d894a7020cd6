"""Score one report: evaluate it, check what was published, then find where each finding stands."""

from __future__ import annotations

from dataclasses import replace

from hmip_rules.files.fit import misfits, respelled
from hmip_rules.files.library import Library
from hmip_rules.files.models import Read
from hmip_rules.model.errors import InputError
from hmip_rules.model.finding import Finding
from hmip_rules.model.places import Places
from hmip_rules.model.report import Report
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.scorecard import Scorecard
from hmip_rules.scoring.checks import check
from hmip_rules.scoring.evaluate import evaluate


def score(report: Report, rulebook: Rulebook | None = None) -> Scorecard:
    """Recompute a report, and find where its published values differ.

    Args:
        rulebook: the rules to score by; None for the one that the report names, or else the one in
            force for what it inspects in its month.

    Raises:
        InputError: the report does not fit the rulebook, or no rulebook can be chosen.

    >>> score(Report(rulebook="pdu-2024", overall={"score": 25})).findings[0].where
    'overall.score'
    """
    chosen = Read(rulebook) if rulebook else Library().for_report(report)
    fitting = respelled(chosen.value, Read(report))
    if problems := list(misfits(chosen.value, fitting.value)):
        raise InputError.of(problems)
    return score_with_places(fitting, chosen)


def score_with_places(report: Read[Report], rulebook: Read[Rulebook]) -> Scorecard:
    """Recompute a report that fits its rulebook; each finding has its place in both files, and they come in order."""
    card = evaluate(rulebook.value, report.value)
    findings = [_placed(finding, report.places, rulebook.places) for finding in check(card)]
    if not findings:
        return card
    return replace(card, findings=tuple(sorted(findings, key=lambda finding: finding.place.position)))


def _placed(finding: Finding, places: Places, rule_places: Places) -> Finding:
    placed = replace(finding, place=places.of(finding.path))
    return placed if finding.rule is None else replace(placed, rule_place=rule_places.of_name(finding.rule.path))
