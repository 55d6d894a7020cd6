"""Standards are found by their keys, which may be written in any case and spacing."""

from typing import NamedTuple

import pytest

from hmip_rules import InputError
from hmip_rules.model.keyed import Keyed


class Named(NamedTuple):
    key: str
    title: str


LEADERSHIP, ASSESSMENT = Named("P 1.1", "P 1.1 Leadership"), Named("P 2.1", "P 2.1 Assessment")
STANDARDS = Keyed([LEADERSHIP, ASSESSMENT])


@pytest.mark.parametrize("key", ["P 2.1", "p2.1", "P2.1", "p_2.1", " P  2.1 "])
def test_case_and_spacing_of_a_key_do_not_matter(key):
    assert STANDARDS[key] is ASSESSMENT
    assert key in STANDARDS


@pytest.mark.parametrize(
    ("key", "right"),
    [("Leadership", "did you mean 'P 1.1'?"), ("P 2.11", "did you mean 'P 2.1'?"), ("", "use one of 'P 1.1', 'P 2.1'")],
)
def test_what_is_no_key_is_refused_with_the_right_one(key, right):
    assert key not in STANDARDS
    with pytest.raises(InputError) as refused:
        STANDARDS[key]
    assert str(refused.value) == f"Unknown standard {key!r}; {right}"


def test_a_spelling_of_two_keys_is_neither():
    keyed = Keyed([Named("l 1", "l 1"), Named("L 1", "L 1")])
    assert keyed["L 1"].key == "L 1"
    assert keyed["l 1"].key == "l 1"
    with pytest.raises(InputError, match="Unknown standard 'L1'"):
        keyed["L1"]


def test_places_slices_and_entries_are_those_of_a_tuple():
    assert STANDARDS[1] is ASSESSMENT
    assert STANDARDS[:1] == (LEADERSHIP,)
    assert isinstance(STANDARDS[:1], Keyed)
    assert LEADERSHIP in STANDARDS
    assert Named("P 9.9", "P 9.9") not in STANDARDS
