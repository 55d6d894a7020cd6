"""A report in brief: its title, what was found, its rating columns; and many reports in a line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from hmip_rules.files.reports import Unreadable
from hmip_rules.model.errors import printable
from hmip_rules.model.months import in_words
from hmip_rules.model.rules import NOT_RATED
from hmip_rules.model.scorecard import Scorecard, StandardResult, Status
from hmip_rules.scoring.score_files import Result
from hmip_rules.wording import phrases, reasons

HEADLINES = {
    Status.AGREES: "AGREES: what was published is what the rules give.",
    Status.WITHIN_DISCRETION: "WITHIN DISCRETION: {}, by no more than inspectors may; nothing else differs.",
    Status.UNDETERMINED: "UNDETERMINED: what was published may be right or wrong; {}.",
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
"""What is said of each status where reports are counted, the gravest first."""

Move = tuple[str | None, str | None]
"""The overall rating before and after; None where it is not determined."""


def title(card: Scorecard) -> str:
    """Name a report: "Leeds PDU, published October 2024, 82 cases"."""
    report = card.report
    parts = [printable(report.service or "Unnamed service")]
    parts += [f"published {in_words(report.published)}"] if report.published else []
    parts += [phrases.plural(report.cases, "case")] if report.cases is not None else []
    return ", ".join(parts)


def origin(result: Result) -> str:
    """Say from which file a report is, and by which rulebook it was scored."""
    book = result.card.rulebook
    revision = f", revision {book.revision}" if book.revision else ""
    own = f", from {result.rulebook_file}" if result.rulebook_file else ""
    return f"{file_and_document(result)}; rulebook {book.id}{revision}{own}"


def file_and_document(result: Result | Unreadable) -> str:
    """Name the file of a report, and which document of it where it is not the first."""
    return f"{result.file}, document {result.document}" if result.document > 1 else result.file


def known_disagreement(card: Scorecard) -> str:
    """Say why a published value is known to deviate; nothing where the report does not."""
    why = card.report.known_disagreement
    return f"Known disagreement: {why}" if why else ""


def headline(card: Scorecard) -> str:
    """Say in a sentence how published and recomputed compare, above the standards and their reasons."""
    below = {
        Status.WITHIN_DISCRETION: "a published rating departs from its percentages",
        Status.UNDETERMINED: "why is said below",
    }
    return HEADLINES[card.status].format(below.get(card.status) or _disagreement(card))


def headline_alone(card: Scorecard) -> str:
    """Say it where no standards stand below: name what is missing, or which ratings depart from their percentages."""
    by_status = {Status.WITHIN_DISCRETION: _departures, Status.UNDETERMINED: reasons.what_leaves_it_open}
    return HEADLINES[card.status].format(by_status.get(card.status, _disagreement)(card))


def _departures(card: Scorecard) -> str:
    """Say which ratings lie within discretion: "the published rating of P 2.1 departs from its percentages"."""
    keys = [result.key for result in card.standards if result.status == Status.WITHIN_DISCRETION]
    if len(keys) == 1:
        return f"the published rating of {keys[0]} departs from its percentages"
    return f"the published ratings of {phrases.listed(keys)} depart from their percentages"


def _disagreement(card: Scorecard) -> str:
    """Say how many values are not what the rules give, and of how many a document contradicts itself."""
    twice = sum(finding.is_contradiction for finding in card.findings)
    number = len(card.findings) - twice
    values = "1 published value is" if number == 1 else f"{number} published values are"
    parts = [f"{values} not what the rules give"] if number else []
    parts += [f"the document gives {phrases.plural(twice, 'value')} in two ways"] if twice else []
    return "; ".join(parts)


def status(of: Status) -> str:
    """Write how a part compares."""
    return of.replace("_", " ")


def recomputed(card: Scorecard, result: StandardResult) -> str:
    """Write what the rules give: the rating, and its points."""
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
    return "not determined" if possible else phrases.choice(possible)


def overall_rating(card: Scorecard) -> str:
    """Write what overall rating the rules give."""
    return card.overall.rating or _open(card.overall.possible)


def score(card: Scorecard) -> str:
    """Write what score the rules give: "3/21", "3-5/21", "?" where the most that can be scored is not known."""
    most = "?" if card.overall.max_score is None else card.overall.max_score
    return f"{phrases.span(card.overall.totals)}/{most}"


def reports(counts: Mapping[str, int], moves: Mapping[Move, int]) -> Iterator[str]:
    """Count many reports by status, and what would become of their overall ratings where it was asked what if."""
    words = [f"{words}: {counts[status]}" for status, words in COUNTED.items() if counts.get(status)]
    yield f"{phrases.plural(sum(counts.values()), 'report')}; {', '.join(words)}."
    if moves:
        yield _moves(Counter(moves))


def _moves(moves: Counter[Move]) -> str:
    """Count the reports whose overall rating would be another, where it was asked what if."""
    left_open = sum(times for move, times in moves.items() if None in move)
    would = {move: times for move, times in moves.most_common() if None not in move and move[0] != move[1]}
    parts = [f"{before} to {after}: {times}" for (before, after), times in would.items()]
    parts += [f"as before: {moves.total() - left_open - sum(would.values())}"]
    parts += [f"left open: {left_open}"] if left_open else []
    return f"What if, overall ratings: {', '.join(parts)}."
