"""A standard's published rating is not the one that its percentages give.

The key question with the lowest percentage decides the rating. The percentage falls into the band of a rating, and
the standard should have that rating. The finding is shown at the line where the report states the rating. There is
no finding if the rating is within professional discretion. There is also none if a percentage is missing and some
value of it would give the published rating.
"""

from __future__ import annotations

from hmip_rules.model.finding import Finding
from hmip_rules.model.percent import decimal_text
from hmip_rules.model.scorecard import Scorecard, StandardResult, Status
from hmip_rules.scoring.checks._published import effect
from hmip_rules.wording import phrases, rule_words


def check(card: Scorecard) -> list[Finding]:
    """Return the findings of the standards whose published rating no completion of the report gives."""
    findings = []
    for result in card.standards:
        if result.status == Status.DISAGREES and result.published is not None:
            changes, in_words = effect(card, {result.key: result.possible})
            if not result.standard.included:
                changes, in_words = False, "it is not included in the score"
            why = phrases.in_sentences(_why(card, result), in_words)
            finding = Finding(
                code="standard-rating",
                where=result.key,
                published=result.published,
                recomputed=result.rating,
                changes_overall=changes,
                message=f"{result.title} is published as {result.published}, but {why}",
                path=("standards", result.key, "rating"),
                rule=card.rulebook.rule("bands", "key_question"),
            )
            findings.append(finding)
    return findings


def _why(card: Scorecard, result: StandardResult) -> str:
    possible = phrases.choice(result.possible)
    if result.rating is None or result.percent is None:
        return f"whatever the missing percentages are, it can only be {possible}"
    verb = "makes" if len(result.decided_by) == 1 else "make"
    decides = f"{phrases.listed(result.decided_by)}, {decimal_text(result.percent)}%, {verb} it {possible}"
    return f"{decides} ({rule_words.percent_range(card.rulebook, result.rating)})"
