"""What an inspection report published. Whatever it did not publish is absent."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import (
    BeforeValidator,
    PlainSerializer,
    PlainValidator,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from hmip_rules.model import written
from hmip_rules.model.conflict import Conflict
from hmip_rules.model.fields import FrozenDict, Model, Month, Named, Source, Whole, as_text, nothing_below
from hmip_rules.model.percent import NOT_APPLICABLE, Percentage, percentage, quoted_value
from hmip_rules.model.spelling import folded
from hmip_rules.model.written import OrWritten

NUMBER_RATED: Final = "of"
"""The name under which `rating_counts` gives how many standards were rated altogether."""

Answer = Percentage | Literal["not applicable"] | None
"""What was published for a key question: a percentage, that it fits no case, or nothing."""


def _answer(written: Any) -> Answer:
    if written is None:
        return None
    if isinstance(written, str) and folded(written) == folded(NOT_APPLICABLE):
        return NOT_APPLICABLE
    return percentage(written)


def _answer_as_written(answer: Answer) -> Any:
    return answer.as_written() if isinstance(answer, Percentage) else answer


PublishedAnswer = Annotated[
    Answer, PlainValidator(_answer), PlainSerializer(_answer_as_written), WithJsonSchema(written.ANSWER_SCHEMA)
]
OrNothing = OrWritten(written.NOTHING_SCHEMA)


def _short_form(written: Any) -> Any:
    """Return a rating alone, or nothing, as a standard of which no more was published."""
    if written is None or isinstance(written, str):
        return {"rating": written}
    if not isinstance(written, (dict, Mapping, PublishedStandard)):  # first what is told fastest
        raise ValueError(f"A standard must have its rating after the colon, not {quoted_value(written)}")  # noqa: TRY004
    return written


def _overall_short_form(value: Any) -> Any:
    """Return an overall rating alone, or a score with its maximum, or nothing, as an overall result."""
    if not isinstance(value, str):
        return nothing_below(value)
    if _SCORE_OF_MAXIMUM.fullmatch(value):
        return {"score": value}
    if not re.match(written.NOT_A_FIGURE, value):
        forms = "a rating, 3/21 or {score: 3, max_score: 21}"
        raise ValueError(f"An overall result must not be {quoted_value(value)} alone; write {forms}")
    return {"rating": value}


def _score_of_maximum(overall: Any) -> Any:
    """Return a score with its maximum, 3/21, as the two values."""
    score = overall.get("score") if isinstance(overall, Mapping) else None
    match = _SCORE_OF_MAXIMUM.fullmatch(score) if isinstance(score, str) else None
    if match is None:
        return overall
    maximum, of_its_own = match[2], overall.get("max_score")
    if of_its_own is None:
        of_its_own = maximum
    elif re.fullmatch("[0-9]{1,15}", str(of_its_own)) and int(of_its_own) != int(maximum):
        raise ValueError(
            f"A score must have one maximum, not {maximum} in {quoted_value(score)} and {of_its_own} in 'max_score'"
        )
    return {**overall, "score": match[1], "max_score": of_its_own}


_SCORE_OF_MAXIMUM = re.compile(written.SCORE_OF_MAXIMUM_PATTERN, re.ASCII)


class PublishedStandard(Model):
    """What was published for one standard: its rating, and the percentages of its key questions."""

    rating: str | None = None
    key_questions: Annotated[Named[PublishedAnswer], OrNothing] = FrozenDict()
    note: str | None = None

    _nothing_below = field_validator("key_questions", mode="before")(nothing_below)


NOTHING_PUBLISHED: Final = PublishedStandard()
"""What a report has of a standard that it does not name."""

ShortOrLong = Annotated[PublishedStandard, BeforeValidator(_short_form), OrWritten(written.TEXT_SCHEMA), OrNothing]
"""A standard as a report writes it: its rating alone, or a mapping."""


class PublishedOverall(Model):
    """The published score, the most that could be scored, and the overall rating."""

    score: Annotated[Whole | None, OrWritten(written.SCORE_ALONE_SCHEMA)] = None
    max_score: Whole | None = None
    rating: str | None = None

    _score_of_maximum = model_validator(mode="before")(_score_of_maximum)


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
    overall: Annotated[PublishedOverall, OrWritten(written.OVERALL_ALONE_SCHEMA), OrNothing] = PublishedOverall()
    rating_counts: Annotated[Named[Whole], OrNothing] = FrozenDict()
    """How many standards had each rating ({"Good": 9, "of": 13}), where a source gives no more; they narrow the
    possible scores."""
    conflicts: tuple[Conflict, ...] = ()
    """What a document gives in two ways, so that it is not used; `hmip-rules extract` writes it."""
    sources: tuple[Source, ...] = ()
    known_disagreement: str | None = None
    """Why a published value is known to be wrong or to deviate."""
    note: str | None = None

    _id_as_text = field_validator("rulebook", "service", mode="before")(as_text)

    _nothing_below = field_validator("standards", "rating_counts", mode="before")(nothing_below)
    _overall_short_form = field_validator("overall", mode="before")(_overall_short_form)

    def conflicting_values(self, path: tuple[str, ...]) -> tuple[str, ...]:
        """Return the different values that a document gives for one; none where it does not contradict itself."""
        found = [conflict for conflict in self.conflicts if conflict.path == path]
        return tuple([value.value for conflict in found for value in conflict.values])

    def to_dict(self) -> dict[str, Any]:
        """Return the report as a file writes it: text, mappings and lists; what is absent is left out."""
        return {name: _as_written(value) for name, value in self if value not in (None, {}, (), PublishedOverall())}


def _as_written(value: Any) -> Any:
    """Return a part of a report as a file writes it, the shortest form there is."""
    if isinstance(value, PublishedStandard) and not value.key_questions and not value.note:
        return value.rating
    if isinstance(value, Percentage):
        return value.as_written()
    if isinstance(value, Model):
        return {name: _as_written(item) for name, item in value if item not in (None, {}, ())}
    if isinstance(value, Mapping):
        return {name: _as_written(item) for name, item in value.items()}
    if isinstance(value, tuple):
        return [_as_written(item) for item in value]
    return value if value is None else str(value)
