"""A report file of what was read from a document: each value with its page and words beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hmip_rules.documents import in_words
from hmip_rules.documents.extract import Extraction, Value
from hmip_rules.files.yaml_source import to_yaml
from hmip_rules.model.errors import printable
from hmip_rules.model.places import ValuePath

COLUMN = 40
"""Where the comments begin, where the values leave room."""


def report_file(extraction: Extraction, document: str) -> Iterator[str]:
    """Write the lines of a report file; the last line counts what was found.

    Args:
        document: the name of the file that was read.
    """
    yield f"# Read from {printable(document)}; beside each value stands where, and in which words."
    yield from to_yaml({"rulebook": extraction.rulebook.id}).splitlines()
    for name in ("service", "fieldwork", "published", "cases"):
        yield from _line(extraction, (name,), name, indent=0)
    yield "standards:"
    for standard in extraction.rulebook.standards:
        yield from _standard(extraction, standard.key)
    yield "overall:"
    for name in ("score", "max_score", "rating"):
        yield from _line(extraction, ("overall", name), name, indent=2)
    for path, values in extraction.conflicts.items():
        yield f"# conflicting-values: {printable(in_words.conflict(path, values))}"
    if missing := in_words.not_found(extraction):
        yield f"# not found: {missing}"
    yield f"# found: {in_words.found(extraction)}"


def _standard(extraction: Extraction, key: str) -> Iterator[str]:
    """Write a standard in its short form where nothing but its rating was found."""
    rating: ValuePath = ("standards", key, "rating")
    asked = [path for path in extraction.values if path[:3] == ("standards", key, "key_questions")]
    if not asked:
        yield from _line(extraction, rating, key, indent=2)
        return
    yield "  " + to_yaml({key: None}).partition(" null")[0].rstrip()
    yield from _line(extraction, rating, "rating", indent=4)
    yield "    key_questions:"
    for path in asked:
        yield from _line(extraction, path, str(path[3]), indent=6)


def _line(extraction: Extraction, path: ValuePath, name: str, indent: int) -> Iterator[str]:
    """Write one value with its comment; nothing where it was not found."""
    values = extraction.values.get(path)
    if values:
        written = " " * indent + to_yaml({name: in_words.number(values[0].value)}).strip()
        yield f"{written:<{COLUMN}}  # {printable(_comment(values[0]) + _again(values))}"


def _comment(value: Value) -> str:
    corrected = f"; {value.corrected}" if value.corrected else ""
    return f'{value.where}: "{in_words.short(value.words)}"{corrected}'


def _again(values: Sequence[Value]) -> str:
    """Say where a value stands once more."""
    places = list(dict.fromkeys(value.where for value in values if value.where != values[0].where))
    return f"; again on {', '.join(places)}" if places else ""
