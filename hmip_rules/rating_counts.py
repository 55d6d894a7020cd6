"""What counts of ratings say of the total, where a source gives how many standards had each and not which."""

from __future__ import annotations

from collections import defaultdict

from hmip_rules.report import OF
from hmip_rules.scorecard import Scorecard, StandardResult


def totals_by_counts(card: Scorecard) -> tuple[int, ...]:
    """Give the totals, in points and ascending, that the ratings and the counts of ratings of a report allow together.

    Counts are held against all standards that were rated, or against those that count towards the score:
    whichever are as many as the report says. Where it does not say of how many, or neither are as many, or it
    gives no counts, the totals are those that its ratings allow. None is left where counts contradict ratings.
    """
    standards = _counted_over(card)
    if standards is None:
        return card.overall.totals
    named = [name for name in card.report.rating_counts if name != OF]
    totals: dict[tuple[int, ...], set[int]] = {tuple(card.report.rating_counts[name] for name in named): {0}}
    for standard in standards:
        points = card.rulebook.ratings if standard.standard.counted else dict.fromkeys(card.rulebook.ratings, 0)
        following: defaultdict[tuple[int, ...], set[int]] = defaultdict(set)
        for left, reached in totals.items():
            for rating in standard.counts:
                if (after := _less_one(left, named, rating)) is not None:
                    following[after] |= {total + points[rating] for total in reached}
        totals = following
    return tuple(sorted(totals.get((0,) * len(named), ())))


def _counted_over(card: Scorecard) -> list[StandardResult] | None:
    rated = [result for result in card.standards if result.is_rated]
    that_count = [result for result in rated if result.standard.counted]
    of = card.report.rating_counts.get(OF)
    return next((standards for standards in (that_count, rated) if len(standards) == of), None)


def _less_one(left: tuple[int, ...], named: list[str], rating: str) -> tuple[int, ...] | None:
    """Take a rating from what is left of the counts; None where none of it is left. One not counted is free."""
    if rating not in named:
        return left
    place = named.index(rating)
    return (*left[:place], left[place] - 1, *left[place + 1 :]) if left[place] else None
