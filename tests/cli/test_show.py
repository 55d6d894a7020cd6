"""hmip-rules list, show and diff: all that a rulebook holds is shown, and what differs."""

import json
import re

import pytest
from cli.toolbox import run, words_of

from hmip_rules import load_rulebook
from hmip_rules.files.library import rules_folder, shipped_rulebooks


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
        assert "Unverified means that no source was found. [1]" in words
        assert "[7] percentage bands: unverified. Both reports say" in words
        assert "[8] lowest key question sets the rating: confirmed by leeds-2024, kirklees-2024" in words

    @pytest.mark.parametrize("rulebook_id", shipped_rulebooks())
    def test_footnotes_are_numbered_as_they_are_first_cited(self, rulebook_id):
        cited = re.findall(r"\[(\d+)\]", words_of("show", rulebook_id).partition("Evidence for each rule")[0])
        numbers = [int(number) for number in dict.fromkeys(cited)]
        assert numbers == list(range(1, len(numbers) + 1))

    def test_a_footnote_names_its_standard_and_its_bands(self):
        words = words_of("show", "yjs-2021")
        assert "4.1 Resettlement policy and provision: rated by judgement, not included in the score [3]" in words
        assert "[3] standard 4.1 Resettlement policy and provision: inferred from east-sussex-2024" in words
        assert (
            "Score for each overall rating, out of 24 points where 2.1, 2.2, 2.3 and 2.4 are not rated [14]: Outstanding: 21 to 24 [16]"
            in words
        )
        assert "[15] overall bands: unverified." in words
        assert "[16] overall bands where 2.1, 2.2, 2.3 and 2.4 are not rated: unverified." in words

    def test_a_note_on_a_standard_is_shown_though_it_states_no_basis(self, changed):
        words = words_of("show", changed("name: Services,", "name: Services, note: Renamed in May.,"))
        assert "P 1.3 Services: rated by judgement [3]" in words
        assert "[3] standard P 1.3 Services: confirmed by leeds-2024, kirklees-2024. Renamed in May." in words

    def test_standards_stand_below_their_domains(self):
        words = words_of("show", "pdu-2021")
        assert "Domain 1 1.1 Leadership: rated by judgement" in words
        assert "Domain 2 Court work: rated by its lowest key question, but its key questions are not known" in words

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
            ("by: nearest", "by: down", "Percentages are rounded down to a whole per cent [4]. The rating"),
            ("by: nearest", "by: up", "Percentages are rounded up to a whole per cent [4]. The rating"),
            ("to: 1\n", "to: 0.1\n", "Percentages are rounded to the nearest multiple of 0.1% [4]."),
            ("to: 1\n", "to: 0.1\n", "Good: 65% to 79.9% [7]"),
            ("ties: {to: up", "ties: {to: even", "An exact half is rounded to the even number [5]."),
            (
                "value: rounded",
                "value: exact",
                "The rating depends on the exact percentage [6]: Outstanding: 80% to 100%",
            ),
            ("rated_by: judgement}\n  - code: P 2.1", "rated_by: judgement, counted: true}\n  - code: P 2.1", "P 1.3"),
            ("revision: 2026-11-24\n", "", "revision not stated"),
            (", domain: 1", "", "Standards [2] P 1.1 Leadership: rated by judgement"),
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
