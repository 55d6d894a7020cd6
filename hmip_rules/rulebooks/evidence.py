"""How far published results confirm each rule.

A threshold, where a rating starts, is bounded by the nearest results on either side: one below it, and one at or above
it. Anywhere between them, no published result would disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from pydantic import ValidationError

from hmip_rules.files.library import rules_folder
from hmip_rules.files.reports import load_reports
from hmip_rules.model.percent import decimal_text
from hmip_rules.model.report import Report
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.rules import OverallBands
from hmip_rules.model.scorecard import Scorecard, Status
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

MinOrMax = Callable[[Iterable[int]], int]
"""Which of several totals is meant: the lowest, or the highest."""


class Side(NamedTuple):
    """What bounds a threshold on one side, nearest to it.

    Attributes:
        value: for totals, the total that was rated; for percentages, the nearest start with which the
            results would disagree.
        results: the services that stand for it, in the order of the results.
        rating: the overall rating of that total; None for percentages.
        known: whether a result has that very total. Else ratings are missing, and its total may be higher
            (below a threshold) or lower (above it) than this, within its band.
        second_hand: whether each of the results has a source that is not the inspectorate's own text as it was
            read there: a note at the source says what it is.
    """

    value: Fraction
    results: tuple[str, ...]
    rating: str | None = None
    known: bool = True
    second_hand: bool = False


@dataclass(frozen=True, slots=True)
class BoundedThreshold:
    """Where a rating starts, by the rulebook and by the published results.

    Attributes:
        bands: the index in `bands.overall`; None for the percentages of key questions.
        start: where the rulebook has it, in points or per cent.
        first: the lowest start with which every result agrees, taking the other thresholds as they are;
            None where no result bounds it from below.
        last: the highest such start; None where no result bounds it from above.
        below: the results behind `first`.
        above: the results behind `last`.
        possible_starts: how many totals it may start at that different results would tell apart; 0 for percentages.
        total_to_ask: the total whose overall rating would halve these; None where there is only one.
    """

    bands: int | None
    rating: str
    start: Fraction
    first: Fraction | None
    last: Fraction | None
    below: Side | None
    above: Side | None
    possible_starts: int = 0
    total_to_ask: int | None = None

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
        thresholds: of the overall ratings, then of the percentages, worst rating first.
    """

    rulebook: Rulebook
    results: int
    contrary: tuple[str, ...]
    thresholds: tuple[BoundedThreshold, ...]
    tested: list[Exercised]
    unseen: Unseen

    @property
    def threshold_to_ask_about(self) -> BoundedThreshold | None:
        """The threshold that the rating of a single total would narrow most; None where every one is exact."""
        asking = [threshold for threshold in self.thresholds if threshold.total_to_ask is not None]
        return max(asking, key=lambda threshold: threshold.possible_starts, default=None)


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
        thresholds=(*_overall_thresholds(rulebook, cards), *_percent_thresholds(rulebook, cards)),
        tested=exercised_rules(rulebook, cards),
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
    """A result's total that bounds the thresholds on one side of it."""

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


def _overall_thresholds(rulebook: Rulebook, cards: Sequence[Scorecard]) -> list[BoundedThreshold]:
    """Return the thresholds of the overall ratings with their brackets, for each entry of `bands.overall`."""
    thresholds = []
    for number, entry in enumerate(rulebook.bands.overall):
        rated = [key for key in rulebook.included if key not in entry.without]
        scale = _Scale(number, entry, possible_totals([tuple(rulebook.ratings.values())] * len(rated)))
        bearing = [card for card in cards if card.overall.bands == number and _bears_on_bands(card)]
        at_least = [bound for card in bearing for bound in _bounding_total(card, scale, min)]
        at_most = [bound for card in bearing for bound in _bounding_total(card, scale, max)]
        for rank, rating in enumerate(rulebook.names[1:], start=1):
            worse = set(rulebook.names[:rank])
            below = _nearest_side(max, [bound for bound in at_least if bound.rating in worse])
            above = _nearest_side(min, [bound for bound in at_most if bound.rating not in worse])
            thresholds.append(_overall_threshold(scale, rating, below, above))
    return thresholds


def _bounding_total(card: Scorecard, scale: _Scale, min_or_max: MinOrMax) -> list[_Bound]:
    """Return the least (min) or the highest (max) total that a result can have; none where that bounds no threshold.

    With ratings missing it may be the one at which the band begins or ends; then any threshold would fit the result.
    """
    totals, rating = _totals_in_published_band(card), card.overall.published.rating
    of_band = [total for total in scale.totals if scale.entry.rating_of(total) == rating]
    known = len(totals_of_result(card)) == 1
    if rating is None or (not known and min_or_max(totals) == min_or_max(of_band)):
        return []
    return [_Bound(min_or_max(totals), rating, known, _service(card), is_second_hand(card))]


def _nearest_side(min_or_max: MinOrMax, bounds: Sequence[_Bound]) -> Side | None:
    """Return the results nearest to a threshold; where one has the very total, only those that have."""
    if not bounds:
        return None
    total = min_or_max(bound.total for bound in bounds)
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


def _overall_threshold(scale: _Scale, rating: str, below: Side | None, above: Side | None) -> BoundedThreshold:
    """Return a threshold between its nearest results; it may lie at every total that is left there."""
    bands = scale.entry.bands
    worse, better = bands.starts[bands.ratings.index(rating) - 1], bands.next_start(rating)
    left = [
        total
        for total in scale.totals
        if total > worse
        and (better is None or total < better)
        and (below is None or total > below.value)
        and (above is None or total <= above.value)
    ]
    return BoundedThreshold(
        bands=scale.number,
        rating=rating,
        start=Fraction(scale.entry.starts[rating]),
        first=Fraction(left[0]) if below else None,
        last=Fraction(left[-1]) if above else None,
        below=below,
        above=above,
        possible_starts=len(left),
        total_to_ask=left[(len(left) - 1) // 2] if len(left) > 1 else None,
    )


def _percent_thresholds(rulebook: Rulebook, cards: Sequence[Scorecard]) -> list[BoundedThreshold]:
    """Return the thresholds of the percentages with their brackets: each is moved until a published result disagrees.

    Discretion, missing percentages and what they do to the score are all in that, with no rule of their own.
    """
    if rulebook.bands.key_question is None:
        return []
    thresholds = []
    step = rulebook.percentages.printed.to
    bearing = [card for card in cards if any(standard.is_recomputed for standard in card.standards)]
    for rating in rulebook.names[1:]:
        below = _nearest_contradiction(rulebook, rating, -step, bearing)
        above = _nearest_contradiction(rulebook, rating, step, bearing)
        threshold = BoundedThreshold(
            bands=None,
            rating=rating,
            start=rulebook.percent_bands.start_of(rating),
            first=below.value + step if below else None,
            last=above.value - step if above else None,
            below=below,
            above=above,
        )
        thresholds.append(threshold)
    return thresholds


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
    disagreeing = []
    for result in card.standards:
        if result.status == Status.DISAGREES:
            lowest_known = min(question.percent for question in result.key_questions if question.percent is not None)
            disagreeing.append(f"{result.key}: {decimal_text(lowest_known)}% is {result.published}")
    return f"{_service(card)} ({', '.join(disagreeing)})" if disagreeing else _service(card)
