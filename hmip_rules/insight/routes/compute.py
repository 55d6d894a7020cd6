"""Routes: the smallest changes that would have given another overall rating."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from typing import Final, NamedTuple

from hmip_rules.insight.counts import counts_of
from hmip_rules.insight.routes.changes import Change, Changes, can_move, with_percent, worth
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
    """Name the standards that count and of which it is not determined with which rating; routes need them all."""
    return tuple(one.key for one in _counting(card) if len(one.counts) != 1)


def has_routes(card: Scorecard) -> bool:
    """Return whether routes can be found: from a score and an overall rating that are determined."""
    return card.overall.rating is not None and not not_determined(card)


def next_better(card: Scorecard) -> str | None:
    """Name the next better overall rating; None where the best is held, or none is determined."""
    names = card.rulebook.names
    return None if card.overall.rating in (None, names[-1]) else names[names.index(card.overall.rating or "") + 1]


def movable(card: Scorecard) -> tuple[StandardResult, ...]:
    """Find the standards that percentages can move: counted, recomputed, and with no key question missing."""
    return tuple(one for one in _counting(card) if can_move(one))


def unknown_cases(card: Scorecard) -> tuple[tuple[str, str], ...]:
    """Name the percentages that may move and do not stand for one number of cases, by standard and key question.

    Where there are none, routes are measured in cases, else in percentage points.
    """
    questions = [(result.key, one) for result in movable(card) for one in with_percent(result)]
    return tuple((key, one.id) for key, one in questions if not _has_one_count(card, one))


def routes(card: Scorecard, rating: str, *, judgements: bool = False) -> Routes | None:
    """Find the cheapest changes that reach an overall rating, or a better one.

    Args:
        card: that `has_routes`.
        rating: of the card's rulebook.
        judgements: whether ratings that are judged, or taken as published, may change too.

    Returns:
        the routes; None where the report has this rating, or a better one.
    """
    names = card.rulebook.names
    if names.index(rating) <= names.index(_held(card)):
        return None
    return _routes(card, _bands(card).start_of(rating), judgements=judgements)


def falls(card: Scorecard, *, judgements: bool = False) -> Routes | None:
    """Find the smallest changes that would have lost the overall rating; None where it is the worst. As `routes`."""
    if _held(card) == card.rulebook.names[0]:
        return None
    return _routes(card, _bands(card).start_of(_held(card)) - 1, judgements=judgements)


def _held(card: Scorecard) -> str:
    assert card.overall.rating is not None
    return card.overall.rating


def _bands(card: Scorecard) -> Bands[int]:
    assert card.overall.bands is not None
    return card.rulebook.bands.overall[card.overall.bands].bands


def _counting(card: Scorecard) -> Iterator[StandardResult]:
    return (one for one in card.standards if one.standard.counted and one.is_rated)


def _routes(card: Scorecard, score: int, *, judgements: bool) -> Routes:
    """Find the routes from the present score to another one, above or below it."""
    now = sum(worth(card, result) for result in _counting(card))
    up = score > now
    changes_in = Changes(card, in_cases=not unknown_cases(card), up=up)
    choices = [changes_in.of(result, judgements=judgements) for result in _counting(card)]
    most = sum(max((change.points for change in changes), default=0) for changes in choices)
    search = Search(choices)
    cheapest = tuple(_as_routes(card, search, now, abs(score - now), up=up))
    return Routes(score, now + most if up else now - most, cheapest)


def _as_routes(card: Scorecard, search: Search, now: int, points: int, *, up: bool) -> Iterator[Cheapest]:
    """Give the least size for each number of steps by which it is less than by fewer steps."""
    least: Fraction | None = None
    for steps in range(search.most_steps + 1):
        found = search.least(0, points, steps)
        if found is None or (least is not None and found.size >= least):
            continue
        least = found.size
        listed = islice(search.ways(0, points, steps), MOST_LISTED)
        yield Cheapest(steps, found.size, found.ways, tuple(_route(card, one, now, up=up) for one in listed))
        if least == 0:  # nothing is less
            return


def _route(card: Scorecard, changes: tuple[Change, ...], now: int, *, up: bool) -> Route:
    points = sum(change.points for change in changes)
    score = now + points if up else now - points
    rating = _bands(card).rating_of(score)
    return Route(changes, score, rating)


def _has_one_count(card: Scorecard, question: KeyQuestionResult) -> bool:
    """Say whether a percentage stands for one number of cases, of which comes the same."""
    known = counts_of(card, question)
    if known is None or len(known.sufficient) != 1 or question.banded is None:
        return False
    exact = banded(card.rulebook, Fraction(100 * known.sufficient[0], known.of))
    return (exact.rating, exact.within_discretion) == (question.banded.rating, question.banded.within_discretion)
