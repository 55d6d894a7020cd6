"""A report file to fill in: every standard and key question of a rulebook, with its wording where it is known."""

from __future__ import annotations

from collections.abc import Iterator

from hmip_rules.files.yaml_source import to_yaml
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.rules import Standard


def template(rulebook: Rulebook, service: str) -> Iterator[str]:
    """Return the lines of a report file in which nothing is published yet.

    Args:
        rulebook: by which the report is rated.
        service: the name of the inspected service.
    """
    yield "# A report to fill in: what was published, and nothing else. What was not published stays empty."
    yield from to_yaml({"rulebook": rulebook.id, "service": service}).splitlines()
    if rulebook.inspects:
        yield from to_yaml({"inspects": rulebook.inspects}).splitlines()
    yield "fieldwork:                # the month in which it started, such as 2024-08"
    yield "published:                # the month, such as 2024-10"
    yield "cases:                    # how many cases were inspected"
    yield "standards:                # ratings: " + ", ".join(rulebook.names) + ", or not rated"
    for standard in rulebook.standards:
        yield from _lines_of_standard(standard)
    yield "overall:"
    yield "  score:"
    yield f"  max_score:              # {rulebook.bands.overall[0].max} where every standard was rated"
    yield "  rating:"


def _lines_of_standard(standard: Standard) -> Iterator[str]:
    name = to_yaml({standard.key: None}).partition(": null")[0]
    heading = f"  {name}:"
    comment = standard.name if standard.code else ("" if standard.included else "not included in the score")
    yield f"{heading:<25} # {comment}".rstrip(" #")
    if not standard.key_questions:
        return
    yield "    rating:"
    yield "    key_questions:        # per cent of cases, or not applicable"
    for key, wording in standard.key_questions.items():
        if wording:
            yield f"      # {wording}"
        yield f"      {to_yaml({key: None}).partition(': null')[0]}:"
