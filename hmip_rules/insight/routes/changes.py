"""The changes of a standard, up or down: key questions that cross a threshold, or another judgement."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from hmip_rules.insight.counts import question_counts
from hmip_rules.insight.margins.compute import end_of_discretion, move_across
from hmip_rules.model.scorecard import KeyQuestionResult, Scorecard, StandardResult
from hmip_rules.scoring.banding import banded
from hmip_rules.scoring.thresholds import Threshold, percent_thresholds


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


class ChangeFinder:
    """Finds the changes of a report's standards in one direction, in cases or in percentage points."""

    def __init__(self, card: Scorecard, *, in_cases: bool, up: bool) -> None:
        self._card, self._rulebook = card, card.rulebook
        self._in_cases, self._up = in_cases, up

    def changes_of(self, result: StandardResult, *, judgements: bool) -> tuple[Change, ...]:
        """Return every change of a standard that adds points; going down, every one that takes some."""
        if not can_move(result):
            changes = self._other_judgements(result) if judgements and result.is_taken else []
        elif self._up:
            changes = self._rises(result)
        else:
            changes = self._drops(result)
        return tuple(change for change in changes if change.points > 0)

    def _other_judgements(self, result: StandardResult) -> list[Change]:
        names, place = self._rulebook.names, self._place(result.scored_rating)
        ratings = names[place + 1 :] if self._up else names[:place]
        return [
            Change(result, rating, self._points(result, rating), steps=abs(self._place(rating) - place))
            for rating in ratings
        ]

    def _rises(self, result: StandardResult) -> list[Change]:
        """Return the changes that raise a standard: every key question below a threshold has to cross it.

        Of few cases a single one may cross two thresholds. Both then lead to the same rating by the same moves.
        """
        questions = questions_with_percent(result)
        moves_to: dict[int, tuple[QuestionChange, ...]] = {}
        for threshold in self._thresholds(result):
            moves = {
                question.id: self._move_across(question, threshold)
                for question in questions
                if question.percent is not None and not threshold.holds_for(question.percent)
            }
            ratings = [moves[question.id].rating if question.id in moves else question.rating for question in questions]
            moves_to[min(map(self._place, ratings))] = tuple(moves.values())
        return [self._change(result, self._rulebook.names[place], moves) for place, moves in moves_to.items()]

    def _drops(self, result: StandardResult) -> list[Change]:
        """Return the changes that lower a standard: one key question alone is always enough to cross a threshold."""
        changes = []
        for question in questions_with_percent(result):
            moves = [self._move_across(question, threshold) for threshold in self._thresholds(result)]
            move_to = {move.rating: move for move in moves}  # of few cases, one may cross several thresholds
            changes += [self._change(result, rating, (move,)) for rating, move in move_to.items()]
        return changes

    def _thresholds(self, result: StandardResult) -> list[Threshold]:
        """Return the thresholds beyond which a standard scores other points than now.

        A large margin of discretion may end beyond the next band. It comes first, so that the nearer threshold of the
        same rating takes its place.
        """
        reached, place = percent_thresholds(self._rulebook).reached, self._place(result.rating)
        thresholds = list(reached[place:] if self._up else reached[:place])
        end = end_of_discretion(self._rulebook, result)
        return [end.threshold, *thresholds] if end and end.up == self._up else thresholds

    def _change(self, result: StandardResult, rating: str, moves: tuple[QuestionChange, ...]) -> Change:
        size = sum((move.size for move in moves), Fraction(0))
        return Change(result, rating, self._points(result, rating), moves, size)

    def _place(self, rating: str | None) -> int:
        assert rating is not None
        return self._rulebook.names.index(rating)

    def _points(self, result: StandardResult, rating: str) -> int:
        """Return how many points a standard adds with another rating; going down, how many it takes."""
        added = self._rulebook.ratings[rating] - points_now(self._card, result)
        return added if self._up else -added

    def _move_across(self, question: KeyQuestionResult, threshold: Threshold) -> QuestionChange:
        """Return the smallest move of a key question across a threshold."""
        counts = question_counts(self._card, question)
        move = move_across(self._rulebook, question, counts, threshold, up=self._up)
        if counts is None or not self._in_cases:
            return QuestionChange(question, move.percent, move.rating, move.points)
        (sufficient,), (cases,) = counts.sufficient, move.cases
        sufficient += cases if self._up else -cases
        reached = banded(self._rulebook, Fraction(100 * sufficient, counts.of))
        return QuestionChange(question, reached.value, reached.rating, Fraction(cases))


def can_move(result: StandardResult) -> bool:
    """Return whether percentages can move a standard: it is recomputed, and no key question is missing."""
    return result.is_recomputed and not result.missing


def points_now(card: Scorecard, result: StandardResult) -> int:
    """Return the points that a standard scores now; a rating within discretion scores as published."""
    (rating,) = result.scored
    return card.rulebook.ratings[rating]


def questions_with_percent(result: StandardResult) -> list[KeyQuestionResult]:
    """Return the key questions that have a percentage."""
    return [question for question in result.key_questions if question.percent is not None]
