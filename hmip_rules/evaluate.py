"""The inspectorate's method: from the percentages of key questions to the overall rating.

A value that is missing needs no case of its own: the same steps are taken with every value that it
could have, and what they give is what is possible.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from hmip_rules.percent import NOT_APPLICABLE, Percentage
from hmip_rules.places import Path
from hmip_rules.rating_counts import totals_by_counts
from hmip_rules.report import Answer, PublishedStandard, Report
from hmip_rules.rulebook import NOT_RATED, Rule, Rulebook, Standard, only
from hmip_rules.scorecard import KeyQuestionResult, OverallResult, Scorecard, StandardResult, Status
from hmip_rules.steps import DECIDES, possible_totals

_NOTHING_PUBLISHED = PublishedStandard()
_ROUNDING = (("percentages", "printed"), ("percentages", "ties"), ("percentages", "banded"))


def evaluate(rulebook: Rulebook, report: Report) -> Scorecard:
    """Recompute every standard and the overall rating of a report, beside what it published.

    The report has to fit the rulebook (`misfits`). What it does not give leaves a set of ratings and
    of scores: exactly those that filling the gaps in every possible way would give. Rules that contradict
    one another leave one likewise: of every rating that they give, or an empty one where they give none.
    """
    standards = tuple(
        _standard(rulebook, standard, report.standards.get(standard.key, _NOTHING_PUBLISHED))
        for standard in rulebook.standards
    )
    overall = _overall(rulebook, standards, report)
    return Scorecard(report, rulebook, standards, overall, tuple(_leans_on(rulebook, standards, overall)))


def _standard(rulebook: Rulebook, standard: Standard, published: PublishedStandard) -> StandardResult:
    """Rate a standard by its lowest key question, or take its published rating where no percentage is given."""
    asked = standard.key_questions if standard.rated_by in DECIDES else ()
    questions = tuple(_key_question(rulebook, name, published.key_questions.get(name)) for name in asked)
    known = [question.percent for question in questions if question.percent is not None]
    if published.rating == NOT_RATED:
        return StandardResult(standard, NOT_RATED, questions, (), (), Status.TAKEN)
    if not known:
        possible = (published.rating,) if published.rating else rulebook.names
        status = Status.TAKEN if published.rating else Status.NOT_PUBLISHED
        return StandardResult(standard, published.rating, questions, possible, possible, status)
    lowest_known = DECIDES[standard.rated_by](known)
    gaps = any(question.answer is None for question in questions)
    deciding = _lowest_up_to(rulebook, lowest_known) if gaps else [lowest_known]
    outcomes = [one for percent in deciding for one in _outcomes(rulebook, percent, published.rating)]
    possible = rulebook.ordered(outcome.rating for outcome in outcomes)
    decided = len(possible) == 1 or not gaps
    return StandardResult(
        standard,
        published.rating,
        questions,
        possible,
        counts=rulebook.ordered(outcome.counts for outcome in outcomes),
        status=_in_every_case([outcome.status for outcome in outcomes], published.rating),
        decided_by=tuple(q.id for q in questions if decided and q.percent == lowest_known),
        percent=lowest_known if decided else None,
    )


def _key_question(rulebook: Rulebook, name: str, answer: Answer) -> KeyQuestionResult:
    """Find the band of a key question. One that fits no case has none, and leaves the lowest."""
    if not isinstance(answer, Percentage):
        return KeyQuestionResult(name, answer)
    exact, rounded = answer.value, rulebook.round(answer.value)
    if exact == rounded:
        return KeyQuestionResult(name, answer, exact, only(rulebook.percent_ratings(exact)))
    percent = rulebook.banded(exact)
    rating = only(rulebook.percent_ratings(percent))
    both = {only(rulebook.percent_ratings(value)) for value in (exact, rounded)}
    return KeyQuestionResult(name, answer, percent, rating, next(iter(both - {rating}), None))


def _lowest_up_to(rulebook: Rulebook, highest: Fraction) -> Iterator[Fraction]:
    """Give enough of the percentages that can be the lowest when some are missing to meet every outcome.

    Where the rounded percentage is banded, these are all the printed ones. Where the exact one is, any
    lies between; then every edge will do, and a point between each two.
    """
    yield highest
    if rulebook.percentages.banded.value == "rounded":
        step = rulebook.percentages.printed.to
        yield from (step * count for count in range(int(highest / step) + 1))
        return
    below = {edge for edge in rulebook.edges_with_discretion if 0 < edge < highest}
    for edge, following in pairwise(sorted({Fraction(0), *below, highest})):
        yield from (edge, (edge + following) / 2)


class _Outcome(NamedTuple):
    """What a deciding percentage makes of a standard: its rating, its status, and the rating that counts."""

    rating: str
    status: Status
    counts: str


def _outcomes(rulebook: Rulebook, percent: Fraction, published: str | None) -> Iterator[_Outcome]:
    """Give one for every rating of the percentage: one, unless rules contradict one another."""
    for rating in rulebook.percent_ratings(percent):
        yield _outcome(rulebook, percent, rating, published)


def _outcome(rulebook: Rulebook, percent: Fraction, rating: str, published: str | None) -> _Outcome:
    if published is None:
        return _Outcome(rating, Status.NOT_PUBLISHED, rating)
    if published == rating:
        return _Outcome(rating, Status.AGREES, rating)
    if _within_discretion(rulebook, percent, rating, published):
        return _Outcome(rating, Status.WITHIN_DISCRETION, published)
    return _Outcome(rating, Status.DISAGREES, rating)


def _within_discretion(rulebook: Rulebook, percent: Fraction, rating: str, published: str) -> bool:
    """Say whether inspectors may depart from a band: to the next one, when its edge is near enough."""
    margin, bands = rulebook.discretion, rulebook.percent_bands
    up = rulebook.names.index(published) - rulebook.names.index(rating)
    if (
        margin is None
        or published not in bands.ratings
        or abs(up) != 1
        or margin.direction == ("down" if up == 1 else "up")
    ):
        return False
    edge = bands.start_of(published if up == 1 else rating)
    return abs(percent - edge) <= margin.points


def _in_every_case(statuses: Sequence[Status], published: str | None) -> Status:
    """Give the status that all cases share; where they differ, it is open; where there is none, no rating agrees."""
    if not statuses:
        return Status.DISAGREES if published else Status.NOT_PUBLISHED
    return statuses[0] if len(set(statuses)) == 1 else Status.UNDETERMINED


def _overall(rulebook: Rulebook, standards: tuple[StandardResult, ...], report: Report) -> OverallResult:
    """Add up the points of the standards that count, and find the band of the total."""
    published = report.overall
    not_rated = {result.key for result in standards if result.standard.counted and not result.is_rated}
    bands = rulebook.overall_index(not_rated)
    rated = {result.key: result.counts for result in standards if result.is_rated}
    totals = totals_of(rulebook, rated, report.rating_counts)
    max_score = None if bands is None else rulebook.bands.overall[bands].max
    possible = overall_ratings(rulebook, bands, totals)
    with_score = possible  # with a score that is possible, only its own overall rating is
    if published.score is not None and published.score in totals:
        with_score = overall_ratings(rulebook, bands, [published.score])
    comparisons = [_compare(published.score, totals), _compare(published.rating, with_score)]
    if max_score is not None:
        comparisons.append(_compare(published.max_score, [max_score]))
    return OverallResult(totals, possible, bands, max_score, published, Status.whole(comparisons))


def _compare(published: str | int | None, possible: Sequence[str | int]) -> Status:
    """Compare a published value with every one that is possible."""
    if published is None:
        return Status.NOT_PUBLISHED
    if published not in possible:
        return Status.DISAGREES
    return Status.AGREES if len(possible) == 1 else Status.UNDETERMINED


def totals_of(rulebook: Rulebook, ratings: Mapping[str, Sequence[str]], counts: Mapping[str, int]) -> tuple[int, ...]:
    """Add up the points of the standards that count.

    Args:
        ratings: the possible ratings of each standard by its key; one not given was not rated.
        counts: how many standards were published to have each rating (`rating_counts`); passed over where
            they contradict the ratings, or it is not clear of which standards they are.

    Returns:
        every total that is possible, in points, ascending.
    """
    return totals_by_counts(rulebook, ratings, counts) or possible_totals(
        {rulebook.ratings[rating] for rating in possible}
        for key, possible in ratings.items()
        if rulebook.by_key[key].counted
    )


def overall_ratings(rulebook: Rulebook, bands: int | None, totals: Iterable[int]) -> tuple[str, ...]:
    """Find the overall ratings of totals, worst first; every rating where no bands are known."""
    if bands is None:
        return rulebook.names
    ratings_of = rulebook.bands.overall[bands].bands.ratings_of
    return rulebook.ordered(rating for total in totals for rating in ratings_of(total))


def _leans_on(rulebook: Rulebook, standards: tuple[StandardResult, ...], overall: OverallResult) -> Iterator[Rule]:
    """List the rules that took part and are not confirmed."""
    for path in _rules_used(rulebook, standards, overall):
        rule = rulebook.rule(*path)
        if rule.basis != "confirmed":
            yield rule


def _rules_used(rulebook: Rulebook, standards: tuple[StandardResult, ...], overall: OverallResult) -> Iterator[Path]:
    """List the rules that took part, in the order in which the method takes them."""
    recomputed = [result for result in standards if result.is_recomputed]
    questions = [question for result in standards if result.is_rated for question in result.key_questions]
    yield from dict.fromkeys(standard_rule(rulebook, result) for result in standards)
    if recomputed:
        yield ("bands", "key_question")
        yield ("stands_on", "lowest_key_question")
    if any(question.answer == NOT_APPLICABLE for question in questions):
        yield ("stands_on", "not_applicable")
    rounding = {
        path
        for result in recomputed
        for question in result.key_questions
        for path in rounding_rules(rulebook, result, question)
    }
    yield from (path for path in _ROUNDING if path in rounding)
    if rulebook.discretion and any(result.departs for result in recomputed):
        yield ("discretion",)
    if any(result.is_taken and result.standard.rated_by == "judgement" for result in standards):
        yield ("stands_on", "judgement")
    yield ("stands_on", "points")
    yield ("stands_on", "total")
    if overall.bands is not None:
        yield ("bands", "overall", overall.bands)
        yield ("stands_on", "max_score")


def standard_rule(rulebook: Rulebook, result: StandardResult) -> Path:
    """Name the rule that there is such a standard: its own, where it has a basis, else that of all."""
    if not result.standard.basis:
        return ("stands_on", "standards")
    return ("standards", rulebook.standards.index(result.standard))


def rounding_rules(rulebook: Rulebook, result: StandardResult, question: KeyQuestionResult) -> Iterator[Path]:
    """Name the rules of rounding that decide what comes of a key question's percentage."""
    if not isinstance(question.answer, Percentage):
        return
    percent, how, step = question.answer.value, rulebook.percentages, rulebook.percentages.printed.to
    edges = rulebook.edges_with_discretion if result.departs else rulebook.edges
    rounded = rulebook.round(percent)
    if how.banded.value == "rounded" and rounded != percent:
        yield ("percentages", "printed")
        if how.printed.by == "nearest" and percent % step == step / 2:
            yield ("percentages", "ties")
    if percent == rounded:  # printed: it stands for exact ones less than a step away
        low, high = percent - step, percent + step
        decides = any(low < edge < high for edge in edges)
    else:
        low, high = sorted((percent, rounded))
        decides = any(low <= edge <= high for edge in edges)
    if decides:
        yield ("percentages", "banded")
