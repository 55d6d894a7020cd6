"""A standard as expressions: the lowest of its percentages, its band, what counts, and how it compares.

As `evaluate` has it: what is missing leaves a lowest and a highest rating, and both ends are columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import reduce
from operator import or_
from typing import NamedTuple

import narwhals.stable.v2 as nw

from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.rules import Standard
from hmip_rules.scoring.thresholds import PercentThresholds, Threshold
from hmip_rules.tables.codes import (
    AGREES,
    DISAGREES,
    NOTHING,
    UNDETERMINED,
    WITHIN_DISCRETION,
    Ranks,
    is_missing,
    number,
    rank_of_published,
)
from hmip_rules.tables.columns import (
    OVERALL_RATING,
    OVERALL_SCORE,
    not_applicable_column,
    percentage_column,
    standard_column,
)
from hmip_rules.tables.inputs import OWN, Inputs

FLOAT_TOLERANCE = 1e-9
"""What a percentage may be off by, since 51.15 is no binary fraction; finer than any printed one."""

Columns = dict[str, nw.Expr]
"""New columns by their names."""


class StandardColumns(NamedTuple):
    """One standard of one table. Its own columns are named after that of its published rating."""

    rulebook: Rulebook
    standard: Standard
    inputs: Inputs
    thresholds: PercentThresholds
    ranks: Ranks

    def own(self, purpose: str) -> str:
        """Return the name of a column that is there only while the table is scored."""
        return f"{OWN}{purpose}_{standard_column(self.standard)}"  # a key question may be called as what is looked for

    def _col(self, purpose: str) -> nw.Expr:
        return nw.col(self.own(purpose))

    def _percent(self, question: str) -> str:
        return f"{OWN}percent_{percentage_column(self.standard, question)}"

    @property
    def asked(self) -> tuple[str, ...]:
        """The key questions of which the table has percentages."""
        return tuple(
            question
            for question in self.standard.key_questions
            if self.inputs.has(percentage_column(self.standard, question))
        )

    def known_columns(self) -> Columns:
        """Return the percentages as numbers or null, and the published rating as its number."""
        published, added = standard_column(self.standard), {}
        if self.inputs.has(published):
            added[self.own("published")] = rank_of_published(self.rulebook, published, self.inputs.types[published])
        for question in self.asked:
            column = percentage_column(self.standard, question)
            dtype, value = self.inputs.types[column], nw.col(column)
            if not dtype.is_integer():
                value = value.cast(nw.Float64)
                value = nw.when(~is_missing(value, nw.Float64())).then(value)
            added[self._percent(question)] = value
        return added

    def lowest_columns(self) -> Columns:
        """Return the lowest percentage, and whether one is missing."""
        percents = [nw.col(self._percent(question)) for question in self.asked]
        if not percents:
            return {}
        return {self.own("lowest"): horizontally(nw.min_horizontal, percents), self.own("gap"): self._gap()}

    def _gap(self) -> nw.Expr:
        """Return whether a percentage is missing that is not known to fit no case."""
        return reduce(or_, map(self._is_missing, self.standard.key_questions))

    def _is_missing(self, question: str) -> nw.Expr:
        missing = nw.col(self._percent(question)).is_null() if question in self.asked else nw.lit(value=True)
        column = not_applicable_column(self.standard, question)
        if not self.inputs.has(column):
            return missing
        return nw.when(nw.col(column)).then(nw.lit(value=False)).otherwise(missing)

    def rank_columns(self) -> Columns:
        """Return the rating of the lowest percentage, and the best and worst that discretion could make of it."""
        if not self.asked:
            return {}
        none = nw.when(self._col("lowest").is_null()).then(number(self.ranks.missing)).otherwise(number(0))
        columns = {self.own("rank"): self._rank(self.thresholds.reached, none)}
        if self.is_compared or self.may_depart:
            columns[self.own("up")] = self._rank(self.thresholds.by_discretion, number(0))
            columns[self.own("down")] = self._rank(self.thresholds.left, number(0))
        return columns

    def _rank(self, thresholds: Sequence[Threshold], rank: nw.Expr) -> nw.Expr:
        """Return the rating of the lowest percentage; where it reaches no threshold, or is missing, it is `rank`."""
        lowest = self._col("lowest")
        whole = self.inputs.is_whole(percentage_column(self.standard, question) for question in self.asked)
        for place, threshold in enumerate(thresholds, start=1):
            rank = nw.when(reached(lowest, threshold, whole=whole)).then(number(place)).otherwise(rank)
        return rank

    def result_columns(self) -> Columns:
        """Return the ends of what can count, and how the published rating compares with the recomputed one."""
        status = {self.own("status"): self._status()} if self.is_compared else {}
        return {self.own("low"): self._low(), self.own("high"): self._high()} | status

    @property
    def is_compared(self) -> bool:
        """Whether a published rating stands beside percentages."""
        return bool(self.asked) and self.inputs.has(standard_column(self.standard))

    @property
    def may_depart(self) -> bool:
        """Whether discretion, in a row without a published rating, matters to a published score or overall rating."""
        is_overall_compared = self.inputs.has(OVERALL_SCORE) or self.inputs.has(OVERALL_RATING)
        return bool(self.asked) and self.rulebook.discretion is not None and is_overall_compared

    @property
    def published(self) -> nw.Expr:
        """The number of the published rating."""
        has = self.inputs.has(standard_column(self.standard))
        return self._col("published") if has else number(self.ranks.missing)

    @property
    def may_be_unrated(self) -> bool:
        """Whether the table can say that the standard was not rated."""
        dtype = self.inputs.types.get(standard_column(self.standard))
        return dtype is not None and not dtype.is_numeric()

    @property
    def is_not_rated(self) -> nw.Expr:
        """Whether the standard was given no rating."""
        return self.published == self.ranks.not_rated

    @property
    def is_silent(self) -> nw.Expr:
        """Whether a row says nothing of the standard: no rating and no percentage."""
        no_rating = self.published == self.ranks.missing
        return no_rating & (self._col("rank") > self.ranks.best) if self.asked else no_rating

    @property
    def is_recomputed_if_rated(self) -> nw.Expr:
        """Whether it has a percentage, or needs none: not rated, or without a rating and not included in the score."""
        published, missing = self.published, self.ranks.missing
        needs_none = published == self.ranks.not_rated
        if not self.standard.counted:
            needs_none = needs_none | (published == missing)
        return needs_none | (self._col("rank") <= self.ranks.best) if self.asked else needs_none

    def _taken(self, otherwise: int) -> nw.Expr:
        """Return the published rating; where there is none, the end of what is possible; 0 where not rated."""
        best, missing = self.ranks.best, self.ranks.missing
        absent = nw.when(self.published == missing).then(number(otherwise)).otherwise(number(0))
        return nw.when(self.published <= best).then(self.published).otherwise(absent)

    def _high(self) -> nw.Expr:
        if not self.asked:
            return self._taken(self.ranks.best)
        high = nw.when(self._col("rank") <= self.ranks.best).then(self._counts())
        return self._unless_not_rated(high.otherwise(self._taken(self.ranks.best)))

    def _low(self) -> nw.Expr:
        if not self.asked:
            return self._taken(0)
        known = nw.when(self._col("rank") <= self.ranks.best)
        lowest = nw.when(self._col("gap")).then(self._counts_at_0()).otherwise(self._counts())
        return self._unless_not_rated(known.then(lowest).otherwise(self._taken(0)))

    def allowed_ends(self) -> tuple[nw.Expr, nw.Expr]:
        """Return the worst and the best rating that may score points: with discretion where no rating was published."""
        low, high = self._col("low"), self._col("high")
        if not self.may_depart:
            return low, high
        is_unpublished = (self.published == self.ranks.missing) & (self._col("rank") <= self.ranks.best)
        return (
            nw.when(is_unpublished & ~self._col("gap")).then(self._col("down")).otherwise(low),
            nw.when(is_unpublished).then(self._col("up")).otherwise(high),
        )

    def _unless_not_rated(self, rank: nw.Expr, instead: int = 0) -> nw.Expr:
        return nw.when(self.is_not_rated).then(number(instead)).otherwise(rank) if self.may_be_unrated else rank

    def _counts(self) -> nw.Expr:
        """Return the published rating where the band or discretion gives it, else the recomputed one."""
        if not self.is_compared:
            return self._col("rank")
        lawful = (self._col("down") <= self.published) & (self.published <= self._col("up"))
        return nw.when(lawful).then(self.published).otherwise(self._col("rank"))

    def _counts_at_0(self) -> nw.Expr:
        """Return what counts were no case sufficient: the worst rating, or one that is within discretion of it."""
        if not self.is_compared or not self._best_at_0:
            return number(0)
        return nw.when(self.published <= self._best_at_0).then(self.published).otherwise(number(0))

    @property
    def _best_at_0(self) -> int:
        """The best rating within discretion of 0 per cent."""
        return sum(threshold.holds_for(Fraction(0)) for threshold in self.thresholds.by_discretion)

    def _status(self) -> nw.Expr:
        rank, up, down, published = self._col("rank"), self._col("up"), self._col("down"), self.published
        known = (rank <= self.ranks.best) & (published <= self.ranks.best)
        lawful = nw.when((down <= published) & (published <= up)).then(number(WITHIN_DISCRETION))
        whole = nw.when(published == rank).then(number(AGREES)).otherwise(lawful.otherwise(number(DISAGREES)))
        compared = nw.when(self._col("gap")).then(self._status_with_gap()).otherwise(whole)
        return nw.when(known).then(compared).otherwise(number(NOTHING))

    def _status_with_gap(self) -> nw.Expr:
        """Return the status that 0 per cent and the lowest known percentage have in common, else none."""
        rank, up, published = self._col("rank"), self._col("up"), self.published
        within = nw.when(published <= self._best_at_0).then(number(WITHIN_DISCRETION)).otherwise(number(UNDETERMINED))
        beyond = nw.when(published <= up).then(within).otherwise(number(DISAGREES))
        among = nw.when(published <= rank).then(number(UNDETERMINED)).otherwise(beyond)
        return nw.when((published == rank) & (rank == 0)).then(number(AGREES)).otherwise(among)

    def recomputed(self) -> nw.Expr:
        """Return the number of the rating that the percentages give; where they leave several, none is."""
        missing = self.ranks.missing
        if not self.asked:
            return number(missing)
        several = self._col("gap") & (self._col("rank") > 0)
        rank = nw.when(several).then(number(missing)).otherwise(self._col("rank"))
        return self._unless_not_rated(rank, instead=missing)

    @property
    def decided_by(self) -> nw.Expr:
        """Return the key questions whose percentage is the lowest, once it is rounded."""
        lowest = rounded(self.rulebook, self._col("lowest"))
        ties = [
            nw.when(rounded(self.rulebook, nw.col(self._percent(question))) == lowest).then(nw.lit(question))
            for question in self.asked
        ]
        several = self._col("gap") & (self._col("rank") > 0)
        decided = ~several & (self._col("rank") <= self.ranks.best)
        if self.may_be_unrated:
            decided = decided & ~self.is_not_rated
        return nw.when(decided).then(nw.concat_str(*ties, separator=", ", ignore_nulls=True))

    def is_unreadable(self) -> Iterator[nw.Expr]:
        """Return tests that find a row that no report could be."""
        if self.inputs.has(standard_column(self.standard)):
            yield self.published == self.ranks.unknown
        if self.asked:
            yield self._col("lowest") < 0
            yield from (nw.col(self._percent(question)) > 100 for question in self.asked)
        yield from (test for _, test in self._contradictions())

    def problems(self) -> Iterator[tuple[str, nw.Expr]]:
        """Return for each column the test that finds what no report could have."""
        published = standard_column(self.standard)
        if self.inputs.has(published):
            yield published, self.published == self.ranks.unknown
        for question in self.asked:
            percent = nw.col(self._percent(question))
            yield percentage_column(self.standard, question), (percent < 0) | (percent > 100)
        yield from self._contradictions()

    def _contradictions(self) -> Iterator[tuple[str, nw.Expr]]:
        """Return for each column the test that finds a key question that fits no case but has a percentage."""
        for question in self.asked:
            column = not_applicable_column(self.standard, question)
            if self.inputs.has(column):
                yield column, nw.col(column) & ~nw.col(self._percent(question)).is_null()


def horizontally(which: Callable[..., nw.Expr], values: Sequence[nw.Expr]) -> nw.Expr:
    """Return the lowest or highest of several columns; of one itself, for Spark refuses to compare a single one."""
    return which(*values) if len(values) > 1 else values[0]


def reached(value: nw.Expr, threshold: Threshold, *, whole: bool) -> nw.Expr:
    """Return whether a percentage lies at a threshold or above; false where it is missing.

    What was worked out or turned from decimals may be off in the last place; it counts as the decimal it stands for.
    """
    if whole:
        return value >= threshold.whole
    edge = float(threshold.value)
    return value >= edge - FLOAT_TOLERANCE if threshold.inclusive else value > edge + FLOAT_TOLERANCE


def rounded(rulebook: Rulebook, percent: nw.Expr) -> nw.Expr:
    """Return the number of printed steps that a percentage is rounded to; where the exact one is banded, leave it."""
    if rulebook.percentages.banded.value == "exact":
        return percent
    how, ties = rulebook.percentages.printed, rulebook.percentages.ties.to
    steps = percent.cast(nw.Float64) * float(1 / how.to)
    if how.by != "nearest":
        return (steps - FLOAT_TOLERANCE).ceil() if how.by == "up" else (steps + FLOAT_TOLERANCE).floor()
    if ties == "down":
        return (steps - 0.5 - FLOAT_TOLERANCE).ceil()
    up = (steps + 0.5 + FLOAT_TOLERANCE).floor()
    if ties == "up":
        return up
    is_tie = (steps + 0.5 - FLOAT_TOLERANCE).floor() < up
    is_odd = (up / 2).floor() * 2 < up
    return nw.when(is_tie & is_odd).then(up - 1).otherwise(up)
