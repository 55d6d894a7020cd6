"""What counts of ratings say of the total, where a source gives how many standards had each and not which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from hmip_rules.model.report import OF
from hmip_rules.model.rulebook import Rulebook


def totals_by_counts(
    rulebook: Rulebook, ratings: Mapping[str, Iterable[str]], counts: Mapping[str, int]
) -> tuple[int, ...]:
    """Give the totals, in points and ascending, that possible ratings and counts of ratings allow together.

    Args:
        ratings: the possible ratings of each standard that was rated, by its key.
        counts: how many standards had each rating, and under "of" of how many; a rating that is not named was
            not counted. They are of all these standards, or of those that count towards the score, whichever
            are as many.

    Returns:
        nothing where counts contradict ratings, are of another number of standards, or do not say of how many.
    """
    if not counts:
        return ()
    keys = _counted_over(rulebook, ratings, counts)
    named = [name for name in counts if name != OF]
    totals: dict[tuple[int, ...], set[int]] = {tuple(counts[name] for name in named): {0}} if keys is not None else {}
    for key in keys or ():
        points = rulebook.ratings if rulebook.by_key[key].counted else dict.fromkeys(rulebook.ratings, 0)
        following: defaultdict[tuple[int, ...], set[int]] = defaultdict(set)
        for left, reached in totals.items():
            for rating in ratings[key]:
                if (after := _less_one(left, named, rating)) is not None:
                    following[after] |= {total + points[rating] for total in reached}
        totals = following
    return tuple(sorted(totals.get((0,) * len(named), ())))


def _counted_over(
    rulebook: Rulebook, ratings: Mapping[str, Iterable[str]], counts: Mapping[str, int]
) -> list[str] | None:
    that_count = [key for key in ratings if rulebook.by_key[key].counted]
    return next((keys for keys in (that_count, list(ratings)) if len(keys) == counts.get(OF)), None)


def _less_one(left: tuple[int, ...], named: list[str], rating: str) -> tuple[int, ...] | None:
    """Take a rating from what is left of the counts; None where none of it is left. One not counted is free."""
    if rating not in named:
        return left
    place = named.index(rating)
    return (*left[:place], left[place] - 1, *left[place + 1 :]) if left[place] else None
