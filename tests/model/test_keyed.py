"""The standards of a scorecard are a tuple, and are found by their keys."""

import copy
import pickle

import pytest
from conftest import ROOT
from hypothesis import given

from hmip_rules import (
    InputError,
    score,
    strategies,
)


def refused(function, *given):
    with pytest.raises(InputError) as caught:
        function(*given)
    return str(caught.value)


LEEDS = str(ROOT / "examples/leeds-pdu-2024.yaml")


PLAIN = {"rulebook": "pdu-2024", "standards": {"P 2.1": {"rating": "Good", "key_questions": {"safety": 23}}}}


@given(strategies.rulebooks().flatmap(lambda book: strategies.reports(book).map(lambda report: (report, book))))
def test_each_is_found_by_its_key_and_they_stay_a_tuple_in_the_order_of_the_rulebook(drawn):
    report, book = drawn
    standards = score(report, book).standards
    assert [result.key for result in standards] == [standard.key for standard in book.standards]
    assert standards == tuple(standards)
    assert hash(standards) == hash(tuple(standards))
    for number, result in enumerate(standards):
        assert standards[result.key] is result
        assert standards.index(result) == number
        assert result.key in standards
        assert result in standards
    assert standards[1:] == tuple(standards)[1:]
    assert all(result.key in standards[1:] for result in standards[1:])


def test_a_scorecard_is_copied_and_pickled_with_them():
    card = score(LEEDS)
    for same in (copy.deepcopy(card), pickle.loads(pickle.dumps(card))):
        assert same == card
        assert same.standards["P 2.1"] == card.standards[3]


@pytest.mark.parametrize("key", ["P 2.11", "Assessment", "P 2.1 assessment"])
def test_a_wrong_key_is_refused_with_the_nearest_right_one(key):
    standards = score(LEEDS).standards
    assert key not in standards
    with pytest.raises(KeyError) as caught:
        standards[key]
    assert str(caught.value) == f"Unknown standard {key!r}; did you mean 'P 2.1'?"
    assert isinstance(caught.value, InputError)


def test_where_no_key_is_near_all_are_named():
    assert refused(score(PLAIN).standards.__getitem__, "") == (
        "Unknown standard ''; use one of 'P 1.1', 'P 1.2', 'P 1.3', 'P 2.1', 'P 2.2', 'P 2.3', 'P 2.4'"
    )
