"""Certainty in words: how much of the ratings may be chance."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from hmip_rules.insight.certainty.compute import Certainty, Estimate, QuestionCertainty, StandardCertainty, certainty
from hmip_rules.insight.samples import LEVEL, MOST_CASELOAD, Span
from hmip_rules.insight.words import banded, banding_rules, cases, leaning, overall_rules, shared_cases
from hmip_rules.model.percent import Percentage, as_number
from hmip_rules.model.places import ValuePath
from hmip_rules.model.report import Report
from hmip_rules.model.scorecard import Scorecard
from hmip_rules.model.section import Section, Table
from hmip_rules.wording import phrases, reasons

INTERVALS = ("", "%", "sufficient", "interval")
TOGETHER, APART = "Overall, if together", "Overall, if apart"


def section(card: Scorecard) -> Section:
    """Say how far each percentage may be off by chance, and how likely that makes each rating."""
    found = certainty(card)
    made = Section("certainty", "Certainty: how much is chance", tuple(_body(card, found)), _plain(found))
    return leaning(card, made, *_rules(card, found))


def _rules(card: Scorecard, found: Certainty) -> Iterator[ValuePath]:
    """Name the rules by which percentages have a rating and standards count, as far as any were used."""
    yield from banding_rules(one.result for one in found.standards)
    if found.together:
        yield from overall_rules(card)


def _body(card: Scorecard, found: Certainty) -> Iterator[str | Table]:
    if not found.standards:
        yield "No percentages were published: there is no sample to reckon with."
        return
    questions = [question for one in found.standards for question in one.questions]
    yield (
        "Other cases would have given other percentages. Those of all the service's cases lie, with "
        f"{LEVEL} % confidence, in these intervals (Wilson's):"
    )
    yield Table(INTERVALS, tuple(row for one in found.standards for row in _intervals(one)))
    yield from _without(card, questions)
    if any(one.estimate for one in questions):
        yield "How likely, in per cent, each rating would be if all the service's cases were inspected:"
        yield Table(("", *card.rulebook.names), tuple(_probabilities(card, found)))
    yield from _how_to_read(card, found)
    yield from _assumptions(card.report, questions)


def _intervals(one: StandardCertainty) -> Iterator[tuple[str, ...]]:
    yield _head(one), "", "", ""
    for question in one.questions:
        yield f"  {question.question.id}", banded(question.question), *_interval(question)


def _head(one: StandardCertainty) -> str:
    return f"{one.result.key}: {one.result.rating or 'not determined'}"


def _interval(one: QuestionCertainty) -> tuple[str, str]:
    if one.estimate is None:
        return f"? of {one.counts.of}" if one.counts else "not known", "-"
    drawn = one.estimate.sample
    span = one.estimate.wilson
    return f"{drawn.sufficient} of {drawn.of}", f"{span.low:.1f} to {span.high:.1f}"


def _without(card: Scorecard, questions: list[QuestionCertainty]) -> Iterator[str]:
    """Say why some key questions have no interval, and which of several counts was taken."""
    yield from shared_cases(card)
    if any(one.counts is None for one in questions):
        yield "Where the number of cases is not known there is no interval."
    if any(one.counts and not one.estimate for one in questions):
        yield "Where no number of the cases gives the printed percentage (?) there is no interval."
    if any(one.counts and len(one.counts.sufficient) > 1 for one in questions):
        yield "Where several numbers of the cases give the printed percentage, the middle one is taken."


def _probabilities(card: Scorecard, found: Certainty) -> Iterator[tuple[str, ...]]:
    names = card.rulebook.names
    for one in found.standards:
        yield _head(one), *(_between(one.ratings.get(name)) for name in names)
        for question in one.questions:
            yield f"  {question.question.id}", *(_percent(question.ratings.get(name)) for name in names)
    if found.together:
        yield TOGETHER, *(_percent(found.together[name]) for name in names)
        yield APART, *(_percent(found.apart[name]) for name in names)


def _percent(chance: float | None) -> str:
    """Write a probability in whole per cent; a small one never as 0, nor a great one as 100.

    >>> _percent(0.316), _percent(0.001), _percent(0.999)
    ('32', '<1', '>99')
    """
    if chance is None:
        return "-"
    return "<1" if chance < 0.01 else ">99" if chance > 0.99 else f"{100 * chance:.0f}"


def _between(span: Span | None) -> str:
    """Write the bounds of a probability in whole per cent, rounded outwards.

    >>> _between(Span(0.622, 0.921)), _between(Span(0.0, 0.001)), _between(Span(0.995, 1.0)), _between(Span(0.3, 0.3))
    ('62-93', '<1', '>99', '30')
    """
    if span is None:
        return "-"
    low, high = _percent(span.low), _percent(span.high)
    if low == high and (low in ("<1", ">99") or span.high - span.low < 1e-9):
        return low
    return f"{math.floor(round(100 * span.low, 7))}-{math.ceil(round(100 * span.high, 7))}"


def _how_to_read(card: Scorecard, found: Certainty) -> Iterator[str]:
    """Say what the numbers of standards and of the overall rating are, and why some have none."""
    if any(one.ratings for one in found.standards):
        yield (
            "For a standard the least and the most possible are given: judged in the same cases, its key questions "
            "may depend on one another in any way."
        )
    lacking = [one.result.key for one in found.standards if not one.ratings]
    if lacking:
        yield f"No probability, for a key question is missing or has no interval: {phrases.listed(lacking)}."
    yield from _overall(card, found)


def _overall(card: Scorecard, found: Certainty) -> Iterator[str]:
    if found.in_the_way:
        yield f"The overall rating has no probability, for these have none: {phrases.listed(found.in_the_way)}."
    elif card.overall.bands is None:
        yield f"The overall rating has no probability: {reasons.NO_BANDS}."
    elif not found.together:
        yield "The overall rating has no probability: no standard that counts has percentages."
    else:
        yield (
            "The overall rating: together, if all key questions rise and fall as one; apart, if they have nothing to "
            "do with one another. What holds may lie between these two, but need not."
        )
        yield from _left_aside(card)
        yield from _published(card, found)


def _left_aside(card: Scorecard) -> Iterator[str]:
    if any(result.standard.counted and result.is_taken for result in card.standards):
        yield "Standards without percentages are taken to have the published rating for certain."
    if card.rulebook.discretion:
        yield "Ratings are those by percentages alone: what inspectors may do by discretion is left aside."


def _published(card: Scorecard, found: Certainty) -> Iterator[str]:
    rating = card.overall.published.rating
    if rating is not None:
        chances = _percent(found.together[rating]), _percent(found.apart[rating])
        yield f"The published overall rating is {rating}: {chances[0]} % together, {chances[1]} % apart."


def _assumptions(report: Report, questions: list[QuestionCertainty]) -> Iterator[str]:
    """Name the model and what it assumes in a sentence, and what follows from none of it."""
    estimates = [one.estimate for one in questions if one.estimate]
    if not estimates:
        return
    if all(one.sample.is_whole for one in estimates):
        yield "Every case of the caseload was inspected, so nothing is left to chance: <1 is 0 here, and >99 is 100."
        return
    counted = any(one.question.answer.of is None for one in questions if isinstance(one.question.answer, Percentage))
    judged = f", in all {report.cases} of which each key question was judged," if counted and report.cases else ""
    yield (
        f"Assumed: the cases{judged} are a simple random sample of {_population(report, estimates)}, and nothing was "
        "known of the percentages before (model: binomial with Jeffreys' prior, Beta(1/2, 1/2))."
    )
    yield (
        "This does not tell whether a case was judged rightly, whether the cases were chosen fairly, or whether the "
        "bands start where they are taken to."
    )


def _population(report: Report, estimates: list[Estimate]) -> str:
    """Say of how many cases the sample is, and why not of the caseload where one is given."""
    caseload = report.caseload
    corrected = {one.sample.caseload is not None for one in estimates}
    if corrected == {True}:
        return f"the caseload, {caseload:,} cases"
    many = "far more cases"
    if caseload is None:
        return f"{many} (no caseload is given)"
    if caseload > MOST_CASELOAD:
        return f"{many} (the caseload, {caseload:,}, is as good as without end)"
    if True in corrected:
        return f"the caseload, {caseload:,} cases ({many} for key questions not judged in all cases inspected)"
    if report.cases is not None and caseload < report.cases:
        return f"{many} (the caseload, {caseload:,}, is less than the cases inspected, so it is of another moment)"
    return f"{many} (how many of the caseload, {caseload:,}, each key question fits is not known)"


def _plain(found: Certainty) -> dict[str, Any]:
    return {
        "confidence": LEVEL,
        "standards": [_standard(one) for one in found.standards],
        "overall": {
            "together": _chances(found.together),
            "apart": _chances(found.apart),
            "in_the_way": list(found.in_the_way),
        },
    }


def _standard(one: StandardCertainty) -> dict[str, Any]:
    return {
        "key": one.result.key,
        "ratings": _bounds(one.ratings),
        "at_least": _bounds(one.at_least),
        "key_questions": [_question(question) for question in one.questions],
    }


def _question(one: QuestionCertainty) -> dict[str, Any]:
    estimate = one.estimate
    return {
        "id": one.question.id,
        "cases": cases(one.counts),
        "taken": None if estimate is None else estimate.sample._asdict(),
        "wilson": None if estimate is None else _plain_span(estimate.wilson),
        "ratings": _chances(one.ratings),
    }


def _plain_span(span: Span) -> dict[str, Any]:
    return {"low": as_number(span.low), "high": as_number(span.high)}


def _bounds(bounds: Mapping[str, Span]) -> dict[str, Any] | None:
    """Give bounds of probabilities in per cent; None where there are none."""
    return {name: _plain_span(Span(100 * low, 100 * high)) for name, (low, high) in bounds.items()} or None


def _chances(chances: Mapping[str, float]) -> dict[str, Any] | None:
    """Give probabilities in per cent; None where there are none."""
    return {name: as_number(100 * chance) for name, chance in chances.items()} or None
