"""The published maximum is not the highest score that the rated standards can reach."""

from __future__ import annotations

from hmip_rules.model.finding import Finding
from hmip_rules.model.scorecard import Scorecard, Status


def check(card: Scorecard) -> list[Finding]:
    """Return the finding of a published maximum that is not the rulebook's."""
    published, expected = card.report.overall.max_score, card.overall.max_score
    if card.overall.max_score_status != Status.DISAGREES:
        return []
    finding = Finding(
        code="max-score",
        where="overall.max_score",
        published=published,
        recomputed=expected,
        changes_overall=False,
        message=(
            f"The maximum score is published as {published}, but the standards can score at most {expected}. "
            "The overall rating does not depend on it"
        ),
        path=("overall", "max_score"),
        rule=card.rulebook.rule("stands_on", "max_score"),
    )
    return [finding]
