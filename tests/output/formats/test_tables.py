"""Results as tables: CSV, and the sheets of a workbook, have the same rows."""

import io
from dataclasses import replace

import openpyxl
import pytest
from click import unstyle
from output.formats.reading import DOCUMENT, GOLDEN, cards, objects, output_in, results, rows_of_csv, rows_of_sheets

from hmip_rules.files.library import Library
from hmip_rules.output.rendering import render
from hmip_rules.output.rows import COLUMNS, LEVELS
from hmip_rules.scoring.score import score
from hmip_rules.scoring.score_files import Result, score_paths


@pytest.fixture(autouse=True)
def _in_the_folder(monkeypatch):
    monkeypatch.chdir(GOLDEN)


def test_rows_of_csv_are_the_standards_of_json():
    standards = [(result, standard) for result in objects() for standard in result["standards"]]
    every = rows_of_csv(output_in("csv"))
    read = [row for row in every if row["report_status"] != "unreadable"]
    assert len(every) - len(read) == len(list(results())) - len(cards())
    rows = [row for row in read if row["rated_by"]]
    assert len(rows) == len(standards)
    for row, (result, standard) in zip(rows, standards, strict=True):
        assert (row["file"], row["report_status"], row["rulebook"]) == (
            result["file"], result["status"], result["rulebook"]["id"],
        )  # fmt: skip
        assert row["standard"] == (standard["code"] or standard["name"])
        assert [row[name] or None for name in ("published", "rating", "status")] == [
            standard[name] for name in ("published", "rating", "status")
        ]
        assert row["points"] == ("" if standard["points"] is None else str(standard["points"]))
        assert row["percent"] == ("" if standard["percent"] is None else str(standard["percent"]))
        assert row["decided_by"] == ", ".join(standard["decided_by"])
        assert row["counted"] == str(standard["counted"]).lower()


def test_csv_has_a_row_for_the_score_and_one_for_the_overall_rating_with_a_verdict_each():
    rows = [row for row in rows_of_csv(output_in("csv")) if row["standard"] in ("overall.score", "overall.rating")]
    expected = [
        (result["overall"], name) for result in objects() if "overall" in result for name in ("score", "rating")
    ]
    assert [row["standard"] for row in rows] == [f"overall.{name}" for _, name in expected]
    for row, (overall, name) in zip(rows, expected, strict=True):
        assert row["status"] == overall[f"{name}_status"]
        assert row["published"] == str(
            overall["published"][name] or "" if name == "rating" else overall["published"][name]
        ).replace("None", "")


@pytest.mark.parametrize(("format_", "level"), [("csv", None), ("xlsx", "Reports"), ("xlsx", "Standards")])
def test_every_row_of_a_report_says_which_rules_it_leans_on_as_text_does(format_, level):
    alone = [line for result in results() for line in render("text", [result], explain=False)]
    text = " ".join(unstyle(" ".join(alone)).split())
    rows = (
        rows_of_csv(output_in("csv"))
        if format_ == "csv"
        else [r for title, r in rows_of_sheets(output_in("xlsx")) if title == level]
    )
    name, status = ("leans_on", "report_status") if format_ == "csv" else ("Leans on", "Report status")
    read = [row for row in rows if row[status] != "unreadable"]
    assert read
    assert all(f"Rules not confirmed. {row[name]}." in text for row in read)
    assert all(not row[name] for row in rows if row[status] == "unreadable")


def test_rows_name_no_rule_where_every_rule_is_confirmed():
    (result,) = score_paths([DOCUMENT], Library())
    book = result.card.rulebook.model_dump(by_alias=True)
    assert "unverified" in str(book)
    sources = [next(iter(book["sources"]))]
    confirmed = type(result.card.rulebook).model_validate(_confirmed(book, sources))
    told = replace(result, card=score(result.card.report, confirmed))
    assert {row["leans_on"] for row in rows_of_csv("\n".join(render("csv", [told], explain=False)))} == {""}
    assert "rule:" not in "".join(render("github", [told], explain=False))


def _confirmed(rules, sources):
    if isinstance(rules, dict):
        inside = {name: _confirmed(value, sources) for name, value in rules.items()}
        return inside | {"basis": "confirmed", "sources": sources} if rules.get("basis") else inside
    return [_confirmed(rule, sources) for rule in rules] if isinstance(rules, list | tuple) else rules


@pytest.mark.parametrize("level", LEVELS)
def test_the_keys_of_a_row_are_the_columns_of_its_level_in_their_order(level):
    read = [result for result in results() if isinstance(result, Result)]
    rows = [row for result in read for row in LEVELS[level](result)]
    assert rows
    assert {tuple(row) for row in rows} == {COLUMNS[level]}
    not_read = [row for result in results() if not isinstance(result, Result) for row in LEVELS[level](result)]
    assert all(set(row) <= set(COLUMNS[level]) for row in not_read)


def test_sheets_are_the_levels_with_the_message_first():
    sheets = list(rows_of_sheets(output_in("xlsx")))
    reports = objects()
    numbers = {
        "Reports": len(list(results())),
        "Standards": sum(len(report["standards"]) for report in reports) + len(list(results())) - len(reports),
        "Key questions": sum(len(standard["key_questions"]) for report in reports for standard in report["standards"]),
        "Findings": sum(len(report["findings"]) for report in reports),
    }
    assert {name: sum(title == name for title, _ in sheets) for name in numbers} == numbers
    assert all(next(iter(row)) == "Message" and row["Message"] for _, row in sheets)
    wide = openpyxl.load_workbook(io.BytesIO(output_in("xlsx"))).worksheets[0]
    assert 20 < wide.column_dimensions["A"].width <= 63


def test_the_workbook_has_what_was_published_of_a_key_question_as_json_has_it():
    rows = [row for title, row in rows_of_sheets(output_in("xlsx")) if title == "Key questions"]
    questions = [
        question for result in objects() for standard in result["standards"] for question in standard["key_questions"]
    ]
    given = [(row["Key question"], row["Published"], row["Sufficient"], row["Of"]) for row in rows]
    assert given == [
        (question["id"], question["published"], question.get("sufficient"), question.get("of"))
        for question in questions
    ]
    assert any(row["Published"] != row["Percent"] for row in rows)
