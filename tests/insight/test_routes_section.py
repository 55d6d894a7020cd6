"""Routes in words, where goldens have none, and as their user asks for them."""

import pytest
from click.testing import CliRunner
from conftest import ROOT

from hmip_rules import Report, Rulebook
from hmip_rules.cli.score import main
from hmip_rules.insight.routes.section import routes_section
from hmip_rules.scoring.evaluate import evaluate

LEEDS = "examples/leeds-pdu-2024.yaml"


def asked(*options):
    return CliRunner().invoke(main, [*options, str(ROOT / LEEDS)])


def test_a_rating_that_there_is_not_is_refused_with_the_nearest():
    result = asked("--reach", "Goood")
    assert result.exit_code == 2
    assert "rulebook pdu-2024 has no rating 'Goood'; did you mean 'Good'" in " ".join(result.stderr.split())


def test_judgements_are_let_change_on_routes_alone():
    result = asked("--also-judgements")
    assert result.exit_code == 2
    assert "--also-judgements only works with --reach or --all" in " ".join(result.stderr.split())


def test_all_is_every_section_with_routes_to_the_next_better_rating():
    each = ("--margins", "--reach", "Requires improvement", "--consistency", "--certainty")
    assert asked("--all").output == asked(*each).output
    assert asked("--all", "--reach", "Good").output == asked(*each, "--reach", "Good").output


def small(pdu, **rules):
    """A rulebook of two assessed standards of one key question, with points from 0 to 6."""
    standard = {"rated_by": "lowest_key_question", "key_questions": ["safety"]}
    starts = {"Inadequate": 0, "Requires improvement": 2, "Good": 4, "Outstanding": 6}
    bands = {"key_question": pdu.bands.key_question, "overall": [{"max": 6, "starts": starts}]}
    fields = pdu.model_dump(by_alias=True) | {"bands": bands} | rules
    return Rulebook.model_validate(fields | {"standards": [standard | {"name": "A"}, standard | {"name": "B"}]})


def words(book, *, rating=None, cases=20, **percentages):
    standards = {name: {"key_questions": {"safety": percent}} for name, percent in percentages.items()}
    card = evaluate(book, Report.model_validate({"cases": cases, "standards": standards}))
    made = routes_section(card, rating)
    assert made.plain["rating"] == rating
    return " ".join(part for part in made.body if isinstance(part, str))


def test_where_nothing_is_judged_and_there_is_no_discretion_neither_is_spoken_of(pdu):
    said = words(small(pdu, discretion=None), rating="Good", A=50, B=70)
    assert "The smallest change that would give Good (4 points or more) is 2 more cases judged sufficient." in said
    assert "--also-judgements" not in said
    assert "discretion" not in said


def test_with_no_rating_sought_the_fall_alone_is_said(pdu):
    said = words(small(pdu), A=80, B=80)
    assert said.startswith(
        "The smallest change that would give a rating below Outstanding (5 points or fewer) is 1 fewer case judged "
        "sufficient. There are 2 ways to do this."
    )


def test_where_no_overall_bands_are_known_there_are_no_routes(pdu):
    card = evaluate(pdu, Report(standards={"P 1.1": "not rated"}))
    (said, *_) = routes_section(card, None).body
    assert said.startswith("No changes can be shown, because no overall bands are known")


@pytest.mark.parametrize("rating", ["", " "])
def test_a_rating_that_is_left_empty_is_refused(rating):
    result = CliRunner().invoke(main, ["--reach", rating, LEEDS])
    assert result.exit_code == 2
    assert "--reach needs a rating, such as --reach Good" in " ".join(result.stderr.split())


def test_a_rating_that_is_held_already_needs_nothing(pdu):
    assert "The overall rating is already Good." in words(small(pdu), rating="Good", A=70, B=70)


def test_published_numbers_of_cases_are_not_assumed(pdu):
    assert "This assumes that each key question was judged in all 20 cases." in words(small(pdu), A=70, B=70)
    counts = {"sufficient": 14, "of": 20}
    assert "This assumes" not in words(small(pdu), A=counts, B=counts)


def test_what_cannot_change_is_named_where_even_judgements_are_not_enough(pdu):
    incomplete = {"key_questions": {"engagement": 20}}
    judged = dict.fromkeys(("P 1.1", "P 1.2", "P 1.3", "P 2.3", "P 2.4"), "Good")
    card = evaluate(pdu, Report.model_validate({"standards": judged | {"P 2.1": incomplete, "P 2.2": incomplete}}))
    assert (
        "Outstanding (18 points or more) cannot be reached. Even with the best rating for every standard without "
        "percentages, the score would be 15 (Good). 0 points of that come from P 2.1 and P 2.2, which cannot change."
    ) in routes_section(card, "Outstanding", judgements=True).body
