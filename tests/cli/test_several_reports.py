"""hmip-score with several reports: which are shown, in which order, each as soon as it is read."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from cli.scoring import DISCRETION, LEEDS, RIGHT, WRONG, run
from conftest import ROOT

from hmip_rules.cli.options import format_names


@pytest.fixture(autouse=True)
def in_the_clone(monkeypatch):
    monkeypatch.chdir(ROOT)


class TestLinesOfJson:
    def test_a_report_is_a_line_as_soon_as_it_is_read(self):
        """The second report is written only when the first has been shown."""
        command = [sys.executable, "-m", "hmip_rules", "--format", "jsonl", LEEDS, "/dev/stdin"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
            assert json.loads(running.stdout.readline())["service"] == "Leeds PDU"
            running.stdin.write(WRONG)
            running.stdin.close()
            assert [json.loads(line)["status"] for line in running.stdout] == ["disagrees"]

    def test_what_cannot_be_read_is_a_line_too(self, tmp_path):
        (tmp_path / "a.yaml").write_text("cases: many\n")
        (tmp_path / "b.yaml").write_text(RIGHT + "---\n" + WRONG)
        result = run("--format", "jsonl", str(tmp_path))
        found = [json.loads(line) for line in result.stdout.splitlines()]
        assert [(report["document"], report["status"]) for report in found] == [
            (1, "unreadable"),
            (1, "partly_checked"),
            (2, "disagrees"),
        ]


class TestSeveralReports:
    @pytest.fixture
    def folder(self, tmp_path):
        texts = {"a": RIGHT, "b": WRONG, "c": DISCRETION, "d": WRONG + "service: D\n", "e": "rulebook: [\n"}
        for name, text in texts.items():
            (tmp_path / f"{name}.yaml").write_text(text)
        return str(tmp_path)

    def names(self, *options):
        """The files shown, in their order."""
        result = run("--format", "jsonl", *options)
        return [Path(json.loads(line)["file"]).stem for line in result.stdout.splitlines()]

    @pytest.mark.parametrize(
        ("only", "names"),
        [
            (["disagrees"], ["b", "d"]),
            (["partly-checked"], ["a", "c"]),
            (["partly_checked"], ["a", "c"]),
            (["Partly checked", "UNREADABLE"], ["a", "c", "e"]),
            (["undetermined"], []),
        ],
    )
    def test_only_those_of_a_status_are_shown(self, folder, only, names):
        options = [part for status in only for part in ("--only", status)]
        assert self.names(*options, folder) == names

    @pytest.mark.parametrize("format_", [f for f in format_names() if f not in ("jsonl", "xlsx")])
    @pytest.mark.parametrize("status", ["disagrees", "undetermined"])
    def test_a_filter_is_the_same_in_every_format(self, folder, format_, status):
        result = run("--format", format_, "--only", status, folder)
        assert result.exit_code == 2
        assert "a.yaml" not in result.stdout
        assert ("b.yaml" in result.stdout) == (status == "disagrees")

    def test_the_exit_status_and_what_could_not_be_read_are_those_of_all_reports(self, folder, tmp_path):
        result = run("--only", "agrees", folder)
        assert result.exit_code == 2
        assert f"{folder}/e.yaml:" in result.stderr
        (tmp_path / "e.yaml").unlink()
        assert run("--only", "agrees", folder).exit_code == 1

    def test_a_status_that_does_not_exist_is_refused_with_those_that_do(self, folder):
        result = run("--only", "wrong", folder)
        assert result.exit_code == 2
        assert "'wrong' is not one of 'disagrees', 'undetermined', 'partly-checked'" in result.stderr

    def test_the_worst_are_first_where_that_is_asked_for(self, folder):
        assert self.names(folder) == ["a", "b", "c", "d", "e"]
        assert self.names("--worst-first", folder) == ["e", "b", "d", "a", "c"]

    def test_a_report_is_a_line_unless_all_is_asked_for(self, folder):
        lines = run(folder).stdout.splitlines()
        assert [line.split()[-1] for line in lines[1:] if line and not line.startswith(" ")][:4] == [
            "checked", "disagrees", "checked", "disagrees",
        ]  # fmt: skip
        assert "P 1.1 Leadership" not in "\n".join(lines)
        assert run("--full", folder).stdout.count("P 1.1 Leadership") == 4

    def test_what_was_asked_for_is_shown_of_each(self, folder):
        assert run("--margins", folder).stdout.count("Margins: ") == 4

    def test_a_file_of_several_reports_is_a_list_too(self):
        result = run("-", input=f"{RIGHT}---\n{WRONG}")
        rows = [line for line in result.stdout.splitlines()[:5] if not line.startswith(" ")]
        assert [row.split()[-1] for row in rows] == ["Verdict", "checked", "disagrees"]
