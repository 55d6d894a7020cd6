"""The report is from a month in which its rulebook was not in force.

The ratings may have been made under other rules, so the program says so even if the rulebook was chosen with
`--rulebook`. This is only a remark. It does not show that a published value is wrong, and it does not change the
status. If only a year is stated, there is a remark only if the rulebook was not in force in any month of that year.
If only the other month is stated, there is a remark if it shows the same, because fieldwork comes before publication.
"""

from __future__ import annotations

from hmip_rules.model.finding import Finding
from hmip_rules.model.scorecard import Scorecard
from hmip_rules.wording.phrases import with_capital
from hmip_rules.wording.rule_words import why_not_in_force


def check(card: Scorecard) -> list[Finding]:
    """Return a remark on a month of fieldwork or of publication outside those in which the rulebook was in force."""
    report, in_force = card.report, card.rulebook.in_force
    reason = why_not_in_force(card.rulebook, report.fieldwork, report.published)
    name = in_force and in_force.contradicted_by(report.fieldwork, report.published)
    if not reason or not name:
        return []
    finding = Finding(
        code="in-force",
        where=name,
        published=getattr(report, name),
        message=f"{with_capital(reason)}, so other rules may have applied",
        path=(name,),
        rule=card.rulebook.rule("in_force"),
        is_remark=True,
    )
    return [finding]
