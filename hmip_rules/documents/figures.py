"""Percentages as documents print them: 51%, 51.4 per cent, 35 of 45, 78% (35/45)."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

_PERCENT = r"(?P<percent>\d{1,3}(?:\.\d+)?)"
_SIGN = r"\s?(?:%|per\s?cent\b)"
_COUNTS = r"(?P<sufficient>\d{1,7})\s?(?:/|(?:out )?of)\s?(?P<of>\d{1,7})"
_WITH_SIGN = re.compile(rf"{_PERCENT}{_SIGN}(?:\d{{1,2}})?(?:\s?[(\[]{_COUNTS}[)\]])?", re.IGNORECASE)
_COUNTS_FIRST = re.compile(rf"{_COUNTS}(?:\s?[(\[]{_PERCENT}{_SIGN}[)\]])?", re.IGNORECASE)
_WITHOUT_SIGN = re.compile(_PERCENT)


class CaseCounts(NamedTuple):
    """A percentage that is printed as numbers of cases.

    >>> str(CaseCounts(35, 45))
    '35 of 45'
    """

    sufficient: int
    of: int

    def __str__(self) -> str:
        return f"{self.sufficient} of {self.of}"


class PrintedPercentage(NamedTuple):
    """A percentage as a report file has it, or why what is printed cannot be one."""

    value: str | CaseCounts = ""
    why_not: str = ""


def figure_in(printed: str, *, is_percent: bool = False) -> PrintedPercentage | None:
    """Return the percentage that fills a cell; None if something else stands there.

    Args:
        printed: the text of the cell.
        is_percent: whether the heading of the column says that its figures are percentages.

    >>> [figure_in(printed).value for printed in ("51.4 per cent", "78% (35/45)", "35 of 45")]
    ['51.4', '78', CaseCounts(sufficient=35, of=45)]
    >>> figure_in("51"), figure_in("51", is_percent=True).value
    (None, '51')
    >>> figure_in("150%").why_not
    '150% cannot be a percentage'
    """
    match = _WITH_SIGN.fullmatch(printed) or _COUNTS_FIRST.fullmatch(printed)
    if match is None and is_percent:
        match = _WITHOUT_SIGN.fullmatch(printed)
    if match is None:
        return None
    found = match.groupdict()
    percent = found["percent"]
    counts = CaseCounts(int(found["sufficient"]), int(found["of"])) if found.get("of") else None
    if why_not := _why_no_percentage(percent, counts):
        return PrintedPercentage(why_not=why_not)
    return PrintedPercentage(percent or counts or "")


def _why_no_percentage(percent: str | None, counts: CaseCounts | None) -> str:
    """Return why figures cannot be a percentage; empty where they can be."""
    if percent is not None and Fraction(percent) > 100:
        return f"{percent}% cannot be a percentage"
    if counts is None:
        return ""
    if counts.of == 0 or counts.sufficient > counts.of:
        return f"{counts} cases cannot be a percentage"
    if percent is not None and abs(Fraction(percent) - Fraction(100 * counts.sufficient, counts.of)) >= 1:
        return f"{counts} cases are not {percent}%"
    return ""
