"""A report as recomputed, beside what it published."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final, NamedTuple

from hmip_rules.model import views
from hmip_rules.model.finding import Finding
from hmip_rules.model.keyed import Keyed
from hmip_rules.model.places import ValuePath
from hmip_rules.model.possible import Possible
from hmip_rules.model.report import Answer, PublishedOverall, Report
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.rules import ORDER_OF_RULES, Rule, Standard
from hmip_rules.model.status import Status as Status  # noqa: PLC0414 - whoever uses results finds it here

_NEED_A_WHOLE_CHECK: Final = (Status.WITHIN_DISCRETION, Status.AGREES)
"""What may be said of a report only if all was checked that should be."""


class RatingOrigin(StrEnum):
    """How the rating of a standard came about."""

    RECOMPUTED = "recomputed"
    JUDGEMENT = "judgement"
    AS_PUBLISHED = "as_published"
    NOT_RATED = "not_rated"
    UNKNOWN = "unknown"


class BandedPercentage(NamedTuple):
    """What the rules make of a percentage.

    Attributes:
        value: the one that falls into a band, in per cent: rounded or exact, as the rulebook says.
        rating: of that band.
        otherwise: the rating that the exact and not the rounded value would give, or the other way round; None where
            both give the same.
        within_discretion: the ratings that inspectors may give instead, worst first.
        rules: the rules that give the rating: those of rounding that decide it, and the bands.
        rules_departed: the same if another rating was published, so that the margin of discretion matters too.
        order: sorts as `value` does, and ten times as fast, for fractions are slow to compare.
    """

    value: Fraction
    rating: str
    otherwise: str | None
    within_discretion: tuple[str, ...]
    rules: tuple[ValuePath, ...]
    rules_departed: tuple[ValuePath, ...]
    order: tuple[float, Fraction]


class KeyQuestionResult(NamedTuple):
    """A key question: its percentage and the rating of the band that it falls into.

    Attributes:
        answer: as published: a percentage, "not applicable", or None where it is missing.
        banded: what the rules make of the percentage; None where there is none.
        rules: the rules that were used.
    """

    id: str
    answer: Answer
    banded: BandedPercentage | None = None
    rules: tuple[ValuePath, ...] = ()

    @property
    def percent(self) -> Fraction | None:
        """The value that falls into a band, in per cent, rounded as the rulebook says; None where it is missing."""
        return self.banded.value if self.banded else None

    @property
    def rating(self) -> str | None:
        """The rating of that band; None where there is no percentage."""
        return self.banded.rating if self.banded else None

    @property
    def otherwise(self) -> str | None:
        """The rating that the exact and not the rounded value would give, or the other way round; None where none."""
        return self.banded.otherwise if self.banded else None


class StandardResult(NamedTuple):
    """A standard as recomputed from its percentages, or taken as published.

    Attributes:
        possible: the ratings it can have: one, unless values are missing; none where the standard was not rated.
        scored: the ratings that can score points: the possible ones, but the published one where it is within
            discretion.
        allowed: the ratings that may have been published without being a finding; where one was published, as `scored`.
            Else inspectors may have used discretion, so that those next to the possible ones may be among them.
        origin: how the rating came about.
        rules: the rules that were used; first the rule that there is such a standard.
        decided_by: the key questions with the lowest percentage, in the rulebook's order; none
            where missing values may decide, or the rating was taken.
        percent: that lowest percentage; None where no key question decided.
    """

    standard: Standard
    published: str | None
    key_questions: tuple[KeyQuestionResult, ...]
    possible: Possible[str]
    scored: Possible[str]
    allowed: Possible[str]
    status: Status
    origin: RatingOrigin
    rules: tuple[ValuePath, ...]
    decided_by: tuple[str, ...] = ()
    percent: Fraction | None = None

    @property
    def key(self) -> str:
        """The standard's code, or its name where no code is known."""
        return self.standard.key

    @property
    def title(self) -> str:
        """Code and name, as a report heads the standard."""
        return self.standard.title

    @property
    def rating(self) -> str | None:
        """The recomputed or taken rating; None where it is not determined or not rated."""
        return self.possible.only

    @property
    def scored_rating(self) -> str | None:
        """The rating that scores points; None where several can, or it is not rated."""
        return self.scored.only

    @property
    def is_recomputed(self) -> bool:
        """Whether it follows from percentages, and is not taken as published."""
        return self.origin == RatingOrigin.RECOMPUTED

    @property
    def departs(self) -> bool:
        """Whether the published rating is not one that the percentages give."""
        return self.is_recomputed and self.published is not None and self.published not in self.possible

    @property
    def is_taken(self) -> bool:
        """Whether the published rating is taken: judged, or without percentages."""
        return self.origin in (RatingOrigin.JUDGEMENT, RatingOrigin.AS_PUBLISHED)

    @property
    def is_rated(self) -> bool:
        """Whether the standard was given a rating, or might have been."""
        return self.origin != RatingOrigin.NOT_RATED

    @property
    def missing(self) -> tuple[str, ...]:
        """What the standard cannot be recomputed without: its key questions, or else its rating.

        A standard that is not included in the score may well not apply; its rating is not missed.
        """
        asked = tuple(question.id for question in self.key_questions if question.answer is None)
        if asked and self.is_rated:
            return asked
        return ("rating",) if self.standard.included and self.origin == RatingOrigin.UNKNOWN else ()


class OverallResult(NamedTuple):
    """Score and overall rating as they follow from the ratings that count.

    Attributes:
        totals: every score that is possible, in points: one, unless values are missing.
        possible: the overall ratings it can have, worst first.
        allowed_totals: `totals`, and those that discretion may have made of standards without a published rating.
            A published score among them is no finding.
        allowed: the overall ratings of those, worst first.
        bands: which of the rulebook's `bands.overall` holds; None where none is known for the
            standards that were rated. Then every overall rating is possible.
        max_score: the most that could be scored, in points; None where it is not known.
        score_status: how the published score compares with the possible ones.
        rating_status: the same of the overall rating; one that is not that of a possible published score disagrees.
        max_score_status: the same of the maximum, with every one that may hold.
        score_is_sum: whether the published ratings add up to the published score, though some are wrong.
        rules: the rules that were used; first that ratings score points, last the bands, if `bands` is known.
        by_counts: whether published counts of ratings narrowed the totals.
    """

    totals: Possible[int]
    possible: Possible[str]
    allowed_totals: Possible[int]
    allowed: Possible[str]
    bands: int | None
    max_score: int | None
    published: PublishedOverall
    score_status: Status
    rating_status: Status
    max_score_status: Status
    score_is_sum: bool = False
    rules: tuple[ValuePath, ...] = ()
    by_counts: bool = False

    @property
    def status(self) -> Status:
        """The gravest status of score, overall rating and maximum."""
        return Status.whole([self.score_status, self.rating_status, self.max_score_status])

    @property
    def score(self) -> int | None:
        """The total of the points; None where it is not determined."""
        return self.totals.only

    @property
    def rating(self) -> str | None:
        """The overall rating; None where it is not determined."""
        return self.possible.only


class Checked(NamedTuple):
    """What was looked at, in numbers.

    Attributes:
        recomputed: standards whose rating follows from percentages.
        taken: standards whose rating was taken as published.
        key_questions: percentages that were used.
        missing: percentages and ratings that were not published, so that a standard is not recomputed,
            or only in part.
    """

    recomputed: int
    taken: int
    key_questions: int
    missing: int


class LeftByScore(NamedTuple):
    """What a published score says of the standards whose ratings are not determined.

    Attributes:
        points: what they share: the score less the points of the others.
        standards: their keys, in the rulebook's order.
    """

    points: int
    standards: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scorecard:
    """A report recomputed by a rulebook: every standard, the overall rating, and what differs.

    Attributes:
        standards: in the rulebook's order; also found by their keys: `card.standards["P 2.1"]`.
    """

    report: Report
    rulebook: Rulebook
    standards: Keyed[StandardResult]
    overall: OverallResult
    findings: tuple[Finding, ...] = ()

    @property
    def status(self) -> Status:
        """The gravest status of the standards and of the overall result.

        A document that contradicts itself disagrees. What agrees, or lies within discretion, is only partly
        checked unless every rated standard of key questions was recomputed and an overall rating was compared.
        """
        contradictory = [Status.DISAGREES for finding in self.findings if finding.is_contradiction]
        status = Status.whole([*(standard.status for standard in self.standards), self.overall.status, *contradictory])
        is_whole = self.overall.rating_status.compares and not self.not_recomputed
        return Status.PARTLY_CHECKED if status in _NEED_A_WHOLE_CHECK and not is_whole else status

    @property
    def not_recomputed(self) -> tuple[StandardResult, ...]:
        """The standards that are rated from key questions, but have no percentages to recompute them from.

        A standard that is not included in the score, and has no rating either, may well not apply: it is not missed.
        """
        return tuple(
            [
                result
                for result in self.standards
                if result.standard.is_casework
                and result.origin in (RatingOrigin.AS_PUBLISHED, RatingOrigin.UNKNOWN)
                and (result.standard.included or result.published is not None)
            ]
        )

    @property
    def scoring_standards(self) -> tuple[StandardResult, ...]:
        """The standards that are included in the score and were rated, or may have been."""
        return tuple([result for result in self.standards if result.standard.included and result.is_rated])

    @property
    def rules_used(self) -> tuple[Rule, ...]:
        """The rules that the result relies on, in the order of the method."""
        used = dict.fromkeys(path for result in self.standards for path in result.rules)
        for result in self.standards:
            if result.is_rated:
                used |= dict.fromkeys(path for question in result.key_questions for path in question.rules)
        used |= dict.fromkeys(self.overall.rules)
        rules = [self.rulebook.rule(*path) for path in used]
        return tuple(sorted(rules, key=lambda rule: ORDER_OF_RULES.index(rule.name)))

    @property
    def unconfirmed_rules(self) -> tuple[Rule, ...]:
        """The rules that the result relies on and that are not confirmed."""
        return tuple(rule for rule in self.rules_used if rule.basis != "confirmed")

    @property
    def left_by_score(self) -> LeftByScore | None:
        """What the published score leaves for the standards that are not determined.

        It narrows no possible rating, for the score may be wrong. None where no possible score was
        published, or every standard is determined.
        """
        score = self.report.overall.score
        ratings = [result.scored.only for result in self.scoring_standards]
        undetermined = tuple([result.key for result in self.scoring_standards if result.scored.only is None])
        if score is None or score not in self.overall.totals or not undetermined:
            return None
        known = sum(self.rulebook.ratings[rating] for rating in ratings if rating is not None)
        return LeftByScore(score - known, undetermined)

    @property
    def checked(self) -> Checked:
        """What was recomputed, what taken as published, and what is missing."""
        recomputed = [standard for standard in self.standards if standard.is_recomputed]
        used = [question for standard in recomputed for question in standard.key_questions if question.banded]
        return Checked(
            recomputed=len(recomputed),
            taken=sum(standard.is_taken for standard in self.standards),
            key_questions=len(used),
            missing=sum(len(standard.missing) for standard in self.standards),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the object of `--format json`, as docs/json.md lists its names; without `file` and `document`."""
        values: dict[str, Any] = views.load().as_dict(self)
        return values

    def to_json(self) -> str:
        """Return that object as JSON text."""
        text: str = views.load().as_json(self)
        return text

    def to_html(self) -> str:
        """Return the page of `--format html`: whole, with nothing loaded from elsewhere (extra `html`).

        Raises:
            InputError: Jinja is not installed.
        """
        page: str = views.load().as_page(self)
        return page

    def _repr_html_(self) -> str | None:
        """Return what a notebook shows; None, so that it shows the result in a line, without the extra `html`."""
        part: str | None = views.load().in_a_notebook(self)
        return part

    def __str__(self) -> str:
        """Return the result in a line."""
        score = "?" if self.overall.score is None else self.overall.score
        rating = self.overall.rating or " or ".join(self.overall.possible)
        service = self.report.service or "unnamed service"
        return f"{service}: {score}/{self.overall.max_score or '?'} {rating}, {self.status}"
