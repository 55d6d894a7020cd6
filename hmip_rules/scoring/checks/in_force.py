"""The report is from a month in which its rulebook was not in force.

The ratings may have been made under other rules, so the program says so even if the rulebook was chosen with
`--rulebook`. This is only a remark. It does not show that a published value is wrong, and it does not change the
status. If only a year is stated, there is a remark only if the rulebook was not in force in any month of that year.
"""

from __future__ import annotations

from collections.abc import Iterator

from hmip_rules.model.finding import Finding
from hmip_rules.model.months import in_words, meets, span
from hmip_rules.model.scorecard import Scorecard

HAPPENED = {"fieldwork": "Fieldwork started", "published": "The report was published"}


def check(card: Scorecard) -> Iterator[Finding]:
    """Return a remark on a month of fieldwork or of publication outside those in which the rulebook was in force."""
    months = card.rulebook.in_force
    month = None if months is None else getattr(card.report, months.of)
    if months is None or month is None or meets(month, months.from_, months.to):
        return
    yield Finding(
        code="in-force",
        where=months.of,
        published=month,
        recomputed=None,
        changes_overall=None,
        message=(
            f"{HAPPENED[months.of]} in {in_words(month)}, when {card.rulebook.id} was not in force "
            f"({span(months.from_, months.to)}); the ratings may have been made by other rules"
        ),
        path=(months.of,),
        rule=card.rulebook.rule("in_force"),
        is_remark=True,
    )
