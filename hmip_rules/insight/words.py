"""What the sections share: percentages, cases and rules in words, and numbers as plain values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from hmip_rules.insight.counts import Counts, cases_of_each
from hmip_rules.model.percent import NOT_APPLICABLE, Percentage, shown
from hmip_rules.model.places import ValuePath
from hmip_rules.model.rules import Rule
from hmip_rules.model.scorecard import KeyQuestionResult, Scorecard, StandardResult
from hmip_rules.model.section import Section
from hmip_rules.wording import phrases, rule_words


def ends(numbers: range) -> dict[str, int] | None:
    """Give the least and the most of numbers of which one is right, as plain values; None for none."""
    return {"min": numbers[0], "max": numbers[-1]} if numbers else None


def cases(known: Counts | None) -> dict[str, Any] | None:
    """Give the cases behind a percentage as plain values; None where their number is not known."""
    return None if known is None else {"of": known.of, "sufficient": ends(known.sufficient)}


def shared_cases(card: Scorecard) -> Iterator[str]:
    """Say where the number of cases is of several domains together, so that nothing can be counted in it."""
    if card.report.cases and cases_of_each(card) is None:
        stated = phrases.plural(card.report.cases, "case")
        yield f"The {stated} stated are of several domains together, and each may have cases of its own."


def published(question: KeyQuestionResult) -> str:
    """Write a percentage as it was published: "61.5". Counts are written as what falls into a band."""
    answer = question.answer
    exact = answer.value if isinstance(answer, Percentage) and answer.of is None else question.percent
    assert exact is not None
    return shown(exact)


def banded(question: KeyQuestionResult) -> str:
    """Write a percentage as it was published, and what falls into a band where that is rounded: "61.5, as 62"."""
    assert question.percent is not None
    written = published(question)
    return written if written == shown(question.percent) else f"{written}, as {shown(question.percent)}"


def either(numbers: Sequence[int]) -> str:
    """Write the numbers of which one is right: "3", or "3 or 4"; of more than two the first and the last.

    >>> either([3]), either([3, 4]), either([3, 4, 5])
    ('3', '3 or 4', '3 to 5')
    """
    first, last = numbers[0], numbers[-1]
    return str(first) if first == last else f"{first} {'or' if len(numbers) == 2 else 'to'} {last}"


def leaning(card: Scorecard, section: Section, *paths: ValuePath) -> Section:
    """Add to a section, at its end and under `leans_on`, which of the rules that it uses are not confirmed."""
    used = (card.rulebook.rule(*path) for path in dict.fromkeys(paths))
    unsure = [rule for rule in used if rule.basis != "confirmed"]
    plain = {"leans_on": as_plain(unsure)}
    said = [f"Leans on rules that are not confirmed: {rule_words.by_basis(card.rulebook, unsure)}."] if unsure else []
    return section._replace(body=(*section.body, *said), plain=section.plain | plain)


def leaning_before(before: Scorecard) -> Iterator[str]:
    """Name the unconfirmed rules that the ratings before lean on."""
    if before.leans_on:
        unsure = rule_words.by_basis(before.rulebook, before.leans_on)
        yield f"The ratings before lean on rules of {before.rulebook.id} that are not confirmed: {unsure}."


def as_plain(rules: Iterable[Rule]) -> list[dict[str, Any]]:
    """Give rules as plain values: the name and the basis of each."""
    return [{"rule": rule.name, "basis": rule.basis} for rule in rules]


BANDING: Final[tuple[ValuePath, ...]] = (
    ("bands", "key_question"),
    ("stands_on", "lowest_key_question"),
    ("percentages", "printed"),
    ("percentages", "ties"),
    ("percentages", "banded"),
)
"""The rules by which percentages are rounded and banded, and decide a standard."""


def banding_rules(results: Iterable[StandardResult]) -> Iterator[ValuePath]:
    """Name the rules by which the percentages of standards give ratings; none of no standards."""
    answers = [question.answer for result in results for question in result.key_questions]
    yield from BANDING if answers else ()
    if NOT_APPLICABLE in answers:
        yield ("stands_on", "not_applicable")


def overall_rules(card: Scorecard) -> Iterator[ValuePath]:
    """Name the unconfirmed rules of the overall rating: all that the report leans on; none where no bands are known."""
    return (rule.path for rule in card.leans_on if card.overall.bands is not None)
