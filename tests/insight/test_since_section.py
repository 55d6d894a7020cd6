"""A report beside the previous one, in words, as JSON and as its user asks for it."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner
from conftest import ROOT
from hypothesis import given
from insight.made_up import two_cards

from hmip_rules import Report, Rulebook, load_report, load_rulebook
from hmip_rules.cli.score import main
from hmip_rules.insight import samples as samples_module
from hmip_rules.insight.since.chance import STATISTICS_NEEDED
from hmip_rules.insight.since.section import since_section
from hmip_rules.model.section import Table
from hmip_rules.scoring.evaluate import evaluate
from hmip_rules.wording.layout import columns, wrapped

LEEDS = ROOT / "examples/leeds-pdu-2024.yaml"
KIRKLEES = ROOT / "examples/kirklees-pdu-2024.yaml"


def test_a_rating_within_discretion_counts_before_and_now(pdu):
    def by(percent):
        answers = {"engagement": percent, "desistance": 80, "safety": 80}
        return evaluate(pdu, Report(standards={"P 2.1": {"rating": "Good", "key_questions": answers}}))

    made = since_section(by(62), by(68))
    (row,) = [row for part in made.body if isinstance(part, Table) for row in part.rows if row[0] == "P 2.1"]
    assert row[:4] == ("P 2.1", "Good", "Good", "same")
    words = " ".join(part for part in made.body if isinstance(part, str))
    assert "Percentages alone would rate P 2.1 before as Requires improvement." in words
    side = made.plain["standards"][3]["before"]
    assert (side["rating"], side["published"], side["counts_as"]) == ("Requires improvement", "Good", "Good")


@given(two_cards())
def test_the_section_fits_into_80_columns_and_json_has_it(cards):
    made = since_section(*cards)
    for part in made.body:
        lines = columns(part.head, *part.rows) if isinstance(part, Table) else wrapped(part)
        assert all(len(line) <= 80 for line in lines)
    assert json.loads(json.dumps(made.plain)) == made.plain


PREVIOUS = {
    "rulebook": "pdu-2024",
    "service": " leeds  pdu",
    "published": "2021-05",
    "cases": 60,
    "standards": {"P 1.1": "Good", "P 2.1": {"rating": "Good", "key_questions": {"safety": 42, "engagement": 45}}},
}


def said(before, after):
    """The words of the section, below one another."""
    made = since_section(*(evaluate(load_rulebook(report.rulebook), report) for report in (before, after)))
    return [part for part in made.body if isinstance(part, str)]


def previous(**other):
    return Report.model_validate({**PREVIOUS, **other})


@pytest.fixture(scope="module")
def leeds():
    return load_report(LEEDS)


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"service": "Kirklees PDU"}, "These reports are about different services, so the differences are not changes over time."),
        ({"service": None}, "These reports may be about different services, because at least one names no service."),
        ({"published": "2024-11"}, "The report given as the previous one was published later than the other."),
        ({"published": "2025"}, "The report given as the previous one was published later than the other."),
    ],
)  # fmt: skip
def test_a_report_that_may_not_be_the_previous_one_is_warned_of(leeds, other, words):
    assert words in said(previous(**other), leeds)
    assert words not in said(previous(), leeds)


def test_it_says_what_a_reader_needs_of_chance_rules_and_published_ratings(leeds):
    words = "\n".join(said(previous(), leeds))
    assert "Published ratings that do not follow from the rules or cannot be checked: P 2.1 before (Good)." in words
    assert "The ratings of 2 standards can be compared: 1 fell (P 1.1) and 1 stayed the same." in words
    assert "1 of 2 movements is larger than chance alone would easily produce." in words
    assert "about 0.1 of 2 movements would be shown as larger." in words
    assert "assumes that each key question was judged in all cases" in words
    assert "Both reports are rated under the same rulebook, pdu-2024." in words


def test_it_says_where_chance_is_not_known(leeds):
    counts = {"safety": {"sufficient": 1, "of": 20}, "engagement": 46}
    some = previous(cases=None, standards={"P 2.1": {"key_questions": counts}})
    assert (
        "A '-' under chance means that a number of cases is not known, or no number of cases gives the percentage."
        in said(some, leeds)
    )
    none = previous(cases=None, standards={"P 2.1": {"key_questions": {"safety": 46}}})
    assert (
        "Whether a movement is within chance cannot be determined, because a number of cases is not known, or no number of cases gives the percentage."
        in said(none, leeds)
    )
    assert not any("chance" in paragraph for paragraph in said(previous(standards={}), leeds))


def test_counts_that_were_published_are_not_said_to_be_of_all_cases(leeds):
    counts = {"safety": {"sufficient": 5, "of": 20}}
    exact = previous(standards={"P 2.1": {"key_questions": counts}})
    assert "was judged in all cases" not in "\n".join(said(exact, exact))
    assert "was judged in all cases" in "\n".join(said(exact, leeds))


def test_two_frameworks_say_what_changed_between_their_rules(leeds):
    words = "\n".join(said(previous(rulebook="pdu-2021", standards={"1.1": "Good", "Assessment": "Good"}), leeds))
    assert "The maximum scores differ, so the scores cannot be compared." in words
    assert "Points and totals: maximum score (27, now 21), " in words
    assert "Standards: standard 1.4 Information and facilities (removed), " in words
    assert "Staff: removed" not in words
    assert "P 1.2 may not cover the same as before, because its name changed." not in words
    assert "wording" not in words
    assert "code of" not in words
    assert "evidence for" not in words
    assert (
        "cannot be rated under the rules of pdu-2024, because it has standards, key questions or ratings that they do not have."
        in words
    )
    assert "The earlier ratings rely on rules of pdu-2021 that are not confirmed." in words


def test_the_previous_report_is_rated_by_the_later_rules_where_it_fits_them():
    left_out = dict.fromkeys(("2.1", "2.2", "2.3", "2.4"), "not rated")
    standards = dict.fromkeys(("1.1", "1.2", "1.3", "1.4", "3.1", "3.2", "3.3", "3.4"), "Good") | left_out
    before = previous(rulebook="yos-2018", standards=standards)
    now = previous(rulebook="yjs-2021", standards=standards | {"1.1": "Outstanding", "1.2": "Outstanding"})
    words = said(before, now)
    assert (
        "Under the rules of yjs-2021, the previous report would be rated Good overall (16/24). Compared with that, the overall rating is now the same."
        in words
    )
    assert "3.4 may not cover the same as before, because its name changed." in words
    assert "The ratings of 8 standards can be compared: 2 rose (1.1 and 1.2) and 6 stayed the same." in words


def test_a_previous_report_by_confirmed_rules_leans_on_none(leeds):
    book = load_rulebook("pdu-2024")
    sure = Rulebook.model_validate(without_basis(book.model_dump(by_alias=True)) | {"id": "sure", "basis": "confirmed"})
    parts = since_section(evaluate(sure, leeds), evaluate(book, leeds)).body
    assert not any("The earlier ratings rely on" in part for part in parts if isinstance(part, str))


def without_basis(value):
    """The plain values of a rulebook, of which no part says on what it stands."""
    if isinstance(value, dict):
        return {name: None if name == "basis" else without_basis(field) for name, field in value.items()}
    return [without_basis(item) for item in value] if isinstance(value, list | tuple) else value


def test_a_rating_that_the_later_rules_change_is_named(leeds):
    book = load_rulebook("pdu-2024")
    strict = Rulebook.model_validate(
        book.model_dump(by_alias=True) | {"id": "strict", "bands": book.bands.model_dump() | {"key_question": {"starts": dict(zip(book.names, (0, 10, 65, 80), strict=True))}}}
    )  # fmt: skip
    words = since_section(evaluate(strict, leeds), evaluate(book, leeds)).body
    assert any("overall (3/21), with P 2.1 Inadequate, not Requires improvement" in str(part) for part in words)
    assert "The possible ratings were" not in str(words)


def test_scales_that_differ_are_not_compared(leeds):
    book = load_rulebook("pdu-2024")
    text = book.model_dump_json(by_alias=True).replace("Outstanding", "Splendid")
    other = Rulebook.model_validate_json(text)
    made = since_section(evaluate(other, leeds), evaluate(book, leeds))
    assert any("Ratings on different scales cannot be compared." in str(part) for part in made.body)
    assert "No standard has ratings in both reports that can be compared." in made.body
    assert {standard["went"] for standard in made.plain["standards"]} == {None}


def test_rulebooks_that_differ_in_words_alone_are_said_to_make_the_same_ratings(leeds):
    book = load_rulebook("pdu-2024")
    other = book.model_copy(update={"title": "Another", "revision": None})
    words = since_section(evaluate(other, leeds), evaluate(book, leeds)).body
    assert (
        "No rule for ratings changed from pdu-2024 (revision not stated) to pdu-2024 "
        f"(revision {book.revision})." in words
    )


def run(*arguments):
    return CliRunner().invoke(main, list(map(str, arguments)), catch_exceptions=False)


def test_the_command_shows_the_section_as_text_and_as_json():
    text = run("--since", KIRKLEES, LEEDS)
    assert text.exit_code == 0
    assert "\nSince the previous inspection\n" in text.output
    (result,) = json.loads(run("--format", "json", "--since", KIRKLEES, LEEDS).output)
    assert result["since"]["previous"]["service"] == "Kirklees PDU"
    assessment = result["since"]["standards"][3]
    assert assessment["before"] == {
        "key": "P 2.1",
        "name": "Assessment",
        "rating": "Inadequate",
        "published": "Inadequate",
        "counts_as": "Inadequate",
        "decided_by": ["safety"],
        "percent": 29,
    }
    question = assessment["key_questions"][0]
    assert {name: question[name] for name in ("id", "before", "after", "points", "beyond_chance")} == {
        "id": "engagement", "before": 43, "after": 51, "points": 8, "beyond_chance": False,
    }  # fmt: skip
    assert result["since"]["leans_on"]


@pytest.mark.parametrize(
    "reports",
    [[LEEDS, KIRKLEES], [ROOT / "examples"]],
    ids=["several", "folder"],
)
def test_it_goes_with_one_report(reports):
    result = run("--since", KIRKLEES, *reports)
    assert result.exit_code == 2
    assert "--since compares one report with the one before it; give one file, not several or a folder" in result.output


def test_standard_input_is_one_of_the_two_reports():
    result = run("--since", "-", "-")
    assert result.exit_code == 2
    assert "Standard input can be only one of the two reports; give a file for the other" in result.output


def test_a_file_of_several_reports_is_refused_on_either_side(tmp_path):
    both = tmp_path / "both.yaml"
    both.write_text(f"{LEEDS.read_text()}\n---\n{KIRKLEES.read_text()}")
    result = run("--since", both, LEEDS)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"{both}: This file holds 2 reports; --since needs a file with one\n"
    result = run("--since", KIRKLEES, both)
    assert result.exit_code == 2
    assert result.stderr == f"{both}: This file holds several reports; --since needs a file with one\n"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("nowhere.yaml", "There is no file or folder with this name; check the spelling"),
        ("", "This file cannot be read (Is a directory)"),
    ],
    ids=["missing", "folder"],
)
def test_a_previous_report_that_cannot_be_read_is_said_in_a_line(tmp_path, name, why):
    result = run("--format", "json", "--since", tmp_path / name, LEEDS)
    assert result.exit_code == 2
    assert result.stderr == f"{tmp_path / name}: {why}\n"
    assert json.loads(result.stdout)[0]["status"] == "unreadable"


def test_where_the_extra_is_missing_chance_is_not_said(monkeypatch, leeds):
    monkeypatch.setattr(samples_module, "STATISTICS_LIBRARIES", ("not_installed",))
    assert f"{STATISTICS_NEEDED}." in said(load_report(KIRKLEES), leeds)


def test_without_the_extra_all_but_chance_is_said():
    code = (
        "from hmip_rules.insight import samples; samples.STATISTICS_LIBRARIES = ('not_installed',)\n"
        "from hmip_rules.cli.score import main\n"
        f"main(['--since', {str(KIRKLEES)!r}, {str(LEEDS)!r}])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    text = " ".join(done.stdout.split())
    assert "Showing whether a movement is within chance needs statsmodels: pip install 'hmip-rules[certainty]'." in text
    assert "engagement 43 51 +8 -" in text
    assert "The ratings of 7 standards can be compared: 7 stayed the same." in text
