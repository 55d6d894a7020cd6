"""hmip-score and what it is connected to: terminals, pipes, closed ends; and its help."""

import io
import os
import pty
import re
import subprocess
import sys

import pytest
from cli.scoring import KIRKLEES, LEEDS, WRONG, process, run
from click.shell_completion import ShellComplete
from conftest import ROOT

from hmip_rules import __version__
from hmip_rules.cli.score import main


@pytest.fixture(autouse=True)
def in_the_clone(monkeypatch):
    monkeypatch.chdir(ROOT)


class TestTerminal:
    def test_there_is_no_colour_and_no_line_over_80_columns_when_piped(self, tmp_path):
        wrong = tmp_path / "w.yaml"
        wrong.write_text(WRONG)
        result = process("--explain", LEEDS, str(wrong))
        assert "\x1b" not in result.stdout
        unbreakable = (str(tmp_path), "https://")
        for line in result.stdout.splitlines():
            assert len(line) <= 80 or any(part in line for part in unbreakable)

    def test_text_is_as_wide_as_the_terminal(self):
        """A terminal says how wide it is; COLUMNS is what else may say so, but not of a pipe."""
        ours, theirs = pty.openpty()
        environment = {**os.environ, "COLUMNS": "132"}
        command = [sys.executable, "-m", "hmip_rules", "--full", LEEDS]
        subprocess.run(command, stdout=theirs, env=environment, check=True, timeout=60)
        os.close(theirs)
        shown = os.read(ours, 100_000).decode()
        os.close(ours)
        assert 120 < max(map(len, shown.splitlines())) <= 132
        piped = process("--full", LEEDS, env=environment).stdout
        assert 70 < max(map(len, piped.splitlines())) <= 80

    @pytest.mark.parametrize(("no_color", "coloured"), [("", True), ("1", False)])
    def test_there_is_colour_on_a_terminal_unless_no_color_is_set(self, no_color, coloured):
        ours, theirs = pty.openpty()
        environment = {**os.environ, "NO_COLOR": no_color, "TERM": "xterm"}
        command = [sys.executable, "-m", "hmip_rules", LEEDS]
        subprocess.run(command, stdout=theirs, stderr=theirs, env=environment, check=True, timeout=60)
        os.close(theirs)
        shown = os.read(ours, 100_000).decode()
        os.close(ours)
        assert ("\x1b[32m" in shown) == coloured
        assert "Agrees" in shown

    def test_a_closed_pipe_ends_quietly(self):
        command = f"{sys.executable} -m hmip_rules {LEEDS} {KIRKLEES} {LEEDS} | head -1"
        result = subprocess.run(command, shell=True, capture_output=True, text=True, timeout=60, check=False)
        assert (result.stdout.split(), result.stderr) == (["Report", "Recomputed", "Verdict"], "")

    @pytest.mark.parametrize(
        ("redirected", "status", "said"),
        [
            ("- <&-", 2, "-: There is no standard input; write the name of a file instead\n"),
            (f"{LEEDS} >&-", 2, "Standard output is closed, so nothing can be printed\n"),
            (f"--format xlsx {LEEDS} >&-", 2, "Standard output is closed, so nothing can be printed\n"),
            (f"--format json {LEEDS} --rulebook '' >&- 2>&-", 2, ""),
            (f"{LEEDS} docs/made-up-report.html -o /dev/null >&- 2>&-", 1, ""),
            (f"{LEEDS} > /dev/full", 2, "The output cannot be written: No space left on device\n"),
            (f"{LEEDS} | true; exit ${{PIPESTATUS[0]}}", 141, ""),
        ],
    )
    def test_the_ends_of_the_command_may_be_closed_or_full(self, redirected, status, said):
        command = f"{sys.executable} -m hmip_rules {redirected}"
        result = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60, check=False)
        assert (result.returncode, result.stderr) == (status, said)

    def test_no_control_character_of_a_file_or_its_name_reaches_the_terminal(self, tmp_path):
        evil = tmp_path / "evil\x1b[31m.yaml"
        evil.write_text("rulebook: pdu-2024\nservice: 'a \u202e b'\nstandards: {'P \u202e': Good}\n")
        good = tmp_path / "good\x1b[31m.yaml"
        good.write_text(WRONG + "service: 'a \u202e b'\n")
        result = process(str(evil), str(good))
        for text in (result.stdout, result.stderr):
            assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", text)
        assert "evil\\x1b[31m.yaml:3:13: Unknown standard 'P \\u202e'" in result.stderr

    @pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "utf-8"])
    def test_a_letter_that_the_terminal_lacks_is_no_obstacle(self, tmp_path, encoding):
        path = tmp_path / "report.yaml"
        path.write_text("rulebook: pdu-2024\nservice: Ynys Môn Ŵ\n", encoding="utf-8")
        environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
        command = [sys.executable, "-m", "hmip_rules", str(path)]
        result = subprocess.run(command, capture_output=True, env=environment, check=True, timeout=60)
        assert result.stderr == b""
        assert result.stdout.startswith("Ynys Môn Ŵ".encode(encoding, "backslashreplace"))


class TestHelp:
    def test_help_gives_examples_that_work(self):
        result = run("--help")
        assert result.exit_code == 0
        assert "hmip-score examples/leeds-pdu-2024.yaml" in result.stdout
        assert max(map(len, result.stdout.splitlines())) <= 80

    def test_version(self):
        assert run("--version").stdout == f"hmip-score {__version__}\n"

    @pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["--nonsense"], []])
    def test_it_imports_nothing_that_it_does_not_need(self, arguments):
        code = (
            "import sys\nfrom hmip_rules.cli.score import main\n"
            f"try: main({arguments!r})\nexcept SystemExit: pass\n"
            "print(*sys.modules, file=sys.stderr)"
        )
        result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        imported = set(result.stderr.split())
        assert "click" in imported
        assert not imported & {"pydantic", "ruamel.yaml", "hmip_rules.files.library", "fractions"}

    def test_shell_completion_offers_rulebooks_and_files(self):
        offered = ShellComplete(main, {}, "hmip-score", "_HMIP_SCORE_COMPLETE").get_completions(
            ["--rulebook"], "pdu-2024"
        )
        assert [(item.value, item.type) for item in offered] == [("pdu-2024", "plain"), ("pdu-2024", "file")]

    def test_the_shell_is_given_completion(self):
        result = process(env={**os.environ, "_HMIP_SCORE_COMPLETE": "bash_source"})
        assert "_HMIP_SCORE_COMPLETE=bash_complete" in result.stdout


def test_it_runs_as_a_module():
    result = process(LEEDS)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("Leeds PDU, published October 2024, 82 cases\n")


def test_bytes_on_standard_input_that_are_no_text_are_refused():
    result = run("-", input=io.BytesIO(b"\xff\xfe\x00"))
    assert (result.exit_code, result.stderr) == (
        2,
        "-:1:1: This is not UTF-8 text (byte 0xFF); save the file as UTF-8\n",
    )


def test_an_output_that_is_no_stream_of_bytes_will_do(monkeypatch):
    shown = io.StringIO()
    monkeypatch.setattr(sys, "stdout", shown)
    with pytest.raises(SystemExit):
        main([LEEDS])
    assert "Agrees" in shown.getvalue()
