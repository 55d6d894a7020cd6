"""hmip-rules published and evidence: what was published, and what it shows of the rules."""

import json
import re

from cli.toolbox import run, words_of
from conftest import ROOT

from hmip_rules import load_reports, load_rulebook
from hmip_rules.files.library import published_files, rules_folder, shipped_rulebooks


class TestPublished:
    def test_every_result_is_listed_in_80_columns(self):
        lines, words = run("published").stdout.splitlines(), words_of("published")
        assert max(map(len, lines)) <= 80
        for path in published_files():
            title = load_rulebook(path.stem).title
            assert f"{path.stem}: {title} ({len(load_reports(path))} published results)" in words
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
            "pdu-2024: Probation delivery units, standards of 2023 (1 published result)",
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
            "Good: 19 in the rulebook, and the results confirm it exactly. A score of 18 is Requires improvement for "
            "Calderdale and 2 more (second-hand). A score of 19 is Good for Powys and 4 more (second-hand)" in words
        )

    def test_every_rulebook_is_shown_where_none_is_named(self):
        words = words_of("evidence")
        assert all(f"{name}, " in words for name in shipped_rulebooks())

    def test_json_gives_the_same(self):
        (found,) = json.loads(run("evidence", "pdu-2024", "--format", "json").stdout)
        assert (found["rulebook"]["id"], found["results"]) == ("pdu-2024", 33)
