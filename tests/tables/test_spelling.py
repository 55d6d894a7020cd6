"""Ratings of a table in every spelling that a report file may have, on every engine and in files."""

import re

import polars as pl
import pytest
from tables.engines import ENGINES, on_engine, rows

from hmip_rules import load_rulebook
from hmip_rules.model.rules import NOT_RATED
from hmip_rules.model.spelling import folded
from hmip_rules.tables import from_long, score_table
from hmip_rules.tables.codes import SPACING

SPELLINGS = {
    "Inadequate": ["Inadequate", "INADEQUATE", " inadequate", "In adequate"],
    "Requires improvement": [
        "Requires improvement",
        "requires improvement",
        "Requires Improvement",
        "requires_improvement",
        "requires-improvement",
        "Requires  improvement\t",
        "Requires\u00a0improvement",
        "RequiresImprovement",
        "RI",
        "ri",
        "R I",
    ],
    "Good": ["Good", "good", "GOOD", "Good "],
    "Outstanding": ["Outstanding", "outstanding"],
    NOT_RATED: [NOT_RATED, "Not rated", "not_rated", "NOT RATED"],
}
NOT_RATINGS = ["Goood", "G", "Good.", "improvement", "RI!", "2", "-", "good/outstanding"]


def written_and_meant():
    return [(written, name) for name, spellings in SPELLINGS.items() for written in spellings]


def results(table, **options):
    """What scoring gives each row, by its number."""
    scored = rows(score_table(table, load_rulebook("pdu-2024"), **options))
    return {row["id"]: {name: value for name, value in row.items() if name[:2] != "p_"} for row in scored}


@pytest.mark.parametrize("engine", ENGINES)
def test_every_spelling_counts_as_the_rating_that_it_means(engine):
    pairs = [*written_and_meant(), (None, None)]
    written, meant = ({"id": range(len(pairs)), "p_2_1": values} for values in zip(*pairs, strict=True))
    percentages = {f"p_2_1_{question}": [66] * len(pairs) for question in ("engagement", "desistance", "safety")}
    by_spelling = results(on_engine(engine, pl.DataFrame(written | percentages)), reasons=True)
    assert by_spelling == results(pl.DataFrame(meant | percentages), reasons=True)
    assert {row["status"] for row in by_spelling.values()} == {"disagrees", "partly_checked", "not_published"}


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_still_no_rating_makes_its_row_unreadable_and_its_column_is_named(engine):
    table = pl.DataFrame({"id": range(len(NOT_RATINGS)), "p_1_1": ["good"] * len(NOT_RATINGS), "p_2_1": NOT_RATINGS})
    told = results(on_engine(engine, table), reasons=True)
    assert [(row["status"], row["problem"]) for row in told.values()] == [("unreadable", "p_2_1")] * len(NOT_RATINGS)


@pytest.mark.parametrize("engine", ENGINES)
def test_an_overall_rating_may_be_spelt_in_any_way_too(engine):
    spellings = ["good", "INADEQUATE", "not rated"]
    judged = {f"p_1_{n}": ["OUTSTANDING"] * 3 for n in (1, 2, 3)}
    table = pl.DataFrame({"id": range(3), "overall_rating": spellings} | judged)
    assert [row["status"] for row in results(on_engine(engine, table)).values()] == [
        "undetermined",
        "disagrees",
        "unreadable",
    ]


@pytest.mark.parametrize("engine", ["polars, eager", "polars, lazy", "pandas on pyarrow", "pyarrow", "duckdb"])
def test_words_out_of_a_list_may_be_spelt_in_any_way(engine):
    table = pl.DataFrame({"id": [0, 1], "p_1_1": ["good", "RI"]}).with_columns(pl.col("p_1_1").cast(pl.Categorical))
    assert [row["score_low"] for row in results(on_engine(engine, table)).values()] == [2, 1]


@pytest.mark.parametrize("engine", ENGINES)
def test_rows_of_the_long_form_agree_on_a_rating_that_they_spell_in_different_ways(engine):
    pairs = [("Good", "good"), ("ri", "Requires Improvement"), ("good", "Goood")]
    table = pl.DataFrame(
        {
            "report": [number for number, pair in enumerate(pairs) for _ in pair],
            "standard": ["P 1.1"] * 6,
            "key_question": [""] * 6,
            "percent": pl.Series([None] * 6, dtype=pl.Float64),
            "rating": [written for pair in pairs for written in pair],
        }
    )
    wide = rows(from_long(on_engine(engine, table), "pdu-2024"))
    assert {row["report"]: row["p_1_1"] for row in wide} == {
        0: "Good",
        1: "Requires improvement",
        2: "contradicts itself",
    }


def test_spaces_that_are_left_out_are_those_of_a_report_file():
    between = [chr(code) for code in range(0x11000) if re.sub(SPACING, "", chr(code)) == ""]
    assert between == [chr(code) for code in range(0x11000) if folded(chr(code)) == ""]
