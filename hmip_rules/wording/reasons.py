"""Why a result is what it is, in words that are built from the very values that decide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction

from hmip_rules.model.percent import NOT_APPLICABLE, Percentage, decimal_text
from hmip_rules.model.scorecard import KeyQuestionResult, OverallResult, Scorecard, StandardResult, Status
from hmip_rules.wording import rule_words
from hmip_rules.wording.phrases import choice, in_sentences, listed, plural, span, with_capital

NO_BANDS = "no overall bands are known for this set of rated standards"


def why_rating(card: Scorecard, result: StandardResult) -> str:
    """Return why a standard has its rating.

    Where it was recomputed: which key question decided, by which percentage, in which band.
    """
    basis = result.origin
    if basis == "not_rated":
        unused = (
            ", and its percentages are not used" if any(q.percent is not None for q in result.key_questions) else ""
        )
        return f"not rated, so it adds no points{unused}"
    if basis != "recomputed":
        return _why_taken(result)
    if result.percent is None or result.rating is None:
        return f"{missing(result)}, so the rating could be {choice(result.possible)}"
    percentages = rule_words.percent_range(card.rulebook, result.rating)
    parts = [f"{_deciding(result, result.percent)} ({result.rating}: {percentages})"]
    if result.missing:
        parts.append(f"{missing(result)}, but cannot raise the rating")
    if result.status == Status.UNDETERMINED:
        parts.append(f"whether inspectors may choose {result.published} depends on what is missing")
    if result.status == Status.WITHIN_DISCRETION:
        parts.append(_discretion(card, result))
    deciding = [question for question in result.key_questions if question.id in result.decided_by]
    parts += [_rounding(card, question) for question in deciding if question.otherwise]
    return in_sentences(*parts)


def _why_taken(result: StandardResult) -> str:
    basis = result.origin
    if basis == "unknown":
        return "no rating was published, so every rating is possible"
    if basis == "judgement":
        return "rated by judgement, so the published rating is used"
    if any(question.answer == NOT_APPLICABLE for question in result.key_questions):
        return "no key question has a percentage, so the published rating is used"
    return "no percentages were published, so the published rating is used"


def missing(result: StandardResult) -> str:
    """Return what a standard lacks: "the percentage for safety is missing"."""
    noun, verb = ("percentage", "is") if len(result.missing) == 1 else ("percentages", "are")
    return f"the {noun} for {listed(result.missing)} {verb} missing"


def _deciding(result: StandardResult, percent: Fraction) -> str:
    given = sum(question.percent is not None for question in result.key_questions)
    of = "key questions" if given == len(result.key_questions) else "percentages"
    lowest = f"lowest of {given} {of}" if given > 1 else "only percentage"
    return f"{lowest}: {listed(result.decided_by)}, {decimal_text(percent)}%"


def _discretion(card: Scorecard, result: StandardResult) -> str:
    margin, start_of = card.rulebook.discretion, card.rulebook.percent_bands.start_of
    assert margin is not None
    better = max((rating for rating in (result.published, *result.possible) if rating), key=start_of)
    points = plural(margin.points, "percentage point")
    start = f"{better} starts at {decimal_text(start_of(better))}%"
    return f"{start}, which is within {points}, so the published rating is accepted"


def _rounding(card: Scorecard, question: KeyQuestionResult) -> str:
    """Return the rating that the percentage would have exact if it is rounded, or rounded if it is exact."""
    assert isinstance(question.answer, Percentage)
    exact = question.answer.value
    if question.percent == exact:
        other = f"after rounding ({decimal_text(card.rulebook.round(exact))}%)"
    else:
        other = f"before rounding ({decimal_text(exact)}%)"
    return f"{other}, {question.id} would be {question.otherwise}"


def why_score(card: Scorecard) -> str:
    """Return the points that make the score; and where the published one comes from, if it is another."""
    overall = card.overall
    terms = [points(card, result) for result in card.scoring_standards]
    sums = " + ".join(f"({term})" if " " in term else term for term in terms) or "no standard rated"
    most = "" if overall.max_score is None else f" of {plural(overall.max_score, 'point')}"
    parts = [f"{sums} = {span(overall.totals)}{most}{_by_counts(card)}", *_if_score_is_right(card)]
    if overall.score_is_sum and all(result.published for result in card.scoring_standards):
        parts += _sum_of_published_ratings(card)
    if overall.published.score in overall.allowed_totals and overall.published.score not in overall.totals:
        parts.append(_how_it_is_possible(card, overall.published.score))
    if overall.max_score_status == Status.DISAGREES:
        parts.append(f"the published maximum, {overall.published.max_score}, is wrong")
    return in_sentences(*parts)


def _sum_of_published_ratings(card: Scorecard) -> list[str]:
    """Return that the published score is the total of the published ratings, and which of these are wrong."""
    wrong = [result.key for result in card.scoring_standards if result.status == Status.DISAGREES]
    total = f"the published score, {card.overall.published.score}, is the total of the points for the published ratings"
    if not wrong:
        return [total]
    verb, these = ("is", "this") if len(wrong) == 1 else ("are", "these")
    corrected = f"with {these} corrected, the score is {span(card.overall.totals)}"
    return [f"{total}, but {listed(wrong)} {verb} wrong", corrected]


def why_overall_rating(card: Scorecard) -> str:
    """Return the band of each possible overall rating."""
    overall = card.overall
    if overall.bands is None:
        return NO_BANDS
    bands = card.rulebook.bands.overall[overall.bands]
    ranges = ", ".join(f"{rating} is for {rule_words.points_range(bands, rating)}" for rating in overall.possible)
    if overall.published.rating in overall.allowed and overall.published.rating not in overall.possible:
        return in_sentences(ranges, _how_it_is_possible(card, overall.published.rating))
    if overall.published.score in overall.totals or overall.rating_status != Status.DISAGREES:
        return ranges or choice(overall.possible)
    of_score = bands.rating_of(overall.published.score)
    if of_score is None or of_score != overall.published.rating:
        return ranges
    follows = f"the published overall rating follows from the published score, {overall.published.score}"
    return in_sentences(ranges, follows)


def _how_it_is_possible(card: Scorecard, published: int | str | None) -> str:
    """Return what a published value that the recomputed ratings do not give may follow from."""
    in_two_ways = {conflict.path for conflict in card.report.conflicts}
    keys = [result.key for result in _may_depart(card)]
    conflicting = [key for key in keys if ("standards", key, "rating") in in_two_ways]
    others = [key for key in keys if key not in conflicting]
    ways = [f"with one of the ratings that the document gives for {choice(conflicting)}"] if conflicting else []
    if isinstance(published, str) and ("overall", "score") in in_two_ways:
        ways.append("with one of the scores that the document gives")
    if others:
        have = "has" if len(others) == 1 else "have"
        ways.append(f"if inspectors used discretion for {choice(others)}, which {have} no published rating")
    return f"{published} is possible {choice(ways)}"


def _may_depart(card: Scorecard) -> list[StandardResult]:
    """Return the standards in the score of which it is not known whether inspectors used discretion."""
    return [result for result in card.scoring_standards if result.allowed != result.scored]


def _by_counts(card: Scorecard) -> str:
    """Return what the published numbers of ratings do to the total; nothing where they do nothing.

    Numbers that count a published rating which disagrees are not wrong themselves.
    """
    if card.overall.by_counts:
        return ", given the published number of standards with each rating"
    if any(finding.code == "rating-counts" for finding in card.findings):
        return (
            " (the published numbers of standards with each rating are ignored, because they contradict other values)"
        )
    return ""


def _if_score_is_right(card: Scorecard) -> list[str]:
    """Return how many points the undetermined ratings must score for the published score; none if they need not."""
    left = card.left_by_score
    if left is None:
        return []
    together = " together" if len(left.standards) > 1 else ""
    score = f"score {plural(left.points, 'point')}{together}"
    return [f"for the published score to be right, {listed(left.standards)} must {score}"]


def points(card: Scorecard, result: StandardResult) -> str:
    """Return the points that a standard adds: "1", or "0 to 2" where its rating is not determined."""
    return span(card.rulebook.ratings[rating] for rating in result.scored)


def published_score(overall: OverallResult) -> str:
    """Return the published score: "3/21", or "-" where none was published."""
    score, most = overall.published.score, overall.published.max_score
    shown_as = "-" if score is None else str(score)
    return shown_as if most is None else f"{shown_as}/{most}"


_DECIDED = (Status.AGREES, Status.WITHIN_DISCRETION, Status.DISAGREES)


def what_was_checked(card: Scorecard) -> str:
    """Return what was looked at, not only what failed; and what was missing."""
    checked = card.checked
    number: Counter[str] = Counter(result.origin for result in card.standards)
    parts = []
    if checked.recomputed:
        parts.append(f"{plural(checked.recomputed, 'standard')} (from {plural(checked.key_questions, 'key question')})")
    parts += ["the score"] if card.overall.score_status in _DECIDED else []
    parts += ["the overall rating"] if card.overall.rating_status in _DECIDED else []
    judged, others = number["judgement"], number["as_published"]
    accepted = [f"{plural(judged, 'standard')} rated by judgement"] if judged else []
    accepted += [f"{plural(others, 'standard')} with no published percentages"] if others else []
    sentences = [f"Checked: {listed(parts)}." if parts else "Nothing could be checked."]
    sentences += [f"Accepted as published: {listed(accepted)}."] if accepted else []
    sentences += [f"Not rated: {plural(number['not_rated'], 'standard')}."] if number["not_rated"] else []
    missing = ", ".join(_missing_values(card))
    sentences += [f"Missing: {missing}."] if missing else []
    sentences += [f"{with_capital(NO_BANDS)}."] if card.overall.bands is None else []
    return " ".join(sentences)


def what_was_not_checked(card: Scorecard) -> str:
    """Return what keeps the check from being complete: "4 of 4 casework standards have no percentages"."""
    number = len(card.not_recomputed)
    casework = number + card.checked.recomputed
    verb = "has" if number == 1 else "have"
    parts = [f"{number} of {plural(casework, 'casework standard')} {verb} no percentages"] if number else []
    parts += [] if card.overall.rating_status.compares else ["no overall rating was published"]
    return " and ".join(parts)


def why_undetermined(card: Scorecard) -> str:
    """Return why a report is not determined: "missing: percentage for safety of P 2.1, rating of P 1.3"."""
    missing = _missing_of_standards(
        result for result in card.standards if len(result.possible) > 1 or result.status == Status.UNDETERMINED
    )
    overall = card.overall
    if Status.UNDETERMINED in (overall.score_status, overall.rating_status):
        missing += [f"published rating of {result.key}" for result in _may_depart(card)]
    parts = [f"missing: {', '.join(missing)}"] if missing else []
    parts += [NO_BANDS] if card.overall.bands is None else []
    return in_sentences(*parts)


def _missing_of_standards(results: Iterable[StandardResult]) -> list[str]:
    """Return what standards lack: "all percentages of P 2.1", "percentage for safety of P 2.2", "rating of P 1.3"."""
    missing = []
    for result in results:
        if not result.missing:
            continue
        if not result.standard.key_questions:
            missing.append(f"{listed(result.missing)} of {result.key}")
        elif result.missing == tuple(result.standard.key_questions):
            missing.append(f"all percentages of {result.key}")
        else:
            percentages = "percentage" if len(result.missing) == 1 else "percentages"
            missing.append(f"{percentages} for {listed(result.missing)} of {result.key}")
    return missing


def _missing_values(card: Scorecard) -> list[str]:
    """Return everything that was not published, in the order of the report."""
    missing = []
    for result in card.standards:
        missing += _missing_of_standards([result])
        if result.is_recomputed and result.published is None:
            missing.append(f"published rating of {result.key}")
    missing += ["score"] if card.report.overall.score is None else []
    missing += ["overall rating"] if card.report.overall.rating is None else []
    return missing


def effect_of_correcting_all(card: Scorecard) -> str:
    """Return what several findings do to the overall rating when all are corrected; else nothing."""
    published = card.report.overall.rating
    if sum(not (finding.is_contradiction or finding.is_remark) for finding in card.findings) < 2 or published is None:
        return ""
    becomes = choice(card.overall.possible)
    if card.overall.rating == published:
        return "If all of these were corrected, the overall rating would not change."
    if published in card.overall.allowed:
        return f"If all of these were corrected, the overall rating could be {choice(card.overall.allowed)}."
    return f"If all of these were corrected, the overall rating would be {becomes}, not {published}."


def key_question(card: Scorecard, question: KeyQuestionResult) -> str:
    """Return the answer to a key question, and its band."""
    answer = question.answer
    if not isinstance(answer, Percentage) or question.percent is None or question.rating is None:
        return "not applicable, so left out" if answer == NOT_APPLICABLE else "missing"
    counts = f"{answer.sufficient} of {answer.of} cases, " if answer.of else ""
    exact = f"{decimal_text(answer.value)}%, rounded to " if answer.value != question.percent else ""
    percent = f"{counts}{exact}{decimal_text(question.percent)}%"
    return f"{percent}: {question.rating} ({rule_words.percent_range(card.rulebook, question.rating)})"
