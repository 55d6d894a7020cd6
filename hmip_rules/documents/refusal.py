"""Why a document is not read: how far each rulebook fits it, and what stood in the way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from hmip_rules.documents.words import Text
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.wording.phrases import choice, listed

MAX_RULEBOOKS_NAMED = 3

WHERE_RATINGS_STAND = (
    "a report has its standards in tables, or as headings, with each rating there; ratings in sentences are not read"
)


class Attempt(NamedTuple):
    """How far a rulebook fits a document.

    Attributes:
        named: how many of its standards the document names.
        rated: how many of these have a rating.
        other_maxima: the maxima that the document prints, where none is the rulebook's.
    """

    rulebook: Rulebook
    named: int
    rated: int
    other_maxima: Sequence[str] = ()

    @property
    def share_named(self) -> float:
        """The share of the rulebook's standards that the document names."""
        return self.named / len(self.rulebook.standards)

    @property
    def how_far(self) -> str:
        """How far the rulebook fits: "all 7 standards of pdu-2024 (3 have a rating), but its maximum ..."."""
        number = len(self.rulebook.standards)
        named = f"all {number}" if self.named == number else f"{self.named} of {number}"
        have = "has" if self.rated == 1 else "have"
        but = f", but {self.why_other_maximum}" if self.other_maxima else ""
        return f"{named} standards of {self.rulebook.id} ({self.rated} {have} a rating){but}"

    @property
    def why_other_maximum(self) -> str:
        """Which maximum the document prints, and which the rulebook has."""
        known = choice([str(bands.max) for bands in self.rulebook.bands.overall])
        return f"its maximum score, {choice(self.other_maxima)}, should be {known}"


def why_not_by_chosen(attempt: Attempt, min_rated: int) -> str:
    """Return why a document is not read by the rulebook that a person chose."""
    maximum = f"; {attempt.why_other_maximum}" if attempt.other_maxima else ""
    return (
        f"This document does not fit {attempt.rulebook.id}: a rating was found for {attempt.rated} of "
        f"{len(attempt.rulebook.standards)} standards, and at least {min_rated} are needed{maximum}; "
        f"{WHERE_RATINGS_STAND}"
    )


def why_none_fits(text: Text, attempts: Sequence[Attempt], min_rated: int) -> str:
    """Return why no rulebook fits a document, and what to do.

    Args:
        text: of the document.
        attempts: of all rulebooks.
        min_rated: how many standards must have a rating, so that it can be read by a rulebook that is chosen.
    """
    furthest = sorted(attempts, key=lambda attempt: (attempt.share_named, attempt.rated), reverse=True)
    fitting = [attempt for attempt in furthest[:MAX_RULEBOOKS_NAMED] if attempt.named]
    if not fitting:
        letters = sum(len(word.text) for word in text.words)
        text_of = f"No rulebook fits this document: it is a text of {letters:,} characters with no"
        if _has_no_rating(text, attempts):
            return f"{text_of} ratings in it"
        return f"{text_of} standards of any rulebook in it; {WHERE_RATINGS_STAND}"
    names = f"No rulebook fits this document: it names {listed([attempt.how_far for attempt in fitting])}"
    readable = [attempt.rulebook.id for attempt in fitting if attempt.rated >= min_rated]
    if readable:
        return f"{names}; to read part of a report, use --rulebook {choice(readable)}"
    return f"{names}; {WHERE_RATINGS_STAND}"


def _has_no_rating(text: Text, attempts: Sequence[Attempt]) -> bool:
    printed = " ".join(word.text for word in text.words).casefold()
    return not any(name.casefold() in printed for attempt in attempts for name in attempt.rulebook.names)
