"""Which rules the published results could have contradicted, and what no result has shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from hmip_rules.model.places import ValuePath
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.rules import Rule
from hmip_rules.model.scorecard import Scorecard, StandardResult
from hmip_rules.model.status import Status


class Exercised(NamedTuple):
    """A rule, and how many results publish a figure that could have contradicted it; of these, how many second-hand."""

    rule: Rule
    results: int
    second_hand: int


class Unseen(NamedTuple):
    """What no result has exercised.

    Attributes:
        overall: the overall ratings that no agreeing result has, for each entry of `bands.overall`.
        ratings: the ratings that no standard was given.
        rated: the standards of which no rating was published, by key.
        recomputed: the standards with key questions whose published rating could never be held
            against percentages, by key.
        discretion: the departures that the margin allows and no result shows: the rating that the
            percentages give, and the one published.
    """

    overall: tuple[tuple[str, ...], ...]
    ratings: tuple[str, ...]
    rated: tuple[str, ...]
    recomputed: tuple[str, ...]
    discretion: tuple[tuple[str, str], ...]


def is_second_hand(card: Scorecard) -> bool:
    """Return whether a result is known only as others report it: a note at its source says so."""
    return any(source.note for source in card.report.sources)


def totals_of_result(card: Scorecard) -> tuple[int, ...]:
    """Return the totals that a result may have: its published score, else all that its ratings and counts allow."""
    score = card.overall.published.score
    return card.overall.totals if score is None else (score,)


def exercised_rules(rulebook: Rulebook, cards: Sequence[Scorecard]) -> list[Exercised]:
    """Return for each rule that a published figure can contradict how many results could have contradicted it."""
    results, second_hand = Counter[ValuePath](), Counter[ValuePath]()
    for card in cards:
        tested = set(_tested_rules(card))
        results.update(tested)
        if is_second_hand(card):
            second_hand.update(tested)
    untestable = _UNTESTABLE if rulebook.bands.key_question else (*_UNTESTABLE, *_OF_KEY_QUESTIONS)
    testable = [rule for rule in rulebook.rules() if rule.name not in untestable]
    return [Exercised(rule, results[rule.path], second_hand[rule.path]) for rule in testable]


_UNTESTABLE: Final = ("stands_on.standards", "stands_on.judgement", "in_force")
"""The rules that no published figure can contradict."""

_OF_KEY_QUESTIONS: Final = ("stands_on.lowest_key_question", "stands_on.not_applicable")
"""The rules that mean nothing in a rulebook without percentages, though every rulebook has them."""


def _tested_rules(card: Scorecard) -> list[ValuePath]:
    """Return the rules that the published figures of a result could have contradicted; some of them several times."""
    rules: list[ValuePath] = []
    for result in card.standards:
        if _is_compared(result):
            rules.append(("bands", "key_question"))
            if len({question.percent for question in result.key_questions} - {None}) > 1:
                rules.append(("stands_on", "lowest_key_question"))
            rules += [rule for question in result.key_questions for rule in question.rules]
            if result.status == Status.WITHIN_DISCRETION:
                rules.append(("discretion",))
    published, bands = card.overall.published, card.overall.bands
    if published.score is not None and card.overall.score is not None:
        rules += [("stands_on", "points"), ("stands_on", "total")]
    if bands is not None and published.max_score is not None:
        rules.append(("stands_on", "max_score"))
    if bands is not None and published.rating is not None and len(totals_of_result(card)) == 1:
        rules.append(("bands", "overall", bands))
    return rules


def _is_compared(result: StandardResult) -> bool:
    """Return whether percentages show that a published rating is right."""
    return result.status in (Status.AGREES, Status.WITHIN_DISCRETION)


def find_unseen(rulebook: Rulebook, cards: Sequence[Scorecard]) -> Unseen:
    """Return what no result has exercised."""
    results = [result for card in cards for result in card.standards]
    given = {result.published for result in results if result.is_rated}
    given |= {rating for card in cards for rating, count in card.report.rating_counts.items() if count}
    rated = {result.key for result in results if result.is_rated and result.published}
    compared = {result.key for result in results if _is_compared(result)}
    overall = {(card.overall.bands, card.overall.published.rating) for card in cards}
    departed = {(*result.possible, result.published) for result in results if result.departs}
    return Unseen(
        overall=tuple(
            tuple(rating for rating in rulebook.names if (number, rating) not in overall)
            for number in range(len(rulebook.bands.overall))
        ),
        ratings=tuple(rating for rating in rulebook.names if rating not in given),
        rated=tuple(standard.key for standard in rulebook.standards if standard.key not in rated),
        recomputed=tuple(
            standard.key for standard in rulebook.standards if standard.key_questions and standard.key not in compared
        ),
        discretion=tuple([pair for pair in _allowed_departures(rulebook) if pair not in departed]),
    )


def _allowed_departures(rulebook: Rulebook) -> list[tuple[str, str]]:
    """Return what inspectors may do at each threshold, within the margin: raise a rating by one, or lower it."""
    if rulebook.discretion is None:
        return []
    departures = []
    for worse, better in pairwise(rulebook.names):
        if rulebook.discretion.direction != "down":
            departures.append((worse, better))
        if rulebook.discretion.direction != "up":
            departures.append((better, worse))
    return departures
