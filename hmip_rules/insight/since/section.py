"""A report beside the previous one, in words: what rose, what fell, and whether it is more than chance."""

from __future__ import annotations

from fractions import Fraction
from itertools import groupby
from typing import Any

from hmip_rules.insight.samples import CONFIDENCE_PERCENT
from hmip_rules.insight.since.chance import STATISTICS_NEEDED
from hmip_rules.insight.since.compute import QuestionSince, Since, StandardSince, since
from hmip_rules.insight.words import rules_as_json, unconfirmed_rules_before, with_unconfirmed_rules
from hmip_rules.model.months import in_words, meets
from hmip_rules.model.percent import NOT_APPLICABLE, Percentage, as_number, decimal_text
from hmip_rules.model.report import Report
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.rules import NOT_RATED
from hmip_rules.model.scorecard import KeyQuestionResult, Scorecard, StandardResult
from hmip_rules.model.section import Section, Table
from hmip_rules.model.spelling import folded
from hmip_rules.rulebooks.differences import Difference, differences
from hmip_rules.wording import phrases

SINCE_COLUMNS = ("", "before", "now", "movement", "chance")
CHANCE_CELLS = {True: "larger", False: "within", None: "-"}
WENT_IN_WORDS = {"rose": "higher", "fell": "lower", "same": "the same"}
NOT_DETERMINED = "not determined"
WHY_CHANCE_UNKNOWN = "a number of cases is not known, or no number of cases gives the percentage"


def since_section(previous: Scorecard, card: Scorecard) -> Section:
    """Return a report beside the previous one."""
    found = since(previous, card)
    section = Section("since", "Since the previous inspection", tuple(_body(found)), _json(found))
    rules = list(card.unconfirmed_rules)
    if found.before_by_later_rules:
        rules += found.before_by_later_rules.unconfirmed_rules
    return with_unconfirmed_rules(card, section, [rule.path for rule in rules])


def _body(found: Since) -> list[str | Table]:
    before, after = found.before, found.after
    rows = [row for standard in found.standards for row in _rows(standard)]
    body: list[str | Table] = [
        f"Before: {_report(before)}. Now: {_report(after)}.",
        *_warnings(before.report, after.report),
        Table(SINCE_COLUMNS, (*rows, *_overall_rows(found))),
        *_how_to_read(found),
        _movements(found),
        *_chance(found),
        *_rules(found),
    ]
    if before.rulebook == after.rulebook and set(before.unconfirmed_rules) <= set(after.unconfirmed_rules):
        return body
    return [*body, *unconfirmed_rules_before(before)]


def _report(card: Scorecard) -> str:
    """Return what a report is of: service, month, cases and rulebook."""
    report = card.report
    parts = [report.service or "an unnamed service"]
    if report.published:
        parts.append(f"published {in_words(report.published)}")
    if report.cases is not None:
        parts.append(phrases.plural(report.cases, "case"))
    return f"{', '.join(parts)} (rulebook {card.rulebook.id})"


def _warnings(before: Report, after: Report) -> list[str]:
    """Return what may be wrong with comparing the two reports."""
    warnings = []
    if before.service is None or after.service is None:
        warnings.append("These reports may be about different services, because at least one names no service.")
    elif folded(before.service) != folded(after.service):
        warnings.append("These reports are about different services, so the differences are not changes over time.")
    if before.published and after.published and not meets(before.published, None, after.published):
        warnings.append("The report given as the previous one was published later than the other.")
    return warnings


def _rows(standard: StandardSince) -> list[tuple[str, ...]]:
    before, after = standard.before, standard.after
    rows: list[tuple[str, ...]] = [
        (_standard_cell(standard), _rating_cell(before), _rating_cell(after), _went_cell(standard), "")
    ]
    for question in standard.questions:
        if _has_percent(question.before) or _has_percent(question.after):
            percents = _percent_cell(before, question.before), _percent_cell(after, question.after)
            rows.append(
                (f"  {question.id}", *percents, _movement_cell(question), CHANCE_CELLS[question.is_beyond_chance])
            )
    return rows


def _went_cell(standard: StandardSince) -> str:
    if standard.before is None:
        return "new"
    if standard.after is None:
        return "gone"
    return standard.went or "-"


def _standard_cell(standard: StandardSince) -> str:
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


def _rating_cell(result: StandardResult | None) -> str:
    if result is None:
        return "-"
    if not result.is_rated:
        return NOT_RATED
    return result.scored_rating or NOT_DETERMINED


def _has_percent(question: KeyQuestionResult | None) -> bool:
    return question is not None and question.percent is not None


def _percent_cell(result: StandardResult | None, question: KeyQuestionResult | None) -> str:
    """Return a percentage, marked where it decided its standard."""
    if question is None or question.percent is None:
        return NOT_APPLICABLE if question and question.answer == NOT_APPLICABLE else "-"
    decided = result is not None and question.id in result.decided_by
    return f"{decimal_text(question.percent)} *" if decided else decimal_text(question.percent)


def _movement_cell(question: QuestionSince) -> str:
    """Return a movement and its interval: "+8 (-10 to +26)"."""
    if question.points is None:
        return "-"
    points = f"{'+' if question.points > 0 else ''}{decimal_text(question.points)}"
    if question.interval is None:
        return points
    return f"{points} ({_interval_end(question.interval.low)} to {_interval_end(question.interval.high)})"


def _interval_end(points: float) -> str:
    """Return an end of an interval in whole points; near 0 to a decimal, to show on which side it lies."""
    return f"{points:+.0f}" if abs(points) >= 1 else f"{points:+.1f}"


def _overall_rows(found: Since) -> list[tuple[str, ...]]:
    before, after = found.before.overall, found.after.overall
    ratings = before.rating or NOT_DETERMINED, after.rating or NOT_DETERMINED
    scores = [phrases.score_of_maximum(overall.totals, overall.max_score) for overall in (before, after)]
    points = "-" if found.points is None else f"{found.points:+d}" if found.points else "0"
    return [
        ("Overall rating", *ratings, found.went or "-", ""),
        ("Score", *scores, points, ""),
    ]


def _how_to_read(found: Since) -> list[str]:
    """Return which rating of a standard is shown, and what can't be compared."""
    before, after = found.before, found.after
    sentences = []
    results = [result for standard in found.standards for result in (standard.before, standard.after) if result]
    if any(result.decided_by for result in results):
        units = "Percentages are in per cent, and their movements in percentage points."
        sentences.append(f"* marks the percentage that decides the rating of its standard. {units}")
    if by_percentages := [*_by_percentages("before", before), *_by_percentages("now", after)]:
        rated = f"Percentages alone would rate {phrases.listed(by_percentages)}"
        sentences.append(f"Where discretion allows the published rating, the table shows it. {rated}.")
    if published := [*_published_otherwise("before", before), *_published_otherwise("now", after)]:
        sentences.append(
            f"Published ratings that do not follow from the rules or cannot be checked: {'; '.join(published)}."
        )
    compared = [(old, new) for old, new, went, _ in found.standards if old and new and went]
    if renamed := [new.key for old, new in compared if _is_renamed(old, new)]:
        names = "its name" if len(renamed) == 1 else "their names"
        sentences.append(f"{phrases.listed(renamed)} may not cover the same as before, because {names} changed.")
    if before.rulebook.names != after.rulebook.names:
        scales = f"{', '.join(before.rulebook.names)}. They are now {', '.join(after.rulebook.names)}"
        sentences.append(f"The possible ratings were {scales}. Ratings on different scales cannot be compared.")
    if before.overall.max_score != after.overall.max_score:
        sentences.append("The maximum scores differ, so the scores cannot be compared.")
    return sentences


def _by_percentages(when: str, card: Scorecard) -> list[str]:
    """Return the ratings by percentages, of the standards that score another one within discretion."""
    return [
        f"{result.key} {when} as {phrases.choice(result.possible)}"
        for result in card.standards
        if result.scored_rating is not None and result.scored != result.possible
    ]


def _published_otherwise(when: str, card: Scorecard) -> list[str]:
    """Return the published ratings that are not those that score points."""
    found = [
        f"{result.key} {when} ({result.published})"
        for result in card.standards
        if result.is_rated and result.published not in (None, result.scored_rating)
    ]
    published = card.overall.published.rating
    return found if published in (None, card.overall.rating) else [*found, f"overall rating {when} ({published})"]


def _movements(found: Since) -> str:
    """Return how many standards rose, fell and stayed, of those that can be compared."""
    rose, fell, same = (
        [_key(standard) for standard in found.standards if standard.went == went] for went in ("rose", "fell", "same")
    )
    compared = len(rose) + len(fell) + len(same)
    if not compared:
        return "No standard has ratings in both reports that can be compared."
    parts = []
    if rose:
        parts.append(f"{len(rose)} rose ({phrases.listed(rose)})")
    if fell:
        parts.append(f"{len(fell)} fell ({phrases.listed(fell)})")
    if same:
        parts.append(f"{len(same)} stayed the same")
    ratings = f"The ratings of {compared} standards" if compared > 1 else "The rating of 1 standard"
    return f"{ratings} can be compared: {phrases.listed(parts)}."


def _chance(found: Since) -> list[str]:
    """Return what within chance means, for how many movements it is known, and how many chance alone would show."""
    moved = [question for question in found.questions if question.points is not None]
    if not moved:
        return []
    if not found.chance_is_known:
        return [f"{STATISTICS_NEEDED}."]
    judged = [question for question in moved if question.is_beyond_chance is not None]
    if not judged:
        return [f"Whether a movement is within chance cannot be determined, because {WHY_CHANCE_UNKNOWN}."]
    beyond = sum(bool(question.is_beyond_chance) for question in judged)
    are = "is" if beyond in (0, 1) or len(judged) == 1 else "are"
    by_chance = decimal_text(Fraction(len(judged) * (100 - CONFIDENCE_PERCENT), 100))
    sentences = [
        (
            f"{beyond or 'None'} of {phrases.plural(len(judged), 'movement')} {are} larger than chance alone would "
            f"easily produce. The brackets show {CONFIDENCE_PERCENT}% confidence intervals (Newcombe's method) for "
            "independent simple random samples. Within chance does not mean that nothing changed."
        ),
        f"Even if nothing had changed, about {by_chance} of {len(judged)} movements would be shown as larger.",
    ]
    if any(_is_without_cases(side) for question in judged for side in (question.before, question.after)):
        sentences.append("This assumes that each key question was judged in all cases of its inspection.")
    if len(judged) < len(moved):
        sentences.append(f"A '-' under chance means that {WHY_CHANCE_UNKNOWN}.")
    return sentences


def _is_without_cases(question: KeyQuestionResult | None) -> bool:
    """Return whether a percentage was published without numbers of cases."""
    return question is not None and isinstance(question.answer, Percentage) and question.answer.of is None


def _rules(found: Since) -> list[str]:
    """Return what changed in the rules that make ratings, and what the later rules make of the previous report."""
    before, after = found.before.rulebook, found.after.rulebook
    if before == after:
        return [f"Both reports are rated under the same rulebook, {after.id}."]
    rulebooks = f"from {_rulebook(before)} to {_rulebook(after)}"
    changed = [difference for difference in differences(before, after) if difference.makes_ratings]
    by_later_rules = _before_by_later_rules(found)
    if not changed:
        return [f"No rule for ratings changed {rulebooks}.", by_later_rules]
    groups = groupby(changed, key=lambda difference: difference.group)
    listed = [f"{group}: {', '.join(map(_change_of_rule, in_group))}." for group, in_group in groups]
    return [f"Changes to the rules for ratings, {rulebooks}:", *listed, by_later_rules]


def _change_of_rule(difference: Difference) -> str:
    """Return a rule and how it changed: "maximum score (27, now 21)"."""
    if difference.in_short:
        change = difference.in_short
    elif difference.before is None:
        change = f"new: {difference.after}"
    elif difference.after is None:
        change = "removed"
    else:
        change = f"{difference.before}, now {difference.after}"
    return f"{difference.where} ({change})"


def _rulebook(rulebook: Rulebook) -> str:
    return f"{rulebook.id} (revision {rulebook.revision or 'not stated'})"


def _before_by_later_rules(found: Since) -> str:
    """Return what the later rules make of the previous report."""
    rules, card = f"the rules of {found.after.rulebook.id}", found.before_by_later_rules
    if card is None:
        return (
            f"The previous report cannot be rated under {rules}, "
            "because it has standards, key questions or ratings that they do not have."
        )
    by_own_rules = {result.key: result for result in found.before.standards}
    changed = [
        f"{result.key} {_rating_cell(result)}, not {_rating_cell(by_own_rules[result.key])}"
        for result in card.standards
        if result.key in by_own_rules and result.scored != by_own_rules[result.key].scored
    ]
    rating = card.overall.rating or phrases.choice(card.overall.possible)
    would = "would" if card.overall.rating else "could"
    score = phrases.score_of_maximum(card.overall.totals, card.overall.max_score)
    rated = f"Under {rules}, the previous report {would} be rated {rating} overall ({score})"
    if changed:
        rated = f"{rated}, with {phrases.listed(changed)}"
    went = found.went_by_later_rules
    if went is None:
        return f"{rated}. That cannot be compared with the overall rating now."
    return f"{rated}. Compared with that, the overall rating is now {WENT_IN_WORDS[went]}."


def _json(found: Since) -> dict[str, Any]:
    before, after = found.before, found.after
    overall = {"before": _json_overall(before), "after": _json_overall(after)}
    return {
        "previous": {
            "service": before.report.service,
            "published": before.report.published,
            "rulebook": {"id": before.rulebook.id, "revision": before.rulebook.revision},
            "leans_on": rules_as_json(before.unconfirmed_rules),
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
        "counts_as": result.scored_rating,
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
