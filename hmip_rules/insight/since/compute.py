"""A report beside the previous one: what rose, what fell, what decided, and whether chance alone may have moved it."""

from __future__ import annotations

from collections.abc import Iterator
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
        again: the previous report rated by the rulebook of the later one; None where that is its own, or
            it does not fit it.
        went_again: where the overall rating went from there.
        chance_is_known: whether statsmodels is installed, so that intervals could be worked out.
    """

    before: Scorecard
    after: Scorecard
    standards: tuple[StandardSince, ...]
    went: Direction | None
    points: int | None
    again: Scorecard | None
    went_again: Direction | None
    chance_is_known: bool

    @property
    def questions(self) -> tuple[QuestionSince, ...]:
        """The key questions of all standards."""
        return tuple(question for standard in self.standards for question in standard.questions)


def since(before: Scorecard, after: Scorecard) -> Since:
    """Set a report beside the previous one, each rated by its own rulebook.

    Standards are paired by code or name, as `paired_standards` says; key questions by id. A rating is the one that
    counts towards the score: the published one where it is within discretion or none could be recomputed, else the
    recomputed one.
    """
    with_chance = has_statistics()
    pairs = sorted(paired_standards(before.rulebook, after.rulebook), key=lambda pair: _place(pair, after.rulebook))
    names = _common_scale(before.rulebook, after.rulebook)
    again = _again(before, after.rulebook)
    return Since(
        before,
        after,
        tuple(_standard(before, after, pair, names, with_chance=with_chance) for pair in pairs),
        _went(before.overall.rating, after.overall.rating, names),
        _score_points(before, after),
        again,
        None if again is None else _went(again.overall.rating, after.overall.rating, after.rulebook.names),
        with_chance,
    )


def _place(pair: Pair, rulebook: Rulebook) -> int:
    return len(rulebook.standards) if pair.after is None else rulebook.standards.index(pair.after)


def _common_scale(before: Rulebook, after: Rulebook) -> tuple[str, ...]:
    """Give the ratings that both rulebooks have, worst first; none where their scales differ."""
    return after.names if before.names == after.names else ()


def _went(before: str | None, after: str | None, names: tuple[str, ...]) -> Direction | None:
    if before is None or after is None or not names:
        return None
    change = names.index(after) - names.index(before)
    return "rose" if change > 0 else "fell" if change else "same"


def _standard(
    before: Scorecard, after: Scorecard, pair: Pair, names: tuple[str, ...], *, with_chance: bool
) -> StandardSince:
    old = None if pair.before is None else _result(before, pair.before.key)
    new = None if pair.after is None else _result(after, pair.after.key)
    if old is None or new is None:
        return StandardSince(old, new, None, ())
    questions = tuple(
        _question(before, after, name, one, other, with_chance=with_chance)
        for name, one, other in _paired_questions(old, new)
    )
    return StandardSince(old, new, _went(old.counts_as, new.counts_as, names), questions)


def _result(card: Scorecard, key: str) -> StandardResult:
    return next(result for result in card.standards if result.key == key)


def _paired_questions(
    old: StandardResult, new: StandardResult
) -> Iterator[tuple[str, KeyQuestionResult | None, KeyQuestionResult | None]]:
    """Pair key questions by id: in the later rulebook's order, and those that are gone after them."""
    before, after = ({one.id: one for one in result.key_questions} for result in (old, new))
    for name in dict.fromkeys((*after, *before)):
        yield name, before.get(name), after.get(name)


def _question(  # noqa: PLR0913  # both reports, and what each has of the key question
    before: Scorecard,
    after: Scorecard,
    name: str,
    old: KeyQuestionResult | None,
    new: KeyQuestionResult | None,
    *,
    with_chance: bool,
) -> QuestionSince:
    if old is None or new is None or old.percent is None or new.percent is None:
        return QuestionSince(name, old, new, None, None)
    known = question_counts(before, old), question_counts(after, new)
    interval = movement_interval(known[0], known[1]) if with_chance and known[0] and known[1] else None
    return QuestionSince(name, old, new, new.percent - old.percent, interval)


def _score_points(before: Scorecard, after: Scorecard) -> int | None:
    old, new = before.overall, after.overall
    if old.score is None or new.score is None or old.max_score is None or old.max_score != new.max_score:
        return None
    return new.score - old.score


def _again(before: Scorecard, rulebook: Rulebook) -> Scorecard | None:
    """Rate the previous report by a later rulebook, if it is another one and the report fits it."""
    if before.rulebook == rulebook or any(misfits(rulebook, before.report)):
        return None
    return evaluate(rulebook, before.report)
