"""Routes: the smallest changes that would have given another overall rating."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import islice
from typing import Final, NamedTuple

from hmip_rules.banding import banding
from hmip_rules.insight.counts import Counts, counts
from hmip_rules.insight.margins import move_across
from hmip_rules.percent import Percentage
from hmip_rules.rulebook import contradictions
from hmip_rules.scorecard import KeyQuestionResult, Scorecard, StandardResult, Status
from hmip_rules.steps import Bands
from hmip_rules.thresholds import Threshold, exceeding, reaching

MOST_LISTED: Final = 5
"""How many routes are listed of those that cost the same; all of them are counted."""


class QuestionChange(NamedTuple):
    """A key question whose percentage moves.

    Attributes:
        percent: where it goes, in per cent, as it falls into a band.
        rating: of that band.
        size: how many cases more, or fewer, are sufficient; or how many percentage points it moves.
    """

    question: KeyQuestionResult
    percent: Fraction
    rating: str
    size: Fraction


class Change(NamedTuple):
    """A standard that moves to another rating.

    Attributes:
        rating: the one that it moves to; by its percentages alone. A rating given within discretion counts until
            they leave the margin, or for another band.
        points: how many the score gains, or loses, by it.
        questions: what moves it; none where another judgement does.
        size: how many cases, or percentage points, move in all.
        steps: by how many ratings the judgement is another; 0 where percentages move.
    """

    result: StandardResult
    rating: str
    points: int
    questions: tuple[QuestionChange, ...] = ()
    size: Fraction = Fraction(0)
    steps: int = 0


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
    """Say whether routes can be found: by sound rules, from a score and an overall rating that are determined."""
    return card.overall.rating is not None and not not_determined(card) and not any(contradictions(card.rulebook))


def next_better(card: Scorecard) -> str | None:
    """Name the next better overall rating; None where the best is held, or none is determined."""
    names = card.rulebook.names
    return None if card.overall.rating in (None, names[-1]) else names[names.index(card.overall.rating or "") + 1]


def movable(card: Scorecard) -> tuple[StandardResult, ...]:
    """Find the standards that percentages can move: counted, recomputed, and with no key question missing."""
    return tuple(one for one in _counting(card) if _can_move(one))


def _can_move(result: StandardResult) -> bool:
    return result.is_recomputed and not result.missing


def unknown_cases(card: Scorecard) -> tuple[tuple[str, str], ...]:
    """Name the percentages that may move and do not stand for one number of cases, by standard and key question.

    Where there are none, routes are measured in cases, else in percentage points.
    """
    questions = [(result.key, one) for result in movable(card) for one in _with_percent(result)]
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


def _worth(card: Scorecard, result: StandardResult) -> int:
    """Give the points that a standard adds now; a rating within discretion counts as published."""
    (counts,) = result.counts
    return card.rulebook.ratings[counts]


def _routes(card: Scorecard, score: int, *, judgements: bool) -> Routes:
    """Find the routes from the present score to another one, above or below it."""
    now = sum(_worth(card, result) for result in _counting(card))
    up = score > now
    changes_in = _Changes(card, in_cases=not unknown_cases(card), up=up)
    choices = [changes_in.of(result, judgements=judgements) for result in _counting(card)]
    most = sum(max((change.points for change in changes), default=0) for changes in choices)
    search = _Search(choices)
    cheapest = tuple(_as_routes(card, search, now, abs(score - now), up=up))
    return Routes(score, now + most if up else now - most, cheapest)


def _as_routes(card: Scorecard, search: _Search, now: int, points: int, *, up: bool) -> Iterator[Cheapest]:
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
    (rating,) = _bands(card).ratings_of(score)
    return Route(changes, score, rating)


class _Changes:
    """The changes of a report's standards in one direction, in cases or in percentage points."""

    def __init__(self, card: Scorecard, *, in_cases: bool, up: bool) -> None:
        self._card, self._in_cases, self._up = card, in_cases, up
        self._names = card.rulebook.names

    def of(self, result: StandardResult, *, judgements: bool) -> tuple[Change, ...]:
        """Find every change of a standard that adds points; or that takes some."""
        if _can_move(result):
            changes = self._rises(result) if self._up else self._drops(result)
        else:
            changes = self._judged(result) if judgements and result.is_taken else iter(())
        return tuple(change for change in changes if change.points > 0)

    def _judged(self, result: StandardResult) -> Iterator[Change]:
        place = self._names.index(result.counts[0])
        for rating in self._names[place + 1 :] if self._up else self._names[:place]:
            steps = abs(self._names.index(rating) - place)
            yield Change(result, rating, self._points(result, rating), steps=steps)

    def _rises(self, result: StandardResult) -> Iterator[Change]:
        """Raise a standard across each threshold, by every key question that is below it.

        Of few cases a single one may lead beyond: that rating is then reached by the same changes, and given once.
        """
        found = {}
        for threshold in self._thresholds(result):
            moved = {
                one.id: self._moved(one, threshold)
                for one in _with_percent(result)
                if one.percent is not None and not threshold.holds_for(one.percent)
            }
            lands = [moved[one.id].rating if one.id in moved else one.rating for one in _with_percent(result)]
            found[min(map(self._place, lands))] = tuple(moved.values())
        for place, questions in found.items():
            yield self._change(result, self._names[place], questions)

    def _drops(self, result: StandardResult) -> Iterator[Change]:
        """Lower a standard below each threshold, by one key question alone: more than one are never needed."""
        for question in _with_percent(result):
            moved = [self._moved(question, threshold) for threshold in self._thresholds(result)]
            for rating, one in {one.rating: one for one in moved}.items():
                yield self._change(result, rating, (one,))

    def _thresholds(self, result: StandardResult) -> Iterator[Threshold]:
        """Give the percentages from which, or below which, a standard has another rating than now."""
        rulebook, place = self._card.rulebook, self._place(result.rating)
        if (end := self._end_of_discretion(result)) and end.holds_for(Fraction(100)) and not end.holds_for(Fraction(0)):
            yield end
        better = self._names[place + 1 :] if self._up else self._names[1 : place + 1]
        yield from (reaching(rulebook, rulebook.percent_bands.start_of(rating)) for rating in better)

    def _end_of_discretion(self, result: StandardResult) -> Threshold | None:
        """Say above or below which threshold a rating given within discretion would no longer be within it."""
        rulebook, margin = self._card.rulebook, self._card.rulebook.discretion
        (given,) = result.counts
        rating = result.rating
        if margin is None or rating is None or result.status != Status.WITHIN_DISCRETION:
            return None
        if (self._place(given) > self._place(rating)) == self._up:
            return None
        if self._up:
            return exceeding(rulebook, rulebook.percent_bands.start_of(rating) + margin.points)
        return reaching(rulebook, rulebook.percent_bands.start_of(given) - margin.points)

    def _change(self, result: StandardResult, rating: str, questions: tuple[QuestionChange, ...]) -> Change:
        size = sum((one.size for one in questions), Fraction(0))
        return Change(result, rating, self._points(result, rating), questions, size)

    def _place(self, rating: str | None) -> int:
        assert rating is not None
        return self._names.index(rating)

    def _points(self, result: StandardResult, rating: str) -> int:
        """Say how many points more, or fewer, a standard is worth with another rating."""
        more = self._card.rulebook.ratings[rating] - _worth(self._card, result)
        return more if self._up else -more

    def _moved(self, question: KeyQuestionResult, threshold: Threshold) -> QuestionChange:
        """Move a key question across a threshold; in cases, or beyond it where they are so few."""
        known = _counts(self._card, question)
        move = move_across(self._card.rulebook, question, known, threshold, up=self._up)
        if known is None or not self._in_cases:
            return QuestionChange(question, move.percent, move.rating, move.points)
        (sufficient,), (cases,) = known.sufficient, move.cases
        there = sufficient + (cases if self._up else -cases)
        made = banding(self._card.rulebook, Fraction(100 * there, known.of))
        assert made.rating is not None
        return QuestionChange(question, made.percent, made.rating, Fraction(cases))


def _with_percent(result: StandardResult) -> Iterator[KeyQuestionResult]:
    return (one for one in result.key_questions if one.percent is not None)


def _counts(card: Scorecard, question: KeyQuestionResult) -> Counts | None:
    assert isinstance(question.answer, Percentage)
    return counts(card.rulebook, question.answer, card.report.cases)


def _has_one_count(card: Scorecard, question: KeyQuestionResult) -> bool:
    """Say whether a percentage stands for one number of cases, of which comes the same."""
    known = _counts(card, question)
    if known is None or len(known.sufficient) != 1 or question.banding is None:
        return False
    return banding(card.rulebook, Fraction(100 * known.sufficient[0], known.of)).standing == question.banding.standing


class _Least(NamedTuple):
    size: Fraction
    ways: int


class _Search:
    """The least size that gains some points, and every way of gaining them by it: a standard after the other."""

    def __init__(self, choices: Sequence[tuple[Change, ...]]) -> None:
        self._choices = choices
        self._known: dict[tuple[int, int, int], _Least | None] = {}
        self.most_steps = sum(max((change.steps for change in changes), default=0) for changes in choices)

    def least(self, number: int, points: int, steps: int) -> _Least | None:
        """Find the least size by which the standards from a number on gain points, or more, in so many steps.

        None where they can't. What is enough already takes no more changes: they could be left out.
        """
        if points <= 0 or number == len(self._choices):
            return _Least(Fraction(0), 1) if points <= 0 and steps == 0 else None
        key = (number, points, steps)
        if key not in self._known:
            self._known[key] = _put_together(found for _, found in self._next(number, points, steps))
        return self._known[key]

    def ways(self, number: int, points: int, steps: int) -> Iterator[tuple[Change, ...]]:
        """Give every choice of changes that has the least size, those of earlier standards first."""
        if points <= 0:
            yield ()
            return
        least = self.least(number, points, steps)
        for change, found in self._next(number, points, steps):
            if least is None or found.size != least.size:
                continue
            gained, taken = (change.points, change.steps) if change else (0, 0)
            for others in self.ways(number + 1, points - gained, steps - taken):
                yield (*((change,) if change else ()), *others)

    def _next(self, number: int, points: int, steps: int) -> Iterator[tuple[Change | None, _Least]]:
        """Give each change of a standard, or none, with the least that it makes together with those after it."""
        for change in (*self._choices[number], None):
            gained, taken, size = (change.points, change.steps, change.size) if change else (0, 0, Fraction(0))
            if taken > steps:
                continue
            rest = self.least(number + 1, points - gained, steps - taken)
            if rest is not None:
                yield change, _Least(size + rest.size, rest.ways)


def _put_together(found: Iterable[_Least]) -> _Least | None:
    """Keep the least, and add up the ways that it has."""
    together = list(found)
    if not together:
        return None
    size = min(one.size for one in together)
    return _Least(size, sum(one.ways for one in together if one.size == size))
