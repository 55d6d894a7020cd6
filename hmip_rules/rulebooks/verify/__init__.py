"""Whether a rulebook is sound: proved by going through every percentage and every total, not by trying some.

A fault is said with the rule that causes it and, where a report can show it, with such a report.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from hmip_rules.model.percent import shown
from hmip_rules.model.places import ValuePath
from hmip_rules.model.rulebook import Rulebook, beyond_bounds, contradictions
from hmip_rules.rulebooks.verify.counter_examples import shown_by
from hmip_rules.rulebooks.verify.scales import Reports, Scale, percentages, totals


class Fault(NamedTuple):
    """One way in which a rulebook is not sound.

    Attributes:
        path: the rule that causes it.
        message: what is wrong, then what would be right.
        counter_example: a report that shows the fault when it is scored by this rulebook, or two to
            compare; none where no report can.
    """

    path: ValuePath
    message: str
    counter_example: Reports = ()


def verify(rulebook: Rulebook) -> Iterator[Fault]:
    """Prove that a rulebook is sound, or find every fault.

    Sound means: every percentage and every total has exactly one rating, and each rating can be reached,
    the overall ones through the standards; no higher percentage or rating gives a lower result; the bands
    cover exactly what the standards can score, for every set of standards that `without` names; the margin
    of discretion can't skip a band; and every rule says on what it stands.

    Args:
        rulebook: read in the context `UNSOUND`, so that it may contradict itself.
    """
    scored = not any(beyond_bounds(rulebook)) and len(rulebook.ratings) > 1  # else no report can show anything
    for fault in _faults(rulebook, scored=scored):
        note = {"note": f"Shows this fault: {fault.message}"}
        yield fault._replace(counter_example=tuple(one.model_copy(update=note) for one in fault.counter_example))


def _faults(rulebook: Rulebook, *, scored: bool) -> Iterator[Fault]:
    found = list(contradictions(rulebook))
    at_fault = {path[0] for path, _ in found}
    beyond = {path[0] for path, _ in beyond_bounds(rulebook)}
    for path, message in found:
        yield Fault(path, message, shown_by(rulebook, path) if scored else ())
    if "ratings" not in at_fault and "percentages" not in beyond:
        yield from _percentages(rulebook)
    if not at_fault & {"ratings", "standards"}:  # else totals mean nothing
        yield from _totals(rulebook)
    yield from _grounds(rulebook)


def _percentages(rulebook: Rulebook) -> Iterator[Fault]:
    """Go through every printed percentage: it has one rating, and discretion does not skip any."""
    scale = percentages(rulebook)
    if scale.bands.ratings == rulebook.names:
        yield from _on_scale(scale, ("bands", "key_question", "starts"), "percentage")
        yield from _discretion(rulebook, scale)


def _totals(rulebook: Rulebook) -> Iterator[Fault]:
    """Go through every total that the rated standards can score, likewise."""
    for number, entry in enumerate(rulebook.bands.overall):
        if entry.bands.ratings == rulebook.names:
            yield from _on_scale(totals(rulebook, number), ("bands", "overall", number, "starts"), "total")


def _on_scale(scale: Scale, path: ValuePath, what: str) -> Iterator[Fault]:
    """Find the first value of a scale that has no rating or several.

    A band runs from its start to the start of the next. Where every value lies in exactly one, the
    ratings rise with the values, so that no higher value gives a lower rating.
    """
    value = scale.unsettled()
    if value is not None:
        has = " and ".join(scale.ratings_of(value)) or "no rating"
        message = f"a {what} of {shown(value)} has {has}; every {what} has exactly one rating"
        yield Fault(path, message, scale.show_unsettled(value))


def _discretion(rulebook: Rulebook, scale: Scale) -> Iterator[Fault]:
    """See that the margin can't skip a band: that one between two others is wider than the margin reaches.

    A report shows it by the percentage of such a band that lies farthest from the band it counts as.
    """
    margin = rulebook.discretion
    if margin is None:
        return
    starts = list(zip(scale.bands.ratings, scale.bands.starts, strict=True))
    for (worse, _), ((rating, start), (better, end)) in zip(starts, list(pairwise(starts))[1:], strict=False):
        reaches_over = margin.points > end - start or (margin.points == end - start and margin.direction != "up")
        inside = [value for value in scale.values if start <= value < end]
        if inside and reaches_over:
            points, width = shown(margin.points), shown(end - start)
            message = (
                f"a margin of {points} points covers all of {rating}, {width} wide; it is narrower than such a band"
            )
            down = margin.direction == "down"
            shows = scale.report(inside[-1], worse) if down else scale.report(inside[0], better)
            yield Fault(("discretion",), message, shows)


def _grounds(rulebook: Rulebook) -> Iterator[Fault]:
    """See that every rule says on what it stands, unverified too."""
    for rule in rulebook.rules():
        if not rulebook.says_basis(rule.path):
            yield Fault(rule.path, f"{rule.name} says nothing on what it stands; write a basis, if only unverified")
