"""The percentages of key questions, from the tables of a document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from hmip_rules.documents.marked_text import MarkedText
from hmip_rules.documents.marks import Mark
from hmip_rules.documents.table_cells import Found, read_tables
from hmip_rules.documents.table_pairs import pairs_in_tables
from hmip_rules.documents.words import Text
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.rules import Standard


def find_percentages(rulebook: Rulebook, plain_page: MarkedText) -> Found:
    """Return the percentages of key questions; where several standards ask the same, the heading above tells which."""
    text = plain_page.text
    page = MarkedText(text, _with_standards_from_headings(rulebook, text, plain_page.marks), plain_page.inspection)
    parts: list[frozenset[object]] = [
        frozenset((standard.key, question) for question in standard.key_questions) for standard in rulebook.standards
    ]
    tables = read_tables(page, page.marks, ("question", "percent"))
    runs = page.outside(page.runs(), tables.lines)
    in_lines = pairs_in_tables(page, runs, ("question", "percent"), parts)
    times_printed = Counter(mark.means for run in runs for mark in run if mark.kind == "question")
    times_paired = Counter(pair.item.means for pair in in_lines)
    # a question that stands elsewhere without one figure, or with two, may be of another year or service here
    doubtful = {means for means, times in times_printed.items() if times_paired[means] != times}
    pairs = [*(pair for pair in tables.pairs if len(pair.item.means) == 1), *in_lines]
    doubtful |= {pair.item.means for pair in pairs if pair.value.kind == "unusable"}
    kept = [pair for pair in pairs if pair.value.kind == "unusable" or pair.item.means not in doubtful]
    return Found(kept, tables.passed_over)


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
