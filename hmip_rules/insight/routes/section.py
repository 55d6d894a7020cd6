"""Routes in words: the smallest changes that would give a better overall rating, or lose the present one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from hmip_rules.insight.routes.changes import Change, QuestionChange, points_now
from hmip_rules.insight.routes.compute import (
    Cheapest,
    Route,
    Routes,
    has_routes,
    losing_routes,
    movable,
    not_determined,
    routes,
    unknown_cases,
)
from hmip_rules.insight.words import (
    WITHOUT_DISCRETION,
    assumed_cases,
    banding_rules,
    no_percentage,
    with_unconfirmed_rules,
)
from hmip_rules.model.errors import InputError, Problem, nearest, quoted
from hmip_rules.model.percent import Percentage, as_number, decimal_text
from hmip_rules.model.scorecard import Scorecard, StandardResult, Status
from hmip_rules.model.section import Section, Table
from hmip_rules.wording import phrases, reasons

ROUTES_TITLE = "Reach: the smallest changes that would change the overall rating"


class _RoutesAnswer(NamedTuple):
    """What was asked of a report, and the routes that answer it.

    Attributes:
        rating: the overall rating to be reached; None where only losing the present one was asked about.
        judgements: whether ratings that are judged, or taken as published, may change too.
        up: to the rating; None where none was asked for, or it is reached already, or no routes can be found.
        down: by which the present rating would have been lost; None where it is the worst, or none can be found.
        unit: what the size of a route is measured in.
    """

    card: Scorecard
    rating: str | None
    judgements: bool
    up: Routes | None
    down: Routes | None
    unit: str


def routes_section(card: Scorecard, rating: str | None, *, judgements: bool = False) -> Section:
    """Return by how little an overall rating would have been reached, and by how little the present one lost.

    Args:
        rating: to be reached, in any case and spacing or in short; None to return only how the present one would
            have been lost.
        judgements: whether ratings that are judged, or taken as published, may change too.

    Raises:
        InputError: the report's rulebook has no such rating.
    """
    if rating is not None:
        meant = card.rulebook.rating_meant(rating)
        if meant not in card.rulebook.names:
            unknown = f"rulebook {card.rulebook.id} has no rating {quoted(rating)}"
            raise InputError([Problem(f"{unknown}; {nearest(rating, card.rulebook.names)}")])
        rating = meant
    answer = _answer(card, rating, judgements=judgements)
    section = Section("reach", ROUTES_TITLE, tuple(_body(answer)), _json(answer))
    if not has_routes(card):
        return with_unconfirmed_rules(card, section, ())
    return with_unconfirmed_rules(
        card, section, [*banding_rules(movable(card)), *(rule.path for rule in card.unconfirmed_rules)]
    )


def _answer(card: Scorecard, rating: str | None, *, judgements: bool) -> _RoutesAnswer:
    unit = "percentage point" if unknown_cases(card) else "case"
    if not has_routes(card):
        return _RoutesAnswer(card, rating, judgements, None, None, unit)
    up = None if rating is None else routes(card, rating, judgements=judgements)
    return _RoutesAnswer(card, rating, judgements, up, losing_routes(card, judgements=judgements), unit)


def _body(answer: _RoutesAnswer) -> list[str | Table]:
    if not has_routes(answer.card):
        return [_why_no_routes(answer.card)]
    return [*_moves_apart(answer), *_rise(answer), *_fall(answer), *_how_to_read(answer)]


def _moves_apart(answer: _RoutesAnswer) -> list[str]:
    """Return why sizes are shown by how far ratings move; nothing where ratings without percentages may not change."""
    if not answer.judgements:
        return []
    may_move = "Standards without percentages may also move to another rating."
    apart = f"Such moves cannot be compared with {answer.unit}s"
    return [f"{may_move} {apart}, so the smallest change is shown without them, and then with one or more of them."]


def _rise(answer: _RoutesAnswer) -> list[str | Table]:
    """Return the routes to the rating that was asked for, or that it is held; nothing where none was asked for."""
    rating = answer.card.overall.rating
    if answer.up:
        target = f"{answer.rating} ({phrases.plural(answer.up.score, 'point')} or more)"
        return _routes(answer, answer.up, target, up=True)
    if answer.rating == rating:
        return [f"The overall rating is already {rating}."]
    return [f"The overall rating is {rating}, which is better than {answer.rating}."] if answer.rating else []


def _fall(answer: _RoutesAnswer) -> list[str | Table]:
    """Return the routes by which the present rating would have been lost, or that it is the worst."""
    rating = answer.card.overall.rating
    if not answer.down:
        return [f"{rating} is the lowest overall rating, so no change could lower it."]
    target = f"a rating below {rating} ({phrases.plural(answer.down.score, 'point')} or fewer)"
    return _routes(answer, answer.down, target, up=False)


def _why_no_routes(card: Scorecard) -> str:
    if card.overall.bands is None:
        return f"No changes can be shown, because {reasons.NO_BANDS}."
    standards = not_determined(card)
    of_standards = f"the rating{'' if len(standards) == 1 else 's'} of {phrases.listed(standards)}"
    return f"No changes can be shown, because {of_standards} cannot be determined."


def _routes(answer: _RoutesAnswer, found: Routes, target: str, *, up: bool) -> list[str | Table]:
    """Return the cheapest routes to a score, or that it is out of reach.

    Args:
        target: the rating to be reached, and its score.
    """
    if not found.cheapest:
        return [f"{target[0].upper()}{target[1:]} cannot be reached. {_out_of_reach(answer, found, up=up)}"]
    parts: list[str | Table] = []
    for cheapest in found.cheapest:
        listed = cheapest.routes[:1] if answer.judgements else cheapest.routes
        parts.append(f"{_size(answer, cheapest, None if parts else target, up=up)}.{_ways(cheapest.ways, len(listed))}")
        parts.append(_table(answer.unit, listed, up=up))
    return parts


def _size(answer: _RoutesAnswer, cheapest: Cheapest, target: str | None, *, up: bool) -> str:
    """Return the size of a change in cases; percentage points of several key questions are not added up.

    Args:
        target: what the change would give, where that is to be said.
    """
    would_give = f" that would give {target}" if target else ""
    size = "listed below"
    if answer.unit == "case":
        cases = f"{decimal_text(cheapest.size)} {'more' if up else 'fewer'} case{'' if cheapest.size == 1 else 's'}"
        size = f"{cases} judged sufficient"
    if not answer.judgements:
        return f"The smallest change{would_give} is {size}"
    if not cheapest.steps:
        return f"If no standard without percentages moves, the smallest change{would_give} is {size}"
    if cheapest.steps == 1:
        moves = "If one standard without percentages moves by one rating"
    else:
        moves = f"If the standards without percentages together move by {cheapest.steps} ratings"
    if cheapest.size:
        return f"{moves}, the smallest further change{would_give} is {size}"
    return f"{moves}, no percentage needs to change{f' to give {target}' if target else ''}"


def _ways(ways: int, listed: int) -> str:
    """Return in how many ways a change can be made, and how many of them are listed; nothing where there is one."""
    if ways == 1:
        return ""
    if listed == ways:
        return f" There are {ways:,} ways to do this."
    shown_ways = "The first is shown" if listed == 1 else f"The first {listed} are shown"
    return f" There are {ways:,} ways to do this. {shown_ways}."


def _out_of_reach(answer: _RoutesAnswer, found: Routes, *, up: bool) -> str:
    """Return the score that all changes together would give, and which standards cannot change."""
    card = answer.card
    assert card.overall.bands is not None
    score = f"{found.utmost} ({card.rulebook.bands.overall[card.overall.bands].bands.rating_of(found.utmost)})"
    changes = []
    if movable(card):
        changes.append(f"every key question at {100 if up else 0}%")
    if answer.judgements:
        changes.append(f"the {'best' if up else 'worst'} rating for every standard without percentages")
    if changes:
        reached = f"Even with {phrases.listed(changes)}, the score would be {score}."
    else:
        reached = f"No percentage can change the score, which is {score}."
    fixed = _fixed_standards(answer)  # at least one, because a rulebook has no rating that its ratings cannot reach
    points = sum(points_now(card, result) for result in fixed)
    of_that = f"{phrases.plural(points, 'point')} of that come{'s' if points == 1 else ''}"
    keys = phrases.listed([result.key for result in fixed])
    return f"{reached} {of_that} from {keys}, which cannot change."


def _fixed_standards(answer: _RoutesAnswer) -> list[StandardResult]:
    """Return the standards that score points and may not change."""
    can_change = {result.key for result in movable(answer.card)}
    if answer.judgements:
        can_change |= {result.key for result in answer.card.standards if result.is_taken}
    return [result for result in answer.card.scoring_standards if result.key not in can_change]


def _table(unit: str, listed: Sequence[Route], *, up: bool) -> Table:
    """Return the routes, with a row for each key question or judgement that changes, and for the overall rating."""
    head = ("way", "standard", "would be", "because of", f"{unit}s", "per cent")
    rows = [row for number, route in enumerate(listed, start=1) for row in _rows(number, route, up=up)]
    return Table(head, tuple(rows))


def _rows(number: int, route: Route, *, up: bool) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for change in route.changes:
        start = ("" if rows else str(number), change.result.key, change.rating)
        if not change.questions:
            rows.append((*start, f"{phrases.plural(change.steps, 'rating')} {'higher' if up else 'lower'}", "", ""))
        for question_change in change.questions:
            rows.append((*start, *_question_cells(question_change, up=up)))
            start = ("", "", "")
    return [*rows, ("", "overall", route.rating, f"a score of {route.score}", "", "")]


def _question_cells(change: QuestionChange, *, up: bool) -> tuple[str, str, str]:
    assert change.question.percent is not None
    size = f"{'+' if up else '-'}{decimal_text(change.size)}"
    return change.question.id, size, f"{decimal_text(change.question.percent)} to {decimal_text(change.percent)}"


def _how_to_read(answer: _RoutesAnswer) -> list[str]:
    """Return how routes are measured, and what they leave as it is."""
    card, sentences = answer.card, _measure(answer)
    taken = [result.key for result in card.standards if result.is_taken and result.standard.included]
    if taken and not answer.judgements:
        stay = "stays" if len(taken) == 1 else "stay"
        sentences.append(f"{phrases.listed(taken)} {stay} as published, unless you add --also-judgements.")
    return sentences + _unchanged(card)


def _measure(answer: _RoutesAnswer) -> list[str]:
    """Return in what the size of a route is measured, and what is assumed for it; nothing where no percentage moves."""
    unknown = unknown_cases(answer.card)
    if unknown:
        others = f" and {phrases.plural(len(unknown) - 1, 'other key question')}" if len(unknown) > 1 else ""
        why = f"it is not known how many cases were sufficient for {' '.join(unknown[0])}{others}"
        return [f"Changes are in percentage points, because {why}."]
    sentences = []
    cheapest = [cheapest for found in (answer.up, answer.down) if found for cheapest in found.cheapest]
    listed = [route for same_cost in cheapest for route in same_cost.routes]
    if any(sum(len(change.questions) for change in route.changes) > 1 for route in listed):
        sentences.append("A case is counted once for each key question in which it is judged differently.")
    published = [question.answer for result in movable(answer.card) for question in result.key_questions]
    if any(isinstance(percentage, Percentage) and percentage.of is None for percentage in published):
        sentences.append(assumed_cases(answer.card))
    return sentences


def _unchanged(card: Scorecard) -> list[str]:
    """Return how routes treat discretion, and standards that lack a key question."""
    sentences = [WITHOUT_DISCRETION] if card.rulebook.discretion and movable(card) else []
    scored = [result for result in card.standards if result.standard.included]
    within = [result.key for result in scored if result.status == Status.WITHIN_DISCRETION]
    if within:
        keep, rating = ("keeps its", "rating") if len(within) == 1 else ("keep their", "ratings")
        while_allowed = "as long as inspectors' discretion allows it"
        sentences.append(f"{phrases.listed(within)} {keep} published {rating} {while_allowed}.")
    incomplete = [result for result in scored if result.is_recomputed and result.missing]
    return sentences + [f"{result.key} stays as it is here, because {no_percentage(result)}." for result in incomplete]


def _json(answer: _RoutesAnswer) -> dict[str, Any]:
    return {
        "rating": answer.rating,
        "unit": f"{answer.unit}s",
        "not_determined": list(not_determined(answer.card)),
        "up": _json_routes(answer.up),
        "down": _json_routes(answer.down),
    }


def _json_routes(found: Routes | None) -> dict[str, Any] | None:
    if found is None:
        return None
    cheapest = [_json_cheapest(cheapest) for cheapest in found.cheapest]
    return {"score": found.score, "utmost": found.utmost, "cheapest": cheapest}


def _json_cheapest(cheapest: Cheapest) -> dict[str, Any]:
    return {
        "steps": cheapest.steps,
        "size": as_number(cheapest.size),
        "ways": cheapest.ways,
        "routes": [
            {"score": route.score, "rating": route.rating, "changes": list(map(_json_change, route.changes))}
            for route in cheapest.routes
        ],
    }


def _json_change(change: Change) -> dict[str, Any]:
    questions = [
        {
            "id": moved.question.id,
            "percent": as_number(moved.percent),
            "rating": moved.rating,
            "size": as_number(moved.size),
        }
        for moved in change.questions
    ]
    return {
        "standard": change.result.key,
        "rating": change.rating,
        "steps": change.steps,
        "key_questions": questions,
    }
