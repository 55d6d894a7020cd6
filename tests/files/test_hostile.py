"""Whatever a file holds, reading it ends soon, in a report or in problems with places; never otherwise."""

import random
from contextlib import suppress

import pytest
from conftest import ROOT
from hypothesis import example, given
from hypothesis import strategies as st

from hmip_rules.files.library import Library, read_rulebook
from hmip_rules.files.reports import Unreadable
from hmip_rules.files.text import MAX_BYTES
from hmip_rules.files.yaml_source import documents, to_yaml
from hmip_rules.model.errors import InputError, printable
from hmip_rules.scoring.score_files import score_paths

LIBRARY = Library()
LEEDS = (ROOT / "examples/leeds-pdu-2024.yaml").read_text()
RULEBOOK = (ROOT / "rules/pdu-2024.yaml").read_text()

scalars = st.none() | st.text(max_size=8) | st.sampled_from(["51", "Good", "not rated", "P 2.1", "pdu-2024", "-1"])
names = st.sampled_from(
    [
        "rulebook",
        "standards",
        "P 2.1",
        "P 1.1",
        "rating",
        "key_questions",
        "safety",
        "overall",
        "score",
        "sources",
        "of",
    ]
) | st.text(max_size=5)
trees = st.recursive(scalars, lambda below: st.lists(below, max_size=4) | st.dictionaries(names, below, max_size=6))


def reading(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("hostile") / "report.yaml"
    path.write_bytes(content)
    results = list(score_paths([str(path)], LIBRARY))
    assert results
    for result in results:
        if isinstance(result, Unreadable):
            assert result.problems
            for problem in result.problems:
                assert "\n" not in printable(str(problem))
                assert problem.place.file == str(path)
    return results


def read_or_refused(path):
    """Any other exception than this one fails the test."""
    with suppress(InputError):
        read_rulebook(path)


@given(st.binary(max_size=300))
def test_arbitrary_bytes(tmp_path_factory, content):
    reading(tmp_path_factory, content)


@given(st.text(max_size=300))
def test_arbitrary_text(tmp_path_factory, text):
    reading(tmp_path_factory, text.encode())


@given(st.text("-:[]{},?&*!|>'\"%@` \n\tab1#~", max_size=120))
def test_text_that_looks_like_yaml(tmp_path_factory, text):
    reading(tmp_path_factory, text.encode())


@given(trees)
@example({"[key]": None})  # what pydantic puts after a name that it refused
@example({"standards": {"[key]": {"[key]": 1}}, "rating_counts": {"[key]": "x"}})
def test_any_tree_of_values_in_the_place_of_a_report(tmp_path_factory, tree):
    reading(tmp_path_factory, to_yaml(tree).encode())


@given(st.integers(0, len(LEEDS)), st.integers(0, 20), st.text(max_size=6))
def test_a_report_with_a_piece_replaced(tmp_path_factory, start, length, piece):
    reading(tmp_path_factory, (LEEDS[:start] + piece + LEEDS[start + length :]).encode())


@given(st.integers(0, len(RULEBOOK)), st.integers(0, 20), st.text(max_size=6))
def test_a_rulebook_with_a_piece_replaced(tmp_path_factory, start, length, piece):
    path = tmp_path_factory.mktemp("hostile") / "book.yaml"
    path.write_text(RULEBOOK[:start] + piece + RULEBOOK[start + length :], encoding="utf-8")
    read_or_refused(path)


@given(trees)
def test_any_tree_of_values_in_the_place_of_a_rulebook(tmp_path_factory, tree):
    path = tmp_path_factory.mktemp("hostile") / "book.yaml"
    path.write_text(to_yaml(tree), encoding="utf-8")
    read_or_refused(path)


@given(trees)
def test_plain_values_are_written_and_read_back_the_same(tree):
    text = to_yaml(tree)
    (document,) = documents(text, "x")
    assert document.problems or document.value == tree


@pytest.mark.parametrize(
    "text",
    [
        "[" * MAX_BYTES,
        "{" * MAX_BYTES,
        "- " * (MAX_BYTES // 2),
        "a: " * (MAX_BYTES // 3),
        "? " * (MAX_BYTES // 2),
        "&a " * (MAX_BYTES // 3),
        "!" * MAX_BYTES,
        "'" * MAX_BYTES,
        "a\n" * (MAX_BYTES // 2),
        "---\n" * (MAX_BYTES // 4),
        "- a\n" * (MAX_BYTES // 4),
        "a: 1\n" * (MAX_BYTES // 5),
        "\t" * MAX_BYTES,
        "%a\n" * (MAX_BYTES // 3),
        "standards: {P 2.1: {key_questions: {safety: " + "9" * 900_000 + "}}}",
    ],
    ids=lambda text: text[:12],
)
def test_a_file_of_the_largest_size_ends(tmp_path_factory, text):
    reading(tmp_path_factory, text.encode())


def test_a_report_with_every_line_shuffled(tmp_path_factory):
    lines = LEEDS.splitlines()
    for seed in range(100):
        random.Random(seed).shuffle(lines)
        reading(tmp_path_factory, "\n".join(lines).encode())
