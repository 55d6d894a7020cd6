"""What every report and rulebook model shares: unchangeable, and unknown names are refused."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Any, NoReturn, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    PlainValidator,
    WithJsonSchema,
)

from hmip_rules.model import written
from hmip_rules.model.months import in_words, month
from hmip_rules.model.percent import decimal_text, percentage, quoted_value, whole_number

K = TypeVar("K")
V = TypeVar("V")


class FrozenDict(dict[K, V]):
    """A dict that refuses every change. It equals, prints, pickles and copies as a dict does."""

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("this mapping cannot be changed; build a new one")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple["type[FrozenDict[K, V]]", tuple[dict[K, V]]]:
        return type(self), (dict(self),)


class Model(BaseModel):
    """A value read from a file or built from a dict; frozen, comparable and printable."""

    model_config = ConfigDict(frozen=True, defer_build=True, extra="forbid", arbitrary_types_allowed=True)


def _fraction(written: object) -> Fraction:
    """Read a start or step on the percentage scale: the same forms as a percentage."""
    try:
        return percentage(written).value
    except ValueError:
        raise ValueError(
            f"A percentage must be a number from 0 to 100, such as 65 or 64.5, not {quoted_value(written)}"
        ) from None


Named = Annotated[Mapping[str, V], AfterValidator(FrozenDict)]
Number = Annotated[
    Fraction, PlainValidator(_fraction), PlainSerializer(decimal_text), WithJsonSchema(written.PERCENTAGE_SCHEMA)
]
Whole = Annotated[int, BeforeValidator(whole_number), WithJsonSchema(written.WHOLE_NUMBER_SCHEMA)]
Month = Annotated[str, BeforeValidator(month), WithJsonSchema(written.MONTH_SCHEMA)]


def as_text(written: Any) -> Any:
    """Return a figure that Python wrote as a number as its text, as it is in a file."""
    return str(written) if isinstance(written, int | float) and not isinstance(written, bool) else written


def nothing_below(written: Any) -> Any:
    """Return an empty mapping for a heading with nothing below it."""
    return {} if written is None else written


def _filled_title(title: str) -> str:
    if not title.strip():
        raise ValueError("A title must not be empty, so that readers can find the source")
    return title


class Source(Model):
    """A published text: the evidence for a rule, or where a published figure was read."""

    title: Annotated[str, AfterValidator(_filled_title), WithJsonSchema(written.FILLED_TEXT_SCHEMA)]
    publisher: str | None = None
    published: Month | None = None
    isbn: str | None = None
    url: str | None = None
    note: str | None = None

    def __str__(self) -> str:
        """Return the source as a footnote has it: title, publisher, month, where to find it."""
        parts = (self.title, self.publisher, self.published and in_words(self.published))
        found = f"ISBN {self.isbn}" if self.isbn else self.url
        return ", ".join(part for part in (*parts, found) if part)
