"""hmip-rules table as its users run it: files in, a file out, exit status, and a line for every slip."""

import json
import os
import re
import resource
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner
from conftest import ROOT, as_nobody
from tables.made_up import column, expected, table_of

from hmip_rules import load_rulebook
from hmip_rules.cli.rules import main as hmip_rules
from hmip_rules.cli.score import main as hmip_score
from hmip_rules.files.library import published_files

LEEDS = (ROOT / "examples/leeds-pdu-2024.yaml").read_text()
MINE = (ROOT / "rules/pdu-2024.yaml").read_text().replace("id: pdu-2024", "id: mine")
PERCENT = "write percentages as 51 or 51.2, empty where missing"


@pytest.fixture(autouse=True)
def inside(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def table(*arguments):
    return CliRunner().invoke(hmip_rules, ["table", *map(str, arguments)], catch_exceptions=False)


def by_pdu(*arguments):
    return table("--rulebook", "pdu-2024", *arguments, "-o", "out.parquet")


def process(*arguments, **kwargs):
    code = "from hmip_rules.cli.rules import main; main()"
    command = [sys.executable, "-c", code, "table", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **kwargs)


@contextmanager
def room_for(size):
    """Let no file grow beyond a number of bytes, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@cache
def made_up():
    """A table, and what the evaluator makes of each row."""
    book = load_rulebook("pdu-2024")
    made = table_of(book, 50)
    return made, [expected(book, row) for row in made.to_dicts()]


def left():
    return sorted(path.name for path in Path.cwd().iterdir())


def words(rows):
    """Rows of a file with every value as text, so that files of either kind compare."""
    return [{name: None if value is None else str(value) for name, value in row.items()} for row in rows]


def read(path):
    return (pl.read_csv(path, infer_schema=False) if str(path).endswith(".csv") else pl.read_parquet(path)).to_dicts()


class TestScoring:
    @pytest.mark.parametrize("written", ["parquet", "csv"])
    @pytest.mark.parametrize("given", ["parquet", "csv", "two files", "folder"])
    def test_every_row_is_what_the_evaluator_makes_of_it(self, inside, given, written):
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
            made[60:].select(reversed(made.columns)).with_columns(pl.col("id").cast(pl.String)).write_parquet(
                "a.parquet"
            )
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
        assert words(
            {name: told[name] for name in wanted} for told, wanted in zip(scored, by_evaluator, strict=True)
        ) == (words(by_evaluator))

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
    def test_the_exit_status_is_that_of_the_gravest_row(self, inside, rows, status):
        lines = (f"{line},90,90\n" for line in rows.splitlines())
        (inside / "in.csv").write_text("p_2_1,p_2_1_safety,p_2_1_engagement,p_2_1_desistance\n" + "".join(lines))
        assert by_pdu("in.csv").exit_code == status

    def test_the_summary_counts_statuses_as_text_and_as_json(self, inside):
        (inside / "in.csv").write_text("overall_rating,overall_score\nGood,12\nGood,3\nGood,3\nGoood,1\n,\n")
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
            "Rows that could not be read hold what no report can have; --reasons names the",
            "column.",
        ]
        result = table("--rulebook", "pdu-2024", "in.csv", "-o", "out.parquet", "--format", "json")
        assert json.loads(result.stdout) == {
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
        }

    def test_columns_that_no_rule_reads_stay_as_they_were_written(self, inside):
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
    def test_a_percentage_of_a_csv_file_is_typed_by_all_of_its_rows(self, inside, cells, types):
        (inside / "in.csv").write_text("id,p_2_1_safety\n" + "".join(f"x,{cell}\n" for cell in cells))
        assert by_pdu("in.csv").exit_code == 0
        assert pl.read_parquet_schema("out.parquet")["p_2_1_safety"] == types
        known = [row for row in read("out.parquet") if 0 <= (row["p_2_1_safety"] or -1) <= 100]
        assert len(known) == sum(cell not in ("", '""', "NaN") for cell in cells)

    def test_ratings_of_a_csv_file_are_names_or_points(self, inside):
        for rating, recomputed in (
            ("Good", "partly_checked"),
            ("2", "partly_checked"),
            ("2.0", "partly_checked"),
            ("3", "disagrees"),
            ("", "not_published"),
        ):
            (inside / "in.csv").write_text(
                "p_2_1,p_2_1_safety,p_2_1_engagement,p_2_1_desistance,p_2_1_safety_not_applicable\n"
                f"{rating},,70,90, TRUE\n"
            )
            by_pdu("in.csv")
            (row,) = read("out.parquet")
            assert (row["p_2_1_recomputed"], row["status"]) == ("Good", recomputed)

    @pytest.mark.parametrize("kind", ["csv", "parquet"])
    def test_ratings_may_be_spelt_as_in_report_files_and_stay_as_they_were_written(self, kind):
        spellings = ["good", " GOOD ", "RI", "ri", "Requires Improvement", "requires_improvement", "Goood", "Not rated"]
        pl.DataFrame({"p_1_1": spellings}).write_csv("in.csv")
        pl.DataFrame({"p_1_1": spellings}).write_parquet("in.parquet")
        result = table("--rulebook", "pdu-2024", "--reasons", f"in.{kind}", "-o", "out.parquet")
        assert (result.exit_code, result.stderr) == (2, "")
        told = read("out.parquet")
        assert [row["p_1_1"].strip() for row in told] == [spelling.strip() for spelling in spellings]
        assert [row["score_low"] for row in told] == [2, 2, 1, 1, 1, 1, None, 0]
        assert [row["problem"] for row in told] == [None] * 6 + ["p_1_1", None]

    def test_files_of_integers_and_of_decimals_are_one_table(self, inside):
        (inside / "a.csv").write_text("p_2_1,p_2_1_safety\n,50\n")
        (inside / "b.csv").write_text("p_2_1,p_2_1_safety\nGood,49.5\n")
        pl.DataFrame({"p_2_1_safety": [50], "p_2_1": pl.Series([None], dtype=pl.Null)}).write_parquet("c.parquet")
        pl.DataFrame(
            {"p_2_1_safety": [50.0], "p_2_1": ["Good"]}, schema_overrides={"p_2_1": pl.Enum(["Good"])}
        ).write_parquet("d.parquet")
        assert by_pdu("a.csv", "b.csv", "c.parquet", "d.parquet").exit_code == 1
        assert [row["p_2_1_safety"] for row in read("out.parquet")] == [50, 49.5, 50, 50]

    @pytest.mark.parametrize("kind", ["csv", "parquet"])
    def test_a_file_without_a_rating_goes_with_one_of_points(self, inside, kind):
        (inside / "a.csv").write_text("p_1_1,p_1_2\n,Good\n")
        points = pl.DataFrame({"p_1_1": [3], "p_1_2": ["Good"]})
        points.write_csv("b.csv") if kind == "csv" else points.write_parquet("b.parquet")
        assert by_pdu("a.csv", f"b.{kind}").exit_code == 0
        assert [row["score_low"] for row in read("out.parquet")] == [2, 5]

    def test_the_long_form_is_gathered_into_a_row_a_report(self, inside):
        (inside / "in.csv").write_text(
            "report,standard,key_question,percent,rating\n"
            "02,P 2.1,safety,49.5,\n02,P 2.1,engagement,80,\n02,P 2.1,desistance,90,Requires improvement\n"
            "01,P 2.1,,,Good\n01,P 2.1,safety,23,\n"
        )
        assert by_pdu("in.csv").exit_code == 1
        told = [(row["report"], row["p_2_1_recomputed"], row["status"]) for row in read("out.parquet")]
        assert told == [("01", "Inadequate", "disagrees"), ("02", "Requires improvement", "partly_checked")]

    def test_the_long_form_may_name_standards_by_codes_that_look_like_numbers(self, inside):
        (inside / "in.csv").write_text("report,standard,key_question,percent\n1,2.1,,\n1,2.2,,\n")
        assert table("--rulebook", "yjs-2021", "in.csv", "-o", "out.csv").exit_code == 0
        assert [row["status"] for row in read("out.csv")] == ["not_published"]


class TestReportFiles:
    @pytest.mark.parametrize("file", [*published_files(), ROOT / "examples"], ids=lambda file: file.stem)
    def test_they_are_scored_as_hmip_score_does(self, file):
        scores = CliRunner().invoke(hmip_score, ["--format", "json", str(file)])
        assert table(file, "--reasons", "-o", "out.parquet").exit_code == scores.exit_code
        for row, score in zip(read("out.parquet"), json.loads(scores.stdout), strict=True):
            assert [row[name] for name in ("file", "document", "service", "published")] == [
                score[name] for name in ("file", "document", "service", "published")
            ]
            for standard in score["standards"]:
                key = column(standard["code"] or standard["name"])
                if standard["key_questions"]:
                    recomputed = None if standard["status"] == "taken" else standard["rating"]
                    assert row[f"{key}_recomputed"] == recomputed
                    assert row[f"{key}_decided_by"] == (", ".join(standard["decided_by"]) or None)
            overall = score["overall"]
            span = overall.get("possible_score", {"min": overall["score"], "max": overall["score"]})
            ratings = overall.get("possible", [overall["rating"]])
            wanted = (span["min"], span["max"], ratings[0], ratings[-1], score["status"])
            added = ("score_low", "score_high", "rating_low", "rating_high", "status")
            assert tuple(row[name] for name in added) == wanted
            assert (row["score"], row["rating"]) == (overall["score"], overall["rating"])

    def test_each_value_of_a_report_is_a_column(self, inside):
        (inside / "a.yaml").write_text(
            "rulebook: pdu-2024\nservice: Ynys Môn\nfieldwork: 2024-05\npublished: 2024\ncases: 60\nstandards:\n  P 1.1: not rated\n"
            "  P 2.1: {rating: Good, key_questions: {engagement: {sufficient: 1, of: 3}, desistance: 51.2%, safety: not applicable}}\n"
            "overall: {score: 3, max_score: 21, rating: Good}\n"
        )
        table("a.yaml", "-o", "out.parquet")
        (row,) = read("out.parquet")
        known = {name: value for name, value in row.items() if value not in (None, False)}
        of_report = dict(list(known.items())[: list(known).index("p_2_1_recomputed")])
        assert of_report == {
            "file": "a.yaml",
            "document": 1,
            "service": "Ynys Môn",
            "published": "2024",
            "fieldwork": "2024-05",
            "cases": 60,
            "p_1_1": "not rated",
            "p_2_1": "Good",
            "p_2_1_engagement": 100 / 3,
            "p_2_1_desistance": 51.2,
            "p_2_1_safety_not_applicable": True,
            "overall_score": 3,
            "overall_max_score": 21,
            "overall_rating": "Good",
        }

    def test_the_table_that_comes_of_it_is_scored_as_the_reports_were(self):
        table(ROOT / "examples", "-o", "a.csv")
        added = read("a.csv")
        pl.read_csv("a.csv").drop("p_2_1_recomputed", *(f"p_2_{n}_recomputed" for n in (2, 3, 4))).drop(
            "score", "rating", "score_low", "score_high", "rating_low", "rating_high", "status"
        ).write_csv("b.csv")
        table("b.csv", "--rulebook", "pdu-2024", "-o", "c.csv")
        assert words(read("c.csv")) == words(added)

    def test_those_that_cannot_be_read_are_said_and_the_others_scored(self, inside):
        (inside / "reports").mkdir()
        (inside / "reports/a.yaml").write_text("rulebook: pdu-2024\ncases: many\n")
        (inside / "reports/b.yaml").write_text(LEEDS)
        (inside / "reports/c.pdf").write_bytes(b"%PDF")
        (inside / "reports/d.yaml").symlink_to("nowhere")
        result = table("reports", "-o", "out.csv")
        assert (result.exit_code, result.stderr.splitlines()) == (
            2,
            [
                "reports/a.yaml:2:8: 'cases' must be a whole number, such as 82, not 'many'",
                "reports/c.pdf: this is a document; make a report file from it with 'hmip-rules extract' first",
                "reports/d.yaml: This is not an ordinary file, so it cannot be read; remove it",
            ],
        )
        assert result.stdout.splitlines()[-1] == "Reports that could not be read, and are no rows: 3."
        assert [row["file"] for row in read("out.csv")] == ["reports/b.yaml"]
        told = json.loads(table("reports", "-o", "out.csv", "--format", "json").stdout)
        assert [(report["file"], report["document"], report["status"]) for report in told["unreadable"]] == [
            (f"reports/{name}", 1, "unreadable") for name in ("a.yaml", "c.pdf", "d.yaml")
        ]
        assert told["unreadable"][0]["errors"][0]["line"] == 2
        assert told["rows"] == 1

    def test_reports_of_different_rulebooks_are_one_table_only_where_one_is_chosen(self, inside):
        (inside / "a.yaml").write_text(
            LEEDS + "---\nrulebook: yjs-2021\n---\nrulebook: yjs-2021\n---\ninspects: pdu\nfieldwork: 2024-08\n"
        )
        result = table("a.yaml", "-o", "out.csv")
        said = "there are reports of several rulebooks, pdu-2024 (2), yjs-2021 (2); choose one with --rulebook\n"
        assert (result.exit_code, result.stdout, result.stderr) == (2, "", said)
        assert left() == ["a.yaml"]
        (inside / "b.yaml").write_text("rulebook: yjs-2021\n")
        result = table("a.yaml", "--rulebook", "pdu-2024", "-o", "out.csv")
        assert (result.exit_code, result.stderr) == (2, "")
        assert result.stdout.endswith("\nLeft out, for --rulebook chooses others: reports of yjs-2021 (2).\n")
        assert [row["document"] for row in read("out.csv")] == ["1", "4"]
        told = json.loads(table("a.yaml", "--rulebook", "yjs-2021", "-o", "out.csv", "--format", "json").stdout)
        assert (told["rows"], told["left_out"]) == (2, {"pdu-2024": 2})
        result = table("b.yaml", "--rulebook", "yos-2018", "-o", "new.csv")
        said = "there are reports of yjs-2021 (1); nothing is left to be scored, and nothing was written\n"
        assert (result.exit_code, result.stdout, result.stderr) == (2, "", said)
        assert not (inside / "new.csv").exists()

    def test_a_report_of_no_known_rulebook_goes_by_the_chosen_one(self, inside):
        (inside / "a.yaml").write_text("service: A\n")
        assert table("a.yaml", "-o", "out.csv").exit_code == 2
        assert table("a.yaml", "--rulebook", "pdu-2024", "-o", "out.csv").exit_code == 0
        (inside / "b.yaml").write_text("rulebook: pdu-2042\n")
        result = table("b.yaml", "--rulebook", "pdu-2024", "-o", "out.csv")
        assert result.stderr.splitlines() == [
            "b.yaml:1:11: Unknown rulebook 'pdu-2042'; did you mean 'pdu-2024'?",
            "no report could be read; nothing is left to be scored, and nothing was written",
        ]

    def test_a_rulebook_file_scores_them_whatever_they_name(self, inside):
        (inside / "mine.yaml").write_text(MINE)
        (inside / "a.yaml").write_text(LEEDS)
        result = table("a.yaml", "--rulebook", "mine.yaml", "-o", "out.csv")
        assert result.exit_code == 0
        assert result.stdout.startswith("out.csv: 1 report, scored by mine, revision 2026-11-24\n")

    def test_standard_input_is_read_for_a_dash(self):
        result = CliRunner().invoke(hmip_rules, ["table", "-", "-o", "out.csv"], input=LEEDS)
        assert result.exit_code == 0
        assert [row["file"] for row in read("out.csv")] == ["-"]

    def test_more_than_are_held_at_a_time_keep_their_order(self, inside, monkeypatch):
        monkeypatch.setattr("hmip_rules.tables.files.ROWS_PER_PART", 7)
        text = "---\n".join(f"rulebook: pdu-2024\nservice: '{number}'\n" for number in range(100))
        (inside / "a.yaml").write_text(text)
        table("a.yaml", "-o", "out.csv")
        assert [row["service"] for row in read("out.csv")] == [str(number) for number in range(100)]

    def test_a_name_that_is_no_text_is_shown_by_its_bytes(self, inside):
        name = os.fsdecode(b"caf\xe9.yaml")
        (inside / name).write_text(LEEDS)
        assert table(name, "-o", "out.csv").exit_code == 0
        assert [row["file"] for row in read("out.csv")] == ["caf\\udce9.yaml"]


class TestAgainst:
    ASKED = tuple(f"p_2_{n}_{question}" for n in (1, 2, 3, 4) for question in ("engagement", "desistance", "safety"))
    LENIENT = MINE.replace(
        "Requires improvement: 50, Good: 65, Outstanding: 80", "Requires improvement: 20, Good: 40, Outstanding: 60"
    )

    def test_it_shows_who_moves_from_which_rating_to_which(self, inside):
        (inside / "mine.yaml").write_text(self.LENIENT)
        judged = ["p_1_1", "p_1_2", "p_1_3"]
        rows = [["Good"] * 3 + [percent] * 12 for percent in (10, 30, 45, 64, 64, 90)] + [["Good"] * 3 + [None] * 12]
        pl.DataFrame(rows, schema=[*judged, *self.ASKED], orient="row").write_csv("in.csv")
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
    def test_those_that_stay_only_by_discretion_are_counted(self):
        """66% is Good; where Good starts at 70% it is so only within discretion."""
        columns = [*("p_1_1", "p_1_2", "p_1_3"), *self.ASKED, "p_2_1", "p_2_2", "p_2_3", "p_2_4"]
        rows = [["Good"] * 3 + [66] * 12 + ["Good"] * 4, ["Good"] * 3 + [75] * 12 + ["Good"] * 4]
        pl.DataFrame(rows, schema=columns, orient="row").write_csv("in.csv")
        both = ("in.csv", "--rulebook", "pdu-2024", "--set", "bands.key_question.Good=70", "-o", "out.csv")
        said = table(*both).stdout.splitlines()
        assert said[-2:] == [
            "0 up, 0 down, 2 stay, 0 not determined.",
            "1 of them stays only by discretion: by percentages alone the overall rating would move.",
        ]
        told = json.loads(table(*both, "--format", "json").stdout)
        assert told["against"]["stay_only_by_discretion"] == 1

    def test_reports_move_down_as_they_moved_up(self, inside):
        (inside / "mine.yaml").write_text(self.LENIENT)
        (inside / "in.csv").write_text("p_1_1,p_1_2,p_1_3," + ",".join(self.ASKED) + "\nGood,Good,Good" + ",64" * 12)
        table("in.csv", "--rulebook", "mine.yaml", "--against", "pdu-2024", "-o", "out.csv")
        assert [row["moves"] for row in read("out.csv")] == ["down"]

    def test_a_published_rating_within_discretion_counts_by_both(self, inside):
        (inside / "mine.yaml").write_text(MINE.replace("Good: 65", "Good: 63"))
        names = [f"p_2_{n}" for n in (1, 2, 3, 4)]
        row = ["Good"] * 3 + ["Requires improvement"] * 4 + ["64"] * 12
        (inside / "in.csv").write_text(
            ",".join(["p_1_1", "p_1_2", "p_1_3", *names, *self.ASKED]) + "\n" + ",".join(row)
        )
        both = ("in.csv", "--rulebook", "pdu-2024", "--against", "mine.yaml", "-o", "out.csv")
        table(*both)
        assert [row["moves"] for row in read("out.csv")] == ["stays"]
        pl.read_csv("in.csv").drop(names).write_csv("in.csv")
        table(*both)
        assert [row["moves"] for row in read("out.csv")] == ["up"]

    def test_a_row_that_only_the_second_cannot_read_ends_with_2(self, inside):
        (inside / "mine.yaml").write_text(MINE.replace("code: P 1.1", "code: P 9.9"))
        (inside / "in.csv").write_text("p_1_2,p_9_9\nGood,Goood\n")
        result = table("in.csv", "--rulebook", "pdu-2024", "--against", "mine.yaml", "-o", "out.csv")
        assert result.exit_code == 2

    def test_rulebooks_of_different_scales_are_refused(self, inside):
        (inside / "mine.yaml").write_text(MINE.replace("Outstanding", "Excellent"))
        (inside / "in.csv").write_text("p_1_2\nGood\n")
        result = table("in.csv", "--rulebook", "pdu-2024", "--against", "mine.yaml", "-o", "out.csv")
        assert result.stderr == (
            "in.csv: pdu-2024 and mine have different ratings, so no report can move from one to the other\n"
        )


class TestProblems:
    """One line each, and no file."""

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
            ("p_1_1,P_2_1\nGood,Good\n", "column 'P_2_1'; write it 'p_2_1'"),
            (
                "p_1_1,p_2_1_safty\nGood,50\n",
                "column 'p_2_1_safty' is not one that pdu-2024 reads; did you mean 'p_2_1_safety'? If not, rename it",
            ),
            ("p_2_1_safety\n50\n51%\n", f"column 'p_2_1_safety' has '51%' in row 3 (the header is row 1); {PERCENT}"),
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
            ("p_1_1;p_1_2\nGood;Good\n", "its cells are separated by semicolons; save it with commas"),
            ("p_1_1\tp_1_2\nGood\tGood\n", "its cells are separated by tabs; save it with commas"),
            ("p_1_1\nGood,Good\n", "cannot be read as csv (found more fields than defined in 'Schema')"),
            ("p_1_1\n\udcff\n", "not UTF-8 text; save the file as UTF-8"),
            (
                "report,standard,key_question,percent\n1,P 2.1,safety,half\n",
                f"column 'percent' has 'half' in row 2 (the header is row 1); {PERCENT}",
            ),
        ],
    )
    def test_of_a_csv_file(self, inside, text, said):
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
    def test_of_a_parquet_file(self, values, said):
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
    def test_what_is_no_parquet_file(self, inside, content, said):
        (inside / "in.parquet").write_bytes(content)
        assert by_pdu("in.parquet").stderr == f"in.parquet: {said}\n"

    def test_a_file_that_is_damaged_within_is_refused_though_its_columns_can_be_read(self, inside):
        pl.DataFrame({"p_1_1": ["Good", "Inadequate"] * 50_000, "id": range(100_000)}).write_parquet("in.parquet")
        content = bytearray((inside / "in.parquet").read_bytes())
        content[200:-20_000] = bytes(len(content) - 20_200)
        (inside / "in.parquet").write_bytes(content)
        result = by_pdu("in.parquet")
        assert (result.exit_code, result.stdout) == (2, "")
        assert re.fullmatch(r"in.parquet: the table cannot be scored to the end \(.*\)\n", result.stderr)
        assert left() == ["in.parquet"]

    def test_what_goes_into_no_csv_file(self):
        pl.DataFrame({"p_1_1": ["Good"], "list": [[1]]}).write_parquet("in.parquet")
        result = table("in.parquet", "--rulebook", "pdu-2024", "-o", "out.csv")
        assert (
            result.stderr
            == "in.parquet: the table cannot be scored to the end (CSV format does not support nested data)\n"
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
    def test_files_of_different_columns_are_no_table(self, second, said):
        pl.DataFrame({"id": [1], "p_1_1": ["Good"]}).write_parquet("a.parquet")
        pl.DataFrame(second).write_parquet("b.parquet")
        assert by_pdu("a.parquet", "b.parquet").stderr == f"b.parquet: {said}\n"

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["none.csv"], "none.csv: There is no file or folder with this name; check the spelling"),
            ([""], "'': The name is empty; write the name of a file or folder"),
            (
                ["empty"],
                "empty: a table cannot be made from this folder, because it has no .parquet, .csv or .yaml files",
            ),
            (["in.xlsx"], "in.xlsx: a table cannot be made from this kind of file, only from .parquet, .csv or .yaml"),
            (["link.csv"], "link.csv: This is not an ordinary file, so it cannot be read; remove it"),
            (["in.csv", "in.yaml"], "there are tables (in.csv) and report files (in.yaml); name only one kind"),
            (["mixed"], "there are tables (mixed/in.csv) and report files (mixed); name only one kind"),
            (["in.csv", "--rulebook", "pdu-2042"], "Unknown rulebook 'pdu-2042'; did you mean 'pdu-2024'?"),
            (["in.csv", "--against", "pdu-2042"], "Unknown rulebook 'pdu-2042'; did you mean 'pdu-2024'?"),
            (
                ["in.csv", "--against", "pdu-2024"],
                "pdu-2024.yaml: its id is 'pdu-2024', as that of the other rulebook; give it one of its own, to tell them apart",
            ),
        ],
    )
    def test_of_what_is_named(self, inside, arguments, said):
        (inside / "empty").mkdir()
        (inside / "mixed").mkdir()
        for name in ("in.csv", "in.xlsx", "mixed/in.csv"):
            (inside / name).write_text("p_1_1\nGood\n")
        for name in ("in.yaml", "mixed/in.yaml"):
            (inside / name).write_text(LEEDS)
        (inside / "link.csv").symlink_to("nowhere")
        result = by_pdu(*arguments)
        assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"{said}\n")

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["in.csv", "-o", "out.csv"], "a table names no rulebook; name one with --rulebook ID|FILE"),
            (["in.csv", "--rulebook", "pdu-2024"], "Missing option '-o' / '--output'."),
            (["--rulebook", "pdu-2024", "-o", "out.csv"], "Missing argument 'TABLE|REPORT...'."),
            (
                ["in.csv", "--rulebook", "pdu-2024", "-o", "out.xlsx"],
                "-o names 'out.xlsx'; write into a file .parquet or .csv",
            ),
            (
                ["in.csv", "--rulebook", "pdu-2024", "-o", "./in.csv"],
                "-o names 'in.csv', which would be read too; write elsewhere",
            ),
            (
                ["folder", "--rulebook", "pdu-2024", "-o", "folder/a.csv"],
                "-o names 'folder/a.csv', which would be read too; write elsewhere",
            ),
        ],
    )
    def test_of_a_misused_command(self, inside, arguments, said):
        (inside / "folder").mkdir()
        for name in ("in.csv", "folder/in.csv"):
            (inside / name).write_text("p_1_1\nGood\n")
        result = table(*arguments)
        assert (result.exit_code, result.stdout, result.stderr.splitlines()[-1]) == (2, "", f"Error: {said}")
        assert (inside / "in.csv").read_text() == "p_1_1\nGood\n"

    @pytest.mark.parametrize("source", ["in.csv", "in.yaml"])
    @pytest.mark.parametrize(
        ("output", "why"), [("nowhere/out.csv", "No such file or directory"), ("closed/out.csv", "Permission denied")]
    )
    def test_a_place_that_cannot_be_written_to(self, inside, source, output, why):
        (inside / "in.csv").write_text("p_1_1\nGood\n")
        (inside / "in.yaml").write_text(LEEDS)
        (inside / "closed").mkdir(mode=0o555)
        by_pdu(source)  # so that all is imported before root, who may write everywhere, becomes nobody
        with as_nobody(inside):
            result = table(ROOT / "examples" if source == "in.yaml" else source, "--rulebook", "pdu-2024", "-o", output)
        said = f"{output}: This file cannot be written ({why}); choose a folder that exists and that you may write to\n"
        assert (result.exit_code, result.stderr) == (2, said)

    @pytest.mark.parametrize("name", ["in.csv", "in.parquet", "closed"])
    def test_what_may_not_be_read(self, inside, name):
        (inside / "in.csv").write_text("p_1_1\nGood\n")
        pl.DataFrame({"p_1_1": ["Good"]}).write_parquet("in.parquet")
        (inside / "closed").mkdir()
        by_pdu("in.csv")
        (inside / name).chmod(0)
        (inside / "open").mkdir()
        (inside / "open").chmod(0o777)
        with as_nobody(inside):
            result = table(name, "--rulebook", "pdu-2024", "-o", "open/out.csv")
        kind = "folder" if name == "closed" else "file"
        assert (result.exit_code, result.stderr) == (
            2,
            f"{name}: You do not have permission to read this {kind}\n",
        )

    @pytest.mark.parametrize("kind", ["csv", "parquet"])
    def test_a_full_disk_leaves_what_was_there(self, inside, kind):
        pl.DataFrame({"p_1_1": ["Good"] * 90_000, "id": range(90_000)}).write_parquet("in.parquet")
        (inside / f"out.{kind}").write_text("what was there")
        with room_for(20_000):
            result = table("in.parquet", "--rulebook", "pdu-2024", "-o", f"out.{kind}")
        said = "This file cannot be written (File too large); choose a folder that exists and that you may write to"
        assert (result.exit_code, result.stderr) == (2, f"out.{kind}: {said}\n")
        assert (inside / f"out.{kind}").read_text() == "what was there"
        assert left() == sorted(["in.parquet", f"out.{kind}"])

    @pytest.mark.parametrize("extra", ["polars", "narwhals.stable.v2"])
    def test_a_missing_extra_is_named(self, inside, extra):
        (inside / "in.csv").write_text("p_1_1\nGood\n")
        code = (
            f"import sys; sys.modules[{extra!r}] = None\nfrom hmip_rules.cli.rules import main\n"
            "main(['table', 'in.csv', '--rulebook', 'pdu-2024', '-o', 'out.csv'])"
        )
        result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
        said = "tables need polars and narwhals: pip install 'hmip-rules[table]'\n"
        assert (result.returncode, result.stdout, result.stderr) == (2, "", said)


class TestEnds:
    def test_ctrl_c_ends_it_and_leaves_nothing(self, inside):
        text = "---\n".join(["rulebook: pdu-2024\n"] * 1000)
        (inside / "reports").mkdir()
        for number in range(300):
            (inside / f"reports/{number}.yaml").write_text(text)
        running = process("reports", "-o", "out.csv")
        while not list(inside.glob(".out.csv.*/0.parquet")) and running.poll() is None:
            time.sleep(0.01)
        running.send_signal(signal.SIGINT)
        said = running.communicate(timeout=60)
        assert (running.returncode, said[0]) == (130, "")
        assert re.fullmatch(r"Stopped after \d+ of 300 files\n", said[1])
        assert left() == ["reports"]

    def test_a_closed_pipe_ends_quietly_and_leaves_the_table(self, inside):
        (inside / "in.csv").write_text("p_1_1\nGood\n")
        code = "from hmip_rules.cli.rules import main; main()"
        command = (
            f"{sys.executable} -c '{code}' table in.csv --rulebook pdu-2024 -o out.csv | true; exit ${{PIPESTATUS[0]}}"
        )
        result = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, timeout=60)
        assert (result.returncode, result.stderr) == (141, "")
        assert len(read("out.csv")) == 1

    def test_help_gives_examples_that_work(self, inside):
        (inside / "mine.yaml").write_text(MINE)
        (inside / "reports").mkdir()
        (inside / "reports/a.yaml").write_text(LEEDS)
        pl.DataFrame({"p_1_1": ["Good"]}).write_parquet("reports.parquet")
        pl.DataFrame({"p_1_1": ["Good"]}).write_csv("r.csv")
        text = table("--help").stdout
        assert max(map(len, text.splitlines())) <= 80
        examples = [line.split() for line in text.splitlines() if line.startswith("    hmip-rules table ")]
        assert len(examples) == 3
        for _, _, *arguments in examples:
            assert table(*arguments).exit_code == 0
