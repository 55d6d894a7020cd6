"""The report is of a month in which its rulebook did not apply."""

import pytest

from hmip_rules import Report, Status, load_rulebook, score

CASES = [
    ("pdu-2024", {"fieldwork": "2023-09"}, True),
    ("pdu-2024", {"fieldwork": "2023-10"}, False),
    ("pdu-2024", {"fieldwork": "2025-10"}, False),
    ("pdu-2024", {"fieldwork": "2025-11"}, True),
    ("pdu-2024", {"fieldwork": "2022"}, True),
    ("pdu-2024", {"fieldwork": "2023"}, False),
    ("pdu-2024", {"published": "2019"}, True),
    ("pdu-2024", {"published": "2023"}, False),
    ("pdu-2024", {"published": "2026-03"}, False),
    ("pdu-2024", {"published": "2023-09", "fieldwork": "2023-10"}, False),
    ("pdu-2021", {"fieldwork": "2023-07"}, True),
    ("pdu-2021", {"fieldwork": "2023-06"}, False),
    ("pdu-2021", {"fieldwork": "2019-05"}, False),
    ("pdu-2024", {}, False),
    ("pdu-2021", {"published": "2024-10"}, True),
    ("pdu-2021", {"published": "2022-10"}, False),
]


@pytest.mark.parametrize(("rulebook", "months", "is_outside"), CASES)
def test_a_month_outside_those_of_the_rulebook_is_remarked_on(rulebook, months, is_outside):
    card = score(Report(rulebook=rulebook, **months))
    assert ("in-force" in {finding.code for finding in card.findings}) is is_outside


@pytest.mark.parametrize(("rulebook", "months", "is_outside"), CASES)
def test_so_it_is_where_the_rulebook_was_chosen_by_hand(rulebook, months, is_outside):
    card = score(Report(rulebook="another", **months), load_rulebook(rulebook))
    assert ("in-force" in {finding.code for finding in card.findings}) is is_outside


def test_a_remark_leaves_the_status_as_it_is(pdu):
    inside, outside = (score(Report(fieldwork=month), pdu) for month in ("2024-08", "2019-05"))
    assert inside.status == outside.status == Status.NOT_PUBLISHED
    assert [finding.is_remark for finding in outside.findings] == [True]


def test_the_message_gives_the_month_and_those_of_the_rulebook(pdu):
    (finding,) = score(Report(fieldwork="2019-05"), pdu).findings
    assert finding.message == (
        "Fieldwork started in May 2019, when pdu-2024 was not in force (October 2023 to October 2025), "
        "so other rules may have applied"
    )
    assert (finding.rule.name, finding.rule.basis) == ("in_force", "confirmed")
    assert (finding.published, finding.path) == ("2019-05", ("fieldwork",))


def test_where_the_deciding_month_is_not_stated_the_other_may_show_it(pdu):
    (finding,) = score(Report(published="2019-03"), pdu).findings
    assert finding.message == (
        "The report was published in March 2019, before pdu-2024 was in force (fieldwork October 2023 to October 2025), "
        "so other rules may have applied"
    )
    assert (finding.where, finding.published, finding.path) == ("published", "2019-03", ("published",))
    (finding,) = score(Report(fieldwork="2024-03"), load_rulebook("pdu-2021")).findings
    assert finding.message == (
        "Fieldwork started in March 2024, after pdu-2021 was in force (reports published January 2022 to June 2023), "
        "so other rules may have applied"
    )
