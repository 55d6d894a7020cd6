"""A rulebook as a function from plain numbers to a rating, for whoever rates very many reports and needs no reasons.

The rules are worked out once, for every level of percentage: a percentage at which something changes is a level, and
so is what lies between two of them. The level of a standard is the lowest of its key questions, and what the standard
is worth at each level is then only looked up. What was published as score and overall rating plays no part.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from numbers import Rational, Real
from typing import Any, NamedTuple

from hmip_rules.model.banded import Banding
from hmip_rules.model.percent import NOT_APPLICABLE, as_written
from hmip_rules.model.rulebook import NOT_RATED, OverallBands, Rulebook, Standard, contradictions
from hmip_rules.model.steps import DECIDES
from hmip_rules.scoring.banding import banding
from hmip_rules.scoring.evaluate import lowest_up_to
from hmip_rules.tables.columns import input_columns, percentage_column, standard_column

Points = tuple[int, int]
"""The fewest and the most points that are possible."""


class Ends(NamedTuple):
    """The ends of what is possible. Where nothing is missing, both are the same.

    Attributes:
        score_low: the lowest possible score, in points.
        score_high: the highest.
        rating_low: the worst possible overall rating.
        rating_high: the best.
    """

    score_low: int
    score_high: int
    rating_low: str
    rating_high: str


Rate = Callable[[Mapping[str, Any]], Ends]
"""Rates one report, given as a mapping by column."""


class _Worth(NamedTuple):
    """What a standard is worth at each level, without and with percentages missing; the last one is for none known."""

    known: tuple[Points, ...]
    gaps: tuple[Points, ...]


class _Compiled(NamedTuple):
    """A standard: its columns, and by its published rating what it is worth; None where it counts and was not rated."""

    key: str
    rating: str
    questions: tuple[str, ...]
    worth: Mapping[Any, _Worth | None]


def rater(rulebook: Rulebook) -> Rate:
    """Build a function that rates by a rulebook, with the same results as `evaluate`.

    The function takes one report as a mapping by column (`hmip_rules.tables.columns`). A key question has a number
    from 0 to 100, or "not applicable"; give counts as Fraction(100 * sufficient, of), and a float counts as the
    decimal it prints as. A standard has the name of a rating, its points, or "not rated". None, or no such
    column, is a missing value; other columns are passed over. It raises ValueError, naming the column, where a value is none of
    these.

    Raises:
        ValueError: the rules contradict one another.
        InputError: two columns would have one name.

    >>> from hmip_rules import load_rulebook
    >>> rate = rater(load_rulebook("pdu-2024"))
    >>> rate({"p_1_1": 1, "p_1_2": 2, "p_1_3": 1, "p_2_1_safety": 23, "p_2_2": 0, "p_2_3": 1, "p_2_4": "Good"})
    Ends(score_low=7, score_high=7, rating_low='Requires improvement', rating_high='Requires improvement')
    """
    for _, message in contradictions(rulebook):
        raise ValueError(f"rules that contradict one another: {message}")
    levels = _Levels(rulebook)
    worth = {counted: _worth(rulebook, levels, counted=counted) for counted in (True, False)}
    standards = [_compiled(standard, worth[standard.counted]) for standard in rulebook.standards]
    input_columns(rulebook)  # refuses two of one name
    totals = {frozenset(entry.without): _by_total(entry) for entry in rulebook.bands.overall}
    carefully = _careful(rulebook, standards, levels, totals)
    return _quick(standards, levels, totals[frozenset()], carefully)


def _quick(standards: Sequence[_Compiled], levels: _Levels, by_total: Sequence[str], carefully: Rate) -> Rate:
    """Build the function for reports in which nothing is missing; it leaves all others to another."""
    assessed = [(one.questions, one.rating, _certain(one.worth)) for one in standards if one.questions]
    others = [(one.rating, _certain(one.worth)) for one in standards if not one.questions]
    judged = [(column, {rating: points[-1] for rating, points in worth.items()}) for column, worth in others]
    level_of = levels.__getitem__

    def rate(row: Mapping[str, Any]) -> Ends:
        value_of = row.get
        score = 0
        try:
            for questions, column, worth in assessed:
                rating = value_of(column)
                if rating.__class__ is bool:  # it would pass for 0 or 1 point
                    return carefully(row)
                score += worth[rating][min(map(level_of, map(value_of, questions)))]
            for column, points in judged:
                rating = value_of(column)
                if rating.__class__ is bool:
                    return carefully(row)
                score += points[rating]
        except (ArithmeticError, LookupError, TypeError, ValueError):  # a value is missing, or is none
            return carefully(row)
        return Ends(score, score, by_total[score], by_total[score])

    return rate


def _careful(
    rulebook: Rulebook, standards: Sequence[_Compiled], levels: _Levels, totals: Mapping[frozenset[str], Sequence[str]]
) -> Rate:
    """Build the function for every report."""

    def ends(row: Mapping[str, Any]) -> Ends:
        low = high = 0
        not_rated = set()
        for key, column, questions, worth in standards:
            points = worth[_no_bool(row.get(column))]
            known = [levels[percent] for percent in map(row.get, questions) if percent is not None]
            if points is None:
                not_rated.add(key)
                continue
            by_level = points.known if len(known) == len(questions) else points.gaps
            fewest, most = by_level[min(known, default=-1)]
            low += fewest
            high += most
        by_total = totals.get(frozenset(not_rated))
        if by_total is None:  # no bands are known for the standards that were rated
            return Ends(low, high, rulebook.names[0], rulebook.names[-1])
        return Ends(low, high, by_total[low], by_total[high])

    def rate(row: Mapping[str, Any]) -> Ends:
        try:
            return ends(row)
        except (ArithmeticError, LookupError, TypeError, ValueError):
            raise ValueError("; ".join(_slips(row, standards, levels))) from None

    return rate


def _no_bool(rating: Any) -> Any:
    """Refuse what, looked up, would pass for 0 or 1 point."""
    if isinstance(rating, bool):
        raise TypeError
    return rating


class _Levels(dict[Any, int]):
    """The level of each percentage, 0 that of 0 per cent. Whole ones are looked up, others worked out."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        self._changes = [edge for edge in rulebook.changes if 0 < edge <= 100]
        self.none_known = 2 * len(self._changes) + 1
        self._whole = [self._exactly(Fraction(percent)) for percent in range(101)]
        super().__init__(list(enumerate(self._whole))[2:])  # looked up, False and True would pass for 0 and 1
        self[NOT_APPLICABLE] = self.none_known

    def __missing__(self, percent: Any) -> int:
        """Work out the level of a number.

        Raises:
            TypeError, ValueError, ArithmeticError: it is none, or no percentage.
        """
        if not _is_number(percent):
            raise TypeError
        if not 0 <= percent <= 100:
            raise ValueError
        below = int(percent)
        level = self._whole[below]
        if percent == below or level == self._whole[below + 1]:  # and so has all that lies between
            return level
        return self._exactly(Fraction(percent) if isinstance(percent, Rational) else Fraction(str(percent)))

    def _exactly(self, percent: Fraction) -> int:
        return self.of(banding(self._rulebook, percent).percent)

    def of(self, banded: Fraction) -> int:
        """Find the level of a percentage that falls into a band as it is: rounded or exact, as the rulebook says."""
        return bisect_left(self._changes, banded) + bisect_right(self._changes, banded)


def _is_number(value: Any) -> bool:
    return isinstance(value, Real | Decimal) and not isinstance(value, bool)


def _compiled(standard: Standard, worth: Mapping[Any, _Worth | None]) -> _Compiled:
    asked = standard.key_questions if standard.rated_by in DECIDES else ()
    columns = tuple(percentage_column(standard, name) for name in asked)
    return _Compiled(standard.key, standard_column(standard), columns, worth)


def _worth(rulebook: Rulebook, levels: _Levels, *, counted: bool) -> dict[Any, _Worth | None]:
    """Work out what a standard is worth by its published rating: its name, its points, or None."""
    points = rulebook.ratings if counted else dict.fromkeys(rulebook.ratings, 0)
    every = lowest_up_to(rulebook, banding(rulebook, Fraction(100))) if rulebook.bands.key_question else ()
    cases = {levels.of(case.percent): case for case in every}
    worth: dict[Any, _Worth | None] = {None: _worth_of(None, points, cases, levels.none_known)}
    for name, own_points in rulebook.ratings.items():
        worth[name] = worth[own_points] = _worth_of(name, points, cases, levels.none_known)
    worth[NOT_RATED] = None if counted else worth[None]
    return worth


def _worth_of(
    published: str | None, points: Mapping[str, int], cases: Mapping[int, Banding], none_known: int
) -> _Worth:
    by_level: list[int] = []
    for level in range(none_known):
        if level in cases:
            by_level.append(points[cases[level].standing[published].counts[0]])
        else:  # no percentage has this level: it lies between two printed ones
            by_level.append(by_level[-1] if by_level else 0)
    none = [points[published]] if published else list(points.values())
    ends = (min(none), max(none))
    known = [(one, one) for one in by_level]
    gaps = zip(accumulate(by_level, min), accumulate(by_level, max), strict=True)
    return _Worth((*known, ends), (*gaps, ends))


def _certain(worth: Mapping[Any, _Worth | None]) -> dict[Any, tuple[Any, ...]]:
    """Keep what is certain of the points where nothing is missing; None where they are not."""
    return {
        published: tuple(fewest if fewest == most else None for fewest, most in points.known)
        for published, points in worth.items()
        if points is not None
    }


def _by_total(bands: OverallBands) -> tuple[str, ...]:
    return tuple(bands.rating_of(total) or "" for total in range(bands.max + 1))


def _slips(row: Mapping[str, Any], standards: Iterable[_Compiled], levels: _Levels) -> Iterator[str]:
    """Say in which columns a value is none of those that it can be."""
    for standard in standards:
        if not _is_rating(row.get(standard.rating), standard.worth):
            yield f"{standard.rating}: {as_written(row[standard.rating])} is no rating or its points"
        for column in standard.questions:
            if not _is_percentage(row.get(column), levels):
                yield f"{column}: {as_written(row[column])} is no number from 0 to 100"


def _is_rating(value: Any, worth: Mapping[Any, object]) -> bool:
    try:
        return _no_bool(value) in worth
    except TypeError:  # nor can it be looked up
        return False


def _is_percentage(value: Any, levels: _Levels) -> bool:
    try:
        return value is None or levels[value] >= 0
    except (ArithmeticError, TypeError, ValueError):
        return False
