"""A report file to fill in: every standard and key question of a rulebook, with its wording where it is known."""

from __future__ import annotations

from hmip_rules.files.yaml_source import to_yaml
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.rules import Standard


def template(rulebook: Rulebook, service: str) -> list[str]:
    """Return the lines of a report file in which nothing is published yet.

    Args:
        rulebook: by which the report is rated.
        service: the name of the inspected service.
    """
    about = {"rulebook": rulebook.id, "service": service}
    if rulebook.inspects:
        about["inspects"] = rulebook.inspects
    return [
        "# A report to fill in: what was published, and nothing else. What was not published stays empty.",
        *to_yaml(about).splitlines(),
        "fieldwork:                # the month in which it started, such as 2024-08",
        "published:                # the month, such as 2024-10",
        "cases:                    # how many cases were inspected",
        "standards:                # ratings: " + ", ".join(rulebook.names) + ", or not rated",
        *(line for standard in rulebook.standards for line in _lines_of_standard(standard)),
        "overall:",
        "  score:",
        f"  max_score:              # {rulebook.bands.overall[0].max} where every standard was rated",
        "  rating:",
    ]


def _lines_of_standard(standard: Standard) -> list[str]:
    comment = standard.name if standard.code else ("" if standard.included else "not included in the score")
    lines = [f"{f'  {_name_in_yaml(standard.key)}:':<25} # {comment}".rstrip(" #")]
    if standard.key_questions:
        lines += ["    rating:", "    key_questions:        # per cent of cases, or not applicable"]
    for key, wording in standard.key_questions.items():
        if wording:
            lines.append(f"      # {wording}")
        lines.append(f"      {_name_in_yaml(key)}:")
    return lines


def _name_in_yaml(name: str) -> str:
    """Return a name as YAML writes it, in quotes where it needs them."""
    return to_yaml({name: None}).partition(": null")[0]
