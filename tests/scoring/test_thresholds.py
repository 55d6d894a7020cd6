"""From which percentage on a rating is reached, held against the oracle, which rounds and compares."""

from fractions import Fraction
from itertools import product

import oracle
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmip_rules import strategies
from hmip_rules.scoring.banding import banded
from hmip_rules.scoring.thresholds import Threshold, exceeding, percent_thresholds, reaching

ROUNDING = [*product(["nearest"], ["up", "down", "even"]), ("up", "up"), ("down", "up")]
NEAR_STEPS = sorted({48 + Fraction(number, part) for part in (8, 20) for number in range(5 * part)})  # and ties


def rules_of(book):
    return book.model_dump(by_alias=True)


def changed(book, *, to=1, by="nearest", ties="up", value="rounded", **more):
    """The rules with other rounding, and the rulebook of them."""
    rules = rules_of(book) | more
    rules["percentages"] = {"printed": {"to": to, "by": by}, "ties": {"to": ties}, "banded": {"value": value}}
    return rules, type(book).model_validate(rules)


class TestThreshold:
    @pytest.mark.parametrize(
        ("threshold", "below", "whole"),
        [
            (Threshold(Fraction(50)), Fraction(49), 50),
            (Threshold(Fraction(50), inclusive=False), Fraction(50), 51),
            (Threshold(Fraction("49.5")), Fraction("49.4"), 50),
            (Threshold(Fraction("49.5"), inclusive=False), Fraction("49.5"), 50),
        ],
    )
    def test_it_holds_from_its_value_on_and_for_the_value_itself_where_it_is_inclusive(self, threshold, below, whole):
        assert threshold.holds_for(threshold.value) == threshold.inclusive
        assert not threshold.holds_for(below)
        assert (threshold.whole, threshold.holds_for(Fraction(whole))) == (whole, True)
        assert not threshold.holds_for(Fraction(whole - 1))


@pytest.mark.parametrize(("by", "ties"), ROUNDING)
@pytest.mark.parametrize("value", ["rounded", "exact"])
@pytest.mark.parametrize("to", [1, "0.1"])
@pytest.mark.parametrize("edge", ["50", "51", "49.5", "50.5", "50.25"])
def test_an_edge_is_reached_and_exceeded_by_what_rounds_to_it_and_above_it(pdu, by, ties, value, to, edge):
    rules, book = changed(pdu, to=to, by=by, ties=ties, value=value)
    edge = Fraction(edge)
    for percent in NEAR_STEPS:
        used = oracle.banded(rules, percent)
        assert reaching(book, edge).holds_for(percent) == (used >= edge)
        assert exceeding(book, edge).holds_for(percent) == (used > edge)


@given(st.data())
def test_an_edge_is_reached_and_exceeded_also_with_other_steps(data):
    book = data.draw(strategies.rulebooks())
    step = Fraction(rules_of(book)["percentages"]["printed"]["to"])
    percent, edge = data.draw(st.fractions(0, 100)), data.draw(st.integers(0, 400).map(lambda count: count * step / 4))
    near = edge + data.draw(st.sampled_from([-1, Fraction(-1, 2), Fraction(-1, 9), 0, Fraction(1, 9), 1])) * step
    for exact in (percent, near):
        used = oracle.banded(rules_of(book), exact)
        assert reaching(book, edge).holds_for(exact) == (used >= edge)
        assert exceeding(book, edge).holds_for(exact) == (used > edge)


MARGINS = [None, *({"points": points, "direction": way} for points in (0, 3) for way in ("either", "up", "down"))]
NEAR_EDGES = sorted({edge + Fraction(number, 4) for edge in (50, 65, 80) for number in range(-20, 21)})


def allowed(rules, percent, rating):
    """Whether inspectors may give a rating to a standard with one percentage, though it is not that of the band."""
    shown = {"sufficient": percent.numerator, "of": percent.denominator * 100}
    return oracle.rate_standard(rules, {"rating": rating, "key_questions": {"a": shown}})[1] == "within_discretion"


@pytest.mark.parametrize("margin", MARGINS, ids=str)
@pytest.mark.parametrize(("by", "ties", "value"), [("nearest", "even", "rounded"), ("down", "up", "exact")])
def test_a_rating_is_reached_may_be_given_and_is_left_where_the_rules_say(pdu, margin, by, ties, value):
    rules, book = changed(pdu, by=by, ties=ties, value=value, discretion=margin)
    starts = rules["bands"]["key_question"]["starts"]
    reached, by_discretion, left = percent_thresholds(book)
    assert len(reached) == len(by_discretion) == len(left) == 3
    beside = 0
    for percent, place in product(NEAR_EDGES, range(3)):
        worse, better = book.names[place : place + 2]
        rating = oracle.rating_of(starts, oracle.banded(rules, percent))
        assert reached[place].holds_for(percent) == (book.names.index(rating) > place)
        if rating == worse:
            assert by_discretion[place].holds_for(percent) == allowed(rules, percent, better)
        if rating == better:
            assert left[place].holds_for(percent) != allowed(rules, percent, worse)
        beside += rating in (worse, better)
        expected = [name for name in book.names if allowed(rules, percent, name)]
        assert list(banded(book, percent).within_discretion) == expected
    assert beside > len(NEAR_EDGES)
