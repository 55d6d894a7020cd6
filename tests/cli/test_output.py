"""What is written into a file: the same as is printed, whole or not at all."""

import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner
from conftest import ROOT

from hmip_rules.cli.score import main

LEEDS = str(ROOT / "examples/leeds-pdu-2024.yaml")
LINES = ("text", "json", "jsonl", "csv", "markdown", "github")


def run(*arguments):
    return CliRunner().invoke(main, list(map(str, arguments)))


@pytest.mark.parametrize("format_", LINES)
def test_a_file_has_what_would_be_printed(tmp_path, format_):
    printed = run("--format", format_, LEEDS, ROOT / "docs/made-up-report.html")
    written = run("--format", format_, "-o", tmp_path / "out", LEEDS, ROOT / "docs/made-up-report.html")
    assert (written.stdout, written.exit_code) == ("", printed.exit_code)
    assert (tmp_path / "out").read_text() == printed.stdout
    assert [one.name for one in tmp_path.iterdir()] == ["out"]


def test_in_a_file_there_is_no_colour(tmp_path):
    program = "from hmip_rules.cli.score import main; main()"
    command = [sys.executable, "-c", program, "-o", tmp_path / "out", LEEDS]
    subprocess.run(command, check=True, env={**os.environ, "FORCE_COLOR": "1"})
    assert "\x1b" not in (tmp_path / "out").read_text()


def test_where_it_cannot_be_written_nothing_is(tmp_path):
    result = run("-o", tmp_path / "nowhere/out", LEEDS)
    assert result.exit_code == 2
    assert "can't be written (No such file or directory)" in result.stderr
    assert not list(tmp_path.iterdir())


def test_what_could_not_be_read_is_said_and_the_rest_is_written(tmp_path):
    result = run("--format", "csv", "-o", tmp_path / "out", LEEDS, tmp_path / "nothing.yaml")
    assert result.exit_code == 2
    assert "no such file" in result.stderr
    rows = (tmp_path / "out").read_text().splitlines()
    assert len(rows) == 1 + 7 + 1
    assert "unreadable" in rows[-1]


def test_a_rulebook_that_cannot_be_read_leaves_no_file(tmp_path):
    result = run("--format", "json", "--rulebook", "pdu-20245", "-o", tmp_path / "out", LEEDS)
    assert result.exit_code == 2
    assert not list(tmp_path.iterdir())
    assert json.loads(result.stdout)[0]["status"] == "unreadable"


def test_a_workbook_goes_into_a_pipe_and_not_onto_a_terminal():
    assert run("--format", "xlsx", LEEDS).stdout_bytes.startswith(b"PK")
    reader, writer = os.openpty()
    command = [sys.executable, "-m", "hmip_rules", "--format", "xlsx", LEEDS]
    ended = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, text=True, check=False, cwd=ROOT)
    os.close(writer)
    os.close(reader)
    assert ended.returncode == 2
    assert ended.stderr == "this format is no text; write it into a file, with -o FILE\n"


@pytest.mark.parametrize(
    ("format_", "module", "said"),
    [
        ("xlsx", "xlsxwriter", "a workbook needs XlsxWriter: pip install 'hmip-rules[xlsx]'"),
        ("html", "jinja2", "HTML needs Jinja: pip install 'hmip-rules[html]'"),
    ],
)
def test_an_extra_that_is_missing_is_named_in_one_line_and_nothing_is_written(tmp_path, format_, module, said):
    program = f"import sys; sys.modules[{module!r}] = None\nfrom hmip_rules.cli.score import main; main()"
    command = [sys.executable, "-c", program, "--format", format_, "-o", tmp_path / "out", LEEDS]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (2, "", f"{said}\n")
    assert not list(tmp_path.iterdir())


def test_more_rows_than_a_sheet_has_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("hmip_rules.formats.xlsx.MOST_ROWS", 5)
    result = run("--format", "xlsx", "-o", tmp_path / "out.xlsx", LEEDS)
    assert result.exit_code == 2
    assert "a sheet holds 5 rows, and there are more standards; take --format csv" in result.stderr
    assert not list(tmp_path.iterdir())
