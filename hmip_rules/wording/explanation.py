"""How each result was made, step by step, and by which rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from hmip_rules.model.fields import Source
from hmip_rules.model.places import ValuePath
from hmip_rules.model.rules import Rule
from hmip_rules.model.scorecard import Scorecard, StandardResult
from hmip_rules.wording import phrases, reasons


class Step(NamedTuple):
    """A step, in words.

    Attributes:
        rules: the ways to the rules by which it was made.
        depth: 0 for a standard or the overall rating, 1 for what is below it, 2 for the wording of a key question.
    """

    words: str
    rules: tuple[ValuePath, ...]
    depth: int


def steps(card: Scorecard) -> Iterator[Step]:
    """Return how each standard and the overall rating were made, in the rulebook's order."""
    for result in card.standards:
        yield from _steps_of_standard(card, result)
    yield Step("Overall rating", (), 0)
    yield Step(reasons.why_overall(card), card.overall.rules[1:], 1)


def cited(card: Scorecard, made: Iterable[Step]) -> tuple[Rule, ...]:
    """Return the rules of steps, each once, in the order in which they are first used."""
    return tuple(dict.fromkeys(card.rulebook.rule(*path) for step in made for path in step.rules))


def sources(rules: Iterable[Rule]) -> dict[str, Source]:
    """Return the sources that rules stand on, by name."""
    return {name: source for rule in rules for name, source in zip(rule.source_ids, rule.sources, strict=True)}


def _steps_of_standard(card: Scorecard, result: StandardResult) -> Iterator[Step]:
    yield Step(result.title, result.rules[:1], 0)
    for question in result.key_questions if result.is_rated else ():
        words = f"{question.id}: {reasons.key_question(card, question)}"
        yield Step(words, question.rules, 1)
        if wording := result.standard.key_questions[question.id]:
            yield Step(wording, (), 2)
    yield Step(reasons.why(card, result), result.rules[1:], 1)
    if result.standard.counted and result.counts_as:
        points = phrases.plural(card.rulebook.ratings[result.counts_as], "point")
        yield Step(f"{result.counts_as} is worth {points}", (("stands_on", "points"),), 1)
