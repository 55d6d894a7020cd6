"""What whole numbers of cases are printed as, by plain counting: for each way of rounding."""

from fractions import Fraction

import pytest

from hmip_rules.insight.consistency.compute import (
    ROUNDING_WAYS,
)

HALF_UP, HALF_DOWN, HALF_EVEN, CUT_OFF, UP = ROUNDING_WAYS
IDS = {HALF_UP: "half-up", HALF_DOWN: "half-down", HALF_EVEN: "half-even", CUT_OFF: "cut-off", UP: "up"}
of_every_way = pytest.mark.parametrize("way", ROUNDING_WAYS, ids=IDS.get)
ONE, TENTH = Fraction(1), Fraction(1, 10)


def printed(way, sufficient, of, figures):
    """The figure that a number of cases is printed as, in steps of which `figures` make 100 per cent: integers alone."""
    whole, rest = divmod(figures * sufficient, of)
    if way == CUT_OFF:
        return whole
    if way == UP:
        return whole + (rest > 0)
    if 2 * rest == of:
        return whole + {"up": 1, "down": 0, "even": whole % 2}[way.ties]
    return whole + (2 * rest > of)


def counted_out(way, of, figures):
    """For each figure the numbers of sufficient cases that are printed as it."""
    found = {figure: [] for figure in range(figures + 1)}
    for sufficient in range(of + 1):
        found[printed(way, sufficient, of, figures)].append(sufficient)
    return found
