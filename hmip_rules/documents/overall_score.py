"""The score of a document ("3/21"): alone in its cell, with the label and no prose beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from hmip_rules.documents.marked_text import ItemAndValue, MarkedText
from hmip_rules.documents.marks import Mark
from hmip_rules.documents.words import Text


def find_scores(text: Text, marks: Sequence[Mark]) -> Iterator[ItemAndValue]:
    """Return the scores that stand beside their label, and not far from a rating of this inspection."""
    page = MarkedText(text, marks)
    for run in page.runs():
        if not any(mark.kind == "item" for mark in run):
            continue
        label_after = dict(_fractions_with_label_before(reversed(run)))
        for fraction, label_before in _fractions_with_label_before(run):
            for label in (label_before, label_after[fraction]):
                if label and _is_beside(page, label, fraction):
                    yield ItemAndValue(label, fraction)
                    break


def _fractions_with_label_before(run: Iterable[Mark]) -> Iterator[tuple[Mark, Mark | None]]:
    """Return each fraction with the last label of a score that came before it."""
    label = None
    for mark in run:
        if mark.kind == "score":
            label = mark
        if mark.kind == "fraction":
            yield mark, label


def _is_beside(page: MarkedText, label: Mark, fraction: Mark) -> bool:
    """Check that no prose stands between a label and its fraction, and none of another inspection before them."""
    first, second = sorted((label, fraction), key=lambda mark: mark.first)
    return not page.prose_between(first, second) and not page.is_of_another_time(first)
