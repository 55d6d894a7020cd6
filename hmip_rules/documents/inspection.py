"""Which words of a document are of this inspection, and which of another time or place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from hmip_rules.documents import labels
from hmip_rules.documents.words import keys_of
from hmip_rules.model.months import MONTH_NAMES

HeadingMeaning = Literal["this inspection", "results", "elsewhere", "unknown", "none"]
"""What the heading of a column says: it is of this inspection; it has results, of whichever; or neither."""

MONTHS_BEFORE_FIELDWORK = 11
"""No two inspections of a service are as near to one another."""

_YEAR = re.compile("20[0-9]{2}(?![0-9]{3})")
_MONTHS = {name.casefold(): number for number, name in enumerate(MONTH_NAMES, start=1)}
_MONTHS |= {name[:3]: number for name, number in _MONTHS.items()} | {"sept": 9}


class Inspection(NamedTuple):
    """What is known of the inspection that a document reports.

    Attributes:
        service: the words of its name, but for those that many names have.
        months: of fieldwork and of publication, as "2024-05".
    """

    service: frozenset[str] = frozenset()
    months: tuple[str, ...] = ()

    def is_of_another_time(self, keys: Sequence[str]) -> bool:
        """Check whether words speak of another inspection, or of a year that is not of this one."""
        if any(key in labels.ANOTHER_TIME for key in keys):
            return True
        return not all(self._is_of_this_time(keys, place) for place in _years_in(keys))

    def is_elsewhere(self, heading: str) -> bool:
        """Check whether a heading is that of figures of another time or place."""
        keys = keys_of(heading)
        if any(key in labels.ANOTHER_TIME or self._is_another_place(key) for key in keys):
            return True
        if self.months and self.is_of_another_time(keys):
            return True
        names_service = any(key in labels.KINDS_OF_SERVICE for key in keys)
        return names_service and bool(self.service) and not self._is_named_in(keys)

    def meaning_of(self, heading: str) -> HeadingMeaning:
        """Return what the heading of a column says of its figures."""
        if not heading:
            return "none"
        keys = keys_of(heading)
        others = (*labels.ANOTHER_FIGURE, *labels.MANY_PLACES)
        if self.is_elsewhere(heading) or any(key in others and key not in self.service for key in keys):
            return "elsewhere"
        has_percentages = is_of_percentages(heading)
        if not has_percentages and any(key in labels.NUMBERS_OF_CASES for key in keys):
            return "elsewhere"
        known = (*labels.RESULTS, *labels.PERCENTAGES, *(labels.NUMBERS_OF_CASES if has_percentages else ()))
        if _years_in(keys) and not self.months:
            return "unknown"
        if _years_in(keys) or self._is_named_in(keys):
            own = (*self.service, *labels.KINDS_OF_SERVICE, *labels.THIS_INSPECTION, *_MONTHS)
            is_own = all(key in known or key in own or key.isdecimal() for key in keys)
            return "this inspection" if is_own else "unknown"
        return "results" if all(key in known for key in keys) else "unknown"

    def _is_another_place(self, key: str) -> bool:
        """Check whether a word is of other places; what is regional is not, in the report of a region."""
        return key in labels.ANOTHER_PLACE and not any(key.startswith(word) for word in self.service)

    def _is_named_in(self, keys: Sequence[str]) -> bool:
        """Check whether words name this service, or call it this one."""
        is_named = bool(self.service) and self.service <= set(keys)
        return is_named or any(key in labels.THIS_INSPECTION for key in keys)

    def _is_of_this_time(self, keys: Sequence[str], place: int) -> bool:
        """Check whether a year is that of this inspection, or a month is not far before its fieldwork."""
        before = keys[max(place - 3, 0) : place]
        month = _MONTHS.get(before[-1]) if before else None
        if not self.months:
            return month is not None and any(key in labels.OF_THIS_TIME for key in before)
        year = int(keys[place][:4])
        known = [12 * int(known_month[:4]) + int(known_month[5:]) for known_month in self.months]
        first, last = min(known) - MONTHS_BEFORE_FIELDWORK, max(known)
        if month is None:
            return year in {int(known_month[:4]) for known_month in self.months}
        return first <= 12 * year + month <= last


def inspection_of(names: Iterable[object], months: Iterable[object]) -> Inspection:
    """Return the inspection of a service, as a document names it, with its months, as "2024-05"."""
    words = (key for name in names for key in keys_of(str(name)))
    service = frozenset(key for key in words if key not in (*labels.KINDS_OF_SERVICE, *labels.RESULTS))
    return Inspection(service, tuple(map(str, months)))


def _years_in(keys: Sequence[str]) -> list[int]:
    return [place for place, key in enumerate(keys) if _YEAR.match(key)]


def is_of_percentages(heading: str) -> bool:
    """Check whether the heading of a column says that its figures are percentages."""
    keys = keys_of(heading)
    words = [key for key in keys if key not in ("per", "cent")]
    return "%" in heading or "per cent" in " ".join(keys) or any(key in labels.PERCENTAGES for key in words)
