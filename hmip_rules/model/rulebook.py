"""A framework's rules as data: how percentages become ratings, and ratings the overall rating."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any, Final, Literal, NamedTuple, Self

from pydantic import ConfigDict, Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from hmip_rules.model.fields import Model, Month, Named, Number, Source, Whole, as_text
from hmip_rules.model.frozen import FrozenDict
from hmip_rules.model.months import meets
from hmip_rules.model.percent import NOT_APPLICABLE, rounded, shown
from hmip_rules.model.places import ValuePath
from hmip_rules.model.steps import Bands, possible_totals

NOT_RATED: Final = "not rated"
"""Written in place of a rating: the standard was given none."""

MOST_RATINGS, MOST_POINTS, MOST_STANDARDS, FINEST_STEP = 20, 100, 100, Fraction(1, 10)
"""Bounds that no framework comes near, so that every percentage and every score can be counted out."""

Basis = Literal["confirmed", "inferred", "unverified"]
"""On what a rule stands: read in the inspectorate's own text; follows from published results; no source read."""


class Grounds(Model):
    """On what a rule stands. Basis and sources hold for all below them that does not say otherwise."""

    basis: Basis | None = None
    sources: tuple[str, ...] = ()
    note: str | None = None


class StandsOn(Model):
    """The basis of the rules that a rulebook writes as plain words and numbers.

    Attributes:
        standards: which standards and key questions there are.
        judgement: that a standard is rated by judgement alone.
        lowest_key_question: that the lowest key question drives a standard.
        not_applicable: that a key question which fits no case is left out of the lowest.
        points: what a rating is worth.
        total: that the points are added up.
        max_score: the most that can be scored.
    """

    standards: Grounds = Grounds()
    judgement: Grounds = Grounds()
    lowest_key_question: Grounds = Grounds()
    not_applicable: Grounds = Grounds()
    points: Grounds = Grounds()
    total: Grounds = Grounds()
    max_score: Grounds = Grounds()


class InForce(Grounds):
    """The months to which a rulebook applies: of the fieldwork, or of publication."""

    model_config = ConfigDict(populate_by_name=True)

    of: Literal["fieldwork", "published"]
    from_: Month | None = Field(None, alias="from")
    to: Month | None = None


class KeyQuestionBands(Grounds):
    """Where each rating starts, in per cent of cases judged sufficient."""

    starts: Named[Number]

    @cached_property
    def bands(self) -> Bands[Fraction]:
        """The bands of a key question, for looking up."""
        return Bands(tuple(self.starts.values()), tuple(self.starts))


class OverallBands(Grounds):
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

    def ratings_of(self, score: int | None) -> tuple[str, ...]:
        """Find the overall ratings of a score, in points: one; none where there is no score, or it is off the scale."""
        return () if score is None or score > self.max else self.bands.ratings_of(score)

    def rating_of(self, score: int | None) -> str | None:
        """Find the overall rating of a score, in points; None where it has not exactly one."""
        return only(self.ratings_of(score))


class BandRules(Grounds):
    """The bands of key questions and of the overall rating."""

    key_question: KeyQuestionBands | None = None
    overall: tuple[OverallBands, ...]


class Printed(Grounds):
    """How the inspectorate rounds the percentages it prints."""

    to: Number = Fraction(1)
    by: Literal["nearest", "up", "down"] = "nearest"


class Ties(Grounds):
    """Where a percentage halfway between two printed ones goes."""

    to: Literal["up", "down", "even"] = "up"


class Banded(Grounds):
    """Which value falls into a band: the rounded percentage or the exact one."""

    value: Literal["rounded", "exact"] = "rounded"


class Percentages(Grounds):
    """How percentages are rounded, and which value decides."""

    printed: Printed = Printed()
    ties: Ties = Ties()
    banded: Banded = Banded()


class Discretion(Grounds):
    """How far, in percentage points, inspectors may depart from the band of the deciding percentage."""

    points: Number
    direction: Literal["either", "up", "down"] = "either"


class Standard(Grounds):
    """One standard: how it is rated, and from which key questions."""

    code: str | None = None
    name: str
    domain: str | None = None
    rated_by: Literal["judgement", "lowest_key_question"]
    counted: bool = True
    key_questions: Named[str | None] = FrozenDict()

    _code_as_text = field_validator("code", "domain", mode="before")(as_text)

    @field_validator("key_questions", mode="before")
    @classmethod
    def _ids_alone(cls, written: Any) -> Any:
        """Take a list of ids where no wording is known."""
        return dict.fromkeys(written) if isinstance(written, list | tuple) else written

    @property
    def title(self) -> str:
        """The code, where it is known, and the name."""
        return f"{self.code} {self.name}" if self.code else self.name

    @cached_property
    def key(self) -> str:
        """The name under which a report gives this standard: its code, or its name where no code is known."""
        return self.code or self.name


class Rule(NamedTuple):
    """One rule of a rulebook, with what it stands on.

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


UNSOUND: Final = {"contradictions": "may stand"}
"""The context in which a rulebook may contradict itself, so that `verify` can say how."""

SCORED_UNSOUND: Final = {"contradictions": "may stand within bounds"}
"""The context in which it may contradict itself and yet be scored by: it is not beyond the program's bounds."""


def only(ratings: tuple[str, ...]) -> str | None:
    """Give the one rating; None where there is none, or several."""
    return ratings[0] if len(ratings) == 1 else None


class Rulebook(Model):
    """The rules of one framework. `Rulebook.model_validate(a_dict)` builds one from plain values.

    Raises:
        pydantic.ValidationError: a field is missing, unknown or not of its kind, or the rules
            contradict one another (bands out of order, a maximum that can't be scored …).
    """

    id: str
    revision: str | None = None
    title: str | None = None
    inspects: str | None = None
    in_force: InForce | None = None
    basis: Basis | None = None
    sources: Named[Source] = FrozenDict()
    stands_on: StandsOn = StandsOn()
    ratings: Named[Whole]
    bands: BandRules
    percentages: Percentages = Percentages()
    discretion: Discretion | None = None
    standards: tuple[Standard, ...]

    @model_validator(mode="after")
    def _is_sound(self, info: ValidationInfo) -> Self:
        if info.context is UNSOUND:
            return self
        refused = beyond_bounds if info.context is SCORED_UNSOUND else contradictions
        if problems := tuple(refused(self)):
            raise PydanticCustomError("rulebook", "the rules contradict one another", {"problems": problems})
        return self

    @cached_property
    def by_key(self) -> Mapping[str, Standard]:
        """The standards by their code, or by their name where no code is known."""
        return FrozenDict({standard.key: standard for standard in self.standards})

    @cached_property
    def counted(self) -> tuple[str, ...]:
        """The keys of the standards that count towards the score."""
        return tuple(key for key, standard in self.by_key.items() if standard.counted)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the ratings, worst first."""
        return tuple(self.ratings)

    def ordered(self, ratings: Sequence[str]) -> tuple[str, ...]:
        """Put ratings in order, worst first, each once; without any that the rulebook does not have."""
        among = set(ratings)
        return tuple([name for name in self.names if name in among])

    def round(self, percent: Fraction) -> Fraction:
        """Round a percentage as the inspectorate prints it."""
        how = self.percentages
        return rounded(percent, how.printed.to, how.printed.by, how.ties.to)

    @cached_property
    def percent_bands(self) -> Bands[Fraction]:
        """The bands of percentages; empty where the rulebook has none."""
        return self.bands.key_question.bands if self.bands.key_question else Bands((), ())

    def percent_ratings(self, percent: Fraction) -> tuple[str, ...]:
        """Find the ratings of a percentage, worst first: exactly one, but where the rules contradict one another."""
        return self.ordered(self.percent_bands.ratings_of(percent))

    def percent_rating(self, percent: Fraction) -> str:
        """Return the rating of the band that a percentage falls into."""
        return self.percent_bands.rating_of(percent)

    @cached_property
    def edges(self) -> tuple[Fraction, ...]:
        """The percentages at which the rating changes, ascending."""
        return tuple(sorted(self.percent_bands.starts[1:]))

    @cached_property
    def changes(self) -> tuple[Fraction, ...]:
        """The percentages at which anything does, ascending: the edges, and the ends of the margin of discretion."""
        margin = self.discretion.points if self.discretion else Fraction(0)
        return tuple(sorted({edge + shift for edge in self.edges for shift in (-margin, Fraction(0), margin)}))

    @cached_property
    def remembered(self) -> dict[Any, Any]:
        """What follows from the rules again and again, as other modules work it out once."""
        return {}

    def __getstate__(self) -> dict[Any, Any]:
        """Leave out of a pickle what is only remembered."""
        state = super().__getstate__()
        fields = {name: value for name, value in state["__dict__"].items() if name in type(self).model_fields}
        return {**state, "__dict__": fields}

    def overall_index(self, not_rated: set[str]) -> int | None:
        """Find which of `bands.overall` holds where some standards were not rated; None if none does."""
        return self._overall_indexes.get(frozenset(not_rated))

    @cached_property
    def _overall_indexes(self) -> Mapping[frozenset[str], int]:
        """Where two entries hold for the same standards, the first does."""
        entries = reversed(tuple(enumerate(self.bands.overall)))
        return {frozenset(entry.without): number for number, entry in entries}

    def rule(self, *path: str | int) -> Rule:
        """Find on what a rule stands: its own basis and sources, else those of what it stands in.

        What the top of the file says stands on all its sources. Where nothing is said, a rule is unverified;
        so is one that the program assumes because the file does not state it.
        """
        known = self._rules.get(path)
        if known is None:
            known = self._rules[path] = self._rule(path)
        return known

    @cached_property
    def _rules(self) -> dict[ValuePath, Rule]:
        return {}

    def _rule(self, path: ValuePath) -> Rule:
        holders = self._holders(path)
        basis = next((holder.basis for holder in reversed(holders) if holder.basis), self.basis or "unverified")
        named = next((holder.sources for holder in reversed(holders) if holder.sources), tuple(self.sources))
        if not self._states(path):
            basis = "unverified"
        if basis == "unverified":
            named = ()
        named = tuple(name for name in named if name in self.sources)
        return Rule(
            name=".".join(step for step in path if isinstance(step, str)),
            path=path,
            basis=basis,
            source_ids=named,
            sources=tuple(self.sources[name] for name in named),
            note=holders[-1].note if holders else None,
        )

    def rules(self) -> Iterator[Rule]:
        """List the rules of this rulebook, in the order in which a report is rated."""
        yield from (self.rule("stands_on", name) for name in StandsOn.model_fields)
        if self.bands.key_question:
            yield self.rule("bands", "key_question")
            yield from (self.rule("percentages", name) for name in ("printed", "ties", "banded"))
        if self.discretion:
            yield self.rule("discretion")
        yield from (self.rule("bands", "overall", number) for number in range(len(self.bands.overall)))
        if self.in_force:
            yield self.rule("in_force")

    def says_basis(self, path: ValuePath) -> bool:
        """Say whether a rule, or what it stands in, states a basis."""
        return any(holder.basis for holder in self._holders(path)) or self.basis is not None

    def _states(self, path: ValuePath) -> bool:
        """Say whether the file states a rule, and the program does not assume it.

        What `stands_on` gives the basis of, the file states elsewhere; but not what comes of 'not applicable'.
        """
        if path[0] == "stands_on" and path[1] != "not_applicable":
            return True
        value: Any = self
        for step in path:
            if isinstance(value, Model) and step not in value.model_fields_set:
                return False
            value = value[step] if isinstance(step, int) else getattr(value, str(step))
        return True

    def _holders(self, path: ValuePath) -> list[Grounds]:
        """Collect what may state the basis of the rule at a path, the outermost first."""
        holders = [self.stands_on.standards] if path[:1] == ("standards",) else []
        value: Any = self
        for step in path:
            value = value[step] if isinstance(step, int) else getattr(value, step)
            if isinstance(value, Grounds):
                holders.append(value)
        return holders


_STEP: Final[ValuePath] = ("percentages", "printed", "to")


def contradictions(book: Rulebook) -> Iterator[tuple[ValuePath, str]]:
    """Find where rules contradict one another: the path, what is wrong, what would be right."""
    bounds = list(beyond_bounds(book))
    beyond = {path[0] for path, _ in bounds}  # there is no counting beyond the bounds
    of_ratings, of_standards = list(_rating_problems(book)), list(_standard_problems(book))
    yield from (*bounds, *_month_problems(book), *of_ratings, *of_standards, *_source_problems(book))
    if not of_ratings and not beyond & {"ratings", "percentages"}:
        yield from _percentage_problems(book)
    if not of_ratings and not of_standards and not beyond & {"ratings", "standards"}:
        yield from _overall_problems(book)


def beyond_bounds(book: Rulebook) -> Iterator[tuple[ValuePath, str]]:
    """Find where a rulebook goes beyond what the program can count out; none such can be scored by."""
    if len(book.ratings) > MOST_RATINGS:
        yield ("ratings",), f"{len(book.ratings)} ratings; a scale has at most {MOST_RATINGS}"
    for name, points in book.ratings.items():
        if points > MOST_POINTS:
            yield ("ratings", name), f"{name} is worth {points} points; a rating is worth at most {MOST_POINTS}"
    if len(book.standards) > MOST_STANDARDS:
        yield ("standards",), f"{len(book.standards)} standards; a framework has at most {MOST_STANDARDS}"
    if book.percentages.printed.to < FINEST_STEP:
        yield _STEP, _step_message(book)


def _step_message(book: Rulebook) -> str:
    step = shown(book.percentages.printed.to)
    return f"percentages printed to {step}; write a step of at least {shown(FINEST_STEP)} that divides 100, such as 1"


def _month_problems(book: Rulebook) -> Iterator[tuple[ValuePath, str]]:
    months = book.in_force
    if months and months.from_ and not meets(months.from_, None, months.to):
        yield ("in_force", "to"), f"in force to {months.to}, before it starts in {months.from_}"


def _rating_problems(book: Rulebook) -> Iterator[tuple[ValuePath, str]]:
    if len(book.ratings) < 2:
        yield ("ratings",), "fewer than two ratings; a scale has at least two, worst first"
    for (worse, fewer), (better, more) in pairwise(book.ratings.items()):
        if more <= fewer:
            message = f"{better} is worth {more} points, no more than {worse}; ratings are listed worst first"
            yield ("ratings", better), message
    for name in book.ratings:
        if name in (NOT_RATED, NOT_APPLICABLE):
            yield ("ratings", name), f"{name!r} as the name of a rating; it has another meaning in reports"


def _standard_problems(book: Rulebook) -> Iterator[tuple[ValuePath, str]]:
    if not any(standard.counted for standard in book.standards):
        yield ("standards",), "no standards that count; a framework has at least one"
    seen: set[str] = set()
    for number, standard in enumerate(book.standards):
        if standard.key in seen:
            yield ("standards", number), f"standard {standard.key!r} is given twice"
        seen.add(standard.key)
        asked = standard.rated_by == "lowest_key_question"
        if asked and "key_questions" not in standard.model_fields_set:
            yield ("standards", number), f"{standard.key} has no key_questions; where they are not known, write []"
        if not asked and standard.key_questions:
            yield ("standards", number, "key_questions"), f"key questions for {standard.key}, rated by judgement"


def _percentage_problems(book: Rulebook) -> Iterator[tuple[ValuePath, str]]:
    to = book.percentages.printed.to
    if (100 / to).denominator != 1:
        yield _STEP, _step_message(book)
        return
    if book.bands.key_question is None:
        if any(standard.key_questions for standard in book.standards):
            yield ("bands",), "missing 'key_question'; standards are rated by the lowest key question"
        return
    printed = {step * to for step in range(int(100 / to) + 1)}
    starts = book.bands.key_question.starts
    yield from _band_problems(book, ("bands", "key_question", "starts"), starts, printed, "printed percentage")


def _overall_problems(book: Rulebook) -> Iterator[tuple[ValuePath, str]]:
    counted = {standard.key for standard in book.standards if standard.counted}
    if not book.bands.overall:
        yield ("bands", "overall"), "no overall bands; write max and starts"
    elif all(entry.without for entry in book.bands.overall):
        yield ("bands", "overall"), "no bands for where every standard that counts was rated; write max and starts"
    seen: list[set[str]] = []
    for number, entry in enumerate(book.bands.overall):
        path: ValuePath = ("bands", "overall", number)
        for place, key in enumerate(entry.without):
            if key not in counted:
                yield (*path, "without", place), f"{key!r} is no standard that counts towards the score"
        if set(entry.without) in seen:
            yield path, "these bands are never used; earlier ones hold for the same standards"
        seen.append(set(entry.without))
        rated = len(counted - set(entry.without))
        if rated == 0:
            yield path, "no standard that counts is left; overall bands need at least one"
            continue
        totals = possible_totals([tuple(book.ratings.values())] * rated)
        if entry.max != max(totals):
            message = f"maximum {entry.max}; the standards that count can score {max(totals)}"
            yield (*path, "max"), message
        reached = {Fraction(total) for total in totals}
        yield from _band_problems(book, (*path, "starts"), entry.starts, reached, "total of the standards")


def _band_problems(
    book: Rulebook,
    path: ValuePath,
    starts: Mapping[str, Fraction] | Mapping[str, int],
    reached: set[Fraction],
    values: str,
) -> Iterator[tuple[ValuePath, str]]:
    """Check one set of bands against the values that can occur on its scale."""
    if tuple(starts) != book.names:
        given = ", ".join(starts) or "no rating"
        yield path, f"bands for {given}; write a start for {', '.join(book.names)}, in this order"
        return
    edges = [Fraction(start) for start in starts.values()]
    if edges[0] != min(reached):
        lowest = int(min(reached))
        yield (*path, book.names[0]), f"{book.names[0]} starts at {edges[0]}; the lowest possible value is {lowest}"
    for n, name in enumerate(book.names[1:], start=1):
        if edges[n] <= edges[n - 1]:
            message = f"{name} starts at {edges[n]}, not above {book.names[n - 1]} at {edges[n - 1]}"
            yield (*path, name), message
            return
    for n, name in enumerate(book.names):
        end = edges[n + 1] if n + 1 < len(edges) else max(reached) + 1
        if not any(edges[n] <= value < end for value in reached):
            yield (*path, name), f"{name} can't be reached; no {values} lies in its band"


def _source_problems(book: Rulebook) -> Iterator[tuple[ValuePath, str]]:
    """Check that each rule which claims to have a source names one that exists."""
    if book.basis in ("confirmed", "inferred") and not book.sources:
        yield ("basis",), f"{book.basis}, but there are no sources; list them, or write unverified"
    for path, grounds in _all_grounds((), book):
        for number, name in enumerate(grounds.sources):
            if name not in book.sources:
                known = ", ".join(book.sources) or "none"
                yield (*path, "sources", number), f"unknown source {name!r}; known are {known}"
        sourced = any(holder.sources for holder in book._holders(path))
        if grounds.basis in ("confirmed", "inferred") and not sourced:
            yield (*path, "basis"), f"{grounds.basis}, but no source is named; name one, or write unverified"


def _all_grounds(path: ValuePath, value: Any) -> Iterator[tuple[ValuePath, Grounds]]:
    if isinstance(value, Grounds):
        yield path, value
    if isinstance(value, Model):
        for field in type(value).model_fields:
            yield from _all_grounds((*path, field), getattr(value, field))
    elif isinstance(value, tuple):
        for number, item in enumerate(value):
            yield from _all_grounds((*path, number), item)
