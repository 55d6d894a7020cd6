"""What a sample of cases says of all the service's cases: intervals, and the chance of each rating.

The statistics are those of statsmodels and SciPy (extra: `certainty`), imported only where they are used.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from importlib.util import find_spec
from typing import Final, NamedTuple

from hmip_rules.insight.counts import Counts, fewest_sufficient
from hmip_rules.model.errors import InputError, Problem
from hmip_rules.model.report import Report
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.scoring.thresholds import Threshold, percent_thresholds

CONFIDENCE_PERCENT: Final = 95
"""The confidence of intervals, in per cent."""

MOST_CASELOAD: Final = 100_000
"""A caseload above this is taken as without end, for the sum over its cases would take long.

Of 1,000 cases inspected it would make an interval narrower by less than a hundredth of its width.
"""

STATISTICS_LIBRARIES: Final = ("scipy", "statsmodels")


class Span(NamedTuple):
    """From the least to the most that something may be: per cent of cases, or a probability from 0 to 1."""

    low: float
    high: float


class Sample(NamedTuple):
    """A draw from all the service's cases.

    Attributes:
        sufficient: cases judged sufficient, of those drawn.
        of: cases drawn, at least one.
        caseload: how many cases there are, at least as many as were drawn; None to take them as without end.
    """

    sufficient: int
    of: int
    caseload: int | None = None

    @property
    def is_whole(self) -> bool:
        """Whether every case of the service was drawn, so that nothing is left to chance."""
        return self.caseload == self.of


STATISTICS_NEEDED: Final = "needs statsmodels and SciPy: pip install 'hmip-rules[certainty]'"


def has_statistics() -> bool:
    """Return whether the libraries of the extra are installed."""
    return all(find_spec(name) for name in STATISTICS_LIBRARIES)


def require_statistics() -> None:
    """Raise an `InputError` where one of the libraries of the extra is not installed."""
    if not has_statistics():
        raise InputError([Problem(f"Certainty {STATISTICS_NEEDED}")])


def sample_of(report: Report, counts: Counts | None) -> Sample | None:
    """Return a key question's cases as a draw from the service's.

    Where several numbers of sufficient cases give the percentage, the middle one is taken, of two the lower. The
    caseload counts where the key question was judged in all cases inspected, for of others it is not known how many
    of the caseload it fits; a caseload of fewer cases than were inspected is of another moment, and is passed over.

    Returns:
        None where the number of cases is not known, or none of them gives the percentage.
    """
    if counts is None or not counts.sufficient:
        return None
    middle = counts.sufficient[(len(counts.sufficient) - 1) // 2]
    caseload = report.caseload if counts.of == report.cases else None
    if caseload is None or not counts.of <= caseload <= MOST_CASELOAD:
        return Sample(middle, counts.of)
    return Sample(middle, counts.of, caseload)


def wilson_interval(sample: Sample) -> Span:
    """Return Wilson's score interval for the percentage of all the service's cases, in per cent.

    Wilson, Journal of the American Statistical Association 22 (1927), 209-212; recommended by Newcombe, Statistics in
    Medicine 17 (1998), 857-872 (method 3).

    With a caseload, a draw of n from N cases without return varies by (N - n) / (N - 1) of what a draw with return
    does. So it is worth n (N - 1) / (N - n) cases drawn with return, and that effective sample size takes the place of
    n, as Korn and Graubard have it for another interval (Survey Methodology 24 (1998), 193-201; R: survey::svyciprop).
    The interval is cut where the cases that were read leave nothing beyond: those judged sufficient stay so, and so do
    the others. Where every case was drawn, it is a point.
    """
    from statsmodels.stats.proportion import proportion_confint

    sufficient, of, caseload = sample
    if sample.is_whole:
        percent = 100 * sufficient / of
        return Span(percent, percent)
    size = Fraction(of) if caseload is None else Fraction(of * (caseload - 1), caseload - of)
    alpha = 1 - CONFIDENCE_PERCENT / 100
    ends = proportion_confint(float(size * sufficient / of), float(size), alpha=alpha, method="wilson")
    low, high = (100 * float(end) for end in ends)
    if caseload is None:
        return Span(low, high)
    least, most = 100 * sufficient / caseload, 100 * (caseload - of + sufficient) / caseload
    return Span(max(low, least), min(high, most))


def reach_chances(rulebook: Rulebook, sample: Sample) -> tuple[float, ...]:
    """Return the probability that all the service's cases reach each rating, or a better one; worst first.

    Before the draw the percentage has Jeffreys' prior, Beta(1/2, 1/2). After it the percentage of cases without end is
    beta, and the number of sufficient cases among those of a caseload that were not drawn is beta-binomial: Gelman et
    al., Bayesian Data Analysis, 3rd ed. (2013), 2.4 and appendix A. Both are exact but for the rounding of floats.
    """
    thresholds = percent_thresholds(rulebook).reached
    if sample.caseload is None:
        return (1.0, *_chances_without_end(thresholds, sample))
    return (1.0, *_chances_in_caseload(thresholds, sample, sample.caseload))


def _chances_without_end(thresholds: Sequence[Threshold], sample: Sample) -> list[float]:
    from scipy.stats import beta

    shape = _posterior_shape(sample)
    return [float(beta.sf(float(threshold.value / 100), *shape)) for threshold in thresholds]


def _chances_in_caseload(thresholds: Sequence[Threshold], sample: Sample, caseload: int) -> list[float]:
    """Return for each threshold the sum of the probabilities of all numbers of sufficient cases that reach it."""
    from scipy.stats import betabinom

    others = caseload - sample.of
    chances = betabinom.pmf(range(others + 1), others, *_posterior_shape(sample))
    needed = [max(0, fewest_sufficient(threshold, caseload) - sample.sufficient) for threshold in thresholds]
    return [min(1.0, float(chances[number:].sum())) for number in needed]


def _posterior_shape(sample: Sample) -> tuple[float, float]:
    """Return the two parameters of the beta distribution of the percentage after the draw."""
    return sample.sufficient + 0.5, sample.of - sample.sufficient + 0.5
