"""hmip-score as its users run it: output, exit status, and nothing that can hurt a terminal."""

import io
import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner
from conftest import ROOT, as_nobody

from hmip_rules import __version__
from hmip_rules.cli.options import format_names
from hmip_rules.cli.score import main
from hmip_rules.files.library import Library, read_rulebook, shipped_rulebooks
from hmip_rules.model.errors import InputError
from hmip_rules.scoring.score_files import score_paths

LEEDS = "examples/leeds-pdu-2024.yaml"
KIRKLEES = "examples/kirklees-pdu-2024.yaml"

WRONG = "rulebook: pdu-2024\nstandards:\n  P 2.1: {rating: Good, key_questions: {safety: 23}}\n"
PARTIAL = "rulebook: pdu-2024\nservice: Partial\noverall: {rating: Good}\n"
RIGHT = "rulebook: pdu-2024\nstandards:\n  P 2.1: {rating: Inadequate, key_questions: {safety: 23}}\n"
WHOLE = (ROOT / LEEDS).read_text(encoding="utf-8")
DISCRETION = (
    "rulebook: pdu-2024\nstandards:\n"
    "  P 2.1: {rating: Good, key_questions: {engagement: 62, desistance: 90, safety: 90}}\n"
)


@pytest.fixture(autouse=True)
def in_the_clone(monkeypatch):
    monkeypatch.chdir(ROOT)


def run(*arguments, **kwargs):
    return CliRunner().invoke(main, arguments, catch_exceptions=False, **kwargs)


def process(*arguments, **kwargs):
    command = [sys.executable, "-m", "hmip_rules", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, **kwargs)


class TestExitStatus:
    @pytest.mark.parametrize(
        ("texts", "options", "status"),
        [
            ([RIGHT], [], 0),
            ([DISCRETION], [], 0),
            ([PARTIAL], [], 0),
            ([PARTIAL], ["--strict"], 1),
            ([WRONG], [], 1),
            (["rulebook: pdu-2042\n"], [], 2),
            ([WRONG, "not: [yaml"], [], 2),
            ([RIGHT, WRONG], [], 1),
            ([RIGHT + "---\n" + WRONG], [], 1),
            ([RIGHT], ["--strict"], 1),
            ([WHOLE], ["--strict"], 0),
        ],
    )
    def test_the_highest_wins(self, tmp_path, texts, options, status):
        files = []
        for number, text in enumerate(texts):
            files.append(tmp_path / f"{number}.yaml")
            files[-1].write_text(text)
        assert run(*options, *map(str, files)).exit_code == status

    @pytest.mark.parametrize(("format_", "as_read"), [("json", lambda shown: shown[0]), ("jsonl", lambda shown: shown)])
    def test_a_program_gets_no_empty_document_where_the_rulebook_is_unknown(self, format_, as_read):
        result = run("--format", format_, "--rulebook", "pdu-2023", LEEDS)
        (error,) = as_read(json.loads(result.stdout))["errors"]
        assert error["message"] == "Unknown rulebook 'pdu-2023'; did you mean 'pdu-2024'?"
        assert result.exit_code == 2

    @pytest.mark.parametrize("arguments", [[], ["--format", "pdf", LEEDS], ["--unknown", LEEDS]])
    def test_a_misused_command_is_2(self, arguments):
        assert run(*arguments).exit_code == 2

    def test_an_unknown_rulebook_is_2_and_nothing_is_scored(self):
        result = run("--rulebook", "pdu-2023", LEEDS)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr == "Unknown rulebook 'pdu-2023'; did you mean 'pdu-2024'?\n"


class TestWhatIsRead:
    def test_a_folder_is_searched_for_yaml_in_the_order_of_names(self, tmp_path):
        (tmp_path / "b").mkdir()
        for name in ("b/two.yml", "a.yaml", "b/one.yaml", "notes.md", "b/x.json"):
            (tmp_path / name).write_text(RIGHT)
        result = run("--format", "json", str(tmp_path))
        names = [os.path.relpath(report["file"], tmp_path) for report in json.loads(result.stdout)]
        assert names == ["a.yaml", "b/one.yaml", "b/two.yml"]

    def test_files_with_other_endings_are_counted_and_lock_files_are_not_read(self, tmp_path):
        for name in ("a.yaml", "notes.md", "b.XLSX", "c.xlsx", "~$a.yaml", "~$report.docx", ".hidden"):
            (tmp_path / name).write_text(RIGHT)
        result = run("--format", "json", str(tmp_path))
        assert [report["file"] for report in json.loads(result.stdout)] == [f"{tmp_path}/a.yaml"]
        assert result.stderr == (
            "3 files were passed over (2 .xlsx and 1 .md); the name must end in .yaml, .yml, .pdf, .docx, .html, .htm "
            "or .txt\n"
        )

    def test_standard_input_is_read_for_a_dash(self):
        result = run("--format", "json", "-", input=WRONG)
        (found,) = json.loads(result.stdout)
        assert (found["file"], found["findings"][0]["line"], result.exit_code) == ("-", 3, 1)

    def test_the_other_files_are_scored_though_one_cannot_be_read(self, tmp_path):
        bad = tmp_path / "bad.yaml"
        bad.write_text("rulebook: pdu-2024\ncases: many\n")
        result = run("--format", "json", LEEDS, str(bad), KIRKLEES)
        assert [report["status"] for report in json.loads(result.stdout)] == ["agrees", "unreadable", "agrees"]
        assert result.stderr == (f"{bad}:2:8: 'cases' must be a whole number, such as 82, not 'many'\n")

    @pytest.mark.parametrize(
        ("make", "said"),
        [
            (lambda _: None, "There is no file or folder with this name; check the spelling"),
            (
                lambda path: path.mkdir(),
                "There is no report in this folder; the name of a report ends in one of .yaml, .yml, .pdf, .docx, .html, .htm, .txt",
            ),
            (
                lambda path: path.write_bytes(b"#" * 1_000_001),
                "This file is larger than 1 MB; a report has about 1 kB, a rulebook 10 kB",
            ),
            (lambda path: path.write_text(""), "This file is empty; write a report, as in docs/report.md"),
        ],
        ids=["missing", "empty folder", "too large", "empty"],
    )
    def test_what_cannot_be_read_is_said_in_a_line(self, tmp_path, make, said):
        path = tmp_path / "report.yaml"
        make(path)
        result = run(str(path))
        assert (result.exit_code, result.stderr) == (2, f"{path}: {said}\n")

    @pytest.mark.parametrize("name", ["report.yaml", "closed"])
    def test_a_file_or_folder_that_may_not_be_read_is_said_in_a_line(self, tmp_path, name):
        folder = tmp_path / "closed"
        folder.mkdir()
        path = tmp_path / name
        (tmp_path / "report.yaml").write_text(RIGHT)
        path.chmod(0)
        run(LEEDS)  # so that all is imported before root, who may read everything, becomes nobody
        with as_nobody(tmp_path):
            result = run(str(path))
        kind = "folder" if path == folder else "file"
        said = f"{path}: You do not have permission to read this {kind}\n"
        assert (result.exit_code, result.stderr) == (2, said)

    def test_what_is_no_file_in_a_folder_is_not_waited_for(self, tmp_path):
        os.mkfifo(tmp_path / "pipe.yaml")
        (tmp_path / "link.YAML").symlink_to(tmp_path / "nowhere")
        result = run(str(tmp_path))
        assert result.exit_code == 2
        assert result.stderr.splitlines() == [
            f"{tmp_path}/{name}: This is not an ordinary file, so it cannot be read; remove it"
            for name in ("link.YAML", "pipe.yaml")
        ]

    def test_a_folder_whose_files_may_not_be_reached_loses_no_other_report(self, tmp_path, monkeypatch):
        closed = tmp_path / "closed"
        closed.mkdir()
        (closed / "report.yaml").write_text(RIGHT)
        (tmp_path / "z.yaml").write_text(RIGHT)
        closed.chmod(0o444)
        library = Library(read_rulebook("pdu-2024"))  # read before root becomes nobody, who may not see the rules
        monkeypatch.setattr("hmip_rules.files.library.rules_folder", lambda: tmp_path)
        with as_nobody(tmp_path):
            statuses = [result.status for result in score_paths([str(tmp_path)], library)]
            with pytest.raises(InputError, match="Unknown rulebook"):
                read_rulebook(closed / "book")
        assert statuses == ["unreadable", "partly_checked"]

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            ([""], "'': The name is empty; write the name of a file or folder"),
            (
                ["--rulebook", "", LEEDS],
                "The name of the rulebook is empty; use one of " + ", ".join(map(repr, shipped_rulebooks())),
            ),
        ],
    )
    def test_an_empty_name_is_no_name(self, arguments, said):
        result = run(*arguments)
        assert (result.exit_code, result.stderr) == (2, said + "\n")

    def test_a_100_mb_file_is_refused_at_once(self, tmp_path):
        path = tmp_path / "huge.yaml"
        with path.open("wb") as opened:
            opened.truncate(100_000_000)
        assert (
            run(str(path)).stderr
            == f"{path}: This file is larger than 1 MB; a report has about 1 kB, a rulebook 10 kB\n"
        )

    def test_a_rulebook_file_scores_whatever_a_report_names(self, tmp_path):
        book = tmp_path / "stricter.yaml"
        text = (ROOT / "rules/pdu-2024.yaml").read_text()
        book.write_text(
            text.replace("id: pdu-2024", "id: stricter").replace("Requires improvement: 4,", "Requires improvement: 3,")
        )
        result = run("--format", "json", "--rulebook", str(book), LEEDS)
        (scored,) = json.loads(result.stdout)
        assert (scored["rulebook"]["id"], scored["overall"]["rating"]) == ("stricter", "Requires improvement")
        assert scored["rulebook"]["file"] == str(book)
        assert f"rulebook stricter, revision 2026-11-24, from {book}" in " ".join(
            run("--rulebook", str(book), LEEDS).stdout.split()
        )
        assert scored["findings"][0]["rule"]["file"] == str(book)


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
        assert [line.split()[-1] for line in result.stdout.splitlines()[:3]] == ["Verdict", "checked", "disagrees"]


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
