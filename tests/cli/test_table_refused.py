"""hmip-rules table of what it cannot score: one line for each problem, and no file."""

import json
import re

import polars as pl
import pytest
from cli.table_runs import PERCENT, by_pdu, in_own_folder, left, table

inside = pytest.fixture(in_own_folder, autouse=True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file is empty; write a header, and one row per report"),
        (
            "a,b\n1,2\n",
            "none of its columns is one that pdu-2024 reads, such as p_1_1, p_1_2, p_1_3, p_2_1, p_2_1_engagement, p_2_1_desistance, "
            "p_2_1_safety, p_2_2, p_2_2_engagement, p_2_2_desistance, p_2_2_safety, p_2_3, p_2_3_engagement, "
            "p_2_3_desistance, p_2_3_safety, p_2_4, … (docs/tables.md)",
        ),
        (
            "p_1_1,p_2_1_safty\nGood,50\n",
            "column 'p_2_1_safty' is not one that pdu-2024 reads; did you mean 'p_2_1_safety'? If not, rename it",
        ),
        (
            "p_2_1_safety\n50\n51 %%\n",
            f"column 'p_2_1_safety' has '51 %%' in row 3 (the header is row 1); {PERCENT}",
        ),
        (
            "p_2_1_safety\n50\nmany\nn/a\n",
            f"column 'p_2_1_safety' has 'many' in row 3 (the header is row 1); {PERCENT}",
        ),
        ('p_2_1_safety\n"51,2"\n', f"column 'p_2_1_safety' has '51,2' in row 2 (the header is row 1); {PERCENT}"),
        (
            "overall_score\n3/21\n",
            "column 'overall_score' has '3/21' in row 2 (the header is row 1); write points as 3, empty where missing",
        ),
        (
            "p_2_1_safety_not_applicable\nyes\n",
            "column 'p_2_1_safety_not_applicable' has 'yes' in row 2 (the header is row 1); write true or false",
        ),
        (
            "p_1_1,rating\nGood,Good\n",
            "column 'rating' has the name of a column that scoring adds; rename it or leave it out",
        ),
        (
            "p_1_1,hmip_x\nGood,1\n",
            "column 'hmip_x'; names that begin with 'hmip_' are reserved, so rename it",
        ),
        ("p_1_1,p_1_1\nGood,Good\n", "column 'p_1_1' appears twice; remove one"),
        ("p_1_1\n\udcff\n", "not UTF-8 text; save the file as UTF-8"),
        (
            "report,standard,key_question,percent\n1,P 2.1,safety,half\n",
            f"column 'percent' has 'half' in row 2 (the header is row 1); {PERCENT}",
        ),
    ],
)
def test_of_a_csv_file(inside, text, said):
    (inside / "in.csv").write_text(text, encoding="utf-8", errors="surrogateescape")
    result = by_pdu("in.csv")
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"in.csv: {said}\n")
    assert left() == ["in.csv"]
    told = json.loads(by_pdu("in.csv", "--format", "json").stdout)
    assert [(report["file"], report["status"], report["errors"][0]["message"]) for report in told] == [
        ("in.csv", "unreadable", said)
    ]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"p_2_1_safety": ["51%"]}, f"column 'p_2_1_safety' holds String, not numbers; {PERCENT}"),
        (
            {"overall_score": [True]},
            "column 'overall_score' holds Boolean, not numbers; write points as 3, empty where missing",
        ),
        (
            {"p_2_1_safety_not_applicable": [1]},
            "column 'p_2_1_safety_not_applicable' holds Int64; write true or false",
        ),
        ({"p_2_1": [True]}, "column 'p_2_1' holds Boolean; write ratings by their names, or by their points"),
        (
            {"report": [1], "standard": [2.1], "key_question": ["safety"], "percent": [50]},
            "column 'standard' holds Float64; write it as text",
        ),
    ],
)
def test_of_a_parquet_file(values, said):
    pl.DataFrame(values).write_parquet("in.parquet")
    result = by_pdu("in.parquet")
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"in.parquet: {said}\n")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty; write a header, and one row per report"),
        (b"p_1_1\nGood\n and more", "not a Parquet file, or a damaged one"),
        (b"PAR1", "not a Parquet file, or a damaged one"),
    ],
)
def test_what_is_no_parquet_file(inside, content, said):
    (inside / "in.parquet").write_bytes(content)
    assert by_pdu("in.parquet").stderr == f"in.parquet: {said}\n"


def test_a_file_that_is_damaged_within_is_refused_though_its_columns_can_be_read(inside):
    pl.DataFrame({"p_1_1": ["Good", "Inadequate"] * 50_000, "id": range(100_000)}).write_parquet("in.parquet")
    content = bytearray((inside / "in.parquet").read_bytes())
    content[200:-20_000] = bytes(len(content) - 20_200)
    (inside / "in.parquet").write_bytes(content)
    result = by_pdu("in.parquet")
    assert (result.exit_code, result.stdout) == (2, "")
    assert re.fullmatch(r"in.parquet: the table cannot be scored to the end \(.*\)\n", result.stderr)
    assert left() == ["in.parquet"]


def test_what_goes_into_no_csv_file():
    pl.DataFrame({"p_1_1": ["Good"], "list": [[1]]}).write_parquet("in.parquet")
    result = table("in.parquet", "--rulebook", "pdu-2024", "-o", "out.csv")
    assert (
        result.stderr == "in.parquet: the table cannot be scored to the end (CSV format does not support nested data)\n"
    )


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ({"p_1_1": ["Good"]}, "does not have the column 'id' of a.parquet; all need the same columns"),
        (
            {"id": [1], "p_1_1": ["Good"], "x": [1]},
            "has a column 'x', which a.parquet does not have; all need the same columns",
        ),
        (
            {"id": ["one"], "p_1_1": ["Good"]},
            "column 'id' holds String, and in a.parquet Int64; use the same type in all",
        ),
    ],
)
def test_files_of_different_columns_are_no_table(second, said):
    pl.DataFrame({"id": [1], "p_1_1": ["Good"]}).write_parquet("a.parquet")
    pl.DataFrame(second).write_parquet("b.parquet")
    assert by_pdu("a.parquet", "b.parquet").stderr == f"b.parquet: {said}\n"
