"""Results as GitHub's workflow commands: an annotation at the line of each published value that differs.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from hmip_rules.files.reports import Unreadable
from hmip_rules.model.places import Place
from hmip_rules.model.rules import Rule
from hmip_rules.model.scorecard import Scorecard, Status
from hmip_rules.output import headline
from hmip_rules.output.rendering import ANSWERS, EXPLANATION, Look, Shown, Tally
from hmip_rules.scoring.score_files import Result
from hmip_rules.wording import rule_words

LEAVES_OUT: Final = frozenset({ANSWERS, EXPLANATION})

ANNOTATION_LEVELS = {
    Status.UNDETERMINED: "warning",
    Status.PARTLY_CHECKED: "notice",
    Status.NOT_PUBLISHED: "notice",
    Status.WITHIN_DISCRETION: "notice",
}
"""What a status without findings is; an error and a success need no word of their own."""


def show_result(result: Result | Unreadable, look: Look) -> Sequence[str]:
    """Return an annotation for each finding, or why it could not be read. A report that agrees has none."""
    if isinstance(result, Unreadable):
        return [
            _annotation("error", problem.place._replace(file=problem.place.file or result.file), problem.message)
            for problem in result.problems
        ]
    lines = []
    for finding in result.card.findings:
        message = finding.message + _unconfirmed(result.card, finding.rule)
        lines.append(_annotation("notice" if finding.is_remark else "error", finding.place, message, finding.code))
    if result.status in ANNOTATION_LEVELS:
        # where the standards begin, for this concerns the whole report; the file, where its lines are not known
        place = result.places.of_name(("standards",))._replace(file=result.file)
        lines.append(_annotation(ANNOTATION_LEVELS[result.status], place, headline.headline_alone(result.card)))
    return lines


def join_results(results: Iterable[Shown], look: Look) -> Iterator[str]:
    """Return them one below the other; then how the reports came out, for the log."""
    tally = Tally()
    for result in results:
        tally.add(result)
        yield from result.parts
    yield from tally.in_words()


def _unconfirmed(card: Scorecard, rule: Rule | None) -> str:
    """Return the rule of a finding, where it is not confirmed."""
    if rule is None or rule.basis == "confirmed":
        return ""
    return f" (rule: {rule_words.rule_title(card.rulebook, rule)}, {rule_words.grounds(rule)})"


def _annotation(level: str, place: Place, message: str, title: str | None = None) -> str:
    in_text = place if place.page is None else Place(place.file)  # a page of a document has no lines to annotate
    where = {"file": place.file, "line": in_text.line, "col": in_text.column, "title": title}
    properties = ",".join(f"{name}={_property(value)}" for name, value in where.items() if value is not None)
    page = f"page {place.page}: " if place.page is not None else ""
    return f"::{level} {properties}::{_data(page + message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: object) -> str:
    return _data(str(value)).replace(":", "%3A").replace(",", "%2C")
