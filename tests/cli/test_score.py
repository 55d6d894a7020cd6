"""hmip-score as its users run it: what it reads, and its exit status."""

import json
import os

import pytest
from cli.scoring import DISCRETION, KIRKLEES, LEEDS, PARTIAL, RIGHT, WHOLE, WRONG, run
from conftest import ROOT, as_nobody

from hmip_rules.files.library import Library, read_rulebook, shipped_rulebooks
from hmip_rules.model.errors import InputError
from hmip_rules.scoring.score_files import score_paths


@pytest.fixture(autouse=True)
def in_the_clone(monkeypatch):
    monkeypatch.chdir(ROOT)


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


class TestAll:
    @pytest.mark.parametrize("report", [LEEDS, KIRKLEES, "docs/made-up-report.html"])
    def test_each_sentence_is_said_once(self, report):
        text = run("--all", "--format", "markdown", report).stdout
        sentences = [line for line in text.splitlines() if line and line[0] not in "|#-"]
        assert len(sentences) > 10
        assert len(set(sentences)) == len(sentences)
        assert text.count("Rules not confirmed. ") == 1

    @pytest.mark.parametrize("report", [LEEDS, KIRKLEES])
    def test_an_example_is_at_most_91_lines(self, report):
        assert len(run("--all", report).stdout.splitlines()) <= 91


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
