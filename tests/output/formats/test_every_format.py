"""The same finding reads the same in every format, and so does everything else that several of them say."""

import json
from pathlib import Path

import pytest
from click import unstyle
from model.test_rulebook import LIGHTHOUSE
from output.formats.reading import DOCUMENT, GOLDEN, cards, output_in, rows_of_sheets, words

from hmip_rules import Report, Rulebook
from hmip_rules.files.library import Library
from hmip_rules.model.places import NO_PLACES
from hmip_rules.output import headline
from hmip_rules.output.rendering import render
from hmip_rules.output.rulebook_page import page
from hmip_rules.scoring.score import score
from hmip_rules.scoring.score_files import Result, score_paths
from hmip_rules.wording import reasons

FORMATS = sorted(path.stem for path in (Path(__file__).parents[3] / "hmip_rules/output/formats").glob("[a-z]*.py"))


@pytest.fixture(autouse=True)
def _in_the_folder(monkeypatch):
    monkeypatch.chdir(GOLDEN)


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


HALF = """rulebook: pdu-2024
standards:
  P 1.1: Good
  P 1.2: Good
  P 2.1: {rating: Good, key_questions: {engagement: 70, safety: 66}}
  P 2.2: {rating: Inadequate, key_questions: {engagement: 20, desistance: 20}}
  P 2.3: {rating: Good, key_questions: {engagement: 70, desistance: 70, safety: 70}}
overall: {rating: Good}
"""
OPEN = "Undetermined: the published ratings cannot be confirmed. "


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
        (HALF, 2, f"{OPEN}Missing: rating of P 1.3, percentage for desistance of P 2.1, all percentages of P 2.4."),
        (
            "rulebook: pdu-2024\nstandards: {P 1.1: not rated}\noverall: {rating: Good}\n",
            2,
            "for this set of rated",
        ),
        (
            full(within=["P 2.1"]),
            2,
            "Within discretion: the published rating of P 2.1 is not the one for its percentages, but "
            "inspectors may choose it. Nothing else differs.",
        ),
        (
            full(within=["P 2.1", "P 2.3"]),
            2,
            "Within discretion: each published rating of P 2.1 and P 2.3 is not the one for its percentages, ",
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


@pytest.mark.parametrize("format_", ["text", "html", "markdown", "json", "xlsx"])
def test_a_known_disagreement_is_said(format_, tmp_path):
    (tmp_path / "x.yaml").write_text("rulebook: pdu-2024\nknown_disagreement: The page has a slip\n")
    parts = list(render(format_, score_paths([str(tmp_path / "x.yaml")], Library()), explain=False))
    given = parts[0] if isinstance(parts[0], bytes) else unstyle("\n".join(parts))
    assert "The page has a slip" in words(format_, given)
