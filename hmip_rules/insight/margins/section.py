"""Margins in words: how near the next rating is."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from hmip_rules.insight.margins.compute import Margins, Move, QuestionMargins, ScoreMove, StandardMargins, margins
from hmip_rules.insight.words import (
    banded,
    banding_rules,
    cases,
    either,
    ends,
    leaning,
    overall_rules,
    published,
    shared_cases,
)
from hmip_rules.model.percent import Percentage, as_number, shown
from hmip_rules.model.places import ValuePath
from hmip_rules.model.scorecard import Scorecard, Status
from hmip_rules.model.section import Section, Table
from hmip_rules.wording import phrases, reasons, rule_words

HEAD = ("", "%", "to the band above", "to the band below")


def section(card: Scorecard) -> Section:
    """Say how far each key question, each standard and the score are from the bands on both sides."""
    found = margins(card)
    made = Section("margins", "Margins: how near the next rating is", tuple(_body(card, found)), _plain(found))
    return leaning(card, made, *_rules(card, found))


def _rules(card: Scorecard, found: Margins) -> Iterator[ValuePath]:
    """Name the rules by which percentages and the score have a rating, as far as any were used."""
    yield from banding_rules(one.result for one in found.standards)
    if found.standards and card.rulebook.discretion:
        yield ("discretion",)
    if found.up or found.down:
        yield from overall_rules(card)


def _body(card: Scorecard, found: Margins) -> Iterator[str | Table]:
    if not found.standards:
        yield "No percentages were published: there are no margins to measure."
    else:
        yield Table(HEAD, tuple(row for one in found.standards for row in _rows(one)))
    yield from _score(card, found)
    yield from _discretion(card, found)
    yield from _how_to_read(card, [one for standard in found.standards for one in standard.questions])


def _how_to_read(card: Scorecard, questions: list[QuestionMargins]) -> Iterator[str]:
    """Give the first move that is known in cases as a sentence, and say of how many cases all of them are."""
    in_cases = [(one, one.counts, one.up) for one in questions if one.counts and one.up and one.up.cases]
    for one, known, move in in_cases[:1]:
        points = f"{shown(move.points)} percentage point{'' if move.points == 1 else 's'}"
        more = f"{either(move.cases)} more of {phrases.plural(known.of, 'case')} would make this {move.rating}"
        yield f"{_move(one, move, '+')} reads: {points}, or {more}."
    yield from shared_cases(card)
    if any(one.counts is None for one in questions):
        yield "Where the number of cases is not known, margins are in percentage points alone."
    if any(one.counts and not _has_counts(one) for one in questions):
        inspected = phrases.plural(card.report.cases or 0, "case")
        yield f"Cases are counted as if each key question was judged in all {inspected}."


def _has_counts(one: QuestionMargins) -> bool:
    """Say whether a percentage was published as numbers of cases."""
    return isinstance(one.question.answer, Percentage) and one.question.answer.of is not None


def _rows(standard: StandardMargins) -> Iterator[tuple[str, ...]]:
    result = standard.result
    together = f"not known: {reasons.missing(result)}" if result.missing else _together(standard.up)
    yield f"{result.key}: {result.rating or 'not determined'}", "", together, _any_of(standard.down)
    for one in standard.questions:
        yield f"  {one.question.id}", banded(one.question), _move(one, one.up, "+"), _move(one, one.down, "-")


def _together(moves: dict[str, Move]) -> str:
    """Write the moves that all have to be made: "+38 (31 cases) in desistance and safety"."""
    if not moves:
        return "-"
    cases = sum(move.cases[0] for move in moves.values()) if all(len(move.cases) == 1 for move in moves.values()) else 0
    in_cases = f" ({phrases.plural(cases, 'case')})" if cases else ""
    return f"+{shown(Fraction(sum(move.points for move in moves.values())))}{in_cases} in {phrases.listed(list(moves))}"


def _any_of(moves: dict[str, Move]) -> str:
    """Write the moves of which one is enough: "-3 in engagement or desistance", "-1 in safety or -3 in desistance"."""
    if not moves:
        return "-"
    alike: dict[str, list[str]] = {}
    for name, move in moves.items():
        in_cases = f" ({_number(move.cases)})" if move.cases else ""
        alike.setdefault(f"-{shown(move.points)}{in_cases}", []).append(name)
    return " or ".join(f"{move} in {' or '.join(names)}" for move, names in alike.items())


def _number(cases: range) -> str:
    return f"{either(cases)} case{'' if cases == range(1, 2) else 's'}"


def _move(one: QuestionMargins, move: Move | None, sign: str) -> str:
    """Write a move: "+3 (2 cases): Good"."""
    if move is None:
        return "-"
    return f"{sign}{shown(move.points)}{_cases(one, move)}: {move.rating}"


def _cases(one: QuestionMargins, move: Move) -> str:
    if one.counts is None:
        return ""
    if not move.cases:
        return f" (no number of {phrases.plural(one.counts.of, 'case')} gives {published(one.question)} %)"
    return f" ({_number(move.cases)})"


def _score(card: Scorecard, found: Margins) -> Iterator[str]:
    overall = card.overall
    if overall.score is None or overall.rating is None:
        yield "The score is not determined, so it has no margin."
        return
    moves = [(found.up, "more"), (found.down, "fewer")]
    parts = [
        f"{phrases.plural(move.points, 'point')} {more} would make it {move.rating} (at {move.score})"
        for move, more in moves
        if move
    ]
    score = f"The score is {overall.score} of {overall.max_score}, {overall.rating}"
    yield f"{score}{': ' if parts else ''}{'; '.join(parts)}."


def _discretion(card: Scorecard, found: Margins) -> Iterator[str]:
    margin = card.rulebook.discretion
    if margin is None or not found.standards:
        return
    within = [
        f"{one.result.key}, {shown(one.result.percent)} %, {_may_be(one)}"
        for one in found.standards
        if one.discretion and one.result.percent is not None
    ]
    standards = "; ".join(within) or "no standard"
    yield f"Within the margin of discretion ({rule_words.margin(margin)}): {standards}."


def _may_be(one: StandardMargins) -> str:
    ratings = phrases.choice(one.discretion)
    if one.result.status != Status.WITHIN_DISCRETION:
        return f"may be given as {ratings}"
    return f"was given as {ratings}{_until(one)}"


def _until(one: StandardMargins) -> str:
    """Say from which percentage of the lowest key question on a rating is not within discretion any more."""
    if one.leaves_discretion is None:
        return ""
    percent, now = one.leaves_discretion.percent, one.result.percent
    assert now is not None
    return f" (no longer from {shown(percent)} % {'down' if percent < now else 'up'})"


def _plain(found: Margins) -> dict[str, Any]:
    return {
        "standards": [_standard(one) for one in found.standards],
        "overall": {"up": _score_move(found.up), "down": _score_move(found.down)},
    }


def _standard(one: StandardMargins) -> dict[str, Any]:
    return {
        "key": one.result.key,
        "up": {name: _plain_move(move) for name, move in one.up.items()},
        "down": {name: _plain_move(move) for name, move in one.down.items()},
        "within_discretion": list(one.discretion),
        "leaves_discretion": _plain_move(one.leaves_discretion),
        "key_questions": [_question(question) for question in one.questions],
    }


def _question(one: QuestionMargins) -> dict[str, Any]:
    return {
        "id": one.question.id,
        "cases": cases(one.counts),
        "up": _plain_move(one.up),
        "down": _plain_move(one.down),
    }


def _plain_move(move: Move | None) -> dict[str, Any] | None:
    if move is None:
        return None
    percent, points_ = as_number(move.percent), as_number(move.points)
    return {"rating": move.rating, "percent": percent, "points": points_, "cases": ends(move.cases)}


def _score_move(move: ScoreMove | None) -> dict[str, Any] | None:
    return None if move is None else move._asdict()
