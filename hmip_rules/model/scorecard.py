"""A report as recomputed, beside what it published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from hmip_rules.model.banded import Banding
from hmip_rules.model.finding import Finding
from hmip_rules.model.percent import NOT_APPLICABLE
from hmip_rules.model.places import ValuePath
from hmip_rules.model.report import Answer, PublishedOverall, Report
from hmip_rules.model.rulebook import NOT_RATED, Rule, Rulebook, Standard
from hmip_rules.model.status import Status as Status  # noqa: PLC0414 - whoever uses results finds it here

_ROUNDING = (("percentages", "printed"), ("percentages", "ties"), ("percentages", "banded"))


class KeyQuestionResult(NamedTuple):
    """A key question: its percentage and the rating of the band that it falls into.

    Attributes:
        answer: as published: a percentage, "not applicable", or None where it is missing.
        banding: what the rules make of the percentage; None where there is none.
    """

    id: str
    answer: Answer
    banding: Banding | None = None

    @property
    def percent(self) -> Fraction | None:
        """The value that falls into a band, in per cent, rounded as the rulebook says."""
        return self.banding.percent if self.banding else None

    @property
    def rating(self) -> str | None:
        """The rating of that band; None where there is no percentage, or contradicting rules give none or several."""
        return self.banding.rating if self.banding else None

    @property
    def otherwise(self) -> str | None:
        """The rating that the exact and not the rounded value would give, or the other way round; None where none."""
        return self.banding.otherwise if self.banding else None


class StandardResult(NamedTuple):
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
    def counts_as(self) -> str | None:
        """The rating that counts towards the score; None where several can, or it is not rated."""
        return self.counts[0] if len(self.counts) == 1 else None

    @property
    def is_recomputed(self) -> bool:
        """Whether it follows from percentages, and is not taken as published."""
        return self.is_rated and any(question.banding for question in self.key_questions)

    @property
    def departs(self) -> bool:
        """Whether the published rating is not one that the percentages give."""
        return self.published not in self.possible and self.published is not None and self.is_recomputed

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
        by_counts: whether published counts of ratings narrowed the totals.
    """

    totals: tuple[int, ...]
    possible: tuple[str, ...]
    bands: int | None
    max_score: int | None
    published: PublishedOverall
    status: Status
    by_counts: bool = False

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
    """A report recomputed by a rulebook: every standard, the overall rating, and what differs."""

    report: Report
    rulebook: Rulebook
    standards: tuple[StandardResult, ...]
    overall: OverallResult
    findings: tuple[Finding, ...] = ()

    @property
    def status(self) -> Status:
        """The gravest status of the standards and of the overall result.

        A document that contradicts itself disagrees.
        """
        contradictory = [Status.DISAGREES for finding in self.findings if finding.is_contradiction]
        return Status.whole([*(standard.status for standard in self.standards), self.overall.status, *contradictory])

    @property
    def leans_on(self) -> tuple[Rule, ...]:
        """The rules that took part and are not confirmed."""
        rules = (self.rulebook.rule(*path) for path in _rules_used(self))
        return tuple(rule for rule in rules if rule.basis != "confirmed")

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


def _rules_used(card: Scorecard) -> Iterator[ValuePath]:
    """List the rules that took part, in the order in which the method takes them."""
    recomputed = [result for result in card.standards if result.is_recomputed]
    questions = [question for result in card.standards if result.is_rated for question in result.key_questions]
    yield from dict.fromkeys(standard_rule(card.rulebook, result) for result in card.standards)
    if recomputed:
        yield ("bands", "key_question")
        yield ("stands_on", "lowest_key_question")
    if any(question.answer == NOT_APPLICABLE for question in questions):
        yield ("stands_on", "not_applicable")
    rounding = {
        path for result in recomputed for question in result.key_questions for path in rounding_rules(result, question)
    }
    yield from (path for path in _ROUNDING if path in rounding)
    if card.rulebook.discretion and any(result.departs for result in recomputed):
        yield ("discretion",)
    if any(result.is_taken and result.standard.rated_by == "judgement" for result in card.standards):
        yield ("stands_on", "judgement")
    yield ("stands_on", "points")
    yield ("stands_on", "total")
    if card.overall.bands is not None:
        yield ("bands", "overall", card.overall.bands)
        yield ("stands_on", "max_score")


def standard_rule(rulebook: Rulebook, result: StandardResult) -> ValuePath:
    """Name the rule that there is such a standard: its own, where it has a basis, else that of all."""
    if result.standard.basis is None:
        return ("stands_on", "standards")
    return ("standards", rulebook.standards.index(result.standard))


def rounding_rules(result: StandardResult, question: KeyQuestionResult) -> tuple[ValuePath, ...]:
    """Name the rules of rounding that decide what comes of a key question's percentage."""
    if question.banding is None:
        return ()
    return question.banding.rounding_departed if result.departs else question.banding.rounding
