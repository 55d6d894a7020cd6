"""What a value can still be: one value, several, or none."""

import pytest

from hmip_rules.model.possible import Possible


@pytest.mark.parametrize(("values", "only"), [((3,), 3), ((0,), 0), ((3, 4), None), ((), None)])
def test_there_is_an_only_value_where_there_is_exactly_one(values, only):
    assert Possible(values).only == only


@pytest.mark.parametrize(("values", "low", "high"), [((3,), 3, 3), ((3, 4), 3, 4), ((2, 5, 9), 2, 9)])
def test_the_lowest_comes_first_and_the_highest_last(values, low, high):
    assert (Possible(values).low, Possible(values).high) == (low, high)


def test_it_equals_prints_and_unpacks_as_a_tuple_does():
    possible = Possible(["Dim", "Fair"])
    assert possible == ("Dim", "Fair")
    assert str(possible) == "('Dim', 'Fair')"
    assert [*possible] == ["Dim", "Fair"]


def test_none_of_several_is_low_or_high_where_nothing_is_possible():
    with pytest.raises(IndexError):
        _ = Possible().low
    with pytest.raises(IndexError):
        _ = Possible().high
