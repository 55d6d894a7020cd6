"""Which numbers of sufficient cases a printed percentage may stand for."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from fractions import Fraction
from typing import NamedTuple

from hmip_rules.model.percent import Percentage, rounded
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.scorecard import KeyQuestionResult, Scorecard
from hmip_rules.scoring.thresholds import Threshold


class Counts(NamedTuple):
    """The numbers of cases that a percentage may stand for.

    Attributes:
        of: the cases in which the key question is taken to have been judged.
        sufficient: every number of them that gives the percentage; empty where no number does.
    """

    of: int
    sufficient: range


def domains_with_cases(card: Scorecard) -> tuple[str | None, ...]:
    """Return the domains whose key questions were judged from cases, printed or not: each may have its own cases."""
    return tuple(
        dict.fromkeys(
            result.standard.domain
            for result in card.standards
            if (result.standard.is_casework and result.is_rated)
            or any(isinstance(question.answer, Percentage) for question in result.key_questions)
        )
    )


def cases_per_question(card: Scorecard) -> int | None:
    """Return the number of cases in which each key question is taken to have been judged.

    None where none is stated, or it is of several domains together: how many each of them has is then not known.
    """
    return None if len(domains_with_cases(card)) > 1 else card.report.cases or None


def question_counts(card: Scorecard, question: KeyQuestionResult) -> Counts | None:
    """Return the counts of a key question that has a percentage, as `percentage_counts` does."""
    assert isinstance(question.answer, Percentage)
    return percentage_counts(card.rulebook, question.answer, cases_per_question(card))


def percentage_counts(rulebook: Rulebook, answer: Percentage, cases: int | None) -> Counts | None:
    """Return the counts of a published percentage.

    Args:
        rulebook: which says how percentages are rounded.
        cases: how many cases were inspected. Where the percentage was not published as counts, the key question
            is taken to have been judged in all of them.

    Returns:
        the counts as published, or those that round to the percentage; None where no number of cases is known.
    """
    if answer.of is not None and answer.sufficient is not None:
        return Counts(answer.of, range(answer.sufficient, answer.sufficient + 1))
    if not cases:
        return None
    rounding = rulebook.percentages
    step = printed_step(rulebook, answer)
    return Counts(cases, counts_rounding_to(answer.value, cases, step, rounding.printed.by, rounding.ties.to))


def printed_step(rulebook: Rulebook, answer: Percentage) -> Fraction:
    """Return the step to which a percentage was printed: the rulebook's, or its own last decimal where that is finer.

    >>> from hmip_rules import load_rulebook
    >>> from hmip_rules.model.percent import percentage
    >>> [str(printed_step(load_rulebook("pdu-2024"), percentage(written))) for written in ("55", "55.0")]
    ['1', '1/10']
    """
    return min(rulebook.percentages.printed.to, Fraction(1, 10**answer.decimals))


def counts_rounding_to(percent: Fraction, of: int, step: Fraction, by: str, ties: str) -> range:
    """Return the numbers of sufficient cases among `of` that one way of rounding turns into a percentage.

    More cases are never rounded to less, so the numbers follow one another, and lie within a step of the percentage.

    Args:
        percent: as printed, in per cent.
        of: cases, at least one.
        step: percentage points to which is rounded; `by` and `ties` as in `rounded`.

    Returns:
        the numbers; an empty range starts at the first one that gives a higher percentage.

    >>> [counts_rounding_to(Fraction(percent), 42, Fraction(1), "nearest", "up") for percent in (45, 46)]
    [range(19, 20), range(20, 20)]
    """

    def printed(count: int) -> Fraction:
        return rounded(Fraction(100 * count, of), step, by, ties)

    least = max(0, math.floor((percent - step) * of / 100))
    most = min(of, math.ceil((percent + step) * of / 100))
    near = range(least, most + 1)
    first, after = bisect_left(near, percent, key=printed), bisect_right(near, percent, key=printed)
    return range(least + first, least + after)


def fewest_sufficient(threshold: Threshold, of: int) -> int:
    """Return the fewest sufficient cases among `of` for whose percentage a threshold holds."""
    cases = threshold.value * of / 100
    return math.ceil(cases) if threshold.inclusive else math.floor(cases) + 1
