"""Whether a rulebook is sound: proved by going through every percentage and every total, not by trying some."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from hmip_rules.model.draft import DraftRulebook
from hmip_rules.model.percent import printed_percentages, shown
from hmip_rules.model.places import ValuePath
from hmip_rules.model.soundness import PRINTED_STEP, contradictions
from hmip_rules.model.steps import possible_totals


class Fault(NamedTuple):
    """One way in which a rulebook is not sound.

    Attributes:
        path: the rule that causes it.
        message: what is wrong, with the value at fault, then what would be right.
    """

    path: ValuePath
    message: str


def verify(rulebook: DraftRulebook) -> Iterator[Fault]:
    """Prove that a rulebook is sound, or find every fault.

    Sound means: every percentage and every total has exactly one rating, and each rating can be reached,
    the overall ones through the standards; no higher percentage or rating gives a lower result; the bands
    cover exactly what the standards can score, for every set of standards that `without` names; the margin
    of discretion cannot skip a band; and every rule has a basis.
    """
    found = [Fault(path, message) for path, message in contradictions(rulebook)]
    yield from found
    at_fault = {fault.path[0] for fault in found}
    if "ratings" not in at_fault and PRINTED_STEP not in {fault.path for fault in found}:
        yield from _faults_of_percentages(rulebook)
    if not at_fault & {"ratings", "standards"}:  # else totals mean nothing
        yield from _faults_of_totals(rulebook)
    for rule in rulebook.rules():
        if not rulebook.says_basis(rule.path):
            yield Fault(rule.path, f"{rule.name} has no basis; write one of confirmed, inferred or unverified")


def _faults_of_percentages(rulebook: DraftRulebook) -> Iterator[Fault]:
    """Check for every printed percentage that it has one rating."""
    bands, step = rulebook.percent_bands, rulebook.percentages.printed.to
    if bands.ratings != rulebook.names:
        return
    percentages = printed_percentages(step)
    yield from _value_without_one_rating(
        bands.ratings, bands.starts, percentages, ("bands", "key_question", "starts"), "percentage"
    )


def _faults_of_totals(rulebook: DraftRulebook) -> Iterator[Fault]:
    """Check for every total that the rated standards can score that it has one rating."""
    included = [standard.key for standard in rulebook.standards if standard.counted]  # one given twice scores twice
    for number, entry in enumerate(rulebook.bands.overall):
        if entry.bands.ratings == rulebook.names:
            rated = [key for key in included if key not in entry.without]
            totals = possible_totals([tuple(rulebook.ratings.values())] * len(rated))
            starts, values = map(Fraction, entry.bands.starts), map(Fraction, totals)
            path = ("bands", "overall", number, "starts")
            yield from _value_without_one_rating(entry.bands.ratings, tuple(starts), tuple(values), path, "total")


def _value_without_one_rating(
    ratings: Sequence[str], starts: Sequence[Fraction], values: Sequence[Fraction], path: ValuePath, thing: str
) -> Iterator[Fault]:
    """Check that every value of a scale has one rating; the lowest that has none or several is the fault.

    A band runs from its start to the start of the next. If every value lies in exactly one, the ratings rise
    with the values, so that no higher value gives a lower rating.
    """
    ends = (*starts[1:], None)
    for value in values:
        ratings_of_value = [
            rating
            for rating, start, end in zip(ratings, starts, ends, strict=True)
            if start <= value and (end is None or value < end)
        ]
        if len(ratings_of_value) != 1:
            has = " and ".join(ratings_of_value) or "no rating"
            message = f"a {thing} of {shown(value)} has {has}; every {thing} must have exactly one rating"
            yield Fault(path, message)
            return
