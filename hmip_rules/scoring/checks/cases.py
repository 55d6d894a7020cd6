"""The number of cases inspected contradicts other published values.

If no cases were inspected, there can be no percentages of cases, so the report contradicts itself. If more cases were
inspected than people are supervised, that is only a remark, because a caseload changes from month to month. A remark
does not change the status.
"""

from __future__ import annotations

from collections.abc import Iterator

from hmip_rules.model.finding import Finding
from hmip_rules.model.percent import Percentage
from hmip_rules.model.scorecard import Scorecard


def check(card: Scorecard) -> Iterator[Finding]:
    """Return a finding for percentages of no cases, and a remark on more cases than the service supervised."""
    cases, caseload = card.report.cases, card.report.caseload
    answers = [question.answer for result in card.standards for question in result.key_questions]
    if cases == 0 and any(isinstance(answer, Percentage) for answer in answers):
        yield _finding("cases", cases, "No cases were inspected, but percentages of cases were published")
    if cases is not None and caseload is not None and cases > caseload:
        message = f"{cases:,} cases were inspected, but the service supervised only {caseload:,} people"
        yield _finding("caseload", caseload, message, is_remark=True)


def _finding(name: str, published: int, message: str, *, is_remark: bool = False) -> Finding:
    return Finding(
        code="cases",
        where=name,
        published=published,
        recomputed=None,
        changes_overall=None,
        message=message,
        path=(name,),
        rule=None,
        is_remark=is_remark,
    )
