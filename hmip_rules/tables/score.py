"""A table of reports scored by a rulebook: the stages, each a set of new columns over the one before."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import reduce
from itertools import pairwise
from operator import add, or_
from typing import Any, TypeVar

import narwhals.stable.v2 as nw

from hmip_rules.model.errors import InputError, Problem
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.rules import OverallBands
from hmip_rules.scoring.thresholds import percent_thresholds
from hmip_rules.tables.codes import (
    AGREES,
    DISAGREES,
    MOST_SMALL,
    NOTHING,
    STATUSES,
    UNDETERMINED,
    UNREADABLE,
    in_words,
    is_missing,
    number,
    rank_of_published,
    ranks,
)
from hmip_rules.tables.columns import (
    OVERALL_MAX_SCORE,
    OVERALL_RATING,
    OVERALL_SCORE,
    decided_by_column,
    recomputed_column,
)
from hmip_rules.tables.inputs import (
    NOT_UNDERSTOOD,
    OUTPUTS,
    OWN,
    PROBLEM,
    Inputs,
    inputs_of,
    kinds,
    opened,
    output_columns,
    with_types,
)
from hmip_rules.tables.standards import StandardColumns, horizontally

T = TypeVar("T")

LOW, HIGH, BANDS, RATING_LOW, RATING_HIGH, RATING_OF_SCORE, PUBLISHED, READING, STATUS = (
    OWN + name
    for name in (
        *("low", "high", "bands", "rating_low", "rating_high", "rating_of_score", "published"),
        *("reading", "status"),
    )
)


def score_table(table: T, rulebook: Rulebook, *, reasons: bool = False, suffix: str = "") -> T:
    """Score a table with a row a report, on the engine that holds it.

    Args:
        table: a data frame or lazy frame of polars, pandas, pyarrow, DuckDB or PySpark. What it has no column
            for is missing in every row; what is null, or not a number, is missing in that row.
        reasons: whether to add also which key questions decided (`p_2_1_decided_by`), and the first column that
            makes a row unreadable (`problem`).
        suffix: what the names of the added columns end with, so that a table can be scored by several rulebooks.

    Returns:
        the same kind of table, with its own columns and those that docs/tables.md lists. A rating or score that
        missing values leave open is null. A row that no report could be (a percentage above 100, a rating that
        the rulebook does not have) has the status "unreadable" and no rating.

    Raises:
        InputError: the table has no column that the rulebook reads, or one that can't be read; or the rulebook's
            points do not rise by one, or its margin of discretion is as wide as a band.
    """
    return scored(table, rulebook, reasons=reasons, suffix=suffix)


def scored(table: T, rulebook: Rulebook, *, reasons: bool, suffix: str = "", also: Collection[str] = ()) -> T:
    """Score a table as `score_table` does.

    Args:
        also: columns that another rulebook reads, so that they are no slips for this one's.
    """
    _refuse(rulebook)
    frame: Any = with_types(opened(table), kinds(rulebook))
    schema = frame.collect_schema()
    added = [name + suffix for name in output_columns(rulebook, reasons=reasons)]
    inputs = inputs_of(rulebook, schema, added, also)
    as_enum = frame.implementation.is_polars()
    *stages, results = _stages(rulebook, inputs, reasons=reasons, as_enum=as_enum)
    for stage in filter(None, stages):  # a table without standards has nothing to add for them
        frame = frame.with_columns(**stage)
    frame = frame.with_columns(**{name + suffix: result for name, result in results.items()})
    result: T = frame.select(*schema, *added).to_native()
    return result


def _refuse(rulebook: Rulebook) -> None:
    """Refuse a rulebook by which the possible scores of a report would not be all those from low to high.

    Raises:
        InputError: it is one; `hmip-score` takes every rulebook.
    """
    points, bands = list(rulebook.ratings.values()), rulebook.percent_bands
    if any(more - fewer != 1 for fewer, more in pairwise(points)):
        why = "the points of its ratings do not rise by one"
    elif rulebook.discretion and any(
        following - start <= rulebook.discretion.points + rulebook.percentages.printed.to
        for start, following in pairwise(bands.starts[1:])
    ):
        why = "its margin of discretion is as wide as a band"
    else:
        return
    raise InputError([Problem(f"rulebook {rulebook.id} can't score tables: {why}; score report files by it")])


def _stages(rulebook: Rulebook, inputs: Inputs, *, reasons: bool, as_enum: bool) -> Iterator[Mapping[str, nw.Expr]]:
    """Give the columns of each stage, which may use those of the stages before."""
    thresholds = percent_thresholds(rulebook)
    standards = [
        StandardColumns(rulebook, standard, inputs, thresholds, ranks(rulebook)) for standard in rulebook.standards
    ]
    for per_standard in ("known_columns", "lowest_columns", "rank_columns", "result_columns"):
        stage = [getattr(standard, per_standard)() for standard in standards]
        yield {name: expression for columns in stage for name, expression in columns.items()}
    counted = [standard for standard in standards if standard.standard.counted]
    yield _total_columns(rulebook, counted, inputs)
    yield _overall_rating_columns(rulebook, inputs) | {READING: _reading(rulebook, standards, inputs)}
    yield {STATUS: _status(rulebook, standards, inputs)}
    yield _results(rulebook, standards, inputs, reasons=reasons, as_enum=as_enum)


def _total_columns(rulebook: Rulebook, counted: Sequence[StandardColumns], inputs: Inputs) -> dict[str, nw.Expr]:
    """Add up the ends of the standards that count, in points, and find the bands of the total."""
    worst = min(rulebook.ratings.values())
    totals = {}
    for end, name in (("low", LOW), ("high", HIGH)):
        total = _sum([nw.col(standard.own(end)) for standard in counted], ranks(rulebook).best)
        totals[name] = total + worst * _rated(counted) if worst else total
    totals[BANDS] = _place_of_bands(rulebook, counted)
    if inputs.has(OVERALL_RATING):
        totals[PUBLISHED] = rank_of_published(rulebook, OVERALL_RATING, inputs.types[OVERALL_RATING])
    return totals


def _sum(numbers: Sequence[nw.Expr], most: int) -> nw.Expr:
    """Add up small numbers, of at most `most` each: as many at once as the sum is a small number too."""
    at_once = MOST_SMALL // max(most, 1)
    parts = [reduce(add, numbers[start : start + at_once]) for start in range(0, len(numbers), at_once)]
    return reduce(add, (part.cast(nw.Int16) for part in parts))


def _rated(counted: Sequence[StandardColumns]) -> nw.Expr:
    """Count the standards that were rated, or might have been."""
    ones = [
        nw.when(standard.is_not_rated).then(number(0)).otherwise(number(1)) if standard.may_be_unrated else number(1)
        for standard in counted
    ]
    return _sum(ones, 1)


def _overall_rating_columns(rulebook: Rulebook, inputs: Inputs) -> dict[str, nw.Expr]:
    """Find the bands of the lowest, the highest and the published total; every rating where no bands are known."""
    best, missing = ranks(rulebook).best, ranks(rulebook).missing
    columns = {
        RATING_LOW: _by_bands(rulebook, lambda entry: _rank(entry, nw.col(LOW)), number(0)),
        RATING_HIGH: _by_bands(rulebook, lambda entry: _rank(entry, nw.col(HIGH)), number(best)),
    }
    if inputs.has(OVERALL_SCORE):
        score = nw.col(OVERALL_SCORE)
        of_score = _by_bands(rulebook, lambda entry: _rank(entry, score), number(missing))
        possible = (score >= nw.col(LOW)) & (score <= nw.col(HIGH))
        columns[RATING_OF_SCORE] = nw.when(possible).then(of_score).otherwise(number(missing))
    return columns


def _by_bands(rulebook: Rulebook, value: Callable[[OverallBands], nw.Expr], otherwise: nw.Expr) -> nw.Expr:
    """Take what the bands of a row give."""
    result = otherwise
    for place, entry in enumerate(rulebook.bands.overall):
        result = nw.when(nw.col(BANDS) == place).then(value(entry)).otherwise(result)
    return result


def _place_of_bands(rulebook: Rulebook, counted: Sequence[StandardColumns]) -> nw.Expr:
    """Give the place of the bands that hold for exactly the standards that were not rated, or one beyond the last."""
    place = number(len(rulebook.bands.overall))
    for entry_place, entry in reversed(list(enumerate(rulebook.bands.overall))):
        place = nw.when(_holds(entry, counted)).then(number(entry_place)).otherwise(place)
    return place


def _holds(entry: OverallBands, counted: Sequence[StandardColumns]) -> nw.Expr:
    """Say whether exactly the standards that bands are `without` were not rated."""
    tests = [nw.lit(value=True)]
    for standard in counted:
        if standard.may_be_unrated:
            left_out = standard.is_not_rated
            tests.append(left_out if standard.standard.key in entry.without else ~left_out)
        elif standard.standard.key in entry.without:
            tests.append(nw.lit(value=False))
    return nw.all_horizontal(*tests, ignore_nulls=False)


def _rank(entry: OverallBands, total: nw.Expr) -> nw.Expr:
    rank = number(0)
    for place, start in enumerate(list(entry.starts.values())[1:], start=1):
        rank = nw.when(total >= start).then(number(place)).otherwise(rank)
    return rank


def _reading(rulebook: Rulebook, standards: Sequence[StandardColumns], inputs: Inputs) -> nw.Expr:
    """Say whether a row is unreadable, apart from its status: who takes the rating alone, pays for no comparison."""
    tests = [test for standard in standards for test in standard.is_unreadable()]
    tests += [test for _, test in _overall_problems(rulebook, inputs)]
    return nw.when(reduce(or_, tests, nw.lit(value=False))).then(number(UNREADABLE)).otherwise(number(NOTHING))


def _status(rulebook: Rulebook, standards: Sequence[StandardColumns], inputs: Inputs) -> nw.Expr:
    """Take the gravest of all comparisons; that a row is unreadable is graver."""
    compared = [nw.col(standard.own("status")) for standard in standards if standard.is_compared]
    return horizontally(nw.max_horizontal, [*compared, *_overall_statuses(rulebook, inputs), nw.col(READING)])


def _overall_statuses(rulebook: Rulebook, inputs: Inputs) -> Iterator[nw.Expr]:
    score, low, high = nw.col(OVERALL_SCORE), nw.col(LOW), nw.col(HIGH)
    if inputs.has(OVERALL_SCORE):
        compared = _compared((score >= low) & (score <= high), low == high)
        yield _where(_known(score, inputs, OVERALL_SCORE), compared)
    if inputs.has(OVERALL_RATING):
        yield _where(nw.col(PUBLISHED) <= ranks(rulebook).best, _overall_rating_compared(rulebook, inputs))
    if inputs.has(OVERALL_MAX_SCORE):
        published = nw.col(OVERALL_MAX_SCORE)
        compared = _by_bands(rulebook, lambda entry: _agrees(published == entry.max), number(NOTHING))
        yield _where(_known(published, inputs, OVERALL_MAX_SCORE), compared)


def _overall_rating_compared(rulebook: Rulebook, inputs: Inputs) -> nw.Expr:
    """Compare with the rating of the published score, where that is possible; else with all that are."""
    published, low, high = nw.col(PUBLISHED), nw.col(RATING_LOW), nw.col(RATING_HIGH)
    compared = _compared((published >= low) & (published <= high), low == high)
    if not inputs.has(OVERALL_SCORE):
        return compared
    of_score = nw.col(RATING_OF_SCORE)
    return nw.when(of_score <= ranks(rulebook).best).then(_agrees(published == of_score)).otherwise(compared)


def _known(value: nw.Expr, inputs: Inputs, column: str) -> nw.Expr:
    return ~is_missing(value, inputs.types[column])


def _compared(possible: nw.Expr, only: nw.Expr) -> nw.Expr:
    """Compare a published value with the possible ones: whether it is among them, and whether there is only one."""
    among = nw.when(only).then(number(AGREES)).otherwise(number(UNDETERMINED))
    return nw.when(possible).then(among).otherwise(number(DISAGREES))


def _agrees(equal: nw.Expr) -> nw.Expr:
    return nw.when(equal).then(number(AGREES)).otherwise(number(DISAGREES))


def _where(known: nw.Expr, compared: nw.Expr) -> nw.Expr:
    return nw.when(known).then(compared).otherwise(number(NOTHING))


def _overall_problems(rulebook: Rulebook, inputs: Inputs) -> Iterator[tuple[str, nw.Expr]]:
    for column in (OVERALL_SCORE, OVERALL_MAX_SCORE, NOT_UNDERSTOOD):
        if inputs.has(column):
            value, dtype = nw.col(column), inputs.types[column]
            wrong = value > 0 if column == NOT_UNDERSTOOD else value < 0
            if not dtype.is_integer():
                part = value.cast(nw.Float64)
                wrong = wrong | (_known(value, inputs, column) & (part > part.floor()))
            yield column, wrong
    if inputs.has(OVERALL_RATING):
        yield OVERALL_RATING, nw.col(PUBLISHED) >= ranks(rulebook).not_rated


def _results(
    rulebook: Rulebook, standards: Sequence[StandardColumns], inputs: Inputs, *, reasons: bool, as_enum: bool
) -> dict[str, nw.Expr]:
    """Give what comes out: names for numbers, and nothing for a row that no report could be."""
    readable = nw.col(READING) == NOTHING
    names = dict(enumerate(rulebook.names))

    def named(rank: nw.Expr) -> nw.Expr:
        shown = nw.when(readable).then(rank).otherwise(number(ranks(rulebook).missing))
        return in_words(shown, names, as_enum=as_enum)

    results = {}
    for standard in standards:
        if standard.standard.key_questions:
            results[recomputed_column(standard.standard)] = named(standard.recomputed())
            if reasons:
                by = nw.when(readable).then(standard.decided_by) if standard.asked else nw.lit(None, nw.String)
                results[decided_by_column(standard.standard)] = by
    low, high = nw.col(LOW), nw.col(HIGH)
    of_low, of_high = nw.col(RATING_LOW), nw.col(RATING_HIGH)
    one = nw.when(of_low == of_high).then(of_low).otherwise(number(ranks(rulebook).missing))
    overall = (
        nw.when(readable & (low == high)).then(low),
        named(one),
        nw.when(readable).then(low),
        nw.when(readable).then(high),
        named(of_low),
        named(of_high),
        in_words(nw.col(STATUS), STATUSES, as_enum=as_enum),
    )
    results |= dict(zip(OUTPUTS, overall, strict=True))
    if reasons:
        results[PROBLEM] = _first_problem(rulebook, standards, inputs)
    return results


def _first_problem(rulebook: Rulebook, standards: Sequence[StandardColumns], inputs: Inputs) -> nw.Expr:
    """Name the first column that makes a row unreadable."""
    tests = [one for standard in standards for one in standard.problems()]
    tests += _overall_problems(rulebook, inputs)
    result: nw.Expr = nw.lit(None, nw.String)
    for column, test in reversed(tests):
        result = nw.when(test).then(nw.lit(column)).otherwise(result)
    return result
