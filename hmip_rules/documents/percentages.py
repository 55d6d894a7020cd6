"""The percentages of key questions, from the tables of a document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from hmip_rules.documents.marked_text import ItemAndValue, MarkedText
from hmip_rules.documents.marks import Mark
from hmip_rules.documents.table_pairs import pairs_in_tables
from hmip_rules.documents.words import Text
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.rules import Standard


def find_percentages(rulebook: Rulebook, text: Text, marks: Sequence[Mark]) -> list[ItemAndValue]:
    """Return the percentages of key questions; where several standards ask the same, the heading above tells which."""
    page = MarkedText(text, _with_standards_from_headings(rulebook, text, marks))
    parts: list[frozenset[object]] = [
        frozenset((standard.key, question) for question in standard.key_questions) for standard in rulebook.standards
    ]
    pairs = pairs_in_tables(page, page.runs(), ("question", "percent"), parts)
    times_printed = Counter(mark.means for mark in page.marks if mark.kind == "question")
    times_paired = Counter(pair.item.means for pair in pairs)
    # a question that stands elsewhere without one figure, or with two, may be of another year or service here
    return [pair for pair in pairs if times_paired[pair.item.means] == times_printed[pair.item.means]]


def _with_standards_from_headings(rulebook: Rulebook, text: Text, marks: Sequence[Mark]) -> list[Mark]:
    """Return the marks, each key question that several standards ask as that of the standard whose heading is above it.

    Names tell a standard below the heading of its domain while they come in order; else such a heading was lost.
    """
    told: list[Mark] = []
    above: tuple[Any, ...] = ()
    to_come: list[Standard] = []
    chapter_headings = _domain_headings_met_again(text, marks)
    for mark in marks:
        if mark in chapter_headings:
            to_come = [standard for standard in rulebook.standards if standard.domain == mark.means[0]]
        if mark.kind == "item":
            above = mark.means
        if mark.kind == "name":
            places = [place for place, standard in enumerate(to_come) if standard.key in mark.means]
            above = (to_come[places[0]].key,) if places else ()
            to_come = to_come[places[0] + 1 :] if places else []
        if mark.kind == "question" and len(mark.means) > 1:
            means = tuple(asked for asked in mark.means if len(above) == 1 and asked[0] == above[0])
            told.append(mark._replace(means=means))
        else:
            told.append(mark)
    return told


def _domain_headings_met_again(text: Text, marks: Sequence[Mark]) -> set[Mark]:
    """Return the headings of domains that stand in several places, as in the contents and above the chapter."""
    headings = {
        mark: re.sub(r"\W|\d+$", "", text.quote(mark.first, mark.last).casefold())
        for mark in marks
        if mark.kind == "domain"
    }
    times = Counter(headings.values())
    return {mark for mark, words in headings.items() if times[words] > 1}
