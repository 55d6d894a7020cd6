"""hmip-rules table: every row as the evaluator scores it, exit status, summary, and the types of columns."""

import json
from functools import cache

import polars as pl
import pytest
from cli.table_runs import by_pdu, in_own_folder, read, table, words
from tables.made_up import expected, table_of

from hmip_rules import load_rulebook

inside = pytest.fixture(in_own_folder, autouse=True)


@cache
def made_up():
    """A table, and what the evaluator makes of each row."""
    book = load_rulebook("pdu-2024")
    made = table_of(book, 50)
    return made, [expected(book, row) for row in made.to_dicts()]


@pytest.mark.parametrize("written", ["parquet", "csv"])
@pytest.mark.parametrize("given", ["parquet", "csv", "two files", "folder"])
def test_every_row_is_what_the_evaluator_makes_of_it(inside, given, written):
    made, by_evaluator = made_up()
    source = inside / given
    if given == "parquet":
        made.write_parquet("in.parquet")
        source = ["in.parquet"]
    elif given == "csv":
        made.write_csv("in.csv")
        source = ["in.csv"]
    elif given == "two files":
        made[:60].write_csv("b.csv")
        made[60:].select(reversed(made.columns)).with_columns(pl.col("id").cast(pl.String)).write_parquet("a.parquet")
        source = ["b.csv", "a.parquet"]
    else:
        for part, rows in (("x/part-1.PARQUET", made[:99]), ("y/part-2.parquet", made[99:])):
            (inside / "in" / part).parent.mkdir(parents=True, exist_ok=True)
            rows.write_parquet(inside / "in" / part)
        for beside in ("_SUCCESS", ".part-1.crc", "readme.txt", "_temporary/0.parquet"):
            (inside / "in" / beside).parent.mkdir(exist_ok=True)
            (inside / "in" / beside).write_text("none of the table")
        source = ["in"]
    result = table("--rulebook", "pdu-2024", "--reasons", *source, "-o", f"out.{written}")
    assert (result.exit_code, result.stderr) == (2, "")
    scored = read(f"out.{written}")
    assert [str(row["id"]) for row in scored] == [str(row["id"]) for row in made.to_dicts()]
    assert words({name: told[name] for name in wanted} for told, wanted in zip(scored, by_evaluator, strict=True)) == (
        words(by_evaluator)
    )


@pytest.mark.parametrize(
    ("rows", "status"),
    [
        ("Good,86\n", 1),
        ("Outstanding,80\n", 0),
        ("Good,80\n", 0),
        ("Good,\n", 0),
        ("Outstanding,80\nGood,101\n", 2),
        ("Good,86\nGood,101\n", 2),
        ("", 0),
    ],
)
def test_the_exit_status_is_that_of_the_gravest_row(inside, rows, status):
    lines = (f"{line},90,90\n" for line in rows.splitlines())
    (inside / "in.csv").write_text("p_2_1,p_2_1_safety,p_2_1_engagement,p_2_1_desistance\n" + "".join(lines))
    assert by_pdu("in.csv").exit_code == status


def test_the_summary_counts_statuses_as_text_and_as_json(inside):
    (inside / "in.csv").write_text(
        "service,overall_rating,overall_score\nA,Good,12\nB,Good,3\nC,Good,3\nD,Goood,1\nE,,\n"
    )
    result = table("--rulebook", "pdu-2024", "in.csv", "-o", "out.csv")
    assert result.stdout.splitlines() == [
        "out.csv: 5 reports, scored by pdu-2024, revision 2026-11-24",
        "",
        "                         reports",
        "could not be read              1",
        "disagree                       2",
        "undetermined                   1",
        "with nothing to compare        1",
        "",
        "The table does not have these columns, so their values are missing: p_1_1,",
        "p_1_2, p_1_3, p_2_1, p_2_1_engagement, p_2_1_desistance, p_2_1_safety, p_2_2,",
        "p_2_2_engagement, p_2_2_desistance, p_2_2_safety, p_2_3, p_2_3_engagement,",
        "p_2_3_desistance, p_2_3_safety, p_2_4, p_2_4_engagement, p_2_4_desistance,",
        "p_2_4_safety, overall_max_score.",
        "",
        "Rows that could not be read have a value that no report can have. With",
        "--reasons, the column is named.",
    ]
    result = table("--rulebook", "pdu-2024", "in.csv", "-o", "out.parquet", "--format", "json")
    told = json.loads(result.stdout)
    assert len(told.pop("absent")) == 20
    assert told == {
        "output": "out.parquet",
        "rulebook": {"id": "pdu-2024", "revision": "2026-11-24"},
        "rows": 5,
        "statuses": {
            "not_published": 1,
            "agrees": 0,
            "within_discretion": 0,
            "partly_checked": 0,
            "undetermined": 1,
            "disagrees": 2,
            "unreadable": 1,
        },
        "unreadable": [],
        "left_out": {},
        "not_read": [],
    }


def test_columns_that_look_like_the_rulebooks_and_were_not_read_are_named_once(inside):
    (inside / "in.csv").write_text(
        "la_name,score_%,overall_rating,staff,assessment,outofcourt_disposal_policy_and_provision,joint_working,1.1 notes\n"
        "Newcastle,44.44,Requires Improvement,Good,Good,,,\n"
    )
    result = table("--rulebook", "yjs-2021", "in.csv", "-o", "out.csv")
    assert result.stdout.splitlines()[5:9] == [
        "Not read, though the names look like the rulebook's: 'score_%', 'staff' (1.2),",
        "'assessment' (2.1 or 3.1), 'outofcourt_disposal_policy_and_provision' (3.4),",
        "'1.1 notes'. To have one read, begin its name with the code.",
        "",
    ]
    assert read("out.csv")[0]["status"] == "undetermined"  # with the two words in other case, it is a rating
    told = json.loads(table("--rulebook", "yjs-2021", "in.csv", "-o", "out.csv", "--format", "json").stdout)
    assert told["not_read"][:2] == ["score_%", "staff"]
    assert told["absent"][:2] == ["s1_1", "s1_2"]


def test_what_the_long_form_lacks_is_named(inside):
    (inside / "in.csv").write_text("report,standard,key_question,percent,overall score (%)\n1,P 2.1,safety,23,9\n")
    said = by_pdu("in.csv").stdout.splitlines()
    assert said[-4:] == [
        "Not read, though the names look like the rulebook's: 'overall score (%)'.",
        "",
        "The table does not have these columns, so their values are missing: rating,",
        "overall_score, overall_max_score, overall_rating.",
    ]


def test_columns_that_no_rule_reads_stay_as_they_were_written(inside):
    (inside / "in.csv").write_text('id,when,p_1_1,note\n007,2024-10,Good,"a, b"\n1.50,,Good,\n')
    table("--rulebook", "pdu-2024", "in.csv", "-o", "out.csv")
    lines = [line.split(",Good")[0] for line in (inside / "out.csv").read_text().splitlines()[1:]]
    assert lines == ["007,2024-10", "1.50,"]
    assert [row["note"] for row in read("out.csv")] == ["a, b", None]


@pytest.mark.parametrize(
    ("cells", "types"),
    [
        (["50", "80"], pl.Int64),
        (["50", "49.5"], pl.Float64),
        (["50", " 49.5 "], pl.Float64),
        (["", '""'], pl.Int64),
        (["NaN", "50"], pl.Float64),
        (["50"] * 20_000 + ["49.5"], pl.Float64),
    ],
)
def test_a_percentage_of_a_csv_file_is_typed_by_all_of_its_rows(inside, cells, types):
    (inside / "in.csv").write_text("id,p_2_1_safety\n" + "".join(f"x,{cell}\n" for cell in cells))
    assert by_pdu("in.csv").exit_code == 0
    assert pl.read_parquet_schema("out.parquet")["p_2_1_safety"] == types
    known = [row for row in read("out.parquet") if 0 <= (row["p_2_1_safety"] or -1) <= 100]
    assert len(known) == sum(cell not in ("", '""', "NaN") for cell in cells)


def test_ratings_of_a_csv_file_are_names_or_points(inside):
    for rating, recomputed in (
        ("Good", "partly_checked"),
        ("2", "partly_checked"),
        ("2.0", "partly_checked"),
        ("3", "disagrees"),
        ("", "not_published"),
    ):
        (inside / "in.csv").write_text(
            f"p_2_1,p_2_1_safety,p_2_1_engagement,p_2_1_desistance,p_2_1_safety_not_applicable\n{rating},,70,90, TRUE\n"
        )
        by_pdu("in.csv")
        (row,) = read("out.parquet")
        assert (row["p_2_1_recomputed"], row["status"]) == ("Good", recomputed)


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_ratings_may_be_spelt_as_in_report_files_and_stay_as_they_were_written(kind):
    spellings = ["good", " GOOD ", "RI", "ri", "Requires Improvement", "requires_improvement", "Goood", "Not rated"]
    pl.DataFrame({"p_1_1": spellings}).write_csv("in.csv")
    pl.DataFrame({"p_1_1": spellings}).write_parquet("in.parquet")
    result = table("--rulebook", "pdu-2024", "--reasons", f"in.{kind}", "-o", "out.parquet")
    assert (result.exit_code, result.stderr) == (2, "")
    told = read("out.parquet")
    assert [row["p_1_1"].strip() for row in told] == [spelling.strip() for spelling in spellings]
    assert [row["score_low"] for row in told] == [2, 2, 1, 1, 1, 1, None, 0]
    assert [row["problem"] for row in told] == [None] * 6 + ["p_1_1", None]


def test_files_of_integers_and_of_decimals_are_one_table(inside):
    (inside / "a.csv").write_text("p_2_1,p_2_1_safety\n,50\n")
    (inside / "b.csv").write_text("p_2_1,p_2_1_safety\nGood,49.5\n")
    pl.DataFrame({"p_2_1_safety": [50], "p_2_1": pl.Series([None], dtype=pl.Null)}).write_parquet("c.parquet")
    pl.DataFrame(
        {"p_2_1_safety": [50.0], "p_2_1": ["Good"]}, schema_overrides={"p_2_1": pl.Enum(["Good"])}
    ).write_parquet("d.parquet")
    assert by_pdu("a.csv", "b.csv", "c.parquet", "d.parquet").exit_code == 1
    assert [row["p_2_1_safety"] for row in read("out.parquet")] == [50, 49.5, 50, 50]


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_file_without_a_rating_goes_with_one_of_points(inside, kind):
    (inside / "a.csv").write_text("p_1_1,p_1_2\n,Good\n")
    points = pl.DataFrame({"p_1_1": [3], "p_1_2": ["Good"]})
    points.write_csv("b.csv") if kind == "csv" else points.write_parquet("b.parquet")
    assert by_pdu("a.csv", f"b.{kind}").exit_code == 0
    assert [row["score_low"] for row in read("out.parquet")] == [2, 5]


def test_the_long_form_is_gathered_into_a_row_a_report(inside):
    (inside / "in.csv").write_text(
        "report,standard,key_question,percent,rating\n"
        "02,P 2.1,safety,49.5,\n02,P 2.1,engagement,80,\n02,P 2.1,desistance,90,Requires improvement\n"
        "01,P 2.1,,,Good\n01,P 2.1,safety,23,\n"
    )
    assert by_pdu("in.csv").exit_code == 1
    told = [(row["report"], row["p_2_1_recomputed"], row["status"]) for row in read("out.parquet")]
    assert told == [("01", "Inadequate", "disagrees"), ("02", "Requires improvement", "partly_checked")]


def test_the_long_form_may_name_standards_by_codes_that_look_like_numbers(inside):
    (inside / "in.csv").write_text("report,standard,key_question,percent\n1,2.1,,\n1,2.2,,\n")
    assert table("--rulebook", "yjs-2021", "in.csv", "-o", "out.csv").exit_code == 0
    assert [row["status"] for row in read("out.csv")] == ["not_published"]
