"""How the rating of a standard came about."""

from __future__ import annotations

from typing import Literal

from hmip_rules.model.scorecard import StandardResult


def basis_of_rating(
    result: StandardResult,
) -> Literal["recomputed", "judgement", "as_published", "not_rated", "unknown"]:
    """Return whether a rating was recomputed from percentages, or else on what it rests."""
    if not result.is_rated:
        return "not_rated"
    if result.is_recomputed:
        return "recomputed"
    if result.published is None:
        return "unknown"
    return "judgement" if result.standard.rated_by == "judgement" else "as_published"
