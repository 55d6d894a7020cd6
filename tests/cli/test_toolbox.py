"""The commands of hmip-rules, as their users run them."""

import json
import re
import subprocess
import sys

import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner
from conftest import ROOT

from hmip_rules import __version__, load_report, load_reports, load_rulebook, score
from hmip_rules.cli.rules import COMMANDS, main
from hmip_rules.cli.score import main as score_main
from hmip_rules.files.library import published_files, rules_folder, shipped_rulebooks


def run(*arguments):
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


def words_of(*arguments):
    """What a command prints, as one line of words."""
    return " ".join(run(*arguments).stdout.split())


@pytest.fixture
def changed(tmp_path):
    """A copy of pdu-2024 with a text replaced."""

    def copy(old, new):
        path = tmp_path / "changed.yaml"
        path.write_text((rules_folder() / "pdu-2024.yaml").read_text().replace(old, new))
        return str(path)

    return copy


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


class TestList:
    def test_each_rulebook_has_its_months_standards_maximum_and_ranks(self):
        lines = run("list").stdout.splitlines()
        start = lines.index("pdu-2024: Probation delivery units, standards of 2023")
        assert lines[start - 1 : start + 6] == [
            "",
            "pdu-2024: Probation delivery units, standards of 2023",
            "  in force   fieldwork October 2023 to October 2025",
            "  standards  7",
            "  maximum    21",
            "  rules      4 confirmed, 4 inferred, 6 unverified",
            "",
        ]
        assert lines[0].startswith(shipped_rulebooks()[0])

    def test_a_standard_that_does_not_count_and_a_second_maximum_are_said(self):
        text = run("list").stdout
        assert "  standards  13, of which 12 are included in the score\n" in text
        assert "  maximum    36, or 24 where 2.1, 2.2, 2.3 and 2.4 are not rated\n" in text

    def test_each_fact_has_one_line_of_at_most_80_columns(self):
        lines = run("list").stdout.splitlines()
        assert len(lines) == 6 * len(shipped_rulebooks()) - 1
        assert max(map(len, lines)) <= 80

    def test_json_gives_the_same(self):
        listed = {book["id"]: book for book in json.loads(run("list", "--format", "json").stdout)}
        assert list(listed) == shipped_rulebooks()
        assert listed["yjs-2021"] == {
            "id": "yjs-2021",
            "revision": "2026-11-24",
            "title": "Youth justice services, standards of 2021",
            "inspects": "youth",
            "in_force": {"of": "published", "from": "2021-10", "to": "2025-03"},
            "standards": 13,
            "counted": 12,
            "max_score": 36,
            "max_scores": [{"max": 36, "without": []}, {"max": 24, "without": ["2.1", "2.2", "2.3", "2.4"]}],
            "rules": {"confirmed": 0, "inferred": 2, "unverified": 13},
        }


class TestShow:
    @pytest.mark.parametrize("rulebook_id", shipped_rulebooks())
    def test_every_rulebook_is_shown_in_80_columns_with_all_it_holds(self, rulebook_id):
        book, text = load_rulebook(rulebook_id), run("show", rulebook_id).stdout
        words = " ".join(text.split())
        for standard in book.standards:
            assert standard.name in words
            assert all(wording in words for wording in standard.key_questions.values() if wording)
        assert all(line.startswith(" ") or len(line) <= 80 for line in text.splitlines())
        for rule in book.rules():
            assert all(f"{name}: " in words for name in rule.source_ids)

    def test_bands_are_ranges_and_rules_have_footnotes(self):
        words = words_of("show", "pdu-2024")
        assert "Good: 65% to 79% [7]" in words
        assert "Good: 11 to 17 [14]" in words
        assert "unverified: not yet found in the inspectorate's own text. [1]" in words
        assert "[7] percentage bands: unverified. Both reports say" in words
        assert "[8] lowest key question sets the rating: confirmed by leeds-2024, kirklees-2024" in words

    def test_a_footnote_names_its_standard_and_its_bands(self):
        words = words_of("show", "yjs-2021")
        assert "4.1 Resettlement policy and provision: judged by inspectors; not included in the score [3]" in words
        assert "[3] standard 4.1 Resettlement policy and provision: inferred from east-sussex-2024" in words
        assert (
            "Of a maximum of 24 points where 2.1, 2.2, 2.3 and 2.4 are not rated [14]: Outstanding: 21 to 24 [16]"
            in words
        )
        assert "[15] overall bands: unverified." in words
        assert "[16] overall bands where 2.1, 2.2, 2.3 and 2.4 are not rated: unverified." in words

    def test_a_note_on_a_standard_is_shown_though_it_states_no_basis(self, changed):
        words = words_of("show", changed("name: Services,", "name: Services, note: Renamed in May.,"))
        assert "P 1.3 Services: judged by inspectors [3]" in words
        assert "[3] standard P 1.3 Services: confirmed by leeds-2024, kirklees-2024. Renamed in May." in words

    def test_standards_stand_below_their_domains(self):
        words = words_of("show", "pdu-2021")
        assert "Domain 1 1.1 Leadership: judged by inspectors" in words
        assert "Domain 2 Court work: rated by its lowest key question; its key questions are not known" in words

    def test_a_wording_that_is_not_known_is_said_once_where_none_is(self):
        words = words_of("show", "crc-2018")
        assert "engaging the service user desistance: wording not known safety: wording not known" in words
        assert "2.1 Assessment: rated by its lowest key question desistance, safety" in words_of("show", "yos-2018")
        assert words_of("show", "yos-2018").count("wording not known") == 7

    @pytest.mark.parametrize(
        ("old", "new", "words"),
        [
            (
                "direction: either",
                "direction: up",
                "may choose the next band up if the percentage is within 5 percentage points of it",
            ),
            (
                "direction: either",
                "direction: down",
                "may choose the next band down if the percentage is within 5 percentage points of it [10].",
            ),
            (
                "points: 5",
                "points: 1",
                "may choose the next band up or down if the percentage is within 1 percentage point of it",
            ),
            ("by: nearest", "by: down", "Percentages are rounded down to a whole per cent [4]. The rounded"),
            ("by: nearest", "by: up", "Percentages are rounded up to a whole per cent [4]. The rounded"),
            ("to: 1\n", "to: 0.1\n", "Percentages are rounded to the nearest multiple of 0.1% [4]."),
            ("to: 1\n", "to: 0.1\n", "Good: 65% to 79.9% [7]"),
            ("ties: {to: up", "ties: {to: even", "Halves are rounded to the even number [5]."),
            ("value: rounded", "value: exact", "The exact percentage gives the rating [6]: Outstanding: 80% to 100%"),
            ("rated_by: judgement}\n  - code: P 2.1", "rated_by: judgement, counted: true}\n  - code: P 2.1", "P 1.3"),
            ("revision: 2026-11-24\n", "", "revision not stated"),
            (", domain: 1", "", "Standards [2] P 1.1 Leadership: judged by inspectors"),
            (
                "in_force: {of: fieldwork, from: 2023-10, to: 2025-10,",
                "in_force: {of: fieldwork,",
                "; fieldwork in any month",
            ),
            ("from: 2023-10, ", "", "; fieldwork up to October 2025 [1]"),
            ("to: 2025-10, ", "", "; fieldwork from October 2023 on [1]"),
        ],
    )
    def test_each_rule_is_read_out_as_it_is(self, changed, old, new, words):
        assert words in words_of("show", changed(old, new))

    def test_a_rulebook_may_have_little_to_say(self, tmp_path):
        path = tmp_path / "small.yaml"
        path.write_text(
            "id: small\nratings: {Dim: 0, Bright: 1}\nbands: {overall: [{max: 1, starts: {Dim: 0, Bright: 1}}]}\n"
            "standards: [{code: S 1, name: Keeper, rated_by: judgement}]\n"
        )
        words = words_of("show", str(path))
        assert words.startswith("small small, revision not stated; no months stated")
        assert "Sources" not in words

    def test_a_rulebook_without_discretion_says_so(self, changed):
        text = (rules_folder() / "pdu-2024.yaml").read_text()
        start, end = text.index("discretion:  "), text.index("standards:\n  - {code: P 1.1")
        assert "Inspectors have no discretion." in words_of("show", changed(text[start:end], ""))

    def test_json_is_the_rulebook(self):
        book = load_rulebook("pdu-2024")
        assert type(book).model_validate(json.loads(run("show", "pdu-2024", "--format", "json").stdout)) == book


class TestDiff:
    def test_a_rulebook_does_not_differ_from_itself(self):
        assert run("diff", "pdu-2024", "pdu-2024").stdout == (
            "From pdu-2024, revision 2026-11-24, to pdu-2024, revision 2026-11-24\nNo rule differs.\n"
        )
        assert json.loads(run("diff", "pdu-2024", "pdu-2024", "--format", "json").stdout) == []

    def test_what_differs_stands_below_headings_and_no_heading_is_empty(self, changed):
        assert run("diff", "pdu-2024", changed("points: 5", "points: 3")).stdout.splitlines() == [
            "From pdu-2024, revision 2026-11-24, to pdu-2024, revision 2026-11-24",
            "",
            "Percentages",
            "- inspectors' discretion: 5 percentage points either way; now 3 percentage",
            "  points either way",
        ]
        lines = run("diff", "pdu-2021", "pdu-2024").stdout.splitlines()
        assert [line for line in lines[1:] if line and line[0] not in "- "] == [
            "Scope",
            "Standards",
            "Points and totals",
            "Evidence for each rule",
        ]
        assert max(map(len, lines)) <= 80

    def test_a_rulebook_without_a_revision_says_so(self, changed):
        words = words_of("diff", changed("revision: 2026-11-24\n", ""), "pdu-2024")
        assert words.startswith("From pdu-2024, revision not stated, to pdu-2024, revision 2026-11-24")

    def test_json_gives_before_and_after(self, changed):
        (found,) = json.loads(run("diff", "pdu-2024", changed("points: 5", "points: 3"), "--format", "json").stdout)
        assert found == {
            "where": "inspectors' discretion",
            "before": "5 percentage points either way",
            "after": "3 percentage points either way",
        }


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
        assert result.stderr == "an empty name of a service; write it as --service 'Leeds PDU'\n"

    def test_no_file_is_written_over(self, tmp_path):
        path = tmp_path / "report.yaml"
        path.write_text("mine")
        result = run("init", "--rulebook", "pdu-2024", "--service", "Leeds PDU", "-o", str(path))
        assert (result.exit_code, path.read_text()) == (2, "mine")
        assert result.stderr == f"{path}: there is such a file already; name a new one\n"

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


class TestPublished:
    def test_every_result_is_listed_in_80_columns(self):
        lines, words = run("published").stdout.splitlines(), words_of("published")
        assert max(map(len, lines)) <= 80
        for path in published_files():
            title = load_rulebook(path.stem).title
            assert f"{path.stem}: {title}; {len(load_reports(path))} published results" in words
        assert len([line for line in lines if re.search(r" (\d{4}|\d{4}-\d\d|-) +\d+ of \d+( \(\+\))? ", line)]) == 176

    def test_those_of_some_rulebooks_alone_can_be_listed(self):
        assert [
            line.partition(":")[0]
            for line in run("published", "yos-2018", "pdu-2024").stdout.splitlines()
            if "published results" in line
        ] == ["pdu-2024", "yos-2018"]

    def test_a_result_stands_below_how_it_came_out(self):
        text = run("published", "pdu-2024").stdout
        undetermined, agrees = text.index("\nundetermined: "), text.index("\nagrees: 2\n")
        leeds = "Leeds PDU                   2024-10    7 of 7        3/21   Inadequate\n"
        assert undetermined < agrees < text.index(leeds)

    def test_a_known_disagreement_is_shown_with_its_reason(self, monkeypatch, tmp_path):
        (tmp_path / "published").mkdir()
        (tmp_path / "pdu-2024.yaml").write_text((rules_folder() / "pdu-2024.yaml").read_text())
        (tmp_path / "published" / "pdu-2024.yaml").write_text(
            "rulebook: pdu-2024\noverall: {score: 25}\nknown_disagreement: The score was corrected later.\n"
        )
        monkeypatch.setattr("hmip_rules.files.library.rules_folder", lambda: tmp_path)
        assert run("published").stdout.splitlines() == [
            "pdu-2024: Probation delivery units, standards of 2023; 1 published result",
            "",
            "disagrees: 1",
            "service                     published  ratings       score  overall rating",
            "unnamed                     -          0 of 7        25     -",
            "  The score was corrected later.",
        ]

    def test_the_page_in_the_documentation_is_what_the_command_writes(self):
        assert run("published", "--format", "markdown").stdout == (ROOT / "docs/published.md").read_text(
            encoding="utf-8"
        )

    def test_json_gives_the_same(self):
        found = json.loads(run("published", "--format", "json").stdout)
        assert len(found) == 176
        leeds = next(result for result in found if result["service"] == "Leeds PDU")
        assert (leeds["rulebook"], leeds["published"], leeds["status"]) == ("pdu-2024", "2024-10", "agrees")
        assert leeds["ratings"] == {f"P 1.{n}": "Requires improvement" for n in (1, 2, 3)} | {
            f"P 2.{n}": "Inadequate" for n in (1, 2, 3, 4)
        }
        assert leeds["overall"] == {"score": 3, "max_score": 21, "rating": "Inadequate"}
        assert (leeds["rating_counts"], leeds["sources"][0]["isbn"]) == ({}, "978-1-916621-58-9")
        some = json.loads(run("published", "pdu-2024", "--format", "json").stdout)
        assert some == [result for result in found if result["rulebook"] == "pdu-2024"]


class TestEvidence:
    def test_edges_have_the_nearest_published_values_on_either_side(self):
        words = words_of("evidence", "yjs-2021")
        assert (
            "Good at 19: 18 is Requires improvement: Calderdale and 2 more (second-hand); 19 is Good: Powys and 4 more "
            "(second-hand): exact" in words
        )

    def test_every_rulebook_is_shown_where_none_is_named(self):
        words = words_of("evidence")
        assert all(f"{name}, " in words for name in shipped_rulebooks())

    def test_json_gives_the_same(self):
        (found,) = json.loads(run("evidence", "pdu-2024", "--format", "json").stdout)
        assert (found["rulebook"]["id"], found["results"]) == ("pdu-2024", 33)
