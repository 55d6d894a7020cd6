"""A rulebook compiled for tables with the same columns: stages of new columns, each over the one before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from itertools import pairwise
from operator import and_, or_
from typing import Any, Final, NamedTuple

import narwhals.stable.v2 as nw

from hmip_rules.model.errors import InputError, Problem
from hmip_rules.model.once import once_per_rulebook
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.scoring.thresholds import percent_thresholds
from hmip_rules.tables.codes import (
    AGREES,
    NOTHING,
    PARTLY_CHECKED,
    STATUSES,
    UNREADABLE,
    WITHIN_DISCRETION,
    in_words,
    number,
    ranks,
    ranks_of_names,
)
from hmip_rules.tables.columns import TEMPORARY, decided_by_column, recomputed_column
from hmip_rules.tables.inputs import PROBLEM, RESULT_COLUMNS, Inputs, column_kinds, inputs_of, output_columns
from hmip_rules.tables.overall import HIGH, LOW, RATING_HIGH, RATING_LOW, OverallColumns
from hmip_rules.tables.standards import Columns, StandardColumns, min_or_max

READING, STATUS = f"{TEMPORARY}reading", f"{TEMPORARY}status"


MAX_COMPILED: Final = 32
"""How many sets of columns are remembered for a rulebook."""


class Compiled(NamedTuple):
    """A rulebook as expressions.

    Attributes:
        added: the columns that scoring adds.
        stages: the expressions of each stage; of polars for a table of polars, else of narwhals.
    """

    added: tuple[str, ...]
    stages: tuple[tuple[Any, ...], ...]


class Request(NamedTuple):
    """What a rulebook is compiled for.

    Attributes:
        schema: the names of a table's columns and their types.
        also: columns that another rulebook reads, so that they are not taken for misspelt ones of this one.
        suffix: what the names of the added columns end with.
        reasons: whether to add which key questions decided, and what makes a row unreadable.
        is_polars: whether the table is one of polars.
    """

    schema: tuple[tuple[str, Any], ...]
    also: frozenset[str]
    suffix: str
    reasons: bool
    is_polars: bool


def compiled(rulebook: Rulebook, request: Request) -> Compiled:
    """Compile a rulebook for tables with certain columns, once for all of them.

    Raises:
        InputError: it cannot score tables, or not these.
    """
    known = _compiled_requests(rulebook)
    found = known.get(request)
    if found is None:
        if len(known) >= MAX_COMPILED:
            known.clear()
        found = known[request] = _compile(rulebook, request)
    return found


@once_per_rulebook
def _compiled_requests(_: Rulebook) -> dict[Request, Compiled]:
    """Return what a rulebook was compiled to so far; empty at first."""
    return {}


def _compile(rulebook: Rulebook, request: Request) -> Compiled:
    _check_totals_without_gaps(rulebook)
    added = tuple(name + request.suffix for name in output_columns(rulebook, reasons=request.reasons))
    inputs = inputs_of(rulebook, dict(request.schema), added, request.also)
    ratings = [name for name, kind in column_kinds(rulebook).items() if kind == "rating"]
    by_name = {name: type_ for name, type_ in inputs.types.items() if name in ratings and not type_.is_numeric()}
    exact, *spellings = ranks_of_names(rulebook, by_name)
    *stages, results = _Stages(rulebook, inputs).columns(reasons=request.reasons, as_enum=request.is_polars)
    stages.append({name + request.suffix: value for name, value in results.items()})
    expressions: list[tuple[Any, ...]]
    if request.is_polars:
        from hmip_rules.tables.polars_expressions import as_polars, ranks_of_spellings

        expressions = [as_polars(exact), ranks_of_spellings(rulebook, by_name), *map(as_polars, stages)]
    else:
        named = (exact, *spellings, *stages)
        expressions = [tuple([value.alias(name) for name, value in stage.items()]) for stage in named]
    return Compiled(added, tuple(filter(None, expressions)))  # without standards there is nothing to add for them


def _check_totals_without_gaps(rulebook: Rulebook) -> None:
    """Check that all scores between the lowest and the highest possible one are possible, for columns hold only these.

    Raises:
        InputError: they are not; `hmip-score` takes every rulebook.
    """
    points, margin = list(rulebook.ratings.values()), rulebook.discretion
    if any(more - fewer != 1 for fewer, more in pairwise(points)):
        why = "the points of its ratings do not rise by one"
    elif margin and any(
        end - start <= margin.points + rulebook.percentages.printed.to
        for _, start, end in rulebook.percent_bands.between_others()
    ):
        why = "its margin of discretion is as wide as a band"
    else:
        return
    raise InputError([Problem(f"rulebook {rulebook.id} cannot score tables, because {why}; use it with report files")])


class _Stages:
    """The stages for the columns of one table."""

    def __init__(self, rulebook: Rulebook, inputs: Inputs) -> None:
        thresholds = percent_thresholds(rulebook)
        self.ranks = ranks(rulebook)
        self.names: Mapping[int, str] = dict(enumerate(rulebook.names))
        self.standards = [
            StandardColumns(rulebook, standard, inputs, thresholds, self.ranks) for standard in rulebook.standards
        ]
        included = [standard for standard in self.standards if standard.standard.included]
        self.overall = OverallColumns(rulebook, included, inputs, self.ranks)

    def columns(self, *, reasons: bool, as_enum: bool) -> tuple[Columns, ...]:
        """Return the new columns of each stage, and last those of the results."""
        return (
            self._of_all_standards(StandardColumns.input_columns),
            self._of_all_standards(StandardColumns.lowest_columns),
            self._of_all_standards(StandardColumns.rank_columns),
            self._of_all_standards(StandardColumns.result_columns),
            self.overall.total_columns(),
            self.overall.rating_columns() | {READING: self._reading()},
            {STATUS: self._status()} | self._shown_ranks(),
            self._results(reasons=reasons, as_enum=as_enum),
        )

    def _of_all_standards(self, columns_of: Callable[[StandardColumns], Columns]) -> Columns:
        return {name: value for standard in self.standards for name, value in columns_of(standard).items()}

    def _reading(self) -> nw.Expr:
        """Return whether a row is unreadable; apart from its status, so that a rating alone costs no comparison."""
        tests = [test for standard in self.standards for test in standard.unreadable_tests()]
        tests += [test for _, test in self.overall.column_tests()]
        if published := [standard.published for standard in self.standards if standard.has_published_column]:
            tests.append(min_or_max(nw.max_horizontal, published) == self.ranks.unknown)  # the highest of all numbers
        return nw.when(reduce(or_, tests, nw.lit(value=False))).then(number(UNREADABLE)).otherwise(number(NOTHING))

    def _status(self) -> nw.Expr:
        """Return the gravest of all comparisons; that a row is unreadable is graver.

        What agrees is partly checked where not all was checked that should be.
        """
        compared = [nw.col(standard.column_name("status")) for standard in self.standards if standard.is_compared]
        gravest = min_or_max(nw.max_horizontal, [*compared, *self.overall.statuses(), nw.col(READING)])
        agrees = (gravest == AGREES) | (gravest == WITHIN_DISCRETION)
        return nw.when(agrees & ~self._is_fully_checked()).then(number(PARTLY_CHECKED)).otherwise(gravest)

    def _is_fully_checked(self) -> nw.Expr:
        """Return whether every rated standard of key questions was recomputed, and an overall rating compared."""
        recomputed = [standard.is_recomputed_if_rated for standard in self.standards if standard.standard.is_casework]
        return reduce(and_, [self.overall.has_published_rating, *recomputed])

    def _shown_ranks(self) -> Columns:
        """Return the ratings that come out as numbers; none for a row that no report could be."""
        rating_low, rating_high = nw.col(RATING_LOW), nw.col(RATING_HIGH)
        only = nw.when(rating_low == rating_high).then(rating_low).otherwise(number(self.ranks.missing))
        columns = {"rating": only, "rating_low": rating_low, "rating_high": rating_high}
        columns |= {recomputed_column(standard.standard): standard.recomputed() for standard in self._casework}
        is_readable, none = nw.col(READING) == NOTHING, number(self.ranks.missing)
        return {_shown_column(name): nw.when(is_readable).then(rank).otherwise(none) for name, rank in columns.items()}

    @property
    def _casework(self) -> list[StandardColumns]:
        """The standards that are rated from key questions."""
        return [standard for standard in self.standards if standard.standard.key_questions]

    def _results(self, *, reasons: bool, as_enum: bool) -> Columns:
        """Return what comes out: names for numbers, and nothing for a row that no report could be."""
        is_readable, low, high = nw.col(READING) == NOTHING, nw.col(LOW), nw.col(HIGH)
        no_text = nw.lit(None, nw.String)

        def rating(column: str) -> nw.Expr:
            return in_words(nw.col(_shown_column(column)), self.names, as_enum=as_enum)

        results = {}
        for standard in self._casework:
            recomputed = recomputed_column(standard.standard)
            results[recomputed] = rating(recomputed)
            if reasons:
                decided_by = nw.when(is_readable).then(standard.decided_by()) if standard.questions else no_text
                results[decided_by_column(standard.standard)] = decided_by
        overall = (
            nw.when(is_readable & (low == high)).then(low),
            rating("rating"),
            nw.when(is_readable).then(low),
            nw.when(is_readable).then(high),
            rating("rating_low"),
            rating("rating_high"),
            in_words(nw.col(STATUS), STATUSES, as_enum=as_enum),
        )
        results |= dict(zip(RESULT_COLUMNS, overall, strict=True))
        if reasons:
            tests = [test for standard in self.standards for test in standard.column_tests()]
            results[PROBLEM] = no_text
            for column, is_wrong in reversed([*tests, *self.overall.column_tests()]):
                results[PROBLEM] = nw.when(is_wrong).then(nw.lit(column)).otherwise(results[PROBLEM])
        return results


def _shown_column(column: str) -> str:
    """Return the column with the number of the rating that a column of results shows."""
    return f"{TEMPORARY}shown_{column}"
