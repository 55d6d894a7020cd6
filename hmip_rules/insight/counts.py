"""Which numbers of sufficient cases a printed percentage may stand for."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from fractions import Fraction
from typing import NamedTuple

from hmip_rules.model.percent import Percentage, rounded
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.scorecard import KeyQuestionResult, Scorecard
from hmip_rules.model.steps import DECIDES
from hmip_rules.scoring.thresholds import Threshold


class Counts(NamedTuple):
    """The numbers of cases that a percentage may stand for.

    Attributes:
        of: the cases in which the key question is taken to have been judged.
        sufficient: every number of them that gives the percentage; empty where no number does.
    """

    of: int
    sufficient: range


def domains(card: Scorecard) -> tuple[str | None, ...]:
    """List the domains whose key questions were judged from cases, printed or not: each may have cases of its own."""
    return tuple(
        dict.fromkeys(
            result.standard.domain
            for result in card.standards
            if (result.standard.rated_by in DECIDES and result.is_rated)
            or any(isinstance(question.answer, Percentage) for question in result.key_questions)
        )
    )


def cases_of_each(card: Scorecard) -> int | None:
    """Give the number of cases in which each key question is taken to have been judged.

    None where none is stated, or it is of several domains together: how many each of them has is then not known.
    """
    return None if len(domains(card)) > 1 else card.report.cases or None


def counts_of(card: Scorecard, question: KeyQuestionResult) -> Counts | None:
    """Find the counts of a key question that has a percentage, as `counts` does."""
    assert isinstance(question.answer, Percentage)
    return counts(card.rulebook, question.answer, cases_of_each(card))


def counts(rulebook: Rulebook, answer: Percentage, cases: int | None) -> Counts | None:
    """Find the counts of a published percentage.

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
    how = rulebook.percentages
    step = printed_step(rulebook, answer.value)
    return Counts(cases, giving(answer.value, cases, step, how.printed.by, how.ties.to))


def printed_step(rulebook: Rulebook, percent: Fraction) -> Fraction:
    """Say to which step a percentage was printed: the rulebook's, or its own last decimal where that is finer.

    >>> from hmip_rules import load_rulebook
    >>> [str(printed_step(load_rulebook("pdu-2024"), Fraction(one))) for one in ("51", "51.2")]
    ['1', '1/10']
    """
    step = rulebook.percentages.printed.to
    decimals = 0
    while percent % step:
        step = Fraction(1, 10**decimals)
        decimals += 1
    return step


def giving(percent: Fraction, of: int, step: Fraction, by: str, ties: str) -> range:
    """Find the numbers of sufficient cases among `of` that one way of rounding turns into a percentage.

    More cases are never rounded to less, so the numbers follow one another, and lie within a step of the percentage.

    Args:
        percent: as printed, in per cent.
        of: cases, at least one.
        step: percentage points to which is rounded; `by` and `ties` as in `rounded`.

    Returns:
        the numbers; an empty range starts at the first one that gives a higher percentage.

    >>> giving(Fraction(45), 42, Fraction(1), "nearest", "up"), giving(Fraction(46), 42, Fraction(1), "nearest", "up")
    (range(19, 20), range(20, 20))
    """

    def printed(count: int) -> Fraction:
        return rounded(Fraction(100 * count, of), step, by, ties)

    least = max(0, math.floor((percent - step) * of / 100))
    most = min(of, math.ceil((percent + step) * of / 100))
    near = range(least, most + 1)
    first, after = bisect_left(near, percent, key=printed), bisect_right(near, percent, key=printed)
    return range(least + first, least + after)


def fewest_from(threshold: Threshold, of: int) -> int:
    """Find the fewest sufficient cases among `of` whose percentage is at the threshold or above it."""
    edge = threshold.value * of / 100
    return math.ceil(edge) if threshold.inclusive else math.floor(edge) + 1
