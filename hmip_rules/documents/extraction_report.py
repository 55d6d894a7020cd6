"""What a user is told of an extraction, as sentences and as plain values: what was found, where, and what was not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from hmip_rules.documents.extraction import ExtractedValue, Extraction, expected_values
from hmip_rules.documents.figures import CaseCounts
from hmip_rules.model.conflict import Conflict, ConflictingValue
from hmip_rules.model.errors import printable
from hmip_rules.model.places import ValuePath, name_of_value

MAX_NAMED = 12
"""More that is missing than this is counted, not named."""


def summary_of_found(extraction: Extraction) -> str:
    """Return the count of what was found: "7 of 7 standards, 12 of 12 key questions, score, overall rating, cases"."""
    expected = expected_values(extraction.rulebook)
    ratings = [path for path in expected if path[-1] == "rating" and path[0] == "standards"]
    questions = [path for path in expected if "key_questions" in path]
    parts = [f"{sum(path in extraction.values for path in ratings)} of {len(ratings)} standards"]
    if questions:
        parts.append(f"{sum(path in extraction.values for path in questions)} of {len(questions)} key questions")
    single = {("overall", "score"): "score", ("overall", "rating"): "overall rating", ("cases",): "cases"}
    return ", ".join([*parts, *(name for path, name in single.items() if path in extraction.values)])


def summary_of_missing(extraction: Extraction) -> str:
    """Return the names of what was not found; empty if nothing is missing."""
    said = {*extraction.conflicts, *extraction.unusable}
    missing = [path for path in extraction.missing if path not in said]
    questions = [path for path in missing if "key_questions" in path]
    # a key question cannot be found without its wording
    unknown = [path for path in questions if not extraction.rulebook.by_key[str(path[1])].key_questions[str(path[3])]]
    named = [name_of_value(path) for path in missing if path not in unknown]
    parts = [
        ", ".join(named)
        if len(named) <= MAX_NAMED
        else f"{', '.join(named[:MAX_NAMED])} and {len(named) - MAX_NAMED} more"
    ]
    if unknown:
        parts.append(f"{len(unknown)} key question{'' if len(unknown) == 1 else 's'} whose wording is not known")
    return "; ".join(part for part in parts if part)


def sentences_about(extraction: Extraction) -> list[str]:
    """Return what was read from a document, what was corrected, and what was not found."""
    sentences = [f"Read from the document: {summary_of_found(extraction)}."]
    sentences += [f"Corrected: {corrected}" for corrected in corrections(extraction)]
    sentences += [f"Not used: {reason}" for reason in reasons_not_used(extraction)]
    if missing := summary_of_missing(extraction):
        sentences.append(f"Not found: {missing}")
    return sentences


def reasons_not_used(extraction: Extraction) -> list[str]:
    """Return what was found and cannot be used: "P 2.4.safety on line 40: 150% cannot be a percentage"."""
    return [
        *(
            f"{name_of_value(path)} on {found.where}: {found.reason}"
            for path, places in extraction.unusable.items()
            for found in places
        ),
        *(f"a table on {table.where}: {table.reason}" for table in extraction.passed_over),
    ]


def conflict_of(path: ValuePath, values: Sequence[ExtractedValue]) -> Conflict:
    """Return what a document says in two ways, each different value with the place and words that it has first."""
    first: dict[str | int | CaseCounts, ExtractedValue] = {}
    for value in values:
        first.setdefault(value.value, value)
    written = [
        ConflictingValue(value=str(value.value), where=value.where, words=printable(shortened(value.words)))
        for value in first.values()
    ]
    return Conflict(path=tuple(map(str, path)), values=tuple(written))


def corrections(extraction: Extraction) -> list[str]:
    """Return the errors of text recognition that were corrected, each once."""
    corrected = [value for values in extraction.values.values() for value in values if value.corrected]
    return list(dict.fromkeys(f"{value.corrected} ({value.where})" for value in corrected))


def shortened(words: str, length: int = 90) -> str:
    """Return words without their middle where they are long."""
    return words if len(words) <= length else f"{words[: length // 2].rstrip()} ... {words[-length // 2 :].lstrip()}"


def as_number(value: str | int | CaseCounts) -> str | int | float:
    """Return a figure as a number, for files; other text stays as it is, and numbers of cases are text."""
    if isinstance(value, CaseCounts):
        return str(value)
    if isinstance(value, int) or not re.fullmatch(r"\d+(\.\d+)?", value):
        return value
    return float(value) if "." in value else int(value)


def with_numbers(value: Any) -> Any:
    """Return plain values with all figures as numbers."""
    if isinstance(value, Mapping):
        return {name: with_numbers(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [with_numbers(inner) for inner in value]
    return as_number(value)


def as_plain_values(extraction: Extraction) -> Mapping[str, Any]:
    """Return what was read as plain values, for JSON."""
    return {
        "found": summary_of_found(extraction),
        "not_found": [name_of_value(path) for path in extraction.missing if path not in extraction.unusable],
        "not_used": reasons_not_used(extraction),
        "values": [
            _place_as_plain_values(path, value) for path, values in extraction.values.items() for value in values
        ],
        "conflicts": [
            _place_as_plain_values(path, value) for path, values in extraction.conflicts.items() for value in values
        ],
    }


def _place_as_plain_values(path: ValuePath, value: ExtractedValue) -> dict[str, Any]:
    return {
        "where": name_of_value(path),
        "value": as_number(value.value),
        "page": value.line.page,
        "line": value.line.number,
        "words": value.words,
        "corrected": value.corrected or None,
    }
