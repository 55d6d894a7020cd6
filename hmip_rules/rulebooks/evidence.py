"""How far published results confirm each rule.

A threshold, where a rating starts, is bounded by the nearest results on either side: one below it, and one at or above
it. Anywhere between them, no published result would disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from pydantic import ValidationError

from hmip_rules.files.library import rules_folder
from hmip_rules.files.reports import load_reports
from hmip_rules.model.percent import shown
from hmip_rules.model.report import Report
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.rules import OverallBands
from hmip_rules.model.scorecard import Scorecard, StandardResult, Status
from hmip_rules.model.steps import possible_totals
from hmip_rules.rulebooks.exercised import (
    Exercised,
    Unseen,
    exercised_rules,
    find_unseen,
    is_second_hand,
    totals_of_result,
)
from hmip_rules.scoring.evaluate import evaluate

End = Callable[[Iterable[int]], int]
"""Which end of several totals is meant: min, or max."""


class Side(NamedTuple):
    """What bounds an edge on one side, nearest to it.

    Attributes:
        value: for totals, the total that was rated; for percentages, the nearest start with which the
            results would disagree.
        results: the services that stand for it, in the order of the results.
        rating: the overall rating of that total; None for percentages.
        known: whether a result has that very total. Else ratings are missing, and its total may be higher
            (below an edge) or lower (above it) than this, within its band.
        second_hand: whether each of the results has a source that is not the inspectorate's own text as it was
            read there: a note at the source says what it is.
    """

    value: Fraction
    results: tuple[str, ...]
    rating: str | None = None
    known: bool = True
    second_hand: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """Where a rating starts, by the rulebook and by the published results.

    Attributes:
        bands: the index in `bands.overall`; None for the percentages of key questions.
        start: where the rulebook has it, in points or per cent.
        first: the lowest start with which every result agrees, taking the other edges as they are;
            None where no result bounds it from below.
        last: the highest such start; None where no result bounds it from above.
        below: the results behind `first`.
        above: the results behind `last`.
        open: how many starts remain that different totals would tell apart; 0 for percentages.
        ask: the total whose overall rating would halve what is open; None where nothing is.
    """

    bands: int | None
    rating: str
    start: Fraction
    first: Fraction | None
    last: Fraction | None
    below: Side | None
    above: Side | None
    open: int = 0
    ask: int | None = None

    @property
    def has_bracket(self) -> bool:
        """Whether results bound it on both sides."""
        return self.first is not None and self.last is not None

    @property
    def is_exact(self) -> bool:
        """Whether results leave it no other place."""
        return self.has_bracket and self.first == self.last


@dataclass(frozen=True, slots=True)
class Evidence:
    """What published results say of the rules of a rulebook.

    Attributes:
        results: how many were given.
        contrary: the services whose results disagree with the rulebook; they pin nothing down.
        edges: of the overall ratings, then of the percentages, worst rating first.
    """

    rulebook: Rulebook
    results: int
    contrary: tuple[str, ...]
    edges: tuple[Edge, ...]
    tested: tuple[Exercised, ...]
    unseen: Unseen

    @property
    def most_open(self) -> Edge | None:
        """The edge that a single new figure, its `ask`, would settle most; None where every one is exact."""
        asking = [edge for edge in self.edges if edge.ask is not None]
        return max(asking, key=lambda edge: edge.open, default=None)


def evidence(rulebook: Rulebook, reports: Iterable[Report]) -> Evidence:
    """Return how far published results confirm the rules of a rulebook.

    Args:
        reports: results rated by it; each has to fit it (`misfits`).
    """
    scored = [evaluate(rulebook, report) for report in reports]
    cards = [card for card in scored if not _is_contrary(card)]
    return Evidence(
        rulebook,
        results=len(scored),
        contrary=tuple(_service(card) for card in scored if _is_contrary(card)),
        edges=(*_overall_edges(rulebook, cards), *_percent_edges(rulebook, cards)),
        tested=tuple(exercised_rules(rulebook, cards)),
        unseen=find_unseen(rulebook, cards),
    )


def published_reports(rulebook: Rulebook) -> tuple[Report, ...]:
    """Read the published results that come with a rulebook; none where there is no file of them.

    Raises:
        InputError: one of them cannot be used.
    """
    path = rules_folder() / "published" / f"{rulebook.id}.yaml"
    return load_reports(path, rulebook) if path.is_file() else ()


def _service(card: Scorecard) -> str:
    return card.report.service or "an unnamed service"


def _is_contrary(card: Scorecard) -> bool:
    """Return whether a result disagrees, or its published score and overall rating contradict each other."""
    return card.status == Status.DISAGREES or (_bears_on_bands(card) and not _totals_in_published_band(card))


def _bears_on_bands(card: Scorecard) -> bool:
    return card.overall.bands is not None and card.overall.published.rating is not None


def _totals_in_published_band(card: Scorecard) -> list[int]:
    """Return those of a result's totals that have its published overall rating."""
    assert card.overall.bands is not None
    bands = card.rulebook.bands.overall[card.overall.bands]
    return [total for total in totals_of_result(card) if bands.rating_of(total) == card.overall.published.rating]


class _Bound(NamedTuple):
    """A result's total that bounds the edges on one side of it."""

    total: int
    rating: str
    known: bool
    service: str
    second_hand: bool


class _Scale(NamedTuple):
    """The totals for which one entry of `bands.overall` holds."""

    number: int
    entry: OverallBands
    totals: tuple[int, ...]


def _overall_edges(rulebook: Rulebook, cards: Sequence[Scorecard]) -> Iterator[Edge]:
    """Return the edges of the overall ratings with their brackets, for each entry of `bands.overall`."""
    for number, entry in enumerate(rulebook.bands.overall):
        rated = [key for key in rulebook.counted if key not in entry.without]
        scale = _Scale(number, entry, possible_totals([tuple(rulebook.ratings.values())] * len(rated)))
        bearing = [card for card in cards if card.overall.bands == number and _bears_on_bands(card)]
        at_least = [bound for card in bearing for bound in _bound(card, scale, min)]
        at_most = [bound for card in bearing for bound in _bound(card, scale, max)]
        for rank, rating in enumerate(rulebook.names[1:], start=1):
            worse = set(rulebook.names[:rank])
            below = _nearest_side(max, [bound for bound in at_least if bound.rating in worse])
            above = _nearest_side(min, [bound for bound in at_most if bound.rating not in worse])
            yield _overall_edge(scale, rating, below, above)


def _bound(card: Scorecard, scale: _Scale, end: End) -> list[_Bound]:
    """Return the least (min) or the highest (max) total that a result can have; none where that bounds no edge.

    With ratings missing it may be the one at which the band begins or ends; then any edge would fit the result.
    """
    totals, rating = _totals_in_published_band(card), card.overall.published.rating
    of_band = [total for total in scale.totals if scale.entry.rating_of(total) == rating]
    known = len(totals_of_result(card)) == 1
    if rating is None or (not known and end(totals) == end(of_band)):
        return []
    return [_Bound(end(totals), rating, known, _service(card), is_second_hand(card))]


def _nearest_side(nearest: End, bounds: Sequence[_Bound]) -> Side | None:
    """Return the results nearest to an edge; where one has the very total, only those that have."""
    if not bounds:
        return None
    total = nearest(bound.total for bound in bounds)
    with_total = [bound for bound in bounds if bound.total == total]
    known = [bound for bound in with_total if bound.known]
    results = known or with_total
    return Side(
        Fraction(total),
        tuple(bound.service for bound in results),
        results[0].rating,
        known=bool(known),
        second_hand=all(bound.second_hand for bound in results),
    )


def _overall_edge(scale: _Scale, rating: str, below: Side | None, above: Side | None) -> Edge:
    """Return an edge between its nearest results; it may lie at every total that is left there."""
    left = [total for total in scale.totals if _between(total, below, above) and _may_start(scale.entry, rating, total)]
    return Edge(
        bands=scale.number,
        rating=rating,
        start=Fraction(scale.entry.starts[rating]),
        first=Fraction(left[0]) if below else None,
        last=Fraction(left[-1]) if above else None,
        below=below,
        above=above,
        open=len(left),
        ask=left[(len(left) - 1) // 2] if len(left) > 1 else None,
    )


def _may_start(entry: OverallBands, rating: str, total: int) -> bool:
    """Return whether a rating may start at a total, with the other ratings where the rulebook has them."""
    starts = list(entry.starts.values())
    place = list(entry.starts).index(rating)
    following = starts[place + 1 : place + 2]
    return starts[place - 1] < total and all(total < start for start in following)


def _between(total: int, below: Side | None, above: Side | None) -> bool:
    return (below is None or total > below.value) and (above is None or total <= above.value)


def _percent_edges(rulebook: Rulebook, cards: Sequence[Scorecard]) -> Iterator[Edge]:
    """Return the edges of the percentages with their brackets: each is moved until a published result disagrees.

    Discretion, missing percentages and what they do to the score are all in that, with no rule of their own.
    """
    if rulebook.bands.key_question is None:
        return
    step = rulebook.percentages.printed.to
    bearing = [card for card in cards if any(standard.is_recomputed for standard in card.standards)]
    for rating in rulebook.names[1:]:
        below = _nearest_contradiction(rulebook, rating, -step, bearing)
        above = _nearest_contradiction(rulebook, rating, step, bearing)
        yield Edge(
            bands=None,
            rating=rating,
            start=rulebook.percent_bands.start_of(rating),
            first=below.value + step if below else None,
            last=above.value - step if above else None,
            below=below,
            above=above,
        )


def _nearest_contradiction(rulebook: Rulebook, rating: str, step: Fraction, cards: Sequence[Scorecard]) -> Side | None:
    """Return the nearest start of a rating, up or down, with which results disagree; None if none does."""
    start = rulebook.percent_bands.start_of(rating) + step
    while cards and (moved := _with_start(rulebook, rating, start)):
        rescored = [evaluate(moved, card.report) for card in cards]
        contrary = [card for card in rescored if card.status == Status.DISAGREES]
        if contrary:
            results = tuple(map(_service_and_standards, contrary))
            return Side(start, results, second_hand=all(map(is_second_hand, contrary)))
        start += step
    return None


def _with_start(rulebook: Rulebook, rating: str, start: Fraction) -> Rulebook | None:
    """Return the rulebook with a rating that starts at another percentage; None where the bands would cross."""
    values = rulebook.model_dump(by_alias=True)
    bands = values["bands"]["key_question"]
    bands["starts"] = {**bands["starts"], rating: start}
    try:
        return Rulebook.model_validate(values)
    except ValidationError:
        return None


def _service_and_standards(card: Scorecard) -> str:
    """Return a service with its standards that disagree: "Here (2.1: 34% is Inadequate)"."""
    disagreeing = [result for result in card.standards if result.status == Status.DISAGREES]
    standards = ", ".join(f"{result.key}: {_lowest(result)} is {result.published}" for result in disagreeing)
    return f"{_service(card)} ({standards})" if standards else _service(card)


def _lowest(result: StandardResult) -> str:
    """Return the percentage that decides a standard, or the lowest of those known where some are missing."""
    known = [question.percent for question in result.key_questions if question.percent is not None]
    return f"{shown(min(known))}%"
