"""Where the rules of a rulebook contradict one another: the path, what is wrong, what would be right."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

from hmip_rules.model.draft import DraftRulebook
from hmip_rules.model.errors import nearest
from hmip_rules.model.fields import Model
from hmip_rules.model.months import meets
from hmip_rules.model.percent import NOT_APPLICABLE, printed_percentages, shown
from hmip_rules.model.places import ValuePath
from hmip_rules.model.rules import (
    MOST_POINTS,
    MOST_RATINGS,
    MOST_STANDARDS,
    NOT_RATED,
    STEPS,
    Discretion,
    Grounds,
    InForce,
    KeyQuestionBands,
    OverallBands,
    Standard,
)
from hmip_rules.model.steps import possible_totals

PRINTED_STEP: Final[ValuePath] = ("percentages", "printed", "to")

Contradiction = tuple[ValuePath, str]
"""The path of the rule that is wrong, and a message: what is wrong, then what would be right."""


def contradictions(book: DraftRulebook) -> Iterator[Contradiction]:
    """Return where the rules of a rulebook contradict one another, or go beyond what can be counted out."""
    of_ratings = [*_rating_problems(book.ratings), *_abbreviation_problems(book)]
    of_standards = list(_standard_problems(book.standards))
    printed_step = book.percentages.printed.to
    too_many_ratings = list(_rating_bounds(book.ratings))
    too_many_standards = list(_standard_bounds(book.standards))
    step_problems = list(_step_problems(printed_step))
    yield from (*too_many_ratings, *too_many_standards, *step_problems, *_month_problems(book.in_force))
    yield from (*of_ratings, *of_standards, *_source_problems(book))
    if of_ratings or too_many_ratings:  # no band can be checked
        return
    if not step_problems:
        yield from _percentage_problems(book.names, book.bands.key_question, printed_step, book.standards)
        if book.bands.key_question and book.discretion and tuple(book.bands.key_question.starts) == book.names:
            yield from _discretion_problems(book.bands.key_question, book.discretion, printed_step)
    if not of_standards and not too_many_standards:
        yield from _overall_problems(book.ratings, book.bands.overall, set(book.counted))


def _rating_bounds(ratings: Mapping[str, int]) -> Iterator[Contradiction]:
    if len(ratings) > MOST_RATINGS:
        yield ("ratings",), f"There are {len(ratings)} ratings; a scale can have at most {MOST_RATINGS}"
    for name, points in ratings.items():
        if points > MOST_POINTS:
            yield ("ratings", name), f"{name} is worth {points} points; a rating can be worth at most {MOST_POINTS}"


def _standard_bounds(standards: Sequence[Standard]) -> Iterator[Contradiction]:
    if len(standards) > MOST_STANDARDS:
        yield ("standards",), f"There are {len(standards)} standards; a framework can have at most {MOST_STANDARDS}"


def _step_problems(printed_step: Fraction) -> Iterator[Contradiction]:
    if printed_step not in STEPS:
        yield (
            PRINTED_STEP,
            f"Percentages must be printed to the nearest 1 or 0.1, not to the nearest {shown(printed_step)}",
        )


def _month_problems(months: InForce | None) -> Iterator[Contradiction]:
    if months and months.from_ and not meets(months.from_, None, months.to):
        yield ("in_force", "to"), f"'to' must not be before 'from', but {months.to} is before {months.from_}"


def _rating_problems(ratings: Mapping[str, int]) -> Iterator[Contradiction]:
    if len(ratings) < 2:
        yield ("ratings",), "There must be at least two ratings, worst first"
    for (worse, fewer), (better, more) in pairwise(ratings.items()):
        if more <= fewer:
            points = "1 point" if more == 1 else f"{more} points"
            yield (
                ("ratings", better),
                f"{better} is worth {points}, no more than {worse}; list the ratings worst first",
            )
    for name in ratings:
        if name in (NOT_RATED, NOT_APPLICABLE):
            yield (
                ("ratings", name),
                f"{name!r} cannot be the name of a rating, because it has another meaning in reports",
            )


def _abbreviation_problems(book: DraftRulebook) -> Iterator[Contradiction]:
    for abbreviation, rating in book.abbreviations.items():
        path: ValuePath = ("abbreviations", abbreviation)
        if rating not in book.ratings:
            yield (
                path,
                f"{abbreviation!r} is short for {rating!r}, which is not a rating; {nearest(rating, book.names)}",
            )
        elif book.rating_meant(abbreviation) != rating:
            yield path, f"{abbreviation!r} could mean more than one thing; remove it"


def _standard_problems(standards: Sequence[Standard]) -> Iterator[Contradiction]:
    if not any(standard.counted for standard in standards):
        yield ("standards",), "At least one standard must be included in the score"
    seen: set[str] = set()
    for number, standard in enumerate(standards):
        if standard.key in seen:
            yield ("standards", number), f"Standard {standard.key!r} is given twice; keep one of them"
        seen.add(standard.key)
        asked = standard.rated_by == "lowest_key_question"
        if asked and "key_questions" not in standard.model_fields_set:
            yield ("standards", number), f"{standard.key} needs 'key_questions'; if they are not known, write []"
        if not asked and standard.key_questions:
            yield (
                ("standards", number, "key_questions"),
                f"{standard.key} is rated by judgement, so it cannot have key questions",
            )


def _percentage_problems(
    ratings: Sequence[str], bands: KeyQuestionBands | None, printed_step: Fraction, standards: Sequence[Standard]
) -> Iterator[Contradiction]:
    if bands is None:
        if any(standard.key_questions for standard in standards):
            yield ("bands",), "'key_question' is missing from bands, but standards are rated by the lowest key question"
        return
    printed = printed_percentages(printed_step)
    yield from _band_problems(ratings, ("bands", "key_question", "starts"), bands.starts, printed, "printed percentage")


def _discretion_problems(
    bands: KeyQuestionBands, margin: Discretion, printed_step: Fraction
) -> Iterator[Contradiction]:
    """Check that the margin of discretion does not cover the whole of a band between two others."""
    for rating, start, end in bands.bands.between_others():
        width = end - start
        covers = margin.points > width or (margin.points == width and margin.direction != "up")
        if covers and any(start <= percent < end for percent in printed_percentages(printed_step)):
            points = f"{shown(margin.points)} percentage point{'' if margin.points == 1 else 's'}"
            message = (
                f"a margin of {points} covers all of {rating}, {shown(width)} wide; it must be narrower than that band"
            )
            yield ("discretion",), message


def _overall_problems(
    points: Mapping[str, int], bands: Sequence[OverallBands], included: set[str]
) -> Iterator[Contradiction]:
    if not bands:
        yield ("bands", "overall"), "There are no overall bands; write 'max' and 'starts'"
    elif all(entry.without for entry in bands):
        yield (
            ("bands", "overall"),
            "There are no overall bands for when every standard was rated; write 'max' and 'starts'",
        )
    seen: list[set[str]] = []
    for number, entry in enumerate(bands):
        path: ValuePath = ("bands", "overall", number)
        for place, key in enumerate(entry.without):
            if key not in included:
                yield (*path, "without", place), f"{key!r} is not a standard that is included in the score"
        if set(entry.without) in seen:
            yield path, "These bands are never used, because earlier ones are for the same standards"
        seen.append(set(entry.without))
        rated = len(included - set(entry.without))
        if rated == 0:
            yield path, "No standard is left to be included in the score; overall bands need at least one"
            continue
        totals = possible_totals([tuple(points.values())] * rated)
        if entry.max != max(totals):
            message = f"The maximum is {entry.max}, but the standards can score {max(totals)}"
            yield (*path, "max"), message
        reached = tuple(Fraction(total) for total in sorted(totals))
        yield from _band_problems(tuple(points), (*path, "starts"), entry.starts, reached, "total of the standards")


def _band_problems(
    ratings: Sequence[str],
    path: ValuePath,
    starts: Mapping[str, Fraction] | Mapping[str, int],
    reached: Sequence[Fraction],
    values: str,
) -> Iterator[Contradiction]:
    """Check one set of bands against the values that can occur on its scale."""
    if tuple(starts) != tuple(ratings):
        given = ", ".join(starts) or "no rating"
        yield path, f"There are bands for {given}; write a start for {', '.join(ratings)}, in this order"
        return
    exact_starts = [(rating, Fraction(start)) for rating, start in starts.items()]
    worst, first = exact_starts[0]
    if first != reached[0]:
        yield (*path, worst), f"{worst} must start at {int(reached[0])}, the lowest possible value, not at {first}"
    for (worse, lower), (better, higher) in pairwise(exact_starts):
        if higher <= lower:
            yield (*path, better), f"{better} must start above {worse} ({lower}), not at {higher}"
            return
    ends = [start for _, start in exact_starts[1:]] + [reached[-1] + 1]
    for (rating, start), end in zip(exact_starts, ends, strict=True):
        if bisect_left(reached, start) == bisect_left(reached, end):
            yield (*path, rating), f"{rating} cannot be reached, because no {values} is in its band"


def _source_problems(book: DraftRulebook) -> Iterator[Contradiction]:
    """Check that each rule which claims to have a source names one that exists."""
    if book.basis in ("confirmed", "inferred") and not book.sources:
        yield ("basis",), f"The rulebook is said to be {book.basis}, but has no sources; list them, or write unverified"
    for path, grounds in _all_grounds((), book):
        for number, name in enumerate(grounds.sources):
            if name not in book.sources:
                right = nearest(name, book.sources) if book.sources else "the rulebook lists none"
                yield (*path, "sources", number), f"Unknown source {name!r}; {right}"
        sourced = any(holder.sources for holder in book.holders(path))
        if grounds.basis in ("confirmed", "inferred") and not sourced:
            yield (
                (*path, "basis"),
                f"The rule is said to be {grounds.basis}, but names no source; name one, or write unverified",
            )


def _all_grounds(path: ValuePath, value: Any) -> Iterator[tuple[ValuePath, Grounds]]:
    if isinstance(value, Grounds):
        yield path, value
    if isinstance(value, Model):
        for field in type(value).model_fields:
            yield from _all_grounds((*path, field), getattr(value, field))
    elif isinstance(value, tuple):
        for number, item in enumerate(value):
            yield from _all_grounds((*path, number), item)
