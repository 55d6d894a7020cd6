"""A document gives one value in two ways: a rating in the summary, another below the standard's heading.

The value is left out, so a rating that depends on it cannot be determined. Only the author of the report knows which
of the two is right. This is found in documents alone; a report file gives each value once.
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
