"""The report is of a month in which its rulebook did not apply.

The ratings may have been made by other rules, so this is reported even where the rulebook was chosen by hand. It is a
remark: no published value is wrong, and the status stays as it is. A year is remarked on only where the rulebook
applied in none of its months. Where the report does not state the month on which the rulebook depends, the other may
show it: fieldwork comes before publication.
"""

from __future__ import annotations

from collections.abc import Iterator

from hmip_rules.model.finding import Finding
from hmip_rules.model.scorecard import Scorecard
from hmip_rules.wording.rule_words import why_not_in_force


def check(card: Scorecard) -> Iterator[Finding]:
    """Return a remark on a month of fieldwork or of publication outside those in which the rulebook was in force."""
    report, in_force = card.report, card.rulebook.in_force
    reason = why_not_in_force(card.rulebook, report.fieldwork, report.published)
    name = in_force and in_force.contradicted_by(report.fieldwork, report.published)
    if not reason or not name:
        return
    yield Finding(
        code="in-force",
        where=name,
        published=getattr(report, name),
        recomputed=None,
        changes_overall=None,
        message=f"{reason[0].upper()}{reason[1:]}; the ratings may have been made by other rules",
        path=(name,),
        rule=card.rulebook.rule("in_force"),
        is_remark=True,
    )
