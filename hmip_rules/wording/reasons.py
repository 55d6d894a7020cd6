"""Why a result is what it is, in words that are built from the very values that decide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction

from hmip_rules.model.percent import NOT_APPLICABLE, Percentage, decimal_text
from hmip_rules.model.scorecard import KeyQuestionResult, OverallResult, Scorecard, StandardResult, Status
from hmip_rules.wording import rule_words
from hmip_rules.wording.phrases import choice, listed, plural, span

NO_BANDS_FOR = "overall bands for the standards that were rated"
NO_BANDS = "no overall bands are known for the standards that were rated"


def why_rating(card: Scorecard, result: StandardResult) -> str:
    """Return why a standard has its rating.

    Where it was recomputed: which key question decided, by which percentage, in which band.
    """
    basis = result.origin
    if basis == "not_rated":
        unused = "; its percentages are not used" if any(q.percent is not None for q in result.key_questions) else ""
        return f"not rated, so it adds no points{unused}"
    if basis != "recomputed":
        return _why_taken(result)
    if result.percent is None or result.rating is None:
        return f"{missing(result)}; possible: {choice(result.possible)}"
    percentages = rule_words.percent_range(card.rulebook, result.rating)
    parts = [f"{_deciding(result, result.percent)} ({result.rating}: {percentages})"]
    if result.missing:
        parts.append(f"{missing(result)}, but cannot raise the rating")
    if result.status == Status.UNDETERMINED:
        parts.append(f"whether {result.published} is within discretion depends on the missing percentages")
    if result.status == Status.WITHIN_DISCRETION:
        parts.append(_discretion(card, result))
    deciding = [question for question in result.key_questions if question.id in result.decided_by]
    parts += [_rounding(card, question) for question in deciding if question.otherwise]
    return "; ".join(parts)


def _why_taken(result: StandardResult) -> str:
    basis = result.origin
    if basis == "unknown":
        return "no rating was published, so every rating is possible"
    if basis == "judgement":
        return "judged by inspectors, so the published rating is used"
    if any(question.answer == NOT_APPLICABLE for question in result.key_questions):
        return "no key question has a percentage, so the published rating is used"
    return "no percentages were published, so the published rating is used"


def missing(result: StandardResult) -> str:
    """Return what a standard lacks: "safety is missing"."""
    return f"{listed(result.missing)} {'is' if len(result.missing) == 1 else 'are'} missing"


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
    return f"{better} starts at {decimal_text(start_of(better))}%, within {points}, so the published rating is accepted"


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
    parts = [f"{sums} = {span(overall.totals)}{most}{_by_counts(card)}{_left_by_score(card)}"]
    if overall.score_is_sum and all(result.published for result in card.scoring_standards):
        wrong = [result.key for result in card.scoring_standards if result.status == Status.DISAGREES]
        corrected = f"; with {listed(wrong)} corrected it is {span(overall.totals)}" if wrong else ""
        parts.append(f"the published score is the sum of the published ratings{corrected}")
    if overall.published.score in overall.allowed_totals and overall.published.score not in overall.totals:
        parts.append(_if_discretion_was_used(card, overall.published.score))
    if overall.max_score_status == Status.DISAGREES:
        but = "but " if overall.score_status == Status.AGREES else ""
        parts.append(f"{but}the published maximum, {overall.published.max_score}, is wrong")
    return "; ".join(parts)


def why_overall_rating(card: Scorecard) -> str:
    """Return the band of each possible overall rating."""
    overall = card.overall
    if overall.bands is None:
        return NO_BANDS
    bands = card.rulebook.bands.overall[overall.bands]
    ranges = ", ".join(f"{rating} is {rule_words.points_range(bands, rating)}" for rating in overall.possible)
    if overall.published.rating in overall.allowed and overall.published.rating not in overall.possible:
        return f"{ranges}; {_if_discretion_was_used(card, overall.published.rating)}"
    if overall.published.score in overall.totals or overall.rating_status != Status.DISAGREES:
        return ranges or choice(overall.possible)
    of_score = bands.rating_of(overall.published.score)
    if of_score is None or of_score != overall.published.rating:
        return ranges
    return f"{ranges}; the published overall rating follows from the published score, {overall.published.score}"


def _if_discretion_was_used(card: Scorecard, published: int | str | None) -> str:
    """Return what a published value that the recomputed ratings do not give may follow from."""
    keys = [result.key for result in _may_depart(card)]
    have = "has" if len(keys) == 1 else "have"
    return f"{published} is possible if inspectors used discretion for {choice(keys)}, which {have} no published rating"


def _may_depart(card: Scorecard) -> list[StandardResult]:
    """Return the standards in the score of which it is not known whether inspectors used discretion."""
    return [result for result in card.scoring_standards if result.allowed != result.scored]


def _by_counts(card: Scorecard) -> str:
    """Return what the published numbers of ratings do to the total; nothing where they do nothing.

    Numbers that count a published rating which disagrees are not wrong themselves.
    """
    if card.overall.by_counts:
        return ", using the published numbers of ratings"
    if any(finding.code == "rating-counts" for finding in card.findings):
        return " (the published numbers of ratings contradict the ratings, so they are ignored)"
    return ""


def _left_by_score(card: Scorecard) -> str:
    left = card.left_by_score
    if left is None:
        return ""
    score = plural(left.points, "point")
    add = f"adds {score}" if len(left.standards) == 1 else f"add {score} between them"
    return f"; if the published score is right, {listed(left.standards)} {add}"


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
    accepted = [plural(number["judgement"], "judgement")] if number["judgement"] else []
    accepted += [f"{number['as_published']} without percentages"] if number["as_published"] else []
    sentences = [f"Checked: {listed(parts)}." if parts else "Nothing could be checked."]
    sentences += [f"Accepted as published: {listed(accepted)}."] if accepted else []
    sentences += [f"Not rated: {number['not_rated']}."] if number["not_rated"] else []
    missing = ", ".join(_missing_values(card))
    sentences += [f"Missing: {missing}."] if missing else []
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
    """Return what is missing without which a report is not determined: "missing: safety of P 2.1, rating of P 1.3"."""
    missing = _missing_of_standards(
        result for result in card.standards if len(result.possible) > 1 or result.status == Status.UNDETERMINED
    )
    overall = card.overall
    if Status.UNDETERMINED in (overall.score_status, overall.rating_status):
        missing += [f"published rating of {result.key}" for result in _may_depart(card)]
    missing += [NO_BANDS_FOR] if card.overall.bands is None else []
    return f"missing: {', '.join(missing)}"


def _missing_of_standards(results: Iterable[StandardResult]) -> list[str]:
    """Return what standards lack: "all percentages of P 2.1", "safety of P 2.2", "rating of P 1.3"."""
    return [
        f"all percentages of {result.key}"
        if result.missing == tuple(result.standard.key_questions)
        else f"{listed(result.missing)} of {result.key}"
        for result in results
        if result.missing
    ]


def _missing_values(card: Scorecard) -> list[str]:
    """Return everything that was not published, in the order of the report, and bands that are not known."""
    missing = []
    for result in card.standards:
        missing += _missing_of_standards([result])
        if result.is_recomputed and result.published is None:
            missing.append(f"published rating of {result.key}")
    missing += ["score"] if card.report.overall.score is None else []
    missing += ["overall rating"] if card.report.overall.rating is None else []
    missing += [NO_BANDS_FOR] if card.overall.bands is None else []
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
