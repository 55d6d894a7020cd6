"""The published numbers of ratings contradict one another, or contradict the published ratings.

The numbers say how many standards had each rating. They are compared with the published ratings. If no rating was
published for a standard, they are compared with the ratings that its percentages allow. If there is a contradiction,
the numbers are not used, and the score is worked out from the ratings alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from hmip_rules.model.finding import Finding
from hmip_rules.model.report import OF
from hmip_rules.model.scorecard import Scorecard
from hmip_rules.scoring.totals import published_ratings, totals_of
from hmip_rules.wording.phrases import listed, plural


def check(card: Scorecard) -> Iterator[Finding]:
    """Return a finding for the first contradiction in `rating_counts`."""
    if not card.report.rating_counts:
        return
    for path, published, message in _contradictions(card):
        yield Finding(
            code="rating-counts",
            where=".".join(path),
            published=published,
            recomputed=None,
            changes_overall=None,
            message=message,
            path=path,
            rule=None,
        )
        return


def _contradictions(card: Scorecard) -> Iterator[tuple[tuple[str, ...], int | None, str]]:
    """Return the path of each number that cannot be right, the number, and what it contradicts."""
    counts, of = card.report.rating_counts, card.report.rating_counts.get(OF)
    total = sum(number for rating, number in counts.items() if rating != OF)
    if of is not None and (total > of or (total < of and set(card.rulebook.ratings) <= set(counts))):
        message = f"The numbers of ratings add up to {total}, but are said to be of {plural(of, 'standard')}"
        yield ("rating_counts", OF), of, message
    if max(of or 0, total) > len(card.standards):
        rated = plural(max(of or 0, total), "standard")
        message = f"Ratings of {rated} are counted, but {card.rulebook.id} has {len(card.standards)}"
        yield ("rating_counts", OF), of, message
    yield from _too_few(card)
    yield from _too_many(card)
    ratings = published_ratings(card.standards)
    numbers_rated = {len(ratings), len(ratings.keys() & set(card.rulebook.counted))}
    if of in numbers_rated and not totals_of(card.rulebook, ratings, counts)[1]:
        yield ("rating_counts",), None, "The numbers of ratings do not fit the ratings of the standards"


def _too_few(card: Scorecard) -> Iterator[tuple[tuple[str, ...], int, str]]:
    """Return each rating that more standards were published to have than are counted."""
    for rating, number in card.report.rating_counts.items():
        keys = [result.key for result in card.standards if result.standard.counted and result.published == rating]
        if len(keys) > number:
            are = f"{plural(len(keys), 'standard')} {'is' if len(keys) == 1 else 'are'}"
            message = f"{are} published as {rating} ({listed(keys)}), more than the {number} counted"
            yield ("rating_counts", rating), number, message


def _too_many(card: Scorecard) -> Iterator[tuple[tuple[str, ...], int, str]]:
    """Return each rating that is counted more often than standards can have it; one without a rating can have any."""
    for rating, number in card.report.rating_counts.items():
        can_have_it = [result for result in card.standards if result.is_rated and result.published in (None, rating)]
        if rating != OF and number > len(can_have_it):
            standards = plural(number, "standard")
            message = f"{standards} counted as {rating}, but only {len(can_have_it)} can have this rating"
            yield ("rating_counts", rating), number, message
