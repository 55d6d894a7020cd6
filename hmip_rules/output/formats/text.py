"""Results as text for a person: as wide as there is room, and the same words with and without colour."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from typing import Final, NamedTuple

import click

from hmip_rules.files.reports import Unreadable
from hmip_rules.model.errors import printable
from hmip_rules.model.scorecard import Scorecard, Status
from hmip_rules.model.section import Table
from hmip_rules.output import headline
from hmip_rules.output.comparisons import Comparison, comparisons, recomputed_overall_rating, recomputed_score
from hmip_rules.output.rendering import CAVEATS, Look, Shown, Tally, alone_or_several, join_with_blank_lines
from hmip_rules.scoring.score_files import Result
from hmip_rules.wording import reasons, rule_words
from hmip_rules.wording.explanation import rules_of_steps, sources_of_rules, steps
from hmip_rules.wording.layout import columns, row, wrapped
from hmip_rules.wording.statuses import label, labelled, report_label

MAX_RATING_WIDTH: Final = 24  # a longer rating goes on in the next line

LIST_WIDTHS: Final = (29, max(map(len, map(report_label, Status))))
"""Columns of a list of reports after the name, which has what is left: score with overall rating, and verdict."""

MAX_LINES_OF_REASON: Final = 2
"""Below a report in a list that is undetermined or partly checked; the report alone shows all that is missing."""

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

    alone: list[str]
    listed: list[str]


def show_result(result: Result | Unreadable, look: Look) -> Sequence[str | Lines]:
    """Return a report: in full where that, or each step, was asked for; else as it is shown alone and in a list.

    There is nothing for what could not be read: why is printed on standard error.
    """
    if isinstance(result, Unreadable):
        return []
    if look.explain:
        return [*_full_report(result, look.width), *_explanation(result, look.width)]
    if look.full:
        return _full_report(result, look.width)
    return [Lines(_short_report(result, look.width), _listed_report(result, look.width))]


def join_results(results: Iterable[Shown], look: Look) -> Iterator[str]:
    """Return reports in full, or one that is alone, or a list; then how several came out, and what they rely on."""
    write = partial(wrapped, width=look.width)
    if look.full or look.explain:
        yield from join_with_blank_lines(results, look, write)
        return
    is_alone, results = alone_or_several(results, look)
    if is_alone:
        alone = (shown._replace(parts=tuple(chain(*(part.alone for part in shown.parts)))) for shown in results)
        yield from join_with_blank_lines(alone, look, write)
    else:
        yield from _list(results, look.width)


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


def _listed_report(result: Result, width: int) -> list[str]:
    """Return a report in a line; below it why it is not confirmed, what was found, and what was asked for beside it."""
    card, widths = result.card, _list_widths(width)
    recomputed = f"{recomputed_score(card):<5}  {recomputed_overall_rating(card)}"
    cells = (_name(result, widths[0]), recomputed, report_label(card.status))
    return [
        *_row_with_verdict(widths, cells, card.status),
        *_why_not_confirmed(result, width),
        *_findings(card, width),
        *_sections(result, width),
    ]


def _name(result: Result, width: int) -> str:
    """Return the service of a report, or its file, cut where it is too long for a line: files differ at the end."""
    if service := printable(result.card.report.service or ""):
        return service if len(service) <= width else f"{service[: width - 3].rstrip()}..."
    file = printable(headline.file_and_document(result))
    return file if len(file) <= width else f"...{file[3 - width :]}"


def _why_not_confirmed(result: Result, width: int) -> list[str]:
    """Return the file of a report that is undetermined or partly checked, and what is missing, cut where it is long."""
    why = headline.why_not_confirmed(result.card)
    return textwrap.wrap(
        printable(f"{headline.file_and_document(result)}: {why}") if why else "",
        width,
        initial_indent="  ",
        subsequent_indent="    ",
        max_lines=MAX_LINES_OF_REASON,
        placeholder=" ...",
    )


def _short_report(result: Result, width: int) -> list[str]:
    """Return how a report compares, what was found, a line for each rating, and what was checked."""
    card = result.card
    return [
        *_styled(headline.title(card), width),
        *_headline(card, width),
        "",
        *_short_table(card, width),
        "",
        *_read_from_document(result, width),
        *wrapped(reasons.what_was_checked(card), width=width),
        *wrapped(headline.origin(result), width=width),
        CAVEATS,
        *_sections(result, width),
    ]


def _short_table(card: Scorecard, width: int) -> list[str]:
    """Return each published rating beside how it compares; below it why, unless it agrees or a finding says why."""
    found = {finding.where for finding in card.findings}
    rows = comparisons(card)
    widths = _table_widths(card, rows, width)
    lines = [*row(widths, "", "Published", "Recomputed")]
    for compared in rows:
        lines += _row_with_verdict(widths, (compared.title, compared.published, compared.verdict), compared.status)
        if compared.status.compares and compared.status != Status.AGREES and compared.where not in found:
            lines += wrapped(compared.why, indent=4, width=width)
    return lines


def _row_with_verdict(widths: Sequence[int], cells: Sequence[str], status: Status) -> list[str]:
    """Return cells side by side, of which the last begins with the label of a status, in its colour."""
    first, *rest = row(widths, *cells)
    start = sum(widths[:-1]) + 2 * (len(widths) - 1)
    end = start + len(label(status))
    if status.compares and first[start:end] == label(status):
        first = first[:start] + click.style(label(status), COLOURS[status]) + first[end:]
    return [first, *rest]


def _full_report(result: Result, width: int) -> list[str]:
    """Return what was found, each standard and the overall rating with the reasons, and what was checked."""
    card = result.card
    return [
        *_styled(headline.title(card), width),
        *wrapped(headline.origin(result), width=width),
        *_read_from_document(result, width),
        "",
        *_headline(card, width),
        "",
        *_full_table(card, width),
        "",
        *wrapped(reasons.what_was_checked(card), width=width),
        CAVEATS,
        *_sections(result, width),
    ]


def _sections(result: Result, width: int) -> list[str]:
    """Return what was asked for beside the ratings, an empty line above each."""
    lines = []
    for section in result.sections:
        lines += ["", *_styled(section.title, width)]
        for part in section.body:
            if isinstance(part, Table):
                lines += columns(part.head, *part.rows, width=width)
            else:
                lines += wrapped(part, width=width)
    return lines


def _read_from_document(result: Result, width: int) -> list[str]:
    """Return what came of reading a document; below the first sentence what was put right and what was not found."""
    if result.extraction is None:
        return []
    from hmip_rules.documents.extraction_report import sentences_about

    first, *others = sentences_about(result.extraction)
    lines = [*wrapped(first, width=width)]
    for sentence in others:
        lines += wrapped(sentence, indent=2, width=width)
    return lines


def _headline(card: Scorecard, width: int) -> list[str]:
    return [
        *_styled(headline.headline(card), width, COLOURS.get(card.status)),
        *_findings(card, width),
        *wrapped(reasons.effect_of_correcting_all(card), indent=2, width=width),
        *wrapped(headline.known_disagreement(card), width=width),
    ]


def _findings(card: Scorecard, width: int) -> list[str]:
    lines: list[str] = []
    for finding in card.findings:
        place = f"{finding.place}: " if finding.place.file else ""
        lines += wrapped(f"{place}{finding.message} [{finding.code}]", indent=2, width=width)
    return lines


def _full_table(card: Scorecard, width: int) -> list[str]:
    """Return each published rating beside the recomputed one, with the reason below."""
    rows = comparisons(card)
    widths = _table_widths(card, rows, width)
    lines = [*row(widths, "", "Published", "Recomputed: points")]
    for compared in rows:
        lines += row(widths, compared.title, compared.published, compared.recomputed)
        if not compared.is_taken:
            lines += _reason(compared, width)
    return lines


def _table_widths(card: Scorecard, rows: Iterable[Comparison], width: int) -> tuple[int, int, int]:
    """Return the widths of titles, of published ratings, and of what is left for the recomputed ones."""
    rating = min(max(map(len, (*card.rulebook.names, "Published"))), MAX_RATING_WIDTH)
    longest = max(len(compared.title) for compared in rows)
    title = min(longest, width - 2 * rating - len("    : 9"))
    return title, rating, width - title - rating - 4


def _reason(compared: Comparison, width: int) -> list[str]:
    """Return the reason below a row, headed by how published and recomputed compare."""
    status = compared.status
    why = printable(labelled(status, compared.why))
    first, *rest = textwrap.wrap(why, width, initial_indent=" " * 6, subsequent_indent=" " * 8)
    if status.compares:
        head = f"{label(status)}: "
        first = first.replace(head, click.style(head, COLOURS[status]), 1)
    return [first, *rest]


def _styled(text: str, width: int, colour: str | None = None) -> list[str]:
    return [click.style(line, fg=colour, bold=True) for line in wrapped(text, width=width)]


def _explanation(result: Result, width: int) -> list[str]:
    """Return every step with the number of its rule; then the rules, and their sources."""
    card = result.card
    steps_made = steps(card)
    rules = rules_of_steps(card, steps_made)
    lines = ["", click.style("How each result was made ([n] is the rule, listed below)", bold=True)]
    for step in steps_made:
        numbers = "".join(f"[{rules.index(card.rulebook.rule(*path)) + 1}]" for path in step.rules)
        lines += wrapped(f"{step.words} {numbers}".rstrip(), indent=2 * step.depth, width=width)
    lines += ["", click.style("Rules", bold=True)]
    for number, rule in enumerate(rules, start=1):
        place = result.rule_places.of_name(rule.path)
        where = f"{place.file}:{place.line}, " if place.file else ""
        note = f". {rule.note}" if rule.note else ""
        title = rule_words.rule_title(card.rulebook, rule)
        lines += wrapped(f"[{number}] {title}: {where}{rule_words.basis(rule)}{note}", indent=2, width=width)
    lines += ["", click.style("Sources", bold=True)]
    for name, source in sources_of_rules(rules).items():
        lines += wrapped(f"{name}: {source}", indent=2, width=width)
    return lines
