"""What follows from the published ratings, right or wrong: by this a slip is told from a wrong verdict."""

from __future__ import annotations

from collections.abc import Mapping

from hmip_rules.model.scorecard import Scorecard
from hmip_rules.scoring.evaluate import overall_ratings, totals_of
from hmip_rules.wording import phrases, reasons

Ratings = Mapping[str, tuple[str, ...]]


def published_ratings(card: Scorecard) -> Ratings:
    """Give the rating of each rated standard as published; where none was, as recomputed."""
    return {
        result.key: (result.published,) if result.published else result.possible
        for result in card.standards
        if result.is_rated
    }


def published_totals(card: Scorecard) -> tuple[int, ...]:
    """Give every score, in points, that the published ratings can add up to."""
    return totals_of(card.rulebook, published_ratings(card), card.report.rating_counts)


def effect(card: Scorecard, put_right: Ratings | None = None) -> tuple[bool | None, str]:
    """Say whether the overall rating would differ from the published one, were a value put right.

    The value is carried through the published ratings of the other standards.

    Args:
        put_right: the possible ratings of the standard that is put right; None for the score, which
            the ratings themselves put right.

    Returns:
        whether it would differ, and the same in words; None where no overall rating was published,
        or missing values decide.
    """
    published = card.report.overall.rating
    if published is None:
        return None, "whether it changes the overall rating can't be said: none is published"
    totals = totals_of(card.rulebook, {**published_ratings(card), **(put_right or {})}, card.report.rating_counts)
    would_be = overall_ratings(card.rulebook, card.overall.bands, totals)
    if published not in would_be:
        return True, f"with it alone put right, the ratings give {phrases.choice(would_be)}, not {published}"
    if len(would_be) > 1:
        why = "missing values decide" if card.overall.bands is not None else reasons.NO_BANDS
        return None, f"whether it changes the overall rating can't be said: {why}"
    return False, f"the overall rating stays {published}"
