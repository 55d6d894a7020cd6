"""Fieldwork is stated to have started after the report was published.

One of the two months must be wrong, so the report contradicts itself. If only a year is stated, there is a finding
only if no month of that year would fit. The ratings are still checked.
"""

from __future__ import annotations

from hmip_rules.model.finding import Finding
from hmip_rules.model.months import in_words, meets
from hmip_rules.model.scorecard import Scorecard


def check(card: Scorecard) -> list[Finding]:
    """Return a finding for a month of fieldwork after the month of publication."""
    fieldwork, published = card.report.fieldwork, card.report.published
    if fieldwork is None or published is None or meets(fieldwork, None, published):
        return []
    finding = Finding(
        code="dates",
        where="fieldwork",
        published=fieldwork,
        message=f"Fieldwork started in {in_words(fieldwork)}, after the report was published in {in_words(published)}",
        path=("fieldwork",),
    )
    return [finding]
