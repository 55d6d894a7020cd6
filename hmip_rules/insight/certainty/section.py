"""Certainty in words: how much of the ratings may be chance."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from hmip_rules.insight.certainty.compute import Estimate, QuestionCertainty, StandardCertainty, certainty
from hmip_rules.insight.samples import CONFIDENCE_PERCENT, MOST_CASELOAD, Span
from hmip_rules.insight.words import (
    WITHOUT_DISCRETION,
    assumed_cases,
    banding_rules,
    counts_as_json,
    published_and_banded_percent,
    shared_cases_warning,
    with_unconfirmed_rules,
)
from hmip_rules.model.percent import Percentage, as_number
from hmip_rules.model.report import Report
from hmip_rules.model.scorecard import Scorecard
from hmip_rules.model.section import Section, Table
from hmip_rules.wording import phrases

CERTAINTY_COLUMNS: Final = ("", "%", "cases", "interval")
CERTAINTY_INTRODUCTION: Final = (
    f"For all the service's cases, this shows {CONFIDENCE_PERCENT}% confidence intervals (Wilson's method) and the "
    "probability of each rating, in per cent."
)
WHY_RANGES: Final = "A standard has a range, because it is not known how far its key questions depend on one another."
NO_OVERALL_CHANCE: Final = (
    "The overall rating has no probability, because it is not known how far key questions depend on one another."
)


def certainty_section(card: Scorecard) -> Section:
    """Return how far each percentage may be off by chance, and how likely that makes each rating."""
    standards = certainty(card)
    as_json = {"confidence": CONFIDENCE_PERCENT, "standards": [_json_standard(standard) for standard in standards]}
    section = Section(
        "certainty",
        "Certainty: how far the ratings depend on which cases were inspected",
        tuple(_body(card, standards)),
        as_json,
    )
    return with_unconfirmed_rules(card, section, banding_rules(standard.result for standard in standards))


def _body(card: Scorecard, standards: tuple[StandardCertainty, ...]) -> list[str | Table]:
    if not standards:
        return ["No percentages were published, so chance cannot be estimated."]
    questions = [question for standard in standards for question in standard.questions]
    return [
        CERTAINTY_INTRODUCTION,
        _table(card.rulebook.names, standards),
        *_why_no_interval(card, questions),
        *_how_to_read(card, standards),
        *_assumptions(card, questions),
    ]


def _table(names: Sequence[str], standards: Sequence[StandardCertainty]) -> Table:
    """Return a row for each standard, with the bounds of each rating's chance, and below it one for each question."""
    rows: list[tuple[str, ...]] = []
    for standard in standards:
        bounds = (_percent_bounds(standard.ratings.get(name)) for name in names)
        rows.append((standard.result.key, "", "", "", *bounds))
        for question in standard.questions:
            chances = (_percent(question.ratings.get(name)) for name in names)
            percent = published_and_banded_percent(question.question)
            rows.append((f"  {question.question.id}", percent, *_interval_cells(question), *chances))
    return Table((*CERTAINTY_COLUMNS, *names), tuple(rows))


def _interval_cells(question: QuestionCertainty) -> tuple[str, str]:
    if question.estimate is None:
        return f"?/{question.counts.of}" if question.counts else "not known", "-"
    sample, interval = question.estimate.sample, question.estimate.interval
    return f"{sample.sufficient}/{sample.of}", f"{interval.low:.0f} to {interval.high:.0f}"


def _why_no_interval(card: Scorecard, questions: list[QuestionCertainty]) -> list[str]:
    """Return why some key questions have no interval, and which of several counts was used."""
    warning = shared_cases_warning(card)
    sentences = [warning] if warning else []
    if any(question.counts is None for question in questions):
        sentences.append("Where the number of cases is not known, there is no interval.")
    if any(question.counts and not question.estimate for question in questions):
        sentences.append("Where no number of cases gives the published percentage (?), there is no interval.")
    if any(question.counts and len(question.counts.sufficient) > 1 for question in questions):
        sentences.append("Where several numbers of cases could give the published percentage, the middle one is used.")
    return sentences


def _percent(chance: float | None) -> str:
    """Return a probability in whole per cent; a small one never as 0, nor a great one as 100.

    >>> _percent(0.316), _percent(0.001), _percent(0.999)
    ('32', '<1', '>99')
    """
    if chance is None:
        return "-"
    if chance < 0.01:
        return "<1"
    return ">99" if chance > 0.99 else f"{100 * chance:.0f}"


def _percent_bounds(span: Span | None) -> str:
    """Return the bounds of a probability in whole per cent, rounded outwards.

    >>> [_percent_bounds(Span(low, high)) for low, high in ((0.622, 0.921), (0.0, 0.001), (0.995, 1.0), (0.3, 0.3))]
    ['62 to 93', '<1', '>99', '30']
    """
    if span is None:
        return "-"
    low, high = _percent(span.low), _percent(span.high)
    if low == high and (low in ("<1", ">99") or span.high - span.low < 1e-9):
        return low
    return f"{math.floor(round(100 * span.low, 7))} to {math.ceil(round(100 * span.high, 7))}"


def _how_to_read(card: Scorecard, standards: tuple[StandardCertainty, ...]) -> list[str]:
    """Return why standards have ranges, and some standards and the overall rating have no chances."""
    sentences = []
    if any(standard.ratings for standard in standards) and card.rulebook.discretion:
        sentences.append(WITHOUT_DISCRETION)
    lacking = [standard.result.key for standard in standards if not standard.ratings]
    if lacking:
        have, whose = ("has", "one of its key questions") if len(lacking) == 1 else ("have", "a key question of each")
        why = f"because {whose} is missing or has no interval"
        sentences.append(f"{phrases.listed(lacking)} {have} no probabilities, {why}.")
    if any(" to " in _percent_bounds(span) for standard in standards for span in standard.ratings.values()):
        sentences.append(WHY_RANGES)
    return [*sentences, NO_OVERALL_CHANCE]


def _assumptions(card: Scorecard, questions: list[QuestionCertainty]) -> list[str]:
    """Return what the model assumes, and what it cannot show; nothing where no key question has an estimate."""
    estimates = [question.estimate for question in questions if question.estimate]
    if not estimates:
        return []
    if all(estimate.sample.is_whole for estimate in estimates):
        return ["The whole caseload was inspected, so nothing is left to chance. Here <1 means 0, and >99 means 100."]
    answers = [question.question.answer for question in questions]
    is_assumed = card.report.cases and any(isinstance(answer, Percentage) and answer.of is None for answer in answers)
    return [
        *([assumed_cases(card)] if is_assumed else []),
        (
            f"The cases are treated as a simple random sample of {_population(card.report, estimates)}, about which "
            "nothing was known before (Jeffreys' prior)."
        ),
        "This cannot show whether the cases were chosen fairly or judged correctly.",
    ]


def _population(report: Report, estimates: list[Estimate]) -> str:
    """Return of how many cases the sample is, and why not of the caseload where one is stated."""
    caseload = report.caseload
    uses_caseload = [estimate.sample.caseload is not None for estimate in estimates]
    if all(uses_caseload):
        return f"the caseload of {caseload:,} cases"
    without_end = "far more cases"
    if caseload is None:
        return f"{without_end} (no caseload is stated)"
    if caseload > MOST_CASELOAD:
        return f"{without_end} (the caseload of {caseload:,} is large enough to be treated as unlimited)"
    if any(uses_caseload):
        return f"the caseload of {caseload:,} cases ({without_end} for key questions not judged in all of them)"
    if report.cases is not None and caseload < report.cases:
        return f"{without_end} (the caseload of {caseload:,} is ignored, because more cases were inspected)"
    ignored = "is ignored, because it is not known to how many of its cases each key question applies"
    return f"{without_end} (the caseload of {caseload:,} {ignored})"


def _json_standard(standard: StandardCertainty) -> dict[str, Any]:
    return {
        "key": standard.result.key,
        "ratings": _json_bounds(standard.ratings),
        "at_least": _json_bounds(standard.at_least),
        "key_questions": [_json_question(question) for question in standard.questions],
    }


def _json_question(question: QuestionCertainty) -> dict[str, Any]:
    estimate = question.estimate
    ratings = {name: as_number(100 * chance) for name, chance in question.ratings.items()}
    return {
        "id": question.question.id,
        "cases": counts_as_json(question.counts),
        "taken": None if estimate is None else estimate.sample._asdict(),
        "wilson": None if estimate is None else _json_span(estimate.interval),
        "ratings": ratings or None,
    }


def _json_bounds(bounds: Mapping[str, Span]) -> dict[str, Any] | None:
    """Return bounds of probabilities in per cent; None where there are none."""
    return {name: _json_span(Span(100 * low, 100 * high)) for name, (low, high) in bounds.items()} or None


def _json_span(span: Span) -> dict[str, Any]:
    return {"low": as_number(span.low), "high": as_number(span.high)}
