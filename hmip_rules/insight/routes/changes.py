"""What may change a standard, one way: its key questions across a threshold, or another judgement."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from hmip_rules.insight.counts import counts_of
from hmip_rules.insight.margins.compute import end_of_discretion, move_across
from hmip_rules.model.scorecard import KeyQuestionResult, Scorecard, StandardResult
from hmip_rules.scoring.banding import banded
from hmip_rules.scoring.thresholds import Threshold, reaching


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


class Changes:
    """The changes of a report's standards in one direction, in cases or in percentage points."""

    def __init__(self, card: Scorecard, *, in_cases: bool, up: bool) -> None:
        self._card, self._in_cases, self._up = card, in_cases, up
        self._names = card.rulebook.names

    def of(self, result: StandardResult, *, judgements: bool) -> tuple[Change, ...]:
        """Find every change of a standard that adds points; or that takes some."""
        if can_move(result):
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
                for one in with_percent(result)
                if one.percent is not None and not threshold.holds_for(one.percent)
            }
            lands = [moved[one.id].rating if one.id in moved else one.rating for one in with_percent(result)]
            found[min(map(self._place, lands))] = tuple(moved.values())  # from a later threshold they are the same
        for place, questions in found.items():
            yield self._change(result, self._names[place], questions)

    def _drops(self, result: StandardResult) -> Iterator[Change]:
        """Lower a standard below each threshold, by one key question alone: more than one are never needed."""
        for question in with_percent(result):
            moved = [self._moved(question, threshold) for threshold in self._thresholds(result)]
            for rating, one in {one.rating: one for one in moved}.items():  # of few cases one may cross several
                yield self._change(result, rating, (one,))

    def _thresholds(self, result: StandardResult) -> Iterator[Threshold]:
        """Give the percentages from which, or below which, a standard has another rating than now."""
        rulebook, place = self._card.rulebook, self._place(result.rating)
        if (end := end_of_discretion(rulebook, result)) and end.up == self._up:
            yield end.threshold
        better = self._names[place + 1 :] if self._up else self._names[1 : place + 1]
        yield from (reaching(rulebook, rulebook.percent_bands.start_of(rating)) for rating in better)

    def _change(self, result: StandardResult, rating: str, questions: tuple[QuestionChange, ...]) -> Change:
        size = sum((one.size for one in questions), Fraction(0))
        return Change(result, rating, self._points(result, rating), questions, size)

    def _place(self, rating: str | None) -> int:
        assert rating is not None
        return self._names.index(rating)

    def _points(self, result: StandardResult, rating: str) -> int:
        """Say how many points more, or fewer, a standard is worth with another rating."""
        more = self._card.rulebook.ratings[rating] - worth(self._card, result)
        return more if self._up else -more

    def _moved(self, question: KeyQuestionResult, threshold: Threshold) -> QuestionChange:
        """Move a key question across a threshold; in cases, or beyond it where they are so few."""
        known = counts_of(self._card, question)
        move = move_across(self._card.rulebook, question, known, threshold, up=self._up)
        if known is None or not self._in_cases:
            return QuestionChange(question, move.percent, move.rating, move.points)
        (sufficient,), (cases,) = known.sufficient, move.cases
        there = sufficient + (cases if self._up else -cases)
        made = banded(self._card.rulebook, Fraction(100 * there, known.of))
        return QuestionChange(question, made.value, made.rating, Fraction(cases))


def can_move(result: StandardResult) -> bool:
    """Say whether percentages can move a standard: it is recomputed, and no key question is missing."""
    return result.is_recomputed and not result.missing


def worth(card: Scorecard, result: StandardResult) -> int:
    """Give the points that a standard adds now; a rating within discretion counts as published."""
    (counts,) = result.counts
    return card.rulebook.ratings[counts]


def with_percent(result: StandardResult) -> Iterator[KeyQuestionResult]:
    """Give the key questions that have a percentage."""
    return (one for one in result.key_questions if one.percent is not None)
