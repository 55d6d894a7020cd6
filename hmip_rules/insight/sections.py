"""Which sections were asked for, and a result with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from hmip_rules.files.fit import misfits
from hmip_rules.files.library import Library
from hmip_rules.files.reports import Unreadable
from hmip_rules.model.errors import InputError
from hmip_rules.model.places import Place
from hmip_rules.model.scorecard import Scorecard
from hmip_rules.model.section import Section, Table
from hmip_rules.scoring.evaluate import evaluate
from hmip_rules.scoring.score_files import Result
from hmip_rules.wording import rule_words

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
        everything: all of these, with routes to the next better overall rating where none was named; certainty only
            where its libraries are installed.
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


def refuse_missing(asked: Asked) -> str:
    """Return, before anything is scored, what is left out of everything because its libraries are not installed.

    Raises:
        InputError: they are not, and it was asked for by itself.
    """
    if not (asked.certainty or asked.everything):
        return ""
    from hmip_rules.insight.samples import STATISTICS_NEEDED, has_statistics, require_statistics

    if asked.certainty:
        require_statistics()
    return "" if has_statistics() else f"Certainty is left out, because it {STATISTICS_NEEDED}"


def answered(result: Result | Unreadable, asked: Asked) -> Result | Unreadable:
    """Return a result with the sections that were asked for.

    A file that could not be read has none. A report for which the question makes no sense can't be used.
    """
    if isinstance(result, Unreadable):
        return result
    try:
        what_if = _what_if(result.card, asked)
        sections = _without_repetition(result.card, _sections(result.card, asked, what_if))
    except InputError as error:
        problems = tuple(problem._replace(place=Place(result.file)) for problem in error.problems)
        return Unreadable(result.file, result.document, problems)
    move = (what_if.before.overall.rating, what_if.after.overall.rating) if what_if else None
    return replace(result, sections=sections, move=move)


def _sections(card: Scorecard, asked: Asked, what_if: WhatIf | None) -> list[Section]:
    """Return the sections. The modules of a section are imported only where it is asked for."""
    sections = []
    if asked.margins or asked.everything:
        from hmip_rules.insight.margins.section import margins_section

        sections.append(margins_section(card))
    if asked.reach or asked.everything:
        from hmip_rules.insight.routes.compute import next_better_rating
        from hmip_rules.insight.routes.section import routes_section

        rating = asked.reach or next_better_rating(card)
        sections.append(routes_section(card, rating, judgements=asked.also_judgements))
    if asked.consistency or asked.everything:
        from hmip_rules.insight.consistency.section import consistency_section

        sections.append(consistency_section(card, every_way=asked.every_rounding))
    if asked.certainty or asked.everything:
        from hmip_rules.insight.samples import has_statistics

        if asked.certainty or has_statistics():
            from hmip_rules.insight.certainty.section import certainty_section

            sections.append(certainty_section(card))
    if what_if:
        from hmip_rules.insight.what_if.section import what_if_section

        sections.append(what_if_section(what_if))
    if asked.since:
        from hmip_rules.insight.since.section import since_section

        sections.append(since_section(asked.since, card))
    return sections


def _without_repetition(card: Scorecard, sections: Iterable[Section]) -> tuple[Section, ...]:
    """Return sections with each sentence, and each rule that is not confirmed, where it is first needed.

    The rules on which the ratings themselves rely are named above the sections.
    """
    sentences: set[str | Table] = set()
    rules: set[tuple[str, str]] = {
        (rule_words.rule_title(card.rulebook, rule), rule.basis) for rule in card.unconfirmed_rules
    }
    without_repetition = []
    for section in sections:
        body = [part for part in section.body if isinstance(part, Table) or part not in sentences]
        if unconfirmed := [rule for rule in section.unconfirmed if rule not in rules]:
            body.append(f"Other rules used here are not confirmed either. {rule_words.titles_by_basis(unconfirmed)}.")
        sentences.update(body)
        rules.update(unconfirmed)
        without_repetition.append(section._replace(body=tuple(body)))
    return tuple(without_repetition)


def _what_if(card: Scorecard, asked: Asked) -> WhatIf | None:
    """Return a report before and after a change of a value, or of its own rulebook; None where neither was asked."""
    before = _by_own_rulebook(card, asked.own) if asked.own else card
    if not asked.settings and before is card:
        return None
    from hmip_rules.insight.what_if.compute import what_if

    return what_if(before, card.rulebook, asked.settings)


def _by_own_rulebook(card: Scorecard, library: Library) -> Scorecard:
    """Return a report by the rulebook that it names, or that is in force; the card itself where that is not another."""
    try:
        own = library.for_report(card.report).value
    except InputError:
        return card
    if own == card.rulebook or any(misfits(own, card.report)):
        return card
    return evaluate(own, card.report)
