"""Consistency: against plain counting, another program, published examples, and two published reports."""

import decimal
import json
from fractions import Fraction
from typing import ClassVar

import oracle
import pytest
from click.testing import CliRunner
from conftest import ROOT
from grim.mean_tester import consistency_check
from hypothesis import given, settings
from hypothesis import strategies as st

from hmip_rules import Report, load_report, load_rulebook, score, strategies
from hmip_rules.cli.score import main
from hmip_rules.insight.consistency.compute import (
    MOST_TRIED,
    ROUNDING_WAYS,
    PossibleFigure,
    RoundingWay,
    consistency,
    power,
)
from hmip_rules.insight.consistency.section import consistency_section
from hmip_rules.model.percent import shown
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.section import Table

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


def example(name):
    return score(load_report(str(ROOT / f"examples/{name}-pdu-2024.yaml")))


def only_sample(card):
    (sample,) = consistency(card, every_way=True).samples
    return sample


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


YOUTH = {"rulebook": "yjs-2021", "cases": 30}


def scored(fields, rulebook=None):
    return score(Report.model_validate(fields), rulebook)


def pdu_report(cases, **percentages):
    standards = {"P 2.1": {"key_questions": percentages}}
    return scored({"rulebook": "pdu-2024", "cases": cases, "standards": standards})


class TestWhatIsHeldAgainstWhat:
    def test_an_impossible_figure_has_neighbours_and_smaller_numbers_of_cases_that_give_it(self):
        (fit,) = only_sample(pdu_report(42, safety=46)).roundings[0].fits
        assert not fit.sufficient
        assert fit.nearest == (PossibleFigure(Fraction(45), 19), PossibleFigure(Fraction(48), 20))
        assert fit.fewer == (41, 39, 37)

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

    def test_more_decimals_are_held_to_their_own_step(self):
        sample = only_sample(pdu_report(82, safety="51.2", engagement=51))
        assert [(step, figures) for step, figures, _ in sample.powers] == [(1, 101), (TENTH, 1001)]
        assert (sample.tried, sample.all_from, sample.roundings[0].impossible) == (999, 1000, ())

    def test_a_number_of_cases_beyond_all_reason_is_answered_too(self):
        sample = only_sample(pdu_report(10**15 - 1, safety="51.12345678901234567", engagement=51))
        assert (sample.tried, sample.all_from) == (MOST_TRIED, 10**19)
        assert len(sample.roundings[0].impossible) == 1


@st.composite
def books(draw):
    """Rulebooks of which some standards have domains."""
    fields = draw(strategies.rulebooks()).model_dump(by_alias=True)
    for standard in fields["standards"]:
        standard["domain"] = draw(st.sampled_from([None, None, "2", "3"]))
    return Rulebook.model_validate(fields)


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
                name: shown(oracle.printed(rules, Fraction(100 * data.draw(st.integers(0, of)), of)))
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


def words(card):
    """The paragraphs of a section as one text, and its tables."""
    body = consistency_section(card).body
    return " ".join(part for part in body if isinstance(part, str)), [part for part in body if isinstance(part, Table)]


class TestWords:
    def test_an_impossible_figure_is_set_beside_what_is_possible_and_called_no_finding(self):
        text, (impossible, counts) = words(pdu_report(42, safety=46, engagement=45, desistance=1))
        assert "1 of 3 percentages is possible with 42 cases" in text
        assert "This is not a finding and does not prove an error" in text
        assert impossible.rows == (
            ("P 2.1 desistance", "1", "0% (0) and 2% (1)", "no smaller number found"),
            ("P 2.1 safety", "46", "45% (19) and 48% (20)", "41, 39 or 37 cases"),
        )
        assert counts.rows[-1][:3] == ("not possible", "", "2 of 3")

    def test_of_one_smaller_number_of_cases_there_is_no_list(self):
        _, (impossible, _) = words(pdu_report(3, safety=50))
        assert impossible.rows == (("P 2.1 safety", "50", "33% (1) and 67% (2)", "2"),)

    @pytest.mark.parametrize(
        ("cases", "said"),
        [
            (42, "would find about 57% of random errors."),
            (99, "would find under 1% of random errors."),
            (100, "so this check cannot find any errors"),
        ],
    )
    def test_the_power_stands_beside_the_verdict(self, cases, said):
        assert said in words(pdu_report(cases, safety=50))[0]

    def test_a_chance_of_nearly_all_is_not_called_all(self):
        text = words(pdu_report(1, safety="51.2"))[0]
        assert "1 case cannot give 999 of the 1001 multiples of 0.1%" in text
        assert text.count("would find over 99% of random errors.") == 1

    @pytest.mark.parametrize(
        ("percent", "said"),
        [
            (50, "possible with 2, 4, 6, 8, 10"),
            (0, "The only percentage is possible with at least 1 case."),
            ("0.001", "at least 100000 cases. Numbers from 1000 to 99999 were not tried."),
        ],
        ids=str,
    )
    def test_the_possible_numbers_of_cases_are_listed_and_those_not_tried_are_named(self, percent, said):
        text, tables = words(pdu_report(None, safety=percent))
        assert said in text
        assert "The number of cases inspected is not stated" in text
        assert tables == []

    def test_numbers_of_several_domains_are_each_headed(self):
        standards = {"2.1": {"key_questions": {"safety": 33}}, "3.1": {"key_questions": {"safety": 51}}}
        text, tables = words(scored(YOUTH | {"standards": standards}))
        assert "The 30 cases may be divided between several domains" in text
        assert "of domain 2 " in text
        assert "of domain 3 " in text
        assert tables == []

    def test_without_percentages_there_is_nothing_to_check_and_no_rule_is_used(self):
        made = consistency_section(pdu_report(42))
        assert made.body == ("No percentages were published, so there is nothing to check.",)
        assert made.plain["leans_on"] == []

    def test_with_counts_alone_there_is_nothing_else(self):
        text, _ = words(pdu_report(42, safety={"sufficient": 3, "of": 7}))
        assert text == (
            "Not checked, because published as numbers of cases: 1 percentage. No other percentages "
            "were published, so there is nothing to check."
        )


@settings(max_examples=settings.default.max_examples // 5)
@given(st.data())
def test_the_values_are_the_numbers_that_were_found(data):
    book = data.draw(books())
    card = score(data.draw(strategies.reports(book)), book)
    every_way = data.draw(st.booleans())
    found, as_json = consistency(card, every_way=every_way), consistency_section(card, every_way=every_way).plain
    for sample, json_sample in zip(found.samples, as_json["samples"], strict=True):
        assert (json_sample["domain"], json_sample["cases"]) == (sample.domain, sample.cases)
        percents = [question["percent"] for question in json_sample["key_questions"]]
        assert percents == [float(figure.percent) for figure in sample.figures]
        for rounding, json_rounding in zip(sample.roundings, json_sample["roundings"], strict=True):
            assert RoundingWay(json_rounding["by"], json_rounding["ties"] or "up") == rounding.way
            assert tuple(json_rounding["possible"]) == rounding.possible
            counts = [question["sufficient"] for question in json_rounding["key_questions"]]
            assert json_rounding["impossible"] == (counts.count(None) if sample.cases else None)
            ends = [fit.sufficient and (fit.sufficient[0], fit.sufficient[-1]) for fit in rounding.fits]
            assert [count and tuple(count.values()) for count in counts] == [end or None for end in ends]
        powers = [(Fraction(str(p["step"])), p["figures"], p["impossible"]) for p in json_sample["power"]]
        assert powers == list(sample.powers)


def test_a_rulebook_that_cuts_off_is_checked_by_cutting_off_first():
    rules = load_rulebook("pdu-2024").model_dump(by_alias=True)
    rules["percentages"]["printed"] = {"to": 1, "by": "down"}
    sample = only_sample(
        score(load_report(str(ROOT / "examples/kirklees-pdu-2024.yaml")), Rulebook.model_validate(rules))
    )
    assert [rounding.way for rounding in sample.roundings] == [CUT_OFF, HALF_UP, HALF_DOWN, HALF_EVEN, UP]
    assert len(sample.roundings[0].impossible) == 6


def test_only_the_rulebooks_way_is_tried_unless_every_way_is_asked_for():
    card = example("kirklees")
    (alone,), (every,) = consistency(card).samples, consistency(card, every_way=True).samples
    assert alone.roundings == every.roundings[:1]
    assert [rounding.way for rounding in every.roundings] == list(ROUNDING_WAYS)
    text, tables = words(card)
    assert tables == []
    assert "Half up, half down" not in text


@pytest.mark.parametrize(("options", "columns"), [((), 1), (("--explain",), 5)], ids=["alone", "explained"])
def test_hmip_score_tries_other_ways_only_with_explain(options, columns):
    file = str(ROOT / "examples/kirklees-pdu-2024.yaml")
    result = CliRunner().invoke(main, ["--consistency", "--format", "json", *options, file])
    (sample,) = json.loads(result.stdout)[0]["consistency"]["samples"]
    assert len(sample["roundings"]) == columns
