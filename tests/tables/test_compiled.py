"""A rulebook is compiled once for tables with the same columns, and never mistaken for another."""

import polars as pl
import pytest

from hmip_rules import Rulebook, load_rulebook
from hmip_rules.tables import compiled, score_table

PERCENTAGES = {f"p_2_1_{question}": [90] for question in ("engagement", "desistance", "safety")}


@pytest.fixture
def compilations(monkeypatch):
    """The requests that a rulebook was compiled for."""
    requests, compile_ = [], compiled._compile

    def noted(rulebook, request):
        requests.append(request)
        return compile_(rulebook, request)

    monkeypatch.setattr(compiled, "_compile", noted)
    return requests


def recomputed(columns, book):
    return score_table(pl.DataFrame(columns), book)["p_2_1_recomputed"].to_list()


@pytest.fixture
def book():
    """A rulebook of its own: the one that comes with the program is read once, and compiled for other tests too."""
    return Rulebook.model_validate(load_rulebook("pdu-2024").model_dump(by_alias=True))


def test_a_table_with_the_same_columns_uses_what_was_compiled_for_the_first(compilations, book):
    assert recomputed(PERCENTAGES, book) == ["Outstanding"]
    assert recomputed(PERCENTAGES | {"p_2_1_safety": [50]}, book) == ["Requires improvement"]
    assert len(compilations) == 1


def test_a_table_with_other_columns_or_types_does_not(compilations, book):
    assert recomputed(PERCENTAGES | {"p_2_1_safety": [49]}, book) == ["Inadequate"]
    assert recomputed(PERCENTAGES | {"p_2_1_safety": [49.5]}, book) == ["Requires improvement"]
    assert recomputed({"p_2_1_safety": [50]}, book) == [None]
    assert len(compilations) == 3


def test_equal_rulebooks_with_key_questions_in_another_order_name_them_in_their_own(book):
    plain = book.model_dump(by_alias=True)
    for standard in plain["standards"]:
        standard["key_questions"] = dict(reversed(list(standard["key_questions"].items())))
    other = Rulebook.model_validate(plain)
    assert book == other
    by_book, by_other = (score_table(pl.DataFrame(PERCENTAGES), each, reasons=True) for each in (book, other))
    assert by_book["p_2_1_decided_by"].to_list() == ["engagement, desistance, safety"]
    assert by_other["p_2_1_decided_by"].to_list() == ["safety, desistance, engagement"]


def test_only_so_many_sets_of_columns_are_remembered(monkeypatch, book):
    monkeypatch.setattr(compiled, "MAX_COMPILED", 2)
    for number in range(5):
        assert recomputed(PERCENTAGES | {f"mine_{number}": [1]}, book) == ["Outstanding"]
        assert 0 < len(compiled._compiled_requests(book)) <= 2
