"""Which columns of a table a rulebook reads, and what no table may have."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import narwhals.stable.v2 as nw

from hmip_rules.columns import (
    OVERALL_MAX_SCORE,
    OVERALL_RATING,
    OVERALL_SCORE,
    decided_by_column,
    input_columns,
    not_applicable_column,
    percentage_column,
    recomputed_column,
    standard_column,
)
from hmip_rules.errors import InputError, Problem, nearest, quoted
from hmip_rules.rulebook import Rulebook

OUTPUTS = ("score", "rating", "score_low", "score_high", "rating_low", "rating_high", "status")
PROBLEM = "problem"
NOT_UNDERSTOOD = "rows_not_understood"
"""How many rows of the long form name no standard or key question of the rulebook; more than none is no report."""

OWN = "hmip_"
"""How the names of columns begin that are there only while a table is scored."""


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
    """List the columns that scoring adds, in their order."""
    asked = [standard for standard in rulebook.standards if standard.key_questions]
    per_standard = [recomputed_column(standard) for standard in asked]
    if reasons:
        per_standard = [
            name for standard in asked for name in (recomputed_column(standard), decided_by_column(standard))
        ]
    return (*per_standard, *OUTPUTS, *((PROBLEM,) if reasons else ()))


def inputs_of(rulebook: Rulebook, schema: Mapping[str, Any], added: Iterable[str]) -> Inputs:
    """Find the columns that a rulebook reads.

    Args:
        schema: the type of each column of the table.
        added: the columns that scoring will add.

    Raises:
        InputError: there are none, or one has a name that is nearly one, a type that can't be read, or the
            name of a column that scoring adds.
    """
    known = input_columns(rulebook)
    problems = [*_names(rulebook, known, schema), *_taken(schema, added)]
    found = {name: schema[name] for name in (*known, NOT_UNDERSTOOD) if name in schema}
    kind_of = kinds(rulebook)
    problems += [problem for name, dtype in found.items() if (problem := wrong_type(kind_of[name], name, dtype))]
    if not found:
        some = ", ".join(name for name in known if not name.endswith("_not_applicable"))
        problems.append(
            f"no column that {rulebook.id} reads; those are {textwrap.shorten(some, 200, placeholder=' …')}"
        )
    if problems:
        raise InputError(Problem(problem) for problem in problems)
    return Inputs(found)


def _names(rulebook: Rulebook, known: tuple[str, ...], schema: Mapping[str, Any]) -> Iterator[str]:
    """Find names that look like one of the rulebook's and are none: a slip would pass as a missing value."""
    added = output_columns(rulebook, reasons=True)
    begins = tuple(f"{standard_column(standard)}_" for standard in rulebook.standards if standard.key_questions)
    for name in schema:
        if name.lower() in known and name not in known:
            yield f"column {quoted(name)}; write it {name.lower()!r}"
        elif name.startswith((*begins, "overall_")) and name not in known and not name.startswith(added):
            yield f"column {quoted(name)} is none that {rulebook.id} reads; {nearest(name, known)} Else rename it"
        elif name.startswith(OWN):
            yield f"column {quoted(name)}; names that begin with {OWN!r} are kept for scoring, rename it"


def _taken(schema: Mapping[str, Any], added: Iterable[str]) -> Iterator[str]:
    for name in added:
        if name in schema:
            yield f"column {quoted(name)} is one that scoring adds; rename it or leave it out"


def with_types(frame: Any, kind_of: Mapping[str, str]) -> Any:
    """Give each known column that holds nothing, and so has no type or a wrong one, the type of what it is for.

    Of a lazy table only what says of itself that it holds nothing is known to.
    """
    schema = frame.collect_schema()
    empty = {name: kind for name, kind in kind_of.items() if name in schema and _holds_nothing(frame, name, kind)}
    typed = {name: nw.col(name).cast(TYPES[kind]) for name, kind in empty.items()}
    return frame.with_columns(**typed) if typed else frame


def _holds_nothing(frame: Any, name: str, kind: str) -> bool:
    dtype = frame.collect_schema()[name]
    if dtype == nw.Unknown:
        return True
    is_text = dtype == nw.String and kind not in ("text", "rating")
    return is_text and isinstance(frame, nw.DataFrame) and bool(frame[name].is_null().all())


TYPES: dict[str, Any] = {
    "percentage": nw.Float64,
    "points": nw.Float64,  # in pandas, whole numbers can't be missing
    "yes or no": nw.Boolean,
    "rating": nw.String,
    "text": nw.String,
}
"""The type of a column that holds nothing, by what it is for."""


def wrong_type(kind: str, name: str, dtype: Any) -> str | None:
    """Say what is wrong with the type of a column; None where nothing is.

    Args:
        kind: what the column is for, as `kinds` has it.
    """
    allowed = dtype.is_numeric() and kind in ("percentage", "points", "rating")
    allowed = allowed or (dtype == nw.Boolean and kind == "yes or no")
    allowed = allowed or (dtype in (nw.String, nw.Categorical, nw.Enum) and kind in ("rating", "text"))
    return None if allowed else f"column {quoted(name)} holds {_held(kind, dtype)}; {RIGHT[kind]}"


def _held(kind: str, dtype: Any) -> str:
    return f"no numbers ({dtype})" if kind in ("percentage", "points") else str(dtype)


RIGHT = {
    "percentage": "write percentages as 51 or 51.2, empty where missing",
    "points": "write points as 3, empty where missing",
    "yes or no": "write true or false",
    "rating": "write ratings by their names, or by their points",
    "text": "write it as text",
}
"""What would be right in a column, by what it is for."""


def kinds(rulebook: Rulebook) -> dict[str, str]:
    """Say what each column is for that a rulebook reads."""
    found = {OVERALL_SCORE: "points", OVERALL_MAX_SCORE: "points", OVERALL_RATING: "rating", NOT_UNDERSTOOD: "points"}
    for standard in rulebook.standards:
        found[standard_column(standard)] = "rating"
        for question in standard.key_questions:
            found[percentage_column(standard, question)] = "percentage"
            found[not_applicable_column(standard, question)] = "yes or no"
    return found
