"""Each published rating, and the score, beside what the rules give for it, in words."""

from __future__ import annotations

from typing import Final, NamedTuple

from hmip_rules.model.places import ValuePath
from hmip_rules.model.rules import NOT_RATED
from hmip_rules.model.scorecard import RatingOrigin, Scorecard, StandardResult, Status
from hmip_rules.wording import phrases, reasons
from hmip_rules.wording.statuses import label

NOT_DETERMINED: Final = "not determined"
"""What stands for a rating that missing values leave open."""

NOT_SCORED: Final = "not in the score"
"""What stands for the points of a standard that is not included in the score."""

TAKEN_AS: Final = {RatingOrigin.JUDGEMENT: "by judgement", RatingOrigin.AS_PUBLISHED: "not checked"}
"""What stands for a rating that has its reason in these words; no other reason is needed beside it."""


class Comparison(NamedTuple):
    """A published rating or score, and what the rules give for it.

    Attributes:
        where: as a finding has it: "P 2.1", "overall.score", "overall.rating".
        path: the way to the published value in the report.
        published: the rating or score; "-" where none was published.
        recomputed: what the rules give, with the points that it adds: "Inadequate: 0".
        verdict: how the two compare, in a few words: "agrees, 0 points".
        why: the reason for what the rules give.
        origin: how the rating of a standard came about; None for the score and the overall rating.
        differs: whether something of the published value disagrees.
    """

    where: str
    title: str
    path: ValuePath
    published: str
    recomputed: str
    verdict: str
    status: Status
    why: str
    origin: RatingOrigin | None = None
    differs: bool = False

    @property
    def is_taken(self) -> bool:
        """Whether the recomputed rating is the published one, and says so itself."""
        return self.origin in TAKEN_AS


def comparisons(card: Scorecard) -> list[Comparison]:
    """Return one for each standard, then those of the score and the overall rating."""
    return [*(_of_standard(card, result) for result in card.standards), _of_score(card), _of_overall_rating(card)]


def _of_standard(card: Scorecard, result: StandardResult) -> Comparison:
    return Comparison(
        where=result.key,
        title=result.title,
        path=("standards", result.key, "rating"),
        published=result.published or "-",
        recomputed=_recomputed(card, result),
        verdict=_verdict_on_standard(card, result),
        status=result.status,
        why=reasons.why_rating(card, result),
        origin=result.origin,
        differs=result.status == Status.DISAGREES,
    )


def _recomputed(card: Scorecard, result: StandardResult) -> str:
    """Return what the rules give for a standard: its rating, and the points that it adds."""
    if result.origin == RatingOrigin.NOT_RATED:
        return NOT_RATED
    rating = TAKEN_AS.get(result.origin) or result.rating or NOT_DETERMINED
    if not result.standard.included:
        return NOT_SCORED if result.rating is None else f"{rating}: {NOT_SCORED}"
    scored_as = f", but scored as {result.published}" if result.status == Status.WITHIN_DISCRETION else ""
    return f"{rating}{scored_as}: {reasons.points(card, result)}"


def _verdict_on_standard(card: Scorecard, result: StandardResult) -> str:
    """Return in a few words how a standard compares, and the points that it adds: "agrees, 1 point"."""
    if result.origin == RatingOrigin.NOT_RATED:
        return NOT_RATED
    points = reasons.points(card, result)
    scored = f"{points} point{'' if points == '1' else 's'}" if result.standard.included else NOT_SCORED
    if not result.status.compares and result.rating is None:
        return scored
    return f"{TAKEN_AS.get(result.origin) or _verdict(result.status, phrases.choice(result.possible))}, {scored}"


def _of_score(card: Scorecard) -> Comparison:
    overall = card.overall
    verdict = _verdict(overall.score_status, recomputed_score(card))
    has_wrong_maximum = overall.max_score_status == Status.DISAGREES
    if overall.score_status == Status.AGREES and has_wrong_maximum:
        verdict = f"{verdict}, but out of {overall.max_score}"
    return Comparison(
        where="overall.score",
        title="Score",
        path=("overall", "score"),
        published=reasons.published_score(overall),
        recomputed=recomputed_score(card),
        verdict=verdict,
        status=overall.score_status,
        why=reasons.why_score(card),
        differs=overall.score_status == Status.DISAGREES or has_wrong_maximum,
    )


def _of_overall_rating(card: Scorecard) -> Comparison:
    overall = card.overall
    disagrees = overall.rating_status == Status.DISAGREES
    recomputed = recomputed_overall_rating(card)
    others = [rating for rating in overall.possible if rating != overall.published.rating]
    return Comparison(
        where="overall.rating",
        title="Overall rating",
        path=("overall", "rating"),
        published=overall.published.rating or "-",
        recomputed=recomputed,
        verdict=_verdict(overall.rating_status, phrases.choice(others) if disagrees else recomputed),
        status=overall.rating_status,
        why=reasons.why_overall_rating(card),
        differs=disagrees,
    )


def _verdict(status: Status, recomputed: str) -> str:
    """Return the label of a status, with the recomputed value where it is another than was published; or that alone."""
    if status == Status.DISAGREES:
        return f"{label(status)}: {recomputed}"
    return label(status) if status.compares else recomputed


def recomputed_score(card: Scorecard) -> str:
    """Return the score that the rules give: "3/21", "3 to 5 of 21", "3 (maximum not known)"."""
    return phrases.score_of_maximum(card.overall.totals, card.overall.max_score)


def recomputed_overall_rating(card: Scorecard) -> str:
    """Return the overall rating that the rules give, or that it is not determined."""
    return card.overall.rating or NOT_DETERMINED


def points_added(card: Scorecard, result: StandardResult) -> int | None:
    """Return the points that a standard adds to the score; None where it is not included, or several are possible."""
    if not result.standard.included or result.scored_rating is None:
        return None
    return card.rulebook.ratings[result.scored_rating]
