"""Each report in golden/ beside what its first line asks for: NAME.txt as text, NAME.json the answers alone.

`PYTHONPATH=tests python -m insight.test_golden` writes them anew, to be read over.
"""

import json
import os
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from hmip_rules.cli.score import main

GOLDEN = Path(__file__).parent / "golden"
REPORTS = sorted(path.name for path in GOLDEN.glob("*.yaml"))


@pytest.fixture(autouse=True)
def _in_the_folder(monkeypatch):
    monkeypatch.chdir(GOLDEN)


def printed(name, *options):
    return CliRunner().invoke(main, [*options, name]).stdout


def asked(name):
    return shlex.split(Path(name).read_text().partition("\n")[0].removeprefix("# hmip-score "))


def answered(name):
    """The objects of a report without and with the answers."""
    without = json.loads(printed(name, "--format", "json"))
    return list(zip(without, json.loads(printed(name, "--format", "json", *asked(name))), strict=True))


def answers(name):
    found = [{key: value for key, value in answer.items() if key not in plain} for plain, answer in answered(name)]
    return json.dumps(found, indent=1) + "\n"


@pytest.mark.parametrize("name", REPORTS)
def test_an_answer_is_shown_as_it_was_read_over_and_kept(name):
    assert printed(name, *asked(name)) == Path(name).with_suffix(".txt").read_text()
    assert answers(name) == Path(name).with_suffix(".json").read_text()


@pytest.mark.parametrize("name", REPORTS)
def test_an_answer_fits_into_80_columns(name):
    assert max(map(len, printed(name, *asked(name)).splitlines())) <= 80


@pytest.mark.parametrize("name", REPORTS)
def test_an_answer_is_added_and_changes_nothing_else(name):
    for without, answer in answered(name):
        assert without.items() <= answer.items()
        assert len(answer) > len(without)


if __name__ == "__main__":
    os.chdir(GOLDEN)
    for one in REPORTS:
        Path(one).with_suffix(".txt").write_text(printed(one, *asked(one)))
        Path(one).with_suffix(".json").write_text(answers(one))
