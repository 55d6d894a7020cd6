"""The names of a report's values where it is a row of a table: names that every engine and SQL take."""

from __future__ import annotations

import re
from collections import Counter

from hmip_rules.model.errors import InputError, Problem, quoted
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.rules import Standard

OVERALL_SCORE, OVERALL_MAX_SCORE, OVERALL_RATING = "overall_score", "overall_max_score", "overall_rating"
"""What was published for the whole: points, the most that could be scored, and the overall rating."""

TEMPORARY = "hmip_"
"""How the names of columns begin that are there only while a table is scored."""


def as_column(text: str) -> str:
    """Return a code or an id as the name of a column.

    >>> as_column("P 2.1"), as_column("2.1"), as_column("not-yet")
    ('p_2_1', 's2_1', 'not_yet')
    """
    name = re.sub("[^a-z0-9]", "_", text.lower())
    return f"s{name}" if name[:1].isdigit() else name


def standard_column(standard: Standard) -> str:
    """Return the column of a standard's published rating: `p_1_1` for P 1.1, `s2_1` for 2.1."""
    return as_column(standard.key)


def percentage_column(standard: Standard, question: str) -> str:
    """Return the column of a key question's percentage: `p_2_1_safety`."""
    return f"{standard_column(standard)}_{re.sub('[^a-z0-9]', '_', question.lower())}"


def not_applicable_column(standard: Standard, question: str) -> str:
    """Return the column that says whether a key question fits no case: `p_2_1_safety_not_applicable`."""
    return f"{percentage_column(standard, question)}_not_applicable"


def recomputed_column(standard: Standard) -> str:
    """Return the column of the rating that the percentages give: `p_2_1_recomputed`."""
    return f"{standard_column(standard)}_recomputed"


def decided_by_column(standard: Standard) -> str:
    """Return the column of the key questions that decided: `p_2_1_decided_by`."""
    return f"{standard_column(standard)}_decided_by"


def input_columns(rulebook: Rulebook) -> tuple[str, ...]:
    """Return every column that a table may have for a rulebook, in the rulebook's order.

    Raises:
        InputError: two of them would have one name.
    """
    names = []
    for standard in rulebook.standards:
        names.append(standard_column(standard))
        for question in standard.key_questions:
            names += [percentage_column(standard, question), not_applicable_column(standard, question)]
    names += [OVERALL_SCORE, OVERALL_MAX_SCORE, OVERALL_RATING]
    twice = [name for name, times in Counter(names).items() if times > 1]
    if twice:
        message = f"two values of {rulebook.id} would share the column {quoted(twice[0])}; use it with report files"
        raise InputError([Problem(message)])
    return tuple(names)
