"""Ways of rounding, and what they leave impossible: against plain counting, another program and published examples."""

import decimal
from fractions import Fraction
from typing import ClassVar

import pytest
from grim.mean_tester import consistency_check
from insight.counting import CUT_OFF, HALF_DOWN, HALF_EVEN, HALF_UP, ONE, TENTH, UP, counted_out, of_every_way

from hmip_rules.insight.consistency.compute import (
    power,
)


class TestCountedOut:
    @of_every_way
    def test_every_whole_per_cent_of_up_to_120_cases_comes_from_just_the_counts_that_counting_finds(self, way):
        for of in range(1, 121):
            for figure, counts in counted_out(way, of, 100).items():
                assert list(way.counts_giving(Fraction(figure), ONE, of)) == counts

    @of_every_way
    @pytest.mark.parametrize(("step", "figures"), [(TENTH, 1000), (Fraction(1, 2), 200), (Fraction(5), 20)], ids=str)
    def test_so_does_every_figure_of_other_steps(self, way, step, figures):
        for of in (1, 7, 19, 20, 21, 42, 82, 160, 200, 999, 1000):
            for figure, counts in counted_out(way, of, figures).items():
                if figure % 7 == of % 7:
                    assert list(way.counts_giving(figure * step, step, of)) == counts

    @of_every_way
    @pytest.mark.parametrize(
        ("step", "figures", "most"), [(ONE, 100, 120), (Fraction(1, 2), 200, 220), (Fraction(5), 20, 50)], ids=str
    )
    def test_the_power_is_the_share_of_figures_that_no_count_gives_whatever_the_way(self, way, step, figures, most):
        for of in range(1, most + 1):
            none = sum(not counts for counts in counted_out(way, of, figures).values())
            assert power(of, step) == (step, figures + 1, none)

    @of_every_way
    @pytest.mark.parametrize("of", [1, 82, 999, 1000, 1001])
    def test_of_tenths_every_one_is_possible_from_1000_cases_on(self, way, of):
        none = sum(not counts for counts in counted_out(way, of, 1000).values())
        assert power(of, TENTH).impossible == none
        assert (none == 0) == (of >= 1000)


def test_known_powers():
    """57 per cent of whole per cents can't be of 42 cases, 18 of 82, none of 100 or more."""
    assert [round(power(of, ONE).share) for of in (42, 82, 99, 100, 5000)] == [57, 18, 1, 0, 0]


class TestAnotherProgram:
    """grim tests means of whole numbers: of a yes or no these are shares, here with two or three decimals."""

    ROUNDINGS: ClassVar = {
        HALF_UP: decimal.ROUND_HALF_UP,
        HALF_DOWN: decimal.ROUND_HALF_DOWN,
        HALF_EVEN: decimal.ROUND_HALF_EVEN,
        CUT_OFF: decimal.ROUND_DOWN,
        UP: decimal.ROUND_UP,
    }

    @of_every_way
    def test_whole_per_cents_of_up_to_120_cases_are_possible_where_grim_says_so(self, way):
        for of in range(1, 121):
            for percent in range(101):
                share = f"{percent // 100}.{percent % 100:02}"
                found = bool(way.counts_giving(Fraction(percent), ONE, of))
                assert found == consistency_check(share, str(of), self.ROUNDINGS[way]), (percent, of)

    @of_every_way
    def test_so_are_tenths(self, way):
        for of in (7, 42, 82, 200, 640, 999):
            for tenths in range(0, 1001, 3):
                share = f"{tenths // 1000}.{tenths % 1000:03}"
                found = bool(way.counts_giving(Fraction(tenths, 10), TENTH, of))
                assert found == consistency_check(share, str(of), self.ROUNDINGS[way]), (tenths, of)


@pytest.mark.parametrize(
    ("mean", "of", "way", "possible"),
    [
        ("5.19", 28, HALF_UP, False),  # Brown and Heathers (2017), as in the documentation of rsprite2
        ("5.27", 43, HALF_UP, False),  # documentation of scrutiny
        ("5.93", 49, HALF_UP, False),  # The Economist, 18 June 2016
        ("3.48", 20, HALF_UP, False),  # Wikipedia
        ("11.09", 21, HALF_UP, False),  # documentation of grim: cut off it is possible
        ("11.09", 21, CUT_OFF, True),
        ("11.09", 21, UP, False),
        ("4.71", 20, HALF_UP, False),  # Bauer and Francis (2021): of 17 it is possible
        ("4.71", 17, HALF_UP, True),
        ("2.02", 80, HALF_UP, False),  # documentation of scrutiny: halfway
        ("2.02", 80, HALF_DOWN, True),
        ("2.03", 80, HALF_UP, True),
        ("2.03", 80, HALF_DOWN, False),
        ("2.04", 80, HALF_UP, True),
        ("2.05", 80, HALF_DOWN, True),
    ],
)
def test_published_worked_examples(mean, of, way, possible):
    """Of a mean of whole numbers, what follows the point is a share in hundredths, whatever stands before it."""
    hundredths = Fraction(mean.partition(".")[2])
    assert bool(way.counts_giving(hundredths, ONE, of)) == possible
