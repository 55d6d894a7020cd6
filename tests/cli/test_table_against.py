"""hmip-rules table by two rulebooks: who moves from which overall rating to which."""

import json

import polars as pl
import pytest
from cli.table_runs import MINE, in_own_folder, read, table

inside = pytest.fixture(in_own_folder, autouse=True)


ASKED = tuple(f"p_2_{n}_{question}" for n in (1, 2, 3, 4) for question in ("engagement", "desistance", "safety"))
LENIENT = MINE.replace(
    "Requires improvement: 50, Good: 65, Outstanding: 80", "Requires improvement: 20, Good: 40, Outstanding: 60"
)


def test_it_shows_who_moves_from_which_rating_to_which(inside):
    (inside / "mine.yaml").write_text(LENIENT)
    judged = ["p_1_1", "p_1_2", "p_1_3"]
    rows = [["Good"] * 3 + [percent] * 12 for percent in (10, 30, 45, 64, 64, 90)] + [["Good"] * 3 + [None] * 12]
    pl.DataFrame(rows, schema=[*judged, *ASKED], orient="row").write_csv("in.csv")
    both = ("in.csv", "--rulebook", "pdu-2024", "--against", "mine.yaml", "-o", "out.parquet")
    result = table(*both)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "out.parquet: 7 reports, scored by pdu-2024, revision 2026-11-24 and by mine,",
        "revision 2026-11-24",
        "",
        "                               by    by",
        "                         pdu-2024  mine",
        "with nothing to compare         7     7",
        "",
        "Overall rating by pdu-2024 (rows) and by mine (columns)",
        "",
        "                                     Requires                            not",
        "                      Inadequate  improvement  Good  Outstanding  determined  all",
        "Inadequate                     0            0     0            0           0    0",
        "Requires improvement           0            2     1            2           0    5",
        "Good                           0            0     0            0           0    0",
        "Outstanding                    0            0     0            1           0    1",
        "not determined                 0            0     0            0           1    1",
        "all                            0            2     1            3           1    7",
        "",
        "3 up, 0 down, 3 stay, 1 not determined.",
        "",
        "The table does not have these columns, so their values are missing: p_2_1,",
        "p_2_2, p_2_3, p_2_4, overall_score, overall_max_score, overall_rating.",
    ]
    assert [(row["rating"], row["rating_against"], row["moves"]) for row in read("out.parquet")] == [
        ("Requires improvement", "Requires improvement", "stays"),
        ("Requires improvement", "Requires improvement", "stays"),
        ("Requires improvement", "Good", "up"),
        ("Requires improvement", "Outstanding", "up"),
        ("Requires improvement", "Outstanding", "up"),
        ("Outstanding", "Outstanding", "stays"),
        (None, None, None),
    ]
    told = json.loads(table(*both, "--format", "json").stdout)
    against = told["against"]
    assert (told["rulebook"]["id"], against["rulebook"]["id"]) == ("pdu-2024", "mine")
    assert (told["rows"], against["statuses"]["not_published"]) == (7, 7)
    assert against["moves"] == {"up": 3, "down": 0, "stays": 3, "left open": 1}
    assert against["ratings"]["Requires improvement"] == {
        "Inadequate": 0,
        "Requires improvement": 2,
        "Good": 1,
        "Outstanding": 2,
        "left open": 0,
    }


@pytest.mark.usefixtures("inside")
def test_those_that_stay_only_by_discretion_are_counted():
    """66% is Good; where Good starts at 70% it is so only within discretion."""
    columns = [*("p_1_1", "p_1_2", "p_1_3"), *ASKED, "p_2_1", "p_2_2", "p_2_3", "p_2_4"]
    rows = [["Good"] * 3 + [66] * 12 + ["Good"] * 4, ["Good"] * 3 + [75] * 12 + ["Good"] * 4]
    pl.DataFrame(rows, schema=columns, orient="row").write_csv("in.csv")
    both = ("in.csv", "--rulebook", "pdu-2024", "--set", "bands.key_question.Good=70", "-o", "out.csv")
    said = table(*both).stdout.splitlines()
    assert said[-5:-3] == [
        "0 up, 0 down, 2 stay, 0 not determined.",
        "1 of them stays only by discretion: by percentages alone the overall rating would move.",
    ]
    told = json.loads(table(*both, "--format", "json").stdout)
    assert told["against"]["stay_only_by_discretion"] == 1


def test_reports_move_down_as_they_moved_up(inside):
    (inside / "mine.yaml").write_text(LENIENT)
    (inside / "in.csv").write_text("p_1_1,p_1_2,p_1_3," + ",".join(ASKED) + "\nGood,Good,Good" + ",64" * 12)
    table("in.csv", "--rulebook", "mine.yaml", "--against", "pdu-2024", "-o", "out.csv")
    assert [row["moves"] for row in read("out.csv")] == ["down"]


def test_a_published_rating_within_discretion_counts_by_both(inside):
    (inside / "mine.yaml").write_text(MINE.replace("Good: 65", "Good: 63"))
    names = [f"p_2_{n}" for n in (1, 2, 3, 4)]
    row = ["Good"] * 3 + ["Requires improvement"] * 4 + ["64"] * 12
    (inside / "in.csv").write_text(",".join(["p_1_1", "p_1_2", "p_1_3", *names, *ASKED]) + "\n" + ",".join(row))
    both = ("in.csv", "--rulebook", "pdu-2024", "--against", "mine.yaml", "-o", "out.csv")
    table(*both)
    assert [row["moves"] for row in read("out.csv")] == ["stays"]
    pl.read_csv("in.csv").drop(names).write_csv("in.csv")
    table(*both)
    assert [row["moves"] for row in read("out.csv")] == ["up"]


def test_a_row_that_only_the_second_cannot_read_ends_with_2(inside):
    (inside / "mine.yaml").write_text(MINE.replace("code: P 1.1", "code: P 9.9"))
    (inside / "in.csv").write_text("p_1_2,p_9_9\nGood,Goood\n")
    result = table("in.csv", "--rulebook", "pdu-2024", "--against", "mine.yaml", "-o", "out.csv")
    assert result.exit_code == 2


def test_rulebooks_of_different_scales_are_refused(inside):
    (inside / "mine.yaml").write_text(MINE.replace("Outstanding", "Excellent"))
    (inside / "in.csv").write_text("p_1_2\nGood\n")
    result = table("in.csv", "--rulebook", "pdu-2024", "--against", "mine.yaml", "-o", "out.csv")
    assert result.stderr == (
        "in.csv: pdu-2024 and mine have different ratings, so no report can move from one to the other\n"
    )
