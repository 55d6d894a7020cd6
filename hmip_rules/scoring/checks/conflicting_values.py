"""A document gives two different values for the same thing.

For example, the summary may give one rating, and the text below the heading of the standard another. Neither value is
used, so a rating that depends on it cannot be determined. Only the author of the report knows which of the two is
right. A score that follows from one of two ratings is not a second finding. A report file gives each value once; what
was read from a document has both values under `conflicts`.
"""

from __future__ import annotations

from hmip_rules.model.finding import Finding
from hmip_rules.model.scorecard import Scorecard


def check(card: Scorecard) -> list[Finding]:
    """Return a finding for each value given in two ways, with the place where it stands first."""
    return [
        Finding(
            code="conflicting-values",
            where=conflict.name,
            published=None,
            message=f"{conflict}, so it is not used",
            path=conflict.path,
        )
        for conflict in card.report.conflicts
    ]
