"""A rater gives the ends of what `evaluate` gives."""

from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hmip_rules import Report, Rulebook, load_rulebook, strategies
from hmip_rules.files.library import shipped_rulebooks
from hmip_rules.model.errors import InputError
from hmip_rules.model.percent import NOT_APPLICABLE, Percentage
from hmip_rules.model.rulebook import NOT_RATED, UNSOUND
from hmip_rules.scoring.evaluate import evaluate
from hmip_rules.tables.columns import input_columns, percentage_column, standard_column
from hmip_rules.tables.rater import rater

JUDGED = {"p_1_1": 1, "p_1_2": "Good", "p_1_3": 0}
ASSESSED = {f"p_2_{number}_{name}": 50 for number in (1, 2, 3, 4) for name in ("engagement", "desistance", "safety")}


@pytest.fixture(scope="module")
def rate(pdu):
    return rater(pdu)


def ends(card):
    overall = card.overall
    return overall.totals[0], overall.totals[-1], overall.possible[0], overall.possible[-1]


def row_of(book, report, number_of):
    """A report as a row; ratings by turns as names and as points."""
    row = {}
    for turn, (key, published) in enumerate(report.standards.items()):
        named = published.rating is None or published.rating == "not rated" or turn % 2
        row[standard_column(book.by_key[key])] = published.rating if named else book.ratings[published.rating]
        for name, answer in published.key_questions.items():
            row[percentage_column(book.by_key[key], name)] = (
                number_of(answer) if isinstance(answer, Percentage) else answer
            )
    return row


def exact(answer):
    return int(answer.value) if answer.value.denominator == 1 else answer.value


def as_float(answer):
    number = float(answer.value)
    return number if Fraction(str(number)) == answer.value else answer.value


def can_be_rows(book):
    """Whether no two values of its reports would have one column."""
    try:
        return bool(input_columns(book))
    except InputError:
        return False


@given(st.data(), st.sampled_from([exact, as_float, lambda answer: answer.value]), st.booleans())
def test_the_ends_are_those_of_evaluate_for_any_rulebook_and_report(data, number_of, complete):
    book = data.draw(strategies.rulebooks())
    assume(can_be_rows(book))
    report = data.draw(strategies.reports(book, complete=complete))
    assert tuple(rater(book)(row_of(book, report, number_of))) == ends(evaluate(book, report))


@pytest.mark.parametrize("name", shipped_rulebooks())
def test_the_ends_are_those_of_evaluate_for_every_shipped_rulebook(name):
    book = load_rulebook(name)
    rate, random = rater(book), Random(name)
    reached = set()
    for _ in range(500):
        report = random_report(book, random)
        expected = ends(evaluate(book, report))
        assert tuple(rate(row_of(book, report, as_float))) == expected
        reached.add(expected[2:])
    assert {(rating, rating) for rating in book.names} < reached


def random_report(book, random):
    """Any report, of any level, with more or fewer values missing."""
    floor, rarely = random.randint(0, 80), random.choice([0, 0, 0.05, 0.3])

    def or_missing(value, other):
        return random.choice([None, other]) if random.random() < rarely else value

    standards = {}
    for standard in book.standards:
        answers = {
            name: or_missing(random.randint(floor * 10, 1000) / 10, NOT_APPLICABLE) for name in standard.key_questions
        }
        rating = random.choice(book.names[sum(floor >= edge for edge in book.edges) :])
        standards[standard.key] = {"rating": or_missing(rating, NOT_RATED), "key_questions": answers}
    return Report.model_validate({"standards": standards})


def test_every_percentage_beside_every_published_rating_and_a_gap_counts_as_evaluate_counts_it(pdu, rate):
    compared = 0
    for tenths in range(0, 1001, 5):
        for published in (None, "not rated", *pdu.names):
            for rest in ({}, {"safety": 100}):
                asked = {"engagement": tenths / 10, "desistance": "not applicable", **rest}
                report = Report.model_validate({"standards": {"P 2.1": {"rating": published, "key_questions": asked}}})
                assert tuple(rate(row_of(pdu, report, as_float))) == ends(evaluate(pdu, report))
                compared += 1
    assert compared == 201 * 6 * 2


@pytest.mark.parametrize(
    ("below", "at"),
    [
        (49.4, 49.5),
        ("49.499999999999999999", "49.5"),
        (Fraction(494999, 10000), Fraction(99, 2)),
        (Fraction(495, 10) - Fraction(1, 10**30), Fraction(495, 10)),
        (49.49999999999999, 49.50000000000001),
    ],
)
def test_49_5_is_the_first_number_that_becomes_50(rate, below, at):
    below, at = (Decimal(one) if isinstance(one, str) else one for one in (below, at))
    points = [rate(JUDGED | ASSESSED | {"p_2_1_safety": percent}).score_low for percent in (below, at)]
    assert points == [6, 7]


@pytest.mark.parametrize(("written", "points"), [("49.3", 0), ("49.4", 1), ("49.5", 1)])
def test_a_float_is_the_decimal_it_prints_as(pdu, written, points):
    plain = pdu.model_dump(by_alias=True)
    plain["percentages"]["banded"]["value"] = "exact"
    plain["bands"]["key_question"]["starts"]["Requires improvement"] = "49.4"  # as a float it lies below
    rate = rater(Rulebook.model_validate(plain))
    assert Fraction(49.4) < Fraction("49.4")
    assert rate(JUDGED | ASSESSED | {"p_2_1_safety": float(written)}).score_low == 6 + points


@pytest.mark.parametrize(
    "percent",
    [
        True,
        False,
        -1,
        101,
        100.5,
        -0.001,
        float("nan"),
        float("inf"),
        Decimal("NaN"),
        Decimal("sNaN"),
        "51",
        "",
        [51],
        1j,
    ],
    ids=repr,
)
def test_what_is_no_percentage_is_refused_by_its_column(rate, percent):
    with pytest.raises(ValueError, match=r"^p_2_3_safety: .* is no number from 0 to 100$"):
        rate(JUDGED | ASSESSED | {"p_2_3_safety": percent})


@pytest.mark.parametrize("column", ["p_1_3", "p_2_4"])
@pytest.mark.parametrize(
    "rating", [True, False, 4, -1, 1.5, float("nan"), "good", "", ["Good"], "not applicable"], ids=repr
)
def test_what_is_no_rating_is_refused_by_its_column(rate, column, rating):
    with pytest.raises(ValueError, match=rf"^{column}: .* is no rating or its points$"):
        rate(JUDGED | ASSESSED | {column: rating})


def test_every_slip_of_a_row_is_said(rate):
    with pytest.raises(
        ValueError, match=r"^p_1_1: 'Fair' is no rating or its points; p_2_1_safety: 101 is no number from 0 to 100$"
    ):
        rate({"p_1_1": "Fair", "p_2_1_safety": 101})


def test_a_row_of_nothing_leaves_everything_open_and_other_columns_are_passed_over(pdu, rate):
    assert tuple(rate({"score": 3, "rating": "Fair"})) == (0, 21, pdu.names[0], pdu.names[-1])


def test_columns_that_would_have_one_name_are_refused(pdu):
    plain = pdu.model_dump(by_alias=True)
    plain["standards"][0]["code"] = "P-1.2"
    with pytest.raises(InputError, match=r"^two values of pdu-2024 would be the column 'p_1_2'; "):
        rater(Rulebook.model_validate(plain))


def test_rules_that_contradict_one_another_are_refused(pdu):
    plain = pdu.model_dump(by_alias=True)
    plain["bands"]["overall"][0]["max"] = 20
    with pytest.raises(ValueError, match=r"^rules that contradict one another: maximum 20; "):
        rater(Rulebook.model_validate(plain, context=UNSOUND))
