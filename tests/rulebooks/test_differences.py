"""What changed between two rulebooks is named, once, in words, and the other way round from the other side."""

from itertools import permutations

import pytest
from hypothesis import given

from hmip_rules import Rulebook, load_rulebook, strategies
from hmip_rules.files.library import rules_folder, shipped_rulebooks
from hmip_rules.rulebooks.differences import differences
from hmip_rules.rulebooks.pairs import paired_standards

DISCRETION = """  points: 5
  direction: either
  basis: unverified
  note: It is also held that inspectors have discretion if one case would change the rating, or if the sample has five cases or fewer. The program uses neither of these two rules.
"""
ASSESSMENT = """
      engagement: Does assessment focus sufficiently on engaging the person on probation?
      desistance: Does assessment focus sufficiently on the factors linked to offending and desistance?
      safety: Does assessment focus sufficiently on keeping other people safe?"""


@pytest.fixture
def changed(tmp_path):
    """A copy of pdu-2024 with texts replaced."""

    def copy(*replaced):
        text = (rules_folder() / "pdu-2024.yaml").read_text()
        for old, new in zip(replaced[::2], replaced[1::2], strict=True):
            assert old in text
            text = text.replace(old, new, 1)
        path = tmp_path / f"changed-{len(list(tmp_path.iterdir()))}.yaml"
        path.write_text(text)
        return load_rulebook(path)

    return copy


def sentences(before, after):
    return [str(difference) for difference in differences(before, after)]


def both_sides(before, after):
    return sorted(
        (difference.group, difference.where.casefold(), str(difference.before), str(difference.after))
        for difference in differences(before, after)
    )


def swapped(found):
    return sorted((group, where, after, before) for group, where, before, after in found)


@given(strategies.rulebooks(), strategies.rulebooks())
def test_nothing_differs_from_itself_and_from_the_other_side_before_is_after(first, second):
    assert both_sides(first, first) == []
    assert both_sides(second, first) == swapped(both_sides(first, second))


@pytest.mark.parametrize(("first", "second"), list(permutations(shipped_rulebooks(), 2)))
def test_from_the_other_side_before_is_after(first, second):
    found = both_sides(load_rulebook(first), load_rulebook(second))
    assert found
    assert both_sides(load_rulebook(second), load_rulebook(first)) == swapped(found)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("standards of 2023", "standards of 2025", "title: Probation delivery units, standards of 2023; now Probation delivery units, standards of 2025"),
        ("inspects: pdu", "inspects: unit", "inspects: pdu; now unit"),
        ("inspects: pdu\n", "", "inspects: removed: pdu"),
        ("to: 2025-10", "to: 2025-09", "months in force: fieldwork October 2023 to October 2025; now fieldwork October 2023 to September 2025"),
        ("code: P 1.2", "code: P 1.4", "code of Staffing: P 1.2; now P 1.4"),
        ("{code: P 1.2, ", "{", "code of Staffing: P 1.2; now not known"),
        ("name: Staffing", "name: Staff", "name of P 1.2: Staffing; now Staff"),
        ("name: Staffing", "name: STAFFING", "name of P 1.2 Staffing: Staffing; now STAFFING"),
        ("name: Staffing, domain: 1", "name: Staffing, domain: 3", "domain of P 1.2 Staffing: 1; now 3"),
        ("name: Staffing, domain: 1", "name: Staffing", "domain of P 1.2 Staffing: 1; now not stated"),
        (
            "name: Staffing, domain: 1, rated_by: judgement",
            "name: Staffing, domain: 1, rated_by: lowest_key_question, key_questions: []",
            "how P 1.2 Staffing is rated: rated by judgement; now rated by its lowest key question",
        ),
        (
            "Does assessment focus sufficiently on keeping other people safe?",
            "Is it safe?",
            "key question 'safety' of P 2.1 Assessment: Does assessment focus sufficiently on keeping other people safe?; now Is it safe?",
        ),
        (
            "safety: Does assessment focus sufficiently on keeping other people safe?",
            "safety:",
            "key question 'safety' of P 2.1 Assessment: Does assessment focus sufficiently on keeping other people safe?; now wording not known",
        ),
        (
            "      safety: Does assessment focus sufficiently on keeping other people safe?\n",
            "",
            "key question 'safety' of P 2.1 Assessment: removed: Does assessment focus sufficiently on keeping other people safe?",
        ),
        (ASSESSMENT, " [risk]", "key questions of P 2.1 Assessment: removed: engagement, desistance, safety; new: risk"),
        (ASSESSMENT, " []", "key questions of P 2.1 Assessment: removed: engagement, desistance, safety"),
        (
            ASSESSMENT,
            " [engagement, desistance, safety]",
            "key questions of P 2.1 Assessment: wording no longer known: engagement, desistance, safety",
        ),
        (
            ASSESSMENT,
            "\n      engagement: Is it engaging?\n      safety:",
            "key questions of P 2.1 Assessment: removed: desistance; reworded: engagement; wording no longer known: safety",
        ),
        ("ties: {to: up", "ties: {to: even", "how an exact half is rounded: up; now to the even number"),
        ("points: 5", "points: 3", "inspectors' discretion: 5 percentage points either way; now 3 percentage points either way"),
        ("direction: either", "direction: up", "inspectors' discretion: 5 percentage points either way; now 5 percentage points, up only"),
        ("unverified\n    note: Both", "confirmed\n    sources: [leeds-2024]\n    note: Both", "evidence for percentage bands: unverified; now confirmed by leeds-2024"),
        (
            "max_score: {basis: confirmed, sources: [leeds-2024, kirklees-2024]}",
            "max_score: {basis: confirmed, sources: [kirklees-2024]}",
            "evidence for maximum score: confirmed by leeds-2024, kirklees-2024; now confirmed by kirklees-2024",
        ),
        (
            "{code: P 1.3, name: Services, domain: 1, rated_by: judgement}",
            "{code: P 1.3, name: Services, domain: 1, rated_by: judgement, basis: unverified}",
            "evidence for standard P 1.3 Services: confirmed by leeds-2024, kirklees-2024; now unverified",
        ),
        (
            "{code: P 1.3, name: Services, domain: 1, rated_by: judgement}",
            "{code: P 1.3, name: Services, domain: 1, rated_by: judgement, sources: [leeds-2024]}",
            "evidence for standard P 1.3 Services: confirmed by leeds-2024, kirklees-2024; now confirmed by leeds-2024",
        ),
        (
            "isbn: 978-1-916621-59-6",
            "isbn: 978-1-916621-59-7",
            "source kirklees-2024: An inspection of probation services in: Kirklees PDU, HM Inspectorate of Probation, November 2024, ISBN 978-1-916621-59-6; "
            "now An inspection of probation services in: Kirklees PDU, HM Inspectorate of Probation, November 2024, ISBN 978-1-916621-59-7",
        ),
    ],
)  # fmt: skip
def test_one_change_is_named_and_nothing_else(pdu, changed, old, new, words):
    assert sentences(pdu, changed(old, new)) == [words]


@pytest.mark.parametrize(
    ("replaced", "words"),
    [
        (
            ["Good: 65,", "Good: 60,"],
            ["percentages for Requires improvement: 50% to 64%; now 50% to 59%", "percentages for Good: 65% to 79%; now 60% to 79%"],
        ),
        (
            ["Good: 11,", "Good: 12,"],
            ["scores for Requires improvement: 4 to 10; now 4 to 11", "scores for Good: 11 to 17; now 12 to 17"],
        ),
        (
            ["Outstanding: 3}     #", "Outstanding: 4}     #", "max: 21", "max: 28"],
            ["points for Outstanding: 3; now 4", "maximum score: 21; now 28", "scores for Outstanding: 18 to 21; now 18 to 28"],
        ),
        (
            ["to: 1\n", "to: 0.1\n"],
            [
                (
                    "how percentages are rounded: rounded to the nearest whole per cent; now rounded to the "
                    "nearest multiple of 0.1%"
                ),
                "percentages for Inadequate: 0% to 49%; now 0% to 49.9%",
                "percentages for Requires improvement: 50% to 64%; now 50% to 64.9%",
                "percentages for Good: 65% to 79%; now 65% to 79.9%",
            ],
        ),
        (
            ["value: rounded", "value: exact"],
            [
                (
                    "rounding before a rating is given: the rating depends on the rounded percentage; now the rating "
                    "depends on the exact percentage"
                ),
                "percentages for Inadequate: 0% to 49%; now 0% to under 50%",
                "percentages for Requires improvement: 50% to 64%; now 50% to under 65%",
                "percentages for Good: 65% to 79%; now 65% to under 80%",
            ],
        ),
        (
            ["by: nearest", "by: down"],
            [
                (
                    "how percentages are rounded: rounded to the nearest whole per cent; now rounded down to "
                    "a whole per cent"
                ),
                "how an exact half is rounded: removed: up",
            ],
        ),
        (
            ["discretion:                                 # how far a panel may depart from the percentage\n" + DISCRETION, ""],
            ["inspectors' discretion: 5 percentage points either way; now none", "evidence for inspectors' discretion: removed: unverified"],
        ),
        (
            ["name: Services, domain: 1, rated_by: judgement", "name: Services, domain: 1, rated_by: judgement, counted: false", "max: 21", "max: 18"],
            [
                "whether P 1.3 Services is included in the score: included; now not included",
                "maximum score: 21; now 18",
                "scores for Outstanding: 18 to 21; now 18",
            ],
        ),
        (
            ["      note: Both reports rate a score of 3 of 21", "    - {max: 18, without: [P 1.1], starts: {Inadequate: 0, Requires improvement: 4, Good: 10, Outstanding: 16}}\n#"],
            [
                "maximum score where P 1.1 is not rated: new: 18",
                "scores for Inadequate where P 1.1 is not rated: new: 0 to 3",
                "scores for Requires improvement where P 1.1 is not rated: new: 4 to 9",
                "scores for Good where P 1.1 is not rated: new: 10 to 15",
                "scores for Outstanding where P 1.1 is not rated: new: 16 to 18",
                "evidence for overall bands where P 1.1 is not rated: new: unverified",
            ],
        ),
        (
            ["code: P 2.1\n    name: Assessment", "name: Appraisal"],
            [
                "standard P 2.1 Assessment: removed: domain 2, rated by its lowest key question; key questions: engagement, desistance, safety",
                "standard Appraisal: new: domain 2, rated by its lowest key question; key questions: engagement, desistance, safety",
            ],
        ),
    ],
)  # fmt: skip
def test_a_change_that_changes_more_is_named_with_all_of_it(pdu, changed, replaced, words):
    assert sentences(pdu, changed(*replaced)) == words


def test_notes_are_not_compared(pdu, changed):
    assert (
        sentences(
            pdu,
            changed(
                "Neither report says where a band starts.",
                "they print none.",
                "revision: 2026-11-24",
                "revision: 2026-11-25",
            ),
        )
        == []
    )


def test_standards_are_paired_by_code_and_then_by_name():
    before, after = load_rulebook("pdu-2021"), load_rulebook("pdu-2024")
    pairs = [tuple(standard and standard.key for standard in pair) for pair in paired_standards(before, after)]
    assert pairs == [
        ("1.1", "P 1.1"),
        ("1.2", "P 1.2"),
        ("1.3", "P 1.3"),
        ("1.4", None),
        ("Court work", None),
        ("Assessment", "P 2.1"),
        ("Planning", "P 2.2"),
        ("Implementation and delivery", "P 2.3"),
        ("Reviewing", "P 2.4"),
    ]
    assert [str(difference) for difference in differences(before, after) if difference.group == "Standards"] == [
        "code of Leadership: 1.1; now P 1.1",
        "code of P 1.2 Staffing: 1.2; now P 1.2",
        "name of P 1.2 Staffing: Staff; now Staffing",
        "code of Services: 1.3; now P 1.3",
        "standard 1.4 Information and facilities: removed: domain 1, rated by judgement",
        "standard Court work: removed: domain 2, rated by its lowest key question, but its key questions are not known",
        "code of Assessment: not known; now P 2.1",
        "key questions of Assessment: wording now known: engagement, desistance, safety",
        "code of Planning: not known; now P 2.2",
        "key questions of Planning: wording now known: engagement, desistance, safety",
        "code of Implementation and delivery: not known; now P 2.3",
        "key questions of Implementation and delivery: wording now known: engagement, desistance, safety",
        "code of Reviewing: not known; now P 2.4",
        "key questions of Reviewing: wording now known: engagement, desistance, safety",
    ]


def test_a_name_that_two_standards_have_pairs_none_of_them():
    pairs = list(paired_standards(load_rulebook("pdu-2021"), load_rulebook("yos-2018")))
    keys = [tuple(standard and standard.key for standard in pair) for pair in pairs]
    assert ("Assessment", None) in keys
    assert {(None, "2.1"), (None, "3.1")} < set(keys)
    assert ("Reviewing", "2.4") in keys


def test_a_name_in_other_capitals_is_the_same_name(pdu, changed):
    other = changed("code: P 1.2, name: Staffing", "name: STAFFING")
    assert sentences(pdu, other) == [
        "code of Staffing: P 1.2; now not known",
        "name of Staffing: Staffing; now STAFFING",
    ]


def test_a_fold_keeps_every_wording_for_programs(pdu, changed):
    (found,) = differences(pdu, changed(ASSESSMENT, "\n      risk: Is it safe?\n      need:"))
    assert found.after == "risk: Is it safe?; need: wording not known"
    assert found.before == "; ".join(
        f"{name}: {wording}" for name, wording in pdu.by_key["P 2.1"].key_questions.items()
    )


def test_a_framework_that_is_judged_alone_has_no_percentages_to_compare(pdu):
    rules = pdu.model_dump(by_alias=True)
    judged = {"code": "P 1.1", "name": "Leadership", "rated_by": "judgement"}
    overall = [{"max": 3, "starts": dict(zip(pdu.names, range(4), strict=True))}]
    alone = Rulebook.model_validate({**rules, "standards": [judged], "bands": {"overall": overall}})
    gone = [difference for difference in differences(pdu, alone) if difference.group == "Percentages"]
    assert len(gone) == len(pdu.names) + 4
    assert all(difference.after is None for difference in gone)


@pytest.mark.parametrize(
    ("replaced", "can_change_a_rating"),
    [
        (("points: 5", "points: 3"), True),
        (("rated_by: judgement", "rated_by: judgement, counted: false"), True),
        (("name: Staffing", "name: Staff"), False),
        (("title: Probation", "title: The probation"), False),
        (("basis: inferred", "basis: confirmed"), False),
    ],
)
def test_only_another_way_of_rating_can_change_a_rating(pdu, changed, replaced, can_change_a_rating):
    if "counted" in replaced[1]:
        replaced = (*replaced, "max: 21", "max: 18")
    found = list(differences(pdu, changed(*replaced)))
    assert found
    assert any(difference.makes_ratings for difference in found) == can_change_a_rating
