"""The parts of a rulebook: bands, rounding, discretion, standards, and the evidence for each rule."""

from fractions import Fraction
from functools import cached_property
from typing import Annotated, Any, Final, Literal, NamedTuple

from pydantic import ConfigDict, Field, field_validator

from hmip_rules.model.fields import FrozenDict, Model, Month, Named, Number, Source, Whole, as_text
from hmip_rules.model.months import meets
from hmip_rules.model.places import ValuePath
from hmip_rules.model.steps import DECIDING_PERCENTAGE, Bands
from hmip_rules.model.written import TEXT_SCHEMA, OrWritten

NOT_RATED: Final = "not rated"
"""Written in place of a rating: the standard was given none."""

MOST_RATINGS, MOST_POINTS, MOST_STANDARDS = 20, 100, 100
"""Bounds that no framework comes near, so that every percentage and every score can be counted out."""

PRINTED_STEPS: Final = (Fraction(1), Fraction(1, 10))
"""How finely percentages are printed: to whole ones, or to one decimal."""

ROUNDING_RULES: Final = (
    ("percentages", "printed"),
    ("percentages", "ties"),
    ("percentages", "banded"),
)
"""The rules by which a percentage is rounded before it is rated."""

ORDER_OF_RULES: Final = (
    "stands_on.standards",
    "standards",
    "bands.key_question",
    "stands_on.lowest_key_question",
    "stands_on.not_applicable",
    *map(".".join, ROUNDING_RULES),
    "discretion",
    "stands_on.judgement",
    "stands_on.points",
    "stands_on.total",
    "stands_on.max_score",
    "bands.overall",
    "in_force",
)
"""The names of the rules in the order of the method, in which they are listed everywhere."""

Basis = Literal["confirmed", "inferred", "unverified"]
"""How sure a rule is: read in the inspectorate's own text; follows from published results; no source read."""


class RuleEvidence(Model):
    """The evidence for a rule, and for every rule below it that does not state its own."""

    basis: Basis | None = None
    sources: tuple[str, ...] = ()
    note: str | None = None


class StandsOn(Model):
    """The basis of the rules that a rulebook writes as plain words and numbers."""

    standards: RuleEvidence = RuleEvidence()
    """Which standards and key questions there are."""
    judgement: RuleEvidence = RuleEvidence()
    """That a standard is rated by judgement alone."""
    lowest_key_question: RuleEvidence = RuleEvidence()
    """That the lowest key question drives a standard."""
    not_applicable: RuleEvidence = RuleEvidence()
    """That a key question which fits no case is left out of the lowest."""
    points: RuleEvidence = RuleEvidence()
    """What a rating is worth."""
    total: RuleEvidence = RuleEvidence()
    """That the points are added up."""
    max_score: RuleEvidence = RuleEvidence()
    """The most that can be scored."""


class InForce(RuleEvidence):
    """The months to which a rulebook applies: of the fieldwork, or of publication."""

    model_config = ConfigDict(serialize_by_alias=True)

    of: Literal["fieldwork", "published"]
    from_: Month | None = Field(None, alias="from")
    to: Month | None = None

    def contradicted_by(self, fieldwork: str | None, published: str | None) -> Literal["fieldwork", "published"] | None:
        """Return which month of a report shows that the rulebook was not in force; None if neither does.

        Where the deciding month is not stated, the other may show it, because fieldwork comes before publication.
        """
        deciding = fieldwork if self.of == "fieldwork" else published
        if deciding is not None:
            return None if meets(deciding, self.from_, self.to) else self.of
        if published is not None and not meets(published, self.from_, None):
            return "published"
        return "fieldwork" if fieldwork is not None and not meets(fieldwork, None, self.to) else None


class KeyQuestionBands(RuleEvidence):
    """Where each rating starts, in per cent of cases judged sufficient."""

    starts: Named[Number]

    @cached_property
    def bands(self) -> Bands[Fraction]:
        """The bands of a key question, for looking up."""
        return Bands(tuple(self.starts.values()), tuple(self.starts))


class OverallBands(RuleEvidence):
    """Where each overall rating starts, in total points.

    They hold where exactly the standards in `without` were not rated; none, as a rule.
    """

    max: Whole
    starts: Named[Whole]
    without: tuple[str, ...] = ()

    @cached_property
    def bands(self) -> Bands[int]:
        """The bands of the total, for looking up."""
        return Bands(tuple(self.starts.values()), tuple(self.starts))

    def rating_of(self, score: int | None) -> str | None:
        """Return the overall rating of a score, in points; None without a score or outside all bands."""
        if score is None or not self.bands.starts[0] <= score <= self.max:
            return None
        return self.bands.rating_of(score)


class BandRules(RuleEvidence):
    """The bands of key questions and of the overall rating."""

    key_question: KeyQuestionBands | None = None
    overall: tuple[OverallBands, ...]


class Printed(RuleEvidence):
    """How the inspectorate rounds the percentages it prints."""

    to: Number = Fraction(1)
    by: Literal["nearest", "up", "down"] = "nearest"


class Ties(RuleEvidence):
    """Where a percentage halfway between two printed ones goes."""

    to: Literal["up", "down", "even"] = "up"


class Banded(RuleEvidence):
    """Which value falls into a band: the rounded percentage or the exact one."""

    value: Literal["rounded", "exact"] = "rounded"


class Percentages(RuleEvidence):
    """How percentages are rounded, and which value decides."""

    printed: Printed = Printed()
    ties: Ties = Ties()
    banded: Banded = Banded()


class Discretion(RuleEvidence):
    """How far, in percentage points, inspectors may depart from the band of the deciding percentage."""

    points: Number
    direction: Literal["either", "up", "down"] = "either"


class Standard(RuleEvidence):
    """One standard: how it is rated, from which key questions, and by which codes or names it was known before."""

    model_config = ConfigDict(serialize_by_alias=True)

    code: str | None = None
    name: str
    was: tuple[str, ...] = ()
    domain: str | None = None
    rated_by: Literal["judgement", "lowest_key_question"]
    included: bool = Field(default=True, alias="counted")
    """Whether it is included in the score."""
    key_questions: Annotated[Named[str | None], OrWritten({"type": "array", "items": TEXT_SCHEMA})] = FrozenDict()

    _code_as_text = field_validator("code", "domain", mode="before")(as_text)

    @field_validator("key_questions", mode="before")
    @classmethod
    def _ids_alone(cls, written: Any) -> Any:
        """Return a list of ids, where no wording is known, as a mapping."""
        return dict.fromkeys(written) if isinstance(written, list | tuple) else written

    @property
    def title(self) -> str:
        """The code, where it is known, and the name."""
        return f"{self.code} {self.name}" if self.code else self.name

    @cached_property
    def is_casework(self) -> bool:
        """Whether it is rated from the percentages of its key questions."""
        return self.rated_by in DECIDING_PERCENTAGE

    @cached_property
    def key(self) -> str:
        """The name under which a report gives this standard: its code, or its name where no code is known."""
        return self.code or self.name


class Rule(NamedTuple):
    """One rule of a rulebook, with the evidence for it.

    Attributes:
        name: its path in the rulebook, such as "bands.key_question".
        path: the same as steps, for looking up its place.
        source_ids: the names of its sources in the rulebook; none where the rule is unverified.
        sources: the sources themselves, in the same order.
    """

    name: str
    path: ValuePath
    basis: Basis
    source_ids: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    note: str | None = None
