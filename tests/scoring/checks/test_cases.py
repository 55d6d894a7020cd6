"""The number of cases inspected contradicts what else is published."""

import pytest

from hmip_rules import Report, Status, score

SAFETY = {"P 2.1": {"key_questions": {"safety": 23}}}


def test_percentages_of_no_cases_are_a_contradiction(pdu):
    card = score(Report(cases=0, standards=SAFETY), pdu)
    (finding,) = card.findings
    assert (finding.code, finding.where, finding.published) == ("cases", "cases", 0)
    assert finding.message == "No cases were inspected, but percentages of cases were published"
    assert finding.is_contradiction
    assert card.status == Status.DISAGREES


def test_more_cases_than_people_supervised_is_a_remark(pdu):
    card = score(Report(cases=1200, caseload=1100, standards=SAFETY), pdu)
    (finding,) = card.findings
    assert (finding.code, finding.where, finding.published) == ("cases", "caseload", 1100)
    assert finding.message == "1,200 cases were inspected, but the service supervised only 1,100 people"
    assert (finding.is_remark, finding.is_contradiction) == (True, False)
    assert card.status == score(Report(standards=SAFETY), pdu).status


@pytest.mark.parametrize("published", [{"cases": 0}, {"cases": 82, "caseload": 82}, {"caseload": 0}, {"cases": 1}])
def test_nothing_is_found_where_the_numbers_can_be_right(pdu, published):
    standards = {} if published.get("cases") == 0 else SAFETY
    assert score(Report(standards=standards, **published), pdu).findings == ()
