"""The score of a document ("3/21"): alone in its cell, with the label and no prose beside it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from hmip_rules.documents.marked_text import ItemAndValue, MarkedText
from hmip_rules.documents.marks import Mark
from hmip_rules.documents.table_cells import Found, read_tables


def find_scores(page: MarkedText) -> Found:
    """Return the scores that stand beside their label, and not far from a rating of this inspection."""
    runs = [run for run in page.runs() if any(mark.kind == "item" for mark in run)]
    tables = read_tables(page, chain.from_iterable(runs), ("score", "fraction"))
    scores = tables.pairs
    for run in page.outside(runs, tables.lines):
        label_before, label_after = _label_before_each_fraction(run), _label_before_each_fraction(run[::-1])
        for fraction in label_before:
            labels = [label for label in (label_before[fraction], label_after[fraction]) if label]
            beside = [label for label in labels if _is_label_of(page, label, fraction)]
            scores += [ItemAndValue(label, fraction) for label in beside[:1]]
    return Found(scores, tables.passed_over)


def _label_before_each_fraction(run: Sequence[Mark]) -> dict[Mark, Mark | None]:
    """Return the fractions, each with the last label of a score that came before it."""
    labels: dict[Mark, Mark | None] = {}
    label = None
    for mark in run:
        if mark.kind == "score":
            label = mark
        if mark.kind == "fraction":
            labels[mark] = label
    return labels


def _is_label_of(page: MarkedText, label: Mark, fraction: Mark) -> bool:
    """Check that no prose stands between a label and its fraction, and none of another inspection before them."""
    first, second = sorted((label, fraction), key=lambda mark: mark.first)
    return not page.prose_between(first, second) and not page.is_of_another_time(first.first)
