"""Exact percentages: how they may be written, and how they are rounded."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from typing import Final

NOT_APPLICABLE: Final = "not applicable"
"""Written in place of a percentage: the key question fits no case of the sample."""

_NUMBER = re.compile(r"([+-]?[0-9]{1,15}(?:\.[0-9]{1,20})?) ?%?", re.ASCII)
_NUMBER_TYPES = (str, int, float)
_ALLOWED_FORMS = f"a number such as 51 or 51.2, counts such as {{sufficient: 42, of: 82}}, or {NOT_APPLICABLE!r}"


@dataclass(frozen=True, slots=True)
class Percentage:
    """Per cent of inspected cases judged sufficient for one key question, exactly as published.

    Attributes:
        value: per cent, 0 to 100, exact.
        sufficient: cases judged sufficient, where counts were published.
        of: cases in which the key question was judged, where counts were published.
        decimals: how many decimals were printed, where no counts were published: 55.0 was rounded more finely than 55.
    """

    value: Fraction
    sufficient: int | None = None
    of: int | None = None
    decimals: int = 0

    def __str__(self) -> str:
        return f"{self._as_printed()}%"

    def as_written(self) -> str | dict[str, str]:
        """Return the percentage as a report writes it: counts where there are counts, else the number as printed."""
        if self.of is None:
            return self._as_printed()
        return {"sufficient": str(self.sufficient), "of": str(self.of)}

    def _as_printed(self) -> str:
        number = decimal_text(self.value)
        if self.of is not None or not self.decimals:
            return number
        whole, _, decimals = number.partition(".")
        return f"{whole}.{decimals:0<{self.decimals}}"


def percentage(written: object) -> Percentage:
    """Read a percentage in any form a report may use; counts stay exact.

    Args:
        written: 51, 51.2, "51%", a Decimal, a Fraction whose decimals end (else write counts),
            {"sufficient": 42, "of": 82}, or a Percentage. A float is read as the decimal it prints as; one without
            a fraction, 55.0, as the whole number, for Python writes the 0 whether or not it was published.

    Raises:
        ValueError: it is no percentage, or lies outside 0 to 100; the message says what would be right.

    >>> percentage("51%").value, percentage({"sufficient": 1, "of": 8}).value
    (Fraction(51, 1), Fraction(25, 2))
    """
    if isinstance(written, Percentage):
        return written
    if isinstance(written, _NUMBER_TYPES):
        return _one_number(written)
    if isinstance(written, Mapping):
        return _from_counts(written)
    if isinstance(written, list | tuple):
        raise ValueError(f"A percentage must not be a list; write {_ALLOWED_FORMS}")  # noqa: TRY004
    return _read(written)


def _read(written: object) -> Percentage:
    number = _number(written)
    if number is None:
        meant = str(written).casefold() in (NOT_APPLICABLE, "n/a", "na", "n.a.")
        if meant:
            raise ValueError(f"A percentage must not be {written!r}; did you mean {NOT_APPLICABLE!r}?")
        raise ValueError(f"A percentage must not be {quoted_value(written)}; write {_ALLOWED_FORMS}")
    value = Fraction(number)
    if not 0 <= value <= 100:
        raise ValueError(f"A percentage must be between 0% and 100%, not {quoted_value(written)}")
    return Percentage(value, decimals=len(number.partition(".")[2]))


_one_number = lru_cache(maxsize=2000, typed=True)(_read)
"""The same numbers are written again and again; what is refused is not remembered."""


def _number(written: object) -> str | None:
    """Return the figures of a number, with every decimal that was written; None where it is no number."""
    if isinstance(written, float) and written.is_integer():
        written = int(written)
    if isinstance(written, Fraction):
        written = decimal_text(written) if Fraction(decimal_text(written)) == written else None
    if isinstance(written, int | float | Decimal) and not isinstance(written, bool):
        written = format(Decimal(str(written)), "f")
    match = _NUMBER.fullmatch(written) if isinstance(written, str) else None
    return match[1] if match else None


def _from_counts(written: Mapping[object, object]) -> Percentage:
    if set(written) != {"sufficient", "of"}:
        raise ValueError(f"Counts must not be {quoted_value(dict(written))}; write {{sufficient: 42, of: 82}}")
    try:
        sufficient, of = whole_number(written["sufficient"]), whole_number(written["of"])
    except ValueError:
        raise ValueError(f"Counts must have whole numbers, not {quoted_value(dict(written))}") from None
    if of == 0:
        raise ValueError("Counts must have at least 1 case; if the question applied to no case, write 'not applicable'")
    if sufficient > of:
        raise ValueError(f"Counts must not have more sufficient cases ({sufficient}) than cases ({of})")
    return Percentage(Fraction(100 * sufficient, of), sufficient, of)


def whole_number(written: object) -> int:
    """Read a number of cases or points: 0, 1, 2 …, as a number or as text.

    Raises:
        ValueError: it is something else; True, 3.0 and "3 cases" are refused too.
    """
    if isinstance(written, int) and not isinstance(written, bool) and written >= 0:
        return written
    if isinstance(written, str) and re.fullmatch("[0-9]{1,15}", written):
        return int(written)
    raise ValueError(f"A number of cases or points must be a whole number, such as 82, not {quoted_value(written)}")


def quoted_value(written: object) -> str:
    """Return a value as the file has it, shortened; words in quotes."""
    if isinstance(written, Mapping):
        return "{" + ", ".join(f"{name}: {value}" for name, value in written.items())[:40] + "}"
    if isinstance(written, list | tuple):
        return "a list"
    text = str(written)
    if written is None or not isinstance(written, str) or _NUMBER.fullmatch(text):
        return "left empty" if written is None else text[:40]
    return repr(text[:40] + "..." * (len(text) > 40))


def decimal_text(value: Fraction) -> str:
    """Return a number exactly where its decimals end, else shortened to six of them.

    >>> decimal_text(Fraction(51)), decimal_text(Fraction("49.5")), decimal_text(Fraction(100, 3))
    ('51', '49.5', '33.333333')
    """
    if value.denominator == 1:
        return str(value.numerator)
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    if Fraction(exact) == value:
        return format(exact.normalize(), "f")
    return format(exact.quantize(Decimal("0.000001")).normalize(), "f")


def rounded(value: Fraction, to: Fraction, by: str, ties: str) -> Fraction:
    """Round a percentage once, as the rulebook says.

    Args:
        value: per cent, exact.
        to: the step of the printed figures, in percentage points: 1, or 0.1.
        by: "nearest", "up" or "down" (cut off).
        ties: where exactly between two steps, "up", "down" or "even"; only with "nearest".

    >>> str(rounded(Fraction("49.5"), Fraction(1), "nearest", "up"))
    '50'
    """
    steps = value / to
    if steps.denominator == 1:
        return value  # as most are: they are printed
    whole, rest = divmod(steps, 1)
    half = Fraction(1, 2)
    if by == "nearest":
        goes_up = rest > half or (rest == half and (ties == "up" or (ties == "even" and whole % 2 == 1)))
    else:
        goes_up = by == "up" and rest > 0
    return (whole + goes_up) * to


def as_published(answer: Percentage | str | None) -> int | float | str | None:
    """Return what was published of a key question, before any rounding, as JSON has it.

    >>> as_published(percentage("64.6")), as_published(NOT_APPLICABLE), as_published(None)
    (64.6, 'not applicable', None)
    """
    return as_number(answer.value) if isinstance(answer, Percentage) else answer


def as_number(value: Fraction | float) -> int | float:
    """Return a number as JSON has it: whole where it is whole, else to six decimals."""
    exact = Fraction(value)
    return exact.numerator if exact.denominator == 1 else float(decimal_text(exact))


@cache
def printed_percentages(step: Fraction) -> tuple[Fraction, ...]:
    """Return every percentage from 0 to 100 that can be printed in steps of so many percentage points, ascending."""
    return tuple(step * count for count in range(int(100 / step) + 1))
