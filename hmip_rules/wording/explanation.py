"""How each result was made, step by step, and by which rules."""

from __future__ import annotations

from collections.abc import Iterable
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


def steps(card: Scorecard) -> list[Step]:
    """Return how each standard and the overall rating were made, in the rulebook's order."""
    rules = card.overall.rules[1:]
    bands = () if card.overall.bands is None else rules[-1:]
    return [
        *[step for result in card.standards for step in _steps_of_standard(card, result)],
        Step("Overall rating", (), 0),
        Step(reasons.why_score(card), rules[: len(rules) - len(bands)], 1),
        Step(reasons.why_overall_rating(card), bands, 1),
    ]


def rules_of_steps(card: Scorecard, made: Iterable[Step]) -> tuple[Rule, ...]:
    """Return the rules of steps, each once, in the order in which they are first used."""
    return tuple(dict.fromkeys(card.rulebook.rule(*path) for step in made for path in step.rules))


def sources_of_rules(rules: Iterable[Rule]) -> dict[str, Source]:
    """Return the sources of rules, by name."""
    return {name: source for rule in rules for name, source in zip(rule.source_ids, rule.sources, strict=True)}


def _steps_of_standard(card: Scorecard, result: StandardResult) -> list[Step]:
    steps_of_standard = [Step(result.title, result.rules[:1], 0)]
    for question in result.key_questions if result.is_rated else ():
        words = f"{question.id}: {reasons.key_question(card, question)}"
        steps_of_standard.append(Step(words, question.rules, 1))
        if wording := result.standard.key_questions[question.id]:
            steps_of_standard.append(Step(wording, (), 2))
    steps_of_standard.append(Step(reasons.why_rating(card, result), result.rules[1:], 1))
    if result.standard.included and result.scored_rating:
        points = phrases.plural(card.rulebook.ratings[result.scored_rating], "point")
        words = f"{result.scored_rating} is worth {points}"
        steps_of_standard.append(Step(words, (("stands_on", "points"),), 1))
    return steps_of_standard
