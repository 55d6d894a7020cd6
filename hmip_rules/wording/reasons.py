"""Why a result is what it is, and what a rule says, in words that are built from the very values that decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from math import ceil

from hmip_rules.model.months import span as months
from hmip_rules.model.percent import NOT_APPLICABLE, Percentage, shown
from hmip_rules.model.rulebook import Discretion, InForce, OverallBands, Printed, Rule, Rulebook, Standard, Ties
from hmip_rules.model.scorecard import KeyQuestionResult, OverallResult, Scorecard, StandardResult, Status

RULES = {
    "bands.key_question": "percentage bands",
    "bands.overall": "overall bands",
    "percentages.printed": "rounding of percentages",
    "percentages.ties": "rounding of a percentage halfway",
    "percentages.banded": "whether the rounded or the exact percentage is banded",
    "discretion": "discretion of inspectors",
    "in_force": "months in force",
    "standards": "standard",
    "stands_on.standards": "list of standards",
    "stands_on.judgement": "rating by judgement",
    "stands_on.lowest_key_question": "lowest key question drives a standard",
    "stands_on.not_applicable": "leaving out what is not applicable",
    "stands_on.points": "points of a rating",
    "stands_on.total": "adding up of points",
    "stands_on.max_score": "maximum score",
}
"""What each rule is about, in a reader's words."""

MONTHS_OF = {"fieldwork": "fieldwork", "published": "reports published"}
RATED_BY = {"judgement": "judged by inspectors", "lowest_key_question": "rated by its lowest key question"}
ROUNDED = {"nearest": "rounded to the nearest", "up": "rounded up to a", "down": "cut off to a"}
HALFWAY = {"up": "goes up", "down": "goes down", "even": "goes to the even one"}
WAYS = {"either": " either way", "up": ", up only", "down": ", down only"}

NO_BANDS_FOR = "overall bands for the standards that were rated"
NO_BANDS = "no overall bands are known for the standards that were rated"


def why(card: Scorecard, result: StandardResult) -> str:
    """Say from what a standard's rating follows.

    Where it was recomputed: which key question decided, by which percentage, in which band.
    """
    if not result.is_rated:
        unused = "; its percentages are not used" if any(q.percent is not None for q in result.key_questions) else ""
        return f"it was given no rating and adds no points{unused}"
    if not result.is_recomputed:
        return _why_taken(result)
    if result.percent is None:
        return f"{missing(result)}; possible: {choice(result.possible)}"
    if result.rating is None:
        return f"{_deciding(result)}; by the bands that is {choice(result.possible)}"
    parts = [f"{_deciding(result)}; {result.rating} is {percent_range(card.rulebook, result.rating)}"]
    if result.missing:
        parts.append(f"{missing(result)}, but can't raise it")
    if result.status == Status.UNDETERMINED:
        parts.append(f"whether {result.published} is within discretion depends on what is missing")
    if result.status == Status.WITHIN_DISCRETION:
        parts.append(_discretion(card, result))
    deciding = [question for question in result.key_questions if question.id in result.decided_by]
    parts += [_rounding(card, question) for question in deciding if question.otherwise]
    return "; ".join(parts)


def _why_taken(result: StandardResult) -> str:
    if result.published is None:
        return "no rating published; every rating is possible"
    if result.standard.rated_by == "judgement":
        return "an inspector's judgement, taken as published"
    if any(question.answer == NOT_APPLICABLE for question in result.key_questions):
        return "no key question with a percentage; its rating is taken as published"
    return "no percentages published; its rating is taken as published"


def missing(result: StandardResult) -> str:
    """Say what a standard lacks: "safety is missing"."""
    return f"{listed(result.missing)} {'is' if len(result.missing) == 1 else 'are'} missing"


def _deciding(result: StandardResult) -> str:
    given = sum(question.percent is not None for question in result.key_questions)
    names = listed(result.decided_by)
    verb = "is" if len(result.decided_by) == 1 else "are"
    lowest = f"{verb} the lowest of {given}" if given > 1 else "is the only percentage"
    return f"{names}, {shown(result.percent or Fraction(0))} %, {lowest}"


def _discretion(card: Scorecard, result: StandardResult) -> str:
    margin, start_of = card.rulebook.discretion, card.rulebook.percent_bands.start_of
    assert margin is not None
    edge = shown(max(start_of(rating) for rating in (result.published, *result.possible) if rating))
    points = shown(margin.points)
    return f"the edge to {result.published}, {edge} %, is within {points} points, so it counts as published"


def _rounding(card: Scorecard, question: KeyQuestionResult) -> str:
    """Say that it decides whether the exact or the rounded percentage falls into a band."""
    assert isinstance(question.answer, Percentage)
    exact = question.answer.value
    other = f"rounded {shown(card.rulebook.round(exact))}" if question.percent == exact else f"exactly {shown(exact)}"
    return f"{question.id} at {other} % would be {question.otherwise}"


def percent_range(rulebook: Rulebook, rating: str) -> str:
    """Give the percentages that have a rating, first to last: "50 to 64 %", or "70 %" where there is one."""
    bands, how = rulebook.percent_bands, rulebook.percentages
    start, following = bands.start_of(rating), bands.next_start(rating)
    if how.banded.value == "exact":
        return f"{_from_to(shown(start), '100' if following is None else f'under {shown(following)}')} %"
    step = how.printed.to
    last = Fraction(100) if following is None else (ceil(following / step) - 1) * step
    return f"{_from_to(shown(ceil(start / step) * step), shown(last))} %"


def why_overall(card: Scorecard) -> str:
    """Say from which points the score, and from which band the overall rating follows."""
    overall = card.overall
    parts = [points(card, result) for result in card.standards if result.is_rated and result.standard.counted]
    sums = f"{' + '.join(parts) or 'no standard rated'} = {span(overall.totals)}{_by_counts(card)}"
    if overall.bands is None:
        return f"{sums}; {NO_BANDS}{_left_by_score(card)}"
    bands = card.rulebook.bands.overall[overall.bands]
    ranges = ", ".join(f"{rating} is {total_range(bands, rating)}" for rating in overall.possible)
    return f"{sums} of {overall.max_score} points; {ranges or choice(overall.possible)}{_left_by_score(card)}"


def _by_counts(card: Scorecard) -> str:
    """Say what counts of ratings do to the total; nothing where there are none."""
    if not card.report.rating_counts:
        return ""
    return (
        " by the counts of ratings"
        if card.overall.by_counts
        else " (the counts of ratings do not fit, and are passed over)"
    )


def _left_by_score(card: Scorecard) -> str:
    left = card.left_by_score
    if left is None:
        return ""
    leaves = f"; if the published score is right, it leaves {counted(left.points, 'point')}"
    return f"{leaves} for {listed(left.standards)}"


def total_range(bands: OverallBands, rating: str) -> str:
    """Give the totals that have an overall rating, first to last: "4 to 10", or "4" where there is one."""
    following = bands.bands.next_start(rating)
    return _from_to(str(bands.starts[rating]), str(bands.max if following is None else following - 1))


def _from_to(first: str, last: str) -> str:
    return first if first == last else f"{first} to {last}"


def points(card: Scorecard, result: StandardResult) -> str:
    """Give the points that a standard adds: "1", or "0-2" where its rating is not determined."""
    return span(card.rulebook.ratings[rating] for rating in result.counts)


def span(numbers: Iterable[int]) -> str:
    """Write one number, or the lowest and highest of several; "?" for none.

    >>> span([3]), span([3, 4, 6])
    ('3', '3-6')
    """
    ordered = sorted(numbers)
    if not ordered:
        return "?"
    return str(ordered[0]) if ordered[0] == ordered[-1] else f"{ordered[0]}-{ordered[-1]}"


def counted(number: int, thing: str) -> str:
    """Write a number of things: "1 point", "3 points"."""
    return f"{number} {thing}{'' if number == 1 else 's'}"


def choice(ratings: Sequence[str]) -> str:
    """Write the ratings of which one is right: "Dim or Bright", or "no rating".

    >>> choice(["Dim", "Bright"]), choice([])
    ('Dim or Bright', 'no rating')
    """
    return " or ".join(ratings) or "no rating"


def listed(names: Sequence[str]) -> str:
    """Write names one after the other.

    >>> listed(["a"]), listed(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def published_score(overall: OverallResult) -> str:
    """Write the published score: "3/21", or "-" where none was published."""
    score, most = overall.published.score, overall.published.max_score
    shown_as = "-" if score is None else str(score)
    return shown_as if most is None else f"{shown_as}/{most}"


def what_was_checked(card: Scorecard) -> str:
    """Say what was looked at, not only what failed; and what was missing."""
    checked, published = card.checked, card.report.overall
    standards, questions = counted(checked.recomputed, "standard"), counted(checked.key_questions, "key question")
    parts = [f"{standards} recomputed from {questions}"]
    judged = sum(result.is_taken and result.standard.rated_by == "judgement" for result in card.standards)
    not_rated = sum(not result.is_rated for result in card.standards)
    parts += [f"{judged} taken as judged"] if judged else []
    parts += [f"{checked.taken - judged} taken as published"] if checked.taken > judged else []
    parts += [f"{not_rated} not rated"] if not_rated else []
    given = ["score"] if published.score is not None else []
    given += ["overall rating"] if published.rating is not None and card.overall.bands is not None else []
    parts += [f"{' and '.join(given)} checked"] if given else []
    missing = ", ".join(_what_is_missing(card))
    return f"Checked: {', '.join(parts)}; {f'missing: {missing}' if missing else 'nothing missing'}."


def what_leaves_it_open(card: Scorecard) -> str:
    """Say what is missing without which a report is not determined: "missing: safety of P 2.1, rating of P 1.3"."""
    left_open = (one for one in card.standards if len(one.possible) > 1 or one.status == Status.UNDETERMINED)
    missing = [part for one in left_open for part in _missing_of(one)]
    missing += [NO_BANDS_FOR] if card.overall.bands is None else []
    return f"missing: {', '.join(missing)}" if missing else "the rules contradict one another"


def _missing_of(result: StandardResult) -> Iterator[str]:
    if result.missing and result.missing == tuple(result.standard.key_questions):
        yield f"all percentages of {result.key}"
    elif result.missing:
        yield f"{listed(result.missing)} of {result.key}"


def _what_is_missing(card: Scorecard) -> Iterator[str]:
    for result in card.standards:
        yield from _missing_of(result)
        if result.is_recomputed and result.published is None:
            yield f"published rating of {result.key}"
    if card.report.overall.score is None:
        yield "score"
    if card.report.overall.rating is None:
        yield "overall rating"
    if card.overall.bands is None:
        yield NO_BANDS_FOR


def what_it_leans_on(card: Scorecard) -> str:
    """Name the rules that took part and are not confirmed, by what they stand on."""
    if not card.leans_on:
        return "Every rule that took part is confirmed."
    return f"Leans on rules that are not confirmed: {by_basis(card.rulebook, card.leans_on)}."


def by_basis(rulebook: Rulebook, rules: Iterable[Rule]) -> str:
    """List rules that are not confirmed, by what they stand on: "percentage bands (unverified)"."""
    grouped: dict[str, list[str]] = {}
    for rule in rules:
        grouped.setdefault(rule.basis, []).append(rule_title(rulebook, rule))
    return "; ".join(f"{', '.join(names)} ({basis})" for basis, names in sorted(grouped.items(), reverse=True))


def all_together(card: Scorecard) -> str:
    """Say what several findings do to the overall rating when all are put right; else nothing."""
    published = card.report.overall.rating
    if sum(not finding.is_contradiction for finding in card.findings) < 2 or published is None:
        return ""
    becomes = choice(card.overall.possible)
    if card.overall.rating == published:
        return f"With all of these put right, the overall rating stays {published}."
    if published in card.overall.possible:
        return f"With all of these put right, the overall rating may be {becomes}."
    return f"With all of these put right, the overall rating is {becomes}, not {published}."


def basis(rule: Rule) -> str:
    """Say on what a rule stands, and what it means to be unverified."""
    meaning = ": not read in a text of the inspectorate" if rule.basis == "unverified" else ""
    return f"{grounds(rule)}{meaning}"


def grounds(rule: Rule) -> str:
    """Say on what a rule stands: "confirmed by leeds-2024", "unverified"."""
    if rule.basis == "unverified":
        return rule.basis
    preposition = "by" if rule.basis == "confirmed" else "from"
    return f"{rule.basis} {preposition} {', '.join(rule.source_ids) or 'no source'}"


def key_question(card: Scorecard, question: KeyQuestionResult) -> str:
    """Say what a key question was given, and its band."""
    answer = question.answer
    if not isinstance(answer, Percentage) or question.percent is None:
        return "not applicable, left out" if answer == NOT_APPLICABLE else "missing"
    counts = f"{answer.sufficient} of {answer.of} cases, " if answer.of else ""
    exact = f"{shown(answer.value)} %, rounded " if answer.value != question.percent else ""
    percent = f"{counts}{exact}{shown(question.percent)} %"
    if question.rating is None:
        return f"{percent} is {choice(card.rulebook.percent_ratings(question.percent))}"
    return f"{percent} is {question.rating} ({percent_range(card.rulebook, question.rating)})"


def rule_title(rulebook: Rulebook, rule: Rule) -> str:
    """Say what a rule is about: "percentage bands"; where it is one of several, which."""
    about = RULES[rule.name]
    match rule.path:
        case ("standards", int(number)):
            return f"{about} {rulebook.standards[number].title}"
        case ("bands", "overall", int(number)):
            return f"{about}{without(rulebook.bands.overall[number])}"
    return about


def in_force(months_in_force: InForce | None) -> str:
    """Say when a rulebook applies: "fieldwork October 2023 to October 2025"."""
    if months_in_force is None:
        return "no months stated"
    return f"{MONTHS_OF[months_in_force.of]} {months(months_in_force.from_, months_in_force.to)}"


def rated_by(standard: Standard) -> str:
    """Say how a standard is rated, and whether it counts: "rated by its lowest key question"."""
    asked = standard.rated_by == "lowest_key_question" and not standard.key_questions
    unknown = "; its key questions are not known" if asked else ""
    return f"{RATED_BY[standard.rated_by]}{unknown}{'' if standard.counted else '; it does not count'}"


def rounded(how: Printed) -> str:
    """Say how percentages are printed: "rounded to the nearest whole per cent"."""
    return f"{ROUNDED[how.by]} {'whole per cent' if how.to == 1 else f'multiple of {shown(how.to)} %'}"


def halfway(ties: Ties) -> str:
    """Say where a percentage halfway between two printed ones goes: "goes up"."""
    return HALFWAY[ties.to]


def margin(discretion: Discretion | None) -> str:
    """Say how far inspectors may depart from a percentage: "5 percentage points either way"."""
    if discretion is None:
        return "none"
    points = f"{shown(discretion.points)} percentage point{'' if discretion.points == 1 else 's'}"
    return f"{points}{WAYS[discretion.direction]}"


def without(bands: OverallBands) -> str:
    """Say for which standards left unrated overall bands hold; nothing where all are rated."""
    if not bands.without:
        return ""
    return f" where {listed(sorted(bands.without))} {'is' if len(bands.without) == 1 else 'are'} not rated"
