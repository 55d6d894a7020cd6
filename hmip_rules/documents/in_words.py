"""What came of reading a document, in words: what was found, where, and what was not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hmip_rules.documents.extract import Extraction, Value, expected
from hmip_rules.model.places import ValuePath
from hmip_rules.model.rulebook import Rulebook

MOST_NAMED = 12
"""More that is missing than this is counted, not named."""


def name_of(path: ValuePath) -> str:
    """Name a value as findings do: "P 2.1", "P 2.1.safety", "overall.score", "cases"."""
    if path[0] == "standards":
        return ".".join(str(step) for step in (path[1], *path[3:]))
    return ".".join(map(str, path))


def found(extraction: Extraction) -> str:
    """Count what was found: "7 of 7 standards, 12 of 12 key questions, score, overall rating, cases"."""
    every = list(expected(extraction.rulebook))
    ratings = [path for path in every if path[-1] == "rating" and path[0] == "standards"]
    questions = [path for path in every if "key_questions" in path]
    parts = [f"{sum(path in extraction.values for path in ratings)} of {len(ratings)} standards"]
    if questions:
        parts.append(f"{sum(path in extraction.values for path in questions)} of {len(questions)} key questions")
    single = {("overall", "score"): "score", ("overall", "rating"): "overall rating", ("cases",): "cases"}
    return ", ".join([*parts, *(name for path, name in single.items() if path in extraction.values)])


def not_found(extraction: Extraction) -> str:
    """Name what was not found; empty where nothing is missing. A key question without a known wording can't be."""
    missing = [path for path in extraction.missing if path not in extraction.conflicts]
    unknown = [path for path in missing if "key_questions" in path and not _wording(extraction.rulebook, path)]
    named = [name_of(path) for path in missing if path not in unknown]
    parts = [
        ", ".join(named)
        if len(named) <= MOST_NAMED
        else f"{', '.join(named[:MOST_NAMED])} and {len(named) - MOST_NAMED} more"
    ]
    if unknown:
        parts.append(f"{len(unknown)} key questions, whose wording is not known")
    return "; ".join(part for part in parts if part)


def in_sum(extraction: Extraction) -> Iterator[str]:
    """Say what was read from a document, what was put right, and what was not found."""
    yield f"Read from the document: {found(extraction)}."
    yield from (f"Put right: {corrected}" for corrected in corrections(extraction))
    if missing := not_found(extraction):
        yield f"Not found: {missing}"


def conflict(path: ValuePath, values: Sequence[Value]) -> str:
    """Say how a document contradicts itself: "P 2.1 is Good on page 4 ("...") and Inadequate on page 17 ("...")"."""
    first: dict[Any, Value] = {}
    for value in values:
        first.setdefault(value.value, value)
    said = " and ".join(f'{value.value} on {value.where} ("{short(value.words)}")' for value in first.values())
    return f"{name_of(path)} is {said}; it is left out"


def corrections(extraction: Extraction) -> Iterator[str]:
    """Say what was put right on the way, each once."""
    said = (
        f"{value.corrected} ({value.where})"
        for values in extraction.values.values()
        for value in values
        if value.corrected
    )
    yield from dict.fromkeys(said)


def short(words: str, most: int = 90) -> str:
    """Shorten words in their middle."""
    return words if len(words) <= most else f"{words[: most // 2].rstrip()} ... {words[-most // 2 :].lstrip()}"


def number(value: str | int) -> str | int | float:
    """Give a figure as a number, for files; what is none stays as it is."""
    if isinstance(value, int) or not re.fullmatch(r"\d+(\.\d+)?", value):
        return value
    return float(value) if "." in value else int(value)


def numbers(value: Any) -> Any:
    """Give plain values with figures as numbers, all through."""
    if isinstance(value, Mapping):
        return {name: numbers(one) for name, one in value.items()}
    return number(value)


def plain(extraction: Extraction) -> Mapping[str, Any]:
    """Give what came of reading as plain values, for JSON."""
    return {
        "found": found(extraction),
        "not_found": [name_of(path) for path in extraction.missing],
        "values": [_plain(path, value) for path, values in extraction.values.items() for value in values],
        "conflicts": [_plain(path, value) for path, values in extraction.conflicts.items() for value in values],
    }


def _plain(path: ValuePath, value: Value) -> dict[str, Any]:
    return {
        "where": name_of(path),
        "value": number(value.value),
        "page": value.line.page,
        "line": value.line.number,
        "words": value.words,
        "corrected": value.corrected or None,
    }


def _wording(rulebook: Rulebook, path: ValuePath) -> str | None:
    return rulebook.by_key[str(path[1])].key_questions[str(path[3])]
