"""What is written into a file: the same as is printed, whole or not at all."""

import json
import os
import subprocess
import sys
from pathlib import Path

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
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_in_a_file_there_is_no_colour(tmp_path):
    program = "from hmip_rules.cli.score import main; main()"
    command = [sys.executable, "-c", program, "-o", tmp_path / "out", LEEDS]
    subprocess.run(command, check=True, env={**os.environ, "FORCE_COLOR": "1"})
    assert "\x1b" not in (tmp_path / "out").read_text()


def test_where_it_cannot_be_written_nothing_is(tmp_path):
    result = run("-o", tmp_path / "nowhere/out", LEEDS)
    assert result.exit_code == 2
    assert "This file cannot be written (No such file or directory)" in result.stderr
    assert not list(tmp_path.iterdir())


def test_a_device_a_pipe_and_a_link_are_written_to_and_stay_what_they_are(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("file")
    command = [sys.executable, "-m", "hmip_rules", "--format", "json", "-o", tmp_path / "pipe", LEEDS]
    with subprocess.Popen(command, cwd=ROOT) as running:
        assert json.loads((tmp_path / "pipe").read_text())[0]["service"] == "Leeds PDU"
        assert running.wait(timeout=60) == 0
    assert run("-o", "/dev/null", LEEDS).exit_code == 0
    assert not Path("/dev/null").is_file()
    assert run("-o", tmp_path / "link", LEEDS).exit_code == 0
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_text().startswith("Leeds PDU")


def test_a_file_that_was_there_keeps_its_mode(tmp_path):
    (tmp_path / "out").write_text("old")
    (tmp_path / "out").chmod(0o640)
    assert run("-o", tmp_path / "out", LEEDS).exit_code == 0
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o640


def test_a_minus_is_the_screen():
    assert run("-o", "-", LEEDS).stdout == run(LEEDS).stdout


def test_what_is_read_is_not_written_over(tmp_path):
    (tmp_path / "leeds.yaml").write_text(Path(LEEDS).read_text())
    (tmp_path / "link.yaml").symlink_to("leeds.yaml")
    for name in ("leeds.yaml", "link.yaml"):
        assert run("-o", tmp_path / name, tmp_path / "leeds.yaml").exit_code == 2
    assert (tmp_path / "leeds.yaml").read_text() == Path(LEEDS).read_text()
    (tmp_path / "report.html").write_text((ROOT / "docs/made-up-report.html").read_text())
    (tmp_path / "link.html").symlink_to("report.html")
    for name in ("report.html", "link.html"):
        result = run("-o", tmp_path / name, tmp_path / "report.html")
        assert result.exit_code == 2
        assert "which is also read; choose another file" in result.stderr


def test_an_empty_name_is_refused():
    result = run("-o", "", LEEDS)
    assert (result.exit_code, result.stderr) == (2, "'': The name of the file to write is empty\n")


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("leeds.html", b"<!DOCTYPE html>"),
        ("leeds.HTML", b"<!DOCTYPE html>"),
        ("leeds.csv", b"message,"),
        ("leeds.xlsx", b"PK"),
        ("leeds.json", b"[\n{"),
        ("leeds.jsonl", b'{"file"'),
        ("leeds.md", b"## Leeds PDU"),
        ("leeds.txt", b"Leeds PDU"),
        ("leeds", b"Leeds PDU"),
    ],
)
def test_the_ending_of_the_file_says_the_format(tmp_path, name, begins):
    assert run("-o", tmp_path / name, LEEDS).exit_code == 0
    assert (tmp_path / name).read_bytes().lower().startswith(begins.lower())


@pytest.mark.parametrize(("format_", "name", "of"), [("xlsx", "q.csv", "csv"), ("text", "q.html", "html")])
def test_an_ending_of_another_format_is_refused(tmp_path, monkeypatch, format_, name, of):
    monkeypatch.chdir(tmp_path)
    result = run("--format", format_, "-o", name, LEEDS)
    why = f"This ending is for --format {of}, not {format_}; choose another ending, or leave out --format"
    assert (result.exit_code, result.stderr) == (2, f"{name}: {why}\n")
    assert not list(tmp_path.iterdir())
    assert run("--format", of, "-o", name, LEEDS).exit_code == 0


@pytest.mark.parametrize("name", ["check.docx", "check.pdf", "r.yaml", "R.YML", "check.ods"])
def test_an_ending_of_no_format_is_refused_and_nothing_is_written_over(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_text("rulebook: pdu-2024\n")
    result = run("-o", name, LEEDS)
    endings = ".csv, .htm, .html, .json, .jsonl, .markdown, .md, .txt or .xlsx"
    why = f"Results cannot be written as {Path(name).suffix.lower()}; use {endings}"
    assert (result.exit_code, result.stderr) == (2, f"{name}: {why}\n")
    assert (tmp_path / name).read_text() == "rulebook: pdu-2024\n"


def test_a_named_format_goes_into_a_file_of_any_ending_but_those_that_are_read(tmp_path):
    assert run("--format", "json", "-o", tmp_path / "scores.log", LEEDS).exit_code == 0
    assert run("--format", "json", "-o", tmp_path / "scores.yaml", LEEDS).exit_code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["scores.log"]


@pytest.mark.parametrize(("name", "start"), [("q.md", "## Leeds PDU"), ("q.TXT", "Leeds PDU"), ("q.htm", "<!DOCTYPE")])
def test_an_ending_says_the_format_though_it_is_not_its_name(tmp_path, name, start):
    assert run("-o", tmp_path / name, LEEDS).exit_code == 0
    assert (tmp_path / name).read_text().lstrip().startswith(start)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every name of a file is text")
@pytest.mark.parametrize("ending", [b"", b".txt", b".csv", b".json", b".html", b".md", b".xlsx"])
def test_names_of_files_may_hold_bytes_that_are_no_text(tmp_path, ending):
    folder = os.fsencode(tmp_path)
    report, written = folder + b"/leeds\xff.yaml", folder + b"/out\xff" + ending
    Path(os.fsdecode(report)).write_bytes(Path(LEEDS).read_bytes())
    command = [sys.executable, "-m", "hmip_rules", report, "-o", written]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
    assert Path(os.fsdecode(written)).stat().st_size
    refused = subprocess.run([*command[:-1], written + b".pdf"], capture_output=True, text=True, check=False, cwd=ROOT)
    assert refused.returncode == 2
    assert "out\\udcff" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_rulebook_that_cannot_be_read_is_told_in_the_format_of_the_ending(tmp_path):
    result = run("--rulebook", "pdu-20245", "-o", tmp_path / "out.json", LEEDS)
    assert json.loads(result.stdout)[0]["status"] == "unreadable"


@pytest.mark.parametrize("name", [".", "..", "d", "d/", "d/x/"])
def test_a_folder_is_refused(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "d").mkdir()
    result = run("-o", name, LEEDS)
    assert (result.exit_code, result.stderr) == (2, f"{name}: This is a folder; name a file in it\n")
    assert not list((tmp_path / "d").iterdir())


def test_what_could_not_be_read_is_said_and_the_rest_is_written(tmp_path):
    result = run("--format", "csv", "-o", tmp_path / "out", LEEDS, tmp_path / "nothing.yaml")
    assert result.exit_code == 2
    assert "There is no file" in result.stderr
    rows = (tmp_path / "out").read_text().splitlines()
    assert len(rows) == 1 + 7 + 2 + 1
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
    assert ended.stderr == "This format cannot be shown on a terminal; write it to a file with -o FILE\n"


@pytest.mark.parametrize(
    ("format_", "module", "said"),
    [
        ("xlsx", "xlsxwriter", "A workbook needs XlsxWriter: pip install 'hmip-rules[xlsx]'"),
        ("html", "jinja2", "HTML needs Jinja: pip install 'hmip-rules[html]'"),
    ],
)
def test_an_extra_that_is_missing_is_named_in_one_line_and_nothing_is_written(tmp_path, format_, module, said):
    program = f"import sys; sys.modules[{module!r}] = sys.modules['markupsafe'] = None\nfrom hmip_rules.cli.score import main; main()"
    command = [sys.executable, "-c", program, "--format", format_, "-o", tmp_path / "out", LEEDS]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (2, "", f"{said}\n")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("format_", "options", "said"),
    [
        (
            "csv",
            ["--margins", "--reach", "Good"],
            "--margins and --reach; html, json, jsonl, markdown and text do",
        ),
        ("github", ["--all"], "--all; html, json, jsonl, markdown and text do"),
        ("xlsx", ["--set", "P 1.1=Good"], "--set; html, json, jsonl, markdown and text do"),
        ("csv", ["--explain"], "--explain; html, json, jsonl and text do"),
        ("markdown", ["--explain", "--margins"], "--explain; html, json, jsonl and text do"),
        ("csv", ["--explain", "--since", LEEDS], "--explain and --since; html, json, jsonl and text do"),
    ],
)
def test_what_was_asked_for_and_a_format_leaves_out_is_said_in_one_line(format_, options, said):
    result = run("--format", format_, *options, LEEDS)
    assert result.exit_code == 0
    assert result.stderr == f"--format {format_} does not show {said}\n"


@pytest.mark.parametrize("format_", ["html", "json", "jsonl", "text", "markdown"])
def test_nothing_is_said_where_a_format_shows_what_was_asked_for(format_):
    explain = [] if format_ == "markdown" else ["--explain"]
    assert run("--format", format_, *explain, "--margins", LEEDS).stderr == ""
    assert run("--format", "csv", LEEDS).stderr == ""


def test_more_rows_than_a_sheet_has_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("hmip_rules.output.formats.xlsx.MAX_ROWS", 5)
    result = run("--format", "xlsx", "-o", tmp_path / "out.xlsx", LEEDS)
    assert result.exit_code == 2
    assert "A sheet holds 5 rows, but there are more standards; use --format csv" in result.stderr
    assert not list(tmp_path.iterdir())
