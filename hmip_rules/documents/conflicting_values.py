"""A document says the same thing in two ways: a rating in the summary, another at the standard's heading.

The value is left out, and what depends on it stays open: which of the two is right, only the writer of the report
knows. It is found in documents alone; a report file says each thing once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hmip_rules.model.finding import Finding
from hmip_rules.model.places import Places

if TYPE_CHECKING:
    from hmip_rules.documents.extraction import Extraction


def findings(extraction: Extraction, places: Places) -> Iterator[Finding]:
    """Find what a document says in two ways, each with the place where it stands first."""
    from hmip_rules.documents.extraction_report import conflict_message, name_of

    for path, values in extraction.conflicts.items():
        yield Finding(
            code="conflicting-values",
            where=name_of(path),
            published=None,
            recomputed=None,
            changes_overall=None,
            message=conflict_message(path, values),
            path=path,
            rule=None,
            place=places.of(path),
        )
