"""Reports that show where rules contradict one another: scored by these rules, their results are plainly wrong."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from hmip_rules.model.places import ValuePath
from hmip_rules.model.report import Report
from hmip_rules.model.rulebook import NOT_RATED, Rulebook, only
from hmip_rules.rulebooks.verify.scales import Reports, built, counted, percentages, totals, with_percentage, with_total


def shown_by(rulebook: Rulebook, path: ValuePath) -> Reports:  # noqa: PLR0911  # a line a rule
    """Find the reports that show what contradicts itself at a path.

    Returns:
        none where no report can show it: months, sources, and what is only missing decide no rating.
    """
    match path:
        case ("ratings", str(name)):
            return _rating(rulebook, name)
        case ("standards",):
            return _none_counts(rulebook)
        case ("standards", int(number)):
            return _given_twice(rulebook, number)
        case ("standards", int(number), "key_questions"):
            return (with_percentage(rulebook, rulebook.standards[number].key, Fraction(0), rulebook.names[-1]),)
        case ("percentages", "printed", "to"):
            return _rounding(rulebook)
        case ("bands",):
            return percentages(rulebook).report(Fraction(0), rulebook.names[0])
        case ("bands", "key_question", "starts", *rating):
            return percentages(rulebook).show(str(rating[0]) if rating else None)
        case ("bands", "overall"):
            return (_best(rulebook),)
        case ("bands", "overall", int(number), *rest):
            return _overall(rulebook, number, tuple(rest))
    return ()


def _rating(rulebook: Rulebook, name: str) -> Reports:
    """Show that a better rating scores no more: a score, and the next one, which the better rating does not reach."""
    keys = counted(rulebook)
    if not keys:
        return ()
    if name == NOT_RATED:
        score = len(keys) * rulebook.ratings[name]
        return (built(rulebook, dict.fromkeys(keys, name), score=score, rating=name),)
    for (worse, fewer), (better, more) in pairwise(rulebook.ratings.items()):
        if better == name and more <= fewer:
            score = fewer * len(keys)
            return _all_rated(rulebook, worse, score), _all_rated(rulebook, better, score + 1)
    return ()


def _all_rated(rulebook: Rulebook, rating: str, score: int) -> Report:
    return built(rulebook, dict.fromkeys(counted(rulebook), rating), score=score)


def _none_counts(rulebook: Rulebook) -> Reports:
    """Show that the one total, 0, leaves an overall rating out of reach; none where no bands hold."""
    number = rulebook.overall_index(set())
    if number is None:
        return ()
    return next(filter(None, map(totals(rulebook, number).show_unreached, reversed(rulebook.names))), ())


def _given_twice(rulebook: Rulebook, number: int) -> Reports:
    """Show that one published rating stands for two standards, so that fewer points are added up."""
    keys = [standard.key for standard in rulebook.standards]
    return (_best(rulebook, keys[number]),) if keys[number] in keys[:number] else ()


def _best(rulebook: Rulebook, *more: str) -> Report:
    """Build a report with the best rating of every standard that counts, and of some more, and its score and rating."""
    keys, best = counted(rulebook), rulebook.names[-1]
    return built(rulebook, dict.fromkeys((*keys, *more), best), score=len(keys) * rulebook.ratings[best], rating=best)


def _rounding(rulebook: Rulebook) -> Reports:
    """Show a whole percentage that is rounded into another band; none where none is, or exact ones are banded."""
    scale = percentages(rulebook)
    if rulebook.percentages.banded.value == "exact":
        return ()
    for percent in map(Fraction, range(101)):
        rating = only(scale.ratings_of(percent))
        if rating and rating not in scale.ratings_of(rulebook.round(percent)):
            return scale.report(percent, rating)
    return ()


def _overall(rulebook: Rulebook, number: int, rest: ValuePath) -> Reports:
    """Show what is wrong with an entry of the overall bands."""
    scale, best = totals(rulebook, number), rulebook.names[-1]
    match rest:
        case ("max",):
            return tuple(_with_max(report) for report in scale.report(scale.values[-1], best))
        case ("starts", *rating):
            return scale.show(str(rating[0]) if rating else None)
        case ("without", _):
            return _for_no_report(rulebook, number)
        case ():
            return scale.report(scale.values[-1], best) if len(scale.values) == 1 else _never_used(rulebook, number)
    return ()


def _with_max(report: Report) -> Report:
    """Add the score of a report, which is the most that can be scored, as the published maximum."""
    overall = report.overall.model_copy(update={"max_score": report.overall.score})
    return report.model_copy(update={"overall": overall})


def _for_no_report(rulebook: Rulebook, number: int) -> Reports:
    """Show that bands meant for a set of standards do not hold for it; none where others do."""
    known = [key for key in rulebook.bands.overall[number].without if key in counted(rulebook)]
    if rulebook.overall_index(set(known)) is not None:
        return ()
    most = (len(counted(rulebook)) - len(known)) * max(rulebook.ratings.values())
    return (with_total(rulebook, known, most, rulebook.names[-1]),)


def _never_used(rulebook: Rulebook, number: int) -> Reports:
    """Show a total that other bands rate otherwise; none where they rate every total alike."""
    used = rulebook.overall_index(set(rulebook.bands.overall[number].without))
    assert used is not None
    scale, before = totals(rulebook, number), totals(rulebook, used)
    otherwise = (
        (value, rating)
        for value in scale.values
        for rating in scale.ratings_of(value)
        if rating not in before.ratings_of(value)
    )
    return next((before.report(value, rating) for value, rating in otherwise), ())
