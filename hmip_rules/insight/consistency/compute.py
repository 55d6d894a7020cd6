"""Whether the percentages of a report can be right at all: whole numbers of cases have to give them.

This is the GRIM test (Brown, N. J. L. and Heathers, J. A. J., "The GRIM Test: A Simple Technique Detects Numerous
Anomalies in the Reporting of Results in Psychology", Social Psychological and Personality Science 8(4), 2017,
363-369), carried from one figure to all that share a sample.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import islice
from typing import Final, NamedTuple

from hmip_rules.insight.counts import cases_per_question, counts_rounding_to, domains_with_cases, printed_step
from hmip_rules.model.percent import Percentage, rounded
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.rules import PRINTED_STEPS
from hmip_rules.model.scorecard import Scorecard

MOST_TRIED: Final = int(100 / min(PRINTED_STEPS)) - 1
"""The most cases that are tried; with one more, every figure printed to a rulebook's finest step is possible."""

MOST_FEWER: Final = 3
"""How many smaller numbers of cases are named that give an impossible figure."""


class Figure(NamedTuple):
    """A published percentage.

    Attributes:
        standard: the key of its standard.
        question: the id of its key question.
        percent: per cent, as printed.
        step: percentage points to which it was printed: the rulebook's step, or a finer one where it has more decimals.
    """

    standard: str
    question: str
    percent: Fraction
    step: Fraction

    @property
    def printed(self) -> str:
        """The percentage with the decimals of its step: "55.0" where it was printed to one decimal."""
        decimals = len(str(self.step.denominator)) - 1
        return str(Percentage(self.percent, decimals=decimals)).removesuffix("%")


class RoundingWay(NamedTuple):
    """A way of rounding, as `rounded` has it; `ties` counts only where `by` is "nearest"."""

    by: str
    ties: str

    def counts_giving(self, percent: Fraction, step: Fraction, of: int) -> range:
        """Return the numbers of sufficient cases among `of` that this way turns into a percentage."""
        return counts_rounding_to(percent, of, step, self.by, self.ties)


ROUNDING_WAYS: Final = (
    *(RoundingWay("nearest", ties) for ties in ("up", "down", "even")),
    RoundingWay("down", "up"),
    RoundingWay("up", "up"),
)


class PossibleFigure(NamedTuple):
    """A figure that the stated cases can give: per cent, and how many of them are sufficient."""

    percent: Fraction
    sufficient: int


class FigureFit(NamedTuple):
    """A figure held against the stated number of cases.

    Attributes:
        sufficient: the numbers of cases that give it; none where it is impossible.
        nearest: only where it is impossible: the nearest possible figures below and above it.
        fewer: only where it is impossible: a few smaller numbers of cases that can give it, the nearest first.
    """

    figure: Figure
    sufficient: range
    nearest: tuple[PossibleFigure, ...] = ()
    fewer: tuple[int, ...] = ()


class Rounding(NamedTuple):
    """What one way of rounding allows.

    Attributes:
        possible: the numbers of cases, of those tried, that can give every figure, ascending.
        fits: each figure held against the stated number of cases; none where there is none to hold against.
    """

    way: RoundingWay
    possible: tuple[int, ...]
    fits: tuple[FigureFit, ...]

    @property
    def impossible(self) -> tuple[FigureFit, ...]:
        """The figures that no number of the stated cases gives."""
        return tuple(fit for fit in self.fits if not fit.sufficient)


class Power(NamedTuple):
    """How much the check can find, of figures printed to one step.

    Attributes:
        step: percentage points.
        figures: how many figures there are from 0 to 100 per cent.
        impossible: how many of them the stated cases can't give; the same number whatever the way of rounding.
    """

    step: Fraction
    figures: int
    impossible: int

    @property
    def share(self) -> Fraction:
        """The chance, in per cent, that a figure would have been caught if any of them were as likely."""
        return Fraction(100 * self.impossible, self.figures)


class FigureGroup(NamedTuple):
    """Figures that were drawn from the same cases, as far as is known.

    Attributes:
        domain: of their standards; None where the rulebook has none.
        cases: the stated number against which they are held; None where there is none, or it is of several samples.
        roundings: by the rulebook's own way; where every way was asked for, the others after it.
        tried: every number of cases from 1 to this one was tried.
        all_from: from this number of cases on, every figure is possible.
        powers: for each step to which figures were printed, the coarsest first; none without a number of cases.
    """

    domain: str | None
    figures: tuple[Figure, ...]
    cases: int | None
    roundings: tuple[Rounding, ...]
    tried: int
    all_from: int
    powers: tuple[Power, ...]


class Consistency(NamedTuple):
    """Whether whole numbers of cases can give the percentages of a report.

    Attributes:
        samples: of each domain with figures, for domains may have cases of their own.
        shared: whether the stated number of cases is of several domains together.
        as_counts: how many percentages were left out because they were published as numbers of cases, from
            which they always follow.
    """

    samples: tuple[FigureGroup, ...]
    shared: bool
    as_counts: int


def consistency(card: Scorecard, *, every_way: bool = False) -> Consistency:
    """Return which numbers of cases the published percentages allow.

    Every percentage is checked, also of standards that score no points or were not rated. Those that are missing, or
    not applicable, have nothing to check.

    Args:
        card: with the published percentages.
        every_way: whether to try every way of rounding, and not only the rulebook's own.
    """
    by_domain: dict[str | None, list[Figure]] = {domain: [] for domain in domains_with_cases(card)}
    as_counts = 0
    for result in card.standards:
        for question in result.key_questions:
            if not isinstance(question.answer, Percentage):
                continue
            if question.answer.of is not None:
                as_counts += 1
                continue
            step = printed_step(card.rulebook, question.answer)
            figure = Figure(result.key, question.id, question.answer.value, step)
            by_domain[result.standard.domain].append(figure)
    own, cases = rulebook_way(card.rulebook), cases_per_question(card)
    ways = [own, *(way for way in ROUNDING_WAYS if way != own)] if every_way else [own]
    samples = [_figure_group(domain, figures, cases, ways) for domain, figures in by_domain.items() if figures]
    return Consistency(tuple(samples), shared=len(by_domain) > 1, as_counts=as_counts)


def rulebook_way(rulebook: Rulebook) -> RoundingWay:
    """Return the rulebook's way of rounding."""
    by, ties = rulebook.percentages.printed.by, rulebook.percentages.ties.to
    return next(way for way in ROUNDING_WAYS if way.by == by and (by != "nearest" or way.ties == ties))


def _figure_group(
    domain: str | None, figures: Sequence[Figure], cases: int | None, ways: Sequence[RoundingWay]
) -> FigureGroup:
    steps = sorted({figure.step for figure in figures}, reverse=True)
    all_from = math.ceil(100 / steps[-1])
    tried = min(all_from - 1, MOST_TRIED)
    roundings = tuple(_rounding(way, figures, cases, tried) for way in ways)
    powers = tuple(power(cases, step) for step in steps) if cases else ()
    return FigureGroup(domain, tuple(figures), cases, roundings, tried, all_from, powers)


def power(cases: int, step: Fraction) -> Power:
    """Return how many figures a number of cases can't give.

    While there are fewer cases than figures above 0, two numbers of cases lie more than a step apart and are never
    rounded to the same figure; from there on every figure is possible.
    """
    above_0 = math.floor(100 / step)
    return Power(step, above_0 + 1, max(0, above_0 - cases))


def _rounding(way: RoundingWay, figures: Sequence[Figure], cases: int | None, tried: int) -> Rounding:
    possible: Sequence[int] = range(1, tried + 1)
    for percent, step in {(figure.percent, figure.step) for figure in figures}:
        possible = [of for of in possible if way.counts_giving(percent, step, of)]
    fits = tuple(_fit(way, figure, cases) for figure in figures) if cases else ()
    return Rounding(way, tuple(possible), fits)


def _fit(way: RoundingWay, figure: Figure, cases: int) -> FigureFit:
    sufficient = way.counts_giving(figure.percent, figure.step, cases)
    if sufficient:
        return FigureFit(figure, sufficient)
    below, above = sufficient.start - 1, sufficient.start
    nearest = tuple(
        PossibleFigure(rounded(Fraction(100 * count, cases), figure.step, way.by, way.ties), count)
        for count in (below, above)
        if 0 <= count <= cases
    )
    smaller = range(cases - 1, 0, -1)[:MOST_TRIED]
    fewer = (of for of in smaller if way.counts_giving(figure.percent, figure.step, of))
    return FigureFit(figure, sufficient, nearest, tuple(islice(fewer, MOST_FEWER)))
