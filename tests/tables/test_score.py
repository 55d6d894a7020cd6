"""A table is rated as the evaluator rates its rows, one by one, on every engine."""

from functools import cache

import pytest
from tables.engines import ENGINES, on_engine, rows
from tables.made_up import column, expected, table_of

from hmip_rules import Rulebook, load_rulebook
from hmip_rules.files.library import shipped_rulebooks
from hmip_rules.tables import score_table

ROWS = 200


@cache
def made_up(rulebook):
    """A rulebook, a table for it, and what the evaluator makes of each row."""
    book = load_rulebook(rulebook)
    table = table_of(book, ROWS)
    return book, table, {row["id"]: expected(book, row) for row in table.to_dicts()}


@pytest.mark.parametrize("rulebook", shipped_rulebooks())
@pytest.mark.parametrize("engine", ENGINES)
def test_every_row_is_what_the_evaluator_makes_of_it(engine, rulebook):
    book, table, wanted = made_up(rulebook)
    scored = rows(score_table(on_engine(engine, table), book, reasons=True))
    assert {row["id"] for row in scored} == set(wanted)
    for row in scored:
        assert (row["problem"] is None) == (row["status"] != "unreadable")
        assert {name: row[name] for name in wanted[row["id"]]} == wanted[row["id"]]


@pytest.mark.parametrize("rulebook", shipped_rulebooks())
def test_the_rows_meet_every_status_and_every_rating(rulebook):
    book, _, wanted = made_up(rulebook)
    asked = [standard for standard in book.standards if standard.key_questions]
    statuses = {row["status"] for row in wanted.values()}
    can_be_recomputed = all(
        standard.key_questions for standard in book.standards if standard.rated_by == "lowest_key_question"
    )
    whole = {"agrees", "within_discretion"} if can_be_recomputed else set()
    always = {"partly_checked", "undetermined", "disagrees", "not_published", "unreadable"}
    assert statuses - {"agrees", "within_discretion"} == always
    assert statuses - always == whole
    assert {row["rating"] for row in wanted.values()} == {*book.names, None}
    for standard in asked:
        assert {row[f"{column(standard.key)}_recomputed"] for row in wanted.values()} == {*book.names, None}


@pytest.mark.parametrize("engine", ENGINES)
def test_whole_percentages_are_rated_as_the_evaluator_rates_them(engine):
    book = load_rulebook("pdu-2024")
    table = table_of(book, ROWS, whole=True)
    scored = rows(score_table(on_engine(engine, table), book, reasons=True))
    wanted = {row["id"]: expected(book, row) for row in table.to_dicts()}
    assert {row["id"]: {name: row[name] for name in wanted[row["id"]]} for row in scored} == wanted


def worth_a_hundred(book):
    """The same ratings, each worth 97 points more, and the totals with them."""
    more = 97 * len(book.standards)
    ratings = {name: points + 97 for name, points in book.ratings.items()}
    overall = [
        {"max": entry.max + more, "starts": {name: start + more for name, start in entry.starts.items()}}
        for entry in book.bands.overall
    ]
    starts = {"starts": book.bands.key_question.starts}
    fields = book.model_dump() | {"ratings": ratings, "bands": {"overall": overall, "key_question": starts}}
    return Rulebook.model_validate(fields)


@pytest.mark.parametrize("engine", ENGINES)
def test_points_add_up_to_hundreds(engine):
    book = worth_a_hundred(load_rulebook("pdu-2024"))
    table = table_of(book, ROWS)
    wanted = {row["id"]: expected(book, row) for row in table.to_dicts()}
    scored = rows(score_table(on_engine(engine, table), book, reasons=True))
    assert {row["id"]: {name: row[name] for name in wanted[row["id"]]} for row in scored} == wanted
