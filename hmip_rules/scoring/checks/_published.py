"""What follows from the published ratings, right or wrong."""

from __future__ import annotations

from hmip_rules.model.possible import Possible
from hmip_rules.model.scorecard import Scorecard
from hmip_rules.scoring.totals import Ratings, overall_ratings, published_ratings, totals_of
from hmip_rules.wording import phrases, reasons


def published_totals(card: Scorecard) -> Possible[int]:
    """Return every score, in points, that the published ratings can add up to."""
    totals, _ = totals_of(card.rulebook, published_ratings(card.standards), card.report.rating_counts)
    return totals


def overall_ratings_as_published(card: Scorecard) -> set[str]:
    """Return the overall ratings that follow from the published ratings, or from the published score."""
    assert card.overall.bands is not None, "without bands every overall rating follows"
    of_score = card.rulebook.bands.overall[card.overall.bands].rating_of(card.report.overall.score)
    of_ratings = overall_ratings(card.rulebook, card.overall.bands, published_totals(card))
    return {*of_ratings, of_score} if of_score is not None else set(of_ratings)


def effect(card: Scorecard, corrected: Ratings | None = None) -> tuple[bool | None, str]:
    """Return whether the overall rating would differ from the published one, if a value were corrected.

    The value is carried through the published ratings of the other standards.

    Args:
        corrected: the possible ratings of the standard that is corrected; None for the score, which
            the ratings themselves correct.

    Returns:
        whether it would differ, and the same in words; None where no overall rating was published,
        or missing values decide.
    """
    published = card.report.overall.rating
    if published is None:
        return None, "no overall rating was published, so it is not known whether correcting this would change it"
    totals, _ = totals_of(
        card.rulebook, {**published_ratings(card.standards), **(corrected or {})}, card.report.rating_counts
    )
    would_be = overall_ratings(card.rulebook, card.overall.bands, totals)
    if published not in would_be:
        if corrected and published not in overall_ratings_as_published(card):
            return False, "the published overall rating does not follow from the published ratings either"
        return (
            True,
            f"if only this were corrected, the overall rating would be {phrases.choice(would_be)}, not {published}",
        )
    if len(would_be) > 1:
        why = "values are missing" if card.overall.bands is not None else reasons.NO_BANDS
        return None, f"it is not known whether correcting this would change the overall rating, because {why}"
    return False, "correcting this would not change the overall rating"
