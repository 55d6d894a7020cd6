"""Conformance vectors: what is given and what the rules make of it, to check a program in another language by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations_with_replacement, cycle, product

from hmip_rules.model.report import Report
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.rules import NOT_RATED
from hmip_rules.scoring.evaluate import evaluate

MAX_COMBINATIONS = 4**7
"""A rulebook with more combinations of ratings than this has a selection of them in its vectors."""

Vector = tuple[str | int | None, ...]


def columns(rulebook: Rulebook) -> tuple[str, ...]:
    """Return the heading of a rulebook's vectors; docs/conformance.md says what each column means."""
    return (
        *("standard", "key_question", "percent", "rating"),
        *rulebook.by_key,
        *("score", "max_score", "overall_rating"),
    )


def vectors(rulebook: Rulebook) -> Iterator[Vector]:
    """Return the vectors of a rulebook: those of one percentage, then those of a rating for every standard."""
    yield from _vectors_of_percentages(rulebook)
    for bands in rulebook.bands.overall:
        yield from _vectors_of_ratings(rulebook, bands.without)


def _vectors_of_percentages(rulebook: Rulebook) -> Iterator[Vector]:
    """Rate every whole percentage at every key question, with the others of its standard at 100."""
    no_overall_result = [None] * (len(rulebook.standards) + 3)
    for number, standard in enumerate(rulebook.standards):
        for key_question, percent in product(standard.key_questions, range(101)):
            answers = dict.fromkeys(standard.key_questions, 100) | {key_question: percent}
            report = Report.model_validate({"standards": {standard.key: {"key_questions": answers}}})
            result = evaluate(rulebook, report).standards[number]
            yield (standard.key, key_question, percent, result.rating, *no_overall_result)


def _vectors_of_ratings(rulebook: Rulebook, not_rated: Iterable[str]) -> Iterator[Vector]:
    """Score combinations of ratings, where the given standards were not rated."""
    rated = [key for key in rulebook.included if key not in not_rated]
    ratings_not_included = cycle((NOT_RATED, *rulebook.names))  # they must make no difference
    for ratings, not_included in zip(_combinations(rulebook.names, len(rated)), ratings_not_included, strict=False):
        given = dict.fromkeys(rulebook.by_key, not_included)
        given |= dict.fromkeys(not_rated, NOT_RATED) | dict(zip(rated, ratings, strict=True))
        overall = evaluate(rulebook, Report.model_validate({"standards": given})).overall
        points = [rulebook.ratings.get(rating, rating) for rating in given.values()]
        yield (None, None, None, None, *points, overall.score, overall.max_score, overall.rating)


def _combinations(ratings: tuple[str, ...], standards: int) -> Iterable[tuple[str, ...]]:
    """Return all combinations of ratings if they are few, else every mix, dealt out from each standard in turn."""
    if len(ratings) ** standards <= MAX_COMBINATIONS:
        return product(ratings, repeat=standards)
    mixes = combinations_with_replacement(ratings, standards)
    return dict.fromkeys(mix[start:] + mix[:start] for mix in mixes for start in range(standards))
