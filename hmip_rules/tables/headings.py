"""The headings of a table file, matched to the columns that are read; what could be two columns is none."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from hmip_rules.model.errors import quoted
from hmip_rules.model.once import once_per_rulebook
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.tables.columns import (
    OVERALL_MAX_SCORE,
    OVERALL_RATING,
    OVERALL_SCORE,
    input_columns,
    percentage_column,
    standard_column,
)
from hmip_rules.tables.inputs import REPORT_COLUMNS, column_kinds, output_columns
from hmip_rules.tables.long_form import LONG_COLUMN_KINDS, PERCENT, REPORT, is_long

OVERALL_HEADINGS = {
    "score": OVERALL_SCORE,
    "published score": OVERALL_SCORE,
    "max score": OVERALL_MAX_SCORE,
    "maximum score": OVERALL_MAX_SCORE,
    "published max score": OVERALL_MAX_SCORE,
    "published rating": OVERALL_RATING,
}
"""Headings for the whole report, beside the names of the columns. "Rating" is none: it may be a standard's."""

LONG_HEADINGS = {"percentage": PERCENT, "%": PERCENT}
"""Headings of the long form, beside the names of its columns."""


OPTIONAL_ENDING = "not_applicable"
"""Ends the names of columns that a table seldom has."""

WORDS_OF_RULEBOOKS = frozenset({"score", "rating", "ratings", "points", "percent", "percentage", "standard"})
"""A heading with one of them may hold what a rulebook reads."""


class UnmatchedColumns(NamedTuple):
    """Which columns of a table do not match what a rulebook reads.

    Attributes:
        not_read: those that look like the rulebook's, but are not read, and the codes that may be meant.
        absent: those that the rulebook reads and the table does not have.
    """

    not_read: Mapping[str, tuple[str, ...]]
    absent: tuple[str, ...]


class MatchedHeadings(NamedTuple):
    r"""The headings of a file as names of columns.

    Attributes:
        names: the column that is meant by each heading, or the heading itself; \0 and its place if that is taken.
        kind_of: what each column is for that is read, as `column_kinds` has it.
        problems: which columns could not be told apart.
    """

    names: tuple[str, ...]
    kind_of: Mapping[str, str]
    problems: tuple[str, ...]


def normal_heading(heading: str) -> str:
    """Return a heading in small letters, with `_` between its words and between letters and digits.

    >>> normal_heading("P2.1 - Safety (%)"), normal_heading(" Overall  rating")
    ('p_2_1_safety_percent', 'overall_rating')
    """
    return "_".join(re.findall(r"[^\W\d_]+|\d+", heading.casefold().replace("%", " percent ")))


def count_known_headings(headings: Iterable[str], rulebooks: Sequence[Rulebook]) -> int:
    """Return how many headings mean a column that is read, in either form of a table."""
    known = _columns_by_heading(rulebooks).keys() | _columns_of_long_form().keys()
    return sum(normal_heading(heading) in known for heading in headings)


def match_headings(headings: Sequence[str], rulebooks: Sequence[Rulebook]) -> MatchedHeadings:
    """Return which column each heading of a file means.

    Args:
        rulebooks: the one to score by, and the one to compare with where there is one.
    """
    names = _meant_columns(headings, _columns_of_long_form(), ())
    kind_of: Mapping[str, str] = {REPORT: "text"} | LONG_COLUMN_KINDS
    if not is_long(dict.fromkeys(names)):
        results = [name for rulebook in rulebooks for name in output_columns(rulebook, reasons=True)]
        names = _meant_columns(headings, _columns_by_heading(rulebooks), results)
        kind_of = {name: kind for rulebook in reversed(rulebooks) for name, kind in column_kinds(rulebook).items()}
    problems, place_of = [], dict[str, int]()
    for place, name in enumerate(names):
        if name not in place_of:
            place_of[name] = place
            continue
        first, second = headings[place_of[name]], headings[place]
        if first == second:
            problems.append(f"column {quoted(first)} appears twice; remove one")
        else:
            problems.append(f"Columns {quoted(first)} and {quoted(second)} both mean {name!r}; remove or rename one")
        names[place] = f"\0{place}"
    return MatchedHeadings(tuple(names), kind_of, tuple(problems))


def unmatched_columns(names: Collection[str], rulebooks: Sequence[Rulebook]) -> UnmatchedColumns:
    """Return which columns of a table do not match what the first of the rulebooks reads.

    Args:
        names: the names of the columns, as `match_headings` has them.
    """
    rulebook = rulebooks[0]
    if is_long(dict.fromkeys(names)):
        expected, codes_by_name = [*LONG_COLUMN_KINDS], {}
    else:
        expected, codes_by_name = [*input_columns(rulebook)], _codes_by_name(rulebook)
    known = {*expected, *REPORT_COLUMNS, REPORT} | {name for book in rulebooks for name in column_kinds(book)}
    starts = tuple(f"{normal_heading(standard.key)}_" for standard in rulebook.standards)
    not_read = {}
    for name in names:
        heading = normal_heading(name)
        codes = codes_by_name.get(heading.replace("_", ""), ())
        looks_known = codes or heading.startswith(starts) or not WORDS_OF_RULEBOOKS.isdisjoint(heading.split("_"))
        if name not in known and looks_known:
            not_read[name] = tuple(codes)
    absent = [name for name in expected if name not in names and not name.endswith(OPTIONAL_ENDING)]
    return UnmatchedColumns(not_read, tuple(absent))


def _codes_by_name(rulebook: Rulebook) -> dict[str, list[str]]:
    """Return the codes of the standards of each name; of each key question, those whose percentage it may be."""
    codes: dict[str, list[str]] = {}
    for standard in rulebook.standards:
        for name in (standard.name, *standard.key_questions):
            codes.setdefault(normal_heading(name).replace("_", ""), []).append(standard.key)
    return codes


def _meant_columns(headings: Sequence[str], column_by_heading: Mapping[str, str], reserved: Iterable[str]) -> list[str]:
    """Return the column that each heading means, or the heading itself; without a heading, its place."""
    columns = {*column_by_heading.values(), *reserved}
    return [
        heading
        if heading in columns
        else column_by_heading.get(normal_heading(heading), heading.strip()) or f"column_{place}"
        for place, heading in enumerate(headings, 1)
    ]


def _columns_of_long_form() -> dict[str, str]:
    """Return the column of the long form that each heading means."""
    pairs = {column: column for column in (REPORT, *LONG_COLUMN_KINDS)} | OVERALL_HEADINGS | LONG_HEADINGS
    return {normal_heading(heading): column for heading, column in pairs.items()}


def _columns_by_heading(rulebooks: Sequence[Rulebook]) -> dict[str, str]:
    """Return the column that each heading means; the first of two rulebooks decides."""
    return {heading: column for rulebook in reversed(rulebooks) for heading, column in _headings_of(rulebook).items()}


@once_per_rulebook
def _headings_of(rulebook: Rulebook) -> Mapping[str, str]:
    """Return the column of a rulebook that each heading means; one of two columns is left out."""
    pairs = [(column, column) for column in column_kinds(rulebook)] + [*OVERALL_HEADINGS.items()]
    for standard in rulebook.standards:
        for name in (standard.key, f"{standard.key} {standard.name}"):
            pairs += [(name, standard_column(standard)), (f"{name} rating", standard_column(standard))]
            for question in standard.key_questions:
                column = percentage_column(standard, question)
                pairs += [(f"{name} {question}{end}", column) for end in ("", " %", " percentage")]
    columns: dict[str, set[str]] = {}
    for heading, column in pairs:
        columns.setdefault(normal_heading(heading), set()).add(column)
    return {heading: min(meant) for heading, meant in columns.items() if len(meant) == 1}
