"""The checks, one for each finding code. Each takes a scorecard and yields findings."""

from __future__ import annotations

from collections.abc import Iterator

from hmip_rules.model.finding import Finding
from hmip_rules.model.scorecard import Scorecard
from hmip_rules.scoring.checks import (
    cases,
    dates,
    in_force,
    max_score,
    overall_rating,
    rating_counts,
    score,
    standard_rating,
)

CHECKS = (standard_rating, score, max_score, overall_rating, rating_counts, cases, dates, in_force)


def check(card: Scorecard) -> Iterator[Finding]:
    """Return every published value that does not follow from the rules, or that contradicts another, once."""
    for module in CHECKS:
        yield from module.check(card)
