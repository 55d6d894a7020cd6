"""The conformance vectors expect what the oracle finds, and none is left out."""

from collections import Counter
from itertools import product

import pytest
from oracle import NOT_RATED, key_of, overall_starts, rating_of

from hmip_rules import load_rulebook
from hmip_rules.files.library import shipped_rulebooks
from hmip_rules.rulebooks.vectors import columns, vectors

NUMBERS = {  # vectors of a percentage, vectors of a rating for every standard
    "crc-2018": (12 * 101, 2824),
    "nps-2018": (12 * 101, 2824),
    "pdu-2021": (12 * 101, 1948),
    "pdu-2024": (12 * 101, 4**7),
    "region-2024": (4 * 101, 1292),
    "yjs-2021": (21 * 101, 5416 + 1292),
    "yos-2018": (21 * 101, 5416),
}


@pytest.fixture(scope="module", params=NUMBERS)
def book(request):
    return load_rulebook(request.param)


@pytest.fixture(scope="module")
def rows(book):
    return [dict(zip(columns(book), vector, strict=True)) for vector in vectors(book)]


def test_every_rulebook_has_its_number_of_vectors(book, rows):
    of_percentages = sum(row["percent"] is not None for row in rows)
    assert (of_percentages, len(rows) - of_percentages) == NUMBERS[book.id]
    assert set(NUMBERS) == set(shipped_rulebooks())


def test_a_percentage_has_the_rating_that_the_oracle_finds(book, rows):
    starts = book.model_dump(by_alias=True)["bands"]["key_question"]["starts"]
    for row in rows:
        if row["percent"] is not None:
            assert row["rating"] == rating_of(starts, row["percent"]), row


def test_ratings_have_the_total_maximum_and_overall_rating_that_the_oracle_finds(book, rows):
    rules = book.model_dump(by_alias=True)
    included = [key_of(standard) for standard in rules["standards"] if standard["counted"]]
    for row in rows:
        if row["percent"] is None:
            not_rated = {key for key in included if row[key] == NOT_RATED}
            total = sum(row[key] for key in included if key not in not_rated)
            starts, maximum = overall_starts(rules, not_rated)
            expected = (total, maximum, rating_of(starts, total))
            assert (row["score"], row["max_score"], row["overall_rating"]) == expected, row


def test_every_percentage_is_asked_at_every_key_question(book, rows):
    asked = [(row["standard"], row["key_question"], row["percent"]) for row in rows if row["percent"] is not None]
    questions = [(standard.key, name) for standard in book.standards for name in standard.key_questions]
    assert asked == [(*question, percent) for question, percent in product(questions, range(101))]


def test_no_combination_of_ratings_is_there_twice(book, rows):
    combinations = Counter(tuple(row[key] for key in book.included) for row in rows if row["percent"] is None)
    assert set(combinations.values()) == {1}


def test_every_total_but_none_and_all_is_reached_in_several_ways(book, rows):
    reached = Counter((row["max_score"], row["score"]) for row in rows if row["percent"] is None)
    for entry in book.bands.overall:
        ways = [reached[entry.max, total] for total in range(entry.max + 1)]
        assert (ways[0], ways[-1]) == (1, 1)
        assert min(ways[1:-1]) >= 7


def test_a_standard_that_is_not_included_in_the_score_has_every_rating_and_none():
    book = load_rulebook("yjs-2021")
    position = columns(book).index("4.1")
    assert {vector[position] for vector in vectors(book)} == {None, NOT_RATED, *book.ratings.values()}
