"""How much of the ratings may be chance, since only a sample of cases was inspected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import prod
from typing import NamedTuple

from hmip_rules.insight.counts import Counts, counts_of
from hmip_rules.insight.samples import Sample, Span, reach, require_statistics, sample, wilson_interval
from hmip_rules.model.percent import Percentage
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.scorecard import KeyQuestionResult, Scorecard, StandardResult

Reach = tuple[float, ...]
"""The probability of each rating or a better one, worst first: it starts with 1 and never rises."""


class Estimate(NamedTuple):
    """What its sample says of a key question's percentage over all the service's cases.

    Attributes:
        wilson: its interval, in per cent.
        reach: the probability of each rating or a better one.
    """

    sample: Sample
    wilson: Span
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
        reaches: what its key questions reach; none where one of them has no estimate or is missing.
        ratings: between which probabilities that of each rating lies, 0 to 1; none where `reaches` are.
        at_least: likewise of each rating or a better one.
    """

    result: StandardResult
    questions: tuple[QuestionCertainty, ...]
    reaches: tuple[Reach, ...]
    ratings: dict[str, Span]
    at_least: dict[str, Span]


class Certainty(NamedTuple):
    """The certainty of a whole report.

    Attributes:
        together: the probability of each overall rating where all key questions rise and fall together; none where
            standards are in the way, no bands are known, or no standard that counts was recomputed.
        apart: likewise where they have nothing to do with one another.
        in_the_way: the keys of the standards that count and have neither probabilities nor a rating that is taken as
            published.
    """

    standards: tuple[StandardCertainty, ...]
    together: dict[str, float]
    apart: dict[str, float]
    in_the_way: tuple[str, ...]


def certainty(card: Scorecard) -> Certainty:
    """Find how sure each percentage and each rating is, if the cases inspected are a random sample of all.

    A rating here is the one that percentages alone give: discretion is left aside. A standard without percentages
    has the rating it was published with, for certain. Nothing is drawn at random.

    Raises:
        InputError: the libraries of the extra `certainty` are not installed.
    """
    require_statistics()
    standards = tuple(_standard(card, result) for result in card.standards if result.is_recomputed)
    known = {one.result.key: one.reaches for one in standards}
    counted = [result for result in card.standards if result.standard.counted and result.is_rated]
    reaches = {result.key: known.get(result.key, _taken(card.rulebook, result)) for result in counted}
    in_the_way = tuple(key for key, reached in reaches.items() if not reached)
    if in_the_way or not known.keys() & reaches.keys() or card.overall.bands is None:
        return Certainty(standards, {}, {}, in_the_way)
    as_one, each_alone = (_overall(card, way(card.rulebook, [*reaches.values()])) for way in (together, apart))
    return Certainty(standards, as_one, each_alone, in_the_way)


def _standard(card: Scorecard, result: StandardResult) -> StandardCertainty:
    questions = tuple(_questions(card, result))
    reaches = tuple(one.estimate.reach for one in questions if one.estimate)
    if result.missing or len(reaches) < len(questions):
        return StandardCertainty(result, questions, (), {}, {})
    places = {name: place for place, name in enumerate(card.rulebook.names)}
    ratings = {name: bounds(reaches, place) for name, place in places.items()}
    at_least = {name: bounds_at_least(reaches, place) for name, place in places.items()}
    return StandardCertainty(result, questions, reaches, ratings, at_least)


def _questions(card: Scorecard, result: StandardResult) -> Iterator[QuestionCertainty]:
    for question in result.key_questions:
        if not isinstance(question.answer, Percentage):
            continue
        known = counts_of(card, question)
        drawn = sample(card.report, known)
        estimate, ratings = None, {}
        if drawn is not None:
            reached = reach(card.rulebook, drawn)
            estimate = Estimate(drawn, wilson_interval(drawn), reached)
            ratings = dict(zip(card.rulebook.names, exactly(reached), strict=False))
        yield QuestionCertainty(question, known, estimate, ratings)


def _taken(rulebook: Rulebook, result: StandardResult) -> tuple[Reach, ...]:
    """Take a published rating for certain, as if one key question had it; nothing where none was published."""
    if result.published is None:
        return ()
    place = rulebook.names.index(result.published)
    return (tuple(float(number <= place) for number in range(len(rulebook.names))),)


def exactly(reached: Reach) -> list[float]:
    """Turn the probabilities of each rating or a better one into those of each rating."""
    return [max(0.0, here - better) for here, better in pairwise((*reached, 0.0))]


def bounds_at_least(reaches: Sequence[Reach], place: int) -> Span:
    """Bound the probability that a standard has a rating or a better one: that all its key questions have.

    They are judged in the same cases, so they may depend on one another in any way. Fréchet's bounds (1935): from
    1 less the probabilities of each being below it, to the lowest probability of reaching it. There are joint
    distributions that meet them.

    Args:
        reaches: what each key question reaches; of at least one.
        place: of the rating, 0 for the worst.
    """
    here = [reached[place] for reached in reaches]
    return _span(1 - sum(1 - chance for chance in here), min(here))


def bounds(reaches: Sequence[Reach], place: int) -> Span:
    """Bound the probability that a standard has exactly a rating, however its key questions depend on one another.

    At most the lowest probability of reaching it, and no more than all probabilities of having it together, for some
    key question must. At least what is left of 1 less the probabilities of each being below it, and less the lowest
    one of being above it, for that is the most that all can be. There are joint distributions that meet these.

    Args:
        reaches, place: as in `bounds_at_least`.
    """
    above = [(*reached, 0.0)[place + 1] for reached in reaches]
    high = min(*(reached[place] for reached in reaches), sum(exactly(reached)[place] for reached in reaches))
    low = 1 - sum(1 - reached[place] for reached in reaches) - min(above)
    return _span(low, high)


def _span(low: float, high: float) -> Span:
    """Keep the least at 0 or above, and no float's rounding above the most."""
    return Span(min(max(0.0, low), high), high)


def together(rulebook: Rulebook, standards: Sequence[Sequence[Reach]]) -> dict[int, float]:
    """Find the probability of each total where all key questions rise and fall together.

    One number between 0 and 1 then says how good all of them turn out: each has the best rating that it reaches with a
    greater probability. So only finitely many outcomes are possible, and they are counted out.

    Args:
        standards: for each that counts, what its key questions reach.
    """
    points = tuple(rulebook.ratings.values())
    lowest = [[min(here) for here in zip(*reaches, strict=True)] for reaches in standards]
    totals: defaultdict[int, float] = defaultdict(float)
    marks = sorted({0.0, *(chance for reached in lowest for chance in reached)})
    for low, high in pairwise(marks):  # between two marks every rating stays as it is
        totals[sum(points[_last(reached, high)] for reached in lowest)] += high - low
    return totals


def _last(reached: Sequence[float], chance: float) -> int:
    """Give the place of the best rating that is reached with a probability, or a greater one."""
    return sum(one >= chance for one in reached) - 1


def apart(rulebook: Rulebook, standards: Sequence[Sequence[Reach]]) -> dict[int, float]:
    """Find the probability of each total where the key questions have nothing to do with one another.

    A standard then reaches a rating with the product of its key questions' probabilities; and the totals are counted
    out, standard by standard.

    Args:
        standards: as in `together`.
    """
    points = tuple(rulebook.ratings.values())
    totals = {0: 1.0}
    for reaches in standards:
        ratings = exactly(tuple(prod(here) for here in zip(*reaches, strict=True)))
        longer: defaultdict[int, float] = defaultdict(float)
        for total, chance in totals.items():
            for more, another in zip(points, ratings, strict=True):
                longer[total + more] += chance * another
        totals = longer
    return totals


def _overall(card: Scorecard, totals: Mapping[int, float]) -> dict[str, float]:
    """Add up the probabilities of the totals in the band of each overall rating."""
    assert card.overall.bands is not None
    rating_of = card.rulebook.bands.overall[card.overall.bands].bands.rating_of
    found = dict.fromkeys(card.rulebook.names, 0.0)
    for total, chance in totals.items():
        found[rating_of(total)] += chance
    return found
