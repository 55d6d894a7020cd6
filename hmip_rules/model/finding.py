"""A finding: a published and a recomputed value differ, and whether that changes the overall rating."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hmip_rules.model.places import NOWHERE, Place, ValuePath
from hmip_rules.model.rules import Rule

FindingCode = Literal[
    "standard-rating",
    "score",
    "overall-rating",
    "max-score",
    "rating-counts",
    "cases",
    "dates",
    "in-force",
    "conflicting-values",
]


@dataclass(frozen=True, slots=True)
class Finding:
    """One published value that the rules do not give, or that contradicts another; reported once, where it arises.

    Attributes:
        code: which check found it; a section of docs/findings.md.
        where: what it concerns: "P 2.1", "overall.score", "overall.rating", "overall.max_score";
            in a document also "P 2.1.safety", "cases" and the like.
        published: the rating, or the points; None where a document gives several.
        message: the finding in one line.
        path: the way to the published value in the report.
        recomputed: what the rules give; None where missing values leave several, or a report contradicts itself.
        changes_overall: whether the overall rating would differ from the published one, were this one
            value corrected and carried through the published ratings; None where that cannot be determined.
        rule: the rule that gives the recomputed value; None where a report contradicts itself.
        place: where the published value stands.
        rule_place: where the rule stands.
        is_remark: whether it is only worth knowing, and leaves the status as it is.
    """

    code: FindingCode
    where: str
    published: str | int | None
    message: str
    path: ValuePath
    recomputed: str | int | None = None
    changes_overall: bool | None = None
    rule: Rule | None = None
    place: Place = NOWHERE
    rule_place: Place = NOWHERE
    is_remark: bool = False

    @property
    def is_contradiction(self) -> bool:
        """Whether two published values contradict each other, whatever the rules give."""
        return self.rule is None and not self.is_remark
