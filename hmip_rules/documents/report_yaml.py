"""A report file of what was read from a document: each value with its page and words beside it."""

from __future__ import annotations

from collections.abc import Sequence

from hmip_rules.documents.extraction import ExtractedValue, Extraction
from hmip_rules.documents.extraction_report import (
    reasons_not_used,
    shortened,
    summary_of_found,
    summary_of_missing,
)
from hmip_rules.documents.figures import CaseCounts
from hmip_rules.files.yaml_source import to_yaml
from hmip_rules.model.errors import printable
from hmip_rules.model.places import ValuePath

COMMENT_COLUMN = 40
"""Where the comments begin, where the values leave room."""


def report_file_lines(extraction: Extraction, document: str) -> list[str]:
    """Return the lines of a report file; the last line counts what was found.

    Args:
        document: the name of the file that was read.
    """
    lines = [
        f"# Read from {printable(document)}; each value has its place and its words beside it.",
        *to_yaml({"rulebook": extraction.rulebook.id}).splitlines(),
    ]
    for name in ("service", "fieldwork", "published", "cases"):
        lines += _lines_of_value(extraction, (name,), name, indent=0)
    lines.append("standards:")
    for standard in extraction.rulebook.standards:
        lines += _lines_of_standard(extraction, standard.key)
    lines.append("overall:")
    for name in ("score", "max_score", "rating"):
        lines += _lines_of_value(extraction, ("overall", name), name, indent=2)
    if extraction.report.conflicts:
        lines.append("# To settle a conflict, write the right value above, and remove the conflict here.")
        lines += to_yaml({"conflicts": extraction.report.to_dict()["conflicts"]}).splitlines()
    lines += [f"# not used: {printable(reason)}" for reason in reasons_not_used(extraction)]
    if missing := summary_of_missing(extraction):
        lines.append(f"# not found: {missing}")
    return [*lines, f"# found: {summary_of_found(extraction)}"]


def _lines_of_standard(extraction: Extraction, key: str) -> list[str]:
    """Return a standard in its short form where nothing but its rating was found."""
    rating: ValuePath = ("standards", key, "rating")
    questions = [path for path in extraction.values if path[:3] == ("standards", key, "key_questions")]
    if not questions:
        return _lines_of_value(extraction, rating, key, indent=2)
    lines = ["  " + to_yaml({key: None}).partition(" null")[0].rstrip()]
    lines += _lines_of_value(extraction, rating, "rating", indent=4)
    lines.append("    key_questions:")
    for path in questions:
        lines += _lines_of_value(extraction, path, str(path[3]), indent=6)
    return lines


def _lines_of_value(extraction: Extraction, path: ValuePath, name: str, indent: int) -> list[str]:
    """Return one value with its comment; nothing where it was not found."""
    values = extraction.values.get(path)
    if not values:
        return []
    value = values[0].value
    plain = value._asdict() if isinstance(value, CaseCounts) else value
    written = " " * indent + to_yaml({name: plain}).strip()
    return [f"{written:<{COMMENT_COLUMN}}  # {printable(_comment(values))}"]


def _comment(values: Sequence[ExtractedValue]) -> str:
    """Return where a value stands first, in which words, what was corrected in them, and where it stands again."""
    first = values[0]
    comment = f'{first.where}: "{shortened(first.words)}"'
    if first.corrected:
        comment += f"; {first.corrected}"
    again = dict.fromkeys(value.where for value in values if value.where != first.where)
    return f"{comment}; again on {', '.join(again)}" if again else comment
