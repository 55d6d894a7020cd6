"""The rules a second time, from their words, in plain loops over plain values. Imports nothing of hmip_rules.

A gap is filled in every possible way, and every filling is rated on its own: slow, and hard to get wrong.
"""

from fractions import Fraction
from itertools import product

NOT_RATED = "not rated"
NOT_APPLICABLE = "not applicable"


def exact(written):
    """A percentage as a fraction of one per cent."""
    if isinstance(written, dict):
        return Fraction(int(written["sufficient"]), int(written["of"])) * 100
    return Fraction(str(written).rstrip("% "))


def printed(rules, percent):
    """Round to one of the two printed steps around a percentage."""
    how = rules["percentages"]
    step = Fraction(how["printed"]["to"])
    below = percent // step * step
    if below == percent:
        return percent
    above = below + step
    if how["printed"]["by"] == "up":
        return above
    if how["printed"]["by"] == "down":
        return below
    if percent - below < above - percent:
        return below
    if percent - below > above - percent:
        return above
    if how["ties"]["to"] == "up":
        return above
    if how["ties"]["to"] == "down":
        return below
    return below if (below / step) % 2 == 0 else above


def banded(rules, percent):
    return printed(rules, percent) if rules["percentages"]["banded"]["value"] == "rounded" else percent


def rating_of(starts, value):
    """The last rating whose start the value has reached."""
    found = None
    for rating, start in starts.items():
        if value >= Fraction(start):
            found = rating
    return found


def key_of(standard):
    return standard["code"] or standard["name"]


def rate_standard(rules, published):
    """Rating, status and rating that counts of a standard in which nothing is missing that decides."""
    rating = published.get("rating")
    if rating == NOT_RATED:
        return None, "taken", None
    values = [
        banded(rules, exact(answer))
        for answer in published.get("key_questions", {}).values()
        if answer != NOT_APPLICABLE
    ]
    if not values:
        return rating, "taken", rating
    starts = rules["bands"]["key_question"]["starts"]
    names = list(rules["ratings"])
    lowest = min(values)
    recomputed = rating_of(starts, lowest)
    if rating is None:
        return recomputed, "not_published", recomputed
    if rating == recomputed:
        return recomputed, "agrees", recomputed
    margin = rules["discretion"]
    if margin is not None:
        above = names.index(rating) - names.index(recomputed)
        if above == 1 and margin["direction"] != "down" and Fraction(starts[rating]) - lowest <= points(margin):
            return recomputed, "within_discretion", rating
        if above == -1 and margin["direction"] != "up" and lowest - Fraction(starts[recomputed]) <= points(margin):
            return recomputed, "within_discretion", rating
    return recomputed, "disagrees", recomputed


def allowed_ratings(rules, published, recomputed):
    """The ratings that may have been published beside percentages: with discretion, where none was published."""
    if published.get("rating") is not None or recomputed is None:
        return []
    filled = [{**published, "rating": rating} for rating in rules["ratings"]]
    statuses = {filling["rating"]: rate_standard(rules, filling)[1] for filling in filled}
    return [rating for rating, status in statuses.items() if status in ("agrees", "within_discretion")]


def points(margin):
    return Fraction(margin["points"])


def fillings(rules, standard, published):
    """Every way in which what a standard lacks could be filled in."""
    if published.get("rating") == NOT_RATED:
        return [published]
    given = {name: published.get("key_questions", {}).get(name) for name in standard["key_questions"]}
    values = [answer for answer in given.values() if answer not in (None, NOT_APPLICABLE)]
    if not values:
        answers = dict.fromkeys(given, NOT_APPLICABLE)
        ratings = [published["rating"]] if published.get("rating") else list(rules["ratings"])
        return [{"rating": rating, "key_questions": answers} for rating in ratings]
    step = step_of_missing(rules)
    steps = [count * step for count in range(int(100 / step) + 1)]
    choices = [steps if answer is None else [answer] for answer in given.values()]
    return [
        {"rating": published.get("rating"), "key_questions": dict(zip(given, filling, strict=True))}
        for filling in product(*choices)
    ]


def step_of_missing(rules):
    """How far apart the values lie that are tried for a missing percentage.

    Exact ones lie closer than half of any threshold's decimals, so that every value between two thresholds is met.
    """
    printed = Fraction(rules["percentages"]["printed"]["to"])
    return printed / 8 if rules["percentages"]["banded"]["value"] == "exact" else printed


def overall_starts(rules, not_rated):
    for entry in rules["bands"]["overall"]:
        if set(entry["without"]) == not_rated:
            return entry["starts"], entry["max"]
    return None, None


def score(rules, report):
    """Every possible rating and status of each standard, and every possible total, rating and status overall."""
    cases, allowed = {}, {}
    for standard in rules["standards"]:
        published = report["standards"].get(key_of(standard), {})
        filled = fillings(rules, standard, published)
        outcomes = [rate_standard(rules, filling) for filling in filled]
        allowed[key_of(standard)] = {counts for _, _, counts in outcomes} | {
            rating
            for filling, (recomputed, _, _) in zip(filled, outcomes, strict=True)
            for rating in allowed_ratings(rules, filling, recomputed)
        }
        if published.get("rating") is None and outcomes[0][1] == "taken":
            outcomes = [(rating, "not_published", counts) for rating, _, counts in outcomes]
        cases[key_of(standard)] = sorted(set(outcomes), key=str)
    included = [key_of(standard) for standard in rules["standards"] if standard["counted"]]
    not_rated = {key for key in included if report["standards"].get(key, {}).get("rating") == NOT_RATED}
    starts, maximum = overall_starts(rules, not_rated)
    totals, ratings = set(), set()
    for filling in product(*[cases[key] for key in included if key not in not_rated]):
        total = sum(rules["ratings"][counts] for _, _, counts in filling)
        totals.add(total)
        ratings |= set(rules["ratings"]) if starts is None else {rating_of(starts, total)}
    chosen = product(*[allowed[key] for key in included if key not in not_rated])
    allowed_totals = {sum(rules["ratings"][rating] for rating in choice) for choice in chosen}
    given = report["overall"]
    with_score = set(rules["ratings"]) if starts is None else {rating_of(starts, total) for total in allowed_totals}
    allowed_overall = set(with_score)
    if given.get("score") in allowed_totals and starts is not None:
        with_score = {rating_of(starts, given["score"])}
    score_status = compared(given.get("score"), totals, allowed_totals)
    rating_status = compared(given.get("rating"), ratings, with_score)
    max_status = "not_published"
    if maximum is not None and given.get("max_score") is not None:
        max_status = "agrees" if given["max_score"] in maxima(rules, report, not_rated) else "disagrees"
    by_standard = {key: one_of({status for _, status, _ in outcomes}) for key, outcomes in cases.items()}
    overall_status = whole({score_status, rating_status, max_status})
    return {
        "ratings": {key: {rating for rating, _, _ in outcomes} - {None} for key, outcomes in cases.items()},
        "counts": {key: {counts for _, _, counts in outcomes} - {None} for key, outcomes in cases.items()},
        "statuses": by_standard,
        "totals": totals,
        "overall": ratings,
        "allowed_totals": allowed_totals,
        "allowed_overall": allowed_overall,
        "score_status": score_status,
        "rating_status": rating_status,
        "max_score_status": max_status,
        "overall_status": overall_status,
        "status": status_of_report(rules, report, {*by_standard.values(), overall_status}, rating_status),
    }


def maxima(rules, report, not_rated):
    """Every maximum that may hold: a standard of which nothing is said may not have been rated."""
    silent = {
        key_of(standard)
        for standard in rules["standards"]
        if report["standards"].get(key_of(standard), {}).get("rating") is None
        and all(
            answer in (None, NOT_APPLICABLE)
            for answer in report["standards"].get(key_of(standard), {}).get("key_questions", {}).values()
        )
    }
    return {overall_starts(rules, not_rated)[1]} | {
        entry["max"] for entry in rules["bands"]["overall"] if not_rated <= set(entry["without"]) <= not_rated | silent
    }


def status_of_report(rules, report, statuses, rating_status):
    """The gravest status; nothing agrees unless all was recomputed that has key questions, and the rating compared."""
    status = whole(statuses)
    if status not in ("agrees", "within_discretion"):
        return status
    if rating_status == "not_published":
        return "partly_checked"
    for standard in rules["standards"]:
        published = report["standards"].get(key_of(standard), {})
        answers = published.get("key_questions", {}).values()
        has_percentage = any(answer not in (None, NOT_APPLICABLE) for answer in answers)
        rated = published.get("rating") not in (None, NOT_RATED) or (
            published.get("rating") is None and standard["counted"]
        )
        if standard["rated_by"] == "lowest_key_question" and rated and not has_percentage:
            return "partly_checked"
    return status


def compared(published, possible, allowed):
    """The status of a published value beside what percentages give, and what a rating that is missing allows."""
    if published is None:
        return "not_published"
    if published not in allowed:
        return "disagrees"
    return "agrees" if possible == {published} else "undetermined"


def one_of(statuses):
    return statuses.pop() if len(statuses) == 1 else "undetermined"


def whole(statuses):
    for status in ("disagrees", "undetermined", "within_discretion", "agrees"):
        if status in statuses:
            return status
    return "not_published"


# pdu-2024 counted out by hand, from the rule and not from the rulebook.
PDU_PERCENT = ["Inadequate"] * 50 + ["Requires improvement"] * 15 + ["Good"] * 15 + ["Outstanding"] * 21
PDU_TOTAL = ["Inadequate"] * 4 + ["Requires improvement"] * 7 + ["Good"] * 7 + ["Outstanding"] * 4
PDU_POINTS = {"Inadequate": 0, "Requires improvement": 1, "Good": 2, "Outstanding": 3}
