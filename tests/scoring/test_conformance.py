"""The conformance vectors are those that the generator writes, and the evaluator gives what each expects."""

import csv
from collections import Counter
from itertools import product

import pytest
from conftest import ROOT
from scoring.conformance.generate import vectors

from hmip_rules import Report, load_rulebook
from hmip_rules.files.library import shipped_rulebooks
from hmip_rules.scoring.evaluate import evaluate

FOLDER = ROOT / "tests/scoring/conformance"
VECTORS = {  # percentages at key questions, combinations of ratings
    "crc-2018": (12 * 101, 2824),
    "nps-2018": (12 * 101, 2824),
    "pdu-2021": (12 * 101, 1948),
    "pdu-2024": (12 * 101, 4**7),
    "region-2024": (4 * 101, 1292),
    "yjs-2021": (21 * 101, 5416 + 1292),
    "yos-2018": (21 * 101, 5416),
}

every_rulebook = pytest.mark.parametrize("rulebook_id", VECTORS)


def rows_of(rulebook_id):
    with (FOLDER / f"{rulebook_id}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_rulebook_has_a_file_and_every_file_a_rulebook():
    assert {path.stem for path in FOLDER.glob("*.csv")} == set(shipped_rulebooks()) == set(VECTORS)


@every_rulebook
def test_the_file_is_what_the_generator_writes(rulebook_id):
    written = (FOLDER / f"{rulebook_id}.csv").read_bytes().decode()
    is_current = written == vectors(load_rulebook(rulebook_id).model_dump(by_alias=True))
    assert is_current, "the rulebook has changed: PYTHONPATH=tests python -m scoring.conformance.generate"


@every_rulebook
def test_the_evaluator_gives_what_every_vector_expects(rulebook_id):
    book = load_rulebook(rulebook_id)
    compared = Counter()
    for line, row in enumerate(rows_of(rulebook_id), start=2):
        kind = "percentage" if row["percent"] else "total"
        agrees = {"percentage": rates_the_standard, "total": rates_the_whole}[kind]
        assert agrees(book, row), f"{rulebook_id}.csv:{line}"
        compared[kind] += 1
    assert (compared["percentage"], compared["total"]) == VECTORS[rulebook_id]


def rates_the_standard(book, row):
    asked = dict.fromkeys(book.by_key[row["standard"]].key_questions, 100)
    asked[row["key_question"]] = int(row["percent"])
    report = Report.model_validate({"standards": {row["standard"]: {"key_questions": asked}}})
    results = {result.key: result for result in evaluate(book, report).standards}
    return results[row["standard"]].possible == (row["rating"],)


def rates_the_whole(book, row):
    names = {str(points): name for name, points in book.ratings.items()} | {"not rated": "not rated"}
    report = Report.model_validate({"standards": {key: names[row[key]] for key in book.by_key}})
    overall = evaluate(book, report).overall
    expected = (int(row["score"]), int(row["max_score"]), row["overall_rating"])
    return (overall.score, overall.max_score, overall.rating) == expected


@every_rulebook
def test_every_percentage_is_asked_at_every_key_question(rulebook_id):
    book = load_rulebook(rulebook_id)
    asked = [
        (row["standard"], row["key_question"], int(row["percent"])) for row in rows_of(rulebook_id) if row["percent"]
    ]
    questions = [(standard.key, name) for standard in book.standards for name in standard.key_questions]
    assert asked == [(*question, percent) for question, percent in product(questions, range(101))]


@every_rulebook
def test_every_total_but_none_and_all_is_reached_in_several_ways(rulebook_id):
    reached = Counter((row["max_score"], row["score"]) for row in rows_of(rulebook_id) if row["score"])
    for entry in load_rulebook(rulebook_id).bands.overall:
        ways = [reached[str(entry.max), str(total)] for total in range(entry.max + 1)]
        assert (ways[0], ways[-1]) == (1, 1)
        assert min(ways[1:-1]) >= 7
