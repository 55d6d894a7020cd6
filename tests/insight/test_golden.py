"""Each report in golden/ beside what its first line asks for: NAME.txt as text, and of one report as JSON."""

import json
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner
from golden_files import renew_or_compare

from hmip_rules.cli.score import main

GOLDEN = Path(__file__).parent / "golden"
REPORTS = sorted(path.name for path in GOLDEN.glob("*.yaml"))


@pytest.fixture(autouse=True)
def _in_the_folder(monkeypatch):
    monkeypatch.chdir(GOLDEN)


def printed(name, *options):
    return CliRunner().invoke(main, [*options, name]).stdout


def options_of(name):
    return shlex.split(Path(name).read_text().partition("\n")[0].removeprefix("# hmip-score "))


def results(name, *options):
    return json.loads(printed(name, "--format", "json", *options))


@pytest.mark.parametrize("name", REPORTS)
def test_an_answer_is_shown_as_it_was_read_over_and_kept(name):
    renew_or_compare(Path(name).with_suffix(".txt"), printed(name, *options_of(name)))


def test_every_answer_about_one_report_is_the_json_that_was_read_over_and_kept():
    (without,) = results("every-section.yaml")
    (asked,) = results("every-section.yaml", *options_of("every-section.yaml"))
    answers = {key: value for key, value in asked.items() if key not in without}
    assert list(answers) == ["margins", "reach", "consistency", "certainty", "what_if", "since"]
    renew_or_compare("every-section.json", indented(answers) + "\n")


def indented(value, levels=3, indent=""):
    """JSON of which only the outer levels are broken into lines, so that a standard or a route is one line."""
    if not value or not levels or not isinstance(value, dict | list):
        return json.dumps(value)
    names = [f"{json.dumps(name)}: " for name in value] if isinstance(value, dict) else [""] * len(value)
    items = value.values() if isinstance(value, dict) else value
    inner = f"{indent} "
    lines = [f"{inner}{name}{indented(item, levels - 1, inner)}" for name, item in zip(names, items, strict=True)]
    first, last = "{}" if isinstance(value, dict) else "[]"
    return f"{first}\n" + ",\n".join(lines) + f"\n{indent}{last}"


@pytest.mark.parametrize("name", REPORTS)
def test_an_answer_fits_into_80_columns(name):
    assert max(map(len, printed(name, *options_of(name)).splitlines())) <= 80


@pytest.mark.parametrize("name", REPORTS)
def test_an_answer_is_added_and_changes_nothing_else(name):
    for without, asked in zip(results(name), results(name, *options_of(name)), strict=True):
        assert without.items() <= asked.items()
        assert len(asked) > len(without)


def test_what_is_not_determined_is_null_in_json():
    (result,) = results("not-determined.yaml", *options_of("not-determined.yaml"))
    assert result["margins"]["overall"] == {"up": None, "down": None}
    assert (result["reach"]["up"], result["reach"]["down"]) == (None, None)
    assert result["reach"]["not_determined"] == ["P 1.2", "P 1.3", "P 2.1", "P 2.4"]


def test_routes_that_are_out_of_reach_or_of_judgements_are_so_in_json():
    (result,) = results("out-of-reach.yaml", *options_of("out-of-reach.yaml"))
    assert result["reach"]["up"]["cheapest"] == []
    (result,) = results("judged-alone.yaml", *options_of("judged-alone.yaml"), "--also-judgements")
    (cheapest,) = result["reach"]["up"]["cheapest"]
    assert (cheapest["steps"], cheapest["size"]) == (1, 0)
    assert cheapest["routes"][0]["changes"][0] == {
        "standard": "P 1.1", "rating": "Outstanding", "steps": 1, "key_questions": [],
    }  # fmt: skip
