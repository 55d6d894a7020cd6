"""Whether a report's percentages can be right at all: a whole number of cases gives only some percentages.

The GRIM test (N. J. L. Brown and J. A. J. Heathers, "The GRIM Test", Social Psychological and Personality Science,
2017), carried from one figure to all those of a report.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import islice
from typing import Final, NamedTuple

from hmip_rules.insight.counts import fitting, printed_step
from hmip_rules.percent import Percentage, rounded
from hmip_rules.rulebook import FINEST_STEP, Rulebook
from hmip_rules.scorecard import Scorecard, StandardResult

MOST_SEARCHED: Final = int(100 / FINEST_STEP) - 1
"""The most cases that are tried; from 100 cases on every whole per cent is possible, from 1,000 on every tenth."""

MOST_FEWER: Final = 3
"""How many smaller numbers of cases are named under which a figure would be possible."""


class Way(NamedTuple):
    """A way of rounding: `by` and `ties` as in `rounded`."""

    by: str
    ties: str


WAYS: Final = (Way("nearest", "up"), Way("nearest", "down"), Way("nearest", "even"), Way("down", "up"), Way("up", "up"))
"""The ways of rounding; where a percentage is cut off or rounded up, none lies halfway."""


class Figure(NamedTuple):
    """A published percentage: of which key question it is, in per cent, and the step to which it was printed."""

    standard: str
    question: str
    percent: Fraction
    step: Fraction


class Possible(NamedTuple):
    """A percentage that some number of sufficient cases gives."""

    percent: Fraction
    sufficient: range


class Fit(NamedTuple):
    """How a figure fits the stated number of cases.

    Attributes:
        sufficient: every number of sufficient cases that gives it; none where it is not possible.
        nearest: where it is not possible, the next possible percentages below and above, where there are any.
        fewer: where it is not possible, the next smaller numbers of cases of which it would be.
    """

    figure: Figure
    sufficient: range
    nearest: tuple[Possible, ...] = ()
    fewer: tuple[int, ...] = ()


class WayFit(NamedTuple):
    """How the figures fit under one way of rounding.

    Attributes:
        impossible: the figures that the stated number of cases can't give; None where none is stated.
        cases: every number of cases searched of which all figures are possible, ascending.
    """

    way: Way
    impossible: tuple[Figure, ...] | None
    cases: tuple[int, ...]


class Sample(NamedTuple):
    """The figures that were measured on the same cases, as far as the rulebook says.

    Attributes:
        domain: of their standards; None where all are looked at together.
        cases: as stated; None where no number is, or it is of several samples together.
        fits: of each figure under the rulebook's way of rounding; none where no number of cases is stated.
        ways: the rulebook's way first.
        searched: numbers of cases from 1 to this were tried.
        power: the share of all percentages that could be printed and of which the stated number of cases can't be:
            the chance that a wrong one would be caught; 0 where the check can say nothing.
    """

    domain: str | None
    figures: tuple[Figure, ...]
    cases: int | None
    fits: tuple[Fit, ...]
    ways: tuple[WayFit, ...]
    searched: int
    power: Fraction | None


class Consistency(NamedTuple):
    """The samples of a report.

    Attributes:
        as_counts: how many percentages were left out, for they were published as numbers of cases.
    """

    samples: tuple[Sample, ...]
    as_counts: int


def consistency(card: Scorecard) -> Consistency:
    """Find which numbers of cases and ways of rounding can give the published percentages, all together.

    Standards of different domains may have been inspected on different cases. Where several domains have percentages,
    each is a sample of its own, and the stated number of cases is of none of them.
    """
    asked = [(result, one.id, one.answer) for result in card.standards for one in result.key_questions]
    published = [(result, name, answer) for result, name, answer in asked if isinstance(answer, Percentage)]
    figures: dict[str | None, list[Figure]] = {}
    for result, name, answer in published:
        if answer.of is None:
            figures.setdefault(result.standard.domain, []).append(_figure(card.rulebook, result, name, answer))
    alone = len(figures) == 1
    samples = tuple(
        _sample(card.rulebook, None if alone else domain, tuple(found), card.report.cases if alone else None)
        for domain, found in figures.items()
    )
    return Consistency(samples, sum(answer.of is not None for _, _, answer in published))


def _figure(rulebook: Rulebook, result: StandardResult, name: str, answer: Percentage) -> Figure:
    return Figure(result.key, name, answer.value, printed_step(rulebook, answer.value))


def _sample(rulebook: Rulebook, domain: str | None, figures: tuple[Figure, ...], cases: int | None) -> Sample:
    own, *others = _ways(rulebook)
    searched = min(MOST_SEARCHED, int(100 / min(one.step for one in figures)) - 1)
    ways = tuple(_way_fit(way, figures, cases, searched) for way in (own, *others))
    if not cases:
        return Sample(domain, figures, None, (), ways, searched, None)
    fits = tuple(_fit(one, own, cases) for one in figures)
    return Sample(domain, figures, cases, fits, ways, searched, power(own, cases, max(one.step for one in figures)))


def _ways(rulebook: Rulebook) -> tuple[Way, ...]:
    """List the ways of rounding, the rulebook's own first."""
    how = rulebook.percentages
    own = next(way for way in WAYS if way.by == how.printed.by and (way.by != "nearest" or way.ties == how.ties.to))
    return (own, *(way for way in WAYS if way != own))


def _way_fit(way: Way, figures: tuple[Figure, ...], cases: int | None, searched: int) -> WayFit:
    impossible = None if not cases else tuple(one for one in figures if not _sufficient(one, cases, way))
    fitting_all = [of for of in range(1, searched + 1) if all(_sufficient(one, of, way) for one in figures)]
    return WayFit(way, impossible, tuple(fitting_all))


def _sufficient(figure: Figure, of: int, way: Way) -> range:
    return fitting(figure.percent, of, figure.step, way.by, way.ties)


def _fit(figure: Figure, way: Way, cases: int) -> Fit:
    sufficient = _sufficient(figure, cases, way)
    if sufficient:
        return Fit(figure, sufficient)
    smaller = range(cases - 1, max(0, cases - 1 - MOST_SEARCHED), -1)
    fewer = islice((of for of in smaller if _sufficient(figure, of, way)), MOST_FEWER)
    between = sufficient.start  # the first number of cases beyond the figure
    nearest = (_possible(figure, count, cases, way) for count in (between - 1, between) if 0 <= count <= cases)
    return Fit(figure, sufficient, tuple(nearest), tuple(fewer))


def _possible(figure: Figure, sufficient: int, cases: int, way: Way) -> Possible:
    """Give the percentage of a number of cases, with all the numbers that give it."""
    percent = rounded(Fraction(100 * sufficient, cases), figure.step, way.by, way.ties)
    return Possible(percent, fitting(percent, cases, figure.step, way.by, way.ties))


def power(way: Way, cases: int, step: Fraction) -> Fraction:
    """Give the share of the percentages from 0 to 100 that no number of cases gives.

    >>> [round(100 * power(WAYS[0], cases, Fraction(1))) for cases in (42, 82, 100)]
    [57, 18, 0]
    """
    printed = int(100 / step) + 1
    if cases >= printed - 1:  # one case more never passes over a step
        return Fraction(0)
    given = {rounded(Fraction(100 * count, cases), step, way.by, way.ties) for count in range(cases + 1)}
    return 1 - Fraction(len(given), printed)


def runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Put numbers that follow one another together: the first and last of each run.

    >>> list(runs([42, 58, 80, 81, 82]))
    [(42, 42), (58, 58), (80, 82)]
    """
    first = last = None
    for number in numbers:
        if first is None or last is None or number != last + 1:
            if first is not None and last is not None:
                yield first, last
            first = number
        last = number
    if first is not None and last is not None:
        yield first, last
