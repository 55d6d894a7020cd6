"""What a value can still be: lowest first, and the only one where there is one."""

import pytest

from hmip_rules.model.possible import Possible


@pytest.mark.parametrize(
    ("values", "only"), [((), None), (("Good",), "Good"), (("Good", "Outstanding"), None), ((0,), 0)]
)
def test_there_is_an_only_value_where_there_is_exactly_one(values, only):
    assert Possible(values).only == only


def test_the_lowest_and_the_highest_are_the_ends():
    assert (Possible([3, 4, 6]).low, Possible([3, 4, 6]).high) == (3, 6)


def test_it_equals_and_prints_as_a_tuple_does():
    assert Possible([3, 4]) == (3, 4)
    assert str(Possible([3, 4])) == "(3, 4)"
