"""Months as reports and rulebooks write them: 2024-10, or 2024 where only the year is known."""

from __future__ import annotations

import re

MONTH_PATTERN = r"[1-9][0-9]{3}(-(0[1-9]|1[0-2]))?"

MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def month(written: object) -> str:
    """Read a month, or a year where no month was stated.

    Raises:
        ValueError: it is neither.

    >>> month("2024-10"), month(2024)
    ('2024-10', '2024')
    """
    text = str(written)
    if not re.fullmatch(MONTH_PATTERN, text):
        forms = "a year and a month, such as 2024-10, or a year alone, such as 2024"
        raise ValueError(f"A month must not be {text[:40]!r}; write {forms}")
    return text


def in_words(month: str) -> str:
    """Return a month as a reader says it.

    >>> in_words("2024-10"), in_words("2024")
    ('October 2024', '2024')
    """
    year, _, number = month.partition("-")
    return f"{MONTH_NAMES[int(number) - 1]} {year}" if number else year


def span(first: str | None, last: str | None) -> str:
    """Return in words from which month to which; a bound that is None is open.

    >>> span("2023-10", "2025-10"), span("2023-10", None), span(None, "2025"), span(None, None)
    ('October 2023 to October 2025', 'from October 2023 on', 'up to 2025', 'in any month')
    """
    if first and last:
        return f"{in_words(first)} to {in_words(last)}"
    if first:
        return f"from {in_words(first)} on"
    return f"up to {in_words(last)}" if last else "in any month"


def meets(month: str, first: str | None, last: str | None) -> bool:
    """Check whether a month, or any month of a year, lies from a first to a last month.

    A bound that is None is open.

    >>> meets("2023", "2023-10", None), meets("2023-09", "2023-10", None)
    (True, False)
    """
    return (first is None or _last(month) >= _first(first)) and (last is None or _first(month) <= _last(last))


def lies_within(month: str, first: str | None, last: str | None) -> bool:
    """Check whether a month, or every month of a year, lies from a first to a last month.

    A bound that is None is open.

    >>> lies_within("2024-10", "2023-10", None), lies_within("2023", "2023-10", None)
    (True, False)
    """
    return (first is None or _first(month) >= _first(first)) and (last is None or _last(month) <= _last(last))


def _first(month: str) -> str:
    return month if "-" in month else f"{month}-01"


def _last(month: str) -> str:
    return month if "-" in month else f"{month}-12"
