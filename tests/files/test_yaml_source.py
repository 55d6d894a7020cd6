"""YAML text to plain values: every figure and word stays as it was written, and has its place."""

import pytest
from ruamel.yaml.error import YAMLError

from hmip_rules.files.yaml_source import _syntax_problem, documents
from hmip_rules.model.errors import Problem
from hmip_rules.model.places import Place


def value(text):
    (document,) = documents(text, "f")
    assert document.problems == ()
    return document.value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2.10", "2.10"),
        ("yes", "yes"),
        ("0o17", "0o17"),
        ("2024-10", "2024-10"),
        ("'null'", "null"),
        ("''", ""),
        ("null", None),
        ("~", None),
        ("", None),
    ],
)
def test_a_scalar_is_what_is_written(text, expected):
    assert value(f"a: {text}\n") == {"a": expected}


def test_every_value_and_name_has_its_place():
    (document,) = documents("a:\n  - b: {c: d}\n  -\n", "f")
    places = document.places
    assert document.value == {"a": [{"b": {"c": "d"}}, None]}
    assert places.of(("a", 0, "b", "c")) == Place("f", 2, 12)
    assert places.of_name(("a", 0, "b", "c")) == Place("f", 2, 9)
    assert places.of_name(("a", 0)) == Place("f", 2, 5)
    assert places.of(("a", 0, "b", "x", "y")) == Place("f", 2, 8)
    assert places.of(()) == Place("f", 1, 1)


def test_documents_are_counted_from_1_and_empty_ones_are_seen():
    found = list(documents("a: 1\n---\n---\nb: 2\n", "f"))
    assert [(document.number, document.value) for document in found] == [(1, {"a": "1"}), (2, None), (3, {"b": "2"})]


def test_the_first_of_two_values_of_a_name_is_kept():
    (document,) = documents("a: {b: 1}\na: {b: 2}\n", "f")
    assert document.value == {"a": {"b": "1"}}
    assert [str(problem) for problem in document.problems] == ["f:2:1: 'a' is given twice, first on line 1; keep one"]


@pytest.mark.parametrize(("levels", "problems"), [(12, 0), (13, 1)])
def test_12_levels_are_read(levels, problems):
    (document,) = documents("[" * levels + "]" * levels, "f")
    assert len(document.problems) == problems


def test_an_error_of_the_parser_without_a_place_is_said_all_the_same():
    assert _syntax_problem(YAMLError("odd"), "text", "f") == Problem("this is not YAML (odd)", Place("f"))


def test_a_character_that_no_file_may_hold_is_placed():
    (document,) = documents("a: b\nc: \x07d\n", "f")
    assert [str(problem) for problem in document.problems] == ["f:2:4: a control character (U+0007); leave it out"]
