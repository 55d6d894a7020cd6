"""Whether a rulebook is sound: proved by going through every percentage and every total, not by trying some.

A fault is said with the rule that causes it and, where a report can show it, with such a report.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from hmip_rules.percent import shown
from hmip_rules.places import Path
from hmip_rules.report import Report
from hmip_rules.rulebook import OverallBands, Rulebook, contradictions


class Fault(NamedTuple):
    """One way in which a rulebook is not sound.

    Attributes:
        path: the rule that causes it.
        message: what is wrong, then what would be right.
        counter_example: a report that shows the fault when it is scored; None where none can.
    """

    path: Path
    message: str
    counter_example: Report | None = None


def verify(rulebook: Rulebook) -> Iterator[Fault]:
    """Prove that a rulebook is sound, or find every fault.

    Sound means: every percentage and every total has exactly one rating, and each rating can be reached,
    the overall ones through the standards; no higher percentage or rating gives a lower result; the bands
    cover exactly what the standards can score, for every set of standards that `without` names; the margin
    of discretion can't skip a band; and every rule says on what it stands.

    Args:
        rulebook: read in the context `UNSOUND`, so that it may contradict itself.
    """
    found = list(contradictions(rulebook))
    at_fault = {path[0] for path, _ in found}
    countable = not at_fault & {"ratings", "standards"}  # else totals mean nothing
    yield from (Fault(path, message) for path, message in found)
    if "percentages" not in at_fault:
        yield from _percentages(rulebook)
    for number in range(len(rulebook.bands.overall) if countable else 0):
        yield from _totals(rulebook, number)
    yield from _discretion(rulebook)
    yield from _grounds(rulebook)


def _percentages(rulebook: Rulebook) -> Iterator[Fault]:
    """Go through every printed percentage: it has one rating."""
    rule, step = rulebook.bands.key_question, rulebook.percentages.printed.to
    if rule is None or tuple(rule.starts) != rulebook.names:
        return
    values = [count * step for count in range(int(100 / step) + 1)]
    path: Path = ("bands", "key_question", "starts")
    for value, message in _on_scale(rule.starts, values, "percentage"):
        yield Fault(path, message, _with_percentage(rulebook, value))


def _totals(rulebook: Rulebook, number: int) -> Iterator[Fault]:
    """Go through every total that the rated standards can score, likewise."""
    bands = rulebook.bands.overall[number]
    if tuple(bands.starts) != rulebook.names:
        return
    ways = _ways(rulebook, bands)
    path: Path = ("bands", "overall", number, "starts")
    for value, message in _on_scale(bands.starts, [Fraction(total) for total in sorted(ways)], "total"):
        yield Fault(path, message, _with_ratings(rulebook, bands, ways[int(value)]))


def _on_scale(
    starts: Mapping[str, Fraction] | Mapping[str, int], values: list[Fraction], what: str
) -> Iterator[tuple[Fraction, str]]:
    """Find the first value of a scale that has no rating or several.

    A band runs from its start to the start of the next. Where every value lies in exactly one, the
    ratings rise with the values, so that no higher value gives a lower rating.
    """
    edges = [Fraction(start) for start in starts.values()]
    for value in values:
        ratings = [
            rating
            for rating, start, end in zip(starts, edges, [*edges[1:], None], strict=True)
            if start <= value and (end is None or value < end)
        ]
        if len(ratings) != 1:
            has = " and ".join(ratings) or "no rating"
            yield value, f"a {what} of {shown(value)} has {has}; every {what} has exactly one rating"
            return


def _ways(rulebook: Rulebook, bands: OverallBands) -> dict[int, dict[str, str]]:
    """Find for every total that can be scored one way to score it: a rating for each rated standard."""
    ways: dict[int, dict[str, str]] = {0: {}}
    for standard in rulebook.standards:
        if standard.counted and standard.key not in bands.without:
            ways = {
                total + points: {**way, standard.key: rating}
                for total, way in ways.items()
                for rating, points in rulebook.ratings.items()
            }
    return ways


def _discretion(rulebook: Rulebook) -> Iterator[Fault]:
    """See that the margin can't skip a band: that a band between two others is wider than the margin reaches."""
    rule, margin = rulebook.bands.key_question, rulebook.discretion
    if rule is None or margin is None:
        return
    for (rating, start), (_, end) in list(pairwise(rule.starts.items()))[1:]:
        reaches_over = margin.points > end - start or (margin.points == end - start and margin.direction != "up")
        if start < end and reaches_over:
            points, width = shown(margin.points), shown(end - start)
            message = f"a margin of {points} points skips {rating}, {width} wide; it is narrower than such a band"
            yield Fault(("discretion",), message, _with_percentage(rulebook, start))


def _grounds(rulebook: Rulebook) -> Iterator[Fault]:
    """See that every rule says on what it stands, unverified too."""
    for rule in rulebook.rules():
        if not rulebook.says_basis(rule.path):
            yield Fault(rule.path, f"{rule.name} says nothing on what it stands; write a basis, if only unverified")


def _with_percentage(rulebook: Rulebook, value: Fraction) -> Report | None:
    """Build a report in which one standard has this percentage at every key question, and the best rating."""
    standard = next((one for one in rulebook.standards if one.key_questions), None)
    if standard is None:
        return None
    asked = dict.fromkeys(standard.key_questions, shown(min(value, Fraction(100))))
    published = {standard.key: {"rating": rulebook.names[-1], "key_questions": asked}}
    return Report.model_validate({"rulebook": rulebook.id, "service": "Counter-example", "standards": published})


def _with_ratings(rulebook: Rulebook, bands: OverallBands, ratings: Mapping[str, str]) -> Report:
    """Build a report in which the rated standards have these ratings, and the overall result the worst of all."""
    not_rated = dict.fromkeys(bands.without, "not rated")
    return Report.model_validate(
        {
            "rulebook": rulebook.id,
            "service": "Counter-example",
            "standards": {**ratings, **not_rated},
            "overall": {"max_score": bands.max, "rating": rulebook.names[0]},
        }
    )
