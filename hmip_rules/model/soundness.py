"""Where the rules of a rulebook contradict one another: the path, what is wrong, what would be right."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

from hmip_rules.model.draft import DraftRulebook
from hmip_rules.model.fields import Model
from hmip_rules.model.months import meets
from hmip_rules.model.percent import NOT_APPLICABLE, printed_percentages, shown
from hmip_rules.model.places import ValuePath
from hmip_rules.model.rules import MOST_POINTS, MOST_RATINGS, MOST_STANDARDS, NOT_RATED, STEPS, Grounds
from hmip_rules.model.steps import possible_totals

_STEP: Final[ValuePath] = ("percentages", "printed", "to")


def contradictions(book: DraftRulebook) -> Iterator[tuple[ValuePath, str]]:
    """Find where rules contradict one another: the path, what is wrong, what would be right."""
    bounds = list(beyond_bounds(book))
    beyond = {path[0] for path, _ in bounds}  # there is no counting beyond the bounds
    of_ratings, of_standards = list(_rating_problems(book)), list(_standard_problems(book))
    yield from (*bounds, *_month_problems(book), *of_ratings, *of_standards, *_source_problems(book))
    if not of_ratings and not beyond & {"ratings", "percentages"}:
        yield from _percentage_problems(book)
    if not of_ratings and not of_standards and not beyond & {"ratings", "standards"}:
        yield from _overall_problems(book)


def beyond_bounds(book: DraftRulebook) -> Iterator[tuple[ValuePath, str]]:
    """Find where a rulebook goes beyond what the program can count out; none such can be scored by."""
    if len(book.ratings) > MOST_RATINGS:
        yield ("ratings",), f"{len(book.ratings)} ratings; a scale has at most {MOST_RATINGS}"
    for name, points in book.ratings.items():
        if points > MOST_POINTS:
            yield ("ratings", name), f"{name} is worth {points} points; a rating is worth at most {MOST_POINTS}"
    if len(book.standards) > MOST_STANDARDS:
        yield ("standards",), f"{len(book.standards)} standards; a framework has at most {MOST_STANDARDS}"
    if book.percentages.printed.to not in STEPS:
        yield _STEP, f"percentages printed to {shown(book.percentages.printed.to)}; write 1 or 0.1"


def _month_problems(book: DraftRulebook) -> Iterator[tuple[ValuePath, str]]:
    months = book.in_force
    if months and months.from_ and not meets(months.from_, None, months.to):
        yield ("in_force", "to"), f"in force to {months.to}, before it starts in {months.from_}"


def _rating_problems(book: DraftRulebook) -> Iterator[tuple[ValuePath, str]]:
    if len(book.ratings) < 2:
        yield ("ratings",), "fewer than two ratings; a scale has at least two, worst first"
    for (worse, fewer), (better, more) in pairwise(book.ratings.items()):
        if more <= fewer:
            message = f"{better} is worth {more} points, no more than {worse}; ratings are listed worst first"
            yield ("ratings", better), message
    for name in book.ratings:
        if name in (NOT_RATED, NOT_APPLICABLE):
            yield ("ratings", name), f"{name!r} as the name of a rating; it has another meaning in reports"


def _standard_problems(book: DraftRulebook) -> Iterator[tuple[ValuePath, str]]:
    if not any(standard.counted for standard in book.standards):
        yield ("standards",), "no standards that count; a framework has at least one"
    seen: set[str] = set()
    for number, standard in enumerate(book.standards):
        if standard.key in seen:
            yield ("standards", number), f"standard {standard.key!r} is given twice"
        seen.add(standard.key)
        asked = standard.rated_by == "lowest_key_question"
        if asked and "key_questions" not in standard.model_fields_set:
            yield ("standards", number), f"{standard.key} has no key_questions; where they are not known, write []"
        if not asked and standard.key_questions:
            yield ("standards", number, "key_questions"), f"key questions for {standard.key}, rated by judgement"


def _percentage_problems(book: DraftRulebook) -> Iterator[tuple[ValuePath, str]]:
    to = book.percentages.printed.to
    if book.bands.key_question is None:
        if any(standard.key_questions for standard in book.standards):
            yield ("bands",), "missing 'key_question'; standards are rated by the lowest key question"
        return
    starts = book.bands.key_question.starts
    path = ("bands", "key_question", "starts")
    yield from _band_problems(book, path, starts, printed_percentages(to), "printed percentage")


def _overall_problems(book: DraftRulebook) -> Iterator[tuple[ValuePath, str]]:
    counted = {standard.key for standard in book.standards if standard.counted}
    if not book.bands.overall:
        yield ("bands", "overall"), "no overall bands; write max and starts"
    elif all(entry.without for entry in book.bands.overall):
        yield ("bands", "overall"), "no bands for where every standard that counts was rated; write max and starts"
    seen: list[set[str]] = []
    for number, entry in enumerate(book.bands.overall):
        path: ValuePath = ("bands", "overall", number)
        for place, key in enumerate(entry.without):
            if key not in counted:
                yield (*path, "without", place), f"{key!r} is no standard that counts towards the score"
        if set(entry.without) in seen:
            yield path, "these bands are never used; earlier ones hold for the same standards"
        seen.append(set(entry.without))
        rated = len(counted - set(entry.without))
        if rated == 0:
            yield path, "no standard that counts is left; overall bands need at least one"
            continue
        totals = possible_totals([tuple(book.ratings.values())] * rated)
        if entry.max != max(totals):
            message = f"maximum {entry.max}; the standards that count can score {max(totals)}"
            yield (*path, "max"), message
        reached = tuple(Fraction(total) for total in sorted(totals))
        yield from _band_problems(book, (*path, "starts"), entry.starts, reached, "total of the standards")


def _band_problems(
    book: DraftRulebook,
    path: ValuePath,
    starts: Mapping[str, Fraction] | Mapping[str, int],
    reached: Sequence[Fraction],
    values: str,
) -> Iterator[tuple[ValuePath, str]]:
    """Check one set of bands against the values that can occur on its scale, ascending."""
    if tuple(starts) != book.names:
        given = ", ".join(starts) or "no rating"
        yield path, f"bands for {given}; write a start for {', '.join(book.names)}, in this order"
        return
    edges = [Fraction(start) for start in starts.values()]
    if edges[0] != reached[0]:
        message = f"{book.names[0]} starts at {edges[0]}; the lowest possible value is {int(reached[0])}"
        yield (*path, book.names[0]), message
    for n, name in enumerate(book.names[1:], start=1):
        if edges[n] <= edges[n - 1]:
            message = f"{name} starts at {edges[n]}, not above {book.names[n - 1]} at {edges[n - 1]}"
            yield (*path, name), message
            return
    for n, name in enumerate(book.names):
        end = edges[n + 1] if n + 1 < len(edges) else reached[-1] + 1
        if bisect_left(reached, edges[n]) == bisect_left(reached, end):
            yield (*path, name), f"{name} can't be reached; no {values} lies in its band"


def _source_problems(book: DraftRulebook) -> Iterator[tuple[ValuePath, str]]:
    """Check that each rule which claims to have a source names one that exists."""
    if book.basis in ("confirmed", "inferred") and not book.sources:
        yield ("basis",), f"{book.basis}, but there are no sources; list them, or write unverified"
    for path, grounds in _all_grounds((), book):
        for number, name in enumerate(grounds.sources):
            if name not in book.sources:
                known = ", ".join(book.sources) or "none"
                yield (*path, "sources", number), f"unknown source {name!r}; known are {known}"
        sourced = any(holder.sources for holder in book.holders(path))
        if grounds.basis in ("confirmed", "inferred") and not sourced:
            yield (*path, "basis"), f"{grounds.basis}, but no source is named; name one, or write unverified"


def _all_grounds(path: ValuePath, value: Any) -> Iterator[tuple[ValuePath, Grounds]]:
    if isinstance(value, Grounds):
        yield path, value
    if isinstance(value, Model):
        for field in type(value).model_fields:
            yield from _all_grounds((*path, field), getattr(value, field))
    elif isinstance(value, tuple):
        for number, item in enumerate(value):
            yield from _all_grounds((*path, number), item)
