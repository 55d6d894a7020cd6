"""Results as text for a person: 80 columns, and the same words with and without colour."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from hmip_rules import reasons
from hmip_rules.errors import printable
from hmip_rules.formats import Shown
from hmip_rules.lines import WIDTH, columns, row, wrapped
from hmip_rules.months import in_words
from hmip_rules.percent import NOT_APPLICABLE, Percentage
from hmip_rules.read import Unreadable
from hmip_rules.rulebook import NOT_RATED, Rule
from hmip_rules.scorecard import (
    KeyQuestionResult,
    Scorecard,
    StandardResult,
    Status,
    rounding_rules,
    standard_rule,
)
from hmip_rules.scoring import Result
from hmip_rules.section import Section, Table

if TYPE_CHECKING:
    from hmip_rules.extraction.extract import Extraction

LONGEST_RATING = 24  # a longer one goes on in the next line

COLOURS = {
    Status.AGREES: "green",
    Status.WITHIN_DISCRETION: "yellow",
    Status.UNDETERMINED: "yellow",
    Status.DISAGREES: "red",
}

HEADLINES = {
    Status.AGREES: "AGREES: what was published is what the rules give.",
    Status.WITHIN_DISCRETION: (
        "WITHIN DISCRETION: a published rating departs from its percentages, by no more than "
        "inspectors may; nothing else differs."
    ),
    Status.UNDETERMINED: "UNDETERMINED: what was published may be right or wrong; why is said below.",
    Status.DISAGREES: "DISAGREES: {}.",
    Status.NOT_PUBLISHED: "NOTHING TO COMPARE: no rating or score was published that could be recomputed.",
}

COUNTED = {
    Status.DISAGREES: "disagree",
    Status.UNDETERMINED: "undetermined",
    Status.WITHIN_DISCRETION: "within discretion",
    Status.AGREES: "agree",
    Status.NOT_PUBLISHED: "nothing to compare",
    "unreadable": "could not be read",
}


def one(result: Result | Unreadable, *, explain: bool) -> Iterator[str]:
    """Show a report: what was found, each standard, the overall rating, and what was checked.

    Nothing is shown of what could not be read: it is said on standard error.
    """
    if isinstance(result, Result):
        yield from _report(result)
        yield from _explanation(result) if explain else ()


def together(results: Iterable[Shown]) -> Iterator[str]:
    """Set reports one below the other, and count them."""
    counts: Counter[str] = Counter()
    moves: Counter[tuple[str | None, str | None]] = Counter()
    shown = 0
    for result in results:
        counts[result.status] += 1
        moves.update([result.move] if result.move else [])
        if result.lines:
            yield from [""] * bool(shown)
            yield from result.lines
            shown += 1
    if counts.total() > 1:
        yield from [""] * bool(shown)
        words = [f"{words}: {counts[status]}" for status, words in COUNTED.items() if counts[status]]
        yield from wrapped(f"{counts.total()} reports; {', '.join(words)}.")
        yield from wrapped(_moves(moves)) if moves else ()


def _moves(moves: Counter[tuple[str | None, str | None]]) -> str:
    """Count the reports whose overall rating would be another, where it was asked what if."""
    left_open = sum(times for move, times in moves.items() if None in move)
    would = {move: times for move, times in moves.most_common() if None not in move and move[0] != move[1]}
    parts = [f"{before} to {after}: {times}" for (before, after), times in would.items()]
    parts += [f"as before: {moves.total() - left_open - sum(would.values())}"]
    parts += [f"left open: {left_open}"] if left_open else []
    return f"What if, overall ratings: {', '.join(parts)}."


def _in_words(status: str) -> str:
    return status.replace("_", " ")


def _report(result: Result) -> Iterator[str]:
    card = result.card
    document = f", document {result.document}" if result.document > 1 else ""
    revision = f", revision {card.rulebook.revision}" if card.rulebook.revision else ""
    yield from _styled(_title(card))
    own = f", from {result.rulebook_file}" if result.rulebook_file else ""
    yield from wrapped(f"{result.file}{document}; rulebook {card.rulebook.id}{revision}{own}")
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
    """Say what was read from a document, what was put right, and what was not found."""
    from hmip_rules.extraction import in_words

    yield from wrapped(f"Read from the document: {in_words.found(extraction)}.")
    for corrected in in_words.corrections(extraction):
        yield from wrapped(f"Put right: {corrected}", indent=2)
    if missing := in_words.not_found(extraction):
        yield from wrapped(f"Not found: {missing}", indent=2)


def _title(card: Scorecard) -> str:
    report = card.report
    parts = [report.service or "Unnamed service"]
    parts += [f"published {in_words(report.published)}"] if report.published else []
    parts += [reasons.counted(report.cases, "case")] if report.cases is not None else []
    return ", ".join(parts)


def _headline(card: Scorecard) -> Iterator[str]:
    yield from _styled(HEADLINES[card.status].format(_disagreement(card)), COLOURS.get(card.status))
    for finding in card.findings:
        place = f"{finding.place}: " if finding.place.file else ""
        yield from wrapped(f"{place}{finding.message} [{finding.code}]", indent=2)
    yield from wrapped(reasons.all_together(card), indent=2)
    if card.report.known_disagreement:
        yield from wrapped(f"Known disagreement: {card.report.known_disagreement}")


def _disagreement(card: Scorecard) -> str:
    """Say how many values are not what the rules give, and of how many a document contradicts itself."""
    twice = sum(finding.is_contradiction for finding in card.findings)
    number = len(card.findings) - twice
    values = "1 published value is" if number == 1 else f"{number} published values are"
    parts = [f"{values} not what the rules give"] if number else []
    parts += [f"the document gives {reasons.counted(twice, 'value')} in two ways"] if twice else []
    return "; ".join(parts)


def _table(card: Scorecard) -> Iterator[str]:
    """Set each published rating beside the recomputed one, with the reason below."""
    overall = card.overall
    longest = max(map(len, (*card.rulebook.names, "published")))
    ratings = min(longest, LONGEST_RATING)
    titles = max(map(len, ("Overall rating", *(result.title for result in card.standards))))
    title = min(titles, WIDTH - 2 * ratings - len("    : 9"))
    widths = (title, ratings, WIDTH - title - ratings - 4)
    yield from row(widths, "", "published", "recomputed: points")
    for result in card.standards:
        yield from row(widths, result.title, result.published or "-", _recomputed(card, result))
        if result.status != Status.TAKEN or not result.is_rated:
            yield from _reason(result.status, reasons.why(card, result))
    rating = overall.rating or _open(overall.possible)
    yield from row(widths, "Overall rating", overall.published.rating or "-", rating)
    most = "?" if overall.max_score is None else overall.max_score
    yield from row(widths, "Score", reasons.published_score(overall), f"{reasons.span(overall.totals)}/{most}")
    yield from _reason(overall.status, reasons.why_overall(card))


def _recomputed(card: Scorecard, result: StandardResult) -> str:
    if not result.is_rated:
        return NOT_RATED
    if result.status == Status.TAKEN:
        rating = "taken as judged" if result.standard.rated_by == "judgement" else "taken as published"
    elif result.rating is None and not result.standard.counted:
        return "not counted"
    else:
        rating = result.rating or _open(result.possible)
    if result.status == Status.WITHIN_DISCRETION and result.standard.counted:
        return f"{rating} (counts {reasons.points(card, result)})"
    return f"{rating}: {reasons.points(card, result) if result.standard.counted else 'not counted'}"


def _open(possible: tuple[str, ...]) -> str:
    return "not determined" if possible else reasons.choice(possible)


def _reason(status: Status, why: str) -> Iterator[str]:
    """Give the reason below a row, headed by how published and recomputed compare."""
    head = f"{_in_words(status)}: " if status in COLOURS else ""
    first, *rest = textwrap.wrap(printable(head + why), WIDTH - 6, subsequent_indent="  ")
    yield "      " + click.style(head, COLOURS.get(status)) + first.removeprefix(head)
    yield from (f"      {line}" for line in rest)


def _styled(text: str, colour: str | None = None) -> Iterator[str]:
    yield from (click.style(line, fg=colour, bold=True) for line in wrapped(text))


def _explanation(result: Result) -> Iterator[str]:
    """Show every step with the number of its rule; then the rules, and the sources they stand on."""
    citations = _Citations(result)
    yield ""
    yield click.style("How each result was made ([n] is the rule, listed below)", bold=True)
    for standard in result.card.standards:
        yield from _steps(result.card, standard, citations)
    yield "Overall rating"
    yield from wrapped(f"{reasons.why_overall(result.card)} {_overall_rules(result.card, citations)}", indent=2)
    yield from citations.lines()


class _Citations:
    """The rules of one explanation, numbered as they are cited."""

    def __init__(self, result: Result) -> None:
        self._result = result
        self._rules: list[Rule] = []

    def cite(self, *path: str | int) -> str:
        """Give the number of a rule in brackets."""
        rule = self._result.card.rulebook.rule(*path)
        if rule not in self._rules:
            self._rules.append(rule)
        return f"[{self._rules.index(rule) + 1}]"

    def lines(self) -> Iterator[str]:
        """List the rules with rulebook file, line and basis; then their sources."""
        yield ""
        yield click.style("Rules", bold=True)
        for number, rule in enumerate(self._rules, start=1):
            place = self._result.rule_places.of_name(rule.path)
            where = f"{place.file}:{place.line}, " if place.file else ""
            note = f". {rule.note}" if rule.note else ""
            title = reasons.rule_title(self._result.card.rulebook, rule)
            yield from wrapped(f"[{number}] {title}: {where}{reasons.basis(rule)}{note}", indent=2)
        sources = {
            name: source for rule in self._rules for name, source in zip(rule.source_ids, rule.sources, strict=True)
        }
        yield ""
        yield click.style("Sources", bold=True)
        for name, source in sources.items():
            yield from wrapped(f"{name}: {source}", indent=2)


def _steps(card: Scorecard, result: StandardResult, citations: _Citations) -> Iterator[str]:
    yield from wrapped(f"{result.title} {citations.cite(*standard_rule(card.rulebook, result))}")
    for question in result.key_questions if result.is_rated else ():
        cited = _question_rules(result, question, citations)
        yield from wrapped(f"{question.id}: {reasons.key_question(card, question)} {cited}", indent=2)
        yield from wrapped(result.standard.key_questions[question.id] or "", indent=4)
    yield from wrapped(f"{reasons.why(card, result)} {_standard_rules(card, result, citations)}", indent=2)
    if result.standard.counted and len(result.counts) == 1:
        points = reasons.counted(card.rulebook.ratings[result.counts[0]], "point")
        yield from wrapped(f"{result.counts[0]} is worth {points} {citations.cite('stands_on', 'points')}", indent=2)


def _question_rules(result: StandardResult, question: KeyQuestionResult, citations: _Citations) -> str:
    if question.answer == NOT_APPLICABLE:
        return citations.cite("stands_on", "not_applicable")
    if not isinstance(question.answer, Percentage):
        return ""
    rounding = rounding_rules(result, question)
    return "".join(citations.cite(*path) for path in rounding) + citations.cite("bands", "key_question")


def _standard_rules(card: Scorecard, result: StandardResult, citations: _Citations) -> str:
    if not result.is_recomputed:
        judged = result.is_taken and result.standard.rated_by == "judgement"
        return citations.cite("stands_on", "judgement") if judged else ""
    departs = result.departs and card.rulebook.discretion
    lowest = citations.cite("stands_on", "lowest_key_question")
    return lowest + (citations.cite("discretion") if departs else "")


def _overall_rules(card: Scorecard, citations: _Citations) -> str:
    total = citations.cite("stands_on", "total")
    if card.overall.bands is None:
        return total
    return total + citations.cite("stands_on", "max_score") + citations.cite("bands", "overall", card.overall.bands)
