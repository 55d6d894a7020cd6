"""Bounds against linear programming, and certainty of any report in words."""

import json
import re
import subprocess
import sys
from itertools import product
from math import prod

import numpy as np
import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from hmip_rules import load_report, score, strategies
from hmip_rules.insight.certainty.compute import at_least_bounds, certainty, rating_bounds, rating_chances
from hmip_rules.insight.certainty.section import NO_OVERALL_CHANCE, certainty_section
from hmip_rules.insight.counts import percentage_counts
from hmip_rules.model.report import Report
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
        for place, chance in enumerate(rating_chances(reached))
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
        assert rating_bounds(questions, place) == pytest.approx((least, most), abs=1e-7)
        least, most = extremes(questions, lambda outcome, place=place: min(outcome) >= place)
        assert at_least_bounds(questions, place) == pytest.approx((least, most), abs=1e-7)


@given(st.lists(reaches(4), min_size=1, max_size=4))
def test_bounds_hold_what_independence_and_rising_together_give(questions):
    for ways in (map(prod, zip(*questions, strict=True)), map(min, zip(*questions, strict=True))):
        standard = tuple(ways)
        for place, (at_least, exactly) in enumerate(zip(standard, rating_chances(standard), strict=True)):
            bounds = at_least_bounds(questions, place), rating_bounds(questions, place)
            for bound, chance in zip(bounds, (at_least, exactly), strict=True):
                assert 0 <= bound.low <= chance + 1e-9
                assert chance - 1e-9 <= bound.high <= 1


def test_of_one_key_question_the_bounds_are_its_probabilities():
    alone = [(1.0, 0.7, 0.2)]
    bounds = [rating_bounds(alone, place) for place in range(3)]
    assert bounds == [pytest.approx((chance, chance)) for chance in (0.3, 0.5, 0.2)]


@st.composite
def cards(draw, **kwargs):
    book = draw(strategies.rulebooks())
    report = draw(strategies.reports(book, **kwargs))
    caseload = draw(st.none() | st.integers(1, 400))
    return evaluate(book, report.model_copy(update={"caseload": caseload}))


@given(cards())
def test_what_has_probabilities_and_what_they_add_up_to(card):
    found = certainty(card)
    assert [standard.result for standard in found] == [result for result in card.standards if result.is_recomputed]
    for standard in found:
        answers = [question.question.answer for question in standard.questions]
        counts = [percentage_counts(card.rulebook, answer, card.report.cases) for answer in answers]
        is_known = [bool(count and count.sufficient) for count in counts]
        assert [question.estimate is not None for question in standard.questions] == is_known
        assert bool(standard.ratings) == bool(standard.at_least) == (all(is_known) and not standard.result.missing)
        for question in standard.questions:
            assert all(0 <= chance <= 1 for chance in question.ratings.values())
            assert not question.ratings or sum(question.ratings.values()) == pytest.approx(1)
        for span in (*standard.ratings.values(), *standard.at_least.values()):
            assert 0 <= span.low <= span.high <= 1


def words(card):
    return " ".join(part for part in certainty_section(card).body if isinstance(part, str))


@given(cards())
@settings(max_examples=settings.default.max_examples // 2)
def test_any_report_is_told_in_words_and_plain_values(card):
    made = certainty_section(card)
    assert json.loads(json.dumps(made.plain)) == made.plain
    assert set(made.plain) == {"confidence", "standards", "leans_on"}
    assert ("No percentages were published" in words(card)) == (
        not any(result.is_recomputed for result in card.standards)
    )
    for part in made.body:
        if isinstance(part, Table):
            assert {len(row) for row in part.rows} == {len(part.head)}


LEEDS = ROOT / "examples/leeds-pdu-2024.yaml"


def leeds(**changes):
    return score(load_report(LEEDS).model_copy(update=changes))


def with_answers(answers, **changes):
    """Leeds with other percentages for P 2.1."""
    fields = load_report(LEEDS).to_dict()
    fields["standards"]["P 2.1"] = {"rating": "Inadequate", "key_questions": answers}
    return score(Report.model_validate(fields | changes))


COUNTS = {"sufficient": 19, "of": 40}
FEW = {"engagement": 51, "desistance": 62, "safety": COUNTS}


@pytest.mark.parametrize(
    ("card", "said"),
    [
        pytest.param(leeds, "far more cases (no caseload is stated)", id="no-caseload"),
        pytest.param(
            lambda: leeds(caseload=900), "sample of the caseload of 900 cases, about which nothing", id="caseload"
        ),
        pytest.param(
            lambda: leeds(caseload=50),
            "far more cases (the caseload of 50 is ignored, because more cases were inspected)",
            id="caseload-too-small",
        ),
        pytest.param(
            lambda: leeds(caseload=1_000_000),
            "far more cases (the caseload of 1,000,000 is large enough to be treated as unlimited)",
            id="caseload-without-end",
        ),
        pytest.param(
            lambda: with_answers(FEW, caseload="900"),
            "the caseload of 900 cases (far more cases for key questions not judged in all of them)",
            id="caseload-of-some",
        ),
        pytest.param(
            lambda: score(
                Report(rulebook="pdu-2024", caseload=900, standards={"P 2.1": {"key_questions": {"safety": COUNTS}}})
            ),
            "far more cases (the caseload of 900 is ignored, because it is not known to how many of its cases each key question",
            id="caseload-of-none",
        ),
        pytest.param(
            lambda: leeds(caseload=82),
            "The whole caseload was inspected, so nothing is left to chance. Here <1 means 0, and >99 means 100.",
            id="every-case",
        ),
        pytest.param(leeds, "assumes that each key question was judged in all 82 cases", id="all-cases"),
        pytest.param(
            lambda: leeds(cases=None), "the number of cases is not known, there is no interval", id="no-cases"
        ),
        pytest.param(
            lambda: with_answers({"engagement": 50.3, "desistance": 62, "safety": 23}),
            "Where no number of cases gives the published percentage (?), there is no interval.",
            id="none-fits",
        ),
        pytest.param(lambda: leeds(cases=250), "the middle one is used", id="several-fit"),
        pytest.param(
            lambda: with_answers({"engagement": 51, "safety": 70}),
            "P 2.1 has no probabilities, because one of its key questions is missing or has no interval.",
            id="missing",
        ),
        pytest.param(leeds, NO_OVERALL_CHANCE, id="overall"),
        pytest.param(leeds, "from percentages alone, as if inspectors used no discretion.", id="discretion"),
        pytest.param(lambda: score(Report(rulebook="pdu-2024")), "No percentages were published", id="no-percentages"),
    ],
)
def test_what_is_said_of_a_report(card, said):
    assert said in words(card())


def test_nothing_is_said_of_what_there_is_not(pdu):
    said = words(leeds(cases=None))
    assert "How likely" not in said
    assert "discretion" not in said
    assert "Assumed" not in said
    book = Rulebook.model_validate(pdu.model_dump(by_alias=True) | {"discretion": None})
    assert "discretion" not in words(evaluate(book, load_report(LEEDS)))


@pytest.mark.parametrize(("library", "format_"), [("scipy", "text"), ("statsmodels", "json"), ("scipy", "jsonl")])
def test_without_the_libraries_certainty_is_refused_once_before_any_report_is_scored(library, format_):
    code = f"import sys; sys.modules[{library!r}] = None; from hmip_rules.cli.score import main; main()"
    command = [sys.executable, "-c", code, "--certainty", "--format", format_, str(LEEDS), str(LEEDS)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    message = "Certainty needs statsmodels and SciPy: pip install 'hmip-rules[certainty]'"
    assert result.returncode == 2
    assert result.stderr == message + "\n"
    if format_ == "text":
        assert result.stdout == ""
    else:
        printed = json.loads(result.stdout)
        answer = printed[0] if format_ == "json" else printed
        assert [error["message"] for error in answer["errors"]] == [message]


def test_hmip_score_shows_it_where_it_is_asked_for_alone():
    without, asked = (
        subprocess.run(
            [sys.executable, "-m", "hmip_rules", *options, str(LEEDS)], capture_output=True, text=True, check=True
        ).stdout
        for options in ([], ["--certainty"])
    )
    assert "Certainty" not in without
    assert asked.startswith(without)
    added = asked.removeprefix(without).splitlines()
    assert added[1] == "Certainty: how far the ratings depend on which cases were inspected"
    assert max(map(len, added)) <= 80
    assert re.search(r"safety +23 +19/82 +15 to 33 ", asked, re.MULTILINE)
