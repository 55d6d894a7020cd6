"""Intervals and probabilities against published examples, SciPy, and exhaustive search."""

from fractions import Fraction
from itertools import pairwise
from math import asin, comb, cos, pi, sin

import oracle
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.integrate import quad

from hmip_rules import InputError, Report, strategies
from hmip_rules.insight import samples as samples_module
from hmip_rules.insight.counts import Counts
from hmip_rules.insight.samples import MOST_CASELOAD, Sample, reach_chances, sample_of, wilson_interval

Z = stats.norm.isf(0.025)


@st.composite
def samples(draw, most=60, most_others=200):
    """Draw samples with and without a caseload."""
    of = draw(st.integers(1, most))
    others = draw(st.none() | st.integers(0, most_others))
    return Sample(draw(st.integers(0, of)), of, None if others is None else of + others)


# Newcombe, Statistics in Medicine 17 (1998), 857-872, Table I, method 3; shares to four decimals.
NEWCOMBE = {
    (81, 263): (0.2553, 0.3662),
    (15, 148): (0.0624, 0.1605),
    (0, 20): (0.0000, 0.1611),
    (1, 29): (0.0061, 0.1718),
}


@pytest.mark.parametrize(("sufficient", "of"), NEWCOMBE)
def test_intervals_are_those_that_were_published(sufficient, of):
    published = [100 * end for end in NEWCOMBE[sufficient, of]]
    assert wilson_interval(Sample(sufficient, of)) == pytest.approx(published, abs=0.005)


def test_intervals_are_those_of_scipy_for_every_count_of_few_cases():
    for of in range(1, 26):
        for sufficient in range(of + 1):
            ends = stats.binomtest(sufficient, of).proportion_ci(0.95, "wilson")
            found = wilson_interval(Sample(sufficient, of))
            assert found == pytest.approx((100 * ends.low, 100 * ends.high), abs=1e-7)


@given(samples())
def test_the_interval_ends_where_the_score_test_does_or_at_what_the_caseload_makes_possible(drawn):
    """An end is as many standard errors from what was found as the level says; a draw without return varies less."""
    assume(not drawn.is_whole)
    fewer, possible = 1, (0, 1)
    if drawn.caseload is not None:
        fewer = (drawn.caseload - drawn.of) / (drawn.caseload - 1)
        possible = drawn.sufficient / drawn.caseload, 1 - (drawn.of - drawn.sufficient) / drawn.caseload
    for end, cut in zip(wilson_interval(drawn), possible, strict=True):
        share = end / 100
        assert possible[0] - 1e-12 <= share <= possible[1] + 1e-12
        errors = Z**2 * share * (1 - share) / drawn.of * fewer - (drawn.sufficient / drawn.of - share) ** 2
        if share == pytest.approx(cut):
            assert errors >= -1e-12  # not farther away than the level says
        else:
            assert errors == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(("of", "caseload"), [(10, 12), (20, 60), (42, 100)])
def test_with_a_caseload_intervals_cover_what_they_should(of, caseload):
    """Over every number of sufficient cases in the caseload and every draw: on average about 95 % of the time."""
    spans = [wilson_interval(Sample(sufficient, of, caseload)) for sufficient in range(of + 1)]
    covered = [
        sum(
            stats.hypergeom.pmf(sufficient, caseload, among, of)
            for sufficient, span in enumerate(spans)
            if span.low - 1e-9 <= 100 * among / caseload <= span.high + 1e-9
        )
        for among in range(caseload + 1)
    ]
    assert 0.93 <= sum(covered) / len(covered) <= 1 + 1e-9


@pytest.mark.parametrize(
    ("drawn", "least", "most"),
    [
        pytest.param(Sample(5, 10, 11), 5 / 11, 6 / 11, id="both-ends"),
        pytest.param(Sample(1, 42, 100), 1 / 100, 0.0900835, id="low-end"),
        pytest.param(Sample(9, 10, 11), 0.8256343, 10 / 11, id="high-end"),
    ],
)
def test_an_interval_is_cut_at_what_the_cases_that_were_read_leave_possible(drawn, least, most):
    assert wilson_interval(drawn) == pytest.approx((100 * least, 100 * most))


@given(samples())
def test_an_interval_holds_what_was_found_and_a_smaller_caseload_narrows_it(drawn):
    percent = 100 * drawn.sufficient / drawn.of
    narrow, wide = wilson_interval(drawn), wilson_interval(drawn._replace(caseload=None))
    assert 0 <= wide.low <= narrow.low + 1e-9
    assert narrow.low - 1e-9 <= percent <= narrow.high + 1e-9
    assert narrow.high - 1e-9 <= wide.high <= 100
    if drawn.is_whole:
        assert narrow == (percent, percent)


def chances_by_bayes(rules, drawn, caseload):
    """The probability of each rating or a better one, by Bayes' rule over every number of sufficient cases there may be.

    Before the draw that number is beta-binomial(caseload, 1/2, 1/2); the draw is hypergeometric.
    """
    starts, names = rules["bands"]["key_question"]["starts"], list(rules["ratings"])
    weights = dict.fromkeys(names, Fraction(0))
    for among in range(drawn.sufficient, caseload - drawn.of + drawn.sufficient + 1):
        prior = Fraction(comb(2 * among, among) * comb(2 * (caseload - among), caseload - among), 4**caseload)
        draws = comb(among, drawn.sufficient) * comb(caseload - among, drawn.of - drawn.sufficient)
        rating = oracle.rating_of(starts, oracle.banded(rules, Fraction(100 * among, caseload)))
        weights[rating] += prior * draws
    total = sum(weights.values())
    return [float(sum(list(weights.values())[place:]) / total) for place in range(len(names))]


def test_probabilities_with_a_caseload_are_those_of_bayes_for_every_small_draw(pdu):
    rules = pdu.model_dump(by_alias=True)
    for caseload in range(1, 13):
        for of in range(1, caseload + 1):
            for sufficient in range(of + 1):
                drawn = Sample(sufficient, of, caseload)
                assert reach_chances(pdu, drawn) == pytest.approx(chances_by_bayes(rules, drawn, caseload), abs=1e-12)


@given(strategies.rulebooks(), samples())
def test_probabilities_with_a_caseload_are_those_of_bayes_for_any_rules(book, drawn):
    assume(drawn.caseload is not None and book.percent_bands.starts)
    rules = book.model_dump(by_alias=True)
    assert reach_chances(book, drawn) == pytest.approx(chances_by_bayes(rules, drawn, drawn.caseload), abs=1e-10)


def first_share(rules, name):
    """From which share of the cases on a rating or a better one is given, by halving."""
    starts, names = rules["bands"]["key_question"]["starts"], list(rules["ratings"])
    low, high = Fraction(0), Fraction(100)
    for _ in range(80):
        middle = (low + high) / 2
        reached = names.index(oracle.rating_of(starts, oracle.banded(rules, middle))) >= names.index(name)
        low, high = (low, middle) if reached else (middle, high)
    return float(high / 100)


@given(strategies.rulebooks(), samples())
@settings(max_examples=settings.default.max_examples // 3)
def test_probabilities_of_cases_without_end_are_those_of_bayes_by_integration(book, drawn):
    """With the share as the square of a sine, so that the prior is even over the angle and nothing has a pole."""
    sufficient, others = drawn.sufficient, drawn.of - drawn.sufficient

    def between(low, high):
        angles = [low + (high - low) * step / 20 for step in range(21)]
        return sum(
            quad(lambda angle: sin(angle) ** (2 * sufficient) * cos(angle) ** (2 * others), *ends, epsabs=0)[0]
            for ends in pairwise(angles)
        )

    rules = book.model_dump(by_alias=True)
    whole = between(0, pi / 2)
    for name, chance in zip(book.names[1:], reach_chances(book, drawn._replace(caseload=None))[1:], strict=True):
        angle = asin(first_share(rules, name) ** 0.5)
        assert chance == pytest.approx(between(angle, pi / 2) / whole, abs=1e-7)


@given(strategies.rulebooks(), samples())
def test_more_sufficient_cases_never_make_a_rating_less_likely(book, drawn):
    assume(drawn.sufficient < drawn.of)
    fewer, more = reach_chances(book, drawn), reach_chances(book, drawn._replace(sufficient=drawn.sufficient + 1))
    assert fewer[0] == more[0] == 1
    for less, greater, better in zip(fewer, more, (*fewer[1:], 0), strict=True):
        assert 0 <= less <= greater + 1e-12
        assert better <= less + 1e-12


def test_a_great_caseload_comes_to_what_cases_without_end_come_to(pdu):
    for sufficient in (0, 19, 41, 60, 82):
        near, far = Sample(sufficient, 82, MOST_CASELOAD), Sample(sufficient, 82)
        assert reach_chances(pdu, near) == pytest.approx(reach_chances(pdu, far), abs=1e-4)
        assert sum(reach_chances(pdu, near)) <= len(pdu.names)
        assert wilson_interval(near) == pytest.approx(wilson_interval(far), abs=0.02)


def test_where_every_case_was_drawn_the_interval_is_the_percentage_itself():
    assert wilson_interval(Sample(3, 4, 4)) == (75, 75)
    assert wilson_interval(Sample(0, 4, 4)) == (0, 0)
    assert wilson_interval(Sample(4, 4, 4)) == (100, 100)


def test_no_probability_is_above_1_though_a_sum_of_floats_may_be(pdu):
    for caseload in range(8, 15):  # with 7 of 7 sufficient, half of the caseload is certain
        assert all(0 <= chance <= 1 for chance in reach_chances(pdu, Sample(7, 7, caseload)))


def test_where_every_case_was_drawn_the_rating_is_certain(pdu):
    rules = pdu.model_dump(by_alias=True)
    for sufficient in range(83):
        percent = oracle.banded(rules, Fraction(100 * sufficient, 82))
        place = pdu.names.index(oracle.PDU_PERCENT[int(percent)])
        found = reach_chances(pdu, Sample(sufficient, 82, 82))
        assert found == pytest.approx([1.0] * (place + 1) + [0.0] * (len(pdu.names) - place - 1), abs=1e-12)


@pytest.mark.parametrize(
    ("cases", "caseload", "known", "expected"),
    [
        pytest.param(82, None, Counts(82, (42,)), Sample(42, 82), id="no-caseload"),
        pytest.param(82, 900, Counts(82, (42,)), Sample(42, 82, 900), id="caseload"),
        pytest.param(82, 82, Counts(82, (42,)), Sample(42, 82, 82), id="every-case"),
        pytest.param(82, 81, Counts(82, (42,)), Sample(42, 82), id="fewer-than-inspected"),
        pytest.param(82, MOST_CASELOAD, Counts(82, (42,)), Sample(42, 82, MOST_CASELOAD), id="most"),
        pytest.param(82, MOST_CASELOAD + 1, Counts(82, (42,)), Sample(42, 82), id="without-end"),
        pytest.param(82, 900, Counts(30, (12,)), Sample(12, 30), id="fits-few-cases"),
        pytest.param(None, 900, Counts(30, (12,)), Sample(12, 30), id="cases-not-known"),
        pytest.param(250, None, Counts(250, (127, 128, 129)), Sample(128, 250), id="middle-of-three"),
        pytest.param(200, None, Counts(200, (101, 102)), Sample(101, 200), id="lower-of-two"),
        pytest.param(82, None, Counts(82, ()), None, id="none-fits"),
        pytest.param(None, None, None, None, id="nothing-known"),
    ],
)
def test_which_sample_a_percentage_is_taken_for(cases, caseload, known, expected):
    assert sample_of(Report(cases=cases, caseload=caseload), known) == expected


def test_without_its_libraries_certainty_is_refused(monkeypatch):
    monkeypatch.setattr(samples_module, "STATISTICS_LIBRARIES", ("not_installed",))
    with pytest.raises(InputError) as refused:
        samples_module.require_statistics()
    needed = "Certainty needs statsmodels and SciPy: pip install 'hmip-rules[certainty]'"
    assert [problem.message for problem in refused.value.problems] == [needed]
