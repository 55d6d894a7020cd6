"""Fieldwork is stated to have started after the report was published."""

import pytest

from hmip_rules import Report, Status, score


@pytest.mark.parametrize(
    ("fieldwork", "published"),
    [("2024-11", "2024-10"), ("2025", "2024-12"), ("2025-01", "2024"), ("2025", "2024")],
)
def test_fieldwork_after_publication_is_a_contradiction(pdu, fieldwork, published):
    card = score(Report(fieldwork=fieldwork, published=published), pdu)
    (finding,) = card.findings
    assert (finding.code, finding.where, finding.path) == ("dates", "fieldwork", ("fieldwork",))
    assert finding.is_contradiction
    assert card.status == Status.DISAGREES


@pytest.mark.parametrize(
    ("fieldwork", "published"),
    [("2024-10", "2024-10"), ("2024", "2024-01"), ("2024-12", "2024"), ("2024-08", "2024-10"), ("2024-08", None)],
)
def test_no_contradiction_where_some_month_of_a_year_fits(pdu, fieldwork, published):
    assert score(Report(fieldwork=fieldwork, published=published), pdu).findings == ()


def test_the_message_gives_both_months(pdu):
    (finding,) = score(Report(fieldwork="2025-01", published="2024"), pdu).findings
    assert finding.message == "Fieldwork started in January 2025, after the report was published in 2024"
