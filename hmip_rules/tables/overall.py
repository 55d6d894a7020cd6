"""The overall result as expressions: the total of the points, its band, and how the published values compare."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from operator import add, and_, or_
from typing import NamedTuple

import narwhals.stable.v2 as nw

from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.rules import OverallBands
from hmip_rules.tables.codes import (
    AGREES,
    DISAGREES,
    MAX_SMALL,
    NOTHING,
    UNDETERMINED,
    Ranks,
    is_missing,
    number,
    rank_of_published,
)
from hmip_rules.tables.columns import OVERALL_MAX_SCORE, OVERALL_RATING, OVERALL_SCORE, TEMPORARY
from hmip_rules.tables.inputs import NOT_UNDERSTOOD, Inputs
from hmip_rules.tables.standards import Columns, StandardColumns

LOW, HIGH, RATING_LOW, RATING_HIGH = (TEMPORARY + end for end in ("low", "high", "rating_low", "rating_high"))
"""The columns of the ends of what is possible."""

ALLOWED = {end: end.replace(TEMPORARY, f"{TEMPORARY}allowed_") for end in (LOW, HIGH, RATING_LOW, RATING_HIGH)}
"""For each of them, the column of the end of what discretion allows where no rating was published."""

BANDS, RATING_OF_SCORE, PUBLISHED = (TEMPORARY + name for name in ("bands", "rating_of_score", "published"))


class OverallColumns(NamedTuple):
    """The overall result of one table.

    Attributes:
        included: the standards that are included in the score.
    """

    rulebook: Rulebook
    included: Sequence[StandardColumns]
    inputs: Inputs
    ranks: Ranks

    def total_columns(self) -> Columns:
        """Return the lowest and the highest total of the points, those that discretion allows, and the bands."""
        ends = {
            LOW: [nw.col(standard.column_name("low")) for standard in self.included],
            HIGH: [nw.col(standard.column_name("high")) for standard in self.included],
        }
        if self.may_depart:
            lows, highs = zip(*[standard.allowed_ends() for standard in self.included], strict=True)
            ends |= {ALLOWED[LOW]: list(lows), ALLOWED[HIGH]: list(highs)}
        totals, points_of_worst = {}, min(self.rulebook.ratings.values())
        for name, ranks in ends.items():
            total = _sum_of_small(ranks, self.ranks.best)
            totals[name] = total + points_of_worst * self._number_rated() if points_of_worst else total
        totals[BANDS] = self._place_of_bands()
        if self.inputs.has(OVERALL_RATING):
            dtype = self.inputs.types[OVERALL_RATING]
            totals[PUBLISHED] = rank_of_published(self.rulebook, OVERALL_RATING, dtype)
        return totals

    @property
    def may_depart(self) -> bool:
        """Whether discretion may make other totals of a row, because a standard has no published rating."""
        return any(standard.may_depart for standard in self.included)

    def _number_rated(self) -> nw.Expr:
        """Return how many standards were rated, or might have been."""
        rated = [
            nw.when(standard.is_not_rated).then(number(0)).otherwise(number(1))
            if standard.may_be_unrated
            else number(1)
            for standard in self.included
        ]
        return _sum_of_small(rated, 1)

    def _place_of_bands(self) -> nw.Expr:
        """Return the place of the bands for the standards that were not rated, or one beyond the last."""
        place = number(len(self.rulebook.bands.overall))
        for entry_place, entry in reversed(list(enumerate(self.rulebook.bands.overall))):
            place = nw.when(self._are_unrated(entry)).then(number(entry_place)).otherwise(place)
        return place

    def _are_unrated(self, entry: OverallBands) -> nw.Expr:
        """Return whether exactly the standards that bands are `without` were not rated."""
        tests = [nw.lit(value=True)]
        for standard in self.included:
            is_without = standard.standard.key in entry.without
            if standard.may_be_unrated:
                tests.append(standard.is_not_rated if is_without else ~standard.is_not_rated)
            elif is_without:
                tests.append(nw.lit(value=False))
        return nw.all_horizontal(*tests, ignore_nulls=False)

    def rating_columns(self) -> Columns:
        """Return the ratings of the lowest, the highest and the published total; all where no bands are known."""
        columns = {
            RATING_LOW: self._by_bands(lambda entry: _rank_of_total(entry, nw.col(LOW)), number(0)),
            RATING_HIGH: self._by_bands(lambda entry: _rank_of_total(entry, nw.col(HIGH)), number(self.ranks.best)),
        }
        low, high = self._allowed(LOW), self._allowed(HIGH)
        if self.may_depart:
            columns |= {
                ALLOWED[RATING_LOW]: self._by_bands(lambda entry: _rank_of_total(entry, low), number(0)),
                ALLOWED[RATING_HIGH]: self._by_bands(
                    lambda entry: _rank_of_total(entry, high), number(self.ranks.best)
                ),
            }
        if self.inputs.has(OVERALL_SCORE):
            score, missing = nw.col(OVERALL_SCORE), number(self.ranks.missing)
            of_score = self._by_bands(lambda entry: _rank_of_total(entry, score), missing)
            is_allowed = (score >= low) & (score <= high)
            columns[RATING_OF_SCORE] = nw.when(is_allowed).then(of_score).otherwise(missing)
        return columns

    def _allowed(self, name: str) -> nw.Expr:
        """Return an end of what is possible, with what discretion may make of it where no rating was published."""
        return nw.col(ALLOWED[name] if self.may_depart else name)

    def _by_bands(self, value: Callable[[OverallBands], nw.Expr], otherwise: nw.Expr) -> nw.Expr:
        """Return what the bands of a row make of a value."""
        result = otherwise
        for place, entry in enumerate(self.rulebook.bands.overall):
            result = nw.when(nw.col(BANDS) == place).then(value(entry)).otherwise(result)
        return result

    def statuses(self) -> list[nw.Expr]:
        """Return how each published value compares with what is possible; nothing where none was published."""
        statuses = []
        if self.inputs.has(OVERALL_SCORE):
            score, low, high = nw.col(OVERALL_SCORE), nw.col(LOW), nw.col(HIGH)
            is_allowed = (score >= self._allowed(LOW)) & (score <= self._allowed(HIGH))
            compared = _compared(is_allowed, (low == high) & (score == low))
            statuses.append(_status_where(self._is_published(OVERALL_SCORE), compared))
        if self.inputs.has(OVERALL_RATING):
            statuses.append(_status_where(self.has_published_rating, self._rating_compared()))
        if self.inputs.has(OVERALL_MAX_SCORE):
            statuses.append(_status_where(self._is_published(OVERALL_MAX_SCORE), self._max_score_compared()))
        return statuses

    def _max_score_compared(self) -> nw.Expr:
        """Compare with the maximum of every set of standards that may have been rated; none where no bands are known.

        A standard of which a row says nothing may have been rated or not.
        """
        published = nw.col(OVERALL_MAX_SCORE)
        is_other_maximum = [
            (published == entry.max) & self._may_be_unrated(entry) for entry in self.rulebook.bands.overall
        ]
        return self._by_bands(
            lambda entry: _agrees_if(reduce(or_, is_other_maximum, published == entry.max)), number(NOTHING)
        )

    def _may_be_unrated(self, entry: OverallBands) -> nw.Expr:
        """Return whether it may be that exactly the standards that bands are `without` were not rated."""
        tests = []
        for standard in self.included:
            is_without = standard.standard.key in entry.without
            tests.append(standard.is_not_rated | standard.is_absent if is_without else ~standard.is_not_rated)
        return reduce(and_, tests)

    @property
    def has_published_rating(self) -> nw.Expr:
        """Whether an overall rating was published."""
        return nw.col(PUBLISHED) <= self.ranks.best if self.inputs.has(OVERALL_RATING) else nw.lit(value=False)

    def _rating_compared(self) -> nw.Expr:
        """Compare with the rating of the published score, where that is possible; else with all that are."""
        published, low, high = nw.col(PUBLISHED), nw.col(RATING_LOW), nw.col(RATING_HIGH)
        is_allowed = (published >= self._allowed(RATING_LOW)) & (published <= self._allowed(RATING_HIGH))
        compared = _compared(is_allowed, (low == high) & (published == low))
        if not self.inputs.has(OVERALL_SCORE):
            return compared
        of_score = nw.col(RATING_OF_SCORE)
        return nw.when(of_score <= self.ranks.best).then(_agrees_if(published == of_score)).otherwise(compared)

    def _is_published(self, column: str) -> nw.Expr:
        return ~is_missing(nw.col(column), self.inputs.types[column])

    def column_tests(self) -> list[tuple[str, nw.Expr]]:
        """Return for each column the test that finds what no report could have."""
        tests = []
        for column in (OVERALL_SCORE, OVERALL_MAX_SCORE, NOT_UNDERSTOOD):
            if self.inputs.has(column):
                value = nw.col(column)
                is_wrong = value > 0 if column == NOT_UNDERSTOOD else value < 0
                if not self.inputs.is_whole([column]):
                    points = value.cast(nw.Float64)
                    is_wrong = is_wrong | (self._is_published(column) & (points > points.floor()))
                tests.append((column, is_wrong))
        if self.inputs.has(OVERALL_RATING):
            tests.append((OVERALL_RATING, nw.col(PUBLISHED) >= self.ranks.not_rated))
        return tests


def _sum_of_small(numbers: Sequence[nw.Expr], highest: int) -> nw.Expr:
    """Add up small numbers, of at most `highest` each: as many together as have a small sum."""
    per_part = MAX_SMALL // max(highest, 1)
    parts = [reduce(add, numbers[start : start + per_part]) for start in range(0, len(numbers), per_part)]
    return reduce(add, (part.cast(nw.Int16) for part in parts))


def _rank_of_total(entry: OverallBands, total: nw.Expr) -> nw.Expr:
    rank = number(0)
    for place, start in enumerate(list(entry.starts.values())[1:], start=1):
        rank = nw.when(total >= start).then(number(place)).otherwise(rank)
    return rank


def _compared(is_allowed: nw.Expr, is_only: nw.Expr) -> nw.Expr:
    """Compare a published value: whether it is among those allowed, and whether it is the only one possible."""
    among = nw.when(is_only).then(number(AGREES)).otherwise(number(UNDETERMINED))
    return nw.when(is_allowed).then(among).otherwise(number(DISAGREES))


def _agrees_if(is_equal: nw.Expr) -> nw.Expr:
    return nw.when(is_equal).then(number(AGREES)).otherwise(number(DISAGREES))


def _status_where(is_published: nw.Expr, compared: nw.Expr) -> nw.Expr:
    return nw.when(is_published).then(compared).otherwise(number(NOTHING))
