"""The two scales of a rulebook, percentages and totals: which values can occur, and reports with one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

from hmip_rules.model.percent import shown
from hmip_rules.model.report import Report
from hmip_rules.model.rulebook import NOT_RATED, Rulebook, only
from hmip_rules.model.steps import DECIDES, Bands, possible_totals

Reports = tuple[Report, ...]
"""What shows a fault: one report, or two that have to be compared; none where no report can."""


class Scale(NamedTuple):
    """The values that can occur on a scale, and their ratings.

    Attributes:
        names: the names of the ratings, worst first.
        values: per cent or points, ascending.
        report: the report in which a value occurs and a rating is published for it; none where the
            rulebook asks for no such value.
    """

    names: tuple[str, ...]
    bands: Bands[Fraction]
    values: tuple[Fraction, ...]
    report: Callable[[Fraction, str], Reports]

    def ratings_of(self, value: Fraction) -> tuple[str, ...]:
        """Find the ratings of a value, worst first: one where the bands are sound."""
        given = self.bands.ratings_of(value)
        return tuple(name for name in self.names if name in given)

    def unsettled(self) -> Fraction | None:
        """Find the lowest value that has no rating, or several."""
        return next((value for value in self.values if len(self.ratings_of(value)) != 1), None)

    def show_unsettled(self, value: Fraction) -> Reports:
        """Show a value without a rating; or with two the better, and the worse for the highest value that has both."""
        ratings = self.ratings_of(value)
        if not ratings:
            return self.report(value, self.names[0])
        worse, better = ratings[0], ratings[-1]
        highest = max(other for other in self.values if {worse, better} <= set(self.ratings_of(other)))
        return self.report(value, better) + self.report(highest, worse)

    def show_unreached(self, rating: str) -> Reports:
        """Show that no value has a rating, by the first value from where it should start; none where one has it."""
        if any(rating in self.ratings_of(value) for value in self.values):
            return ()
        start = self.bands.start_of(rating) if rating in self.bands.ratings else self.values[-1]
        return self.report(next((value for value in self.values if value >= start), self.values[-1]), rating)

    def show_fall(self) -> Reports:
        """Show two neighbours of which the higher has the lower rating; none where there are none."""
        for low, high in pairwise(self.values):
            before, after = only(self.ratings_of(low)), only(self.ratings_of(high))
            if before and after and self.names.index(after) < self.names.index(before):
                return self.report(low, before) + self.report(high, before)
        return ()

    def show(self, rating: str | None) -> Reports:
        """Show what is wrong with the band of a rating; None for the bands as a whole."""
        if rating is None:
            return next(filter(None, self._all()), ())
        place = self.names.index(rating)
        lowest = self.values[0]
        if place == 0 and rating not in self.ratings_of(lowest):
            return self.report(lowest, rating)
        return next(filter(None, map(self.show_unreached, self.names[max(place - 1, 0) : place + 1])), ())

    def _all(self) -> Iterator[Reports]:
        unsettled = self.unsettled()
        yield self.show_unsettled(unsettled) if unsettled is not None else ()
        yield from map(self.show_unreached, self.names)
        yield self.show_fall()


def percentages(rulebook: Rulebook) -> Scale:
    """Give every printed percentage. A report has it at every key question of the first standard that has any."""
    step = rulebook.percentages.printed.to
    values = tuple(step * count for count in range(int(100 / step) + 1))
    asked = [one for one in rulebook.standards if one.rated_by in DECIDES and one.key_questions]

    def report(value: Fraction, rating: str) -> Reports:
        return tuple(with_percentage(rulebook, standard.key, value, rating) for standard in asked[:1])

    return Scale(rulebook.names, rulebook.percent_bands, values, report)


def totals(rulebook: Rulebook, number: int) -> Scale:
    """Give every total of the standards that an entry of `bands.overall` is for. A report has ratings that give it."""
    entry = rulebook.bands.overall[number]
    keys, without = counted(rulebook), set(entry.without)
    rated = [key for key in keys if key not in without]
    in_use = without <= set(keys) and rulebook.overall_index(without) == number  # and no earlier bands hold
    values = tuple(map(Fraction, possible_totals([tuple(rulebook.ratings.values())] * len(rated))))

    def report(value: Fraction, rating: str) -> Reports:
        return (with_total(rulebook, entry.without, int(value), rating),) if in_use else ()

    bands = Bands(tuple(map(Fraction, entry.bands.starts)), entry.bands.ratings)
    return Scale(rulebook.names, bands, values, report)


def counted(rulebook: Rulebook) -> tuple[str, ...]:
    """List the keys of the standards that add points; `Rulebook.counted` has one that is given twice only once."""
    return tuple(standard.key for standard in rulebook.standards if standard.counted)


def with_percentage(rulebook: Rulebook, key: str, value: Fraction, rating: str) -> Report:
    """Build a report in which a standard has a percentage at every key question, and a published rating."""
    asked = dict.fromkeys(rulebook.by_key[key].key_questions, shown(value))
    return built(rulebook, {key: {"rating": rating, "key_questions": asked}})


def with_total(rulebook: Rulebook, without: Iterable[str], total: int, rating: str) -> Report:
    """Build a report in which the standards, but for those not rated, score a total, with an overall rating."""
    rated = [key for key in counted(rulebook) if key not in without]
    standards = {**_scoring(rulebook, rated, total), **dict.fromkeys(without, NOT_RATED)}
    return built(rulebook, standards, score=total, rating=rating)


def _scoring(rulebook: Rulebook, rated: list[str], total: int) -> dict[str, str]:
    """Find a rating for each standard so that they score a total."""
    points = set(rulebook.ratings.values())
    before = list(accumulate(rated, lambda reached, _: {one + more for one in reached for more in points}, initial={0}))
    ratings = {}
    for key, reached in zip(reversed(rated), reversed(before[:-1]), strict=True):
        ratings[key] = next(name for name, worth in rulebook.ratings.items() if total - worth in reached)
        total -= rulebook.ratings[ratings[key]]
    return {key: ratings[key] for key in rated}


def built(rulebook: Rulebook, standards: Mapping[str, Any], **overall: int | str) -> Report:
    """Build a report of published standards and overall values."""
    plain = {"rulebook": rulebook.id, "service": "Counter-example", "standards": standards, "overall": overall}
    return Report.model_validate(plain)
