"""hmip-rules: its help, and what is wrong said alike by every command."""

import json
import subprocess
import sys

import pytest
from cli.toolbox import run
from click.shell_completion import ShellComplete
from click.testing import CliRunner

from hmip_rules import __version__
from hmip_rules.cli.rules import COMMANDS, main
from hmip_rules.cli.score import main as score_main


class TestToolbox:
    def test_help_lists_every_command(self):
        text = run("--help").stdout
        assert all(f"  {name} " in text for name in COMMANDS)
        assert run("--version").stdout == f"hmip-rules {__version__}\n"

    def test_help_imports_no_command_and_shows_each_sentence_on_one_line(self):
        code = "import sys; from hmip_rules.cli.rules import main; main(['--help'], standalone_mode=False); print(*sys.modules)"
        text = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        *lines, modules = text.splitlines()
        assert {f"hmip_rules.cli.{name}" for name in COMMANDS} & set(modules.split()) == set()
        assert max(map(len, lines)) <= 80
        rows = [line.split(maxsplit=1) for line in lines[lines.index("Commands:") + 1 :]]
        assert rows == [[name, sentence] for name, sentence in COMMANDS.items()]

    @pytest.mark.parametrize("name", COMMANDS)
    def test_the_sentence_of_a_command_is_the_first_line_of_its_help(self, name):
        assert main.get_command(None, name).help.splitlines()[0] == COMMANDS[name]

    @pytest.mark.parametrize("name", COMMANDS)
    def test_every_command_has_help(self, name):
        result = run(name, "--help")
        assert result.exit_code == 0
        assert max(map(len, result.stdout.splitlines())) <= 80

    def test_a_shell_completes_the_names_of_the_commands(self):
        completion = ShellComplete(main, {}, "hmip-rules", "_HMIP_RULES_COMPLETE")
        assert [item.value for item in completion.get_completions([], "")] == list(COMMANDS)
        assert [item.value for item in completion.get_completions([], "v")] == ["verify", "vectors"]

    def test_an_unknown_command_is_a_misuse(self):
        assert run("nonsense").exit_code == 2

    @pytest.mark.parametrize("arguments", [("show", "x-2024"), ("diff", "pdu-2024", "x-2024")])
    def test_an_unknown_rulebook_is_said_in_a_line(self, arguments):
        result = run(*arguments)
        assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
        assert "Unknown rulebook 'x-2024'; " in result.stderr

    @pytest.mark.parametrize(
        "arguments",
        [
            ("show", "x-2024"),
            ("diff", "pdu-2024", "x-2024"),
            ("evidence", "x-2024"),
            ("published", "x-2024"),
            ("verify", "x-2024"),
        ],
        ids=" ".join,
    )
    def test_a_program_is_told_what_cannot_be_read_and_gets_no_empty_document(self, arguments):
        result = run(*arguments, "--format", "json")
        (told,) = json.loads(result.stdout)
        assert (result.exit_code, told["file"], told["status"]) == (2, None, "unreadable")
        assert [error["message"] for error in told["errors"]] == result.stderr.splitlines()
        assert told["errors"][0]["message"].startswith("Unknown rulebook 'x-2024'; ")

    def test_a_program_is_told_where_each_error_stands(self, changed):
        result = run("show", changed("points: 5", "points: five"), "--format", "json")
        (told,) = json.loads(result.stdout)
        (error,) = told["errors"]
        assert result.stderr == f"{told['file']}:{error['line']}:{error['column']}: {error['message']}\n"
        assert "'five'" in error["message"]

    def test_a_rulebook_for_scoring_that_cannot_be_read_is_told_alike(self):
        result = CliRunner().invoke(score_main, ["--format", "json", "--rulebook", "x-2024", "report.yaml"])
        assert [told["status"] for told in json.loads(result.stdout)] == ["unreadable"]
        assert result.exit_code == 2

    def test_a_reader_of_text_is_told_once(self):
        result = run("show", "x-2024")
        assert (result.exit_code, result.stdout) == (2, "")
