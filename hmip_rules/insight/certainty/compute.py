"""How much of the ratings may be chance, since only a sample of cases was inspected."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from hmip_rules.insight.counts import Counts, question_counts
from hmip_rules.insight.samples import Sample, Span, reach_chances, require_statistics, sample_of, wilson_interval
from hmip_rules.model.percent import Percentage
from hmip_rules.model.scorecard import KeyQuestionResult, Scorecard, StandardResult

ReachChances = tuple[float, ...]
"""The probability of each rating or a better one, worst first: it starts with 1 and never rises."""


class Estimate(NamedTuple):
    """What its sample says of a key question's percentage over all the service's cases.

    Attributes:
        interval: of 95 % confidence, in per cent.
        reach: the probability of each rating or a better one.
    """

    sample: Sample
    interval: Span
    reach: ReachChances


class QuestionCertainty(NamedTuple):
    """A key question with a percentage.

    Attributes:
        estimate: None where no number of cases is known, or none gives the percentage.
        ratings: the probability of each rating, 0 to 1; none where there is no estimate.
    """

    question: KeyQuestionResult
    counts: Counts | None
    estimate: Estimate | None
    ratings: dict[str, float]


class StandardCertainty(NamedTuple):
    """A standard that was recomputed.

    Attributes:
        ratings: between which probabilities that of each rating lies, 0 to 1; none where one of its key questions has
            no estimate or is missing.
        at_least: between which probabilities that of each rating or a better one lies; none where `ratings` are.
    """

    result: StandardResult
    questions: tuple[QuestionCertainty, ...]
    ratings: dict[str, Span]
    at_least: dict[str, Span]


def certainty(card: Scorecard) -> tuple[StandardCertainty, ...]:
    """Return how sure each percentage and each rating is, if the cases inspected are a random sample of all.

    A rating here is the one that percentages alone give, without discretion. Nothing is drawn at random. The overall
    rating has no probability: for that one would have to know how all key questions depend on one another.

    Returns:
        the standards that were recomputed.

    Raises:
        InputError: the libraries of the extra `certainty` are not installed.
    """
    require_statistics()
    return tuple(_standard_certainty(card, result) for result in card.standards if result.is_recomputed)


def _standard_certainty(card: Scorecard, result: StandardResult) -> StandardCertainty:
    questions = tuple(
        _question_certainty(card, question)
        for question in result.key_questions
        if isinstance(question.answer, Percentage)
    )
    reaches = [question.estimate.reach for question in questions if question.estimate]
    if result.missing or len(reaches) < len(questions):
        return StandardCertainty(result, questions, {}, {})
    names = card.rulebook.names
    ratings = {name: rating_bounds(reaches, place) for place, name in enumerate(names)}
    at_least = {name: at_least_bounds(reaches, place) for place, name in enumerate(names)}
    return StandardCertainty(result, questions, ratings, at_least)


def _question_certainty(card: Scorecard, question: KeyQuestionResult) -> QuestionCertainty:
    counts = question_counts(card, question)
    sample = sample_of(card.report, counts)
    if sample is None:
        return QuestionCertainty(question, counts, None, {})
    estimate = Estimate(sample, wilson_interval(sample), reach_chances(card.rulebook, sample))
    ratings = dict(zip(card.rulebook.names, rating_chances(estimate.reach), strict=True))
    return QuestionCertainty(question, counts, estimate, ratings)


def rating_chances(reach: ReachChances) -> list[float]:
    """Return the probability of each rating, from those of each rating or a better one."""
    return [max(0.0, at_least - better) for at_least, better in pairwise((*reach, 0.0))]


def at_least_bounds(reaches: Sequence[ReachChances], place: int) -> Span:
    """Return the bounds of the probability that a standard has a rating or a better one.

    It has where all its key questions have. They are judged in the same cases, so they may depend on one another in
    any way. These are Fréchet's bounds (1935), and there are joint distributions that meet them:

    - at most: the lowest probability of a key question that it has the rating or a better one;
    - at least: 1 less the probabilities of each that it is below the rating, as if no two were below it together.

    Args:
        reaches: what each key question reaches; of at least one.
        place: of the rating, 0 for the worst.
    """
    at_least = [reach[place] for reach in reaches]
    any_below = sum(1 - chance for chance in at_least)
    return _span(1 - any_below, min(at_least))


def rating_bounds(reaches: Sequence[ReachChances], place: int) -> Span:
    """Return the bounds of the probability that a standard has a rating, however its key questions are related.

    It has where no key question is below the rating and not all are above it. There are joint distributions that
    meet these bounds:

    - at most: the lowest probability of a key question that it has the rating or a better one; and no more than the
      sum of their probabilities of just this rating, because one of them must have it;
    - at least: 1 less the probabilities of each that it is below the rating, and less the lowest probability of one
      that it is above, because all of them cannot be above more often.

    Args:
        reaches, place: as in `at_least_bounds`.
    """
    at_least = [reach[place] for reach in reaches]
    exactly = [rating_chances(reach)[place] for reach in reaches]
    better = [(*reach, 0.0)[place + 1] for reach in reaches]
    any_below, all_above = sum(1 - chance for chance in at_least), min(better)
    return _span(1 - any_below - all_above, min(*at_least, sum(exactly)))


def _span(low: float, high: float) -> Span:
    """Return a span of probabilities, without what the rounding of floats puts below 0 or above the most."""
    return Span(min(max(0.0, low), high), high)
