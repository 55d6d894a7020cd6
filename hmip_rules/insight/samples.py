"""What a sample of cases says of all the service's cases: intervals, and the chance of each rating.

The statistics are those of statsmodels and SciPy (extra: `certainty`), imported only where they are used.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from importlib.util import find_spec
from typing import Final, NamedTuple

from hmip_rules.insight.counts import Counts, fewest_from
from hmip_rules.model.errors import InputError, Problem
from hmip_rules.model.report import Report
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.scoring.thresholds import Threshold, reaching

LEVEL: Final = 95
"""The confidence of intervals, in per cent."""

MOST_CASELOAD: Final = 100_000
"""A caseload above this is taken as without end, for the sum over its cases would take long.

Of 1,000 cases inspected it would make an interval narrower by less than a hundredth of its width.
"""

LIBRARIES: Final = ("scipy", "statsmodels")


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


def has_statistics() -> bool:
    """Say whether the libraries of the extra are installed."""
    return all(find_spec(name) for name in LIBRARIES)


def require_statistics() -> None:
    """Refuse to go on without the libraries of the extra.

    Raises:
        InputError: one of them is not installed.
    """
    if not has_statistics():
        raise InputError([Problem("certainty needs statsmodels and SciPy: pip install 'hmip-rules[certainty]'")])


def sample(report: Report, known: Counts | None) -> Sample | None:
    """Take a key question's cases as a draw from the service's.

    Where several numbers of sufficient cases give the percentage, the middle one is taken, of two the lower. The
    caseload counts where the key question was judged in all cases inspected, for of others it is not known how many
    of the caseload it fits; a caseload of fewer cases than were inspected is of another moment, and is passed over.

    Returns:
        None where the number of cases is not known, or none of them gives the percentage.
    """
    if known is None or not known.sufficient:
        return None
    middle = known.sufficient[(len(known.sufficient) - 1) // 2]
    caseload = report.caseload if known.of == report.cases else None
    fits = caseload is not None and known.of <= caseload <= MOST_CASELOAD
    return Sample(middle, known.of, caseload if fits else None)


def wilson_interval(drawn: Sample) -> Span:
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

    sufficient, of, caseload = drawn
    if drawn.is_whole:
        percent = 100 * sufficient / of
        return Span(percent, percent)
    size = Fraction(of) if caseload is None else Fraction(of * (caseload - 1), caseload - of)
    found = proportion_confint(float(size * sufficient / of), float(size), alpha=1 - LEVEL / 100, method="wilson")
    low, high = (100 * float(end) for end in found)
    if caseload is None:
        return Span(low, high)
    least, most = 100 * sufficient / caseload, 100 * (caseload - of + sufficient) / caseload
    return Span(max(low, least), min(high, most))


def reach(rulebook: Rulebook, drawn: Sample) -> tuple[float, ...]:
    """Find the probability that all the service's cases together reach each rating, or a better one; worst first.

    Before the draw the percentage has Jeffreys' prior, Beta(1/2, 1/2). After it the percentage of cases without end is
    beta, and the number of sufficient cases among those of a caseload that were not drawn is beta-binomial: Gelman et
    al., Bayesian Data Analysis, 3rd ed. (2013), 2.4 and appendix A. Both are exact but for the rounding of floats.
    """
    edges = [reaching(rulebook, start) for start in rulebook.percent_bands.starts[1:]]
    shape = (drawn.sufficient + 0.5, drawn.of - drawn.sufficient + 0.5)
    found = _endless(edges, shape) if drawn.caseload is None else _counted(edges, shape, drawn, drawn.caseload)
    return (1.0, *found)


def _endless(edges: Sequence[Threshold], shape: tuple[float, float]) -> list[float]:
    from scipy.stats import beta

    return [float(beta.sf(float(edge.value / 100), *shape)) for edge in edges]


def _counted(edges: Sequence[Threshold], shape: tuple[float, float], drawn: Sample, caseload: int) -> list[float]:
    """Add up the probability of every number of sufficient cases in the caseload that reaches an edge."""
    from scipy.stats import betabinom

    others = caseload - drawn.of
    chances = betabinom.pmf(range(others + 1), others, *shape)
    needed = [max(0, fewest_from(edge, caseload) - drawn.sufficient) for edge in edges]
    return [min(1.0, float(chances[number:].sum())) for number in needed]
