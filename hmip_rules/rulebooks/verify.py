"""Whether a rulebook is sound: proved by going through every percentage and every total, not by trying some."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from hmip_rules.model.draft import DraftRulebook
from hmip_rules.model.percent import decimal_text, printed_percentages
from hmip_rules.model.places import ValuePath
from hmip_rules.model.soundness import PRINTED_STEP, contradictions
from hmip_rules.model.steps import Bands, N, possible_totals


class Fault(NamedTuple):
    """One way in which a rulebook is not sound.

    Attributes:
        path: the rule that causes it.
        message: what is wrong, with the value at fault, then what would be right.
    """

    path: ValuePath
    message: str


def verify(rulebook: DraftRulebook) -> list[Fault]:
    """Prove that a rulebook is sound, or find every fault.

    Sound means: every percentage and every total has exactly one rating, and each rating can be reached,
    the overall ones through the standards; no higher percentage or rating gives a lower result; the bands
    cover exactly what the standards can score, for every set of standards that `without` names; the margin
    of discretion cannot skip a band; and every rule has a basis.
    """
    faults = [Fault(path, message) for path, message in contradictions(rulebook)]
    paths_at_fault = {fault.path for fault in faults}
    parts_at_fault = {path[0] for path in paths_at_fault}
    if "ratings" not in parts_at_fault and PRINTED_STEP not in paths_at_fault:
        faults += _faults_of_percentages(rulebook)
    if not parts_at_fault & {"ratings", "standards"}:  # else totals mean nothing
        faults += _faults_of_totals(rulebook)
    for rule in rulebook.rules():
        if not rulebook.has_basis(rule.path):
            message = f"{rule.name} has no basis; write one of confirmed, inferred or unverified"
            faults.append(Fault(rule.path, message))
    return faults


def _faults_of_percentages(rulebook: DraftRulebook) -> list[Fault]:
    """Check for every printed percentage that it has one rating."""
    bands = rulebook.percent_bands
    if bands.ratings != rulebook.names:
        return []
    percentages = printed_percentages(rulebook.percentages.printed.to)
    path = ("bands", "key_question", "starts")
    return _value_without_one_rating(bands, percentages, path, "percentage")


def _faults_of_totals(rulebook: DraftRulebook) -> list[Fault]:
    """Check for every total that the rated standards can score that it has one rating."""
    included = [standard.key for standard in rulebook.standards if standard.included]  # one given twice scores twice
    faults = []
    for number, entry in enumerate(rulebook.bands.overall):
        if entry.bands.ratings == rulebook.names:
            rated = [key for key in included if key not in entry.without]
            totals = possible_totals([tuple(rulebook.ratings.values())] * len(rated))
            path = ("bands", "overall", number, "starts")
            faults += _value_without_one_rating(entry.bands, totals, path, "total")
    return faults


def _value_without_one_rating(bands: Bands[N], values: Sequence[N], path: ValuePath, value_name: str) -> list[Fault]:
    """Check that every value of a scale has one rating; the lowest that has none or several is the fault.

    A band runs from its start to the start of the next. If every value lies in exactly one, the ratings rise
    with the values, so that no higher value gives a lower rating.
    """
    ends = [bands.next_start(rating) for rating in bands.ratings]
    for value in values:
        ratings_of_value = [
            rating
            for rating, start, end in zip(bands.ratings, bands.starts, ends, strict=True)
            if start <= value and (end is None or value < end)
        ]
        if len(ratings_of_value) != 1:
            has = " and ".join(ratings_of_value) or "no rating"
            value_shown = decimal_text(Fraction(value))
            message = f"a {value_name} of {value_shown} has {has}; every {value_name} must have exactly one rating"
            return [Fault(path, message)]
    return []
