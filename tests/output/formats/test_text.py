"""Text for a person: aligned and within 80 columns, whatever a rulebook calls its ratings."""

import pytest
from click import unstyle
from model.test_rulebook import LIGHTHOUSE

from hmip_rules import Report, Rulebook, score
from hmip_rules.model.places import NO_PLACES
from hmip_rules.output.rendering import render
from hmip_rules.scoring.score_files import Result


def coloured(rules, report):
    card = score(Report.model_validate(report), Rulebook.model_validate(rules))
    return list(render("text", [Result("report.yaml", 1, card, NO_PLACES, NO_PLACES)], explain=True))


def lines_of(rules, report):
    return [unstyle(line) for line in coloured(rules, report)]


@pytest.mark.parametrize("names", [("Dim", "Fair", "Bright"), ("so dim " * 9, "fairly bright " * 5, "bright" * 4)])
def test_columns_are_aligned_and_lines_are_at_most_80_wide(names):
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
    lines = lines_of(rules, {"service": "S " * 60, "standards": standards, "overall": {"rating": names[2]}})
    assert max(map(len, lines)) <= 80
    header = next(line for line in lines if "recomputed: points" in line)
    row = next(line for line in lines if line.startswith("L 1 Keeper"))
    assert row[header.index("published") :].startswith(names[0][:6])
    assert row[header.index("recomputed") :].startswith("taken as judged")


def test_line_ends_in_a_note_are_spaces():
    lines = lines_of(LIGHTHOUSE, {"known_disagreement": "It was\ncorrected\tlater.\n"})
    assert "Known disagreement: It was corrected later." in lines


def test_a_standard_that_does_not_count_is_shown_as_such():
    rules = {
        **LIGHTHOUSE,
        "standards": [*LIGHTHOUSE["standards"], {"name": "Log", "rated_by": "judgement", "counted": False}],
    }
    assert any(
        line.split() == ["Log", "Fair", "taken", "as", "judged:", "not", "counted"]
        for line in lines_of(rules, {"standards": {"Log": "Fair"}})
    )
    assert any(line.split() == ["Log", "-", "not", "counted"] for line in lines_of(rules, {}))


def test_only_what_has_a_colour_or_is_bold_has_escape_sequences():
    lines = coloured(LIGHTHOUSE, {"standards": {"L 2": {"rating": "Dim", "key_questions": {"reach": 20}}}})
    (uncoloured,) = [line for line in lines if "no rating was published" in line and line.startswith("   ")]
    assert uncoloured == "      no rating was published, so every rating is possible"
    (agreeing,) = [line for line in lines if "agrees: " in line]
    assert agreeing.startswith("      \x1b[32magrees: \x1b[0monly percentage: reach, 20%")
