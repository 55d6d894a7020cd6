"""The inspectorate's method: from the percentages of key questions to the overall rating.

A value that is missing needs no case of its own: the same steps are taken with every value that it
could have, and what they give is what is possible.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import TypeVar

from hmip_rules.model.keyed import Keyed
from hmip_rules.model.percent import NOT_APPLICABLE, Percentage
from hmip_rules.model.places import ValuePath
from hmip_rules.model.possible import Possible
from hmip_rules.model.report import NOTHING_PUBLISHED, Answer, PublishedStandard, Report
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.rules import NOT_RATED, Standard
from hmip_rules.model.scorecard import (
    BandedPercentage,
    KeyQuestionResult,
    OverallResult,
    RatingOrigin,
    Scorecard,
    StandardResult,
)
from hmip_rules.model.status import Status
from hmip_rules.model.steps import DECIDING_PERCENTAGE
from hmip_rules.scoring.banding import banded
from hmip_rules.scoring.totals import overall_ratings, published_ratings, totals_of

T = TypeVar("T")


def evaluate(rulebook: Rulebook, report: Report) -> Scorecard:
    """Recompute every standard and the overall rating of a report, beside what it published.

    The report has to fit the rulebook (`misfits`). What it does not give leaves a set of ratings and
    of scores: exactly those that filling the gaps in every possible way would give.
    """
    published = report.standards
    standards = Keyed(
        [
            _rate_standard(rulebook, standard, published.get(standard.key, NOTHING_PUBLISHED))
            for standard in rulebook.standards
        ]
    )
    if report.conflicts:
        standards = Keyed([_with_conflicting_ratings(rulebook, report, result) for result in standards])
    return Scorecard(report, rulebook, standards, _rate_overall(rulebook, standards, report))


def _with_conflicting_ratings(rulebook: Rulebook, report: Report, result: StandardResult) -> StandardResult:
    """Return a result that allows each of the ratings that a document gives for a standard, whatever its percentages.

    What follows from one of them, such as the score, then cannot be determined, and is not wrong a second time.
    """
    ratings = report.conflicting_values(("standards", result.key, "rating"))
    return result._replace(allowed=Possible(rulebook.ordered([*result.allowed, *ratings]))) if ratings else result


def _rate_standard(rulebook: Rulebook, standard: Standard, given: PublishedStandard) -> StandardResult:
    """Rate a standard by its lowest key question, or take its published rating if no percentage is given."""
    is_rated = given.rating != NOT_RATED
    asked = standard.key_questions if standard.is_casework else ()
    answers = [(name, given.key_questions.get(name)) for name in asked]
    percentages = {name: banded(rulebook, answer.value) for name, answer in answers if isinstance(answer, Percentage)}
    if is_rated and percentages:
        return _rate_by_percentages(rulebook, standard, given.rating, answers, percentages)
    questions = tuple(
        [
            KeyQuestionResult(name, answer, percentages.get(name), _rules_without_percentage(answer))
            for name, answer in answers
        ]
    )
    rules: tuple[ValuePath, ...] = (_rule_of(rulebook, standard),)
    if not is_rated:
        nothing: Possible[str] = Possible()
        return StandardResult(
            standard, NOT_RATED, questions, nothing, nothing, nothing, Status.TAKEN, RatingOrigin.NOT_RATED, rules
        )
    if given.rating is None:
        possible = Possible(rulebook.names)
        return StandardResult(
            standard, None, questions, possible, possible, possible, Status.NOT_PUBLISHED, RatingOrigin.UNKNOWN, rules
        )
    possible = _one_rating(given.rating)
    origin = RatingOrigin.AS_PUBLISHED
    if not standard.is_casework:
        origin, rules = RatingOrigin.JUDGEMENT, (*rules, ("stands_on", "judgement"))
    return StandardResult(standard, given.rating, questions, possible, possible, possible, Status.TAKEN, origin, rules)


def _rate_by_percentages(
    rulebook: Rulebook,
    standard: Standard,
    published: str | None,
    answers: Sequence[tuple[str, Answer]],
    percentages: dict[str, BandedPercentage],
) -> StandardResult:
    """Rate a standard by its lowest percentage, or by every one that may be the lowest if some are missing."""
    lowest = DECIDING_PERCENTAGE[standard.rated_by]([percentage.order for percentage in percentages.values()])
    deciding = {name: percentage for name, percentage in percentages.items() if percentage.order == lowest}
    lowest_known = next(iter(deciding.values()))
    is_missing = any(answer is None for _, answer in answers)
    candidates = _lowest_up_to(rulebook, lowest_known) if is_missing else [lowest_known]
    if is_missing:
        possible, scored, status = _outcome_of_any(rulebook, candidates, published)
    else:
        possible = scored = _one_rating(lowest_known.rating)
        status = _status_of_rating(lowest_known, published)
        if published is not None and status == Status.WITHIN_DISCRETION:
            scored = _one_rating(published)
    allowed = scored
    if published is None and rulebook.discretion:
        departures = [rating for candidate in candidates for rating in candidate.within_discretion]
        allowed = Possible(rulebook.ordered([*possible, *departures])) if departures else possible
    is_decided = len(possible) == 1 or not is_missing
    rules: list[ValuePath] = [_rule_of(rulebook, standard), ("stands_on", "lowest_key_question")]
    departs = published is not None and published not in possible
    if departs and rulebook.discretion:
        rules.append(("discretion",))
    return StandardResult(
        standard,
        published,
        tuple([_key_question_result(name, answer, percentages.get(name), departs=departs) for name, answer in answers]),
        possible,
        scored,
        allowed,
        status,
        RatingOrigin.RECOMPUTED,
        tuple(rules),
        tuple(deciding) if is_decided else (),
        lowest_known.value if is_decided else None,
    )


def _outcome_of_any(
    rulebook: Rulebook, candidates: Sequence[BandedPercentage], published: str | None
) -> tuple[Possible[str], Possible[str], Status]:
    """Return the possible ratings, those that can score points, and the status, if any of them may decide."""
    ratings, scored, statuses = [], [], set()
    for candidate in candidates:
        status = _status_of_rating(candidate, published)
        statuses.add(status)
        ratings.append(candidate.rating)
        scored.append(published if published and status == Status.WITHIN_DISCRETION else candidate.rating)
    status = statuses.pop() if len(statuses) == 1 else Status.UNDETERMINED
    return Possible(rulebook.ordered(ratings)), Possible(rulebook.ordered(scored)), status


@cache
def _one_rating(rating: str) -> Possible[str]:
    return Possible((rating,))


def _status_of_rating(candidate: BandedPercentage, published: str | None) -> Status:
    """Compare a published rating with that of a deciding percentage."""
    if published is None:
        return Status.NOT_PUBLISHED
    if published == candidate.rating:
        return Status.AGREES
    return Status.WITHIN_DISCRETION if published in candidate.within_discretion else Status.DISAGREES


def _key_question_result(
    name: str, answer: Answer, percentage: BandedPercentage | None, *, departs: bool
) -> KeyQuestionResult:
    if percentage is None:
        return KeyQuestionResult(name, answer, None, _rules_without_percentage(answer))
    return KeyQuestionResult(name, answer, percentage, percentage.rules_departed if departs else percentage.rules)


def _rules_without_percentage(answer: Answer) -> tuple[ValuePath, ...]:
    """Return the rules that a key question without a percentage uses: that one which fits no case is left out."""
    return (("stands_on", "not_applicable"),) if answer == NOT_APPLICABLE else ()


def _rule_of(rulebook: Rulebook, standard: Standard) -> ValuePath:
    """Return the rule that there is such a standard: its own, where it has a basis, else that of all."""
    if standard.basis is None:
        return ("stands_on", "standards")
    return ("standards", rulebook.standards.index(standard))


def _lowest_up_to(rulebook: Rulebook, highest: BandedPercentage) -> list[BandedPercentage]:
    """Return enough of the percentages that can be the lowest when some are missing to meet every outcome.

    Outcomes change only at `rulebook.turning_points`. Where the exact percentage is banded, these and a point
    between each two will do; where the rounded one is, the printed percentages at and next above each.
    """
    most = highest.value
    changes = sorted({Fraction(0), most, *[change for change in rulebook.turning_points if 0 < change < most]})
    if rulebook.percentages.banded.value == "rounded":
        step = rulebook.percentages.printed.to
        steps = {change // step + more for change in changes for more in (0, 1)}
        percentages = {step * count for count in steps if step * count <= most}
    else:
        percentages = {*changes, *[(low + high) / 2 for low, high in pairwise(changes)]}
    return [highest, *[banded(rulebook, percentage) for percentage in percentages]]


def _rate_overall(rulebook: Rulebook, standards: tuple[StandardResult, ...], report: Report) -> OverallResult:
    """Add up the points of the standards that are included in the score, and find the band of the total."""
    published = report.overall
    rated = {result.key for result in standards if result.is_rated}
    bands = rulebook.overall_index({key for key in rulebook.included if key not in rated})
    totals, allowed_totals, by_counts = _possible_and_allowed_totals(rulebook, standards, report.rating_counts)
    possible = overall_ratings(rulebook, bands, totals)
    allowed = possible if allowed_totals is totals else overall_ratings(rulebook, bands, allowed_totals)
    scores = [int(score) for score in report.conflicting_values(("overall", "score")) if score.isdecimal()]
    if scores and bands is not None:  # an overall rating that follows from one of two scores is not wrong itself
        allowed = Possible(rulebook.ordered([*allowed, *overall_ratings(rulebook, bands, scores)]))
    with_score = allowed  # with a score that is allowed, only its own overall rating is
    if published.score is not None and published.score in allowed_totals:
        with_score = overall_ratings(rulebook, bands, [published.score])
    score_status = _status_of_overall_value(published.score, totals, allowed_totals)
    rating_status = _status_of_overall_value(published.rating, possible, with_score)
    score_is_sum = False
    if score_status == Status.DISAGREES:
        sums, _ = totals_of(rulebook, published_ratings(standards), report.rating_counts)
        score_is_sum = published.score in sums
    rules: list[ValuePath] = [("stands_on", "points"), ("stands_on", "total")]
    needs_discretion = published.score in allowed_totals and published.score not in totals
    needs_discretion |= published.rating in allowed and published.rating not in possible
    if needs_discretion and any(_may_depart_by_discretion(result, report) for result in standards):
        rules.append(("discretion",))
    max_score: int | None = None
    max_score_status = Status.NOT_PUBLISHED
    if bands is not None:
        max_score = rulebook.bands.overall[bands].max
        max_score_status = _status_of_max_score(rulebook, standards, published.max_score, max_score)
        rules += [("stands_on", "max_score"), ("bands", "overall", bands)]
    return OverallResult(
        totals=totals,
        possible=possible,
        allowed_totals=allowed_totals,
        allowed=allowed,
        bands=bands,
        max_score=max_score,
        published=published,
        score_status=score_status,
        rating_status=rating_status,
        max_score_status=max_score_status,
        score_is_sum=score_is_sum,
        rules=tuple(rules),
        by_counts=by_counts,
    )


def _possible_and_allowed_totals(
    rulebook: Rulebook, standards: Sequence[StandardResult], counts: Mapping[str, int]
) -> tuple[Possible[int], Possible[int], bool]:
    """Return the totals of the ratings that score points, those of the allowed ratings, and whether `counts` were used.

    Numbers of ratings that only allowed ratings can fit say that inspectors used discretion; then those score points.
    """
    scored = {result.key: result.scored for result in standards if result.is_rated}
    totals, by_counts = totals_of(rulebook, scored, counts)
    if all(result.allowed is result.scored for result in standards):
        return totals, totals, by_counts
    allowed = {result.key: result.allowed for result in standards if result.is_rated}
    allowed_totals, allowed_by_counts = totals_of(rulebook, allowed, counts)
    if allowed_by_counts and not by_counts:
        return allowed_totals, allowed_totals, True
    return totals, allowed_totals, by_counts


def _may_depart_by_discretion(result: StandardResult, report: Report) -> bool:
    """Return whether more ratings are allowed than score points, and not because a document gives two of them."""
    if not result.standard.included or result.allowed == result.scored:
        return False
    return not report.conflicting_values(("standards", result.key, "rating"))


def _status_of_max_score(
    rulebook: Rulebook, standards: Sequence[StandardResult], published: int | None, expected: int
) -> Status:
    """Compare the published maximum with that of every set of standards that may have been rated.

    A standard of which the report says nothing may have been rated or not.
    """
    if published is None:
        return Status.NOT_PUBLISHED
    if published == expected:
        return Status.AGREES
    not_rated = {result.key for result in standards if result.origin == RatingOrigin.NOT_RATED}
    may_be_unrated = not_rated | {result.key for result in standards if result.origin == RatingOrigin.UNKNOWN}
    for entry in rulebook.bands.overall:
        if published == entry.max and not_rated & set(rulebook.included) <= set(entry.without) <= may_be_unrated:
            return Status.AGREES
    return Status.DISAGREES


def _status_of_overall_value(published: T | None, possible: Possible[T], allowed: Possible[T]) -> Status:
    """Compare a published value with the only one that is possible, and with every one that is allowed."""
    if published is None:
        return Status.NOT_PUBLISHED
    if published not in allowed:
        return Status.DISAGREES
    return Status.AGREES if published == possible.only else Status.UNDETERMINED
