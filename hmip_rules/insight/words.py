"""What the sections share: percentages, cases and rules, in words and as JSON has them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from hmip_rules.insight.counts import Counts, cases_per_question
from hmip_rules.model.percent import NOT_APPLICABLE, Percentage, decimal_text
from hmip_rules.model.places import ValuePath
from hmip_rules.model.rules import ROUNDING_RULES, Rule
from hmip_rules.model.scorecard import KeyQuestionResult, Scorecard, StandardResult
from hmip_rules.model.section import Section
from hmip_rules.wording import phrases, rule_words


def ends_as_json(numbers: range) -> dict[str, int] | None:
    """Return the least and the most of numbers of which one is right, as JSON has them; None for none."""
    return {"min": numbers[0], "max": numbers[-1]} if numbers else None


def counts_as_json(counts: Counts | None) -> dict[str, Any] | None:
    """Return the cases behind a percentage as JSON has them; None where their number is not known."""
    return None if counts is None else {"of": counts.of, "sufficient": ends_as_json(counts.sufficient)}


def shared_cases_warning(card: Scorecard) -> str | None:
    """Return that the cases may be divided between domains, so that nothing can be counted in them; or None."""
    if not card.report.cases or cases_per_question(card) is not None:
        return None
    stated = phrases.plural(card.report.cases, "case")
    return f"The {stated} may be divided between several domains, so it is not known how many each key question has."


def assumed_cases(card: Scorecard) -> str:
    """Return in how many cases a key question is taken to have been judged, where that was not published."""
    assert card.report.cases is not None
    return f"This assumes that each key question was judged in all {phrases.plural(card.report.cases, 'case')}."


def published_percent(question: KeyQuestionResult) -> str:
    """Return a percentage as it was published: "61.5"; one published as counts of cases as it is rated."""
    answer = question.answer
    exact = answer.value if isinstance(answer, Percentage) and answer.of is None else question.percent
    assert exact is not None
    return decimal_text(exact)


def published_and_banded_percent(question: KeyQuestionResult) -> str:
    """Return a percentage as it was published, and what it is rounded to before it is rated: "61.5, rounded to 62"."""
    assert question.percent is not None
    written = published_percent(question)
    banded = decimal_text(question.percent)
    return written if written == banded else f"{written}, rounded to {banded}"


def no_percentage(result: StandardResult) -> str:
    """Return which percentages of a standard are missing: "no percentage was published for safety"."""
    was = "percentage was" if len(result.missing) == 1 else "percentages were"
    return f"no {was} published for {phrases.listed(result.missing)}"


def range_in_words(numbers: Sequence[int]) -> str:
    """Return the numbers of which one is right: "3", or "3 or 4"; of more than two the first and the last.

    >>> range_in_words([3]), range_in_words([3, 4]), range_in_words([3, 4, 5])
    ('3', '3 or 4', '3 to 5')
    """
    first, last = numbers[0], numbers[-1]
    return str(first) if first == last else f"{first} {'or' if len(numbers) == 2 else 'to'} {last}"


def with_unconfirmed_rules(card: Scorecard, section: Section, paths: Iterable[ValuePath]) -> Section:
    """Return a section with the rules that it uses and that are not confirmed, also under `leans_on` in JSON.

    Args:
        paths: of the rules that it uses.
    """
    rules = [card.rulebook.rule(*path) for path in dict.fromkeys(paths)]
    unconfirmed = [rule for rule in rules if rule.basis != "confirmed"]
    titles = tuple((rule_words.rule_title(card.rulebook, rule), rule.basis) for rule in unconfirmed)
    return section._replace(plain=section.plain | {"leans_on": rules_as_json(unconfirmed)}, unconfirmed=titles)


def unconfirmed_rules_before(before: Scorecard) -> list[str]:
    """Return which unconfirmed rules the ratings before rely on: a sentence, or none."""
    if not before.unconfirmed_rules:
        return []
    unconfirmed = rule_words.by_basis(before.rulebook, before.unconfirmed_rules)
    return [f"The earlier ratings rely on rules of {before.rulebook.id} that are not confirmed. {unconfirmed}."]


def rules_as_json(rules: Iterable[Rule]) -> list[dict[str, Any]]:
    """Return the name and the basis of each rule, as JSON has them."""
    return [{"rule": rule.name, "basis": rule.basis} for rule in rules]


WITHOUT_DISCRETION: Final = "These ratings come from percentages alone, as if inspectors used no discretion."
"""What margins, routes and certainty leave aside, in the same words, so that it is shown once."""

BANDING_PATHS: Final[tuple[ValuePath, ...]] = (
    ("bands", "key_question"),
    ("stands_on", "lowest_key_question"),
    *ROUNDING_RULES,
)
"""The rules by which percentages are rounded and banded, and decide a standard."""


def banding_rules(results: Iterable[StandardResult]) -> tuple[ValuePath, ...]:
    """Return the rules by which the percentages of standards give ratings; none of no standards."""
    answers = [question.answer for result in results for question in result.key_questions]
    if not answers:
        return ()
    not_applicable: ValuePath = ("stands_on", "not_applicable")
    return (*BANDING_PATHS, not_applicable) if NOT_APPLICABLE in answers else BANDING_PATHS
