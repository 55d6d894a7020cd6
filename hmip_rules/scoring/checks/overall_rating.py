"""The published overall rating is not the one that the score gives.

The published overall rating is compared with the band of the published score, and with every overall rating that
follows from the ratings of the standards. It is enough if it agrees with one of them, because a wrong score should
not lead to a second finding. If values are missing and the published score is possible, the overall rating must be
the one for that score.
"""

from __future__ import annotations

from hmip_rules.model.finding import Finding
from hmip_rules.model.rules import OverallBands
from hmip_rules.model.scorecard import Scorecard
from hmip_rules.wording import phrases, rule_words


def check(card: Scorecard) -> list[Finding]:
    """Return the finding of an overall rating that neither the published score nor the recomputed ratings give."""
    published, overall = card.report.overall, card.overall
    if published.rating is None or overall.bands is None:
        return []
    bands = card.rulebook.bands.overall[overall.bands]
    of_score = bands.rating_of(published.score)
    contradicts = published.score in overall.allowed_totals  # then only the rating of that score is possible
    if published.rating == of_score or (published.rating in overall.allowed and not contradicts):
        return []
    finding = Finding(
        code="overall-rating",
        where="overall.rating",
        published=published.rating,
        recomputed=overall.rating,
        changes_overall=None if published.rating in overall.allowed else True,
        message=f"The overall rating is published as {published.rating}, but {_why(card, bands, of_score)}",
        path=("overall", "rating"),
        rule=card.rulebook.rule("bands", "overall", overall.bands),
    )
    return [finding]


def _why(card: Scorecard, bands: OverallBands, of_score: str | None) -> str:
    published, overall = card.report.overall, card.overall
    if of_score is not None and published.rating in overall.allowed:
        return f"the published score of {published.score} makes it {_with_range(bands, of_score)}"
    recomputed = phrases.choice([_with_range(bands, rating) for rating in overall.possible])
    return f"the recomputed score of {phrases.span(overall.totals)} makes it {recomputed}"


def _with_range(bands: OverallBands, rating: str) -> str:
    return f"{rating} ({rule_words.points_range(bands, rating)})"
