"""Each report in golden/ beside all that is shown of it: NAME.short.txt, and NAME.txt with --explain; one also as JSON."""

import json
from pathlib import Path

import pytest
from click import unstyle
from golden_files import renew_or_compare

from hmip_rules.files.library import Library
from hmip_rules.output.rendering import render
from hmip_rules.scoring.score_files import score_paths
from hmip_rules.wording.phrases import listed

GOLDEN = Path(__file__).parent / "golden"
REPORTS = sorted(path.name for path in GOLDEN.glob("*.yaml"))


def shown(name, format_, *, explain=True):
    return "\n".join(map(unstyle, render(format_, score_paths([name], Library()), explain=explain))) + "\n"


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_is_shown_as_it_was_read_over_and_kept(monkeypatch, name):
    monkeypatch.chdir(GOLDEN)
    renew_or_compare(Path(name).with_suffix(".txt"), shown(name, "text"))


def test_a_whole_report_is_json_as_it_was_read_over_and_kept(monkeypatch):
    monkeypatch.chdir(GOLDEN)
    renew_or_compare(Path("wrong-standard.json"), shown("wrong-standard.yaml", "json"))


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_is_short_unless_more_is_asked_for(monkeypatch, name):
    monkeypatch.chdir(GOLDEN)
    renew_or_compare(Path(name).with_suffix(".short.txt"), shown(name, "text", explain=False))


@pytest.mark.parametrize("name", REPORTS)
def test_lines_of_json_are_the_objects_of_the_array_one_a_line(monkeypatch, name):
    monkeypatch.chdir(GOLDEN)
    lines = shown(name, "jsonl").splitlines()
    assert [json.loads(line) for line in lines] == json.loads(shown(name, "json"))


def test_the_same_finding_reads_the_same_in_every_format(monkeypatch):
    monkeypatch.chdir(GOLDEN)
    compared = 0
    for name in REPORTS:
        text = " ".join(shown(name, "text").split())
        for result in json.loads(shown(name, "json")):
            for finding in result.get("findings", []):
                assert f"{name}:{finding['line']}:{finding['column']}: {finding['message']}" in text
                compared += 1
    assert compared == 4


def test_the_words_of_a_format_are_the_values_that_decided(monkeypatch):
    monkeypatch.chdir(GOLDEN)
    for name in REPORTS:
        text = " ".join(shown(name, "text").split())
        for result in score_paths([name], Library()):
            for standard in result.card.standards if result.problems == () else ():
                if standard.decided_by and standard.percent.denominator == 1:
                    assert f"{listed(standard.decided_by)}, {standard.percent}%" in text
