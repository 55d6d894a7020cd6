"""Which sections were asked for, and a result with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from hmip_rules.read import Unreadable
from hmip_rules.scorecard import Scorecard
from hmip_rules.scoring import Result
from hmip_rules.section import Section


class Asked(NamedTuple):
    """What was asked for beside the scorecard.

    Attributes:
        margins: how near the next ratings are.
    """

    margins: bool = False


def answered(result: Result | Unreadable, asked: Asked) -> Result | Unreadable:
    """Add the sections that were asked for to a result; what could not be read has none."""
    if isinstance(result, Unreadable):
        return result
    return replace(result, sections=tuple(_sections(result.card, asked)))


def _sections(card: Scorecard, asked: Asked) -> Iterator[Section]:
    """Make the sections. What a section needs is imported only where it is asked for."""
    if asked.margins:
        from hmip_rules.insight_text import margins

        yield margins.section(card)
