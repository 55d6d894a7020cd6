"""hmip-rules init: a report file to fill in."""

import pytest
from cli.toolbox import run

from hmip_rules import load_report, load_rulebook, score
from hmip_rules.files.library import shipped_rulebooks


class TestInit:
    @pytest.mark.parametrize("rulebook_id", shipped_rulebooks())
    def test_the_file_can_be_read_at_once_and_has_every_standard_and_key_question(self, tmp_path, rulebook_id):
        path = tmp_path / "report.yaml"
        result = run("init", "--rulebook", rulebook_id, "--service", "Ynys Môn: a service", "-o", str(path))
        assert (result.exit_code, result.output) == (0, "")
        report, book = load_report(path), load_rulebook(rulebook_id)
        assert (report.rulebook, report.service, report.inspects) == (book.id, "Ynys Môn: a service", book.inspects)
        assert list(report.standards) == list(book.by_key)
        for standard in book.standards:
            assert list(report.standards[standard.key].key_questions) == list(standard.key_questions)
            assert all(f"# {wording}" in path.read_text() for wording in standard.key_questions.values() if wording)
        assert score(report).status == "not_published"

    def test_it_is_printed_where_no_file_is_named(self):
        lines = run("init", "--rulebook", "pdu-2024", "--service", "Leeds PDU").stdout.splitlines()
        assert "service: Leeds PDU" in lines
        assert "  P 1.1:                  # Leadership" in lines

    def test_a_service_has_a_name(self):
        result = run("init", "--rulebook", "pdu-2024", "--service", " ")
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr == "The name of the service is empty; write it as --service 'Leeds PDU'\n"

    def test_no_file_is_written_over(self, tmp_path):
        path = tmp_path / "report.yaml"
        path.write_text("mine")
        result = run("init", "--rulebook", "pdu-2024", "--service", "Leeds PDU", "-o", str(path))
        assert (result.exit_code, path.read_text()) == (2, "mine")
        assert result.stderr == f"{path}: This file exists already; name a new one\n"

    def test_a_folder_that_is_not_there_is_said_in_a_line(self, tmp_path):
        path = tmp_path / "nowhere" / "report.yaml"
        result = run("init", "--rulebook", "pdu-2024", "--service", "Leeds PDU", "-o", str(path))
        right = "choose a folder that exists and that you may write to"
        assert result.exit_code == 2
        assert result.stderr == f"{path}: This file cannot be written (No such file or directory); {right}\n"

    def test_a_file_where_a_folder_belongs_is_said_in_a_line(self, tmp_path):
        (tmp_path / "notes").write_text("mine")
        path = tmp_path / "notes" / "report.yaml"
        result = run("init", "--rulebook", "pdu-2024", "--service", "Leeds PDU", "-o", str(path))
        assert result.exit_code == 2
        assert result.stderr.startswith(f"{path}: This file cannot be written (Not a directory); choose a folder")

    def test_a_rulebook_that_says_little_makes_a_file_too(self, tmp_path):
        path = tmp_path / "small.yaml"
        path.write_text(
            "id: small\nratings: {Dim: 0, Bright: 1}\nbands: {overall: [{max: 1, starts: {Dim: 0, Bright: 1}}]}\n"
            "standards: [{name: Keeper, rated_by: judgement}, {name: Log, rated_by: judgement, counted: false}]\n"
        )
        lines = run("init", "--rulebook", str(path), "--service", "Reef").stdout.splitlines()
        assert "  Keeper:" in lines
        assert "  Log:                    # not included in the score" in lines
