"""A standard as expressions: the lowest of its percentages, its band, what counts, and how it compares.

As `evaluate` has it: what is missing leaves a lowest and a highest rating, and both ends are columns.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
    number,
    rank_of_published,
)
from hmip_rules.tables.columns import (
    OVERALL_RATING,
    OVERALL_SCORE,
    TEMPORARY,
    not_applicable_column,
    percentage_column,
    standard_column,
)
from hmip_rules.tables.inputs import Inputs

FLOAT_TOLERANCE = 1e-9
"""What a percentage may be off by, since 51.15 is no binary fraction; finer than any printed one."""

Columns = dict[str, nw.Expr]
"""New columns by their names."""


class StandardColumns(NamedTuple):
    """One standard of one table, as columns that are there only while the table is scored, stage by stage.

    1. `published`: the published rating as its number; and the percentages of the key questions.
    2. `lowest`, `is_incomplete`: the lowest percentage, and whether one is missing.
    3. `recomputed`, `best_allowed`, `worst_allowed`: the rating of the lowest, and what discretion could make of it.
    4. `low`, `high`, `status`: the ratings that may count, and how the published one compares.
    """

    rulebook: Rulebook
    standard: Standard
    inputs: Inputs
    thresholds: PercentThresholds
    ranks: Ranks

    def column_name(self, purpose: str) -> str:
        """Return the name of one of its columns; the purpose comes first, for a key question may be called "lowest"."""
        return f"{TEMPORARY}{purpose}_{standard_column(self.standard)}"

    def _column(self, purpose: str) -> nw.Expr:
        return nw.col(self.column_name(purpose))

    def _percent_name(self, question: str) -> str:
        return f"{TEMPORARY}percent_{percentage_column(self.standard, question)}"

    def _percent(self, question: str) -> nw.Expr:
        return nw.col(self._percent_name(question))

    @property
    def questions(self) -> tuple[str, ...]:
        """The key questions of which the table has percentages."""
        return tuple(
            question
            for question in self.standard.key_questions
            if self.inputs.has(percentage_column(self.standard, question))
        )

    def input_columns(self) -> Columns:
        """Return the published rating as its number, and the percentages as numbers or null."""
        published, columns = standard_column(self.standard), {}
        if self.inputs.has(published):
            dtype = self.inputs.types[published]
            columns[self.column_name("published")] = rank_of_published(self.rulebook, published, dtype)
        for question in self.questions:
            column = percentage_column(self.standard, question)
            dtype, percent = self.inputs.types[column], nw.col(column)
            if not dtype.is_integer():
                percent = percent if dtype == nw.Float64 else percent.cast(nw.Float64)
                percent = nw.when(~percent.is_nan()).then(percent)
            columns[self._percent_name(question)] = percent
        return columns

    def lowest_columns(self) -> Columns:
        """Return the lowest percentage, and whether one is missing."""
        percents = [self._percent(question) for question in self.questions]
        if not percents:
            return {}
        return {
            self.column_name("lowest"): min_or_max(nw.min_horizontal, percents),
            self.column_name("is_incomplete"): reduce(or_, map(self._is_missing, self.standard.key_questions)),
        }

    def _is_missing(self, question: str) -> nw.Expr:
        """Return whether a percentage is missing, and not because the key question did not apply to any case."""
        is_null = self._percent(question).is_null() if question in self.questions else nw.lit(value=True)
        column = not_applicable_column(self.standard, question)
        if not self.inputs.has(column):
            return is_null
        return nw.when(nw.col(column)).then(nw.lit(value=False)).otherwise(is_null)

    def rank_columns(self) -> Columns:
        """Return the rating of the lowest percentage, and the best and worst that discretion could make of it."""
        if not self.questions:
            return {}
        worst = nw.when(self._column("lowest").is_null()).then(number(self.ranks.missing)).otherwise(number(0))
        columns = {self.column_name("recomputed"): self._rank_of_lowest(self.thresholds.reached, worst)}
        if self.is_compared or self.may_depart:
            best_allowed = self._rank_of_lowest(self.thresholds.by_discretion, number(0))
            worst_allowed = self._rank_of_lowest(self.thresholds.left, number(0))
            columns |= {
                self.column_name("best_allowed"): best_allowed,
                self.column_name("worst_allowed"): worst_allowed,
            }
        return columns

    def _rank_of_lowest(self, thresholds: Sequence[Threshold], rank: nw.Expr) -> nw.Expr:
        """Return the rating of the lowest percentage; where it reaches no threshold, or is missing, it is `rank`."""
        lowest = self._column("lowest")
        is_whole = self.inputs.is_whole(percentage_column(self.standard, question) for question in self.questions)
        for place, threshold in enumerate(thresholds, start=1):
            rank = nw.when(is_reached(lowest, threshold, is_whole=is_whole)).then(number(place)).otherwise(rank)
        return rank

    def result_columns(self) -> Columns:
        """Return the ends of what can count, and how the published rating compares with the recomputed one."""
        columns = {
            self.column_name("low"): self._worst_that_counts(),
            self.column_name("high"): self._best_that_counts(),
        }
        return columns | {self.column_name("status"): self._status()} if self.is_compared else columns

    @property
    def is_compared(self) -> bool:
        """Whether a published rating stands beside percentages."""
        return bool(self.questions) and self.has_published_column

    @property
    def may_depart(self) -> bool:
        """Whether discretion, in a row without a published rating, matters to a published score or overall rating."""
        is_overall_compared = self.inputs.has(OVERALL_SCORE) or self.inputs.has(OVERALL_RATING)
        return bool(self.questions) and self.rulebook.discretion is not None and is_overall_compared

    @property
    def may_be_unrated(self) -> bool:
        """Whether the table can say that the standard was not rated."""
        dtype = self.inputs.types.get(standard_column(self.standard))
        return dtype is not None and not dtype.is_numeric()

    @property
    def has_published_column(self) -> bool:
        """Whether the table has a column for the published rating."""
        return self.inputs.has(standard_column(self.standard))

    @property
    def published(self) -> nw.Expr:
        """The number of the published rating."""
        return self._column("published") if self.has_published_column else number(self.ranks.missing)

    @property
    def is_not_rated(self) -> nw.Expr:
        """Whether the standard was given no rating."""
        return self.published == self.ranks.not_rated

    @property
    def is_recomputed(self) -> nw.Expr:
        """Whether a row has a percentage."""
        return self._column("recomputed") <= self.ranks.best if self.questions else nw.lit(value=False)

    @property
    def is_absent(self) -> nw.Expr:
        """Whether a row says nothing of the standard: no rating and no percentage."""
        has_no_rating = self.published == self.ranks.missing
        return has_no_rating & ~self.is_recomputed if self.questions else has_no_rating

    @property
    def is_recomputed_if_rated(self) -> nw.Expr:
        """Whether it has a percentage, or needs none: not rated, or without a rating and not included in the score."""
        needs_none = self.is_not_rated
        if not self.standard.included:
            needs_none = needs_none | (self.published == self.ranks.missing)
        return needs_none | self.is_recomputed if self.questions else needs_none

    def _worst_that_counts(self) -> nw.Expr:
        if not self.questions:
            return self._published_or(0)
        worst = nw.when(self._column("is_incomplete")).then(self._counts_at_0_percent()).otherwise(self._counts())
        return self._unless_not_rated(nw.when(self.is_recomputed).then(worst).otherwise(self._published_or(0)))

    def _best_that_counts(self) -> nw.Expr:
        best = self.ranks.best
        if not self.questions:
            return self._published_or(best)
        return self._unless_not_rated(
            nw.when(self.is_recomputed).then(self._counts()).otherwise(self._published_or(best))
        )

    def _published_or(self, rank: int) -> nw.Expr:
        """Return the published rating; where it is missing, the given one; 0 where the standard was not rated."""
        absent = self._unless_not_rated(number(rank)) if rank else number(0)
        return nw.when(self.published <= self.ranks.best).then(self.published).otherwise(absent)

    def _unless_not_rated(self, rank: nw.Expr, instead: int = 0) -> nw.Expr:
        return nw.when(self.is_not_rated).then(number(instead)).otherwise(rank) if self.may_be_unrated else rank

    def _counts(self) -> nw.Expr:
        """Return the published rating where the band or discretion gives it, else the recomputed one."""
        if not self.is_compared:
            return self._column("recomputed")
        return nw.when(self._is_allowed()).then(self.published).otherwise(self._column("recomputed"))

    def _is_allowed(self) -> nw.Expr:
        """Return whether the published rating is the recomputed one, or within discretion of it."""
        return (self._column("worst_allowed") <= self.published) & (self.published <= self._column("best_allowed"))

    def _counts_at_0_percent(self) -> nw.Expr:
        """Return what counts were no case sufficient: the worst rating, or one that is within discretion of it."""
        if not self.is_compared or not self._best_allowed_at_0_percent:
            return number(0)
        return nw.when(self.published <= self._best_allowed_at_0_percent).then(self.published).otherwise(number(0))

    @property
    def _best_allowed_at_0_percent(self) -> int:
        return sum(threshold.holds_for(Fraction(0)) for threshold in self.thresholds.by_discretion)

    def allowed_ends(self) -> tuple[nw.Expr, nw.Expr]:
        """Return the worst and the best rating that may score points: with discretion where no rating was published."""
        low, high = self._column("low"), self._column("high")
        if not self.may_depart:
            return low, high
        is_unpublished = (self.published == self.ranks.missing) & self.is_recomputed
        is_complete = ~self._column("is_incomplete")
        return (
            nw.when(is_unpublished & is_complete).then(self._column("worst_allowed")).otherwise(low),
            nw.when(is_unpublished).then(self._column("best_allowed")).otherwise(high),
        )

    def _status(self) -> nw.Expr:
        """Return how the published rating compares with the recomputed one; nothing where there are not both."""
        other = nw.when(self._is_allowed()).then(number(WITHIN_DISCRETION)).otherwise(number(DISAGREES))
        complete = nw.when(self.published == self._column("recomputed")).then(number(AGREES)).otherwise(other)
        compared = nw.when(self._column("is_incomplete")).then(self._status_if_incomplete()).otherwise(complete)
        has_both = self.is_recomputed & (self.published <= self.ranks.best)
        return nw.when(has_both).then(compared).otherwise(number(NOTHING))

    def _status_if_incomplete(self) -> nw.Expr:
        """Return the status that 0 per cent and the lowest known percentage have in common, else undetermined."""
        published, recomputed = self.published, self._column("recomputed")
        is_allowed_at_0_percent = published <= self._best_allowed_at_0_percent
        status = nw.when(is_allowed_at_0_percent).then(number(WITHIN_DISCRETION)).otherwise(number(UNDETERMINED))
        status = nw.when(published <= self._column("best_allowed")).then(status).otherwise(number(DISAGREES))
        status = nw.when(published <= recomputed).then(number(UNDETERMINED)).otherwise(status)
        return nw.when((published == recomputed) & (recomputed == 0)).then(number(AGREES)).otherwise(status)

    @property
    def _leaves_several(self) -> nw.Expr:
        """Whether the missing percentages leave several ratings."""
        return self._column("is_incomplete") & (self._column("recomputed") > 0)

    def recomputed(self) -> nw.Expr:
        """Return the number of the rating that the percentages give; where they leave several, none is."""
        missing = self.ranks.missing
        if not self.questions:
            return number(missing)
        rank = nw.when(self._leaves_several).then(number(missing)).otherwise(self._column("recomputed"))
        return self._unless_not_rated(rank, instead=missing)

    def decided_by(self) -> nw.Expr:
        """Return the key questions whose percentage is the lowest, once it is rounded."""
        lowest = rounded(self.rulebook, self._column("lowest"))
        ties = [
            nw.when(rounded(self.rulebook, self._percent(question)) == lowest).then(nw.lit(question))
            for question in self.questions
        ]
        is_decided = ~self._leaves_several & self.is_recomputed
        if self.may_be_unrated:
            is_decided = is_decided & ~self.is_not_rated
        return nw.when(is_decided).then(nw.concat_str(*ties, separator=", ", ignore_nulls=True))

    def unreadable_tests(self) -> list[nw.Expr]:
        """Return tests that find a row whose percentages no report could have, as few as will do."""
        tests = [test for _, test in self._contradiction_tests()]
        if self.questions:
            tests.append(self._column("lowest") < 0)
            tests += [self._percent(question) > 100 for question in self.questions]
        return tests

    def column_tests(self) -> list[tuple[str, nw.Expr]]:
        """Return for each column the test that finds what no report could have."""
        published, tests = standard_column(self.standard), []
        if self.inputs.has(published):
            tests.append((published, self.published == self.ranks.unknown))
        for question in self.questions:
            percent = self._percent(question)
            tests.append((percentage_column(self.standard, question), (percent < 0) | (percent > 100)))
        return tests + self._contradiction_tests()

    def _contradiction_tests(self) -> list[tuple[str, nw.Expr]]:
        """Return for each column the test that finds a percentage of a key question that did not apply."""
        columns = {question: not_applicable_column(self.standard, question) for question in self.questions}
        return [
            (column, nw.col(column) & ~self._percent(question).is_null())
            for question, column in columns.items()
            if self.inputs.has(column)
        ]


def min_or_max(horizontal: Callable[..., nw.Expr], columns: Sequence[nw.Expr]) -> nw.Expr:
    """Return the lowest or highest of several columns; of one itself, for Spark refuses to compare a single one."""
    return horizontal(*columns) if len(columns) > 1 else columns[0]


def is_reached(percent: nw.Expr, threshold: Threshold, *, is_whole: bool) -> nw.Expr:
    """Return whether a percentage lies at a threshold or above; false where it is missing.

    What was worked out or turned from decimals may be off in the last place; it counts as the decimal it stands for.
    """
    if is_whole:
        return percent >= threshold.whole
    edge = float(threshold.value)
    return percent >= edge - FLOAT_TOLERANCE if threshold.inclusive else percent > edge + FLOAT_TOLERANCE


def rounded(rulebook: Rulebook, percent: nw.Expr) -> nw.Expr:
    """Return how many printed steps a percentage has once it is rounded; the percentage where bands take it exactly."""
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
