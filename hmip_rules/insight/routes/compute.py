"""Routes: the smallest changes that would have given another overall rating."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice
from typing import Final, NamedTuple

from hmip_rules.insight.counts import question_counts
from hmip_rules.insight.routes.changes import Change, ChangeFinder, can_move, points_now, questions_with_percent
from hmip_rules.insight.routes.search import Search
from hmip_rules.model.scorecard import KeyQuestionResult, Scorecard, StandardResult
from hmip_rules.model.steps import Bands
from hmip_rules.scoring.banding import banded

MOST_LISTED: Final = 5
"""How many routes are listed of those that cost the same; all of them are counted."""


class Route(NamedTuple):
    """Changes that together give another overall rating, and none of which can be left out.

    Attributes:
        changes: in the rulebook's order.
        score: that they lead to, in points.
        rating: the overall rating of that score.
    """

    changes: tuple[Change, ...]
    score: int
    rating: str


class Cheapest(NamedTuple):
    """The routes that cost least.

    Attributes:
        steps: by how many ratings judgements are others, in all.
        size: how many cases, or percentage points, move in all.
        ways: how many such routes there are.
        routes: the first of them, at most `MOST_LISTED`, in the rulebook's order.
    """

    steps: int
    size: Fraction
    ways: int
    routes: tuple[Route, ...]


class Routes(NamedTuple):
    """The routes to a score.

    Attributes:
        score: that has to be reached, or fallen to, in points.
        utmost: the score that every change together would lead to.
        cheapest: the routes of least size. Where judgements may change, one for each number of steps by which
            fewer cases, or points, are enough than by any smaller number. None where the score is out of reach.
    """

    score: int
    utmost: int
    cheapest: tuple[Cheapest, ...]


def not_determined(card: Scorecard) -> tuple[str, ...]:
    """Return the standards that score points, but it is not known how many; routes need them all."""
    return tuple(result.key for result in card.scoring_standards if result.scored_rating is None)


def has_routes(card: Scorecard) -> bool:
    """Return whether routes can be found: from a score and an overall rating that are determined."""
    return card.overall.rating is not None and not not_determined(card)


def next_better_rating(card: Scorecard) -> str | None:
    """Return the next better overall rating; None where the best is held, or none is determined."""
    names, rating = card.rulebook.names, card.overall.rating
    return None if rating is None or rating == names[-1] else names[names.index(rating) + 1]


def movable(card: Scorecard) -> tuple[StandardResult, ...]:
    """Return the standards of the score that percentages can move: recomputed, and with no key question missing."""
    return tuple(result for result in card.scoring_standards if can_move(result))


def unknown_cases(card: Scorecard) -> tuple[tuple[str, str], ...]:
    """Return the percentages that may move and do not stand for one number of cases, by standard and key question.

    Where there are none, routes are measured in cases, else in percentage points.
    """
    return tuple(
        (result.key, question.id)
        for result in movable(card)
        for question in questions_with_percent(result)
        if not _has_one_count(card, question)
    )


def routes(card: Scorecard, rating: str, *, judgements: bool = False) -> Routes | None:
    """Return the cheapest changes that reach an overall rating, or a better one.

    Args:
        card: that `has_routes`.
        rating: of the card's rulebook.
        judgements: whether ratings that are judged, or taken as published, may change too.

    Returns:
        the routes; None where the report has this rating, or a better one.
    """
    names = card.rulebook.names
    if names.index(rating) <= names.index(_current_rating(card)):
        return None
    return _routes(card, _bands(card).start_of(rating), judgements=judgements)


def losing_routes(card: Scorecard, *, judgements: bool = False) -> Routes | None:
    """Return the cheapest changes that lose the overall rating; None where it is the worst. As `routes`."""
    if _current_rating(card) == card.rulebook.names[0]:
        return None
    return _routes(card, _bands(card).start_of(_current_rating(card)) - 1, judgements=judgements)


def _current_rating(card: Scorecard) -> str:
    assert card.overall.rating is not None
    return card.overall.rating


def _bands(card: Scorecard) -> Bands[int]:
    assert card.overall.bands is not None
    return card.rulebook.bands.overall[card.overall.bands].bands


def _routes(card: Scorecard, score: int, *, judgements: bool) -> Routes:
    """Return the routes from the present score to another one, above or below it."""
    standards = card.scoring_standards
    now = sum(points_now(card, result) for result in standards)
    up = score > now
    finder = ChangeFinder(card, in_cases=not unknown_cases(card), up=up)
    changes_by_standard = [finder.changes_of(result, judgements=judgements) for result in standards]
    most = sum(max((change.points for change in changes), default=0) for changes in changes_by_standard)
    cheapest = _cheapest_by_steps(card, Search(changes_by_standard), now, abs(score - now), up=up)
    return Routes(score, now + most if up else now - most, tuple(cheapest))


def _cheapest_by_steps(card: Scorecard, search: Search, now: int, points: int, *, up: bool) -> list[Cheapest]:
    """Return the cheapest routes for each number of steps by which they are cheaper than by any smaller number."""
    found: list[Cheapest] = []
    for steps in range(search.most_steps + 1):
        cost = search.cost(points, steps)
        if cost is None or (found and cost.size >= found[-1].size):
            continue
        listed = islice(search.ways(points, steps), MOST_LISTED)
        routes_listed = tuple(_route(card, changes, now, up=up) for changes in listed)
        found.append(Cheapest(steps, cost.size, cost.ways, routes_listed))
    return found


def _route(card: Scorecard, changes: tuple[Change, ...], now: int, *, up: bool) -> Route:
    points = sum(change.points for change in changes)
    score = now + points if up else now - points
    return Route(changes, score, _bands(card).rating_of(score))


def _has_one_count(card: Scorecard, question: KeyQuestionResult) -> bool:
    """Return whether a percentage stands for one number of cases, which gives the same rating and discretion."""
    counts = question_counts(card, question)
    if counts is None or len(counts.sufficient) != 1 or question.banded is None:
        return False
    exact = banded(card.rulebook, Fraction(100 * counts.sufficient[0], counts.of))
    return (exact.rating, exact.within_discretion) == (question.banded.rating, question.banded.within_discretion)
