"""The checks, one for each finding code. Each takes a scorecard and returns findings."""

from __future__ import annotations

from hmip_rules.model.finding import Finding
from hmip_rules.model.scorecard import Scorecard
from hmip_rules.scoring.checks import (
    cases,
    conflicting_values,
    dates,
    in_force,
    max_score,
    overall_rating,
    rating_counts,
    score,
    standard_rating,
)

CHECKS = (
    conflicting_values,
    standard_rating,
    score,
    max_score,
    overall_rating,
    rating_counts,
    cases,
    dates,
    in_force,
)


def check(card: Scorecard) -> list[Finding]:
    """Return every published value that does not follow from the rules or contradicts another, where it arises."""
    return [finding for check_module in CHECKS for finding in check_module.check(card)]
