"""The published overall rating is not that of the band of the score.

It is compared with the band of the published score, and with every overall rating that the counted
ratings can give. Where no score is published, the published ratings stand for it: an overall rating
that follows faithfully from one wrong rating is not a second finding.
"""

from __future__ import annotations

from collections.abc import Iterator

from hmip_rules.checks._published import published_totals
from hmip_rules.evaluate import overall_ratings
from hmip_rules.finding import Finding
from hmip_rules.scorecard import Scorecard


def check(card: Scorecard) -> Iterator[Finding]:
    """Find a published overall rating that neither the published score nor the counted ratings give."""
    published = card.report.overall
    bands = card.overall.bands
    if published.rating is None or bands is None or published.rating in _given(card, bands):
        return
    yield Finding(
        code="overall-rating",
        where="overall.rating",
        published=published.rating,
        recomputed=card.overall.rating,
        changes_overall=True,
        message=(
            f"the overall rating is published as {published.rating}, recomputed as "
            f"{' or '.join(card.overall.possible)}: {_why(card, bands, published.rating)}"
        ),
        path=("overall", "rating"),
        rule=card.rulebook.rule("bands", "overall", bands),
    )


def _given(card: Scorecard, bands: int) -> tuple[str, ...]:
    """Give the overall ratings that the published score, or else the possible totals, allow."""
    score = card.report.overall.score
    if score is None:
        return overall_ratings(card.rulebook, bands, {*card.overall.totals, *published_totals(card)})
    totals = {score} if card.rulebook.bands.overall[bands].covers(score) else set()
    if score not in card.overall.totals:
        totals |= set(card.overall.totals)
    return overall_ratings(card.rulebook, bands, totals)


def _why(card: Scorecard, bands: int, published: str) -> str:
    rule = card.rulebook.bands.overall[bands]
    totals = card.overall.totals
    score = str(totals[0]) if len(totals) == 1 else f"{totals[0]} to {totals[-1]}"
    start = rule.starts[published]
    return f"the score is {score} of {rule.max} ({published} starts at {start})"
