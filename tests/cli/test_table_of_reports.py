"""hmip-rules table of report files: gathered into a table, with the results that hmip-score has."""

import json
import os
import shutil

import polars as pl
import pytest
from cli.table_runs import LEEDS, MINE, in_own_folder, left, read, table, words
from click.testing import CliRunner
from conftest import ROOT
from tables.made_up import column

from hmip_rules.cli.rules import main as hmip_rules
from hmip_rules.cli.score import main as hmip_score
from hmip_rules.files.library import published_files

inside = pytest.fixture(in_own_folder, autouse=True)


@pytest.mark.parametrize("file", [*published_files(), ROOT / "examples"], ids=lambda file: file.stem)
def test_they_are_scored_as_hmip_score_does(file):
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


def test_documents_of_a_folder_are_scored_as_hmip_score_does(inside):
    (inside / "reports").mkdir()
    shutil.copy(ROOT / "docs/made-up-report.html", inside / "reports/a.html")
    shutil.copy(ROOT / "examples/leeds-pdu-2024.yaml", inside / "reports/b.yaml")
    scores = CliRunner().invoke(hmip_score, ["--format", "json", "reports"])
    assert table("reports", "-o", "out.parquet").exit_code == scores.exit_code
    names = ("file", "document", "service", "status")
    assert [{name: row[name] for name in names} for row in read("out.parquet")] == [
        {name: score[name] for name in names} for score in json.loads(scores.stdout)
    ]
    shutil.rmtree(inside / "reports")
    shutil.copy(ROOT / "docs/made-up-report.html", inside / "a.html")
    assert table("a.html", "-o", "out.csv").exit_code == scores.exit_code
    assert read("out.csv")[0]["p_2_1_safety"] is not None


def test_each_value_of_a_report_is_a_column(inside):
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


def test_the_table_that_comes_of_it_is_scored_as_the_reports_were():
    table(ROOT / "examples", "-o", "a.csv")
    added = read("a.csv")
    pl.read_csv("a.csv").drop("p_2_1_recomputed", *(f"p_2_{n}_recomputed" for n in (2, 3, 4))).drop(
        "score", "rating", "score_low", "score_high", "rating_low", "rating_high", "status"
    ).write_csv("b.csv")
    table("b.csv", "--rulebook", "pdu-2024", "-o", "c.csv")
    assert words(read("c.csv")) == words(added)


def test_those_that_cannot_be_read_are_said_and_the_others_scored(inside):
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
            "reports/c.pdf: This is not a PDF, or it is damaged; download it again",
            "reports/d.yaml: This is not an ordinary file, so it cannot be read; remove it",
        ],
    )
    assert result.stdout.splitlines()[-1] == "Reports that could not be read and have no row: 3."
    assert [row["file"] for row in read("out.csv")] == ["reports/b.yaml"]
    told = json.loads(table("reports", "-o", "out.csv", "--format", "json").stdout)
    assert [(report["file"], report["document"], report["status"]) for report in told["unreadable"]] == [
        (f"reports/{name}", 1, "unreadable") for name in ("a.yaml", "c.pdf", "d.yaml")
    ]
    assert told["unreadable"][0]["errors"][0]["line"] == 2
    assert told["rows"] == 1


def test_reports_of_different_rulebooks_are_one_table_only_where_one_is_chosen(inside):
    (inside / "a.yaml").write_text(
        LEEDS + "---\nrulebook: yjs-2021\n---\nrulebook: yjs-2021\n---\ninspects: pdu\nfieldwork: 2024-08\n"
    )
    result = table("a.yaml", "-o", "out.csv")
    said = "There are reports under several rulebooks, pdu-2024 (2), yjs-2021 (2); choose one with --rulebook\n"
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", said)
    assert left() == ["a.yaml"]
    (inside / "b.yaml").write_text("rulebook: yjs-2021\n")
    result = table("a.yaml", "--rulebook", "pdu-2024", "-o", "out.csv")
    assert (result.exit_code, result.stderr) == (2, "")
    assert result.stdout.endswith(
        "\nLeft out, because --rulebook names another rulebook: reports under yjs-2021 (2).\n"
    )
    assert [row["document"] for row in read("out.csv")] == ["1", "4"]
    told = json.loads(table("a.yaml", "--rulebook", "yjs-2021", "-o", "out.csv", "--format", "json").stdout)
    assert (told["rows"], told["left_out"]) == (2, {"pdu-2024": 2})
    result = table("b.yaml", "--rulebook", "yos-2018", "-o", "new.csv")
    said = "There are only reports under yjs-2021 (1), so nothing was scored and nothing was written\n"
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", said)
    assert not (inside / "new.csv").exists()


def test_a_report_of_no_known_rulebook_goes_by_the_chosen_one(inside):
    (inside / "a.yaml").write_text("service: A\n")
    assert table("a.yaml", "-o", "out.csv").exit_code == 2
    assert table("a.yaml", "--rulebook", "pdu-2024", "-o", "out.csv").exit_code == 0
    (inside / "b.yaml").write_text("rulebook: pdu-2042\n")
    result = table("b.yaml", "--rulebook", "pdu-2024", "-o", "out.csv")
    assert result.stderr.splitlines() == [
        "b.yaml:1:11: Unknown rulebook 'pdu-2042'; did you mean 'pdu-2024'?",
        "No report could be read, so nothing was scored and nothing was written",
    ]


def test_a_rulebook_file_scores_them_whatever_they_name(inside):
    (inside / "mine.yaml").write_text(MINE)
    (inside / "a.yaml").write_text(LEEDS)
    result = table("a.yaml", "--rulebook", "mine.yaml", "-o", "out.csv")
    assert result.exit_code == 0
    assert result.stdout.startswith("out.csv: 1 report, scored by mine, revision 2026-11-24\n")


def test_standard_input_is_read_for_a_dash():
    result = CliRunner().invoke(hmip_rules, ["table", "-", "-o", "out.csv"], input=LEEDS)
    assert result.exit_code == 0
    assert [row["file"] for row in read("out.csv")] == ["-"]


def test_more_than_are_held_at_a_time_keep_their_order(inside, monkeypatch):
    monkeypatch.setattr("hmip_rules.tables.files.ROWS_PER_PART", 7)
    text = "---\n".join(f"rulebook: pdu-2024\nservice: '{number}'\n" for number in range(100))
    (inside / "a.yaml").write_text(text)
    table("a.yaml", "-o", "out.csv")
    assert [row["service"] for row in read("out.csv")] == [str(number) for number in range(100)]


def test_a_name_that_is_no_text_is_shown_by_its_bytes(inside):
    name = os.fsdecode(b"caf\xe9.yaml")
    (inside / name).write_text(LEEDS)
    assert table(name, "-o", "out.csv").exit_code == 0
    assert [row["file"] for row in read("out.csv")] == ["caf\\udce9.yaml"]
