"""The published maximum is not what the rated standards can score at most."""

from __future__ import annotations

from collections.abc import Iterator

from hmip_rules.checks._published import effect
from hmip_rules.finding import Finding
from hmip_rules.scorecard import Scorecard


def check(card: Scorecard) -> Iterator[Finding]:
    """Find a published maximum that is not the rulebook's."""
    published, expected = card.report.overall.max_score, card.overall.max_score
    if published is None or expected is None or published == expected:
        return
    changes, in_words = effect(card)
    yield Finding(
        code="max-score",
        where="overall.max_score",
        published=published,
        recomputed=expected,
        changes_overall=changes,
        message=(f"the maximum is published as {published}, but the standards can score {expected}; {in_words}"),
        path=("overall", "max_score"),
        rule=card.rulebook.rule("stands_on", "max_score"),
    )
