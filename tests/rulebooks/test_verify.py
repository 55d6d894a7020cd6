"""A rulebook is proved sound, or every planted defect is found."""

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import as_nobody
from hypothesis import given
from model.test_rulebook import LIGHTHOUSE

from hmip_rules import InputError, Rulebook, load_rulebook, strategies
from hmip_rules.cli.rules import main
from hmip_rules.files.library import read_draft, rules_folder, shipped_rulebooks
from hmip_rules.model.draft import DraftRulebook
from hmip_rules.rulebooks.verify import verify

DEFECTS = Path(__file__).parents[1] / "files/slips/rulebook"


def unsound():
    """The rulebooks with planted defects whose fields are right one by one, and contradict one another."""
    for path in sorted(DEFECTS.glob("*.yaml")):
        try:
            read_draft(path)
        except InputError:
            continue  # refused field by field: tests/test_slips.py
        yield path


UNSOUND_RULEBOOKS = list(unsound())


def lighthouse(**changes):
    """A sound made-up rulebook in which every rule has a basis, but for what is changed."""
    return DraftRulebook.model_validate({**LIGHTHOUSE, "basis": "unverified", **changes})


def messages(book):
    return [fault.message for fault in verify(book)]


@pytest.mark.parametrize("rulebook_id", shipped_rulebooks())
def test_every_rulebook_that_comes_with_the_program_is_sound(rulebook_id):
    assert messages(load_rulebook(rulebook_id)) == []


def test_at_least_25_defects_are_planted():
    assert len(UNSOUND_RULEBOOKS) >= 30


@pytest.mark.parametrize("path", UNSOUND_RULEBOOKS, ids=lambda path: path.stem)
def test_each_planted_defect_is_found_where_it_stands(path, monkeypatch):
    monkeypatch.chdir(path.parent)
    read = read_draft(path.name)
    found = {f"{read.places.of(fault.path)}: {fault.message}" for fault in verify(read.value)}
    assert set(path.with_suffix(".txt").read_text().splitlines()) <= found


class TestScales:
    def test_a_percentage_without_a_rating_is_found_with_its_value(self):
        starts = {"Dim": 5, "Fair": 40, "Bright": 75}
        book = lighthouse(bands={**LIGHTHOUSE["bands"], "key_question": {"starts": starts}})
        fault = list(verify(book))[-1]
        assert fault.message == "a percentage of 0 has no rating; every percentage must have exactly one rating"

    def test_a_percentage_with_two_ratings_is_found_so_that_none_rates_below_a_smaller_one(self):
        starts = {"Dim": 0, "Fair": 75, "Bright": 40}
        book = lighthouse(bands={**LIGHTHOUSE["bands"], "key_question": {"starts": starts}})
        assert "a percentage of 40 has Dim and Bright; every percentage must have exactly one rating" in messages(book)

    def test_a_total_without_a_rating_is_found(self):
        overall = [{"max": 4, "starts": {"Dim": 1, "Fair": 2, "Bright": 4}}]
        book = lighthouse(bands={**LIGHTHOUSE["bands"], "overall": overall})
        fault = list(verify(book))[-1]
        assert fault.message == "a total of 0 has no rating; every total must have exactly one rating"

    def test_bands_for_fewer_standards_are_gone_through_too(self):
        overall = [
            *LIGHTHOUSE["bands"]["overall"],
            {"max": 2, "without": ["L 1"], "starts": {"Dim": 1, "Fair": 1, "Bright": 2}},
        ]
        book = lighthouse(bands={**LIGHTHOUSE["bands"], "overall": overall})
        fault = list(verify(book))[-1]
        assert fault.path == ("bands", "overall", 1, "starts")


class TestDiscretion:
    @pytest.mark.parametrize(("points", "skipped"), [(34, []), (35, ["Fair"]), (60, ["Fair"])])
    def test_a_margin_as_wide_as_a_band_skips_it(self, points, skipped):
        found = messages(lighthouse(discretion={"points": points}))
        assert [message.partition(" covers all of ")[2].partition(",")[0] for message in found] == skipped

    def test_a_margin_of_one_point_is_in_the_singular(self):
        bands = {**LIGHTHOUSE["bands"], "key_question": {"starts": {"Dim": 0, "Fair": 40, "Bright": 41}}}
        assert messages(lighthouse(bands=bands, discretion={"points": 1})) == [
            ("a margin of 1 percentage point covers all of Fair, 1 wide; it must be narrower than that band")
        ]

    def test_upwards_a_margin_reaches_over_a_band_only_if_it_is_wider(self):
        assert messages(lighthouse(discretion={"points": 35, "direction": "up"})) == []
        assert len(messages(lighthouse(discretion={"points": 36, "direction": "up"}))) == 1
        assert len(messages(lighthouse(discretion={"points": 35, "direction": "down"}))) == 1

    def test_of_four_ratings_each_band_between_two_is_found(self):
        ratings = {"Dark": 0, "Dim": 1, "Fair": 2, "Bright": 3}
        bands = {
            "key_question": {"starts": {"Dark": 0, "Dim": 50, "Fair": 65, "Bright": 80}},
            "overall": [{"max": 6, "starts": {"Dark": 0, "Dim": 1, "Fair": 3, "Bright": 5}}],
        }
        found = messages(lighthouse(ratings=ratings, bands=bands, discretion={"points": 15}))
        assert found == [
            ("a margin of 15 percentage points covers all of Dim, 15 wide; it must be narrower than that band"),
            ("a margin of 15 percentage points covers all of Fair, 15 wide; it must be narrower than that band"),
        ]


class TestGrounds:
    def test_a_rule_that_says_nothing_on_what_it_stands_is_found(self):
        found = messages(Rulebook.model_validate(LIGHTHOUSE))
        assert "percentages.ties has no basis; write one of confirmed, inferred or unverified" in found
        assert not any(message.startswith("bands.") for message in found)


@given(strategies.rulebooks())
def test_a_rulebook_that_can_be_drawn_has_no_fault_but_a_wide_margin_or_a_rule_without_a_basis(book):
    allowed = (" covers all of ", " has no basis")
    assert [message for message in messages(book) if not any(part in message for part in allowed)] == []


class TestCommand:
    def run(self, *arguments):
        return CliRunner().invoke(main, ["verify", *arguments], catch_exceptions=False)

    def test_all_that_come_with_the_program_are_proved_where_none_is_named(self):
        result = self.run()
        assert (result.exit_code, result.stdout.splitlines()) == (0, [f"{name}: sound" for name in shipped_rulebooks()])

    def test_a_fault_is_printed_with_its_place_and_the_value_at_fault(self, monkeypatch):
        monkeypatch.chdir(DEFECTS)
        result = self.run("bands-not-from-the-lowest-value.yaml")
        assert result.exit_code == 1
        assert result.stdout.splitlines()[:3] == [
            "bands-not-from-the-lowest-value.yaml: not sound",
            "  bands-not-from-the-lowest-value.yaml:5:32: Dim must start at 0, the lowest",
            "    possible value, not at 5",
        ]
        assert "a percentage of 0 has no rating" in " ".join(result.stdout.split())

    def test_a_file_that_is_no_rulebook_is_2_and_the_others_are_verified(self, monkeypatch):
        monkeypatch.chdir(DEFECTS)
        result = self.run("a-report.yaml", "pdu-2024")
        assert (result.exit_code, result.stdout) == (2, "pdu-2024: sound\n")
        assert result.stderr.startswith("a-report.yaml: This is not a rulebook")
        unreadable, sound = json.loads(self.run("--format", "json", "a-report.yaml", "pdu-2024").stdout)
        assert (unreadable["status"], unreadable["file"], sound["sound"]) == ("unreadable", "a-report.yaml", True)

    def test_json_gives_the_same(self, monkeypatch):
        monkeypatch.chdir(DEFECTS)
        result = self.run("--format", "json", "code-given-twice.yaml", "pdu-2024")
        broken, sound = json.loads(result.stdout)
        assert (broken["sound"], sound["sound"], sound["faults"]) == (False, True, [])
        assert broken["faults"][0] == {
            "message": "Standard 'L 1' is given twice; keep one of them",
            "line": 10,
            "column": 5,
        }

    def test_of_a_folder_every_rulebook_directly_in_it_is_verified_in_the_order_of_names(self, tmp_path):
        (tmp_path / "published").mkdir()
        for name in ("b.yml", "a.YAML", "notes.txt", "published/x.yaml"):
            (tmp_path / name).write_text(
                (rules_folder() / f"pdu-202{'1' if name == 'b.yml' else '4'}.yaml").read_text()
            )
        result = self.run(str(tmp_path), "yjs-2021")
        assert (result.exit_code, result.stdout) == (
            0,
            f"{tmp_path}/a.YAML: sound\n{tmp_path}/b.yml: sound\nyjs-2021: sound\n",
        )

    def test_in_a_folder_one_that_can_t_be_read_is_2_and_the_others_are_verified(self, tmp_path):
        (tmp_path / "a.yaml").write_text("")
        (tmp_path / "b.yaml").write_text((rules_folder() / "pdu-2024.yaml").read_text())
        os.mkfifo(tmp_path / "c.yaml")
        result = self.run(str(tmp_path))
        assert (result.exit_code, result.stdout) == (2, f"{tmp_path}/b.yaml: sound\n")
        assert result.stderr.splitlines() == [
            f"{tmp_path}/a.yaml: This file is empty; write one rulebook, as in docs/rulebook.md",
            f"{tmp_path}/c.yaml: This is not an ordinary file, so it cannot be read; remove it",
        ]

    def test_a_folder_without_a_rulebook_is_said_in_a_line(self, tmp_path):
        result = self.run(str(tmp_path), "pdu-2024")
        assert (result.exit_code, result.stdout) == (2, "pdu-2024: sound\n")
        assert (
            result.stderr
            == f"{tmp_path}: There is no rulebook in this folder; the name of a rulebook ends in .yaml or .yml\n"
        )

    def test_a_folder_that_may_not_be_read_is_said_in_a_line(self, tmp_path):
        folder = tmp_path / "closed"
        folder.mkdir(mode=0)
        self.run("pdu-2024")  # so that all is imported before root, who may read everything, becomes nobody
        with as_nobody(tmp_path):
            result = self.run(str(folder))
        assert (result.exit_code, result.stderr) == (
            2,
            f"{folder}: You do not have permission to read this folder\n",
        )
