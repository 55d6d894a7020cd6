"""Results as text for a person: 80 columns, and the same words with and without colour."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from hmip_rules.files.reports import Unreadable
from hmip_rules.model.errors import printable
from hmip_rules.model.scorecard import Scorecard, Status
from hmip_rules.model.section import Section, Table
from hmip_rules.output import headline
from hmip_rules.output.rendering import Shown, join_with_blank_lines
from hmip_rules.scoring.score_files import Result
from hmip_rules.wording import reasons, rule_words
from hmip_rules.wording.explanation import cited, sources, steps
from hmip_rules.wording.layout import WIDTH, columns, row, wrapped
from hmip_rules.wording.statuses import label, labelled

if TYPE_CHECKING:
    from hmip_rules.documents.extraction import Extraction

MAX_RATING_WIDTH = 24  # a longer rating goes on in the next line

COLOURS = {
    Status.AGREES: "green",
    Status.WITHIN_DISCRETION: "yellow",
    Status.UNDETERMINED: "yellow",
    Status.DISAGREES: "red",
}


def show_result(result: Result | Unreadable, *, explain: bool) -> Iterator[str]:
    """Return a report in lines: what was found, each standard, the overall rating, and what was checked.

    There are none for what could not be read: why is printed on standard error.
    """
    if isinstance(result, Result):
        yield from _report(result)
        yield from _explanation(result) if explain else ()


def join_results(results: Iterable[Shown]) -> Iterator[str]:
    """Return reports one below the other, and how they came out."""
    return join_with_blank_lines(results, wrapped)


def _report(result: Result) -> Iterator[str]:
    card = result.card
    yield from _styled(headline.title(card))
    yield from wrapped(headline.origin(result))
    yield from _read_from(result.extraction) if result.extraction else ()
    yield ""
    yield from _headline(card)
    yield ""
    yield from _table(card)
    yield ""
    yield from wrapped(reasons.what_was_checked(card))
    yield from wrapped(reasons.what_it_leans_on(card))
    for section in result.sections:
        yield ""
        yield from _section(section)


def _section(section: Section) -> Iterator[str]:
    yield from _styled(section.title)
    for part in section.body:
        yield from columns(part.head, *part.rows) if isinstance(part, Table) else wrapped(part)


def _read_from(extraction: Extraction) -> Iterator[str]:
    """Return what came of reading a document; below the first sentence what was put right and what was not found."""
    from hmip_rules.documents.extraction_report import sentences_about

    for number, sentence in enumerate(sentences_about(extraction)):
        yield from wrapped(sentence, indent=2 * (number > 0))


def _headline(card: Scorecard) -> Iterator[str]:
    yield from _styled(headline.headline(card), COLOURS.get(card.status))
    for finding in card.findings:
        place = f"{finding.place}: " if finding.place.file else ""
        yield from wrapped(f"{place}{finding.message} [{finding.code}]", indent=2)
    yield from wrapped(reasons.all_together(card), indent=2)
    yield from wrapped(headline.known_disagreement(card))


def _table(card: Scorecard) -> Iterator[str]:
    """Return each published rating beside the recomputed one, with the reason below."""
    overall = card.overall
    longest = max(map(len, (*card.rulebook.names, "published")))
    ratings = min(longest, MAX_RATING_WIDTH)
    titles = max(map(len, ("Overall rating", *(result.title for result in card.standards))))
    title = min(titles, WIDTH - 2 * ratings - len("    : 9"))
    widths = (title, ratings, WIDTH - title - ratings - 4)
    yield from row(widths, "", "published", "recomputed: points")
    for result in card.standards:
        yield from row(widths, result.title, result.published or "-", headline.recomputed(card, result))
        if result.origin not in headline.TAKEN_AS:
            yield from _reason(result.status, reasons.why(card, result))
    yield from row(widths, "Overall rating", overall.published.rating or "-", headline.overall_rating(card))
    yield from row(widths, "Score", reasons.published_score(overall), headline.score(card))
    yield from _reason(overall.status, reasons.why_overall(card))


def _reason(status: Status, why: str) -> Iterator[str]:
    """Return the reason below a row, headed by how published and recomputed compare."""
    first, *rest = textwrap.wrap(printable(labelled(status, why)), WIDTH - 6, subsequent_indent="  ")
    if status.compares:
        head = f"{label(status)}: "
        first = click.style(head, COLOURS[status]) + first.removeprefix(head)
    yield f"      {first}"
    yield from (f"      {line}" for line in rest)


def _styled(text: str, colour: str | None = None) -> Iterator[str]:
    yield from (click.style(line, fg=colour, bold=True) for line in wrapped(text))


def _explanation(result: Result) -> Iterator[str]:
    """Return every step with the number of its rule; then the rules, and their sources."""
    card = result.card
    steps_made = tuple(steps(card))
    rules = cited(card, steps_made)
    yield ""
    yield click.style("How each result was made ([n] is the rule, listed below)", bold=True)
    for step in steps_made:
        numbers = "".join(f"[{rules.index(card.rulebook.rule(*path)) + 1}]" for path in step.rules)
        yield from wrapped(f"{step.words} {numbers}".rstrip(), indent=2 * step.depth)
    yield ""
    yield click.style("Rules", bold=True)
    for number, rule in enumerate(rules, start=1):
        place = result.rule_places.of_name(rule.path)
        where = f"{place.file}:{place.line}, " if place.file else ""
        note = f". {rule.note}" if rule.note else ""
        title = rule_words.rule_title(card.rulebook, rule)
        yield from wrapped(f"[{number}] {title}: {where}{rule_words.basis(rule)}{note}", indent=2)
    yield ""
    yield click.style("Sources", bold=True)
    for name, source in sources(rules).items():
        yield from wrapped(f"{name}: {source}", indent=2)
