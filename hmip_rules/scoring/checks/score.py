"""The published score is not the sum of the points of the standards.

The published score is compared with the recomputed ratings and with the published ratings. It is enough if it agrees
with one of them, because a wrong rating should not lead to a second finding. If no rating was published for a
standard, inspectors may have used professional discretion. The check then tries every rating that discretion allows.
"""

from __future__ import annotations

from hmip_rules.model.finding import Finding
from hmip_rules.model.scorecard import Scorecard, Status
from hmip_rules.scoring.checks._published import effect, published_totals
from hmip_rules.wording.phrases import in_sentences, span


def check(card: Scorecard) -> list[Finding]:
    """Return the finding of a published score that neither the published nor the recomputed ratings can give."""
    published = card.report.overall.score
    if published is None or card.overall.score_status != Status.DISAGREES or card.overall.score_is_sum:
        return []
    given = published_totals(card)
    changes, in_words = effect(card)
    finding = Finding(
        code="score",
        where="overall.score",
        published=published,
        recomputed=card.overall.score,
        changes_overall=changes,
        message=f"The score is published as {published}, but {in_sentences(_sums(given, card), in_words)}",
        path=("overall", "score"),
        rule=card.rulebook.rule("stands_on", "total"),
    )
    return [finding]


def _sums(given: tuple[int, ...], card: Scorecard) -> str:
    if given == card.overall.totals:
        return f"the points for the ratings add up to {span(given)}"
    published, recomputed = span(given), span(card.overall.totals)
    return f"the points for the published ratings add up to {published}, and for the recomputed ratings to {recomputed}"
