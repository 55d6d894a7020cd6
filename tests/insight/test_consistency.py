"""Consistency: against plain counting, and two published reports."""

from fractions import Fraction

import oracle
import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from insight.counting import CUT_OFF, HALF_DOWN, HALF_EVEN, HALF_UP, TENTH, UP, counted_out, printed
from insight.made_up import YOUTH, books, example, only_sample, pdu_report, scored

from hmip_rules import load_report, load_rulebook, score, strategies
from hmip_rules.insight.consistency.compute import (
    MOST_TRIED,
    ROUNDING_WAYS,
    PossibleFigure,
    consistency,
    rulebook_way,
)
from hmip_rules.model.percent import decimal_text
from hmip_rules.model.rulebook import Rulebook


class TestPublishedReports:
    @pytest.mark.parametrize(
        ("name", "cases", "impossible"),
        [
            ("kirklees", 42, {HALF_UP: 0, HALF_DOWN: 0, HALF_EVEN: 0, CUT_OFF: 6, UP: 6}),
            ("leeds", 82, {HALF_UP: 0, HALF_DOWN: 0, HALF_EVEN: 0, CUT_OFF: 1, UP: 8}),
        ],
        ids=["kirklees", "leeds"],
    )
    def test_all_twelve_fit_rounded_to_the_nearest_and_not_cut_off_or_up(self, name, cases, impossible):
        sample = only_sample(example(name))
        assert (sample.cases, len(sample.figures)) == (cases, 12)
        assert {rounding.way: len(rounding.impossible) for rounding in sample.roundings} == impossible

    def test_of_10_to_79_cases_only_42_and_58_can_give_the_twelve_of_kirklees(self):
        possible = only_sample(example("kirklees")).roundings[0].possible
        assert [of for of in possible if 10 <= of <= 79] == [42, 58]

    def test_what_cutting_off_could_not_give_in_leeds_is_44(self):
        cut_off = only_sample(example("leeds")).roundings[ROUNDING_WAYS.index(CUT_OFF)]
        assert [fit.figure.percent for fit in cut_off.impossible] == [44]


class TestWhatIsHeldAgainstWhat:
    def test_an_impossible_figure_has_neighbours_and_smaller_numbers_of_cases_that_give_it(self):
        (fit,) = only_sample(pdu_report(42, safety=46)).roundings[0].fits
        assert list(fit.sufficient) == []
        assert fit.nearest == (PossibleFigure(Fraction(45), 19), PossibleFigure(Fraction(48), 20))
        assert fit.fewer == (41, 39, 37)

    def test_only_smaller_numbers_of_cases_are_named(self):
        (fit,) = only_sample(pdu_report(40, safety=46)).roundings[0].fits
        assert fit.fewer == (39, 37, 35)  # 18, 17 and 16 are 46 %; so are 19 of 41, which were not inspected
        (fit,) = only_sample(pdu_report(30, safety=4)).roundings[0].fits
        assert fit.fewer == (28, 27, 26)  # 1 of them is 3.6 %, 3.7 % and 3.8 %, and 1 of 29 is 3.4 %

    def test_neighbours_are_rounded_as_each_way_rounds_and_end_at_0_and_100(self):
        by_way = {rounding.way: rounding.fits[0] for rounding in only_sample(pdu_report(8, safety=20)).roundings}
        assert by_way[HALF_UP].nearest == (PossibleFigure(Fraction(13), 1), PossibleFigure(Fraction(25), 2))
        assert by_way[HALF_DOWN].nearest == (PossibleFigure(Fraction(12), 1), PossibleFigure(Fraction(25), 2))
        (fit,) = only_sample(pdu_report(42, safety=99)).roundings[0].fits
        assert fit.nearest == (PossibleFigure(Fraction(98), 41), PossibleFigure(Fraction(100), 42))

    def test_each_figure_is_held_against_the_cases_in_its_place(self):
        sample = only_sample(pdu_report(42, safety=46, engagement=45))
        assert [fit.figure for fit in sample.roundings[0].fits] == list(sample.figures)
        assert [figure.percent for figure in sample.figures] == [45, 46]

    def test_one_that_no_fewer_cases_give_either_has_none(self):
        (fit,) = only_sample(pdu_report(42, safety=1)).roundings[0].fits
        assert (fit.nearest, fit.fewer) == ((PossibleFigure(Fraction(0), 0), PossibleFigure(Fraction(2), 1)), ())

    def test_figures_of_several_domains_are_held_against_no_number(self):
        standards = {"2.1": {"key_questions": {"safety": 33}}, "3.1": {"key_questions": {"safety": 51}}}
        found = consistency(scored(YOUTH | {"standards": standards}))
        assert found.shared
        assert [(sample.domain, sample.cases, len(sample.figures)) for sample in found.samples] == [
            ("2", None, 1),
            ("3", None, 1),
        ]
        assert all(rounding.fits == () for sample in found.samples for rounding in sample.roundings)

    def test_so_are_those_of_one_domain_while_another_has_cases_too(self):
        found = consistency(scored(YOUTH | {"standards": {"2.1": {"key_questions": {"safety": 33}}}}))
        assert (found.shared, [sample.cases for sample in found.samples]) == (True, [None])

    def test_where_the_other_domain_was_not_rated_the_stated_number_is_theirs(self):
        not_rated = {code: {"rating": "not rated"} for code in ("2.1", "2.2", "2.3", "2.4")}
        found = consistency(scored(YOUTH | {"standards": not_rated | {"3.1": {"key_questions": {"safety": 33}}}}))
        assert (found.shared, [sample.cases for sample in found.samples]) == (False, [30])

    def test_a_figure_of_a_standard_that_was_not_rated_is_a_figure(self):
        standards = {"P 2.1": {"rating": "not rated", "key_questions": {"safety": 46}}}
        sample = only_sample(scored({"rulebook": "pdu-2024", "cases": 42, "standards": standards}))
        assert len(sample.roundings[0].impossible) == 1

    def test_percentages_published_as_counts_are_left_out_and_counted(self):
        found = consistency(pdu_report(42, safety={"sufficient": 3, "of": 7}, engagement=50))
        assert (found.as_counts, [figure.question for figure in found.samples[0].figures]) == (1, ["engagement"])

    def test_every_percentage_published_as_counts_is_counted_wherever_it_stands(self):
        found = consistency(
            pdu_report(42, engagement={"sufficient": 3, "of": 7}, desistance={"sufficient": 0, "of": 1}, safety=50)
        )
        (figure,) = found.samples[0].figures
        assert (found.as_counts, figure.standard, figure.question) == (2, "P 2.1", "safety")

    def test_more_decimals_are_held_to_their_own_step(self):
        sample = only_sample(pdu_report(82, safety="51.2", engagement=51))
        assert [(step, figures) for step, figures, _ in sample.powers] == [(1, 101), (TENTH, 1001)]
        assert (sample.tried, sample.all_from, sample.roundings[0].impossible) == (999, 1000, ())

    def test_a_number_of_cases_beyond_all_reason_is_answered_too(self):
        sample = only_sample(pdu_report(10**15 - 1, safety="51.12345678901234567", engagement=51))
        assert (sample.tried, sample.all_from) == (MOST_TRIED, 10**19)
        assert len(sample.roundings[0].impossible) == 1


def steps_of_100(rules, percent):
    """How many steps make 100 per cent: of the rulebook's size, or of the figure's own last decimal."""
    whole = Fraction(100) / Fraction(rules["percentages"]["printed"]["to"])
    if (percent * whole / 100).denominator == 1:
        return whole
    return next(100 * 10**decimals for decimals in range(4) if (percent * 10**decimals).denominator == 1)


@settings(max_examples=settings.default.max_examples // 2)
@given(st.data())
def test_a_report_of_any_rulebook_is_as_counting_finds_it(data):
    book = data.draw(books())
    report = data.draw(strategies.reports(book))
    rules, fields = book.model_dump(by_alias=True), report.model_dump()
    found = consistency(score(report, book), every_way=True)
    groups, domains, as_counts = {}, set(), 0
    for standard in rules["standards"]:
        published = fields["standards"].get(oracle.key_of(standard), {})
        answers = published.get("key_questions", {})
        given_ = [answer for answer in answers.values() if answer not in (None, oracle.NOT_APPLICABLE)]
        if standard["rated_by"] != "judgement" and (published.get("rating") != oracle.NOT_RATED or given_):
            domains.add(standard["domain"])
        as_counts += sum(isinstance(answer, dict) for answer in given_)
        figures = [oracle.exact(answer) for answer in given_ if not isinstance(answer, dict)]
        groups.setdefault(standard["domain"], []).extend(figures)
    groups = {domain: figures for domain, figures in groups.items() if figures}
    assert (found.as_counts, found.shared) == (as_counts, len(domains) > 1)
    by_domain = {sample.domain: sample for sample in found.samples}
    assert {name: [figure.percent for figure in sample.figures] for name, sample in by_domain.items()} == groups
    for domain, figures in groups.items():
        sample = by_domain[domain]
        steps = [int(steps_of_100(rules, percent)) for percent in figures]
        assert (sample.tried, sample.all_from) == (max(steps) - 1, max(steps))
        assert sample.cases == (None if found.shared else report.cases)
        of = data.draw(st.integers(1, max(sample.tried, 1)))
        for rounding in sample.roundings:
            tables = {step: counted_out(rounding.way, of, step) for step in set(steps)}
            can = all(tables[step][percent * step / 100] for percent, step in zip(figures, steps, strict=True))
            assert (of in rounding.possible) == (can and of <= sample.tried)
            if sample.cases:
                tables = {step: counted_out(rounding.way, sample.cases, step) for step in set(steps)}
                for fit, step in zip(rounding.fits, steps, strict=True):
                    assert list(fit.sufficient) == tables[step][fit.figure.percent * step / 100]
                    check_neighbours(fit, tables[step], rounding.way, sample.cases, step)


def check_neighbours(fit, table, way, cases, step):
    """The nearest possible figures, and the smaller numbers of cases, by looking at every one."""
    figure = fit.figure.percent * step / 100
    if fit.sufficient:
        assert (fit.nearest, fit.fewer) == ((), ())
        return
    below = max((other for other, counts in table.items() if counts and other < figure), default=None)
    above = min((other for other, counts in table.items() if counts and other > figure), default=None)
    neighbours = [other for other in (below, above) if other is not None]
    assert list(fit.nearest) == [PossibleFigure(Fraction(100 * other, step), table[other][0]) for other in neighbours]
    gives = [of for of in range(cases - 1, 0, -1) if any(printed(way, k, of, step) == figure for k in range(of + 1))]
    assert list(fit.fewer) == gives[:3]


@given(st.data())
def test_a_report_made_from_counts_of_some_number_of_cases_always_fits_that_number(data):
    book = data.draw(strategies.rulebooks())
    rules = book.model_dump(by_alias=True)
    of = data.draw(st.integers(1, 300))
    standards = {
        standard.key: {
            "key_questions": {
                name: decimal_text(oracle.printed(rules, Fraction(100 * data.draw(st.integers(0, of)), of)))
                for name in standard.key_questions
            }
        }
        for standard in book.standards
        if standard.key_questions
    }
    for sample in consistency(scored({"cases": of, "standards": standards}, book)).samples:
        assert sample.cases == of
        assert sample.roundings[0].way.by == rules["percentages"]["printed"]["by"]
        assert sample.roundings[0].impossible == ()
        assert of in sample.roundings[0].possible or of >= sample.all_from


def test_a_rulebook_that_cuts_off_is_checked_by_cutting_off_first():
    rules = load_rulebook("pdu-2024").model_dump(by_alias=True)
    rules["percentages"]["printed"] = {"to": 1, "by": "down"}
    sample = only_sample(
        score(load_report(str(ROOT / "examples/kirklees-pdu-2024.yaml")), Rulebook.model_validate(rules))
    )
    assert [rounding.way for rounding in sample.roundings] == [CUT_OFF, HALF_UP, HALF_DOWN, HALF_EVEN, UP]
    assert len(sample.roundings[0].impossible) == 6


@pytest.mark.parametrize(
    ("by", "ties", "way"),
    [
        ("nearest", "up", HALF_UP),
        ("nearest", "down", HALF_DOWN),
        ("nearest", "even", HALF_EVEN),
        ("down", "even", CUT_OFF),
        ("up", "down", UP),
    ],
)
def test_a_rulebooks_way_counts_ties_only_where_it_rounds_to_the_nearest(pdu, by, ties, way):
    fields = pdu.model_dump(by_alias=True)
    fields["percentages"] |= {"printed": {"to": 1, "by": by}, "ties": {"to": ties}}
    assert rulebook_way(Rulebook.model_validate(fields)) == way


def test_of_whole_percentages_99_numbers_of_cases_are_tried():
    sample = only_sample(pdu_report(42, safety=46))
    assert (sample.tried, sample.all_from) == (99, 100)
    assert only_sample(pdu_report(42, safety=0)).roundings[0].possible == tuple(range(1, 100))


def test_only_the_rulebooks_way_is_tried_unless_every_way_is_asked_for():
    card = example("kirklees")
    (alone,), (every,) = consistency(card).samples, consistency(card, every_way=True).samples
    assert alone.roundings == every.roundings[:1]
    assert [rounding.way for rounding in every.roundings] == list(ROUNDING_WAYS)
