"""The ratings of standards and the overall rating: in the tables of a document, and below the headings of standards."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, pairwise
from typing import Any

from hmip_rules.documents.marked_text import ItemAndValue, MarkedText, split_at_domains
from hmip_rules.documents.marks import OVERALL, Mark
from hmip_rules.documents.table_cells import Found, read_tables
from hmip_rules.documents.table_pairs import pairs_in_tables
from hmip_rules.model.rulebook import Rulebook

MAX_WORDS_OF_A_STATEMENT = 80
"""The sentence that says what a standard asks for stands between its heading and its rating."""

SENTENCE_ENDS = (".", "?", "!")


def find_ratings(rulebook: Rulebook, page: MarkedText) -> Found:
    """Return the ratings, as pairs of a standard (or OVERALL) and the name of a rating."""
    domains = dict.fromkeys(standard.domain for standard in rulebook.standards)
    parts: list[frozenset[object]] = [
        frozenset(standard.key for standard in rulebook.standards if standard.domain == domain) for domain in domains
    ]
    parts.append(frozenset((OVERALL,)))
    runs = [_with_standards_known(rulebook, run) for run in page.runs()]
    tables = read_tables(page, chain.from_iterable(runs), ("item", "rating"))
    in_lines = pairs_in_tables(page, page.outside(runs, tables.lines), ("item", "rating"), parts)
    in_tables = [*(pair for pair in tables.pairs if len(pair.item.means) == 1), *in_lines]
    unusable = {pair.item.means for pair in in_tables if pair.value.kind == "unusable"}
    in_tables = [pair for pair in in_tables if pair.value.kind == "unusable" or pair.item.means not in unusable]
    below_headings = _ratings_below_headings(page)
    rated = {pair.item.means for pair in in_tables} - {(OVERALL,)}
    if not below_headings and _have_chapters(page, rated):  # the tables may be those of other services
        return Found([], tables.passed_over)
    return Found([*in_tables, *below_headings], tables.passed_over)


def _with_standards_known(rulebook: Rulebook, run: Sequence[Mark]) -> list[Mark]:
    """Return the marks, codes and names that stand apart as items, where a column of each or the domain tells which."""
    joined = _columns_joined(run)
    if joined == run:
        joined = [mark for part in split_at_domains(run) for mark in _columns_joined(part)]
    known: list[Mark] = []
    domain: object = None
    for mark in joined:
        if mark.kind == "domain":
            domain = mark.means[0]
        if mark.kind == "name":
            keys = tuple(key for key in mark.means if rulebook.by_key[str(key)].domain == domain)
            known.append(mark._replace(kind="item", means=keys))
        elif mark.kind == "code":
            known.append(mark._replace(kind="item", means=mark.means if mark.last > mark.first else ()))
        else:
            known.append(mark)
    return known


def _columns_joined(run: Sequence[Mark]) -> Sequence[Mark]:
    """Return a column of codes and the column of their names as items, if all of them fit in their order."""
    codes = [mark for mark in run if mark.kind == "code"]
    names = [mark for mark in run if mark.kind == "name"]
    apart = [mark for mark in run if mark.kind in ("code", "name")]
    if not codes or len(codes) != len(names) or apart not in (codes + names, names + codes):
        return run
    if not all(code.means[0] in name.means for code, name in zip(codes, names, strict=True)):
        return run
    items = {name: name._replace(kind="item", means=code.means) for code, name in zip(codes, names, strict=True)}
    return [items.get(mark, mark) for mark in run if mark.kind != "code"]


def _have_chapters(page: MarkedText, standards: set[tuple[Any, ...]]) -> bool:
    """Check whether most standards have a heading with text below it: a report's own ratings then stand there too."""
    headed = {
        heading.means
        for heading, following in pairwise(page.marks)
        if heading.kind == "item" and page.is_alone_on_its_lines(heading) and page.prose_between(heading, following)
    }
    return 2 * len(standards & headed) > len(standards)


def _ratings_below_headings(page: MarkedText) -> list[ItemAndValue]:
    """Return the rating below the heading of a standard, each alone on its line, with a sentence between them."""
    marks = [mark for mark in page.marks if mark.kind in ("item", "code", "name", "rating", "question", "percent")]
    rated = []
    for place, (heading, rating) in enumerate(pairwise(marks)):
        # two headings in a row, or two ratings, may be those of pages that stood side by side
        around = marks[max(place - 1, 0) : place + 3]
        doubled = any(
            first.kind == second.kind and not page.prose_between(first, second) for first, second in pairwise(around)
        )
        if (
            heading.kind == "item"
            and rating.kind == "rating"
            and not doubled
            and _is_rated_below(page, heading, rating)
        ):
            rated.append(ItemAndValue(heading, rating))
    return rated


def _is_rated_below(page: MarkedText, heading: Mark, rating: Mark) -> bool:
    """Check that a rating stands on a line of its own, below a heading and the sentence of its standard."""
    return (
        0 < page.prose_between(heading, rating) <= MAX_WORDS_OF_A_STATEMENT
        and page.lines_of(rating)[0] > page.lines_of(heading)[-1]
        and page.is_alone_on_its_lines(heading)
        and page.is_alone_on_its_lines(rating)
        and page.text.words[rating.first - 1].text.endswith(SENTENCE_ENDS)
    )
