"""Which totals, in points, the ratings of standards can add up to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from hmip_rules.model.possible import Possible
from hmip_rules.model.report import NUMBER_RATED
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.scorecard import StandardResult
from hmip_rules.model.steps import possible_totals

Ratings = Mapping[str, Possible[str]]
"""The possible ratings of each standard that was rated, by its key."""


def published_ratings(standards: Iterable[StandardResult]) -> Ratings:
    """Return the published rating of each rated standard; where none was published, those it may have had."""
    return {
        result.key: Possible([result.published]) if result.published else result.allowed
        for result in standards
        if result.is_rated
    }


def totals_of(rulebook: Rulebook, ratings: Ratings, counts: Mapping[str, int]) -> tuple[Possible[int], bool]:
    """Add up the points of the standards that are included in the score.

    Args:
        ratings: the possible ratings of each standard by its key; one not given was not rated.
        counts: how many standards were published to have each rating (`rating_counts`), and under "of" of how
            many; a rating that is not named may have any number. They are of the standards included in the
            score, or of all that were rated, whichever are as many.

    Returns:
        every total that is possible, in points; and whether `counts` were used. They are passed over where they
        contradict the ratings, are of another number of standards, or do not say of how many.
    """
    included = {key: ratings[key] for key in rulebook.included if key in ratings}
    if counts:
        totals: set[int] = set()
        if counts.get(NUMBER_RATED) == len(included):
            totals = _totals_by_counts(rulebook, included, counts)
        elif counts.get(NUMBER_RATED) == len(ratings):
            totals = _totals_by_counts(rulebook, ratings, counts)
        if totals:
            return Possible(sorted(totals)), True
    points = [[rulebook.ratings[rating] for rating in possible] for possible in included.values()]
    return Possible(possible_totals(points)), False


def _totals_by_counts(rulebook: Rulebook, ratings: Ratings, counts: Mapping[str, int]) -> set[int]:
    """Find the totals of every choice of possible ratings in which each rating occurs as often as it was counted.

    The standards are taken one by one. What is kept for each state is the set of totals that lead to it; a state
    is how often each counted rating has still to occur.
    """
    counted = [rating for rating in counts if rating != NUMBER_RATED]
    totals_by_state: dict[tuple[int, ...], set[int]] = {tuple(counts[rating] for rating in counted): {0}}
    for key, possible in ratings.items():
        points = rulebook.ratings if rulebook.by_key[key].included else dict.fromkeys(rulebook.ratings, 0)
        following: defaultdict[tuple[int, ...], set[int]] = defaultdict(set)
        for state, totals in totals_by_state.items():
            for rating in possible:
                if rating not in counted:
                    following[state] |= {total + points[rating] for total in totals}
                    continue
                place = counted.index(rating)
                if state[place] > 0:
                    after = (*state[:place], state[place] - 1, *state[place + 1 :])
                    following[after] |= {total + points[rating] for total in totals}
        totals_by_state = following
    return totals_by_state.get((0,) * len(counted), set())


def overall_ratings(rulebook: Rulebook, bands: int | None, totals: Iterable[int]) -> Possible[str]:
    """Find the overall ratings of totals, worst first; every rating where no bands are known.

    Args:
        bands: which of `bands.overall` holds for the standards that were rated; None for none.
    """
    if bands is None:
        return Possible(rulebook.names)
    rating_of = rulebook.bands.overall[bands].bands.rating_of
    return Possible(rulebook.ordered([rating_of(total) for total in totals]))
