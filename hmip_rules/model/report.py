"""What an inspection report published. Whatever it did not publish is absent."""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, PlainSerializer, PlainValidator, WithJsonSchema, field_validator

from hmip_rules.model import written
from hmip_rules.model.fields import FrozenDict, Model, Month, Named, Source, Whole, as_text, nothing_below
from hmip_rules.model.percent import NOT_APPLICABLE, Percentage, percentage, quoted_value
from hmip_rules.model.written import OrWritten

OF: Final = "of"
"""The name under which `rating_counts` gives how many standards were rated altogether."""

Answer = Percentage | Literal["not applicable"] | None
"""What was published for a key question: a percentage, that it fits no case, or nothing."""


def _answer(written: Any) -> Answer:
    return None if written is None else NOT_APPLICABLE if written == NOT_APPLICABLE else percentage(written)


def _answer_plain(answer: Answer) -> Any:
    return answer.plain() if isinstance(answer, Percentage) else answer


PublishedAnswer = Annotated[
    Answer, PlainValidator(_answer), PlainSerializer(_answer_plain), WithJsonSchema(written.ANSWER)
]
OrNothing = OrWritten(written.NOTHING)


def _short_form(written: Any) -> Any:
    """Return a rating alone, or nothing, as a standard of which no more was published."""
    if written is None or isinstance(written, str):
        return {"rating": written}
    if not isinstance(written, (dict, Mapping, PublishedStandard)):  # first what is told fastest
        raise ValueError(f"{quoted_value(written)} where a rating belongs; write the rating alone, after the colon")  # noqa: TRY004
    return written


def _score_and_rating(written: Any) -> Any:
    """Raise an error for an overall result that is written as one text."""
    if isinstance(written, str):
        raise ValueError(f"{quoted_value(written)} where score and rating belong; write {{score: 3, max_score: 21}}")  # noqa: TRY004
    return nothing_below(written)


class PublishedStandard(Model):
    """What was published for one standard: its rating, and the percentages of its key questions."""

    rating: str | None = None
    key_questions: Annotated[Named[PublishedAnswer], OrNothing] = FrozenDict()
    note: str | None = None

    _nothing_below = field_validator("key_questions", mode="before")(nothing_below)


ShortOrLong = Annotated[PublishedStandard, BeforeValidator(_short_form), OrWritten(written.TEXT), OrNothing]
"""A standard as a report writes it: its rating alone, or a mapping."""


class PublishedOverall(Model):
    """The published score, the most that could be scored, and the overall rating."""

    score: Whole | None = None
    max_score: Whole | None = None
    rating: str | None = None


class Report(Model):
    """One inspection report as published. `Report.model_validate(a_dict)` builds one from plain values.

    Raises:
        pydantic.ValidationError: a field is unknown or not of its kind. Whether the standards, key
            questions and ratings are those of the rulebook is seen when the report is scored.
    """

    rulebook: str | None = None
    """The id of the rulebook it was rated by; left out, the one in force."""
    service: str | None = None
    """The name of the inspected service."""
    inspects: str | None = None
    """The kind of service ("pdu"), for finding the rulebook in force."""
    fieldwork: Month | None = None
    """The month in which fieldwork started, or its year."""
    published: Month | None = None
    """The month of publication, or its year."""
    cases: Whole | None = None
    """How many cases were inspected."""
    caseload: Whole | None = None
    """How many people the service supervised, of whom the cases are a sample."""
    standards: Annotated[Named[ShortOrLong], OrNothing] = FrozenDict()
    """By the standard's code, or its name where no code is known."""
    overall: Annotated[PublishedOverall, OrNothing] = PublishedOverall()
    rating_counts: Annotated[Named[Whole], OrNothing] = FrozenDict()
    """How many standards had each rating ({"Good": 9, "of": 13}), where a source gives no more; they narrow the
    possible scores."""
    sources: tuple[Source, ...] = ()
    known_disagreement: str | None = None
    """Why a published value is known to be wrong or to deviate."""
    note: str | None = None

    _id_as_text = field_validator("rulebook", "service", mode="before")(as_text)

    _nothing_below = field_validator("standards", "rating_counts", mode="before")(nothing_below)
    _score_and_rating = field_validator("overall", mode="before")(_score_and_rating)

    def plain(self) -> dict[str, Any]:
        """Return the report as a file writes it: text, mappings and lists; what is absent is left out."""
        return {name: _plain(value) for name, value in self if value not in (None, {}, (), PublishedOverall())}


def _plain(value: Any) -> Any:
    if isinstance(value, PublishedStandard) and not value.key_questions and not value.note:
        return value.rating
    if isinstance(value, Percentage):
        return _answer_plain(value)
    if isinstance(value, Model):
        return {name: _plain(item) for name, item in value if item not in (None, {}, ())}
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value if value is None else str(value)
