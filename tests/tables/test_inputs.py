"""Columns of every type that a value may have, and what is refused, in a line that says what would be right."""

from decimal import Decimal
from functools import cache

import pandas as pd
import polars as pl
import pytest
from tables.engines import ENGINES, on_engine, rows
from tables.made_up import expected, table_of

from hmip_rules import Rulebook, load_rulebook
from hmip_rules.model.errors import InputError
from hmip_rules.tables import compare_rulebooks, score_table
from hmip_rules.tables.columns import input_columns

PERCENT = "write percentages as 51 or 51.2, empty where missing"


@cache
def made_up():
    """A rulebook, some rows for it, and what the evaluator makes of each."""
    book = load_rulebook("pdu-2024")
    table = table_of(book, 100)
    table = table[:100].extend(table[100::40])
    return book, table, {row["id"]: expected(book, row) for row in table.to_dicts()}


def without(*engines):
    """The engines but those that have no such type."""
    return [engine for engine in ENGINES if engine not in engines]


def scored(table, book):
    return {row["id"]: row for row in rows(score_table(table, book, reasons=True))}


def agree(told, wanted):
    assert {number: {name: told[number][name] for name in row} for number, row in wanted.items()} == wanted


@pytest.mark.parametrize("kind", [pl.Int8, pl.Float64])
@pytest.mark.parametrize("engine", ENGINES)
def test_ratings_may_be_points(engine, kind):
    book, table, wanted = made_up()
    ratings = [name for name, dtype in table.schema.items() if dtype == pl.String]
    points = table.filter(~pl.any_horizontal(pl.col(ratings).is_in(["not rated", "Goood"]).fill_null(value=False)))
    points = points.with_columns(pl.col(ratings).replace_strict(dict(book.ratings), return_dtype=kind))
    told = scored(on_engine(engine, points), book)
    assert len(told) > 50
    agree(told, {number: wanted[number] for number in told})


@pytest.mark.parametrize("points", [-1, 4, 0.5])
def test_points_that_no_rating_is_worth_are_unreadable(points):
    (row,) = rows(score_table(pl.DataFrame({"p_1_1": [points]}), load_rulebook("pdu-2024"), reasons=True))
    assert (row["status"], row["problem"]) == ("unreadable", "p_1_1")


@pytest.mark.parametrize(
    "kind",
    [pl.Categorical, pl.Enum(["Outstanding", "Good", "Inadequate", "Requires improvement", "not rated", "Goood"])],
)
@pytest.mark.parametrize("engine", without("pyspark", "pandas, nullable"))
def test_ratings_may_be_words_out_of_a_list(engine, kind):
    book, table, wanted = made_up()
    listed = table.with_columns(pl.col(pl.String).cast(kind))
    on_it = on_engine(engine, listed)
    if engine == "pandas on numpy":
        on_it = on_it.astype({name: "category" for name, dtype in listed.schema.items() if dtype == kind})
    agree(scored(on_it, book), wanted)


def test_a_list_of_words_may_lack_some_ratings():
    table = pl.DataFrame({"p_1_1": ["Good"]}, schema={"p_1_1": pl.Enum(["Good"])})
    assert [row["score_low"] for row in rows(score_table(table, load_rulebook("pdu-2024")))] == [2]


@pytest.mark.parametrize("engine", without("pandas on numpy", "pandas, nullable"))
def test_percentages_may_be_exact_decimals(engine):
    book, table, wanted = made_up()
    finite = pl.all_horizontal(pl.col(pl.Float64).is_finite().fill_null(value=True))
    exact = table.filter(
        finite & ~pl.any_horizontal(pl.col(pl.Float64).round(4) != pl.col(pl.Float64)).fill_null(value=False)
    )
    exact = exact.with_columns(pl.col(pl.Float64).cast(pl.Decimal(9, 4)))
    told = scored(on_engine(engine, exact), book)
    assert len(told) > 50
    agree(told, {number: wanted[number] for number in told})


@pytest.mark.parametrize("engine", without("pandas, nullable"))
def test_a_column_that_holds_nothing_is_as_good_as_none(engine):
    book = load_rulebook("pdu-2024")
    given = pl.DataFrame({"id": [1, 2], "p_1_1": ["Good", None]})
    nothing = [
        pl.lit(None).alias(name)
        for name in (
            "p_1_2",
            "p_2_1",
            "p_2_1_safety",
            "p_2_1_safety_not_applicable",
            "overall_score",
            "overall_max_score",
            "overall_rating",
        )
    ]
    told = scored(on_engine(engine, given.with_columns(nothing)), book)
    without = scored(given, book)
    agree(told, without)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_table_need_not_have_standards(engine):
    table = pl.DataFrame({"id": [1, 2, 3], "overall_score": [3, 22, None], "overall_rating": ["Good", None, "Good"]})
    told = scored(on_engine(engine, table), load_rulebook("pdu-2024"))
    assert [told[number]["status"] for number in (1, 2, 3)] == ["disagrees", "disagrees", "undetermined"]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_rulebook_may_have_one_standard_with_one_key_question(engine):
    plain = changed(standards=[{"name": "Safety", "rated_by": "lowest_key_question", "key_questions": ["safe"]}])
    starts = dict(zip(plain["ratings"], range(4), strict=True))
    book = Rulebook.model_validate(plain | {"bands": plain["bands"] | {"overall": [{"max": 3, "starts": starts}]}})
    table = pl.DataFrame({"id": [1, 2, 3], "safety": ["Good", "Good", None], "safety_safe": [70, 23, None]})
    told = scored(on_engine(engine, table), book)
    assert [told[number]["rating"] for number in (1, 2, 3)] == ["Good", "Inadequate", None]
    assert [told[number]["status"] for number in (1, 2, 3)] == ["partly_checked", "disagrees", "not_published"]


def test_standards_and_key_questions_may_be_called_anything():
    words = ["low", "high", "lowest", "highest", "gap", "rank", "up", "down", "status", "published"]
    asked = [
        {"name": name, "rated_by": "lowest_key_question", "key_questions": words} for name in ("p", "lowest", "rating")
    ]
    plain = changed(standards=asked)
    starts = dict(zip(plain["ratings"], (0, 3, 6, 9), strict=True))
    book = Rulebook.model_validate(plain | {"bands": plain["bands"] | {"overall": [{"max": 9, "starts": starts}]}})
    percents = {f"{name}_{word}": [70 + place] for name in ("p", "lowest") for place, word in enumerate(words)}
    (row,) = rows(score_table(pl.DataFrame(percents | {"p": ["Good"]}), book, reasons=True))
    assert [row[f"{name}_recomputed"] for name in ("p", "lowest", "rating")] == ["Good", "Good", None]
    assert [row[f"{name}_decided_by"] for name in ("p", "lowest", "rating")] == ["low", "low", None]
    assert (row["status"], row["score_low"], row["score_high"]) == ("partly_checked", 4, 7)


@pytest.mark.parametrize("banded", ["rounded", "exact"])
@pytest.mark.parametrize(
    ("by", "ties"), [("nearest", "up"), ("nearest", "down"), ("nearest", "even"), ("up", "up"), ("down", "up")]
)
def test_other_rules_of_rounding_are_kept_to(by, ties, banded):
    plain = changed(percentages={"printed": {"by": by}, "ties": {"to": ties}, "banded": {"value": banded}})
    worst_is_1 = {name: place for place, name in enumerate(plain["ratings"], start=1)}
    overall = {"max": 28, "starts": dict(zip(worst_is_1, (7, 11, 18, 25), strict=True))}
    book = Rulebook.model_validate(plain | {"ratings": worst_is_1, "bands": plain["bands"] | {"overall": [overall]}})
    table = table_of(book, 60)
    table = table[:60].extend(table[60::7])
    agree(scored(table.lazy(), book), {row["id"]: expected(book, row) for row in table.to_dicts()})


def test_a_rating_that_is_within_discretion_of_0_per_cent_counts_where_a_percentage_is_missing():
    plain = changed()
    starts = dict(zip(plain["ratings"], (0, 4, 65, 80), strict=True))
    book = Rulebook.model_validate(plain | {"bands": plain["bands"] | {"key_question": {"starts": starts}}})
    table = table_of(book, 60)[:60]
    agree(scored(table.lazy(), book), {row["id"]: expected(book, row) for row in table.to_dicts()})


def test_a_table_may_say_only_what_fits_no_case():
    (row,) = rows(
        score_table(pl.DataFrame({"p_2_1_safety_not_applicable": [True]}), load_rulebook("pdu-2024"), reasons=True)
    )
    assert (row["status"], row["problem"], row["score_low"], row["score_high"]) == ("not_published", None, 0, 21)


@pytest.mark.parametrize("engine", ["polars, lazy", "pandas on numpy", "duckdb"])
def test_a_percentage_that_is_no_number_is_missing(engine):
    table = pl.DataFrame({"id": [1], "p_2_1_safety": [float("nan")], "overall_score": [float("nan")]})
    assert scored(on_engine(engine, table), load_rulebook("pdu-2024"))[1]["status"] == "not_published"


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"p_2_1_safety": ["51"]}, [f"column 'p_2_1_safety' holds String, not numbers; {PERCENT}"]),
        ({"p_2_1_safety": [True]}, [f"column 'p_2_1_safety' holds Boolean, not numbers; {PERCENT}"]),
        ({"overall_score": ["3/21"]}, ["column 'overall_score' holds String, not numbers; write points as 3, empty where missing"]),
        ({"p_2_1_safety_not_applicable": ["yes"]}, ["column 'p_2_1_safety_not_applicable' holds String; write true or false"]),
        ({"p_2_1": [[1]]}, ["column 'p_2_1' holds List(Int64); write ratings by their names, or by their points"]),
        ({"P_2_1": ["Good"], "p_1_1": ["Good"]}, ["column 'P_2_1'; write it 'p_2_1'"]),
        (
            {"p_2_1_safty": [1], "p_1_1": ["Good"]},
            [(
                "column 'p_2_1_safty' is not one that pdu-2024 reads; did you mean 'p_2_1_safety'? If "
                "not, rename it"
            )],
        ),
        (
            {"overall_scores": [1], "p_1_1": ["Good"]},
            [(
                "column 'overall_scores' is not one that pdu-2024 reads; did you mean 'overall_score'? If"
                " not, rename it"
            )],
        ),
        ({"p_1_1": ["Good"], "hmip_low": [1]}, ["column 'hmip_low'; names that begin with 'hmip_' are reserved, so rename it"]),
        (
            {"p_1_1": ["Good"], "score": [1], "p_2_1_recomputed": [1]},
            [f"column {name!r} has the name of a column that scoring adds; rename it or leave it out" for name in ("p_2_1_recomputed", "score")],
        ),
        (
            {"a": [1]},
            [
                (
                    "none of its columns is one that pdu-2024 reads, such as p_1_1, p_1_2, p_1_3, p_2_1, "
                    "p_2_1_engagement, p_2_1_desistance, p_2_1_safety, p_2_2, p_2_2_engagement, "
                    "p_2_2_desistance, p_2_2_safety, p_2_3, p_2_3_engagement, p_2_3_desistance, "
                    "p_2_3_safety, p_2_4, … (docs/tables.md)"
                )
            ],
        ),
    ],
)  # fmt: skip
def test_columns_that_cannot_be_read_are_each_named(columns, said):
    with pytest.raises(InputError) as refused:
        score_table(pl.DataFrame(columns).lazy(), load_rulebook("pdu-2024"))
    assert [problem.message for problem in refused.value.problems] == said


def test_columns_that_no_rule_reads_may_have_any_other_name():
    table = pl.DataFrame({"p_1_1": ["Good"], "service": ["A"], "p_1_1_note": ["x"], "P 9.1": [1], "problem": [1]})
    (row,) = rows(score_table(table, load_rulebook("pdu-2024")))
    assert [row[name] for name in table.columns] == ["Good", "A", "x", 1, 1]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("p_2_1_safety", Decimal("51.2"), f"column 'p_2_1_safety' holds Object, not numbers; {PERCENT}"),
        ("p_2_1_safety_not_applicable", True, "column 'p_2_1_safety_not_applicable' holds Object; write true or false"),
    ],
)
def test_columns_of_pandas_that_are_objects_are_refused(name, value, said):
    with pytest.raises(InputError) as refused:
        score_table(pd.DataFrame({name: pd.Series([value, None], dtype=object)}), load_rulebook("pdu-2024"))
    assert str(refused.value) == said


def changed(**changes):
    return load_rulebook("pdu-2024").model_dump(by_alias=True) | {"id": "mine"} | changes


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        (
            {
                "ratings": {"Inadequate": 0, "Requires improvement": 1, "Good": 3, "Outstanding": 4},
                "bands": {
                    "key_question": {
                        "starts": {"Inadequate": 0, "Requires improvement": 50, "Good": 65, "Outstanding": 80}
                    },
                    "overall": [
                        {
                            "max": 28,
                            "starts": {"Inadequate": 0, "Requires improvement": 4, "Good": 11, "Outstanding": 18},
                        }
                    ],
                },
            },
            "the points of its ratings do not rise by one",
        ),
        ({"discretion": {"points": 14}}, "its margin of discretion is as wide as a band"),
    ],
)
def test_rules_by_which_not_every_score_is_possible_are_refused(changes, why):
    book = Rulebook.model_validate(changed(**changes))
    with pytest.raises(InputError) as refused:
        score_table(pl.DataFrame({"p_1_1": ["Good"]}), book)
    assert str(refused.value) == f"rulebook mine cannot score tables, because {why}; use it with report files"


def test_values_that_would_be_one_column_are_refused():
    standards = changed()["standards"]
    book = Rulebook.model_validate(changed(standards=[*standards[:-1], standards[-1] | {"code": "P-2.3"}]))
    with pytest.raises(InputError) as refused:
        score_table(pl.DataFrame({"p_1_1": ["Good"]}), book)
    assert str(refused.value) == "two values of mine would share the column 'p_2_3'; use it with report files"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (" p_2_1_safety", "column ' p_2_1_safety'; write it 'p_2_1_safety'"),
        ("P 2.1", "column 'P 2.1'; write it 'p_2_1'"),
        (
            "p21_safety",
            ("column 'p21_safety' is not one that pdu-2024 reads; did you mean 'p_2_1_safety'? If not, rename it"),
        ),
        ("p_12", "column 'p_12' is not one that pdu-2024 reads; did you mean 'p_1_2'? If not, rename it"),
        (
            "p_2_5_safety",
            ("column 'p_2_5_safety' is not one that pdu-2024 reads; did you mean 'p_2_4_safety'? If not, rename it"),
        ),
        (
            "overal_rating",
            ("column 'overal_rating' is not one that pdu-2024 reads; did you mean 'overall_rating'? If not, rename it"),
        ),
    ],
)
def test_a_name_that_is_nearly_one_is_refused(name, said):
    table = pl.DataFrame(
        {"p_1_1": ["Good"], name: [None], "region": ["North"], "cases": [3], "safety": [1], "year": [2]}
    )
    with pytest.raises(InputError) as refused:
        score_table(table, load_rulebook("pdu-2024"))
    assert str(refused.value) == said


def test_a_column_that_the_other_rulebook_reads_is_no_slip():
    one, other = load_rulebook("yos-2018"), load_rulebook("yjs-2021")
    only_one, only_other = (set(input_columns(a)) - set(input_columns(b)) for a, b in ((one, other), (other, one)))
    assert only_other | only_one
    table = pl.DataFrame({"s1_1": ["Good"], **{name: [None] for name in only_one | only_other}})
    (row,) = rows(compare_rulebooks(table, one, other))
    assert row["moves"] is None


def test_names_that_pandas_alone_allows_are_refused():
    book = load_rulebook("pdu-2024")
    with pytest.raises(InputError, match=r"^column 5 has a name that is not text; rename it$"):
        score_table(pd.DataFrame({"p_1_1": ["Good"], 5: [1]}), book)
    with pytest.raises(InputError, match=r"^two columns of the table have the same name; rename one$"):
        score_table(pd.DataFrame([["Good", "Good"]], columns=["p_1_1", "p_1_1"]), book)


@pytest.mark.parametrize("percent", [49.5, 49.5 - 1e-12, 49.5 + 1e-12])
def test_what_is_off_in_the_last_place_counts_as_the_decimal_that_it_stands_for(percent):
    table = pl.DataFrame({f"p_2_1_{name}": [percent] for name in ("engagement", "desistance", "safety")})
    (row,) = rows(score_table(table, load_rulebook("pdu-2024")))
    assert row["p_2_1_recomputed"] == "Requires improvement"


def test_an_overall_rating_alone_is_compared_with_all_that_are_possible():
    ratings = ["Good", "Inadequate", "Requires improvement"]
    table = pl.DataFrame({"overall_rating": ratings, **{f"p_1_{n}": ["Inadequate"] * 3 for n in (1, 2, 3)}})
    table = table.with_columns(pl.lit("Inadequate").alias(name) for name in ("p_2_1", "p_2_2", "p_2_3", "p_2_4"))
    told = rows(score_table(table, load_rulebook("pdu-2024")))
    assert [row["status"] for row in told] == ["disagrees", "partly_checked", "disagrees"]
