"""Which sections were asked for, and a result with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from hmip_rules.files.fit import misfits
from hmip_rules.files.library import Library
from hmip_rules.files.reports import Unreadable
from hmip_rules.model.errors import InputError
from hmip_rules.model.places import Place
from hmip_rules.model.scorecard import Scorecard
from hmip_rules.model.section import Section
from hmip_rules.scoring.evaluate import evaluate
from hmip_rules.scoring.score_files import Result

if TYPE_CHECKING:
    from hmip_rules.insight.what_if.compute import Setting, WhatIf


class Asked(NamedTuple):
    """What was asked for beside the scorecard.

    Attributes:
        margins: how near the next ratings are.
        reach: the overall rating to which routes are sought, as its user wrote it; None for no routes.
        also_judgements: whether judged ratings may change on these routes too.
        consistency: which numbers of cases can give the percentages.
        every_rounding: whether consistency tries every way of rounding, and not only the rulebook's own.
        certainty: how much of the ratings may be chance.
        everything: all of these, with routes to the next better overall rating where none was named.
        settings: what is to be set to another value.
        own: where reports are scored by a rulebook whatever they name, the library with those that they name.
        since: the service's previous report, to set the report beside.
    """

    margins: bool = False
    reach: str | None = None
    also_judgements: bool = False
    consistency: bool = False
    every_rounding: bool = False
    certainty: bool = False
    everything: bool = False
    settings: tuple[Setting, ...] = ()
    own: Library | None = None
    since: Scorecard | None = None


def refuse_missing(asked: Asked) -> None:
    """Refuse, before anything is scored, what needs libraries that are not installed.

    Raises:
        InputError: one line for each extra that is missing.
    """
    if asked.certainty or asked.everything:
        from hmip_rules.insight.samples import require_statistics

        require_statistics()


def answered(result: Result | Unreadable, asked: Asked) -> Result | Unreadable:
    """Add the sections that were asked for to a result.

    What could not be read has none; where a report can't be what was asked, it can't be used.
    """
    if isinstance(result, Unreadable):
        return result
    try:
        found = _what_if(result.card, asked)
        sections = tuple(_sections(result.card, asked, found))
    except InputError as error:
        problems = tuple(problem._replace(place=Place(result.file)) for problem in error.problems)
        return Unreadable(result.file, result.document, problems)
    move = (found.before.overall.rating, found.after.overall.rating) if found else None
    return replace(result, sections=sections, move=move)


def _sections(card: Scorecard, asked: Asked, found: WhatIf | None) -> Iterator[Section]:
    """Make the sections. What a section needs is imported only where it is asked for."""
    if asked.margins or asked.everything:
        from hmip_rules.insight.margins.section import section as margins

        yield margins(card)
    if asked.reach or asked.everything:
        from hmip_rules.insight.routes.compute import next_better
        from hmip_rules.insight.routes.section import section as routes

        yield routes(card, asked.reach or next_better(card), judgements=asked.also_judgements)
    if asked.consistency or asked.everything:
        from hmip_rules.insight.consistency.section import section as consistency

        yield consistency(card, every_way=asked.every_rounding)
    if asked.certainty or asked.everything:
        from hmip_rules.insight.certainty.section import section as certainty

        yield certainty(card)
    if found:
        from hmip_rules.insight.what_if.section import section as what_if

        yield what_if(found)
    if asked.since:
        from hmip_rules.insight.since.section import section as since

        yield since(asked.since, card)


def _what_if(card: Scorecard, asked: Asked) -> WhatIf | None:
    """Rate a report before and after, where something was set, or it names another rulebook than it is scored by."""
    before = _as_it_named_itself(card, asked.own) if asked.own else card
    if not asked.settings and before is card:
        return None
    from hmip_rules.insight.what_if.compute import what_if

    return what_if(before, card.rulebook, asked.settings)


def _as_it_named_itself(card: Scorecard, library: Library) -> Scorecard:
    """Rate a report by the rulebook that it names, or is in force; the card itself where that is the same, or none."""
    try:
        own = library.for_report(card.report).value
    except InputError:
        return card
    return card if own == card.rulebook or any(misfits(own, card.report)) else evaluate(own, card.report)
