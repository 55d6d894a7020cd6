"""Results as rows of tables, a table for each level: reports, their standards, key questions, and findings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from hmip_rules.files.reports import Unreadable
from hmip_rules.model.percent import Percentage, as_number, as_published
from hmip_rules.model.scorecard import KeyQuestionResult, Scorecard, StandardResult, Status
from hmip_rules.output import headline
from hmip_rules.output.comparisons import points_added
from hmip_rules.scoring.score_files import Result
from hmip_rules.wording import phrases, reasons, rule_words

Cell = str | int | float | bool | None
Row = dict[str, Cell]
"""A row by column; `message`, what there is to say, comes first."""


def _report(result: Result | Unreadable) -> Row:
    """Return the columns that say which report a row is of."""
    if isinstance(result, Unreadable):
        return {"file": result.file, "document": result.document, "report_status": result.status}
    card = result.card
    return {
        "file": result.file,
        "document": result.document,
        "service": card.report.service,
        "report_published": card.report.published,
        "rulebook": card.rulebook.id,
        "revision": card.rulebook.revision,
        "report_status": card.status,
    }


def _why_unreadable(result: Unreadable) -> Row:
    return {"message": "; ".join(map(str, result.problems)), **_report(result)}


def reports(result: Result | Unreadable) -> list[Row]:
    """Return the row of a report; what could not be read has one that says why."""
    if isinstance(result, Unreadable):
        return [_why_unreadable(result)]
    card, overall = result.card, result.card.overall
    row: Row = {
        "message": headline.headline_alone(card),
        **_report(result),
        "score": overall.score,
        "score_low": overall.totals[0] if overall.totals else None,
        "score_high": overall.totals[-1] if overall.totals else None,
        "max_score": overall.max_score,
        "rating": overall.rating,
        "possible": ", ".join(overall.possible),
        "published_score": overall.published.score,
        "published_max_score": overall.published.max_score,
        "published_rating": overall.published.rating,
        "score_status": overall.score_status,
        "rating_status": overall.rating_status,
        "cases": card.report.cases,
        "findings": headline.number_of_findings(card),
        "known_disagreement": card.report.known_disagreement,
        "leans_on": _leans_on(card),
        "not_found": _not_found(result),
    }
    return [row]


def standards(result: Result | Unreadable) -> list[Row]:
    """Return a row for each standard; what could not be read has one that says why."""
    if isinstance(result, Unreadable):
        return [_why_unreadable(result)]
    card, leans_on = result.card, _leans_on(result.card)
    return [
        {
            "message": _message(card, standard.key, reasons.why_rating(card, standard)),
            **_report(result),
            "standard": standard.key,
            "name": standard.standard.name,
            "domain": standard.standard.domain,
            "rated_by": standard.standard.rated_by,
            "counted": standard.standard.included,
            "published": standard.published,
            "rating": standard.rating,
            "possible": ", ".join(standard.possible),
            "points": points_added(card, standard),
            "status": standard.status,
            "decided_by": ", ".join(standard.decided_by),
            "percent": None if standard.percent is None else as_number(standard.percent),
            "leans_on": leans_on,
        }
        for standard in card.standards
    ]


def score_and_overall_rating(result: Result | Unreadable) -> list[Row]:
    """Return a row for the score and one for the overall rating, as if they were standards; none if unreadable."""
    if isinstance(result, Unreadable):
        return []
    card, overall = result.card, result.card.overall
    leans_on = _leans_on(card)
    score: Row = {
        "message": _message(card, "overall.score", reasons.why_score(card)),
        **_report(result),
        "standard": "overall.score",
        "name": "Score",
        "published": overall.published.score,
        "points": phrases.span(overall.totals),
        "status": overall.score_status,
        "leans_on": leans_on,
    }
    overall_rating: Row = {
        "message": _message(card, "overall.rating", reasons.why_overall_rating(card)),
        **_report(result),
        "standard": "overall.rating",
        "name": "Overall rating",
        "published": overall.published.rating,
        "rating": overall.rating,
        "possible": ", ".join(overall.possible),
        "status": overall.rating_status,
        "leans_on": leans_on,
    }
    return [score, overall_rating]


def other_findings(result: Result | Unreadable) -> list[Row]:
    """Return a row for each finding that is not of a standard, the score or the overall rating; none if unreadable."""
    if isinstance(result, Unreadable):
        return []
    card, leans_on = result.card, _leans_on(result.card)
    shown = {"overall.score", "overall.rating", *(standard.key for standard in card.standards)}
    return [
        {
            "message": finding.message,
            **_report(result),
            "standard": finding.where,
            "name": finding.code,
            "published": finding.published,
            "status": None if finding.is_remark else Status.DISAGREES,
            "leans_on": leans_on,
        }
        for finding in card.findings
        if finding.where not in shown
    ]


def key_questions(result: Result | Unreadable) -> list[Row]:
    """Return a row for each key question that a report could have answered; none for what could not be read."""
    if isinstance(result, Unreadable):
        return []
    return [
        _key_question(result, standard, question)
        for standard in result.card.standards
        for question in standard.key_questions
    ]


def _key_question(result: Result, standard: StandardResult, question: KeyQuestionResult) -> Row:
    counts = question.answer if isinstance(question.answer, Percentage) else None
    return {
        "message": reasons.key_question(result.card, question),
        **_report(result),
        "standard": standard.key,
        "key_question": question.id,
        "wording": standard.standard.key_questions[question.id],
        "percent": None if question.percent is None else as_number(question.percent),
        "published": as_published(question.answer),
        "sufficient": counts.sufficient if counts else None,
        "of": counts.of if counts else None,
        "rating": question.rating,
        "decides": question.id in standard.decided_by,
        "page": result.places.of(("standards", standard.key, "key_questions", question.id)).page,
    }


def findings(result: Result | Unreadable) -> list[Row]:
    """Return a row for each finding; none for what could not be read."""
    if isinstance(result, Unreadable):
        return []
    return [
        {
            "message": finding.message,
            **_report(result),
            "code": finding.code,
            "where": finding.where,
            "published": finding.published,
            "recomputed": finding.recomputed,
            "changes_overall": finding.changes_overall,
            "is_remark": finding.is_remark,
            "line": finding.place.line,
            "column": finding.place.column,
            "page": finding.place.page,
            "words": finding.place.words,
            "rule": finding.rule and finding.rule.name,
            "basis": finding.rule and finding.rule.basis,
            "source": "; ".join(map(str, finding.rule.sources)) if finding.rule else None,
        }
        for finding in result.card.findings
    ]


LEVELS: Final[dict[str, Callable[[Result | Unreadable], list[Row]]]] = {
    "reports": reports,
    "standards": standards,
    "key_questions": key_questions,
    "findings": findings,
}

REPORT_COLUMNS: Final = (
    "message",
    "file",
    "document",
    "service",
    "report_published",
    "rulebook",
    "revision",
    "report_status",
)
COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "reports": (
        *REPORT_COLUMNS,
        *("score", "score_low", "score_high", "max_score", "rating", "possible"),
        *("published_score", "published_max_score", "published_rating", "score_status", "rating_status"),
        *("cases", "findings"),
        *("known_disagreement", "leans_on", "not_found"),
    ),
    "standards": (
        *REPORT_COLUMNS,
        *("standard", "name", "domain", "rated_by", "counted", "published", "rating", "possible", "points", "status"),
        *("decided_by", "percent", "leans_on"),
    ),
    "key_questions": (
        *REPORT_COLUMNS,
        *("standard", "key_question", "wording", "percent", "published", "sufficient", "of", "rating"),
        *("decides", "page"),
    ),
    "findings": (
        *REPORT_COLUMNS,
        *(
            "code",
            "where",
            "published",
            "recomputed",
            "changes_overall",
            "is_remark",
            "line",
            "column",
            "page",
            "words",
        ),
        *("rule", "basis", "source"),
    ),
}
"""The columns of each level, in their order; a test holds the rows above to them."""


def _message(card: Scorecard, place: str, why: str) -> str:
    """Return the findings at a place, or else why the result is what it is."""
    return ". ".join([finding.message for finding in card.findings if finding.where == place]) or why


def _leans_on(card: Scorecard) -> str:
    """Return the rules that took part in the report and are not confirmed; nothing where all are."""
    return rule_words.by_basis(card.rulebook, card.unconfirmed_rules)


def _not_found(result: Result) -> str | None:
    """Return what was not found in a document; nothing where all was, or the report was no document."""
    if result.extraction is None:
        return None
    from hmip_rules.documents.extraction_report import summary_of_missing

    return summary_of_missing(result.extraction)
