"""How near the next rating is: of each key question, each standard, and the whole."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from hmip_rules.insight.counts import Counts, fewest_sufficient, question_counts
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.scorecard import KeyQuestionResult, Scorecard, StandardResult, Status
from hmip_rules.scoring.banding import banded
from hmip_rules.scoring.thresholds import Threshold, percent_thresholds


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
        down: of the score; None where there is no worse rating, or the score or its bands are not known.
    """

    standards: tuple[StandardMargins, ...]
    up: ScoreMove | None
    down: ScoreMove | None


class DiscretionEnd(NamedTuple):
    """Where a rating given within discretion stops being so: going up across a threshold, or down."""

    threshold: Threshold
    up: bool


def margins(card: Scorecard) -> Margins:
    """Return how near the next ratings are.

    Standards without percentages, and percentages that are missing, have no margin. Cases are counted as
    `percentage_counts` says: as published, or as if each key question was judged in all cases inspected.
    """
    standards = tuple(_standard_margins(card, result) for result in card.standards if result.is_recomputed)
    up, down = _score_moves(card)
    return Margins(standards, up, down)


def end_of_discretion(rulebook: Rulebook, result: StandardResult) -> DiscretionEnd | None:
    """Return where a rating given within discretion stops being so; None where it was not, or nothing ends it."""
    if result.rating is None or result.status != Status.WITHIN_DISCRETION:
        return None
    (given,) = result.scored
    thresholds, place = percent_thresholds(rulebook), rulebook.names.index(result.rating)
    if rulebook.names.index(given) < place:
        end = DiscretionEnd(thresholds.left[place - 1], up=True)
    else:
        end = DiscretionEnd(thresholds.by_discretion[place], up=False)
    can_be_crossed = end.threshold.holds_for(Fraction(100)) and not end.threshold.holds_for(Fraction(0))
    return end if can_be_crossed else None


def move_to(rulebook: Rulebook, question: KeyQuestionResult, counts: Counts | None, rating: str) -> Move:
    """Return the smallest move of a percentage to a rating, or beyond it, in whichever direction that lies.

    Args:
        question: with a percentage that has one rating, and not this one.
        counts: as `percentage_counts` returns them.
    """
    assert question.rating is not None
    place = rulebook.names.index(rating)
    up = place > rulebook.names.index(question.rating)
    # Going up, the threshold of the rating itself is crossed; going down, that of the next better one.
    threshold = percent_thresholds(rulebook).reached[place - 1 if up else place]
    return move_across(rulebook, question, counts, threshold, up=up)


def move_across(
    rulebook: Rulebook, question: KeyQuestionResult, counts: Counts | None, threshold: Threshold, *, up: bool
) -> Move:
    """Return the smallest move of a percentage up to a threshold, or down from it; as `move_to`."""
    assert question.percent is not None
    step = rulebook.percentages.printed.to
    first_above = Threshold(threshold.value / step, threshold.inclusive).whole * step
    percent = first_above if up else first_above - step
    cases = _cases_across(rulebook, question, counts, threshold, up=up)
    return Move(banded(rulebook, percent).rating, percent, abs(percent - question.percent), cases)


def _cases_across(
    rulebook: Rulebook, question: KeyQuestionResult, counts: Counts | None, threshold: Threshold, *, up: bool
) -> range:
    """Return how many cases may have to be judged otherwise to cross a threshold; empty where that is not known.

    A printed percentage may stand for several numbers of sufficient cases, and each is another distance away.
    """
    if counts is None:
        return range(0)
    now = _counts_with_rating_of(rulebook, question, counts)
    if not now:
        return range(0)
    first_above = fewest_sufficient(threshold, counts.of)
    if up:
        return range(first_above - now[-1], first_above - now[0] + 1)
    last_below = first_above - 1
    return range(now[0] - last_below, now[-1] - last_below + 1)


def _counts_with_rating_of(rulebook: Rulebook, question: KeyQuestionResult, counts: Counts) -> range:
    """Return the numbers of cases that give the percentage and, before rounding too, its rating."""
    assert question.rating is not None
    place, thresholds = rulebook.names.index(question.rating), percent_thresholds(rulebook).reached
    first, stop = counts.sufficient.start, counts.sufficient.stop
    if place > 0:
        first = max(first, fewest_sufficient(thresholds[place - 1], counts.of))
    if place < len(thresholds):
        stop = min(stop, fewest_sufficient(thresholds[place], counts.of))
    return range(first, stop)


def _standard_margins(card: Scorecard, result: StandardResult) -> StandardMargins:
    questions = tuple(
        _question_margins(card, question, question.rating) for question in result.key_questions if question.rating
    )
    rulebook, names = card.rulebook, card.rulebook.names
    if result.rating is None or result.percent is None:
        return StandardMargins(result, questions, {}, {}, ())
    place = names.index(result.rating)
    up: dict[str, Move] = {}
    down: dict[str, Move] = {}
    if place + 1 < len(names) and not result.missing:
        up = _moves(rulebook, questions, names[: place + 1], names[place + 1])
    if place > 0:
        down = _smallest(_moves(rulebook, questions, names[place:], names[place - 1]))
    leaves_discretion = _move_out_of_discretion(rulebook, result, questions)
    return StandardMargins(result, questions, up, down, _ratings_within_discretion(result), leaves_discretion)


def _question_margins(card: Scorecard, question: KeyQuestionResult, rating: str) -> QuestionMargins:
    rulebook, names = card.rulebook, card.rulebook.names
    counts, place = question_counts(card, question), names.index(rating)
    up = move_to(rulebook, question, counts, names[place + 1]) if place + 1 < len(names) else None
    down = move_to(rulebook, question, counts, names[place - 1]) if place > 0 else None
    return QuestionMargins(question, counts, up, down)


def _moves(
    rulebook: Rulebook, questions: Sequence[QuestionMargins], ratings: Sequence[str], rating: str
) -> dict[str, Move]:
    """Return the moves to a rating of the key questions that have one of some other ratings."""
    return {
        margin.question.id: move_to(rulebook, margin.question, margin.counts, rating)
        for margin in questions
        if margin.question.rating in ratings
    }


def _smallest(moves: dict[str, Move]) -> dict[str, Move]:
    """Return the moves of the fewest cases, where all of them are known, or else of the fewest points."""
    in_cases = all(move.cases for move in moves.values())
    sizes = {name: move.cases[0] if in_cases else move.points for name, move in moves.items()}
    smallest = min(sizes.values())
    return {name: move for name, move in moves.items() if sizes[name] == smallest}


def _move_out_of_discretion(
    rulebook: Rulebook, result: StandardResult, questions: Sequence[QuestionMargins]
) -> Move | None:
    """Return the move of the lowest percentage by which the given rating is not within discretion any more."""
    end = end_of_discretion(rulebook, result)
    if end is None:
        return None
    lowest = next(margin for margin in questions if margin.question.id in result.decided_by)
    return move_across(rulebook, lowest.question, lowest.counts, end.threshold, up=end.up)


def _ratings_within_discretion(result: StandardResult) -> tuple[str, ...]:
    if result.missing:
        return ()
    deciding = next(question.banded for question in result.key_questions if question.id in result.decided_by)
    assert deciding is not None
    return deciding.within_discretion


def _score_moves(card: Scorecard) -> tuple[ScoreMove | None, ScoreMove | None]:
    """Return the moves of the score to the bands above and below."""
    overall = card.overall
    if overall.score is None or overall.rating is None or overall.bands is None:
        return None, None
    bands = card.rulebook.bands.overall[overall.bands].bands
    place, start = bands.ratings.index(overall.rating), bands.start_of(overall.rating)
    next_start = bands.next_start(overall.rating)
    up = down = None
    if next_start is not None:
        up = ScoreMove(bands.ratings[place + 1], next_start, next_start - overall.score)
    if place > 0:
        down = ScoreMove(bands.ratings[place - 1], start - 1, overall.score - start + 1)
    return up, down
