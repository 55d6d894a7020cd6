"""Which columns of a table a rulebook reads, and what no table may have."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches
from typing import Any, NamedTuple

import narwhals.stable.v2 as nw
from narwhals.exceptions import DuplicateError

from hmip_rules.model.errors import InputError, Problem, nearest, quoted
from hmip_rules.model.once import once_per_rulebook
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.tables.columns import (
    OVERALL_MAX_SCORE,
    OVERALL_RATING,
    OVERALL_SCORE,
    TEMPORARY,
    as_column,
    decided_by_column,
    input_columns,
    not_applicable_column,
    percentage_column,
    recomputed_column,
    standard_column,
)

RESULT_COLUMNS = ("score", "rating", "score_low", "score_high", "rating_low", "rating_high", "status")
"""The columns that scoring adds for the report as a whole."""

PROBLEM = "problem"
"""The column that names the first column that makes a row unreadable."""

NOT_UNDERSTOOD = "rows_not_understood"
"""How many rows of the long form name no standard or key question of the rulebook; more than none is no report."""

REPORT_COLUMNS = {"file": str, "document": int, "service": str, "published": str, "fieldwork": str, "cases": int}
"""The columns that say which report a row is, where report files were gathered, and their types."""

MIN_LIKENESS_OF_MISSPELLING = 0.85
"""On the scale of difflib: `p_12` is a misspelling of `p_1_2`, and `p_9_9` is not."""

CURES = {
    "percentage": "write percentages as 51 or 51.2, empty where missing",
    "points": "write points as 3, empty where missing",
    "yes or no": "write true or false",
    "rating": "write ratings by their names, or by their points",
    "text": "write it as text",
}
"""What would be right in a column, by what it is for."""

TYPES_OF_EMPTY_COLUMNS: dict[str, Any] = {
    "percentage": nw.Float64,
    "points": nw.Float64,  # in pandas, whole numbers can't be missing
    "yes or no": nw.Boolean,
    "rating": nw.String,
    "text": nw.String,
}
"""The type of a column that holds nothing, by what it is for."""


class Inputs(NamedTuple):
    """The columns of one table, and their types."""

    types: Mapping[str, Any]

    def has(self, column: str) -> bool:
        """Whether the table has a column; where it has none, the value is missing in every row."""
        return column in self.types

    def is_whole(self, columns: Iterable[str]) -> bool:
        """Whether all of these columns hold whole numbers."""
        return all(self.types[column].is_integer() for column in columns)


def output_columns(rulebook: Rulebook, *, reasons: bool) -> tuple[str, ...]:
    """Return the columns that scoring adds, in their order."""
    asked = [standard for standard in rulebook.standards if standard.key_questions]
    per_standard = [recomputed_column(standard) for standard in asked]
    if reasons:
        per_standard = [
            name for standard in asked for name in (recomputed_column(standard), decided_by_column(standard))
        ]
    return (*per_standard, *RESULT_COLUMNS, *((PROBLEM,) if reasons else ()))


def inputs_of(
    rulebook: Rulebook, schema: Mapping[str, Any], added: Iterable[str], also: Collection[str] = ()
) -> Inputs:
    """Return the columns that a rulebook reads.

    Args:
        schema: the type of each column of the table.
        added: the columns that scoring will add.
        also: columns that another rulebook reads, which are therefore not misspelt names of this one's.

    Raises:
        InputError: there are none, or one has a misspelt name, a type that can't be read, or the name of a column
            that scoring adds.
    """
    known = input_columns(rulebook)
    problems = wrong_names(rulebook, schema, added, also)
    found = {name: schema[name] for name in (*known, NOT_UNDERSTOOD) if name in schema}
    kind_of = column_kinds(rulebook)
    problems += [problem for name, dtype in found.items() if (problem := wrong_type(kind_of[name], name, dtype))]
    if not found:
        some = ", ".join(name for name in known if not name.endswith("_not_applicable"))
        some = textwrap.shorten(some, 200, placeholder=" …")
        problems.append(f"none of its columns is one that {rulebook.id} reads, such as {some} (docs/tables.md)")
    if problems:
        raise InputError(Problem(problem) for problem in problems)
    return Inputs(found)


def wrong_names(
    rulebook: Rulebook, names: Collection[str], added: Iterable[str], also: Collection[str] = ()
) -> list[str]:
    """Return what is wrong with the names of columns; the arguments are those of `inputs_of`."""
    return _misspelt_names(rulebook, names, also) + [
        f"column {quoted(name)} has the name of a column that scoring adds; rename it or leave it out"
        for name in added
        if name in names
    ]


def _misspelt_names(rulebook: Rulebook, names: Iterable[str], also: Collection[str]) -> list[str]:
    """Return what is wrong with names that look like the rulebook's: a typing error would pass as a missing value."""
    known, added = input_columns(rulebook), output_columns(rulebook, reasons=True)
    starts = tuple(f"{standard_column(standard)}_" for standard in rulebook.standards if standard.key_questions)
    problems = []
    for name in names:
        if name in known or name in also or name in REPORT_COLUMNS or name.startswith(added):
            continue
        right = as_column(name.strip())
        if name.startswith(TEMPORARY):
            problems.append(f"column {quoted(name)}; names that begin with {TEMPORARY!r} are reserved, so rename it")
        elif right in known:
            problems.append(f"column {quoted(name)}; write it {right!r}")
        elif name.startswith((*starts, "overall_")) or is_misspelling(name, known):
            unknown = f"column {quoted(name)} is not one that {rulebook.id} reads"
            problems.append(f"{unknown}; {nearest(name, known)} If not, rename it")
    return problems


def is_misspelling(name: str, known: Iterable[str]) -> bool:
    """Return whether a name is so like a known one that it may be meant; a reader's own columns seldom are."""
    return bool(get_close_matches(name.casefold(), known, n=1, cutoff=MIN_LIKENESS_OF_MISSPELLING))


def as_frame(table: Any) -> Any:
    """Return a table of any engine as a frame of narwhals.

    Raises:
        InputError: it is none, two of its columns have one name, or one has a name that is no text, as pandas allows.
    """
    try:
        frame = nw.from_native(table)
        names = list(frame.collect_schema())
    except TypeError:
        kind = type(table).__name__
        raise InputError(
            [Problem(f"{kind!r} where a table belongs; give a data frame, such as one of polars")]
        ) from None
    except DuplicateError:
        raise InputError([Problem("two columns of the table have the same name; rename one")]) from None
    if unnamed := [name for name in names if not isinstance(name, str)]:
        raise InputError([Problem(f"column {unnamed[0]!r} has a name that is not text; rename it")])
    return frame


def with_types_of_empty_columns(frame: Any, kind_of: Mapping[str, str]) -> Any:
    """Return the table with a type for each known column that holds nothing, and so has none or a wrong one.

    Of a lazy table only what says of itself that it holds nothing is known to.
    """
    typed = {
        name: nw.col(name).cast(TYPES_OF_EMPTY_COLUMNS[kind_of[name]])
        for name, dtype in frame.collect_schema().items()
        if name in kind_of and _is_empty(frame, name, dtype, kind_of[name])
    }
    return frame.with_columns(**typed) if typed else frame


def _is_empty(frame: Any, name: str, dtype: Any, kind: str) -> bool:
    if dtype == nw.Unknown:
        return True
    is_wrongly_text = dtype == nw.String and kind not in ("text", "rating")
    return is_wrongly_text and isinstance(frame, nw.DataFrame) and bool(frame[name].is_null().all())


def wrong_type(kind: str, name: str, dtype: Any) -> str | None:
    """Return what is wrong with the type of a column; None where nothing is.

    Args:
        kind: what the column is for, as `column_kinds` has it.
    """
    is_text = dtype in (nw.String, nw.Categorical, nw.Enum)
    if (
        (dtype.is_numeric() and kind in ("percentage", "points", "rating"))
        or (dtype == nw.Boolean and kind == "yes or no")
        or (is_text and kind in ("rating", "text"))
    ):
        return None
    not_numbers = ", not numbers" if kind in ("percentage", "points") else ""
    return f"column {quoted(name)} holds {dtype}{not_numbers}; {CURES[kind]}"


@once_per_rulebook
def column_kinds(rulebook: Rulebook) -> Mapping[str, str]:
    """Return what each column is for that a rulebook reads."""
    kinds = {OVERALL_SCORE: "points", OVERALL_MAX_SCORE: "points", OVERALL_RATING: "rating", NOT_UNDERSTOOD: "points"}
    for standard in rulebook.standards:
        kinds[standard_column(standard)] = "rating"
        for question in standard.key_questions:
            kinds[percentage_column(standard, question)] = "percentage"
            kinds[not_applicable_column(standard, question)] = "yes or no"
    return kinds
