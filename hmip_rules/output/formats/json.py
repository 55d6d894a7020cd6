"""Results as JSON: an array with an object a report, its keys as docs/json.md lists them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from hmip_rules.files.reports import Unreadable
from hmip_rules.model.errors import Problem
from hmip_rules.model.finding import Finding
from hmip_rules.model.percent import NOT_APPLICABLE, Percentage, as_number, as_published
from hmip_rules.model.rules import Rule
from hmip_rules.model.scorecard import KeyQuestionResult, Scorecard, StandardResult
from hmip_rules.output.comparisons import points_added
from hmip_rules.output.rendering import Look, Shown
from hmip_rules.scoring.score_files import Result

if TYPE_CHECKING:
    from hmip_rules.documents.extraction import Extraction


def show_result(result: Result | Unreadable, look: Look) -> Sequence[str]:
    """Return an object. The rules that `look.explain` asks for are always in it."""
    return [json.dumps(as_plain_values(result), indent=2)]


def join_results(results: Iterable[Shown], look: Look) -> Iterator[str]:
    """Return the lines of one array."""
    yield "["
    before = None
    for result in results:
        for part in result.parts:
            if before is not None:
                yield before + ","
            before = part
    if before is not None:
        yield before
    yield "]"


def as_plain_values(result: Result | Unreadable) -> dict[str, Any]:
    """Return a result as plain values, under the names of docs/json.md."""
    return _unreadable(result) if isinstance(result, Unreadable) else _result(result)


def _unreadable(result: Unreadable) -> dict[str, Any]:
    return {
        "file": result.file,
        "document": result.document,
        "status": result.status,
        "errors": [_problem(problem) for problem in result.problems],
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {"line": problem.place.line, "column": problem.place.column, "message": problem.message}


def _result(result: Result) -> dict[str, Any]:
    card = result.card
    return {
        "file": result.file,
        "document": result.document,
        "service": card.report.service,
        "published": card.report.published,
        "rulebook": {
            "id": card.rulebook.id,
            "revision": card.rulebook.revision,
            **({"file": result.rulebook_file} if result.rulebook_file else {}),
        },
        "status": card.status,
        "checked": card.checked._asdict(),
        "standards": [_standard(card, standard) for standard in card.standards],
        "overall": _overall(card),
        "findings": [_finding(finding) for finding in card.findings],
        **({"known_disagreement": why} if (why := card.report.known_disagreement) else {}),
        "leans_on": [_rule(result, rule) for rule in card.unconfirmed_rules],
        **({"read_from_document": _read_from(result.extraction)} if result.extraction else {}),
        **{section.name: section.plain for section in result.sections},
    }


def _read_from(extraction: Extraction) -> Mapping[str, Any]:
    from hmip_rules.documents import extraction_report

    return extraction_report.as_plain_values(extraction)


def _standard(card: Scorecard, result: StandardResult) -> dict[str, Any]:
    return {
        "code": result.standard.code,
        "name": result.standard.name,
        "rated_by": result.standard.rated_by,
        "counted": result.standard.included,
        "rating": result.rating,
        **({"possible": list(result.possible)} if len(result.possible) > 1 else {}),
        "points": points_added(card, result),
        "published": result.published,
        "status": result.status,
        "decided_by": list(result.decided_by),
        "percent": _percent(result.percent),
        "key_questions": [_key_question(question) for question in result.key_questions],
    }


def _key_question(question: KeyQuestionResult) -> dict[str, Any]:
    answer = question.answer
    counts = answer if isinstance(answer, Percentage) and answer.of else None
    return {
        "id": question.id,
        "percent": _percent(question.percent),
        "rating": question.rating,
        "published": as_published(answer),
        **({"sufficient": counts.sufficient, "of": counts.of} if counts else {}),
        **({"not_applicable": True} if answer == NOT_APPLICABLE else {}),
        **({"otherwise": question.otherwise} if question.otherwise else {}),
    }


def _overall(card: Scorecard) -> dict[str, Any]:
    overall, left = card.overall, card.left_by_score
    published = overall.published
    return {
        "score": overall.score,
        **(
            {"possible_score": {"min": overall.totals[0], "max": overall.totals[-1]}} if len(overall.totals) > 1 else {}
        ),
        **(
            {"allowed_score": {"min": overall.allowed_totals.low, "max": overall.allowed_totals.high}}
            if overall.allowed_totals != overall.totals
            else {}
        ),
        "max_score": overall.max_score,
        "rating": overall.rating,
        **({"possible": list(overall.possible)} if len(overall.possible) > 1 else {}),
        **({"allowed": list(overall.allowed)} if overall.allowed != overall.possible else {}),
        "published": {
            "score": published.score,
            "rating": published.rating,
            **({} if published.max_score is None else {"max_score": published.max_score}),
        },
        "status": overall.status,
        "score_status": overall.score_status,
        "rating_status": overall.rating_status,
        "max_score_status": overall.max_score_status,
        **({"left_by_score": left._asdict()} if left else {}),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "where": finding.where,
        "published": finding.published,
        "recomputed": finding.recomputed,
        "changes_overall": finding.changes_overall,
        **({"is_remark": True} if finding.is_remark else {}),
        "message": finding.message,
        "line": finding.place.line,
        "column": finding.place.column,
        **({} if finding.place.words is None else {"page": finding.place.page, "words": finding.place.words}),
        "rule": None if finding.rule is None else _rule_of(finding, finding.rule),
    }


def _rule_of(finding: Finding, rule: Rule) -> dict[str, Any]:
    return {
        "name": rule.name,
        "file": finding.rule_place.file,
        "line": finding.rule_place.line,
        "basis": rule.basis,
        "source": _sources(rule),
    }


def _rule(result: Result, rule: Rule) -> dict[str, Any]:
    place = result.rule_places.of_name(rule.path)
    return {"rule": rule.name, "basis": rule.basis, "file": place.file, "line": place.line, "source": _sources(rule)}


def _sources(rule: Rule) -> str | None:
    return "; ".join(map(str, rule.sources)) or None


def _percent(value: Fraction | None) -> int | float | None:
    return None if value is None else as_number(value)
