"""How much of the ratings may be chance, since only a sample of cases was inspected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from hmip_rules.insight.counts import Counts, question_counts
from hmip_rules.insight.samples import Sample, Span, reach_chances, require_statistics, sample_of, wilson_interval
from hmip_rules.model.percent import Percentage
from hmip_rules.model.scorecard import KeyQuestionResult, Scorecard, StandardResult

Reach = tuple[float, ...]
"""The probability of each rating or a better one, worst first: it starts with 1 and never rises."""


class Estimate(NamedTuple):
    """What its sample says of a key question's percentage over all the service's cases.

    Attributes:
        interval: of 95 % confidence, in per cent.
        reach: the probability of each rating or a better one.
    """

    sample: Sample
    interval: Span
    reach: Reach


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
    questions = tuple(_question_certainties(card, result))
    reaches = [question.estimate.reach for question in questions if question.estimate]
    if result.missing or len(reaches) < len(questions):
        return StandardCertainty(result, questions, {}, {})
    names = card.rulebook.names
    ratings = {name: rating_bounds(reaches, place) for place, name in enumerate(names)}
    at_least = {name: at_least_bounds(reaches, place) for place, name in enumerate(names)}
    return StandardCertainty(result, questions, ratings, at_least)


def _question_certainties(card: Scorecard, result: StandardResult) -> Iterator[QuestionCertainty]:
    for question in result.key_questions:
        if not isinstance(question.answer, Percentage):
            continue
        counts = question_counts(card, question)
        drawn = sample_of(card.report, counts)
        if drawn is None:
            yield QuestionCertainty(question, counts, None, {})
            continue
        estimate = Estimate(drawn, wilson_interval(drawn), reach_chances(card.rulebook, drawn))
        ratings = dict(zip(card.rulebook.names, rating_chances(estimate.reach), strict=True))
        yield QuestionCertainty(question, counts, estimate, ratings)


def rating_chances(reached: Reach) -> list[float]:
    """Return the probability of each rating, from those of each rating or a better one."""
    return [max(0.0, at_least - better) for at_least, better in pairwise((*reached, 0.0))]


def at_least_bounds(reaches: Sequence[Reach], place: int) -> Span:
    """Return the bounds of the probability that a standard has a rating or a better one: all its key questions have.

    They are judged in the same cases, so they may depend on one another in any way. Fréchet's bounds (1935): from
    1 less the probabilities of each being below it, to the lowest probability of reaching it. There are joint
    distributions that meet them.

    Args:
        reaches: what each key question reaches; of at least one.
        place: of the rating, 0 for the worst.
    """
    at_least = [reached[place] for reached in reaches]
    return _span(1 - sum(1 - chance for chance in at_least), min(at_least))


def rating_bounds(reaches: Sequence[Reach], place: int) -> Span:
    """Return the bounds of the probability that a standard has a rating, however its key questions are related.

    At most the lowest probability of reaching it, and no more than the sum of all probabilities of having it, for some
    key question must. At least what is left of 1 less the probabilities of each being below it, and less the lowest
    one of being above it, for that is the most that all can be. There are joint distributions that meet these.

    Args:
        reaches, place: as in `at_least_bounds`.
    """
    at_least = [reached[place] for reached in reaches]
    better = [(*reached, 0.0)[place + 1] for reached in reaches]
    exactly = [rating_chances(reached)[place] for reached in reaches]
    low = 1 - sum(1 - chance for chance in at_least) - min(better)
    return _span(low, min(*at_least, sum(exactly)))


def _span(low: float, high: float) -> Span:
    """Return a span of probabilities, without what the rounding of floats puts below 0 or above the most."""
    return Span(min(max(0.0, low), high), high)
