"""Margins in words: how near the next rating is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hmip_rules.insight.margins.compute import Margins, Move, QuestionMargins, ScoreMove, StandardMargins, margins
from hmip_rules.insight.words import (
    assumed_cases,
    banding_rules,
    counts_as_json,
    ends_as_json,
    no_percentage,
    published_and_banded_percent,
    published_percent,
    range_in_words,
    shared_cases_warning,
    with_unconfirmed_rules,
)
from hmip_rules.model.percent import Percentage, as_number, decimal_text
from hmip_rules.model.places import ValuePath
from hmip_rules.model.scorecard import Scorecard, Status
from hmip_rules.model.section import Section, Table
from hmip_rules.wording import phrases, rule_words

MARGIN_COLUMNS = ("", "%", "rating", "to band above", "to band below")
HOW_STANDARDS_RISE = "To raise a standard's rating, raise every key question with the lowest rating."


def margins_section(card: Scorecard) -> Section:
    """Return how far each key question, each standard and the score are from the bands on both sides."""
    found = margins(card)
    section = Section(
        "margins", "Margins: how far each result is from the next rating", tuple(_body(card, found)), _json(found)
    )
    return with_unconfirmed_rules(card, section, _rules_used(card, found))


def _rules_used(card: Scorecard, found: Margins) -> list[ValuePath]:
    """Return the rules by which percentages and the score have a rating, as far as any were used."""
    rules = list(banding_rules(standard.result for standard in found.standards))
    if found.standards and card.rulebook.discretion:
        rules.append(("discretion",))
    return [*rules, *(rule.path for rule in card.unconfirmed_rules)] if found.up or found.down else rules


def _body(card: Scorecard, found: Margins) -> list[str | Table]:
    score = _score(card, found)
    if not found.standards:
        return ["No percentages were published, so there are no margins to measure.", score]
    rows = tuple(_row(standard, question) for standard in found.standards for question in standard.questions)
    return [
        Table(MARGIN_COLUMNS, rows),
        *_how_to_read(card, found.standards),
        score,
        *_discretion(card, found.standards),
    ]


def _row(standard: StandardMargins, question: QuestionMargins) -> tuple[str, ...]:
    return (
        f"{standard.result.key} {question.question.id}",
        published_and_banded_percent(question.question),
        question.question.rating or "-",
        _move_cell(question, question.up, "+"),
        _move_cell(question, question.down, "-"),
    )


def _move_cell(question: QuestionMargins, move: Move | None, sign: str) -> str:
    """Return a move in percentage points, and in cases where they are known: "+3 (2 cases)"."""
    if move is None:
        return "-"
    points = f"{sign}{decimal_text(move.points)}"
    if question.counts is None:
        return points
    if not move.cases:
        of_cases = phrases.plural(question.counts.of, "case")
        return f"{points} ({published_percent(question.question)}% is not possible with {of_cases})"
    return f"{points} ({range_in_words(move.cases)} case{'' if move.cases == range(1, 2) else 's'})"


def _how_to_read(card: Scorecard, standards: Sequence[StandardMargins]) -> list[str]:
    """Return an example of a move, and of how many cases all of them are; then how they move a standard."""
    questions = [question for standard in standards for question in standard.questions]
    sentences = [sentence for sentence in (_example(questions), shared_cases_warning(card)) if sentence]
    if any(question.counts is None for question in questions):
        sentences.append("Where the number of cases is not known, margins are in percentage points only.")
    if any(question.counts and not _was_published_as_counts(question) for question in questions):
        sentences.append(assumed_cases(card))
    sentences.append(HOW_STANDARDS_RISE)
    for standard in standards:
        if standard.result.missing:
            missing = no_percentage(standard.result)
            sentences.append(f"How far {standard.result.key} is from a better rating is not known, because {missing}.")
    return sentences


def _example(questions: Sequence[QuestionMargins]) -> str | None:
    """Return what the first move up of a known number of cases means; None where there is none."""
    for question in questions:
        if question.counts and question.up and question.up.cases:
            points = phrases.plural(question.up.points, "percentage point")
            more = f"{range_in_words(question.up.cases)} more of the {phrases.plural(question.counts.of, 'case')}"
            return f"For example, {_move_cell(question, question.up, '+')} means {points}, or {more}."
    return None


def _was_published_as_counts(question: QuestionMargins) -> bool:
    answer = question.question.answer
    return isinstance(answer, Percentage) and answer.of is not None


def _score(card: Scorecard, found: Margins) -> str:
    overall = card.overall
    if overall.score is None or overall.rating is None:
        return "The score cannot be determined, so its distance from the next rating is not known."
    score = f"The score is {overall.score} of {overall.max_score} ({overall.rating})."
    up, down = found.up, found.down
    moves = [f"{phrases.plural(up.points, 'more point')} would give {up.rating}"] if up else []
    moves += [f"{phrases.plural(down.points, 'fewer point')} would give {down.rating}"] if down else []
    return f"{score} {', and '.join(moves)}." if moves else score


def _discretion(card: Scorecard, standards: Sequence[StandardMargins]) -> list[str]:
    """Return which ratings inspectors' discretion allows; nothing where they have none."""
    if card.rulebook.discretion is None:
        return []
    margin = rule_words.margin(card.rulebook.discretion)
    within = [standard for standard in standards if standard.discretion and standard.result.percent is not None]
    if not within:
        return [f"Inspectors' discretion ({margin}) could change no rating."]
    used = [standard for standard in within if standard.result.status == Status.WITHIN_DISCRETION]
    could = [_rating_by_discretion(standard) for standard in within if standard not in used]
    discretion = f"Inspectors' discretion ({margin})"
    sentences = []
    if used:
        published = [f"{_rating_by_discretion(standard)}{_end_of_discretion(standard)}" for standard in used]
        ratings = "rating" if len(used) == 1 else "ratings"
        sentences.append(f"{discretion} allows the published {ratings}: {phrases.listed(published)}.")
    if could:
        sentences.append(f"{'It would also' if used else f'{discretion} would'} allow {phrases.listed(could)}.")
    return sentences


def _rating_by_discretion(standard: StandardMargins) -> str:
    """Return the ratings that may be given, or the one that was, and to what: "Good for P 2.1 (63%)"."""
    assert standard.result.percent is not None
    percent = decimal_text(standard.result.percent)
    return f"{phrases.choice(standard.discretion)} for {standard.result.key} ({percent}%)"


def _end_of_discretion(standard: StandardMargins) -> str:
    """Return from which percentage on a published rating would not be allowed; nothing where it always is."""
    if standard.leaves_discretion is None:
        return ""
    percent, now = standard.leaves_discretion.percent, standard.result.percent
    assert now is not None
    return f", but not at {decimal_text(percent)}% or {'below' if percent < now else 'above'}"


def _json(found: Margins) -> dict[str, Any]:
    return {
        "standards": [_json_standard(standard) for standard in found.standards],
        "overall": {"up": _json_score_move(found.up), "down": _json_score_move(found.down)},
    }


def _json_standard(standard: StandardMargins) -> dict[str, Any]:
    return {
        "key": standard.result.key,
        "up": {question: _json_move(move) for question, move in standard.up.items()},
        "down": {question: _json_move(move) for question, move in standard.down.items()},
        "within_discretion": list(standard.discretion),
        "leaves_discretion": _json_move(standard.leaves_discretion),
        "key_questions": [_json_question(question) for question in standard.questions],
    }


def _json_question(question: QuestionMargins) -> dict[str, Any]:
    return {
        "id": question.question.id,
        "cases": counts_as_json(question.counts),
        "up": _json_move(question.up),
        "down": _json_move(question.down),
    }


def _json_move(move: Move | None) -> dict[str, Any] | None:
    if move is None:
        return None
    percent, points = as_number(move.percent), as_number(move.points)
    return {"rating": move.rating, "percent": percent, "points": points, "cases": ends_as_json(move.cases)}


def _json_score_move(move: ScoreMove | None) -> dict[str, Any] | None:
    return None if move is None else move._asdict()
