"""A report in brief: its title, and in a sentence how it compares; and how several came out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from hmip_rules.files.reports import Unreadable
from hmip_rules.model.errors import printable
from hmip_rules.model.months import in_words
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.rules import Rule
from hmip_rules.model.scorecard import Scorecard, Status
from hmip_rules.scoring.score_files import Result
from hmip_rules.wording import phrases, reasons, rule_words
from hmip_rules.wording.statuses import STATUS_WORDS

MAX_INSPECTIONS_NAMED = 5
"""More inspections than this that may be counted more than once are not named."""

MAX_FILES_NAMED = 3
"""More files than this that may be about one inspection are not named."""

Move = tuple[str | None, str | None]
"""The overall rating before and after; None where it is not determined."""


def title(card: Scorecard) -> str:
    """Return the title of a report: "Leeds PDU, published October 2024, 82 cases"."""
    report = card.report
    parts = [printable(report.service or "Unnamed service")]
    parts += [f"published {in_words(report.published)}"] if report.published else []
    parts += [phrases.plural(report.cases, "case")] if report.cases is not None else []
    return ", ".join(parts)


def origin(result: Result) -> str:
    """Return from which file a report is, and by which rulebook it was scored."""
    book = result.card.rulebook
    revision = f", revision {book.revision}" if book.revision else ""
    own = f", from {result.rulebook_file}" if result.rulebook_file else ""
    return f"{file_and_document(result)}; rulebook {book.id}{revision}{own}"


def file_and_document(result: Result | Unreadable) -> str:
    """Return the file of a report, and which document of it where it is not the first."""
    return f"{result.file}, document {result.document}" if result.document > 1 else result.file


def known_disagreement(card: Scorecard) -> str:
    """Return why a published value is known to deviate; nothing where the report does not."""
    why = card.report.known_disagreement
    return f"Known disagreement: {why}" if why else ""


def headline(card: Scorecard) -> str:
    """Return a sentence on how published and recomputed compare, above the standards and their reasons."""
    below = {
        Status.WITHIN_DISCRETION: "a published rating is not the one for its percentages",
        Status.UNDETERMINED: "The reasons are below",
        Status.PARTLY_CHECKED: reasons.what_was_not_checked(card),
    }
    return STATUS_WORDS[card.status].verdict.format(below.get(card.status) or _disagreement(card))


def headline_alone(card: Scorecard) -> str:
    """Return that sentence for where no standards stand below: with what is missing, or which ratings depart."""
    by_status = {
        Status.WITHIN_DISCRETION: _departures,
        Status.UNDETERMINED: _why_undetermined,
        Status.PARTLY_CHECKED: reasons.what_was_not_checked,
    }
    return STATUS_WORDS[card.status].verdict.format(by_status.get(card.status, _disagreement)(card))


def why_not_confirmed(card: Scorecard) -> str:
    """Return what an undetermined report lacks, or why one is only partly checked; nothing of any other."""
    if card.status == Status.UNDETERMINED:
        return reasons.why_undetermined(card)
    return reasons.what_was_not_checked(card) if card.status == Status.PARTLY_CHECKED else ""


def _why_undetermined(card: Scorecard) -> str:
    return phrases.with_capital(reasons.why_undetermined(card))


def _departures(card: Scorecard) -> str:
    """Return which ratings inspectors chose: "the published rating of P 2.1 is not the one for its percentages"."""
    keys = [result.key for result in card.standards if result.status == Status.WITHIN_DISCRETION]
    if len(keys) == 1:
        return f"the published rating of {keys[0]} is not the one for its percentages"
    return f"each published rating of {phrases.listed(keys)} is not the one for its percentages"


def _disagreement(card: Scorecard) -> str:
    """Return how many values do not follow from the rules, and whether the report contradicts itself."""
    contradictions = [finding.code for finding in card.findings if finding.is_contradiction]
    twice = contradictions.count("conflicting-values")
    number = number_of_findings(card) - len(contradictions)
    values = "1 published value does" if number == 1 else f"{number} published values do"
    parts = [f"{values} not follow from the rules"] if number else []
    parts += [f"the document gives two different values for {phrases.plural(twice, 'item')}"] if twice else []
    parts += ["the report contradicts itself"] if len(contradictions) > twice else []
    return phrases.in_sentences(*parts)


def number_of_findings(card: Scorecard) -> int:
    """Return how many findings a report has; a remark is not one."""
    return sum(not finding.is_remark for finding in card.findings)


def not_confirmed(rulebook: Rulebook, rules: Sequence[Rule], of: str = "") -> list[str]:
    """Return a sentence with the rules that are not confirmed, by how sure they are; none where there are none.

    Args:
        of: the rulebook, where it is one of several.
    """
    in_rulebook = f" of {of}" if of else ""
    return [f"Rules{in_rulebook} not confirmed. {rule_words.by_basis(rulebook, rules)}."] if rules else []


def outcomes(reports: Mapping[str, int], moves: Mapping[Move, int]) -> list[str]:
    """Return how many reports have each status; where it was asked, also what would become of their overall ratings."""
    by_status = [
        f"{number} {words.of_one if number == 1 else words.of_several}"
        for status, words in STATUS_WORDS.items()
        if (number := reports.get(status))
    ]
    outcome = f"{phrases.plural(sum(reports.values()), 'report')}: {', '.join(by_status)}."
    return [outcome, _moves(Counter(moves))] if moves else [outcome]


def counted_more_than_once(inspections: Iterable[tuple[str, Sequence[str]]]) -> list[str]:
    """Return which files may be about one inspection, and are counted as several reports.

    Args:
        inspections: what the files share, and the files, of each inspection.
    """
    several = [(shared, files) for shared, files in inspections if len(files) > 1]
    sentences = []
    for shared, files in several[:MAX_INSPECTIONS_NAMED]:
        not_named = len(files) - MAX_FILES_NAMED
        names = [*files[:MAX_FILES_NAMED], *([f"{not_named:,} more"] if not_named > 0 else [])]
        may_be = f"{phrases.listed(names)} may be about the same inspection ({shared})"
        sentences.append(printable(f"{may_be}, and are counted as {len(files):,} reports."))
    if len(several) > MAX_INSPECTIONS_NAMED:
        others = phrases.plural(len(several) - MAX_INSPECTIONS_NAMED, "more inspection")
        sentences.append(f"The same is true of {others}.")
    return sentences


def _moves(moves: Counter[Move]) -> str:
    """Return how many reports would have another overall rating, where it was asked what if."""
    not_determined = sum(times for move, times in moves.items() if None in move)
    would = {move: times for move, times in moves.most_common() if None not in move and move[0] != move[1]}
    parts = [
        f"goes from {before} to {after} in {phrases.plural(times, 'report')}"
        for (before, after), times in would.items()
    ]
    unchanged = moves.total() - not_determined - sum(would.values())
    parts += [f"is unchanged in {phrases.plural(unchanged, 'report')}"]
    parts += [f"cannot be determined in {not_determined}"] if not_determined else []
    return f"With this change, the overall rating {phrases.listed(parts)}."
