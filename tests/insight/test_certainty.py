"""Bounds and both ends against linear programming and exhaustive search, and certainty of any report in words."""

import json
import re
import subprocess
import sys
from itertools import product
from math import prod

import numpy as np
import oracle
import pytest
from conftest import ROOT
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from hmip_rules import load_report, load_rulebook, score, strategies
from hmip_rules.insight.certainty.compute import apart, bounds, bounds_at_least, certainty, exactly, together
from hmip_rules.insight.certainty.section import section
from hmip_rules.insight.counts import counts
from hmip_rules.model.report import PublishedOverall, Report
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.section import Table
from hmip_rules.scoring.evaluate import evaluate

PARTS = 60


@st.composite
def reaches(draw, ratings=3):
    """Draw what a key question reaches, in whole parts of 60, so that all of it can be counted out."""
    rest = draw(st.lists(st.integers(0, PARTS), min_size=ratings - 1, max_size=ratings - 1))
    return (1.0, *(part / PARTS for part in sorted(rest, reverse=True)))


def extremes(questions, wanted):
    """The least and the greatest probability of something, over every joint distribution with the given margins.

    Args:
        wanted: says of the places of the ratings of all key questions whether it holds.
    """
    ratings = len(questions[0])
    outcomes = list(product(range(ratings), repeat=len(questions)))
    margins = [
        ([float(outcome[number] == place) for outcome in outcomes], chance)
        for number, reached in enumerate(questions)
        for place, chance in enumerate(exactly(reached))
    ]
    rows, sums = map(np.array, zip(*margins, strict=True))
    aim = np.array([float(wanted(outcome)) for outcome in outcomes])
    results = [linprog(sign * aim, A_eq=rows, b_eq=sums, bounds=(0, 1)) for sign in (1, -1)]
    assert all(result.success for result in results)
    return results[0].fun, -results[1].fun


@given(st.integers(1, 3).flatmap(lambda number: st.lists(reaches(), min_size=number, max_size=number)))
@settings(max_examples=settings.default.max_examples // 2)
def test_bounds_are_the_extremes_over_every_joint_distribution(questions):
    for place in range(3):
        least, most = extremes(questions, lambda outcome, place=place: min(outcome) == place)
        assert bounds(questions, place) == pytest.approx((least, most), abs=1e-7)
        least, most = extremes(questions, lambda outcome, place=place: min(outcome) >= place)
        assert bounds_at_least(questions, place) == pytest.approx((least, most), abs=1e-7)


@given(st.lists(reaches(4), min_size=1, max_size=4))
def test_bounds_hold_what_independence_and_rising_together_give(questions):
    for ways in (map(prod, zip(*questions, strict=True)), map(min, zip(*questions, strict=True))):
        standard = tuple(ways)
        for place, (chance, one) in enumerate(zip(standard, exactly(standard), strict=True)):
            for bound, found in ((bounds(questions, place), one), (bounds_at_least(questions, place), chance)):
                assert 0 <= bound.low <= found + 1e-9
                assert found - 1e-9 <= bound.high <= 1


def test_of_one_key_question_the_bounds_are_its_probabilities():
    alone = [(1.0, 0.7, 0.2)]
    assert [bounds(alone, place) for place in range(3)] == [pytest.approx((one, one)) for one in (0.3, 0.5, 0.2)]


@st.composite
def frameworks(draw):
    """Draw a rulebook, and what the key questions of one to three standards reach."""
    book = draw(strategies.rulebooks())
    questions = st.lists(reaches(len(book.names)), min_size=1, max_size=2)
    return book, draw(st.lists(questions, min_size=1, max_size=3 if len(book.names) < 4 else 2))


@given(frameworks())
def test_together_is_what_every_part_of_the_scale_gives(drawn):
    """Each of the sixty parts has one outcome: that of the worst of all possible ones first."""
    book, standards = drawn
    points = list(book.ratings.values())
    totals = {}
    for part in range(PARTS):
        worst_parts = [[[round(PARTS * (1 - one)) for one in reached] for reached in own] for own in standards]
        places = [min(sum(start <= part for start in starts) - 1 for starts in own) for own in worst_parts]
        total = sum(points[place] for place in places)
        totals[total] = totals.get(total, 0) + 1 / PARTS
    assert {total: chance for total, chance in together(book, standards).items() if chance} == pytest.approx(totals)


@given(frameworks())
def test_apart_is_what_every_combination_gives(drawn):
    book, standards = drawn
    points = list(book.ratings.values())
    all_questions = [(number, exactly(reached)) for number, own in enumerate(standards) for reached in own]
    totals = {}
    for places in product(range(len(points)), repeat=len(all_questions)):
        lowest = {}
        for (number, _), place in zip(all_questions, places, strict=True):
            lowest[number] = min(place, lowest.get(number, place))
        total = sum(points[place] for place in lowest.values())
        chance = prod(chances[place] for (_, chances), place in zip(all_questions, places, strict=True))
        totals[total] = totals.get(total, 0) + chance
    found = apart(book, standards)
    assert {total: found.get(total, 0) for total in totals} == pytest.approx(totals, abs=1e-12)
    assert sum(found.values()) == pytest.approx(1)


@st.composite
def cards(draw, **kwargs):
    book = draw(strategies.rulebooks())
    report = draw(strategies.reports(book, **kwargs))
    caseload = draw(st.none() | st.integers(1, 400))
    return evaluate(book, report.model_copy(update={"caseload": caseload}))


@given(cards())
def test_what_has_probabilities_and_what_they_add_up_to(card):
    found = certainty(card)
    assert [one.result for one in found.standards] == [one for one in card.standards if one.is_recomputed]
    for standard in found.standards:
        known = [counts(card.rulebook, one.question.answer, card.report.cases) for one in standard.questions]
        has = [bool(one and one.sufficient) for one in known]
        assert [one.estimate is not None for one in standard.questions] == has
        assert bool(standard.ratings) == bool(standard.at_least) == (all(has) and not standard.result.missing)
        for question in standard.questions:
            assert all(0 <= chance <= 1 for chance in question.ratings.values())
            assert not question.ratings or sum(question.ratings.values()) == pytest.approx(1)
        for span in (*standard.ratings.values(), *standard.at_least.values()):
            assert 0 <= span.low <= span.high <= 1
    for ends in (found.together, found.apart):
        assert all(-1e-12 <= chance <= 1 + 1e-12 for chance in ends.values())
        assert not ends or sum(ends.values()) == pytest.approx(1)


@given(cards())
def test_which_standards_are_in_the_way_of_the_overall_rating(card):
    found = certainty(card)
    with_bounds = {one.result.key for one in found.standards if one.ratings}
    counted = [one for one in card.standards if one.standard.counted and one.is_rated]
    taken = {one.key for one in counted if one.published and not any(q.percent is not None for q in one.key_questions)}
    in_the_way = [one.key for one in counted if one.key not in with_bounds | taken]
    assert list(found.in_the_way) == in_the_way
    some_chance = any(one.key in with_bounds for one in counted)
    assert (
        bool(found.together) == bool(found.apart) == (not in_the_way and some_chance and card.overall.bands is not None)
    )


@given(cards(complete=True))
@settings(max_examples=settings.default.max_examples // 3)
def test_both_ends_of_the_overall_rating_by_the_oracle(card):
    """Every combination of ratings, each rated by the oracle in plain loops: apart, and for together every step."""
    found = certainty(card)
    assume(found.together)
    rules = card.rulebook.model_dump(by_alias=True)
    names = list(rules["ratings"])
    starts, _ = oracle.overall_starts(rules, set())
    asked = {one.result.key: [question.ratings for question in one.questions] for one in found.standards}
    counted = [one for one in rules["standards"] if one["counted"]]
    fixed = {one.key: [{one.published: 1.0}] for one in card.standards}
    chances = [asked.get(oracle.key_of(one), fixed[oracle.key_of(one)]) for one in counted]
    assume(prod(len(one) for own in chances for one in own) <= 600)

    def overall(ratings):
        lowest = [min(own, key=names.index) for own in ratings]
        return oracle.rating_of(starts, sum(rules["ratings"][rating] for rating in lowest))

    each_alone = dict.fromkeys(names, 0.0)
    flat = [(number, one) for number, own in enumerate(chances) for one in own]
    for combination in product(*(one.items() for _, one in flat)):
        by_standard = [[] for _ in chances]
        for (number, _), (rating, _) in zip(flat, combination, strict=True):
            by_standard[number].append(rating)
        each_alone[overall(by_standard)] += prod(chance for _, chance in combination)
    assert found.apart == pytest.approx(each_alone, abs=1e-9)

    def rating_at(one, share):
        """The rating below or at which a share of all outcomes lies, the worst ones first."""
        for name in names:
            share -= one.get(name, 0.0)
            if share < 0:
                return name
        return names[-1]

    edges = {0.0, 1.0}
    for _, one in flat:
        below = 0.0
        for name in names:
            below += one.get(name, 0.0)
            edges.add(min(below, 1.0))
    as_one = dict.fromkeys(names, 0.0)
    for low, high in zip(sorted(edges), sorted(edges)[1:], strict=False):
        as_one[overall([[rating_at(one, (low + high) / 2) for one in own] for own in chances])] += high - low
    assert found.together == pytest.approx(as_one, abs=1e-9)


def words(card):
    return " ".join(part for part in section(card).body if isinstance(part, str))


@given(cards())
@settings(max_examples=settings.default.max_examples // 2)
def test_any_report_is_told_in_words_and_plain_values(card):
    made = section(card)
    assert json.loads(json.dumps(made.plain)) == made.plain
    assert set(made.plain) == {"confidence", "standards", "overall", "leans_on"}
    assert ("No percentages were published" in words(card)) == (not any(one.is_recomputed for one in card.standards))
    for part in made.body:
        if isinstance(part, Table):
            assert {len(row) for row in part.rows} == {len(part.head)}


LEEDS = ROOT / "examples/leeds-pdu-2024.yaml"


def leeds(**changes):
    return score(load_report(LEEDS).model_copy(update=changes))


def with_answers(answers, **changes):
    """Leeds with other percentages for P 2.1."""
    plain = load_report(LEEDS).plain()
    plain["standards"]["P 2.1"] = {"rating": "Inadequate", "key_questions": answers}
    return score(Report.model_validate(plain | changes))


COUNTS = {"sufficient": 19, "of": 40}
FEW = {"engagement": 51, "desistance": 62, "safety": COUNTS}


@pytest.mark.parametrize(
    ("card", "said"),
    [
        pytest.param(leeds, "far more cases (no caseload is given)", id="no-caseload"),
        pytest.param(lambda: leeds(caseload=900), "sample of the caseload, 900 cases, and nothing", id="caseload"),
        pytest.param(
            lambda: leeds(caseload=50),
            "far more cases (the caseload, 50, is less than the cases inspected, so it is of another moment)",
            id="caseload-too-small",
        ),
        pytest.param(
            lambda: leeds(caseload=1_000_000),
            "far more cases (the caseload, 1,000,000, is as good as without end)",
            id="caseload-without-end",
        ),
        pytest.param(
            lambda: with_answers(FEW, caseload="900"),
            "the caseload, 900 cases (far more cases for key questions not judged in all cases inspected)",
            id="caseload-of-some",
        ),
        pytest.param(
            lambda: score(
                Report(rulebook="pdu-2024", caseload=900, standards={"P 2.1": {"key_questions": {"safety": COUNTS}}})
            ),
            "far more cases (how many of the caseload, 900, each key question fits is not known)",
            id="caseload-of-none",
        ),
        pytest.param(
            lambda: leeds(caseload=82),
            "Every case of the caseload was inspected, so nothing is left to chance: <1 is 0 here, and >99 is 100.",
            id="every-case",
        ),
        pytest.param(leeds, "in all 82 of which each key question was judged", id="all-cases"),
        pytest.param(lambda: leeds(cases=None), "the number of cases is not known there is no interval", id="no-cases"),
        pytest.param(
            lambda: with_answers({"engagement": 50.3, "desistance": 62, "safety": 23}),
            "Where no number of the cases gives the printed percentage (?) there is no interval.",
            id="none-fits",
        ),
        pytest.param(lambda: leeds(cases=250), "the middle one is taken", id="several-fit"),
        pytest.param(
            lambda: with_answers({"engagement": 51, "safety": 70}),
            "No probability, for a key question is missing or has no interval: P 2.1. "
            "The overall rating has no probability, for these have none: P 2.1.",
            id="missing",
        ),
        pytest.param(leeds, "The published overall rating is Inadequate: >99 % together, >99 % apart.", id="published"),
        pytest.param(
            lambda: leeds(overall=PublishedOverall()),
            "is left aside. Assumed: the cases",
            id="no-published-overall-rating",
        ),
        pytest.param(leeds, "are taken to have the published rating for certain", id="taken"),
        pytest.param(leeds, "by discretion is left aside", id="discretion"),
        pytest.param(lambda: score(Report(rulebook="pdu-2024")), "No percentages were published", id="no-percentages"),
    ],
)
def test_what_is_said_of_a_report(card, said):
    assert said in words(card())


def test_nothing_is_said_of_what_there_is_not():
    said = words(leeds(cases=None))
    assert "How likely" not in said
    assert "Assumed" not in said


def test_no_overall_bands_no_probability():
    card = leeds(
        standards=load_report(LEEDS).standards | {"P 1.1": Report(standards={"P 1.1": "not rated"}).standards["P 1.1"]}
    )
    assert card.overall.bands is None
    assert "no overall bands are known for the standards that were rated" in words(card)
    assert certainty(card).together == {}


def test_percentages_that_do_not_count_leave_the_overall_rating_alone():
    plain = load_rulebook("pdu-2024").model_dump(by_alias=True)
    judged = {"name": "Judged", "rated_by": "judgement"}
    shown = {"name": "Shown", "rated_by": "lowest_key_question", "counted": False, "key_questions": ["safety"]}
    overall = {"max": 3, "starts": {"Inadequate": 0, "Requires improvement": 1, "Good": 2, "Outstanding": 3}}
    book = Rulebook.model_validate(
        plain | {"standards": [judged, shown], "bands": plain["bands"] | {"overall": [overall]}}
    )
    report = Report(standards={"Judged": "Good", "Shown": {"key_questions": {"safety": {"sufficient": 8, "of": 9}}}})
    assert "no standard that counts has percentages" in words(evaluate(book, report))


def test_of_judgements_and_discretion_nothing_is_said_where_there_are_none():
    plain = load_rulebook("pdu-2024").model_dump(by_alias=True) | {"discretion": None}
    alone = {"name": "Alone", "rated_by": "lowest_key_question", "key_questions": ["safety"]}
    overall = {"max": 3, "starts": {"Inadequate": 0, "Requires improvement": 1, "Good": 2, "Outstanding": 3}}
    book = Rulebook.model_validate(plain | {"standards": [alone], "bands": plain["bands"] | {"overall": [overall]}})
    said = words(evaluate(book, Report(standards={"Alone": {"key_questions": {"safety": {"sufficient": 8, "of": 9}}}})))
    assert "The overall rating: together" in said
    assert "taken to have the published rating" not in said
    assert "discretion" not in said


@pytest.mark.parametrize(("library", "format_"), [("scipy", "text"), ("statsmodels", "json"), ("scipy", "jsonl")])
def test_without_the_libraries_certainty_is_refused_once_before_any_report_is_scored(library, format_):
    code = f"import sys; sys.modules[{library!r}] = None; from hmip_rules.cli.score import main; main()"
    command = [sys.executable, "-c", code, "--certainty", "--format", format_, str(LEEDS), str(LEEDS)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    message = "certainty needs statsmodels and SciPy: pip install 'hmip-rules[certainty]'"
    assert result.returncode == 2
    assert result.stderr == message + "\n"
    if format_ == "text":
        assert result.stdout == ""
    else:
        shown = json.loads(result.stdout)
        one = shown[0] if format_ == "json" else shown
        assert [error["message"] for error in one["errors"]] == [message]


def test_hmip_score_shows_it_where_it_is_asked_for_alone():
    shown = [
        subprocess.run(
            [sys.executable, "-m", "hmip_rules", *options, str(LEEDS)], capture_output=True, text=True, check=True
        ).stdout
        for options in ([], ["--certainty"])
    ]
    assert "Certainty" not in shown[0]
    assert shown[1].startswith(shown[0])
    added = shown[1].removeprefix(shown[0]).splitlines()
    assert added[1] == "Certainty: how much is chance"
    assert max(map(len, added)) <= 80
    assert re.search(r"safety +23 +19 of 82 +15\.4 to 33\.4$", shown[1], re.MULTILINE)
