"""docs/json.md is held to what the program prints: every object, every name in it, and its type."""

import json
import re
from functools import cache
from textwrap import dedent

import pytest
from click.testing import CliRunner
from conftest import ROOT

from hmip_rules import Status
from hmip_rules.cli.rules import main as hmip_rules
from hmip_rules.cli.score import main as hmip_score

SIMPLE = {"text": str, "number": int | float, "boolean": bool, "null": type(None), "object": dict}
MADE_UP = str(ROOT / "docs/made-up-report.html")
PREVIOUS = str(ROOT / "docs/made-up-previous.yaml")
EXAMPLES = str(ROOT / "examples")


@cache
def tables():
    """The tables of the page: by the anchor of an object's heading, each name with its type."""
    page = (ROOT / "docs/json.md").read_text(encoding="utf-8")
    found = {}
    for heading, text in re.findall(r"^### (.*)\n\n((?:\|.*\n)+)", page, re.MULTILINE):
        rows = re.findall(r"^\| (`.*`) \| (.*?) \|", text, re.MULTILINE)
        found[heading.lower().replace(" ", "-")] = {
            name: kind for names, kind in rows for name in re.findall("`(.*?)`", names)
        }
    return found


@cache
def commands():
    page = (ROOT / "docs/json.md").read_text(encoding="utf-8")
    (table,) = re.findall(r"^\| command \|.*\n((?:\|.*\n)+)", page, re.MULTILINE)
    return dict(re.findall(r"^\| `(.*)` \| (.*?) \|", table, re.MULTILINE))


def fits(value, kind, seen):
    """Whether a value is of a type that the page states; the names of objects that it has are added to those seen."""
    return any(fits_alternative(value, alternative, seen) for alternative in kind.split(" or "))


def fits_alternative(value, kind, seen):
    if kind.startswith("list of "):
        return isinstance(value, list) and all(fits(item, kind.removeprefix("list of "), seen) for item in value)
    if kind.startswith("map of "):
        return isinstance(value, dict) and all(
            fits(item, kind.removeprefix("map of "), seen) for item in value.values()
        )
    if kind in SIMPLE:
        return isinstance(value, SIMPLE[kind]) and not (kind == "number" and isinstance(value, bool))
    (anchor,) = re.fullmatch(r"\[.*\]\(#(.*)\)", kind).groups()
    if not isinstance(value, dict):
        return False
    check_object(value, anchor, seen)
    return True


def check_object(value, anchor, seen):
    table = tables()[anchor]
    assert set(value) <= set(table), anchor
    always = {name for name, kind in table.items() if not kind.startswith("optional, ")}
    assert always <= set(value), anchor
    for name, item in value.items():
        assert fits(item, table[name].removeprefix("optional, "), seen), (anchor, name, item)
        seen.add((anchor, name))


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """A folder of reports with what the examples do not have."""
    folder = tmp_path_factory.mktemp("reports")
    texts = {
        "gaps.yaml": """
            rulebook: pdu-2024
            cases: 40
            caseload: 900
            known_disagreement: A misprint.
            standards:
              P 1.1: Good
              P 2.1:
                rating: Good
                key_questions: {engagement: {sufficient: 20, of: 40}, desistance: not applicable, safety: 61}
              P 2.2: {rating: Good, key_questions: {engagement: 70}}
              P 2.3: {rating: Inadequate, key_questions: {engagement: 70.5, desistance: 80, safety: 79.5}}
            overall: {score: 5, max_score: 24, rating: Good}
            """,
        "remark.yaml": "{rulebook: pdu-2024, fieldwork: 2019-05}",
        "left.yaml": """
            rulebook: pdu-2024
            standards: {P 1.1: Good, P 1.2: Good, P 1.3: Good}
            overall: {score: 12, rating: Good}
            """,
        "unpublished.yaml": """
            rulebook: pdu-2024
            standards:
              P 1.1: Inadequate
              P 1.2: Inadequate
              P 1.3: Inadequate
              P 2.1: {rating: Inadequate, key_questions: {safety: 20}}
              P 2.2: {rating: Inadequate, key_questions: {safety: 20}}
              P 2.3: {key_questions: {engagement: 81, desistance: 81, safety: 81}}
              P 2.4: {key_questions: {engagement: 49, desistance: 49, safety: 49}}
            overall: {score: 4}
            """,
        "unreadable.yaml": "{rulebook: pdu-2024, cases: many}",
    }
    for name, text in texts.items():
        (folder / name).write_text(dedent(text))
    text = (ROOT / "docs/made-up-report.html").read_text()
    (folder / "conflict.html").write_text(text.replace("<p>Requires improvement</p>", "<p>Good</p>", 1))
    return str(folder)


@pytest.fixture(scope="module")
def rulebook(tmp_path_factory):
    path = tmp_path_factory.mktemp("rulebook") / "mine.yaml"
    text = (ROOT / "rules/pdu-2024.yaml").read_text()
    path.write_text(text.replace("id: pdu-2024", "id: mine").replace("Good: 65", "Good: 60"))
    return str(path)


def printed(command, *arguments):
    return json.loads(CliRunner().invoke(command, [*arguments, "--format", "json"], catch_exceptions=False).stdout)


def runs_of_hmip_score(reports, rulebook):
    everything = ("--all", "--also-judgements", "--explain", "--set", "P 2.2.safety=50")
    return (
        (*everything, EXAMPLES, MADE_UP, reports),
        ("--reach", "Good", "--since", PREVIOUS, MADE_UP),
        ("--since", f"{EXAMPLES}/leeds-pdu-2024.yaml", MADE_UP, "--rulebook", rulebook),
    )


def runs_of_hmip_rules(reports, rulebook, tmp_path):
    return (
        ("list",),
        ("show", "yjs-2021"),
        ("diff", "pdu-2021", "pdu-2024"),
        ("verify", "pdu-2024", rulebook),
        ("evidence", "pdu-2024"),
        ("extract", MADE_UP),
        ("table", EXAMPLES, reports, "-o", str(tmp_path / "out.csv"), "--rulebook", "pdu-2024", "--against", rulebook),
        ("published",),
    )


def test_every_name_that_is_printed_is_on_the_page_with_its_type_and_no_other(reports, rulebook, tmp_path):
    seen = set()
    for arguments in runs_of_hmip_score(reports, rulebook):
        for result in printed(hmip_score, *arguments):
            check_object(result, "unreadable-file" if result["status"] == "unreadable" else "report", seen)
    for arguments in runs_of_hmip_rules(reports, rulebook, tmp_path):
        value = printed(hmip_rules, *arguments)
        assert fits(value, commands()[arguments[0]], seen), arguments[0]
    assert {arguments[0] for arguments in runs_of_hmip_rules(reports, rulebook, tmp_path)} == set(commands())
    described = {(anchor, name) for anchor, table in tables().items() for name in table if anchor != "status"}
    assert described - seen == set()


def test_every_status_is_on_the_page():
    assert set(tables()["status"]) == {str(status) for status in Status}


def test_every_object_has_one_table():
    assert len(tables()) > 50
    page = (ROOT / "docs/json.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\]\(#(.*?)\)", page)) <= set(tables())
