"""What was read from a document: the report, and of each value the words and the place it was read from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from hmip_rules.documents.figures import CaseCounts
from hmip_rules.documents.lines import Line
from hmip_rules.files.models import Read
from hmip_rules.model.places import Places, ValuePath
from hmip_rules.model.report import Report
from hmip_rules.model.rulebook import Rulebook


class ExtractedValue(NamedTuple):
    """A value as it was read.

    Attributes:
        value: as a report file has it: text, or a whole number.
        words: what it was read from, as they are printed.
        line: where they begin: the page, where there are pages, and the line.
        corrected: the errors of text recognition that were corrected; empty if there were none.
    """

    value: str | int | CaseCounts
    words: str
    line: Line
    corrected: str = ""

    @property
    def where(self) -> str:
        """The place as a reader looks it up: "page 4", or "line 88"."""
        return where_is(self.line)


class Unusable(NamedTuple):
    """Something that was found and cannot be used.

    Attributes:
        reason: why not.
        line: where it stands.
    """

    reason: str
    line: Line

    @property
    def where(self) -> str:
        """The place as a reader looks it up."""
        return where_is(self.line)


def where_is(line: Line) -> str:
    """Return the place of a line as a reader looks it up: "page 4", or "line 88"."""
    return f"line {line.number}" if line.page is None else f"page {line.page}"


ExtractedValues = Mapping[ValuePath, Sequence[ExtractedValue]]
"""For each value of a report, what was read for it, in the order of the document."""


@dataclass(frozen=True)
class Extraction:
    """What was read from a document.

    Attributes:
        rulebook_with_places: the rulebook it was read by, and where each of its rules stands.
        report: what was found once, or the same everywhere.
        values: for each value of the report, every place at which it was read, in order.
        conflicts: for each value that is left out, the places that disagree.
        missing: what the rulebook has and the document does not say, or not plainly.
        unusable: for each value that was found only in a form that cannot be used, the places.
        passed_over: the tables whose values were not read.
        file: of the document; None where its lines came from no file.
    """

    rulebook_with_places: Read[Rulebook]
    report: Report
    values: ExtractedValues
    conflicts: ExtractedValues
    missing: tuple[ValuePath, ...]
    unusable: Mapping[ValuePath, Sequence[Unusable]]
    passed_over: tuple[Unusable, ...]
    file: str | None = None

    @property
    def rulebook(self) -> Rulebook:
        """The rulebook the document was read by."""
        return self.rulebook_with_places.value

    @property
    def places(self) -> Places:
        """The place of each value in the document; for one that is left out, where it stands first."""
        first = {path: values[0] for path, values in (*self.values.items(), *self.conflicts.items())}
        return Places(
            self.file,
            {path: (value.line.number, 1) for path, value in first.items()},
            words={path: (value.line.page, value.words) for path, value in first.items()},
        )


def expected_values(rulebook: Rulebook) -> list[ValuePath]:
    """Return what a report by a rulebook should say, in the order of a report file."""
    paths: list[ValuePath] = [("service",), ("fieldwork",), ("published",), ("cases",)]
    for standard in rulebook.standards:
        paths.append(("standards", standard.key, "rating"))
        paths += [("standards", standard.key, "key_questions", question) for question in standard.key_questions]
    return [*paths, ("overall", "score"), ("overall", "max_score"), ("overall", "rating")]
