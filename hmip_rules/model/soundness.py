"""Where the rules of a rulebook contradict one another: the path, what is wrong, what would be right."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

from hmip_rules.model.draft import DraftRulebook
from hmip_rules.model.errors import nearest
from hmip_rules.model.fields import Model
from hmip_rules.model.months import meets
from hmip_rules.model.percent import NOT_APPLICABLE, decimal_text, printed_percentages
from hmip_rules.model.places import ValuePath
from hmip_rules.model.rules import (
    MOST_POINTS,
    MOST_RATINGS,
    MOST_STANDARDS,
    NOT_RATED,
    PRINTED_STEPS,
    Discretion,
    InForce,
    OverallBands,
    RuleEvidence,
    Standard,
)
from hmip_rules.model.steps import Bands, possible_totals

PRINTED_STEP: Final[ValuePath] = ("percentages", "printed", "to")

Contradiction = tuple[ValuePath, str]
"""The path of the rule that is wrong, and a message: what is wrong, then what would be right."""


def contradictions(book: DraftRulebook) -> list[Contradiction]:
    """Return where the rules of a rulebook contradict one another, or go beyond what can be counted out."""
    too_many_ratings, too_many_standards = _rating_bounds(book.ratings), _standard_bounds(book.standards)
    step_problems = _step_problems(book.percentages.printed.to)
    of_ratings = [*_rating_problems(book.ratings), *_abbreviation_problems(book)]
    of_standards = _standard_problems(book.standards)
    found = [*too_many_ratings, *too_many_standards, *step_problems, *_month_problems(book.in_force)]
    found += [*of_ratings, *of_standards, *_source_problems(book)]
    if of_ratings or too_many_ratings:  # no band can be checked
        return found
    if not step_problems:
        found += _percentage_problems(book)
    if not of_standards and not too_many_standards:
        found += _overall_problems(book.ratings, book.bands.overall, set(book.included))
    return found


def _rating_bounds(ratings: Mapping[str, int]) -> list[Contradiction]:
    found: list[Contradiction] = []
    if len(ratings) > MOST_RATINGS:
        message = f"There are {len(ratings)} ratings; a scale can have at most {MOST_RATINGS}"
        found.append((("ratings",), message))
    for name, points in ratings.items():
        if points > MOST_POINTS:
            message = f"{name} is worth {points} points; a rating can be worth at most {MOST_POINTS}"
            found.append((("ratings", name), message))
    return found


def _standard_bounds(standards: Sequence[Standard]) -> list[Contradiction]:
    if len(standards) <= MOST_STANDARDS:
        return []
    message = f"There are {len(standards)} standards; a framework can have at most {MOST_STANDARDS}"
    return [(("standards",), message)]


def _step_problems(printed_step: Fraction) -> list[Contradiction]:
    if printed_step in PRINTED_STEPS:
        return []
    message = f"Percentages must be printed to the nearest 1 or 0.1, not to the nearest {decimal_text(printed_step)}"
    return [(PRINTED_STEP, message)]


def _month_problems(months: InForce | None) -> list[Contradiction]:
    if months is None or months.from_ is None or meets(months.from_, None, months.to):
        return []
    message = f"'to' must not be before 'from', but {months.to} is before {months.from_}"
    return [(("in_force", "to"), message)]


def _rating_problems(ratings: Mapping[str, int]) -> list[Contradiction]:
    found: list[Contradiction] = []
    if len(ratings) < 2:
        found.append((("ratings",), "There must be at least two ratings, worst first"))
    for (worse, fewer), (better, more) in pairwise(ratings.items()):
        if more <= fewer:
            points = "1 point" if more == 1 else f"{more} points"
            message = f"{better} is worth {points}, no more than {worse}; list the ratings worst first"
            found.append((("ratings", better), message))
    for name in ratings:
        if name in (NOT_RATED, NOT_APPLICABLE):
            message = f"{name!r} cannot be the name of a rating, because it has another meaning in reports"
            found.append((("ratings", name), message))
    return found


def _abbreviation_problems(book: DraftRulebook) -> list[Contradiction]:
    found: list[Contradiction] = []
    for abbreviation, rating in book.abbreviations.items():
        if rating not in book.ratings:
            right = nearest(rating, book.names)
            message = f"{abbreviation!r} is short for {rating!r}, which is not a rating; {right}"
        elif book.rating_meant(abbreviation) != rating:
            message = f"{abbreviation!r} is too much like another rating, or like {NOT_RATED!r}; remove it"
        else:
            continue
        found.append((("abbreviations", abbreviation), message))
    return found


def _standard_problems(standards: Sequence[Standard]) -> list[Contradiction]:
    found: list[Contradiction] = []
    if not any(standard.included for standard in standards):
        found.append((("standards",), "At least one standard must be included in the score"))
    seen: set[str] = set()
    for number, standard in enumerate(standards):
        path: ValuePath = ("standards", number)
        if standard.key in seen:
            found.append((path, f"Standard {standard.key!r} is given twice; keep one of them"))
        seen.add(standard.key)
        if standard.is_casework and "key_questions" not in standard.model_fields_set:
            found.append((path, f"{standard.key} needs 'key_questions'; if they are not known, write []"))
        if standard.key_questions and not standard.is_casework:
            message = f"{standard.key} is rated by judgement, so it cannot have key questions"
            found.append(((*path, "key_questions"), message))
    return found


def _percentage_problems(book: DraftRulebook) -> list[Contradiction]:
    bands, percentages = book.bands.key_question, printed_percentages(book.percentages.printed.to)
    if bands is None:
        if not any(standard.key_questions for standard in book.standards):
            return []
        message = "'key_question' is missing from bands, but standards are rated by the lowest key question"
        return [(("bands",), message)]
    path = ("bands", "key_question", "starts")
    found = _band_problems(book.names, path, bands.starts, percentages, "printed percentage")
    if book.discretion and tuple(bands.starts) == book.names:
        found += _discretion_problems(bands.bands, book.discretion, percentages)
    return found


def _discretion_problems(
    bands: Bands[Fraction], margin: Discretion, percentages: Sequence[Fraction]
) -> list[Contradiction]:
    """Check that the margin of discretion does not cover the whole of a band between two others."""
    found: list[Contradiction] = []
    for rating, start, end in bands.between_others():
        width = end - start
        covers = margin.points > width or (margin.points == width and margin.direction != "up")
        if covers and any(start <= percent < end for percent in percentages):
            points = f"{decimal_text(margin.points)} percentage point{'' if margin.points == 1 else 's'}"
            band = f"{rating}, {decimal_text(width)} wide"
            message = f"a margin of {points} covers all of {band}; it must be narrower than that band"
            found.append((("discretion",), message))
    return found


def _overall_problems(
    points: Mapping[str, int], bands: Sequence[OverallBands], included: set[str]
) -> list[Contradiction]:
    found: list[Contradiction] = []
    if not bands:
        found.append((("bands", "overall"), "There are no overall bands; write 'max' and 'starts'"))
    elif all(entry.without for entry in bands):
        message = "There are no overall bands for when every standard was rated; write 'max' and 'starts'"
        found.append((("bands", "overall"), message))
    seen: list[set[str]] = []
    for number, entry in enumerate(bands):
        path: ValuePath = ("bands", "overall", number)
        for place, key in enumerate(entry.without):
            if key not in included:
                message = f"{key!r} is not a standard that is included in the score"
                found.append(((*path, "without", place), message))
        if set(entry.without) in seen:
            found.append((path, "These bands are never used, because earlier ones are for the same standards"))
        seen.append(set(entry.without))
        rated = len(included - set(entry.without))
        if rated == 0:
            found.append((path, "No standard is left to be included in the score; overall bands need at least one"))
            continue
        totals = possible_totals([tuple(points.values())] * rated)
        if entry.max != totals[-1]:
            message = (
                f"The maximum is {entry.max}, but the standards can score at most {totals[-1]}; write {totals[-1]}"
            )
            found.append(((*path, "max"), message))
        values = tuple(map(Fraction, totals))
        found += _band_problems(tuple(points), (*path, "starts"), entry.starts, values, "total score")
    return found


def _band_problems(
    ratings: Sequence[str],
    path: ValuePath,
    starts: Mapping[str, Fraction] | Mapping[str, int],
    values: Sequence[Fraction],
    value_name: str,
) -> list[Contradiction]:
    """Check one set of bands against the values that can occur on its scale, ascending."""
    if tuple(starts) != tuple(ratings):
        given = ", ".join(starts) or "no rating"
        return [(path, f"There are bands for {given}; write a start for {', '.join(ratings)}, in this order")]
    found: list[Contradiction] = []
    exact_starts = [(rating, Fraction(start)) for rating, start in starts.items()]
    worst, first = exact_starts[0]
    if first != values[0]:
        message = f"{worst} must start at {int(values[0])}, the lowest possible value, not at {first}"
        found.append(((*path, worst), message))
    for (worse, lower), (better, higher) in pairwise(exact_starts):
        if higher <= lower:
            message = f"{better} must start above {worse} ({lower}), not at {higher}"
            return [*found, ((*path, better), message)]
    ends = [start for _, start in exact_starts[1:]] + [values[-1] + 1]
    for (rating, start), end in zip(exact_starts, ends, strict=True):
        if bisect_left(values, start) == bisect_left(values, end):
            found.append(
                (
                    (*path, rating),
                    f"The rating {rating!r} can never be given, because no {value_name} falls in its band",
                )
            )
    return found


def _source_problems(book: DraftRulebook) -> list[Contradiction]:
    """Check that each rule which claims to have a source names one that exists."""
    found: list[Contradiction] = []
    if book.basis in ("confirmed", "inferred") and not book.sources:
        message = f"The rulebook is said to be {book.basis}, but has no sources; list them, or write unverified"
        found.append((("basis",), message))
    for path, evidence in _all_evidence((), book):
        for number, name in enumerate(evidence.sources):
            if name not in book.sources:
                right = nearest(name, book.sources) if book.sources else "the rulebook lists none"
                found.append(((*path, "sources", number), f"Unknown source {name!r}; {right}"))
        sourced = any(holder.sources for holder in book.evidence_around(path))
        if evidence.basis in ("confirmed", "inferred") and not sourced:
            message = f"The rule is said to be {evidence.basis}, but names no source; name one, or write unverified"
            found.append(((*path, "basis"), message))
    return found


def _all_evidence(path: ValuePath, value: Any) -> list[tuple[ValuePath, RuleEvidence]]:
    """Return everything in a rulebook that can state the basis of a rule, with its path."""
    found = [(path, value)] if isinstance(value, RuleEvidence) else []
    parts: Iterable[tuple[str | int, Any]] = ()
    if isinstance(value, Model):
        parts = [(field, getattr(value, field)) for field in type(value).model_fields]
    elif isinstance(value, tuple):
        parts = enumerate(value)
    for step, part in parts:
        found += _all_evidence((*path, step), part)
    return found
