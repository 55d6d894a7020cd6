"""Text for a person: aligned and within 80 columns, whatever a rulebook calls its ratings."""

from dataclasses import replace

import pytest
from click import unstyle
from conftest import ROOT
from model.test_rulebook import LIGHTHOUSE

from hmip_rules import Report, Rulebook, score
from hmip_rules.files.library import Library
from hmip_rules.model.places import NO_PLACES
from hmip_rules.output.rendering import Look, format_named, render, shown_result
from hmip_rules.scoring.score_files import Result, score_paths


def scored(rules, report):
    card = score(Report.model_validate(report), Rulebook.model_validate(rules))
    return Result("report.yaml", 1, card, NO_PLACES, NO_PLACES)


def coloured(rules, report, *, explain=True):
    return list(render("text", [scored(rules, report)], explain=explain))


def lines_of(rules, report, *, explain=True):
    return [unstyle(line) for line in coloured(rules, report, explain=explain)]


def example(name, *, full=False):
    found = score_paths([str(ROOT / f"examples/{name}.yaml")], Library())
    return [unstyle(line) for line in render("text", found, explain=False, full=full)]


@pytest.mark.parametrize("explain", [True, False])
@pytest.mark.parametrize("names", [("Dim", "Fair", "Bright"), ("so dim " * 9, "fairly bright " * 5, "bright" * 4)])
def test_columns_are_aligned_and_lines_are_at_most_80_wide(names, explain):
    names = tuple(name.strip() for name in names)
    rules = {
        **LIGHTHOUSE,
        "ratings": dict(zip(names, (0, 1, 2), strict=True)),
        "bands": {
            "key_question": {"starts": dict(zip(names, (0, 40, 75), strict=True))},
            "overall": [{"max": 4, "starts": dict(zip(names, (0, 2, 4), strict=True))}],
        },
    }
    standards = {"L 1": names[0], "L 2": {"rating": names[1], "key_questions": {"reach": 20, "colour": 90}}}
    lines = lines_of(
        rules, {"service": "S " * 60, "standards": standards, "overall": {"rating": names[2]}}, explain=explain
    )
    assert max(map(len, lines)) <= 80
    header = next(line for line in lines if "Published" in line and "Recomputed" in line)
    row = next(line for line in lines if line.startswith("L 1 Keeper"))
    assert row[header.index("Published") :].startswith(names[0][:6])
    assert row[header.index("Recomputed") :].startswith("by judgement: 0" if explain else "by judgement, 0 points")


def test_line_ends_in_a_note_are_spaces():
    lines = lines_of(LIGHTHOUSE, {"known_disagreement": "It was\ncorrected\tlater.\n"})
    assert "Known disagreement: It was corrected later." in lines


def test_a_standard_that_is_not_in_the_score_is_shown_as_such():
    rules = {
        **LIGHTHOUSE,
        "standards": [*LIGHTHOUSE["standards"], {"name": "Log", "rated_by": "judgement", "counted": False}],
    }
    assert any(
        line.split() == ["Log", "Fair", "by", "judgement:", "not", "in", "the", "score"]
        for line in lines_of(rules, {"standards": {"Log": "Fair"}})
    )
    assert any(line.split() == ["Log", "-", "not", "in", "the", "score"] for line in lines_of(rules, {}))


def test_only_what_has_a_colour_or_is_bold_has_escape_sequences():
    lines = coloured(LIGHTHOUSE, {"standards": {"L 2": {"rating": "Dim", "key_questions": {"reach": 20}}}})
    (uncoloured,) = [line for line in lines if "no rating was published" in line and line.startswith("   ")]
    assert uncoloured == "      no rating was published, so every rating is possible"
    (agreeing,) = [line for line in lines if "agrees: " in line]
    assert agreeing.startswith("      \x1b[32magrees: \x1b[0monly percentage: reach, 20%")


RIGHT = {"standards": {"L 1": "Fair", "L 2": {"rating": "Dim", "key_questions": {"reach": 20, "colour": 90}}}}
WRONG = {"standards": {"L 1": "Fair", "L 2": {"rating": "Bright", "key_questions": {"reach": 20, "colour": 90}}}}
WHOLE = {**RIGHT, "overall": {"rating": "Dim"}}
OPEN = {"standards": {"L 1": "Fair", "L 2": {"rating": "Dim", "key_questions": {"reach": 90}}}}


class TestShort:
    """One report, unless more is asked for."""

    @pytest.mark.parametrize("name", ["leeds-pdu-2024", "kirklees-pdu-2024"])
    def test_an_example_is_at_most_30_lines_with_the_verdict_first(self, name):
        lines = example(name)
        assert len(lines) <= 30
        assert lines[1] == "Agrees: the published ratings follow from the rules."
        assert len(example(name, full=True)) > len(lines)

    def test_each_rating_is_a_line_with_its_own_verdict(self):
        lines = example("leeds-pdu-2024")
        start = next(place for place, line in enumerate(lines) if "Published" in line)
        assert [line.split("  ")[-1] for line in lines[start + 1 : start + 10]] == [
            *["by judgement, 1 point"] * 3,
            *["agrees, 0 points"] * 4,
            *["agrees"] * 2,
        ]
        assert [line.split("  ")[0] for line in lines[start + 8 : start + 10]] == ["Score", "Overall rating"]

    def test_a_reason_is_below_what_does_not_agree_and_is_not_said_twice(self):
        assert not any("lowest of" in line for line in lines_of(LIGHTHOUSE, RIGHT, explain=False))
        text = " ".join(lines_of(LIGHTHOUSE, WRONG, explain=False))
        assert text.count("reach, 20%") == 1  # in the finding
        undetermined = lines_of(LIGHTHOUSE, OPEN, explain=False)
        (row,) = [place for place, line in enumerate(undetermined) if "undetermined, " in line]
        assert undetermined[row + 1].startswith("    the percentage for colour is missing, so the rating could be ")

    def test_the_verdict_beside_a_rating_has_its_colour(self):
        (row,) = [line for line in coloured(LIGHTHOUSE, WRONG, explain=False) if "disagrees" in line]
        assert "  \x1b[31mdisagrees\x1b[0m: Dim" in row

    def test_a_standard_that_is_not_included_in_the_score_scores_no_points(self):
        log = {"name": "Log", "rated_by": "judgement", "counted": False}
        rules = {**LIGHTHOUSE, "standards": [*LIGHTHOUSE["standards"], log]}
        (row,) = [line for line in lines_of(rules, {"standards": {"Log": "Fair"}}, explain=False) if "Log" in line]
        assert row.split() == ["Log", "Fair", "by", "judgement,", "not", "in", "the", "score"]


class TestList:
    """Several reports, unless more is asked for."""

    def listed(self, *reports, **look):
        given = Look(**look)
        results = [scored(LIGHTHOUSE, report) for report in reports]
        text = format_named("text")
        return [
            unstyle(line)
            for line in text.join_results((shown_result(text, result, given) for result in results), given)
        ]

    def test_a_report_is_a_line_with_the_findings_below(self):
        lines = self.listed({**WHOLE, "service": "Farne"}, {**WRONG, "service": "Bell Rock"})
        assert lines[0].split() == ["Report", "Recomputed", "Verdict"]
        assert lines[1].split() == ["Farne", "1/4", "Dim", "agrees"]
        assert lines[2].split() == ["Bell", "Rock", "1/4", "Dim", "disagrees"]
        assert lines[3].startswith("  L 2 Lamp is published as Bright")
        assert lines[lines.index("") + 1] == "2 reports: 1 disagrees, 1 agrees."

    def test_below_what_is_not_confirmed_are_its_file_and_what_is_missing(self):
        lines = self.listed({**RIGHT, "service": "Farne"}, {**OPEN, "service": "Bell Rock"}, {"service": "Empty"})
        assert lines[1].split() == ["Farne", "1/4", "Dim", "partly", "checked"]
        assert lines[2] == "  report.yaml: no overall rating was published"
        assert lines[3].split()[-1] == "undetermined"
        assert lines[4] == "  report.yaml: missing: percentage for colour of L 2"
        assert lines[5].endswith("  nothing to compare")
        assert lines[6] == ""

    def test_much_that_is_missing_takes_no_more_than_two_lines(self):
        asked = {f"question {number}": None for number in range(20)}
        lamp = {"code": "L 2", "name": "Lamp", "rated_by": "lowest_key_question", "key_questions": asked}
        rules = {**LIGHTHOUSE, "standards": [LIGHTHOUSE["standards"][0], lamp]}
        report = {"standards": {"L 2": {"rating": "Dim", "key_questions": {"question 0": 90}}}}
        found = [scored(rules, report)] * 2
        lines = [unstyle(line) for line in render("text", found, explain=False)]
        assert lines[2].startswith("  report.yaml: missing: rating of L 1, percentages for question 1, ")
        assert (lines[3][:5], lines[3][-4:]) == ("    q", " ...")
        assert lines[4].startswith("report.yaml  ")

    def test_a_report_without_a_service_is_named_by_its_file(self):
        assert self.listed(RIGHT, RIGHT)[1].startswith("report.yaml  ")

    def test_a_name_too_long_for_a_line_is_cut_where_it_tells_least(self):
        long = {**RIGHT, "service": "Hammersmith, Fulham, Kensington and Chelsea"}
        assert self.listed(long, long)[1].startswith("Hammersmith, Fulham, Kensi...  1/4")
        deep = replace(scored(LIGHTHOUSE, RIGHT), file="reports/of/the/northern/lighthouses/farne.yaml")
        (_, line, *_) = map(unstyle, render("text", [deep, deep], explain=False))
        assert line.startswith("...ern/lighthouses/farne.yaml  1/4")

    def test_which_rules_are_not_confirmed_is_said_once(self):
        for look in ({}, {"full": True}):
            text = " ".join(self.listed(RIGHT, WRONG, RIGHT, **look))
            assert text.count("Rules not confirmed. ") == 1
            assert "overall bands" in text

    def test_a_filter_leaves_out_reports_and_counts_all(self):
        lines = self.listed({**RIGHT, "service": "Farne"}, {**WRONG, "service": "Bell Rock"}, only={"disagrees"})
        assert lines[1].startswith("Bell Rock")
        assert "2 reports: 1 disagrees, 1 partly checked." in lines
        assert self.listed(RIGHT, only={"disagrees"}) == ["1 report: 1 partly checked."]
        nothing = self.listed(RIGHT, RIGHT, only={"disagrees"})
        assert nothing == ["2 reports: 2 partly checked."]

    @pytest.mark.parametrize("full", [True, False])
    def test_lines_are_as_wide_as_there_is_room(self, full):
        long = {**WRONG, "service": "Lamp " * 60}
        for width in (60, 80, 132):
            widest = max(map(len, self.listed(long, long, width=width, full=full)))
            assert width - 10 < widest <= width
