"""The published numbers of ratings contradict one another, or contradict the published ratings.

The numbers say how many standards had each rating. They are compared with the published ratings. If no rating was
published for a standard, they are compared with the ratings that its percentages allow. If there is a contradiction,
the numbers are not used, and the score is worked out from the ratings alone.
"""

from __future__ import annotations

from hmip_rules.model.finding import Finding
from hmip_rules.model.report import NUMBER_RATED
from hmip_rules.model.scorecard import Scorecard
from hmip_rules.scoring.totals import published_ratings, totals_of
from hmip_rules.wording.phrases import listed, plural


def check(card: Scorecard) -> list[Finding]:
    """Return a finding for the first contradiction in `rating_counts`."""
    if not card.report.rating_counts:
        return []
    contradiction = _contradiction_in_numbers(card) or _contradiction_with_ratings(card)
    if contradiction is None:
        return []
    path, published, message = contradiction
    return [Finding(code="rating-counts", where=".".join(path), published=published, message=message, path=path)]


Contradiction = tuple[tuple[str, ...], int | None, str]
"""The path of a number that cannot be right, the number, and what it contradicts."""


def _contradiction_in_numbers(card: Scorecard) -> Contradiction | None:
    """Return where the numbers contradict one another, or the number of standards that there are."""
    counts, of = card.report.rating_counts, card.report.rating_counts.get(NUMBER_RATED)
    total = sum(number for rating, number in counts.items() if rating != NUMBER_RATED)
    if of is not None and (total > of or (total < of and set(card.rulebook.ratings) <= set(counts))):
        said = f"{plural(of, 'standard')} {'was' if of == 1 else 'were'} said to be rated"
        message = f"The numbers of standards with each rating add up to {total}, but {said}"
        return ("rating_counts", NUMBER_RATED), of, message
    if max(of or 0, total) > len(card.standards):
        rated = plural(max(of or 0, total), "standard")
        message = (
            f"The numbers of standards with each rating cover {rated}, but {card.rulebook.id} has {len(card.standards)}"
        )
        return ("rating_counts", NUMBER_RATED), of, message
    return None


def _contradiction_with_ratings(card: Scorecard) -> Contradiction | None:
    """Return where the numbers contradict the published ratings; a standard without one can have any."""
    counts = {rating: number for rating, number in card.report.rating_counts.items() if rating != NUMBER_RATED}
    for rating, number in counts.items():
        keys = [result.key for result in card.scoring_standards if result.published == rating]
        if len(keys) > number:
            standards = f"{plural(len(keys), 'standard')} {'is' if len(keys) == 1 else 'are'}"
            message = f"{standards} published as {rating} ({listed(keys)}), but their number is published as {number}"
            return ("rating_counts", rating), number, message
    for rating, number in counts.items():
        can_have_it = [result for result in card.standards if result.is_rated and result.published in (None, rating)]
        if number > len(can_have_it):
            standards = f"{plural(number, 'standard')} {'is' if number == 1 else 'are'}"
            message = f"{standards} said to be {rating}, but only {len(can_have_it)} can have this rating"
            return ("rating_counts", rating), number, message
    ratings = published_ratings(card.standards)
    numbers_rated = {len(ratings), len(ratings.keys() & set(card.rulebook.included))}
    if card.report.rating_counts.get(NUMBER_RATED) in numbers_rated:
        _, are_used = totals_of(card.rulebook, ratings, card.report.rating_counts)
        if not are_used:
            return (
                ("rating_counts",),
                None,
                "The numbers of standards with each rating do not fit the ratings of the standards",
            )
    return None
