"""A table with a row a key question is scored as the one with a row a report, on every engine."""

import polars as pl
import pytest
from tables.engines import ENGINES, on_engine, rows
from tables.made_up import column, table_of

from hmip_rules import load_rulebook
from hmip_rules.model.errors import InputError
from hmip_rules.tables import from_long, score_table

OVERALL = ("overall_score", "overall_max_score", "overall_rating")

LONG = {
    "report": pl.Int64,
    "standard": pl.String,
    "key_question": pl.String,
    "percent": pl.Float64,
    "rating": pl.String,
    "not_applicable": pl.Boolean,
    "overall_score": pl.Int64,
    "overall_max_score": pl.Int64,
    "overall_rating": pl.String,
}


def long_rows(book, row):
    """The rows of a report: the rating in the first of each standard, what holds for the whole in the first of all."""
    overall = {name: row[name] for name in OVERALL}
    for standard in book.standards:
        about = {"report": row["id"], "standard": standard.key, "not_applicable": False}
        yield about | {"rating": row[column(standard.key)]} | overall
        overall = {}
        for question in standard.key_questions:
            name = f"{column(standard.key)}_{column(question)}"
            yield about | {
                "key_question": question,
                "percent": row[name],
                "not_applicable": row[f"{name}_not_applicable"],
            }


def long_table(given, **types):
    return pl.DataFrame([dict.fromkeys(LONG) | row for row in given], schema=LONG).cast(types)


def added(scored, key):
    """What scoring added, by the report."""
    first = next(name for name in scored[0] if name.endswith("_recomputed") or name == "score")
    names = list(scored[0])[list(scored[0]).index(first) :]
    return {row[key]: {name: row[name] for name in names} for row in scored}


@pytest.mark.parametrize(
    ("engine", "rulebook"),
    [*((engine, "region-2024") for engine in ENGINES), ("polars, lazy", "pdu-2024"), ("duckdb", "yjs-2021")],
)
def test_it_is_scored_as_the_wide_form(engine, rulebook):
    book = load_rulebook(rulebook)
    wide = table_of(book, 150)
    wide = pl.concat([wide[:150], wide[150::30]])
    long = long_table(row for whole in wide.to_dicts() for row in long_rows(book, whole))
    gathered = rows(score_table(from_long(on_engine(engine, long), book), book))
    assert added(gathered, "report") == added(rows(score_table(wide, book)), "id")


STATUSES = {
    "one percentage": ([{"percent": 23.0}], "partly_checked"),
    "the same twice": ([{"percent": 23.0}, {"percent": 23.0}], "partly_checked"),
    "two percentages": ([{"percent": 23.0}, {"percent": 24.0}], "unreadable"),
    "one of them is missing": ([{"percent": 23.0}, {"percent": None}], "partly_checked"),
    "one of them is no number": ([{"percent": 23.0}, {"percent": float("nan")}], "partly_checked"),
    "above 100": ([{"percent": 101.0}], "unreadable"),
    "not applicable": ([{"percent": None, "not_applicable": True}], "not_published"),
    "not applicable, and a percentage": ([{"percent": 23.0}, {"percent": None, "not_applicable": True}], "unreadable"),
    "no standard of the rulebook": ([{"percent": 23.0}, {"standard": "P 2.9", "percent": 50.0}], "unreadable"),
    "no standard": ([{"percent": 23.0}, {"standard": None}], "unreadable"),
    "no key question of the standard": ([{"percent": 23.0}, {"key_question": "safty"}], "unreadable"),
    "a rating alone": ([{"key_question": None, "rating": "Good"}], "not_published"),
    "a rating alone, beside an empty text": ([{"key_question": "", "rating": "Good"}, {"percent": 23.0}], "disagrees"),
    "the same rating in two rows": ([{"percent": 23.0, "rating": "Inadequate"}, {"key_question": None, "rating": "Inadequate"}], "partly_checked"),
    "two ratings": ([{"percent": 23.0, "rating": "Inadequate"}, {"key_question": None, "rating": "Good"}], "unreadable"),
    "no rating of the rulebook": ([{"percent": 23.0, "rating": "Poor"}], "unreadable"),
    "not rated": ([{"key_question": None, "rating": "not rated"}], "not_published"),
    "two scores": ([{"percent": 23.0, "overall_score": 3}, {"percent": 23.0, "overall_score": 4}], "unreadable"),
    "a score that can't be": ([{"percent": 23.0, "overall_score": 20}], "disagrees"),
    "two overall ratings": ([{"overall_rating": "Good"}, {"overall_rating": "Inadequate"}], "unreadable"),
}  # fmt: skip


@pytest.mark.parametrize("engine", ENGINES)
def test_a_report_that_contradicts_itself_is_unreadable(engine):
    book = load_rulebook("pdu-2024")
    given = []
    for number, (of_report, _) in enumerate(STATUSES.values()):
        about = {"report": number, "standard": "P 2.1", "key_question": "safety", "not_applicable": False}
        given += [about | row for row in of_report]
        if all(row.get("rating") is None for row in of_report) and any(row.get("percent") == 23.0 for row in of_report):
            given.append(about | {"key_question": None, "rating": "Inadequate"})
    scored = rows(score_table(from_long(on_engine(engine, long_table(given)), book), book))
    told = {name: next(row["status"] for row in scored if row["report"] == n) for n, name in enumerate(STATUSES)}
    assert told == {name: status for name, (_, status) in STATUSES.items()}


@pytest.mark.parametrize("kind", [pl.Int64, pl.Float64])
@pytest.mark.parametrize("engine", ["polars, lazy", "pandas on numpy", "duckdb"])
def test_ratings_may_be_points(engine, kind):
    book = load_rulebook("pdu-2024")
    given = [
        {"report": 1, "standard": "P 2.1", "key_question": "safety", "percent": 23.0, "not_applicable": False},
        {"report": 1, "standard": "P 2.1", "rating": 0, "not_applicable": False},
        {"report": 2, "standard": "P 2.1", "rating": 2, "overall_rating": 2, "not_applicable": False},
        {"report": 3, "standard": "P 2.1", "rating": 4, "not_applicable": False},
    ]
    schema = LONG | {"rating": kind, "overall_rating": kind}
    table = pl.DataFrame([dict.fromkeys(LONG) | row for row in given], schema=schema)
    scored = rows(score_table(from_long(on_engine(engine, table), book), book))
    assert {row["report"]: (row["p_2_1"], row["overall_rating"], row["status"]) for row in scored} == {
        1: ("Inadequate", None, "partly_checked"),
        2: ("Good", "Good", "undetermined"),
        3: ("contradicts itself", None, "unreadable"),
    }


@pytest.mark.parametrize("kind", [pl.Categorical, pl.Enum(["P 2.1", "safety"])])
@pytest.mark.parametrize("engine", ["polars, eager", "polars, lazy"])
def test_standards_and_key_questions_may_be_words_out_of_a_list(engine, kind):
    given = [{"report": 1, "standard": "P 2.1", "key_question": "safety", "percent": 23.0}]
    table = long_table(given, standard=kind, key_question=kind)
    (row,) = rows(from_long(on_engine(engine, table), load_rulebook("pdu-2024")))
    assert (row["p_2_1_safety"], row["rows_not_understood"]) == (23, 0)


def test_columns_may_be_lacking_that_need_not_be_there():
    table = long_table([{"report": 1, "standard": "P 2.1", "key_question": "safety", "percent": 23.0}])
    table = table.select("report", "standard", "key_question", "percent")
    wide = from_long(table, load_rulebook("pdu-2024"))
    assert not [
        name for name in wide.columns if name.startswith("overall") or "not_applicable" in name or name == "p_2_1"
    ]
    assert wide["p_2_1_safety"].to_list() == [23]


@pytest.mark.parametrize(
    ("drop", "said"),
    [
        (["percent"], "a table with one row per key question must have the column percent; see docs/tables.md"),
        (
            ["report", "standard"],
            "a table with one row per key question must have the column report and standard; see docs/tables.md",
        ),
    ],
)
def test_a_lacking_column_is_named(drop, said):
    with pytest.raises(InputError) as refused:
        from_long(long_table([]).drop(drop), load_rulebook("pdu-2024"))
    assert str(refused.value) == said


@pytest.mark.parametrize(
    ("column_", "values", "said"),
    [
        (
            "percent",
            ["51%"],
            "column 'percent' holds String, not numbers; write percentages as 51 or 51.2, empty where missing",
        ),
        ("standard", [2.1], "column 'standard' holds Float64; write it as text"),
        ("not_applicable", ["no"], "column 'not_applicable' holds String; write true or false"),
        ("rating", [True], "column 'rating' holds Boolean; write ratings by their names, or by their points"),
        (
            "overall_score",
            ["3"],
            "column 'overall_score' holds String, not numbers; write points as 3, empty where missing",
        ),
    ],
)
def test_a_column_of_the_wrong_type_is_refused(column_, values, said):
    table = long_table([{"report": 1}]).with_columns(pl.Series(column_, values))
    with pytest.raises(InputError) as refused:
        from_long(table.lazy(), load_rulebook("pdu-2024"))
    assert str(refused.value) == said


def test_a_name_that_is_nearly_one_of_the_long_form_is_refused():
    table = pl.DataFrame(
        {"report": [1], "standard": ["P 1.1"], "key_question": [None], "percent": [None], "ratings": [2]}
    )
    with pytest.raises(
        InputError, match=r"^column 'ratings' is not one of the long form; did you mean 'rating'\? If not, rename it$"
    ):
        from_long(table, load_rulebook("pdu-2024"))
