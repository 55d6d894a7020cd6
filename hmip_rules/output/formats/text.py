"""Results as text for a person: as wide as there is room, and the same words with and without colour."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from hmip_rules.files.reports import Unreadable
from hmip_rules.model.errors import printable
from hmip_rules.model.scorecard import Scorecard, Status
from hmip_rules.model.section import Table
from hmip_rules.output import headline
from hmip_rules.output.rendering import CAVEATS, Look, Shown, Tally, alone_or_several, join_with_blank_lines
from hmip_rules.scoring.score_files import Result
from hmip_rules.wording import reasons, rule_words
from hmip_rules.wording.explanation import rules_of_steps, sources_of_rules, steps
from hmip_rules.wording.layout import columns, row, wrapped
from hmip_rules.wording.statuses import STATUS_WORDS, label, labelled

if TYPE_CHECKING:
    from hmip_rules.documents.extraction import Extraction

MAX_RATING_WIDTH: Final = 24  # a longer rating goes on in the next line

LIST_WIDTHS: Final = (30, max(len(words.label) for words in STATUS_WORDS.values()))
"""Columns of a list of reports after the name, which has what is left: score with overall rating, and verdict."""

COLOURS: Final = {
    Status.AGREES: "green",
    Status.WITHIN_DISCRETION: "yellow",
    Status.UNDETERMINED: "yellow",
    Status.PARTLY_CHECKED: "yellow",
    Status.DISAGREES: "red",
}


class Lines(NamedTuple):
    """A short report; which of the two is shown depends on how many reports there are.

    Attributes:
        alone: the lines of the only report.
        listed: the lines of one of several.
    """

    alone: tuple[str, ...]
    listed: tuple[str, ...]


def show_result(result: Result | Unreadable, look: Look) -> Iterator[str | Lines]:
    """Return a report: in full where that, or each step, was asked for; else as it is shown alone and in a list.

    There is nothing for what could not be read: why is printed on standard error.
    """
    if isinstance(result, Unreadable):
        return
    if _is_full(look):
        yield from _full_report(result, look.width)
        yield from _explanation(result, look.width) if look.explain else ()
    else:
        yield Lines(tuple(_short_report(result, look.width)), tuple(_listed_report(result, look.width)))


def join_results(results: Iterable[Shown], look: Look) -> Iterator[str]:
    """Return reports in full, or one that is alone, or a list; then how several came out, and what they rely on."""
    write = partial(wrapped, width=look.width)
    if _is_full(look):
        yield from join_with_blank_lines(results, look, write)
        return
    is_alone, results = alone_or_several(results, look)
    if is_alone:
        alone = (shown._replace(parts=tuple(chain(*(part.alone for part in shown.parts)))) for shown in results)
        yield from join_with_blank_lines(alone, look, write)
    else:
        yield from _list(results, look.width)


def _is_full(look: Look) -> bool:
    return look.full or look.explain


def _list(results: Iterable[Shown], width: int) -> Iterator[str]:
    """Return several reports below a line with the columns, how they came out, and which rules are not confirmed."""
    tally = Tally()
    needs_space = False
    for result in results:
        tally.add(result)
        for lines in result.parts:
            if tally.shown == 1:
                yield from row(_list_widths(width), "Report", "Recomputed", "Verdict")
            yield from [""] if needs_space else []
            yield from lines.listed
            needs_space = "" in lines.listed
    yield from [""] if tally.shown else []
    for sentence in (*tally.in_words(), *tally.caveats()):
        yield from wrapped(sentence, width=width)


def _list_widths(width: int) -> tuple[int, ...]:
    return (width - sum(LIST_WIDTHS) - 2 * len(LIST_WIDTHS), *LIST_WIDTHS)


def _listed_report(result: Result, width: int) -> Iterator[str]:
    """Return a report in a line; below it what was found, and what was asked for beside it."""
    card, widths = result.card, _list_widths(width)
    recomputed = f"{headline.score(card):<5}  {headline.overall_rating(card)}"
    cells = (_name(result, widths[0]), recomputed, label(card.status))
    yield from _row_with_verdict(widths, cells, card.status)
    yield from _findings(card, width)
    yield from _sections(result, width)


def _name(result: Result, width: int) -> str:
    """Return the service of a report, or its file, cut where it is too long for a line: files differ at the end."""
    if service := printable(result.card.report.service or ""):
        return service if len(service) <= width else f"{service[: width - 3].rstrip()}..."
    file = printable(headline.file_and_document(result))
    return file if len(file) <= width else f"...{file[3 - width :]}"


def _short_report(result: Result, width: int) -> Iterator[str]:
    """Return how a report compares, what was found, a line for each rating, and what was checked."""
    card = result.card
    yield from _styled(headline.title(card), width)
    yield from _headline(card, width)
    yield ""
    yield from _short_table(card, width)
    yield ""
    yield from _read_from(result.extraction, width) if result.extraction else ()
    yield from wrapped(reasons.what_was_checked(card), width=width)
    yield from wrapped(headline.origin(result), width=width)
    yield CAVEATS
    yield from _sections(result, width)


def _short_table(card: Scorecard, width: int) -> Iterator[str]:
    """Return each published rating beside how it compares; below it why, unless it agrees or a finding says why."""
    found = {finding.where for finding in card.findings}
    overall, widths = card.overall, _table_widths(card, width)
    yield from row(widths, "", "Published", "Recomputed")
    for result in card.standards:
        cells = (result.title, result.published or "-", headline.verdict_on_standard(card, result))
        yield from _row_with_verdict(widths, cells, result.status)
        if result.key not in found:
            yield from _why_not(result.status, reasons.why_rating(card, result), width)
    cells = ("Score", reasons.published_score(overall), headline.verdict_on_score(card))
    yield from _row_with_verdict(widths, cells, overall.score_status)
    if "overall.score" not in found:
        yield from _why_not(overall.score_status, reasons.why_score(card), width)
    cells = ("Overall rating", overall.published.rating or "-", headline.verdict_on_overall_rating(card))
    yield from _row_with_verdict(widths, cells, overall.rating_status)
    if "overall.rating" not in found:
        yield from _why_not(overall.rating_status, reasons.why_overall_rating(card), width)


def _row_with_verdict(widths: Sequence[int], cells: Sequence[str], status: Status) -> Iterator[str]:
    """Return cells side by side, of which the last begins with the label of a status, in its colour."""
    first, *rest = row(widths, *cells)
    start = sum(widths[:-1]) + 2 * (len(widths) - 1)
    end = start + len(label(status))
    if status.compares and first[start:end] == label(status):
        first = first[:start] + click.style(label(status), COLOURS[status]) + first[end:]
    yield from (first, *rest)


def _why_not(status: Status, why: str, width: int) -> Iterator[str]:
    """Return below a row why it does not agree; nothing where it does, or nothing was compared."""
    if status.compares and status != Status.AGREES:
        yield from wrapped(why, indent=4, width=width)


def _full_report(result: Result, width: int) -> Iterator[str]:
    """Return what was found, each standard and the overall rating with the reasons, and what was checked."""
    card = result.card
    yield from _styled(headline.title(card), width)
    yield from wrapped(headline.origin(result), width=width)
    yield from _read_from(result.extraction, width) if result.extraction else ()
    yield ""
    yield from _headline(card, width)
    yield ""
    yield from _full_table(card, width)
    yield ""
    yield from wrapped(reasons.what_was_checked(card), width=width)
    yield CAVEATS
    yield from _sections(result, width)


def _sections(result: Result, width: int) -> Iterator[str]:
    """Return what was asked for beside the ratings, an empty line above each."""
    for section in result.sections:
        yield ""
        yield from _styled(section.title, width)
        for part in section.body:
            if isinstance(part, Table):
                yield from columns(part.head, *part.rows, width=width)
            else:
                yield from wrapped(part, width=width)


def _read_from(extraction: Extraction, width: int) -> Iterator[str]:
    """Return what came of reading a document; below the first sentence what was put right and what was not found."""
    from hmip_rules.documents.extraction_report import sentences_about

    for number, sentence in enumerate(sentences_about(extraction)):
        yield from wrapped(sentence, indent=2 * (number > 0), width=width)


def _headline(card: Scorecard, width: int) -> Iterator[str]:
    yield from _styled(headline.headline(card), width, COLOURS.get(card.status))
    yield from _findings(card, width)
    yield from wrapped(reasons.effect_of_correcting_all(card), indent=2, width=width)
    yield from wrapped(headline.known_disagreement(card), width=width)


def _findings(card: Scorecard, width: int) -> Iterator[str]:
    for finding in card.findings:
        place = f"{finding.place}: " if finding.place.file else ""
        yield from wrapped(f"{place}{finding.message} [{finding.code}]", indent=2, width=width)


def _full_table(card: Scorecard, width: int) -> Iterator[str]:
    """Return each published rating beside the recomputed one, with the reason below."""
    overall, widths = card.overall, _table_widths(card, width)
    yield from row(widths, "", "Published", "Recomputed: points")
    for result in card.standards:
        yield from row(widths, result.title, result.published or "-", headline.recomputed(card, result))
        if result.origin not in headline.TAKEN_AS:
            yield from _reason(result.status, reasons.why_rating(card, result), width)
    yield from row(widths, "Score", reasons.published_score(overall), headline.score(card))
    yield from _reason(overall.score_status, reasons.why_score(card), width)
    yield from row(widths, "Overall rating", overall.published.rating or "-", headline.overall_rating(card))
    yield from _reason(overall.rating_status, reasons.why_overall_rating(card), width)


def _table_widths(card: Scorecard, width: int) -> tuple[int, int, int]:
    """Return the widths of titles, of published ratings, and of what is left for the recomputed ones."""
    rating = min(max(map(len, (*card.rulebook.names, "Published"))), MAX_RATING_WIDTH)
    longest = max(map(len, ("Overall rating", *(result.title for result in card.standards))))
    title = min(longest, width - 2 * rating - len("    : 9"))
    return title, rating, width - title - rating - 4


def _reason(status: Status, why: str, width: int) -> Iterator[str]:
    """Return the reason below a row, headed by how published and recomputed compare."""
    first, *rest = textwrap.wrap(printable(labelled(status, why)), width - 6, subsequent_indent="  ")
    if status.compares:
        head = f"{label(status)}: "
        first = click.style(head, COLOURS[status]) + first.removeprefix(head)
    yield f"      {first}"
    yield from (f"      {line}" for line in rest)


def _styled(text: str, width: int, colour: str | None = None) -> Iterator[str]:
    yield from (click.style(line, fg=colour, bold=True) for line in wrapped(text, width=width))


def _explanation(result: Result, width: int) -> Iterator[str]:
    """Return every step with the number of its rule; then the rules, and their sources."""
    card = result.card
    steps_made = steps(card)
    rules = rules_of_steps(card, steps_made)
    yield ""
    yield click.style("How each result was made ([n] is the rule, listed below)", bold=True)
    for step in steps_made:
        numbers = "".join(f"[{rules.index(card.rulebook.rule(*path)) + 1}]" for path in step.rules)
        yield from wrapped(f"{step.words} {numbers}".rstrip(), indent=2 * step.depth, width=width)
    yield ""
    yield click.style("Rules", bold=True)
    for number, rule in enumerate(rules, start=1):
        place = result.rule_places.of_name(rule.path)
        where = f"{place.file}:{place.line}, " if place.file else ""
        note = f". {rule.note}" if rule.note else ""
        title = rule_words.rule_title(card.rulebook, rule)
        yield from wrapped(f"[{number}] {title}: {where}{rule_words.basis(rule)}{note}", indent=2, width=width)
    yield ""
    yield click.style("Sources", bold=True)
    for name, source in sources_of_rules(rules).items():
        yield from wrapped(f"{name}: {source}", indent=2, width=width)
