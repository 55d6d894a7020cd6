"""What the rules make of a percentage is worked out once, and is always the same."""

from fractions import Fraction

import oracle
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmip_rules import Rulebook, load_rulebook
from hmip_rules.scoring import banding
from hmip_rules.scoring.banding import MAX_REMEMBERED_PERCENTAGES, banded


def test_what_is_remembered_is_what_is_worked_out_and_never_more_than_the_most():
    book = load_rulebook("pdu-2024")
    percentages = [Fraction(number, 60) for number in range(6001)]
    first = [banded(book, percent) for percent in percentages]
    assert len(percentages) > MAX_REMEMBERED_PERCENTAGES
    assert 0 < len(banding._remembered(book)) <= MAX_REMEMBERED_PERCENTAGES
    assert [banded(book, percent) for percent in reversed(percentages)] == first[::-1]
    assert [percentage.value for percentage in first] == sorted(percentage.value for percentage in first)


def test_a_percentage_is_worked_out_once_and_the_maximum_remembered_is_never_exceeded(monkeypatch):
    monkeypatch.setattr(banding, "MAX_REMEMBERED_PERCENTAGES", 3)
    book = load_rulebook("pdu-2024")
    for count, percent in enumerate(map(Fraction, range(51, 58)), start=1):
        worked_out = banded(book, percent)
        assert banded(book, percent) is worked_out
        assert len(banding._remembered(book)) == (count - 1) % 3 + 1


NEAR_EDGES = sorted(
    {edge + Fraction(number, part) for edge in (47, 50, 53) for part in (8, 20) for number in range(-20, 21)}
)


def neighbours(step, percent):
    """The printed percentages at or below a percentage, and at or above it."""
    below = percent // step * step
    return below, below if below == percent else below + step


@pytest.mark.parametrize(("to", "margin"), [(1, 3), (1, "0.5"), ("0.1", None), ("0.1", 3)])
@pytest.mark.parametrize("by", ["nearest", "up", "down"])
@pytest.mark.parametrize("value", ["rounded", "exact"])
def test_a_percentage_comes_with_its_rating_the_other_one_and_the_rules_that_decide(pdu, to, margin, by, value):
    rules = pdu.model_dump(by_alias=True) | {"discretion": margin and {"points": margin}}
    rules["percentages"] = {"printed": {"to": to, "by": by}, "ties": {"to": "even"}, "banded": {"value": value}}
    book, step, starts = type(pdu).model_validate(rules), Fraction(to), rules["bands"]["key_question"]["starts"]
    edges = [Fraction(start) for start in starts.values()][1:]
    ends = [edge + sign * Fraction(margin or 0) for edge in edges for sign in (-1, 1)]
    for percent in NEAR_EDGES:
        printed = oracle.printed(rules, percent)
        used, other = (printed, percent) if value == "rounded" else (percent, printed)
        found = banded(book, percent)
        assert (found.value, found.rating) == (used, oracle.rating_of(starts, used))
        assert (found.otherwise or found.rating) == oracle.rating_of(starts, other)
        assert found.otherwise != found.rating
        below, above = neighbours(step, percent)
        expected = [("percentages", "printed")] if used != percent else []
        if expected and by == "nearest" and percent - below == above - percent:
            expected.append(("percentages", "ties"))
        for changes, cited in ((edges, found.rules), (edges + ends, found.rules_departed)):
            if printed == percent:
                decides = any(percent - step < change < percent + step for change in changes)
            else:
                decides = any(min(printed, percent) <= change <= max(printed, percent) for change in changes)
            banding_cited = [("percentages", "banded")] if decides else []
            assert list(cited) == [*expected, *banding_cited, ("bands", "key_question")]


@given(st.lists(st.fractions(0, 100, max_denominator=10**20), min_size=2))
def test_percentages_are_sorted_by_their_order_as_by_the_value_that_is_used(percentages):
    rules = load_rulebook("pdu-2024").model_dump(by_alias=True)
    rules["percentages"]["banded"]["value"] = "exact"
    book = Rulebook.model_validate(rules)
    found = sorted([banded(book, percent) for percent in percentages], key=lambda percentage: percentage.order)
    assert [percentage.value for percentage in found] == sorted(percentages)
