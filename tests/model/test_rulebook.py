"""The rulebooks that come with the program: what they say, on what it stands, and where they are found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from hmip_rules import InputError, Report, Rulebook, load_rulebook, score, strategies
from hmip_rules.files.library import read_rulebook, rules_folder, shipped_rulebooks
from hmip_rules.model.rules import ORDER_OF_RULES
from hmip_rules.rulebooks.differences import differences

WORDING = {
    "P 2.1": [
        "Does assessment focus sufficiently on engaging the person on probation?",
        "Does assessment focus sufficiently on the factors linked to offending and desistance?",
        "Does assessment focus sufficiently on keeping other people safe?",
    ],
    "P 2.2": [
        "Does planning focus sufficiently on engaging the person on probation?",
        "Does planning focus sufficiently on reducing reoffending and supporting desistance?",
        "Does planning focus sufficiently on keeping other people safe?",
    ],
    "P 2.3": [
        "Is the sentence or post-custody period implemented effectively with a focus on engaging the person on "
        "probation?",
        "Does the implementation and delivery of services effectively support desistance?",
        "Does the implementation and delivery of services effectively support the safety of other people?",
    ],
    "P 2.4": [
        "Does reviewing focus sufficiently on supporting the compliance and engagement of the person on probation?",
        "Does reviewing focus sufficiently on supporting desistance?",
        "Does reviewing focus sufficiently on keeping other people safe?",
    ],
}

LIGHTHOUSE = {
    "id": "lighthouse-2030",
    "sources": {"manual": {"title": "The keeper's manual", "published": "2030-02"}},
    "ratings": {"Dim": 0, "Fair": 1, "Bright": 2},
    "bands": {
        "key_question": {"starts": {"Dim": 0, "Fair": 40, "Bright": 75}, "basis": "confirmed", "sources": ["manual"]},
        "overall": [{"max": 4, "starts": {"Dim": 0, "Fair": 2, "Bright": 4}, "basis": "unverified"}],
    },
    "standards": [
        {"code": "L 1", "name": "Keeper", "rated_by": "judgement"},
        {"code": "L 2", "name": "Lamp", "rated_by": "lowest_key_question", "key_questions": ["reach", "colour"]},
    ],
}


class TestPdu2024:
    def test_it_has_the_seven_standards_and_twelve_key_questions_of_the_two_reports(self, pdu):
        assert [standard.key for standard in pdu.standards] == [
            "P 1.1",
            "P 1.2",
            "P 1.3",
            "P 2.1",
            "P 2.2",
            "P 2.3",
            "P 2.4",
        ]
        asked = {s.key: list(s.key_questions.values()) for s in pdu.standards if s.key_questions}
        assert asked == WORDING
        assert {tuple(s.key_questions) for s in pdu.standards if s.key_questions} == {
            ("engagement", "desistance", "safety")
        }

    @pytest.mark.parametrize(
        ("rule", "basis"),
        [
            (("stands_on", "standards"), "confirmed"),
            (("standards", 0), "confirmed"),
            (("standards", 6), "confirmed"),
            (("stands_on", "lowest_key_question"), "confirmed"),
            (("stands_on", "max_score"), "confirmed"),
            (("in_force",), "confirmed"),
            (("stands_on", "points"), "inferred"),
            (("stands_on", "total"), "inferred"),
            (("stands_on", "judgement"), "inferred"),
            (("percentages", "printed"), "inferred"),
            (("percentages", "ties"), "unverified"),
            (("percentages", "banded"), "unverified"),
            (("bands", "key_question"), "unverified"),
            (("bands", "overall", 0), "unverified"),
            (("discretion",), "unverified"),
            (("stands_on", "not_applicable"), "unverified"),
        ],
    )
    def test_no_rule_stands_higher_than_its_sources(self, pdu, rule, basis):
        assert pdu.rule(*rule).basis == basis
        assert bool(pdu.rule(*rule).sources) == (basis != "unverified")

    def test_its_rules_come_in_the_order_of_the_method(self, pdu):
        assert [rule.name for rule in pdu.rules()] == [name for name in ORDER_OF_RULES if name != "standards"]

    def test_it_can_be_told_whether_a_rule_states_its_basis(self, pdu):
        assert pdu.has_basis(("bands", "key_question"))
        assert not Rulebook.model_validate(LIGHTHOUSE).has_basis(("standards", 0))


class TestGrounds:
    def test_a_rule_that_says_nothing_is_unverified(self):
        book = Rulebook.model_validate(LIGHTHOUSE)
        assert book.rule("standards", 0).basis == "unverified"
        assert book.rule("bands", "key_question").source_ids == ("manual",)

    def test_basis_and_sources_hold_for_what_stands_below_unless_it_says_otherwise(self):
        plain = {**LIGHTHOUSE, "basis": "inferred"}
        ties = {"to": "up", "basis": "unverified"}
        plain["percentages"] = {"basis": "confirmed", "sources": ["manual"], "printed": {"to": 1}, "ties": ties}
        book = Rulebook.model_validate(plain)
        assert book.rule("percentages", "printed").basis == "confirmed"
        assert book.rule("percentages", "printed").source_ids == ("manual",)
        assert book.rule("percentages", "banded").basis == "unverified"  # the file does not state it
        assert book.rule("stands_on", "not_applicable").basis == "unverified"
        assert book.rule("percentages", "ties")[2:4] == ("unverified", ())
        assert book.rule("stands_on", "total")[2:4] == ("inferred", ("manual",))

    def test_the_note_is_that_of_the_rule(self, pdu):
        assert "Neither report says where a band starts" in pdu.rule("bands", "key_question").note
        assert pdu.rule("stands_on", "lowest_key_question").note is None


def test_rulebooks_are_found_by_id_and_by_file():
    assert "pdu-2024" in shipped_rulebooks()
    assert load_rulebook(rules_folder() / "pdu-2024.yaml") == load_rulebook("pdu-2024")
    assert read_rulebook("pdu-2024").places.file == "pdu-2024.yaml"


@pytest.mark.parametrize("rulebook_id", shipped_rulebooks())
def test_a_rulebook_is_filed_under_its_id(rulebook_id):
    assert load_rulebook(rulebook_id).id == rulebook_id


def test_an_unknown_rulebook_is_refused_with_the_nearest_known():
    with pytest.raises(InputError, match="Unknown rulebook 'pdu-2023'; did you mean 'pdu-2024'"):
        load_rulebook("pdu-2023")
    with pytest.raises(InputError, match="There is no file"):
        load_rulebook("missing.yaml")


def test_a_rulebook_built_from_a_dict_is_checked_as_strictly_as_a_file():
    with pytest.raises(ValidationError, match="contradict"):
        Rulebook.model_validate({**LIGHTHOUSE, "ratings": {"Dim": 0, "Fair": 0, "Bright": 2}})


def test_rounding_and_percentages_have_defaults_that_are_unverified():
    book = Rulebook.model_validate(LIGHTHOUSE)
    assert (book.percentages.printed.to, book.percentages.ties.to, book.discretion) == (1, "up", None)
    assert book.rule("percentages", "banded").basis == "unverified"


@given(st.data())
def test_any_rulebook_that_can_be_drawn_is_sound(data):
    book = data.draw(strategies.rulebooks())
    bands = book.bands.overall[0]
    lowest = min(bands.starts.values())
    assert (bands.rating_of(lowest), bands.rating_of(bands.max)) == (book.names[0], book.names[-1])
    assert {bands.rating_of(score) for score in (None, lowest - 1, bands.max + 1)} == {None}


def test_a_framework_that_is_judged_alone_needs_no_percentage_bands():
    plain = {**LIGHTHOUSE, "standards": LIGHTHOUSE["standards"][:1]}
    plain["bands"] = {"overall": [{"max": 2, "starts": {"Dim": 0, "Fair": 1, "Bright": 2}}]}
    book = Rulebook.model_validate(plain)
    card = score(Report.model_validate({"standards": {"L 1": "Fair"}}), book)
    assert (card.overall.score, card.overall.rating) == (1, "Fair")
    assert [rule.name for rule in book.rules()] == [
        *("stands_on.standards", "stands_on.lowest_key_question", "stands_on.not_applicable", "stands_on.judgement"),
        *("stands_on.points", "stands_on.total", "stands_on.max_score", "bands.overall"),
    ]
    assert list(differences(book, book)) == []
