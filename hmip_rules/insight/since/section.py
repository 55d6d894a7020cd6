"""A report beside the previous one, in words: what rose, what fell, and whether it is more than chance."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby
from typing import Any

from hmip_rules.insight.samples import CONFIDENCE_PERCENT
from hmip_rules.insight.since.chance import STATISTICS_NEEDED
from hmip_rules.insight.since.compute import QuestionSince, Since, StandardSince, since
from hmip_rules.insight.words import rules_as_json, unconfirmed_rules_before, with_unconfirmed_rules
from hmip_rules.model.months import in_words, meets
from hmip_rules.model.percent import NOT_APPLICABLE, Percentage, as_number, shown
from hmip_rules.model.report import Report
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.rules import NOT_RATED
from hmip_rules.model.scorecard import KeyQuestionResult, OverallResult, Scorecard, StandardResult
from hmip_rules.model.section import Section, Table
from hmip_rules.rulebooks.differences import differences
from hmip_rules.wording import phrases

SINCE_COLUMNS = ("", "before", "now", "movement", "chance")
CHANCE_CELLS = {True: "larger", False: "within", None: "-"}
WENT_IN_WORDS = {"rose": "rose", "fell": "fell", "same": "stayed the same", None: "cannot be compared"}
NOT_DETERMINED = "not determined"
WHY_CHANCE_UNKNOWN = "the number of cases is not known in both reports, or no number of cases gives the percentage"


def since_section(previous: Scorecard, card: Scorecard) -> Section:
    """Return a report beside the previous one."""
    found = since(previous, card)
    section = Section("since", "Since the previous inspection", tuple(_body(found)), _json(found))
    rules = list(card.leans_on)
    if found.before_by_later_rules:
        rules += found.before_by_later_rules.leans_on
    return with_unconfirmed_rules(card, section, [rule.path for rule in rules])


def _body(found: Since) -> Iterator[str | Table]:
    before, after = found.before, found.after
    yield f"Before: {_report(before)}. Now: {_report(after)}."
    yield from _warnings(before.report, after.report)
    rows = [row for standard in found.standards for row in _rows(standard)]
    yield Table(SINCE_COLUMNS, (*rows, *_overall_rows(found)))
    yield from _how_to_read(found)
    yield _movements(found)
    yield from _chance(found)
    yield from _rules(found)
    if before.rulebook != after.rulebook or not set(before.leans_on) <= set(after.leans_on):
        yield from unconfirmed_rules_before(before)


def _report(card: Scorecard) -> str:
    """Return what a report is of: service, month, cases and rulebook."""
    report = card.report
    parts = [report.service or "an unnamed service"]
    if report.published:
        parts.append(f"published {in_words(report.published)}")
    if report.cases is not None:
        parts.append(phrases.plural(report.cases, "case"))
    return f"{', '.join(parts)} (rulebook {card.rulebook.id})"


def _warnings(before: Report, after: Report) -> Iterator[str]:
    """Return what may be wrong with comparing the two reports."""
    if before.service is None or after.service is None:
        yield "These reports may be about different services, because not both name one."
    elif _without_case_and_spaces(before.service) != _without_case_and_spaces(after.service):
        yield "These reports are about different services, so the differences are not changes over time."
    if before.published and after.published and not meets(before.published, None, after.published):
        yield "The report given as the previous one was published after the other."


def _without_case_and_spaces(service: str) -> str:
    return " ".join(service.casefold().split())


def _rows(standard: StandardSince) -> Iterator[tuple[str, ...]]:
    before, after = standard.before, standard.after
    yield _label(standard), _rating(before), _rating(after), _went(standard), ""
    for question in standard.questions:
        if _has_percent(question.before) or _has_percent(question.after):
            percents = _percent(before, question.before), _percent(after, question.after)
            yield f"  {question.id}", *percents, _movement(question), CHANCE_CELLS[question.is_beyond_chance]


def _went(standard: StandardSince) -> str:
    if standard.before is None:
        return "new"
    if standard.after is None:
        return "gone"
    return standard.went or "-"


def _label(standard: StandardSince) -> str:
    """Return a standard's key, and what it was called before where code or name is another."""
    before, after = standard.before, standard.after
    if before and after and _is_renamed(before, after):
        return f"{after.key} (before: {before.standard.name})"
    if before and after and before.key != after.key:
        return f"{after.key} (before: {before.key})"
    return _key(standard)


def _is_renamed(before: StandardResult, after: StandardResult) -> bool:
    """Return whether a standard, paired by its code, has another name than before."""
    return before.standard.name.casefold() != after.standard.name.casefold()


def _key(standard: StandardSince) -> str:
    result = standard.after or standard.before
    assert result is not None
    return result.key


def _rating(result: StandardResult | None) -> str:
    if result is None:
        return "-"
    if not result.is_rated:
        return NOT_RATED
    return result.counts_as or NOT_DETERMINED


def _has_percent(question: KeyQuestionResult | None) -> bool:
    return question is not None and question.percent is not None


def _percent(result: StandardResult | None, question: KeyQuestionResult | None) -> str:
    """Return a percentage, marked where it decided its standard."""
    if question is None or question.percent is None:
        return NOT_APPLICABLE if question and question.answer == NOT_APPLICABLE else "-"
    decided = result is not None and question.id in result.decided_by
    return f"{shown(question.percent)} *" if decided else shown(question.percent)


def _movement(question: QuestionSince) -> str:
    """Return a movement and its interval: "+8 (-10 to +26)"."""
    if question.points is None:
        return "-"
    points = f"{'+' if question.points > 0 else ''}{shown(question.points)}"
    if question.interval is None:
        return points
    return f"{points} ({_end(question.interval.low)} to {_end(question.interval.high)})"


def _end(points: float) -> str:
    """Return an end of an interval in whole points; near 0 to a decimal, to show on which side it lies."""
    return f"{points:+.0f}" if abs(points) >= 1 else f"{points:+.1f}"


def _overall_rows(found: Since) -> Iterator[tuple[str, ...]]:
    before, after = found.before.overall, found.after.overall
    ratings = before.rating or NOT_DETERMINED, after.rating or NOT_DETERMINED
    yield "Overall rating", *ratings, found.went or "-", ""
    points = "-" if found.points is None else f"{found.points:+d}" if found.points else "0"
    yield "Score", _score(before), _score(after), points, ""


def _score(overall: OverallResult) -> str:
    most = "?" if overall.max_score is None else overall.max_score
    return f"{phrases.span(overall.totals)}/{most}"


def _how_to_read(found: Since) -> Iterator[str]:
    before, after = found.before, found.after
    results = [result for standard in found.standards for result in (standard.before, standard.after) if result]
    if any(result.decided_by for result in results):
        yield "* decides the rating of its standard. Key questions are percentages; they move by percentage points."
    by_percentages = [*_by_percentages("before", before), *_by_percentages("now", after)]
    if by_percentages:
        listed = "; ".join(by_percentages)
        yield f"Within discretion the published rating is used. From percentages alone: {listed}."
    published = [*_published_otherwise("before", before), *_published_otherwise("now", after)]
    if published:
        yield f"Published differently, or not determined by the rules: {'; '.join(published)}."
    compared = [(old, new) for old, new, went, _ in found.standards if old and new and went]
    renamed = [new.key for old, new in compared if _is_renamed(old, new)]
    if renamed:
        names = "its name" if len(renamed) == 1 else "their names"
        yield f"{phrases.listed(renamed)} may not ask the same as before, because {names} changed."
    if before.rulebook.names != after.rulebook.names:
        scales = f"{', '.join(before.rulebook.names)} and now {', '.join(after.rulebook.names)}"
        yield f"The ratings were {scales}. Ratings on different scales cannot be compared."
    if before.overall.max_score != after.overall.max_score:
        yield "The maximum scores differ, so the scores cannot be compared."


def _by_percentages(when: str, card: Scorecard) -> Iterator[str]:
    """Return the ratings by percentages, of the standards that score another one within discretion."""
    for result in card.standards:
        if result.counts_as is not None and result.counts != result.possible:
            yield f"{result.key} {when}, {phrases.choice(result.possible)}"


def _published_otherwise(when: str, card: Scorecard) -> Iterator[str]:
    """Return the published ratings that are not those that score points."""
    for result in card.standards:
        if result.is_rated and result.published not in (None, result.counts_as):
            yield f"{result.key} {when}, {result.published}"
    published = card.overall.published.rating
    if published not in (None, card.overall.rating):
        yield f"overall rating {when}, {published}"


def _movements(found: Since) -> str:
    """Return how many standards rose, fell and stayed, of those that can be compared."""
    rose, fell, same = (
        [_key(standard) for standard in found.standards if standard.went == went] for went in ("rose", "fell", "same")
    )
    compared = len(rose) + len(fell) + len(same)
    if not compared:
        return "No standard has a rating in both reports that can be compared."
    parts = []
    if rose:
        parts.append(f"{len(rose)} rose ({phrases.listed(rose)})")
    if fell:
        parts.append(f"{len(fell)} fell ({phrases.listed(fell)})")
    if same:
        parts.append(f"{len(same)} stayed the same")
    return f"Of {phrases.plural(compared, 'standard')} compared, {phrases.listed(parts)}."


def _chance(found: Since) -> Iterator[str]:
    """Return what within chance means, for how many movements it is known, and how many chance alone would show."""
    moved = [question for question in found.questions if question.points is not None]
    if not moved:
        return
    if not found.chance_is_known:
        yield f"{STATISTICS_NEEDED}."
        return
    judged = [question for question in moved if question.is_beyond_chance is not None]
    if not judged:
        yield f"Whether a movement is within chance cannot be determined, because {WHY_CHANCE_UNKNOWN}."
        return
    beyond = sum(bool(question.is_beyond_chance) for question in judged)
    are = "is" if beyond == 1 or len(judged) == 1 else "are"
    yield (
        f"Chance: {beyond} of {phrases.plural(len(judged), 'movement')} {are} larger than chance alone would easily "
        f"produce. The brackets show the {CONFIDENCE_PERCENT}% confidence interval (Newcombe's), if both inspections "
        "drew independent simple random samples. Within chance does not mean that nothing changed."
    )
    by_chance = shown(Fraction(len(judged) * (100 - CONFIDENCE_PERCENT), 100))
    yield f"If nothing had changed, about {by_chance} of {len(judged)} would still be shown as larger."
    if any(_is_without_cases(side) for question in judged for side in (question.before, question.after)):
        yield "Each key question is taken to have been judged in all cases of its inspection."
    if len(judged) < len(moved):
        yield f"Where the chance is '-', {WHY_CHANCE_UNKNOWN}."


def _is_without_cases(question: KeyQuestionResult | None) -> bool:
    """Return whether a percentage was published without numbers of cases."""
    return question is not None and isinstance(question.answer, Percentage) and question.answer.of is None


def _rules(found: Since) -> Iterator[str]:
    """Return what changed in the rules that make ratings, and what the later rules make of the previous report."""
    before, after = found.before.rulebook, found.after.rulebook
    if before == after:
        yield f"Both are rated by the same rulebook, {after.id}."
        return
    rulebooks = f"{_rulebook(before)} to {_rulebook(after)}"
    changed = [difference for difference in differences(before, after) if difference.makes_ratings]
    if not changed:
        yield f"No rule that makes ratings changed from {rulebooks}."
    else:
        yield f"Changes to the rules that make ratings, from {rulebooks}:"
        for group, in_group in groupby(changed, key=lambda difference: difference.group):
            yield f"{group}: {'; '.join(map(str, in_group))}."
    yield _before_by_later_rules(found)


def _rulebook(rulebook: Rulebook) -> str:
    return f"{rulebook.id} (revision {rulebook.revision or 'not stated'})"


def _before_by_later_rules(found: Since) -> str:
    """Return what the later rules make of the previous report."""
    rules, card = f"the rules of {found.after.rulebook.id}", found.before_by_later_rules
    if card is None:
        return (
            f"The previous report cannot be rated by {rules}, "
            "because it has standards, key questions or ratings that they do not have."
        )
    by_own_rules = {result.key: result for result in found.before.standards}
    changed = [
        f"{result.key} {_rating(result)}, not {_rating(by_own_rules[result.key])}"
        for result in card.standards
        if result.key in by_own_rules and result.counts != by_own_rules[result.key].counts
    ]
    rating = card.overall.rating or phrases.choice(card.overall.possible)
    rated = f"By {rules} the previous report would be rated {rating} overall, {_score(card.overall)}"
    if changed:
        rated = f"{rated}; {phrases.listed(changed)}"
    return f"{rated}. From that to now, the overall rating {WENT_IN_WORDS[found.went_by_later_rules]}."


def _json(found: Since) -> dict[str, Any]:
    before, after = found.before, found.after
    overall = {"before": _json_overall(before), "after": _json_overall(after)}
    return {
        "previous": {
            "service": before.report.service,
            "published": before.report.published,
            "rulebook": {"id": before.rulebook.id, "revision": before.rulebook.revision},
            "leans_on": rules_as_json(before.leans_on),
        },
        "standards": [_json_standard(standard) for standard in found.standards],
        "overall": {**overall, "went": found.went, "points": found.points},
        "rules": [
            {"where": difference.where, "before": difference.before, "after": difference.after}
            for difference in differences(before.rulebook, after.rulebook)
            if difference.makes_ratings
        ],
        "previous_by_these_rules": _json_by_later_rules(found),
        "chance_is_known": found.chance_is_known,
    }


def _json_standard(standard: StandardSince) -> dict[str, Any]:
    return {
        "before": _json_result(standard.before),
        "after": _json_result(standard.after),
        "went": standard.went,
        "key_questions": [_json_question(question) for question in standard.questions],
    }


def _json_result(result: StandardResult | None) -> dict[str, Any] | None:
    if result is None:
        return None
    return {
        "key": result.key,
        "name": result.standard.name,
        "rating": result.rating,
        "published": result.published,
        "counts_as": result.counts_as,
        "decided_by": list(result.decided_by),
        "percent": _json_number(result.percent),
    }


def _json_question(question: QuestionSince) -> dict[str, Any]:
    interval = question.interval
    return {
        "id": question.id,
        "before": _json_number(question.before and question.before.percent),
        "after": _json_number(question.after and question.after.percent),
        "points": _json_number(question.points),
        "interval": None if interval is None else [as_number(round(end, 6)) for end in interval],
        "beyond_chance": question.is_beyond_chance,
    }


def _json_number(number: Fraction | None) -> int | float | None:
    return None if number is None else as_number(number)


def _json_overall(card: Scorecard) -> dict[str, Any]:
    return {"score": card.overall.score, "max_score": card.overall.max_score, "rating": card.overall.rating}


def _json_by_later_rules(found: Since) -> dict[str, Any] | None:
    card = found.before_by_later_rules
    if card is None:
        return None
    ratings = {result.key: result.rating for result in card.standards}
    return {"standards": ratings, "overall": _json_overall(card), "went": found.went_by_later_rules}
