"""A report in brief: its title, what was found, its rating columns; and many reports in a line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from hmip_rules.files.reports import Unreadable
from hmip_rules.model.errors import printable
from hmip_rules.model.months import in_words
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.rules import NOT_RATED, Rule
from hmip_rules.model.scorecard import OverallResult, Scorecard, StandardResult, Status
from hmip_rules.scoring.score_files import Result
from hmip_rules.wording import phrases, reasons, rule_words
from hmip_rules.wording.statuses import WORDS, label

TAKEN_AS = {"judgement": "judgement", "as_published": "as published"}
"""What stands for a rating that has its reason in these words; no other reason is needed beside it."""

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
        Status.WITHIN_DISCRETION: "a published rating differs from its percentages",
        Status.UNDETERMINED: "the reasons are below",
        Status.PARTLY_CHECKED: reasons.what_was_not_checked(card),
    }
    return WORDS[card.status].verdict.format(below.get(card.status) or _disagreement(card))


def headline_alone(card: Scorecard) -> str:
    """Return that sentence for where no standards stand below: with what is missing, or which ratings depart."""
    by_status = {
        Status.WITHIN_DISCRETION: _departures,
        Status.UNDETERMINED: reasons.what_leaves_it_open,
        Status.PARTLY_CHECKED: reasons.what_was_not_checked,
    }
    return WORDS[card.status].verdict.format(by_status.get(card.status, _disagreement)(card))


def _departures(card: Scorecard) -> str:
    """Return which ratings lie within discretion: "the published rating of P 2.1 differs from its percentages"."""
    keys = [result.key for result in card.standards if result.status == Status.WITHIN_DISCRETION]
    if len(keys) == 1:
        return f"the published rating of {keys[0]} differs from its percentages"
    return f"the published ratings of {phrases.listed(keys)} differ from their percentages"


def _disagreement(card: Scorecard) -> str:
    """Return how many values do not follow from the rules, and whether the report contradicts itself."""
    contradictions = [finding.code for finding in card.findings if finding.is_contradiction]
    twice = contradictions.count("conflicting-values")
    number = sum(not finding.is_remark for finding in card.findings) - len(contradictions)
    values = "1 published value does" if number == 1 else f"{number} published values do"
    parts = [f"{values} not follow from the rules"] if number else []
    parts += [f"the document gives {phrases.plural(twice, 'value')} in two ways"] if twice else []
    parts += ["the report contradicts itself"] if len(contradictions) > twice else []
    return "; ".join(parts)


def recomputed(card: Scorecard, result: StandardResult) -> str:
    """Return what the rules give for a standard: its rating, and the points that it adds."""
    if result.origin == "not_rated":
        return NOT_RATED
    rating = TAKEN_AS.get(result.origin) or _rating_of(result)
    if not result.standard.counted:
        return "not counted" if result.rating is None else f"{rating}: not counted"
    points = reasons.points(card, result)
    return f"{rating} (counts {points})" if result.status == Status.WITHIN_DISCRETION else f"{rating}: {points}"


def verdict_on_standard(card: Scorecard, result: StandardResult) -> str:
    """Return in a few words how a standard compares, and the points that it adds: "agrees, 1 point"."""
    if result.origin == "not_rated":
        return NOT_RATED
    points = reasons.points(card, result)
    scored = f"{points} point{'' if points == '1' else 's'}" if result.standard.counted else "not scored"
    if not result.status.compares and result.rating is None:
        return scored
    return f"{TAKEN_AS.get(result.origin) or _verdict(result.status, _rating_of(result))}, {scored}"


def verdict_on_score(card: Scorecard) -> str:
    """Return in a few words how the score compares: "agrees", or "disagrees: 7/21"."""
    return _verdict(card.overall.score_status, score(card))


def verdict_on_overall_rating(card: Scorecard) -> str:
    """Return in a few words how the overall rating compares: "agrees", or "disagrees: Good"."""
    return _verdict(card.overall.rating_status, overall_rating(card))


def _verdict(status: Status, recomputed: str) -> str:
    """Return the label of a status, with the recomputed value where it is another than was published; or that alone."""
    if status == Status.DISAGREES:
        return f"{label(status)}: {recomputed}"
    return label(status) if status.compares else recomputed


def points_added(card: Scorecard, result: StandardResult) -> int | None:
    """Return the points that a standard adds to the score; None where it is not included, or several are possible."""
    if not result.standard.counted or result.counts_as is None:
        return None
    return card.rulebook.ratings[result.counts_as]


def _rating_of(result: StandardResult | OverallResult) -> str:
    """Return the rating, or that it is not determined."""
    return result.rating or "not determined"


def overall_rating(card: Scorecard) -> str:
    """Return what overall rating the rules give."""
    return _rating_of(card.overall)


def score(card: Scorecard) -> str:
    """Return the score that the rules give: "3/21", "3 to 5 of 21"; "3/?" where the maximum is not known."""
    overall = card.overall
    most = "?" if overall.max_score is None else overall.max_score
    return f"{phrases.span(overall.totals)}{' of ' if len(overall.totals) > 1 else '/'}{most}"


def not_confirmed(rulebook: Rulebook, rules: Sequence[Rule], of: str = "") -> Iterator[str]:
    """Return the rules that are not confirmed, by how sure they are; nothing where there are none.

    Args:
        of: the rulebook, where it is one of several.
    """
    if rules:
        yield f"Not confirmed{f' ({of})' if of else ''}: {rule_words.by_basis(rulebook, rules)}."


def outcomes(reports: Mapping[str, int], moves: Mapping[Move, int]) -> Iterator[str]:
    """Return how many reports have each status, and what would become of their overall ratings where it was asked."""
    by_status = [
        f"{number} {words.of_one if number == 1 else words.of_several}"
        for status, words in WORDS.items()
        if (number := reports.get(status))
    ]
    yield f"{phrases.plural(sum(reports.values()), 'report')}: {', '.join(by_status)}."
    if moves:
        yield _moves(Counter(moves))


def counted_more_than_once(inspections: Sequence[tuple[str, Sequence[str]]]) -> Iterator[str]:
    """Return which files may be about one inspection, and are counted as several reports.

    Args:
        inspections: what the files share, and the files, of each inspection.
    """
    several = [(shared, files) for shared, files in inspections if len(files) > 1]
    for shared, files in several[:MAX_INSPECTIONS_NAMED]:
        names = [
            *files[:MAX_FILES_NAMED],
            *([f"{len(files) - MAX_FILES_NAMED:,} more"] * (len(files) > MAX_FILES_NAMED)),
        ]
        yield printable(
            f"{phrases.listed(names)} may be about the same inspection ({shared}), and are counted as "
            f"{len(files):,} reports."
        )
    if len(several) > MAX_INSPECTIONS_NAMED:
        number = phrases.plural(len(several) - MAX_INSPECTIONS_NAMED, "more inspection")
        yield f"The same is true of {number}."


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
