"""YAML text to plain values: every figure and word stays as it was written, and has its place."""

import pytest
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from hmip_rules.files.yaml_source import _syntax_problem, documents, to_yaml
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
    assert [str(problem) for problem in document.problems] == [
        "f:2:1: 'a' is given twice, first on line 1; keep one of them"
    ]


@pytest.mark.parametrize(("levels", "problems"), [(12, 0), (13, 1)])
def test_12_levels_are_read(levels, problems):
    (document,) = documents("[" * levels + "]" * levels, "f")
    assert len(document.problems) == problems


def test_an_error_of_the_parser_without_a_place_is_said_all_the_same():
    assert _syntax_problem(YAMLError("odd"), "text", "f") == Problem("This cannot be read as YAML (odd)", Place("f"))


def test_a_character_that_no_file_may_hold_is_placed():
    (document,) = documents("a: b\nc: \x07d\n", "f")
    assert [str(problem) for problem in document.problems] == [
        "f:2:4: An invisible character (control character U+0007) stands here; delete it, or type the line again"
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[{title: A, url: https://example.org/a}]", [{"title": "A", "url": "https://example.org/a"}]),
        ('{"title": "A", "url":"https://example.org/a?b=c"}', {"title": "A", "url": "https://example.org/a?b=c"}),
        ("{time: 10:30, ask: Did it help?, of: [a::b, c?d]}", {"time": "10:30", "ask": "Did it help?", "of": ["a::b", "c?d"]}),
        ("{safety: '23'}  # see https://example.org?", {"safety": "23"}),
    ],
)  # fmt: skip
def test_colons_and_question_marks_inside_a_text_in_brackets_are_text(text, expected):
    assert value(f"a: {text}\n") == {"a": expected}


def test_a_colon_without_a_space_in_braces_is_refused_and_not_read_as_part_of_a_name():
    (document,) = documents("safety: {sufficient:42, of:82}\n", "f")
    assert [str(problem) for problem in document.problems] == [
        "f:1:10: Missing space after ':' in 'sufficient:42'; write 'name: value'",
        "f:1:25: Missing space after ':' in 'of:82'; write 'name: value'",
    ]


@pytest.mark.parametrize("line_end", ["\n", "\r", "\r\n"], ids=["LF", "CR", "CRLF"])
def test_a_line_ends_at_lf_cr_or_both(line_end):
    (document,) = documents(line_end.join(["# first", "a: b", "", "c: [d,", "  e]", ""]), "f")
    assert document.value == {"a": "b", "c": ["d", "e"]}
    assert document.places.of(("c", 1)) == Place("f", 5, 3)
    (spoilt,) = documents(line_end.join(["# first", "a: b", "c: \x07"]), "f")
    assert [problem.place for problem in spoilt.problems] == [Place("f", 3, 4)]


@pytest.mark.parametrize("separator", ["\x85", "\u2028", "\u2029"])
@pytest.mark.parametrize("quote", ["", "'", '"'])
def test_no_other_character_ends_a_line_or_shifts_what_follows(separator, quote):
    text = f"# a{separator}b\nnote: {quote}first{separator}second{quote}\nlist: [a, b]\n"
    (document,) = documents(text, "f")
    assert document.problems == ()
    assert document.value == {"note": f"first{separator}second", "list": ["a", "b"]}
    assert document.places.of(("list", 1)) == Place("f", 3, 11)
    (spoilt,) = documents(text + "open: ]", "f")
    assert [problem.place for problem in spoilt.problems] == [Place("f", 4, 7)]


def test_a_text_that_holds_the_characters_put_in_their_place_is_read_as_it_is():
    held = "".join(map(chr, range(0xF0000, 0xF0005)))
    assert value(f"a: {{b: {held}c:d}}\n") == {"a": {"b": f"{held}c:d"}}


def test_a_file_that_uses_every_free_character_is_still_read():
    held = "".join(map(chr, range(0xF0000, 0xFFFFE)))
    assert value(f"a: {held}\nb: c:d\n")["b"] == "c:d"


@pytest.mark.parametrize("figure", ["0", "51", "55.0", "51.25", "2024"])
def test_a_figure_is_written_without_quotes(figure):
    assert to_yaml({"written": figure}) == f"written: {figure}\n"


@pytest.mark.parametrize("text", ["2.10", "007", "1e5", "51%", "12345678901234567890", "nan", "\u0663", "yes"])
def test_a_text_that_another_program_would_read_as_another_one_is_quoted_or_no_figure(text):
    assert isinstance(YAML(typ="safe", pure=True).load(to_yaml({"written": text}))["written"], str)
