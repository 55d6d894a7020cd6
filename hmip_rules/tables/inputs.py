"""Which columns of a table a rulebook reads, and what no table may have."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, NamedTuple

import narwhals.stable.v2 as nw
from narwhals.exceptions import DuplicateError

from hmip_rules.model.errors import InputError, Problem, nearest, quoted
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

OUTPUTS = ("score", "rating", "score_low", "score_high", "rating_low", "rating_high", "status")
PROBLEM = "problem"
NOT_UNDERSTOOD = "rows_not_understood"
"""How many rows of the long form name no standard or key question of the rulebook; more than none is no report."""

ABOUT = {"file": str, "document": int, "service": str, "published": str, "fieldwork": str, "cases": int}
"""The columns that say which report a row is, where report files were gathered, and their types."""

NEAR = 0.85
"""How like a known name another is that passes for a slip of it, on the scale of difflib: `p_12` is, `p_9_9` is not."""

OWN = TEMPORARY


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
    return (*per_standard, *OUTPUTS, *((PROBLEM,) if reasons else ()))


def inputs_of(
    rulebook: Rulebook, schema: Mapping[str, Any], added: Iterable[str], also: Collection[str] = ()
) -> Inputs:
    """Return the columns that a rulebook reads.

    Args:
        schema: the type of each column of the table.
        added: the columns that scoring will add.
        also: columns that another rulebook reads, and that are no slips for this one's.

    Raises:
        InputError: there are none, or one has a name that is nearly one, a type that can't be read, or the
            name of a column that scoring adds.
    """
    known = input_columns(rulebook)
    problems = [*_names(rulebook, known, schema, also), *_taken(schema, added)]
    found = {name: schema[name] for name in (*known, NOT_UNDERSTOOD) if name in schema}
    kind_of = kinds(rulebook)
    problems += [problem for name, dtype in found.items() if (problem := wrong_type(kind_of[name], name, dtype))]
    if not found:
        some = ", ".join(name for name in known if not name.endswith("_not_applicable"))
        some = textwrap.shorten(some, 200, placeholder=" …")
        problems.append(f"none of its columns is one that {rulebook.id} reads, such as {some} (docs/tables.md)")
    if problems:
        raise InputError(Problem(problem) for problem in problems)
    return Inputs(found)


def _names(
    rulebook: Rulebook, known: tuple[str, ...], schema: Mapping[str, Any], also: Collection[str]
) -> Iterator[str]:
    """Return names that look like one of the rulebook's and are none: a slip would pass as a missing value."""
    added = output_columns(rulebook, reasons=True)
    begins = tuple(f"{standard_column(standard)}_" for standard in rulebook.standards if standard.key_questions)
    for name in schema:
        if name in known or name in also or name in ABOUT or name.startswith(added):
            continue
        if name.startswith(OWN):
            yield f"column {quoted(name)}; names that begin with {OWN!r} are reserved, so rename it"
        elif as_column(name.strip()) in known:
            yield f"column {quoted(name)}; write it {as_column(name.strip())!r}"
        elif name.startswith((*begins, "overall_")) or is_nearly(name, known):
            yield f"column {quoted(name)} is not one that {rulebook.id} reads; {nearest(name, known)} If not, rename it"


def is_nearly(name: str, known: Iterable[str]) -> bool:
    """Return whether a name may be a slip for a known one; a column of one's own is seldom so near."""
    return bool(get_close_matches(name.casefold(), known, n=1, cutoff=NEAR))


def _taken(schema: Mapping[str, Any], added: Iterable[str]) -> Iterator[str]:
    for name in added:
        if name in schema:
            yield f"column {quoted(name)} has the name of a column that scoring adds; rename it or leave it out"


def opened(table: Any) -> Any:
    """Open a table of any engine.

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


def with_types(frame: Any, kind_of: Mapping[str, str]) -> Any:
    """Return the table with a type for each known column that holds nothing, and so has none or a wrong one.

    Of a lazy table only what says of itself that it holds nothing is known to.
    """
    schema = frame.collect_schema()
    empty = {
        name: kind
        for name, kind in kind_of.items()
        if name in schema and _holds_nothing(frame, name, schema[name], kind)
    }
    typed = {name: nw.col(name).cast(TYPES[kind]) for name, kind in empty.items()}
    return frame.with_columns(**typed) if typed else frame


def _holds_nothing(frame: Any, name: str, dtype: Any, kind: str) -> bool:
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
    """Return what is wrong with the type of a column; None where nothing is.

    Args:
        kind: what the column is for, as `kinds` has it.
    """
    allowed = dtype.is_numeric() and kind in ("percentage", "points", "rating")
    allowed = allowed or (dtype == nw.Boolean and kind == "yes or no")
    allowed = allowed or (dtype in (nw.String, nw.Categorical, nw.Enum) and kind in ("rating", "text"))
    return None if allowed else f"column {quoted(name)} holds {_held(kind, dtype)}; {RIGHT[kind]}"


def _held(kind: str, dtype: Any) -> str:
    return f"{dtype}, not numbers" if kind in ("percentage", "points") else str(dtype)


RIGHT = {
    "percentage": "write percentages as 51 or 51.2, empty where missing",
    "points": "write points as 3, empty where missing",
    "yes or no": "write true or false",
    "rating": "write ratings by their names, or by their points",
    "text": "write it as text",
}
"""What would be right in a column, by what it is for."""


def kinds(rulebook: Rulebook) -> dict[str, str]:
    """Return what each column is for that a rulebook reads."""
    found = {OVERALL_SCORE: "points", OVERALL_MAX_SCORE: "points", OVERALL_RATING: "rating", NOT_UNDERSTOOD: "points"}
    for standard in rulebook.standards:
        found[standard_column(standard)] = "rating"
        for question in standard.key_questions:
            found[percentage_column(standard, question)] = "percentage"
            found[not_applicable_column(standard, question)] = "yes or no"
    return found
