"""The inspectorate's method: from the percentages of key questions to the overall rating.

A value that is missing needs no case of its own: the same steps are taken with every value that it
could have, and what they give is what is possible.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from hmip_rules.model.banded import Banding, Standing
from hmip_rules.model.percent import Percentage
from hmip_rules.model.report import Answer, PublishedStandard, Report
from hmip_rules.model.rulebook import NOT_RATED, Rulebook, Standard
from hmip_rules.model.scorecard import KeyQuestionResult, OverallResult, Scorecard, StandardResult, Status
from hmip_rules.model.steps import DECIDES, possible_totals
from hmip_rules.scoring.banding import banding, outcomes, standing_of
from hmip_rules.scoring.totals import totals_by_counts

_NOTHING_PUBLISHED = PublishedStandard()


def evaluate(rulebook: Rulebook, report: Report) -> Scorecard:
    """Recompute every standard and the overall rating of a report, beside what it published.

    The report has to fit the rulebook (`misfits`). What it does not give leaves a set of ratings and
    of scores: exactly those that filling the gaps in every possible way would give. Rules that contradict
    one another leave one likewise: of every rating that they give, or an empty one where they give none.
    """
    published = report.standards
    standards = tuple(
        [_standard(rulebook, one, published.get(one.key, _NOTHING_PUBLISHED)) for one in rulebook.standards]
    )
    return Scorecard(report, rulebook, standards, _overall(rulebook, standards, report))


def _standard(rulebook: Rulebook, standard: Standard, published: PublishedStandard) -> StandardResult:
    """Rate a standard by its lowest key question, or take its published rating where no percentage is given."""
    rating = published.rating
    asked = standard.key_questions if standard.rated_by in DECIDES else ()
    questions = tuple([_key_question(rulebook, name, published.key_questions.get(name)) for name in asked])
    if rating == NOT_RATED:
        return StandardResult(standard, NOT_RATED, questions, (), (), Status.TAKEN)
    known = [question.banding.order for question in questions if question.banding]
    if not known:
        possible = (rating,) if rating else rulebook.names
        status = Status.TAKEN if rating else Status.NOT_PUBLISHED
        return StandardResult(standard, rating, questions, possible, possible, status)
    order = DECIDES[standard.rated_by](known)
    deciding = [question for question in questions if question.banding and question.banding.order == order]
    lowest_known = deciding[0].banding
    assert lowest_known is not None
    gaps = len(known) < len(questions) and any(question.answer is None for question in questions)
    standing = _open(rulebook, lowest_known, rating) if gaps else lowest_known.standing[rating]
    decided = len(standing.possible) == 1 or not gaps
    return StandardResult(
        standard,
        rating,
        questions,
        standing.possible,
        standing.counts,
        standing.status,
        tuple([question.id for question in deciding]) if decided else (),
        lowest_known.percent if decided else None,
    )


def _open(rulebook: Rulebook, highest: Banding, published: str | None) -> Standing:
    """Say where a standard stands when the lowest percentage may be any up to the lowest known one."""
    cases = lowest_up_to(rulebook, highest)
    return standing_of(rulebook, [one for case in cases for one in outcomes(case, published)], published)


def _key_question(rulebook: Rulebook, name: str, answer: Answer) -> KeyQuestionResult:
    """Find the band of a key question. One that fits no case has none, and leaves the lowest."""
    return KeyQuestionResult(name, answer, banding(rulebook, answer.value) if isinstance(answer, Percentage) else None)


def lowest_up_to(rulebook: Rulebook, highest: Banding) -> Iterator[Banding]:
    """Give enough of the percentages that can be the lowest when some are missing to meet every outcome.

    Where the rounded percentage is banded, these are all the printed ones. Where the exact one is, any
    lies between; then every edge will do, and a point between each two.
    """
    yield highest
    most = highest.percent
    if rulebook.percentages.banded.value == "rounded":
        step = rulebook.percentages.printed.to
        yield from (banding(rulebook, step * count) for count in range(int(most / step) + 1))
        return
    below = {edge for edge in rulebook.changes if 0 < edge < most}
    for edge, following in pairwise(sorted({Fraction(0), *below, most})):
        yield banding(rulebook, edge)
        yield banding(rulebook, (edge + following) / 2)


def _overall(rulebook: Rulebook, standards: tuple[StandardResult, ...], report: Report) -> OverallResult:
    """Add up the points of the standards that count, and find the band of the total."""
    published = report.overall
    rated = {result.key: result.counts for result in standards if result.is_rated}
    bands = rulebook.overall_index({key for key in rulebook.counted if key not in rated})
    totals = totals_of(rulebook, rated, report.rating_counts)
    max_score = None if bands is None else rulebook.bands.overall[bands].max
    possible = overall_ratings(rulebook, bands, totals)
    with_score = possible  # with a score that is possible, only its own overall rating is
    if published.score in totals and len(totals) > 1:
        with_score = overall_ratings(rulebook, bands, [published.score])
    comparisons = [_compare(published.score, totals), _compare(published.rating, with_score)]
    if max_score is not None:
        comparisons.append(_compare(published.max_score, [max_score]))
    by_counts = bool(totals_by_counts(rulebook, rated, report.rating_counts))
    return OverallResult(totals, possible, bands, max_score, published, Status.whole(comparisons), by_counts)


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
        [[rulebook.ratings[rating] for rating in ratings[key]] for key in rulebook.counted if key in ratings]
    )


def overall_ratings(rulebook: Rulebook, bands: int | None, totals: Iterable[int]) -> tuple[str, ...]:
    """Find the overall ratings of totals, worst first; every rating where no bands are known."""
    if bands is None:
        return rulebook.names
    ratings_of = rulebook.bands.overall[bands].bands.ratings_of
    return rulebook.ordered([rating for total in totals for rating in ratings_of(total)])
