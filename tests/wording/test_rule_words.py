"""What a rule says, and how sure it is, in words."""

import pytest

from hmip_rules import Rulebook
from hmip_rules.model.rules import Discretion, InForce, Printed, Standard, Ties
from hmip_rules.wording import rule_words
from hmip_rules.wording.phrases import from_to


def test_each_rule_of_a_rulebook_has_a_title(pdu: Rulebook):
    assert [rule_words.rule_title(pdu, rule) for rule in pdu.rules()] == [
        "list of standards",
        "percentage bands",
        "lowest key question sets the rating",
        "leaving out questions that did not apply",
        "how percentages are rounded",
        "how an exact half is rounded",
        "rounding before a rating is given",
        "inspectors' discretion",
        "standards rated by judgement",
        "points for each rating",
        "adding up the points",
        "maximum score",
        "overall bands",
        "months in force",
    ]
    assert rule_words.rule_title(pdu, pdu.rule("standards", 3)) == "standard P 2.1 Assessment"


@pytest.mark.parametrize(
    ("months", "words"),
    [
        (None, "no months stated"),
        ({"of": "fieldwork", "from": "2023-10"}, "fieldwork from October 2023 on"),
        ({"of": "published", "to": "2023"}, "reports published up to 2023"),
    ],
)
def test_the_months_in_force(months, words):
    assert rule_words.in_force(InForce.model_validate(months) if months else None) == words


@pytest.mark.parametrize(
    ("plain", "words"),
    [
        ({"rated_by": "judgement"}, "rated by judgement"),
        ({"rated_by": "judgement", "counted": False}, "rated by judgement, not included in the score"),
        ({"rated_by": "lowest_key_question", "key_questions": ["reach"]}, "rated by its lowest key question"),
        ({"rated_by": "lowest_key_question"}, "rated by its lowest key question, but its key questions are not known"),
    ],
)
def test_how_a_standard_is_rated(plain, words):
    assert rule_words.rated_by(Standard.model_validate({"name": "Lamp", **plain})) == words


def test_how_percentages_are_rounded():
    assert rule_words.rounded(Printed()) == "rounded to the nearest whole per cent"
    assert rule_words.rounded(Printed(to="0.1", by="down")) == "rounded down to a multiple of 0.1%"
    assert rule_words.halfway(Ties(to="even")) == "to the even number"


def test_how_far_inspectors_may_depart():
    assert rule_words.margin(None) == "none"
    assert rule_words.margin(Discretion(points=5)) == "5 percentage points either way"
    assert rule_words.margin(Discretion(points=1, direction="up")) == "1 percentage point, up only"


def test_a_basis_says_what_it_means_to_be_unverified(pdu: Rulebook):
    assert rule_words.basis(pdu.rule("discretion")) == "unverified, because no source was found"
    assert rule_words.basis(pdu.rule("stands_on", "standards")) == "confirmed by leeds-2024, kirklees-2024"


def test_a_range_with_equal_ends_is_one_value():
    assert (from_to("4", "10"), from_to("4", "4")) == ("4 to 10", "4")
