"""A document gives two different values for the same thing.

For example, the summary may give one rating, and the text below the heading of the standard another. Neither value is
used, so a rating that depends on it cannot be determined. Only the author of the report knows which of the two is
right. Only documents can have this finding, because a report file gives each value once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmip_rules.model.finding import Finding

if TYPE_CHECKING:
    from hmip_rules.documents.extraction import Extraction


def findings(extraction: Extraction) -> list[Finding]:
    """Return a finding for each value given in two ways, with the place where it stands first."""
    from hmip_rules.documents.extraction_report import conflict_message, name_of

    places = extraction.places
    return [
        Finding(
            code="conflicting-values",
            where=name_of(path),
            published=None,
            message=conflict_message(path, values),
            path=path,
            place=places.of(path),
        )
        for path, values in extraction.conflicts.items()
    ]
