"""A report as recomputed, beside what it published."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from hmip_rules.finding import Finding
from hmip_rules.report import Answer, PublishedOverall, Report
from hmip_rules.rulebook import NOT_RATED, Rule, Rulebook, Standard


class Status(StrEnum):
    """How a published value compares with the recomputed one; the gravest first."""

    DISAGREES = "disagrees"
    UNDETERMINED = "undetermined"
    WITHIN_DISCRETION = "within_discretion"
    AGREES = "agrees"
    TAKEN = "taken"
    NOT_PUBLISHED = "not_published"

    @classmethod
    def whole(cls, parts: Iterable[Status]) -> Status:
        """Give the status of a whole: the gravest of its parts.

        What was taken as published, or not published, compares nothing and does not count.
        """
        compared = set(parts) - {cls.TAKEN, cls.NOT_PUBLISHED}
        return next((status for status in cls if status in compared), cls.NOT_PUBLISHED)


@dataclass(frozen=True, slots=True)
class KeyQuestionResult:
    """A key question: its percentage and the rating of the band that it falls into.

    Attributes:
        answer: as published: a percentage, "not applicable", or None where it is missing.
        percent: the value that falls into a band, in per cent, rounded as the rulebook says.
        rating: of that band; None where there is no percentage, or contradicting rules give it none or several.
        otherwise: the rating that the exact and not the rounded value would give, or the other way
            round; None where both give the same.
    """

    id: str
    answer: Answer
    percent: Fraction | None = None
    rating: str | None = None
    otherwise: str | None = None


@dataclass(frozen=True, slots=True)
class StandardResult:
    """A standard as recomputed from its percentages, or taken as published.

    Attributes:
        possible: the ratings it can have, worst first: one, unless values are missing or rules contradict
            one another; none where the standard was not rated, or contradicting rules give it no rating.
        counts: the ratings that can count towards the score: the possible ones, but the published
            one where it is within discretion.
        decided_by: the key questions with the lowest percentage, in the rulebook's order; none
            where missing values may decide, or the rating was taken.
        percent: that lowest percentage; None where no key question decided.
    """

    standard: Standard
    published: str | None
    key_questions: tuple[KeyQuestionResult, ...]
    possible: tuple[str, ...]
    counts: tuple[str, ...]
    status: Status
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
        return self.possible[0] if len(self.possible) == 1 else None

    @property
    def is_recomputed(self) -> bool:
        """Whether it follows from percentages, and is not taken as published."""
        return self.is_rated and any(question.percent is not None for question in self.key_questions)

    @property
    def departs(self) -> bool:
        """Whether the published rating is not one that the percentages give."""
        return self.is_recomputed and self.published not in (None, *self.possible)

    @property
    def is_taken(self) -> bool:
        """Whether the published rating stands for itself: judged, or without percentages."""
        return self.is_rated and self.status == Status.TAKEN

    @property
    def is_rated(self) -> bool:
        """Whether the standard was given a rating, or might have been."""
        return self.published != NOT_RATED

    @property
    def missing(self) -> tuple[str, ...]:
        """What the standard cannot be recomputed without: its key questions, or else its rating.

        A standard that does not count may well not apply; its rating is not missed.
        """
        asked = tuple(question.id for question in self.key_questions if question.answer is None)
        if asked and self.is_rated:
            return asked
        needed = self.standard.counted and not self.published and not self.is_recomputed
        return ("rating",) if needed else ()


@dataclass(frozen=True, slots=True)
class OverallResult:
    """Score and overall rating as they follow from the ratings that count.

    Attributes:
        totals: every score that is possible, in points, ascending: one, unless values are missing; none
            where contradicting rules give a standard no rating.
        possible: the overall ratings it can have, worst first.
        bands: which of the rulebook's `bands.overall` holds; None where none is known for the
            standards that were rated. Then every overall rating is possible.
        max_score: the most that could be scored, in points; None where it is not known.
    """

    totals: tuple[int, ...]
    possible: tuple[str, ...]
    bands: int | None
    max_score: int | None
    published: PublishedOverall
    status: Status

    @property
    def score(self) -> int | None:
        """The total of the points; None where it is not determined."""
        return self.totals[0] if len(self.totals) == 1 else None

    @property
    def rating(self) -> str | None:
        """The overall rating; None where it is not determined."""
        return self.possible[0] if len(self.possible) == 1 else None


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
        leans_on: the rules that took part and are not confirmed.
    """

    report: Report
    rulebook: Rulebook
    standards: tuple[StandardResult, ...]
    overall: OverallResult
    leans_on: tuple[Rule, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def status(self) -> Status:
        """The gravest status of the standards and of the overall result.

        A document that contradicts itself disagrees.
        """
        contradictory = [Status.DISAGREES for finding in self.findings if finding.is_contradiction]
        return Status.whole([*(standard.status for standard in self.standards), self.overall.status, *contradictory])

    @property
    def left_by_score(self) -> LeftByScore | None:
        """What the published score leaves for the standards that are not determined.

        It narrows no possible rating, for the score may be wrong. None where no possible score was
        published, or every standard is determined.
        """
        score = self.report.overall.score
        counted = [result for result in self.standards if result.standard.counted and result.counts]
        undetermined = tuple(result.key for result in counted if len(result.counts) > 1)
        if score is None or score not in self.overall.totals or not undetermined:
            return None
        known = sum(self.rulebook.ratings[result.counts[0]] for result in counted if len(result.counts) == 1)
        return LeftByScore(score - known, undetermined)

    @property
    def checked(self) -> Checked:
        """What was recomputed, what taken as published, and what is missing."""
        recomputed = [standard for standard in self.standards if standard.is_recomputed]
        used = [one for standard in recomputed for one in standard.key_questions if one.percent is not None]
        return Checked(
            recomputed=len(recomputed),
            taken=sum(standard.is_taken for standard in self.standards),
            key_questions=len(used),
            missing=sum(len(standard.missing) for standard in self.standards),
        )

    def __str__(self) -> str:
        """Say the result in a line."""
        score = "?" if self.overall.score is None else self.overall.score
        rating = self.overall.rating or " or ".join(self.overall.possible) or "no rating"
        service = self.report.service or "unnamed service"
        return f"{service}: {score}/{self.overall.max_score or '?'} {rating}, {self.status}"
