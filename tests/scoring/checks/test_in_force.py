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
    ("pdu-2024", {"published": "2019"}, False),
    ("pdu-2024", {}, False),
    ("pdu-2021", {"published": "2024-10"}, True),
    ("pdu-2021", {"published": "2022-10"}, False),
]


@pytest.mark.parametrize(("rulebook", "months", "is_outside"), CASES)
def test_a_month_outside_those_of_the_rulebook_is_remarked_on(rulebook, months, is_outside):
    card = score(Report(rulebook=rulebook, **months))
    assert [finding.code for finding in card.findings] == ["in-force"] * is_outside


@pytest.mark.parametrize(("rulebook", "months", "is_outside"), CASES)
def test_so_it_is_where_the_rulebook_was_chosen_by_hand(rulebook, months, is_outside):
    card = score(Report(rulebook="another", **months), load_rulebook(rulebook))
    assert bool(card.findings) is is_outside


def test_a_remark_leaves_the_status_as_it_is(pdu):
    inside, outside = (score(Report(fieldwork=month), pdu) for month in ("2024-08", "2019-05"))
    assert inside.status == outside.status == Status.NOT_PUBLISHED
    assert [finding.is_remark for finding in outside.findings] == [True]


def test_the_message_gives_the_month_and_those_of_the_rulebook(pdu):
    (finding,) = score(Report(fieldwork="2019-05"), pdu).findings
    assert finding.message == (
        "Fieldwork started in May 2019, when pdu-2024 was not in force (October 2023 to October 2025); "
        "the ratings may have been made by other rules"
    )
    assert (finding.rule.name, finding.rule.basis) == ("in_force", "confirmed")
    assert (finding.published, finding.path) == ("2019-05", ("fieldwork",))
