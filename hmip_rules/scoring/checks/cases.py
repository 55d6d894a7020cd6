"""The number of cases inspected contradicts other published values.

If no cases were inspected, there can be no percentages of cases, so the report contradicts itself. If more cases were
inspected than people are supervised, that is only a remark, because a caseload changes from month to month. A remark
does not change the status.
"""

from __future__ import annotations

from hmip_rules.model.finding import Finding
from hmip_rules.model.percent import Percentage
from hmip_rules.model.scorecard import Scorecard


def check(card: Scorecard) -> list[Finding]:
    """Return a finding for percentages of no cases, and a remark on more cases than the service supervised."""
    findings = []
    cases, caseload = card.report.cases, card.report.caseload
    answers = [question.answer for result in card.standards for question in result.key_questions]
    if cases == 0 and any(isinstance(answer, Percentage) for answer in answers):
        message = "No cases were inspected, but percentages of cases were published"
        findings.append(Finding(code="cases", where="cases", published=cases, message=message, path=("cases",)))
    if cases is not None and caseload is not None and cases > caseload:
        message = f"{cases:,} cases were inspected, but the service supervised only {caseload:,} people"
        remark = Finding(
            code="cases", where="caseload", published=caseload, message=message, path=("caseload",), is_remark=True
        )
        findings.append(remark)
    return findings
