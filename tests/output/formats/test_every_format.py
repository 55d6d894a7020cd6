"""The same finding reads the same in every format, and so does everything else that several of them say."""

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from click import unstyle
from lxml import html
from markdown_it import MarkdownIt
from model.test_rulebook import LIGHTHOUSE

from hmip_rules import Report, Rulebook
from hmip_rules.files.library import Library
from hmip_rules.insight.margins.section import margins_section
from hmip_rules.model.places import NO_PLACES, Place
from hmip_rules.output import headline
from hmip_rules.output.rendering import render
from hmip_rules.output.rows import COLUMNS, LEVELS
from hmip_rules.output.rulebook_page import page
from hmip_rules.scoring.score import score
from hmip_rules.scoring.score_files import Result, score_paths
from hmip_rules.wording import reasons

GOLDEN = Path(__file__).parent / "golden"
DOCUMENT = str(Path(__file__).parents[3] / "docs/made-up-report.html")
REPORTS = [*sorted(path.name for path in GOLDEN.glob("*.yaml")), DOCUMENT]
FORMATS = sorted(path.stem for path in (Path(__file__).parents[3] / "hmip_rules/output/formats").glob("[a-z]*.py"))


@pytest.fixture(autouse=True)
def _in_the_folder(monkeypatch):
    monkeypatch.chdir(GOLDEN)


def results():
    return score_paths(REPORTS, Library())


def cards():
    """The scorecards of what could be read; not all could."""
    return [result.card for result in results() if isinstance(result, Result)]


def objects():
    return [result for result in json.loads(output_in("json")) if result["status"] != "unreadable"]


def output_in(format_):
    """What a format gives of all reports: text, or the bytes of a file."""
    parts = list(render(format_, results(), explain=True))
    return parts[0] if isinstance(parts[0], bytes) else "\n".join(map(unstyle, parts)) + "\n"


def rows_of_csv(text):
    return list(csv.DictReader(io.StringIO(text)))


def rows_of_sheets(data):
    book = openpyxl.load_workbook(io.BytesIO(data))
    for sheet in book.worksheets:
        head, *rows = sheet.iter_rows(values_only=True)
        for row in rows:
            yield sheet.title, dict(zip(head, row, strict=True))


def words(format_, given):
    """All that a person reads, on one line."""
    if format_ == "xlsx":
        text = " ".join(str(cell) for _, row in rows_of_sheets(given) for cell in row.values())
    elif format_ == "csv":
        text = " ".join(cell for row in rows_of_csv(given) for cell in row.values())
    elif format_ in ("json", "jsonl"):
        text = json.dumps(
            [json.loads(line) for line in given.splitlines()] if format_ == "jsonl" else json.loads(given)
        )
        text = text.replace('\\"', '"')
    elif format_ == "github":
        text = given.replace("%0A", " ").replace("%25", "%")
    else:
        page = MarkdownIt().enable("table").render(given) if format_ == "markdown" else given
        text = html.fromstring(page).text_content() if format_ in ("markdown", "html") else given
    return " ".join(text.split())


def test_there_are_these_formats():
    assert FORMATS == ["csv", "github", "html", "json", "jsonl", "markdown", "text", "xlsx"]


@pytest.mark.parametrize("format_", FORMATS)
def test_the_same_finding_reads_the_same(format_):
    read = words(format_, output_in(format_))
    compared = 0
    for finding in [finding for card in cards() for finding in card.findings]:
        assert " ".join(finding.message.split()) in read
        compared += 1
    assert compared >= 3


@pytest.mark.parametrize("format_", sorted({*FORMATS} - {"json", "jsonl", "csv"}))
def test_the_same_headline_reads_the_same(format_):
    read = words(format_, output_in(format_))
    said = [
        card
        for card in cards()
        if format_ != "github"
        or card.status in ("undetermined", "within_discretion", "partly_checked", "not_published")
    ]
    assert said
    for card in said:
        assert (headline.headline_alone if format_ in ("github", "xlsx") else headline.headline)(card) in read


@pytest.mark.parametrize("format_", ["text", "html", "markdown", "json", "xlsx"])
def test_what_was_not_found_in_a_document_is_said(tmp_path, format_):
    report = Path(DOCUMENT).read_text()
    assert "8/21" in report
    (tmp_path / "page.html").write_text(report.replace("8/21", "unclear"))
    (found,) = score_paths([str(tmp_path / "page.html")], Library())
    parts = list(render(format_, [found], explain=False))
    given = parts[0] if isinstance(parts[0], bytes) else unstyle("\n".join(parts))
    if format_ == "json":
        assert json.loads(given)[0]["read_from_document"]["not_found"] == ["overall.score", "overall.max_score"]
    elif format_ == "xlsx":
        (row,) = [row for title, row in rows_of_sheets(given) if title == "Reports"]
        assert row["Not found"] == "overall.score, overall.max_score"
    else:
        read = words(format_, given)
        assert "Read from the document: 7 of 7 standards, 12 of 12 key questions, overall rating, cases." in read
        assert "Not found: overall.score, overall.max_score" in read


def test_markdown_names_each_report_that_could_not_be_read_with_its_reasons(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("*bad*.yaml").write_text("service: [\n")
    Path("gone.yaml").write_text("rulebook: pdu-2024\n---\nrulebook: pdu-2024\ncases: many\n")
    given = "\n".join(render("markdown", score_paths(["*bad*.yaml", "gone.yaml"], Library()), explain=False))
    document = html.fromstring(MarkdownIt().enable("table").render(given))
    heads = [heading.text_content() for heading in document.iter("h2")]
    assert "*bad*.yaml could not be read" in heads
    assert "gone.yaml, document 2 could not be read" in heads
    said = [" ".join(item.text_content().split()) for item in document.iter("li")]
    assert any(
        item.startswith("gone.yaml:4:8: 'cases' must be a whole number, such as 82, not 'many'") for item in said
    )


HALF = """rulebook: pdu-2024
standards:
  P 1.1: Good
  P 1.2: Good
  P 2.1: {rating: Good, key_questions: {engagement: 70, safety: 66}}
  P 2.2: {rating: Inadequate, key_questions: {engagement: 20, desistance: 20}}
  P 2.3: {rating: Good, key_questions: {engagement: 70, desistance: 70, safety: 70}}
overall: {rating: Good}
"""
OPEN = "Undetermined: the published ratings cannot be confirmed; "


def full(within):
    """A whole report in which all casework standards are Good, some of them by discretion only."""
    judged = [f"  P 1.{number}: Requires improvement\n" for number in (1, 2, 3)]
    casework = [
        f"  {key}: {{rating: Good, key_questions: {{engagement: {62 if key in within else 70}, "
        "desistance: 90, safety: 90}}\n"
        for key in ("P 2.1", "P 2.2", "P 2.3", "P 2.4")
    ]
    return "".join(["rulebook: pdu-2024\nstandards:\n", *judged, *casework, "overall: {score: 11, rating: Good}\n"])


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (HALF, 2, f"{OPEN}missing: rating of P 1.3, desistance of P 2.1, all percentages of P 2.4."),
        (
            "rulebook: pdu-2024\nstandards: {P 1.1: not rated}\noverall: {rating: Good}\n",
            2,
            "for the standards that were",
        ),
        (
            full(within=["P 2.1"]),
            2,
            "Within discretion: the published rating of P 2.1 differs from its percentages, by no more than inspectors "
            "may choose; nothing else differs.",
        ),
        (
            full(within=["P 2.1", "P 2.3"]),
            2,
            "Within discretion: the published ratings of P 2.1 and P 2.3 differ from their percentages, by no more than ",
        ),
        (
            "rulebook: pdu-2024\nservice: One\nstandards:\n  P 2.1: {rating: Good, key_questions: {engagement: 62, "
            "desistance: 90, safety: 90}}\n  P 2.2: Good\n",
            3,
            "Partly checked: what could be checked agrees, but 3 of 4 casework standards have no percentages and no "
            "overall rating was published.",
        ),
    ],
)
def test_where_nothing_stands_below_the_sentence_itself_says_what_is_missing_or_departs(tmp_path, text, line, said):
    (tmp_path / "half.yaml").write_text(text)
    (found,) = score_paths([str(tmp_path / "half.yaml")], Library())
    (annotation, _) = render("github", [found], explain=False)
    assert f"half.yaml,line={line},col=1::" in annotation
    assert said in annotation
    (book,) = render("xlsx", [found], explain=False)
    (message,) = [row["Message"] for title, row in rows_of_sheets(book) if title == "Reports"]
    assert said in message
    assert "below" not in annotation + message


@pytest.mark.parametrize("format_", ["text", "csv", "xlsx", "markdown", "html"])
def test_a_standard_has_the_same_reason(format_):
    read = words(format_, output_in(format_))
    for card in cards():
        found = {finding.where for finding in card.findings}
        for standard in card.standards:
            if standard.key not in found and standard.status != "taken":
                assert reasons.why_rating(card, standard) in read


@pytest.mark.parametrize("format_", ["text", "markdown", "html"])
def test_what_was_not_published_is_said_once(format_):
    read = words(format_, output_in(format_))
    assert "no rating was published, so every rating is possible" in read
    assert "not published: " not in read


SMALL = {
    **LIGHTHOUSE,
    "bands": {**LIGHTHOUSE["bands"], "overall": [{"max": 1, "starts": {"Dim": 0, "Bright": 1}, "basis": "unverified"}]},
    "ratings": {"Dim": 0, "Bright": 1},
    "standards": LIGHTHOUSE["standards"][1:],
    "discretion": {"points": 1, "basis": "unverified"},
}
SMALL["bands"]["key_question"] = {"starts": {"Dim": 0, "Bright": 75}, "basis": "unverified"}


@pytest.mark.parametrize("format_", ["text", "markdown", "html"])
def test_one_point_is_no_plural(format_):
    standards = {"L 2": {"rating": "Bright", "key_questions": {"reach": 74, "colour": 90}}}
    report = Report.model_validate({"standards": standards, "overall": {"score": 1, "rating": "Bright"}})
    result = Result("report.yaml", 1, score(report, Rulebook.model_validate(SMALL)), NO_PLACES, NO_PLACES)
    read = words(format_, "\n".join(map(unstyle, render(format_, [result], explain=True))))
    assert "within 1 percentage point, so the published rating is accepted" in read
    assert "= 1 of 1 point" in read
    assert "1 points" not in read
    assert "1 points" not in " ".join(page(result.card.rulebook))


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
    assert all(f"Not confirmed: {row[name]}." in text for row in read)
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


def test_an_annotation_says_on_what_its_rule_stands_where_it_is_not_confirmed(tmp_path):
    (tmp_path / "x.yaml").write_text(
        "rulebook: pdu-2024\nstandards:\n  P 2.1: {rating: Good, key_questions: {safety: 23}}\noverall: {max_score: 27}\n"
    )
    lines = list(render("github", score_paths([str(tmp_path / "x.yaml")], Library()), explain=False))
    assert lines[0].endswith("(rule: percentage bands, unverified)")
    assert "title=max-score" in lines[1]
    assert "rule:" not in lines[1]  # the most that can be scored is confirmed


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


def test_github_names_file_line_and_column_of_each_finding():
    lines = [line for line in output_in("github").splitlines() if line.startswith("::error ") and "title=" in line]
    expected = [finding for result in objects() for finding in result["findings"]]
    assert len(lines) == len(expected)
    for line, finding in zip(lines, expected, strict=True):
        properties = dict(re.findall(r"(\w+)=([^,:]*)", line.split("::")[1]))
        assert (properties["line"], properties["col"]) == (str(finding["line"]), str(finding["column"]))
        assert properties["title"] == finding["code"]


def test_github_names_no_line_of_a_page():
    (result,) = score_paths([DOCUMENT], Library())
    finding = replace(result.card.findings[0], place=Place("report.pdf", 12, 3, page=4))
    told = replace(result, card=replace(result.card, findings=(finding,)))
    (line, *_) = render("github", [told], explain=False)
    assert line.startswith(
        "::error file=report.pdf,title=standard-rating::page 4: P 2.4 Reviewing is published as Good"
    )


@pytest.mark.parametrize("format_", ["text", "html", "markdown", "json", "xlsx"])
def test_a_known_disagreement_is_said(format_, tmp_path):
    (tmp_path / "x.yaml").write_text("rulebook: pdu-2024\nknown_disagreement: The page has a slip\n")
    parts = list(render(format_, score_paths([str(tmp_path / "x.yaml")], Library()), explain=False))
    given = parts[0] if isinstance(parts[0], bytes) else unstyle("\n".join(parts))
    assert "The page has a slip" in words(format_, given)


def test_markdown_shows_what_was_asked_for_and_the_effect_of_all_findings_together():
    (result,) = score_paths([DOCUMENT], Library())
    asked = replace(result, sections=(margins_section(result.card),))
    document = html.fromstring(
        MarkdownIt().enable("table").render("\n".join(render("markdown", [asked], explain=False)))
    )
    assert "Margins: how near the next rating is" in [heading.text_content() for heading in document.iter("h3")]
    assert any("engagement" in row.text_content() and "+4" in row.text_content() for row in document.iter("tr"))
    hostile = result.card.report.model_copy(update={"service": "# A | <b> *x* 1. [y](z)"})
    told = replace(result, card=replace(result.card, report=hostile))
    document = html.fromstring(
        MarkdownIt().enable("table").render("\n".join(render("markdown", [told], explain=False)))
    )
    assert document.find("h2").text_content().startswith("# A | <b> *x* 1. [y](z), published")
