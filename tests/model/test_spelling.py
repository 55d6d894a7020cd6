"""Names in any case and spacing mean one name, or none."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmip_rules.model.spelling import folded, meanings, meant_name, spelling_pattern

NAMES = st.text("aAbB -_.ßéİ1\u00a0", min_size=1, max_size=5)


@pytest.mark.parametrize("written", ["P 2.1", "p2.1", " P  2.1 ", "P\u00a02.1", "p-2.1", "P_2.1"])
def test_case_and_spacing_make_no_difference(written):
    assert meant_name(written, ["P 2.1", "P 2.2"]) == "P 2.1"


@pytest.mark.parametrize("written", ["P 21", "P 2.1.", "2.1", "P 2.10", ""])
def test_any_other_difference_does(written):
    assert meant_name(written, ["P 2.1", "P 2.2"]) is None


def test_a_name_that_is_written_exactly_is_meant_though_others_differ_only_in_case():
    assert meant_name("good", ["Good", "good"]) == "good"
    assert meant_name("GOOD", ["Good", "good"]) is None


@given(st.lists(st.tuples(NAMES, NAMES), max_size=4))
def test_a_spelling_means_a_name_only_where_no_other_is_spelt_so(named):
    for spelling, name in named:
        others = {other for written, other in named if folded(written) == folded(spelling)}
        assert meanings(named).get(folded(spelling)) == (name if others == {name} else None)


@given(NAMES, NAMES)
def test_the_pattern_of_a_name_finds_what_means_it(name, written):
    if all(len(character.lower()) == len(character.upper()) == 1 for character in name):
        assert bool(re.search(spelling_pattern(name), written)) == (folded(name) == folded(written))
