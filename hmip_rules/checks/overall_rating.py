"""The published overall rating is not that of the band of the score.

It is compared with the band of the published score, and with every overall rating that the counted
ratings can give: an overall rating that follows faithfully from a wrong score is not a second finding.
"""

from __future__ import annotations

from collections.abc import Iterator

from hmip_rules import reasons
from hmip_rules.finding import Finding
from hmip_rules.scorecard import Scorecard


def check(card: Scorecard) -> Iterator[Finding]:
    """Find a published overall rating that neither the published score nor the counted ratings give."""
    published, overall = card.report.overall, card.overall
    if published.rating is None or overall.bands is None or published.rating in overall.possible:
        return
    bands = card.rulebook.bands.overall[overall.bands]
    if bands.rating_of(published.score) == published.rating:
        return
    recomputed = " or ".join(f"{rating} ({reasons.total_range(bands, rating)})" for rating in overall.possible)
    yield Finding(
        code="overall-rating",
        where="overall.rating",
        published=published.rating,
        recomputed=overall.rating,
        changes_overall=True,
        message=(
            f"the overall rating is published as {published.rating}, recomputed as {recomputed}: "
            f"the score is {reasons.span(overall.totals)} of {bands.max}"
        ),
        path=("overall", "rating"),
        rule=card.rulebook.rule("bands", "overall", overall.bands),
    )
