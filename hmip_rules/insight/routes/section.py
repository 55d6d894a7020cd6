"""Routes in words: the least that would have given a better overall rating, and the least that would have lost it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from hmip_rules.insight.routes.changes import Change, QuestionChange
from hmip_rules.insight.routes.compute import (
    Cheapest,
    Route,
    Routes,
    falls,
    has_routes,
    movable,
    not_determined,
    routes,
    unknown_cases,
)
from hmip_rules.insight.words import banding_rules, leaning, overall_rules
from hmip_rules.model.errors import InputError, Problem, nearest, quoted
from hmip_rules.model.percent import Percentage, as_number, shown
from hmip_rules.model.places import ValuePath
from hmip_rules.model.scorecard import Scorecard, StandardResult, Status
from hmip_rules.model.section import Section, Table
from hmip_rules.wording import phrases, reasons

TITLE = "Reach: the least that would have changed the overall rating"


class _Question:
    """A report, what was asked of it, and the routes there are.

    Attributes:
        unit: in what routes are measured.
    """

    def __init__(self, card: Scorecard, rating: str | None, *, judgements: bool) -> None:
        self.card, self.rating, self.judgements = card, rating, judgements
        self.found = has_routes(card)
        self.up = routes(card, rating, judgements=judgements) if self.found and rating else None
        self.down = falls(card, judgements=judgements) if self.found else None
        self.unit = "percentage point" if unknown_cases(card) else "case"


def section(card: Scorecard, rating: str | None, *, judgements: bool = False) -> Section:
    """Say by how little an overall rating would have been reached, and by how little the present one lost.

    Args:
        rating: to be reached; None to say only how the present one would have been lost.
        judgements: whether ratings that are judged, or taken as published, may change too.

    Raises:
        InputError: the report's rulebook has no such rating.
    """
    if rating is not None and rating not in card.rulebook.names:
        unknown = f"rulebook {card.rulebook.id} has no rating {quoted(rating)}"
        raise InputError([Problem(f"{unknown}; {nearest(rating, card.rulebook.names)}")])
    asked = _Question(card, rating, judgements=judgements)
    made = Section("reach", TITLE, tuple(_body(asked)), _plain(asked))
    return leaning(card, made, *(_rules(card) if asked.found else ()))


def _rules(card: Scorecard) -> Iterator[ValuePath]:
    """Name the rules that routes use: of the percentages that may move, and of the overall rating."""
    yield from banding_rules(movable(card))
    yield from overall_rules(card)


def _body(asked: _Question) -> Iterator[str | Table]:
    if not asked.found:
        yield _why_none(asked.card)
        return
    overall = asked.card.overall
    yield f"By the rules the score is {overall.score} of {overall.max_score}, {overall.rating}."
    if asked.up:
        points = phrases.plural(asked.up.score, "point")
        yield from _there(asked, asked.up, f"{asked.rating} starts at {points}", "reaches")
    elif asked.rating:
        better = " already" if asked.rating == overall.rating else f", better than {asked.rating}"
        yield f"The overall rating is {overall.rating}{better}: nothing has to rise."
    if asked.down:
        points = phrases.plural(asked.down.score, "point")
        yield from _there(asked, asked.down, f"{overall.rating} is lost at {points}", "loses")
    else:
        yield f"{overall.rating} is the worst overall rating, and can't be lost."
    yield from _how_to_read(asked)


def _why_none(card: Scorecard) -> str:
    if card.overall.bands is None:
        return f"No route can be given: {reasons.NO_BANDS}."
    standards = not_determined(card)
    count = "counts" if len(standards) == 1 else "count"
    return f"No route can be given: what {phrases.listed(standards)} {count} for is not determined."


def _there(asked: _Question, found: Routes, edge: str, does: str) -> Iterator[str | Table]:
    """Say by how little a score is reached, and how."""
    if not found.cheapest:
        yield f"{edge}, {_out_of_reach(asked, found)}"
        return
    up = found is asked.up
    for place, cheapest in enumerate(found.cheapest):
        head = "Or" if place else f"{edge}. The least that {does} it"
        listed = cheapest.routes[:1] if asked.judgements else cheapest.routes
        yield f"{head}: {_size(asked, cheapest, 'more' if up else 'fewer')}, {_ways(cheapest.ways, len(listed))}:"
        yield _table(asked, listed, up=up)


def _size(asked: _Question, cheapest: Cheapest, more: str) -> str:
    size = f"{shown(cheapest.size)} {asked.unit}{'' if cheapest.size == 1 else 's'} {more}"
    if not asked.judgements:
        return size
    judged = f"{phrases.plural(cheapest.steps, 'step')} of judgement" if cheapest.steps else "no step of judgement"
    return f"{judged} and {size if cheapest.size else f'no {asked.unit}'}"


def _ways(ways: int, listed: int) -> str:
    if ways == 1:
        return "in one way"
    first = "" if listed == ways else f", of which the first {listed if listed > 1 else ''}".rstrip()
    return f"in {ways:,} ways{first}"


def _out_of_reach(asked: _Question, found: Routes) -> str:
    """Say how far everything together leads, and what stands in the way."""
    overall, up, fixed = asked.card.overall, found is asked.up, _fixed(asked)
    assert overall.bands is not None
    rulebook = asked.card.rulebook
    rating = rulebook.bands.overall[overall.bands].bands.rating_of(found.utmost)
    all_of = [f"every key question at {100 if up else 0} %"] if movable(asked.card) else []
    all_of += [f"every judgement at its {'best' if up else 'worst'}"] if asked.judgements else []
    even = f"even with {phrases.listed(all_of)}, the score would be" if all_of else "no percentage moves the score of"
    points = phrases.plural(sum(rulebook.ratings[one.counts[0]] for one in fixed), "point")
    those = f"; {points} of it from {phrases.listed([one.key for one in fixed])}" if fixed else ""
    return f"which is out of reach: {even} {found.utmost}, {rating}{those}."


def _fixed(asked: _Question) -> list[StandardResult]:
    """Find the standards that count and may not move."""
    moving = {one.key for one in movable(asked.card)}
    counting = [one for one in asked.card.standards if one.standard.counted and one.is_rated]
    return [one for one in counting if one.key not in moving and not (asked.judgements and one.is_taken)]


def _table(asked: _Question, listed: Iterable[Route], *, up: bool) -> Table:
    """Set routes one below the other, a row for each key question or judgement, and one for the whole."""
    head = ("way", "standard", "to", "by", f"{asked.unit.rpartition(' ')[2]}s", "per cent")
    rows = [row for way, route in enumerate(listed, start=1) for row in _rows(way, route, up=up)]
    return Table(head, tuple(rows))


def _rows(way: int, route: Route, *, up: bool) -> Iterator[tuple[str, ...]]:
    first = str(way)
    for change in route.changes:
        head = (first, change.result.key, change.rating)
        if not change.questions:
            yield (*head, f"judgement, {phrases.plural(change.steps, 'step')}", "", "")
        for one in change.questions:
            yield (*head, *_moves(one, up=up))
            head = ("", "", "")
        first = ""
    yield ("", "overall", route.rating, f"a score of {route.score}", "", "")


def _moves(one: QuestionChange, *, up: bool) -> tuple[str, str, str]:
    assert one.question.percent is not None
    size = f"{'+' if up else '-'}{shown(one.size)}"
    return one.question.id, size, f"{shown(one.question.percent)} to {shown(one.percent)}"


def _how_to_read(asked: _Question) -> Iterator[str]:
    """Say how routes are measured, and what they leave as it is."""
    card, unknown = asked.card, unknown_cases(asked.card)
    if unknown:
        several = f" and {len(unknown) - 1} more" if len(unknown) > 1 else ""
        yield (
            "Measured in percentage points, added up over the key questions: in just how many cases "
            f"{' '.join(unknown[0])}{several} {'was' if len(unknown) == 1 else 'were'} sufficient is not known."
        )
    elif movable(card):
        yield f"A case counts once for each key question in which it would be judged otherwise.{_as_if(card)}"
    taken = [one.key for one in card.standards if one.is_taken and one.standard.counted]
    if asked.judgements:
        yield (
            "A step is one rating up or down where a rating was judged, or taken as published. Steps can't be "
            f"weighed against {asked.unit}s: the least of these is given for each number of steps that saves any."
        )
    elif taken:
        stay, them = ("stays", "it") if len(taken) == 1 else ("stay", "them")
        yield f"{phrases.listed(taken)} {stay} as published; --also-judgements lets {them} change too."
    yield from _left(card)


def _as_if(card: Scorecard) -> str:
    answers = [one.answer for result in movable(card) for one in result.key_questions]
    inferred = any(isinstance(answer, Percentage) and answer.of is None for answer in answers)
    return f" Each is taken to have been judged in all {card.report.cases} cases." if inferred else ""


def _left(card: Scorecard) -> Iterator[str]:
    """Say what is made of discretion, and of standards that lack a key question."""
    if card.rulebook.discretion and movable(card):
        yield "Where a standard moves to another band, its percentages alone decide, without discretion."
    within = [one.key for one in card.standards if one.status == Status.WITHIN_DISCRETION and one.standard.counted]
    if within:
        verb = "keeps its rating" if len(within) == 1 else "keep their ratings"
        until = f"until {'its' if len(within) == 1 else 'their'} percentages leave the margin, or for another band"
        yield f"{phrases.listed(within)} {verb} given within discretion {until}."
    for one in card.standards:
        if one.is_recomputed and one.missing and one.standard.counted:
            yield f"{one.key} does not move, for it lacks {phrases.listed(one.missing)}."


def _plain(asked: _Question) -> dict[str, Any]:
    return {
        "rating": asked.rating,
        "unit": f"{asked.unit}s",
        "not_determined": list(not_determined(asked.card)),
        "up": _plain_routes(asked.up),
        "down": _plain_routes(asked.down),
    }


def _plain_routes(found: Routes | None) -> dict[str, Any] | None:
    if found is None:
        return None
    cheapest = [
        {
            "steps": one.steps,
            "size": as_number(one.size),
            "ways": one.ways,
            "routes": [
                {"score": route.score, "rating": route.rating, "changes": list(map(_plain_change, route.changes))}
                for route in one.routes
            ],
        }
        for one in found.cheapest
    ]
    return {"score": found.score, "utmost": found.utmost, "cheapest": cheapest}


def _plain_change(change: Change) -> dict[str, Any]:
    questions = [
        {"id": one.question.id, "percent": as_number(one.percent), "rating": one.rating, "size": as_number(one.size)}
        for one in change.questions
    ]
    return {
        "standard": change.result.key,
        "rating": change.rating,
        "steps": change.steps,
        "key_questions": questions,
    }
