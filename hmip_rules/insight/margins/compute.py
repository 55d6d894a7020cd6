"""How near the next rating is: of each key question, each standard, and the whole."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from hmip_rules.insight.counts import Counts, counts_of, fewest_from
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.scorecard import KeyQuestionResult, Scorecard, StandardResult, Status
from hmip_rules.scoring.banding import banded
from hmip_rules.scoring.thresholds import Threshold, exceeding, reaching


class Move(NamedTuple):
    """What takes a percentage into another band.

    Attributes:
        rating: of that band.
        percent: the nearest printed percentage in it, in per cent.
        points: percentage points from here to there.
        cases: how many cases more, or fewer, would have to be sufficient: every number that it may be, for a printed
            percentage may stand for several; empty where that is not known. Of few cases a single one may lead
            beyond that band.
    """

    rating: str
    percent: Fraction
    points: Fraction
    cases: range


class QuestionMargins(NamedTuple):
    """A key question with a percentage, and the moves to the bands on both sides; None at an end of the scale."""

    question: KeyQuestionResult
    counts: Counts | None
    up: Move | None
    down: Move | None


class StandardMargins(NamedTuple):
    """A standard that was recomputed.

    Attributes:
        up: by key question, all the moves that together take it to the next better rating; none where it has the best,
            or its rating is not determined, or a key question is missing.
        down: by key question, the moves of which each alone takes it to the next worse rating: the smallest.
        discretion: the ratings that inspectors may give instead, worst first; none while a key question is missing.
        leaves_discretion: the move of the lowest percentage by which a rating that was given within discretion is not
            within it any more; None where there is none.
    """

    result: StandardResult
    questions: tuple[QuestionMargins, ...]
    up: dict[str, Move]
    down: dict[str, Move]
    discretion: tuple[str, ...]
    leaves_discretion: Move | None = None


class ScoreMove(NamedTuple):
    """What takes the score into another band: that band's rating, its nearest score, and the points to there."""

    rating: str
    score: int
    points: int


class Margins(NamedTuple):
    """The margins of a whole report.

    Attributes:
        up: of the score; None where there is no better rating, or the score or its bands are not known.
        down: likewise.
    """

    standards: tuple[StandardMargins, ...]
    up: ScoreMove | None
    down: ScoreMove | None


class End(NamedTuple):
    """Where a rating given within discretion ends to be within it: going up to a threshold, or down from it."""

    threshold: Threshold
    up: bool


def margins(card: Scorecard) -> Margins:
    """Find how near the next ratings are.

    Standards without percentages, and percentages that are missing, have no margin. Cases are counted as `counts`
    says: as published, or as if each key question was judged in all cases inspected.
    """
    standards = tuple(_standard(card, result) for result in card.standards if result.is_recomputed)
    return Margins(standards, *_of_score(card))


def end_of_discretion(rulebook: Rulebook, result: StandardResult) -> End | None:
    """Say where a rating that was given within discretion ends to be; None where it was not, or nothing ends it."""
    margin, rating = rulebook.discretion, result.rating
    if margin is None or rating is None or result.status != Status.WITHIN_DISCRETION:
        return None
    (given,) = result.counts
    up = rulebook.names.index(given) < rulebook.names.index(rating)
    if up:
        threshold = exceeding(rulebook, rulebook.percent_bands.start_of(rating) + margin.points)
    else:
        threshold = reaching(rulebook, rulebook.percent_bands.start_of(given) - margin.points)
    is_on_scale = threshold.holds_for(Fraction(100)) and not threshold.holds_for(Fraction(0))
    return End(threshold, up) if is_on_scale else None


def move_to(rulebook: Rulebook, question: KeyQuestionResult, known: Counts | None, rating: str) -> Move:
    """Find the smallest move of a percentage to a rating, or beyond it, in whichever direction that lies.

    Args:
        question: with a percentage that has one rating, and not this one.
        known: as `counts` gives them.
    """
    assert question.rating is not None
    names = rulebook.names
    up = names.index(rating) > names.index(question.rating)
    better = rating if up else names[names.index(rating) + 1]
    threshold = reaching(rulebook, rulebook.percent_bands.start_of(better))
    return move_across(rulebook, question, known, threshold, up=up)


def move_across(
    rulebook: Rulebook, question: KeyQuestionResult, known: Counts | None, threshold: Threshold, *, up: bool
) -> Move:
    """Find the smallest move of a percentage up to a threshold, or down from it; as `move_to`."""
    assert question.percent is not None
    assert question.rating is not None
    step = rulebook.percentages.printed.to
    first = Threshold(threshold.value / step, threshold.inclusive).whole * step
    target = first if up else first - step
    alike = _alike(rulebook, known, question.rating) if known else range(0)
    cases = _cases(alike, fewest_from(threshold, known.of), up=up) if known and alike else range(0)
    return Move(banded(rulebook, target).rating, target, abs(target - question.percent), cases)


def _alike(rulebook: Rulebook, known: Counts, rating: str) -> range:
    """Keep the numbers of cases that have the rating of the printed percentage: of what it stands for, not all may."""
    bands = rulebook.percent_bands
    start, following = bands.start_of(rating), bands.next_start(rating)
    first = fewest_from(reaching(rulebook, start), known.of)
    stop = known.of + 1 if following is None else fewest_from(reaching(rulebook, following), known.of)
    return range(max(first, known.sufficient.start), min(stop, known.sufficient.stop))


def _cases(alike: range, first: int, *, up: bool) -> range:
    """Count the cases from every number that a percentage may stand for to the first one in a band, or below it."""
    if up:
        return range(first - alike[-1], first - alike[0] + 1)
    return range(alike[0] - first + 1, alike[-1] - first + 2)


def _standard(card: Scorecard, result: StandardResult) -> StandardMargins:
    questions = tuple(_questions(card, result))
    names, rating = card.rulebook.names, result.rating
    if rating is None or result.percent is None:
        return StandardMargins(result, questions, {}, {}, ())
    place = names.index(rating)
    up = {}
    if not result.missing and rating != names[-1]:
        up = _moves(card.rulebook, questions, names[place + 1], names[: place + 1])
    down = _moves(card.rulebook, questions, names[place - 1], names[place:]) if place else {}
    discretion = _by_discretion(result)
    return StandardMargins(
        result, questions, up, _smallest(down), discretion, _leaving(card.rulebook, result, questions)
    )


def _leaving(rulebook: Rulebook, result: StandardResult, questions: tuple[QuestionMargins, ...]) -> Move | None:
    """Find the move of the lowest percentage out of the margin of discretion."""
    end = end_of_discretion(rulebook, result)
    if end is None:
        return None
    lowest = next(one for one in questions if one.question.id in result.decided_by)
    return move_across(rulebook, lowest.question, lowest.counts, end.threshold, up=end.up)


def _questions(card: Scorecard, result: StandardResult) -> Iterator[QuestionMargins]:
    names = card.rulebook.names
    for question in result.key_questions:
        if question.rating is None:
            continue
        known = counts_of(card, question)
        place = names.index(question.rating)
        up, down = (
            move_to(card.rulebook, question, known, names[to]) if 0 <= to < len(names) else None
            for to in (place + 1, place - 1)
        )
        yield QuestionMargins(question, known, up, down)


def _moves(
    rulebook: Rulebook, questions: tuple[QuestionMargins, ...], rating: str, of: tuple[str, ...]
) -> dict[str, Move]:
    """Find the moves to a rating of those key questions that have one of some ratings."""
    return {
        one.question.id: move_to(rulebook, one.question, one.counts, rating)
        for one in questions
        if one.question.rating in of
    }


def _smallest(moves: dict[str, Move]) -> dict[str, Move]:
    """Keep the moves of the fewest cases, where all of them are known, or else of the fewest points."""
    in_cases = all(move.cases for move in moves.values())
    sizes = {name: move.cases[0] if in_cases else move.points for name, move in moves.items()}
    return {name: move for name, move in moves.items() if sizes[name] == min(sizes.values())}


def _by_discretion(result: StandardResult) -> tuple[str, ...]:
    if result.missing:
        return ()
    deciding = next(one.banded for one in result.key_questions if one.id in result.decided_by)
    assert deciding is not None
    return deciding.within_discretion


def _of_score(card: Scorecard) -> tuple[ScoreMove | None, ScoreMove | None]:
    """Find the moves of the score to the bands above and below."""
    overall = card.overall
    if overall.score is None or overall.rating is None or overall.bands is None:
        return None, None
    bands = card.rulebook.bands.overall[overall.bands].bands
    own, following = bands.start_of(overall.rating), bands.next_start(overall.rating)
    place = bands.ratings.index(overall.rating)
    up = None if following is None else ScoreMove(bands.ratings[place + 1], following, following - overall.score)
    down = ScoreMove(bands.ratings[place - 1], own - 1, overall.score - own + 1) if place else None
    return up, down
