"""A report beside the previous one, in words: what rose, what fell, and whether it is more than chance."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby
from typing import Any

from hmip_rules.insight.samples import LEVEL
from hmip_rules.insight.since.chance import EXTRA
from hmip_rules.insight.since.compute import QuestionSince, Since, StandardSince, since
from hmip_rules.insight.words import rules_as_json, unconfirmed_rules_before, with_unconfirmed_rules
from hmip_rules.model.months import in_words, meets
from hmip_rules.model.percent import NOT_APPLICABLE, Percentage, as_number, shown
from hmip_rules.model.rules import NOT_RATED
from hmip_rules.model.scorecard import KeyQuestionResult, OverallResult, Scorecard, StandardResult
from hmip_rules.model.section import Section, Table
from hmip_rules.rulebooks.differences import differences
from hmip_rules.wording import phrases

HEAD = ("", "before", "now", "movement", "chance")
CHANCE = {True: "more", False: "within", None: "-"}
WENT = {"rose": "rose", "fell": "fell", "same": "stayed the same", None: "can't be compared"}
NOT_DETERMINED = "not determined"


def since_section(previous: Scorecard, card: Scorecard) -> Section:
    """Set a report beside the previous one."""
    found = since(previous, card)
    made = Section("since", "Since the previous inspection", tuple(_body(found)), _plain(found))
    again = found.again.leans_on if found.again else ()
    return with_unconfirmed_rules(card, made, (rule.path for rule in (*card.leans_on, *again)))


def _body(found: Since) -> Iterator[str | Table]:
    yield f"Before: {_of(found.before)}. Now: {_of(found.after)}."
    yield from _warnings(found)
    yield Table(HEAD, (*(row for one in found.standards for row in _rows(one)), *_overall_rows(found)))
    yield from _how_to_read(found)
    yield from _what_went(found)
    yield from _chance(found)
    yield from _rules(found)
    before, after = found.before, found.after
    if before.rulebook != after.rulebook or not set(before.leans_on) <= set(after.leans_on):
        yield from unconfirmed_rules_before(before)


def _of(card: Scorecard) -> str:
    """Name a report: service, month, cases and rulebook."""
    report = card.report
    parts = [report.service or "a service that is not named"]
    parts += [f"published {in_words(report.published)}"] if report.published else []
    parts += [phrases.plural(report.cases, "case")] if report.cases is not None else []
    return f"{', '.join(parts)} (rulebook {card.rulebook.id})"


def _warnings(found: Since) -> Iterator[str]:
    """Say where the two reports may not be what they are compared as."""
    before, after = found.before.report, found.after.report
    if before.service is None or after.service is None:
        yield "Not both reports name their service: they may be of different ones."
    elif _plainly(before.service) != _plainly(after.service):
        yield "These are different services: what differs between them is no movement of either."
    if before.published and after.published and not meets(before.published, None, after.published):
        yield "The report given as the previous one was published later than the other."


def _plainly(service: str) -> str:
    return " ".join(service.casefold().split())


def _rows(one: StandardSince) -> Iterator[tuple[str, ...]]:
    went = one.went or ("new" if one.before is None else "gone" if one.after is None else "-")
    yield _label(one), _rating(one.before), _rating(one.after), went, ""
    for question in one.questions:
        if _has_percent(question.before) or _has_percent(question.after):
            sides = _percent(one.before, question.before), _percent(one.after, question.after)
            yield f"  {question.id}", *sides, _points(question), CHANCE[question.is_beyond_chance]


def _label(one: StandardSince) -> str:
    """Give a standard's key, and what it was called before where code or name is another."""
    if one.before is None or one.after is None:
        return _key(one)
    if _is_renamed(one) or one.before.key != one.after.key:
        return f"{one.after.key} (before: {one.before.standard.name if _is_renamed(one) else one.before.key})"
    return one.after.key


def _is_renamed(one: StandardSince) -> bool:
    """Say whether a standard, paired by its code, has another name than before."""
    sides = [result.standard.name.casefold() for result in (one.before, one.after) if result]
    return len(set(sides)) > 1


def _rating(result: StandardResult | None) -> str:
    if result is None:
        return "-"
    if not result.is_rated:
        return NOT_RATED
    return result.counts_as or NOT_DETERMINED


def _has_percent(question: KeyQuestionResult | None) -> bool:
    return question is not None and question.percent is not None


def _percent(result: StandardResult | None, question: KeyQuestionResult | None) -> str:
    """Give a percentage, marked where it decided its standard."""
    if question is None or question.percent is None:
        return NOT_APPLICABLE if question and question.answer == NOT_APPLICABLE else "-"
    return f"{shown(question.percent)}{' *' if result and question.id in result.decided_by else ''}"


def _points(question: QuestionSince) -> str:
    """Write a movement and its interval: "+8 (-10 to +26)"."""
    if question.points is None:
        return "-"
    points = f"{'+' if question.points > 0 else ''}{shown(question.points)}"
    return points if question.interval is None else f"{points} ({' to '.join(map(_end, question.interval))})"


def _end(end: float) -> str:
    """Write an end of an interval in whole points; to a decimal where it is near none, to tell on which side."""
    return f"{end:+.0f}" if abs(end) >= 1 else f"{end:+.1f}"


def _overall_rows(found: Since) -> Iterator[tuple[str, ...]]:
    before, after = found.before.overall, found.after.overall
    ratings = (overall.rating or NOT_DETERMINED for overall in (before, after))
    yield "Overall rating", *ratings, found.went or "-", ""
    points = "-" if found.points is None else f"{found.points:+d}" if found.points else "0"
    yield "Score", _score(before), _score(after), points, ""


def _score(overall: OverallResult) -> str:
    most = "?" if overall.max_score is None else overall.max_score
    return f"{phrases.span(overall.totals)}/{most}"


def _how_to_read(found: Since) -> Iterator[str]:
    if any(result and result.decided_by for one in found.standards for result in (one.before, one.after)):
        yield "* decided its standard. Key questions are in per cent, their movement in percentage points."
    if said := [*_by_percentages("before", found.before), *_by_percentages("now", found.after)]:
        yield f"Within discretion the published rating counts. By its percentages it would be: {'; '.join(said)}."
    if said := [*_published_otherwise("before", found.before), *_published_otherwise("now", found.after)]:
        yield f"The table has what counts. Published where that differs or is not determined: {'; '.join(said)}."
    if same_code := [_key(one) for one in found.standards if _is_renamed(one) and one.went]:
        yield f"Whether {phrases.listed(same_code)} asks the same under its new name, the rulebooks do not say."
    if found.before.rulebook.names != found.after.rulebook.names:
        scales = " and now ".join(", ".join(card.rulebook.names) for card in (found.before, found.after))
        yield f"The ratings were {scales}: on different scales none rose or fell."
    if found.before.overall.max_score != found.after.overall.max_score:
        yield "The most that could be scored is not the same, so the scores can't be set against each other."


def _by_percentages(when: str, card: Scorecard) -> Iterator[str]:
    for result in card.standards:
        if result.counts_as is not None and result.counts != result.possible:
            yield f"{result.key} {when}, {phrases.choice(result.possible)}"


def _published_otherwise(when: str, card: Scorecard) -> Iterator[str]:
    for result in card.standards:
        if result.is_rated and result.published not in (None, result.counts_as):
            yield f"{result.key} {when}, {result.published}"
    published = card.overall.published.rating
    if published not in (None, card.overall.rating):
        yield f"overall rating {when}, {published}"


def _what_went(found: Since) -> Iterator[str]:
    """Count the standards that rose, fell and stayed; and those of which it can't be said."""
    went = {where: [_key(one) for one in found.standards if one.went == where] for where in ("rose", "fell", "same")}
    compared = sum(map(len, went.values()))
    if not compared:
        yield "No standard has a rating on both sides that could be compared."
        return
    parts = [
        f"{len(keys)} {where} ({phrases.listed(keys)})" for where, keys in went.items() if keys and where != "same"
    ]
    parts += [f"{len(went['same'])} stayed the same"] if went["same"] else []
    yield f"Of {phrases.plural(compared, 'standard')} compared, {phrases.listed(parts)}."


def _key(one: StandardSince) -> str:
    result = one.after or one.before
    assert result is not None
    return result.key


def _chance(found: Since) -> Iterator[str]:
    """Say what within chance means, of how many movements it is said, and how many go beyond it by chance alone."""
    if all(question.points is None for question in found.questions):
        return
    if not found.chance_is_known:
        yield f"Not said: {EXTRA}."
        return
    judged = [question for question in found.questions if question.is_beyond_chance is not None]
    if not judged:
        yield f"Whether a movement is within chance can't be said: {_UNKNOWN}."
        return
    beyond = sum(bool(question.is_beyond_chance) for question in judged)
    are = "is" if 1 in (beyond, len(judged)) else "are"
    yield (
        f"Chance: {beyond} of {phrases.plural(len(judged), 'movement')} {are} more than "
        "the choice of cases alone would easily make. In brackets is where the movement among all cases may lie "
        f"({LEVEL} %, Newcombe's score interval), as if both inspections had drawn simple random samples, "
        "independent of each other. Within chance does not mean that nothing changed."
    )
    by_chance = shown(Fraction(len(judged) * (100 - LEVEL), 100))
    yield f"If nothing had changed, chance alone would show about {by_chance} of {len(judged)} as more."
    if any(_is_taken_of_all(question) for question in judged):
        yield "Cases are counted as if each key question was judged in all cases of its inspection."
    if len(judged) < sum(question.points is not None for question in found.questions):
        yield f"Where no chance is given, {_UNKNOWN}."


_UNKNOWN = "the cases are not known on both sides, or no number of them gives the percentage"


def _is_taken_of_all(question: QuestionSince) -> bool:
    """Say whether a percentage was published without numbers of cases."""
    answers = [side.answer for side in (question.before, question.after) if side]
    return any(isinstance(answer, Percentage) and answer.of is None for answer in answers)


def _rules(found: Since) -> Iterator[str]:
    """Say what changed in the rules that make ratings, and what the later rules make of the previous report."""
    before, after = found.before.rulebook, found.after.rulebook
    if before == after:
        yield f"Both are rated by the same rules, {after.id}."
        return
    names = " to ".join(f"{book.id} (revision {book.revision or 'not stated'})" for book in (before, after))
    changed = [one for one in differences(before, after) if one.makes_ratings]
    if not changed:
        yield f"From {names} no rule that makes ratings changed."
    else:
        yield f"What changed in the rules that make ratings, from {names}:"
        for group, items in groupby(changed, key=lambda one: one.group):
            yield f"{group}: {'; '.join(map(str, items))}."
    yield _again(found)


def _again(found: Since) -> str:
    """Say what the later rules make of the previous report."""
    rules = f"the rules of {found.after.rulebook.id}"
    if found.again is None:
        return (
            f"The previous report can't be rated by {rules}: it has standards, key questions or ratings that they lack."
        )
    others = [
        f"{new.key} {_rating(new)}, not {_rating(old)}"
        for new, old in _rated_twice(found.again, found.before)
        if new.counts != old.counts
    ]
    overall = found.again.overall
    rating = overall.rating or f"one of {phrases.choice(overall.possible)}"
    said = f"By {rules} the previous report would be rated {rating} overall, {_score(overall)}"
    said += f"; {phrases.listed(others)}" if others else ""
    return f"{said}. From there to now the overall rating {WENT[found.went_again]}."


def _rated_twice(again: Scorecard, before: Scorecard) -> Iterator[tuple[StandardResult, StandardResult]]:
    own = {result.key: result for result in before.standards}
    return ((result, own[result.key]) for result in again.standards if result.key in own)


def _plain(found: Since) -> dict[str, Any]:
    before, after = found.before, found.after
    return {
        "previous": {
            "service": before.report.service,
            "published": before.report.published,
            "rulebook": {"id": before.rulebook.id, "revision": before.rulebook.revision},
            "leans_on": rules_as_json(before.leans_on),
        },
        "standards": [_standard(one) for one in found.standards],
        "overall": {"before": _overall(before), "after": _overall(after), "went": found.went, "points": found.points},
        "rules": [
            {"where": one.where, "before": one.before, "after": one.after}
            for one in differences(before.rulebook, after.rulebook)
            if one.makes_ratings
        ],
        "previous_by_these_rules": None if found.again is None else _rated_again(found, found.again),
        "chance_is_known": found.chance_is_known,
    }


def _standard(one: StandardSince) -> dict[str, Any]:
    return {
        "before": _side(one.before),
        "after": _side(one.after),
        "went": one.went,
        "key_questions": [_question(question) for question in one.questions],
    }


def _side(result: StandardResult | None) -> dict[str, Any] | None:
    if result is None:
        return None
    percent = None if result.percent is None else as_number(result.percent)
    return {
        "key": result.key,
        "name": result.standard.name,
        "rating": result.rating,
        "published": result.published,
        "counts_as": result.counts_as,
        "decided_by": list(result.decided_by),
        "percent": percent,
    }


def _question(one: QuestionSince) -> dict[str, Any]:
    sides = {"before": one.before, "after": one.after}
    percents = {
        name: None if side is None or side.percent is None else as_number(side.percent) for name, side in sides.items()
    }
    return {
        "id": one.id,
        **percents,
        "points": None if one.points is None else as_number(one.points),
        "interval": None if one.interval is None else [as_number(round(end, 6)) for end in one.interval],
        "beyond_chance": one.is_beyond_chance,
    }


def _overall(card: Scorecard) -> dict[str, Any]:
    return {"score": card.overall.score, "max_score": card.overall.max_score, "rating": card.overall.rating}


def _rated_again(found: Since, again: Scorecard) -> dict[str, Any]:
    ratings = {one.key: one.rating for one in again.standards}
    return {"standards": ratings, "overall": _overall(again), "went": found.went_again}
