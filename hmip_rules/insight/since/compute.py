"""A report beside the previous one: what rose, what fell, what decided, and whether chance alone may have moved it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal, NamedTuple

from hmip_rules.files.fit import misfits
from hmip_rules.insight.counts import question_counts
from hmip_rules.insight.samples import has_statistics
from hmip_rules.insight.since.chance import Interval, is_beyond_chance, movement_interval
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.scorecard import KeyQuestionResult, Scorecard, StandardResult
from hmip_rules.rulebooks.pairs import Pair, paired_standards
from hmip_rules.scoring.evaluate import evaluate

Direction = Literal["rose", "fell", "same"]
"""Where a rating went on its scale."""


class QuestionSince(NamedTuple):
    """A key question before and now.

    Attributes:
        before: None where the previous rulebook does not have it.
        after: None where the rulebook does not have it any more.
        points: how far its percentage rose, in percentage points, negative where it fell; each as its rulebook
            rounds it. None where there are not two percentages.
        interval: where the true movement may be; None where the cases of a side are not known, or no number of
            them gives the percentage, or statsmodels is not installed.
    """

    id: str
    before: KeyQuestionResult | None
    after: KeyQuestionResult | None
    points: Fraction | None
    interval: Interval | None

    @property
    def is_beyond_chance(self) -> bool | None:
        """Whether it moved by more than chance; None where that is not known."""
        if self.points is None or self.interval is None:
            return None
        return is_beyond_chance(self.points, self.interval)


class StandardSince(NamedTuple):
    """A standard before and now.

    Attributes:
        before: None where the previous rulebook does not have it.
        after: None where the rulebook does not have it any more.
        went: where the rating that counts went; None where it is not determined or not given, or the scales differ.
        questions: those of both rulebooks; none where only one has the standard.
    """

    before: StandardResult | None
    after: StandardResult | None
    went: Direction | None
    questions: tuple[QuestionSince, ...]


class Since(NamedTuple):
    """A report beside the previous one.

    Attributes:
        standards: as the rulebook orders them, and those that are gone after them.
        went: where the overall rating went; None as for a standard.
        points: how far the score rose; None where one is not determined, or the most that could be scored differs.
        before_by_later_rules: the previous report rated by the rulebook of the later one; None where that is its own,
            or it does not fit it.
        went_by_later_rules: where the overall rating went from there.
        chance_is_known: whether statsmodels is installed, so that intervals could be worked out.
    """

    before: Scorecard
    after: Scorecard
    standards: tuple[StandardSince, ...]
    went: Direction | None
    points: int | None
    before_by_later_rules: Scorecard | None
    went_by_later_rules: Direction | None
    chance_is_known: bool

    @property
    def questions(self) -> tuple[QuestionSince, ...]:
        """The key questions of all standards."""
        return tuple(question for standard in self.standards for question in standard.questions)


def since(before: Scorecard, after: Scorecard) -> Since:
    """Return a report beside the previous one, each rated by its own rulebook.

    Standards are paired by code or name, as `paired_standards` says; key questions by id. A rating is the one that
    scores points: the published one where it is within discretion or none could be recomputed, else the recomputed
    one.
    """
    with_chance = has_statistics()
    names = after.rulebook.names if before.rulebook.names == after.rulebook.names else ()
    by_later_rules = _by_later_rules(before, after.rulebook)
    return Since(
        before,
        after,
        standards=tuple(
            _standard_since(before, after, pair, names, with_chance=with_chance)
            for pair in _ordered_pairs(before.rulebook, after.rulebook)
        ),
        went=_direction(before.overall.rating, after.overall.rating, names),
        points=_score_points(before, after),
        before_by_later_rules=by_later_rules,
        went_by_later_rules=(
            _direction(by_later_rules.overall.rating, after.overall.rating, after.rulebook.names)
            if by_later_rules
            else None
        ),
        chance_is_known=with_chance,
    )


def _ordered_pairs(before: Rulebook, after: Rulebook) -> list[Pair]:
    """Return the pairs of standards in the later rulebook's order, and those that are gone after them."""
    pairs = paired_standards(before, after)
    pair_of = {pair.after.key: pair for pair in pairs if pair.after}
    gone = [pair for pair in pairs if pair.after is None]
    return [*(pair_of[standard.key] for standard in after.standards), *gone]


def _direction(before: str | None, after: str | None, names: Sequence[str]) -> Direction | None:
    """Return where a rating went.

    Args:
        names: the ratings of the scale that both sides have, worst first; none where their scales differ.
    """
    if before is None or after is None or not names:
        return None
    if before == after:
        return "same"
    return "rose" if names.index(after) > names.index(before) else "fell"


def _standard_since(
    before: Scorecard, after: Scorecard, pair: Pair, names: Sequence[str], *, with_chance: bool
) -> StandardSince:
    old = None if pair.before is None else _result(before, pair.before.key)
    new = None if pair.after is None else _result(after, pair.after.key)
    if old is None or new is None:
        return StandardSince(old, new, None, ())
    questions = tuple(
        _question_since(before, after, old_question, new_question, with_chance=with_chance)
        for old_question, new_question in _paired_questions(old, new)
    )
    return StandardSince(old, new, _direction(old.scored_rating, new.scored_rating, names), questions)


def _result(card: Scorecard, key: str) -> StandardResult:
    return next(result for result in card.standards if result.key == key)


def _paired_questions(
    old: StandardResult, new: StandardResult
) -> list[tuple[KeyQuestionResult | None, KeyQuestionResult | None]]:
    """Return the key questions, paired by id: in the later rulebook's order, and those that are gone after them."""
    old_questions = {question.id: question for question in old.key_questions}
    new_questions = {question.id: question for question in new.key_questions}
    ids = dict.fromkeys((*new_questions, *old_questions))
    return [(old_questions.get(question), new_questions.get(question)) for question in ids]


def _question_since(
    before: Scorecard,
    after: Scorecard,
    old: KeyQuestionResult | None,
    new: KeyQuestionResult | None,
    *,
    with_chance: bool,
) -> QuestionSince:
    question = new or old
    assert question is not None
    if old is None or new is None or old.percent is None or new.percent is None:
        return QuestionSince(question.id, old, new, None, None)
    old_counts, new_counts = question_counts(before, old), question_counts(after, new)
    interval = movement_interval(old_counts, new_counts) if with_chance and old_counts and new_counts else None
    return QuestionSince(question.id, old, new, new.percent - old.percent, interval)


def _score_points(before: Scorecard, after: Scorecard) -> int | None:
    old, new = before.overall, after.overall
    if old.score is None or new.score is None or old.max_score is None or old.max_score != new.max_score:
        return None
    return new.score - old.score


def _by_later_rules(before: Scorecard, rulebook: Rulebook) -> Scorecard | None:
    """Return the previous report rated by a later rulebook, if it is another one and the report fits it."""
    if before.rulebook == rulebook or any(misfits(rulebook, before.report)):
        return None
    return evaluate(rulebook, before.report)
