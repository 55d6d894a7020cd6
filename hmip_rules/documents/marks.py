"""What a rulebook knows, marked in a document: standards, key questions, ratings and figures.

Only what fills its cell, or its line, is marked: what stands in a sentence is prose, and prose is full of
other percentages and other ratings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any, Literal, NamedTuple

from hmip_rules.documents.phrases import Match, Stream
from hmip_rules.documents.words import Text, keys_of
from hmip_rules.model.rulebook import Rulebook

Kind = Literal["item", "question", "rating", "percent", "code", "name", "label", "domain", "score", "fraction"]
"""A code or a name alone does not say which standard it is."""

OVERALL = "overall"
"""Stands among the standards for the overall rating."""

OVERALL_LABELS = ("Overall rating", "Overall judgement")
LABELS = (
    *("Key question", "Key questions", "Percentage 'Yes'", "Percentage", "'Yes'", "Per cent", "Yes", "Standard"),
    *("Standards", "Rating", "Ratings", "Domain"),
)
"""What columns are headed by; it may stand between things that belong together."""

SCORE_LABELS = ("Score", "Overall score", "Total score")

QUOTES = ("'", '"')
_WORDS_FOR_NUMBERS = ("one", "two", "three", "four", "five")
MOST_WORDS_OF_A_HEADING = 12


class Mark(NamedTuple):
    """One thing marked.

    Attributes:
        means: of an item, code or name, the keys of the standards that it may be; of a question, its (standard,
            id)s; of a rating, its name; of a percentage, the figure; of a domain, its number.
        meant: the phrase that was recognised in spite of slips; empty where there were none.
        holds: the marks of values that stand inside it, where a cell was torn by its neighbour.
    """

    kind: Kind
    means: tuple[Any, ...]
    first: int
    last: int
    meant: str = ""
    holds: tuple[Mark, ...] = ()


def marks(rulebook: Rulebook, text: Text) -> list[Mark]:
    """Mark what a rulebook knows, in order; standards as items where their code or domain tells which they are."""
    values = [*_ratings(rulebook, text), *_figures(text)]
    of_values = {index for mark in values for index in _span(mark)}
    phrases = _phrases(rulebook)
    found = [_with_quotes(text, _mark(*match.means, match)) for match in Stream(text, of_values).find(phrases)]
    spans = {index for mark in found for index in _span(mark)}
    at = {value.first: value for value in values}
    found = [mark._replace(holds=tuple(at[index] for index in _span(mark)[1:-1] if index in at)) for mark in found]
    outside = [mark for mark in values if mark.first not in spans]
    codes = [mark for mark in _codes(rulebook, text) if mark.first not in spans]
    ordered = sorted([*found, *outside, *codes], key=lambda mark: mark.first)
    filling = list(_filling(text, ordered))
    filled = {index for mark in filling for index in _span(mark)}
    domains = [mark for mark in _domains(rulebook, text) if not filled & set(_span(mark))]
    return sorted([*_whole(rulebook, text, filling), *domains], key=lambda mark: mark.first)


def _mark(kind: Kind, means: tuple[Any, ...], match: Match[Any]) -> Mark:
    return Mark(kind, means, match.first, match.last, match.phrase if match.slips else "")


def _with_quotes(text: Text, mark: Mark) -> Mark:
    """Let the label of a column take in the quotes around it."""
    first, last = mark.first, mark.last
    if mark.kind == "label":
        first -= first > 0 and text.words[first - 1].text in QUOTES
        last += last + 1 < len(text.words) and text.words[last + 1].text in QUOTES
    return mark._replace(first=first, last=last)


def _span(mark: Mark) -> range:
    return range(mark.first, mark.last + 1)


def _ratings(rulebook: Rulebook, text: Text) -> Iterator[Mark]:
    for match in Stream(text).find({name: (name,) for name in rulebook.names}):
        yield _mark("rating", match.means, match)


def _figures(text: Text) -> Iterator[Mark]:
    for index, word in enumerate(text.words):
        if _may_be_torn(text, index):
            continue
        if word.kind == "percent" and float(word.text.partition("%")[0]) <= 100:
            yield Mark("percent", (word.text.partition("%")[0].strip(),), index, index)
        if word.kind == "fraction":
            yield Mark("fraction", tuple(part.strip() for part in word.text.split("/")), index, index)


def _may_be_torn(text: Text, index: int) -> bool:
    """Say whether a bare number stands before a figure: "4 3%" or "4-3%" may be 43, also over the end of a line."""
    before = index - 1
    while before >= 0 and text.words[before].text == "-":
        before -= 1
    return before >= 0 and re.fullmatch(r"\d{1,2}", text.words[before].key) is not None


def _phrases(rulebook: Rulebook) -> dict[str, tuple[Kind, tuple[Any, ...]]]:
    """Gather the phrases to look for: wordings of key questions, names of standards, labels."""
    found: dict[str, tuple[Kind, tuple[Any, ...]]] = dict.fromkeys(LABELS, ("label", ()))
    found |= dict.fromkeys(OVERALL_LABELS, ("item", (OVERALL,)))
    found |= dict.fromkeys(SCORE_LABELS, ("score", ()))
    for standard in rulebook.standards:
        found[standard.name] = ("name", (*found.get(standard.name, ("name", ()))[1], standard.key))
        for question, wording in standard.key_questions.items():
            if wording:
                found[wording] = ("question", (*found.get(wording, ("question", ()))[1], (standard.key, question)))
    return found


def _codes(rulebook: Rulebook, text: Text) -> Iterator[Mark]:
    """Mark the codes of standards: with their letters, or the number alone, which is the same in some tables."""
    known = {_letter_and_number("".join(keys_of(s.code))): s.key for s in rulebook.standards if s.code}
    by_number = {number: key for (_, number), key in known.items()}
    for index, word in enumerate(text.words):
        letter, number = _letter_and_number(word.key)
        if "." not in number or not number[:1].isdigit():
            continue
        apart = not letter and index > 0 and re.fullmatch("[a-z]", text.words[index - 1].key)
        letter = text.words[index - 1].key if apart else letter
        key = known.get((letter, number)) if letter else by_number.get(number)
        yield Mark("code", (key or f"?{number}",), index - 1 if apart else index, index)


def _letter_and_number(code: str) -> tuple[str, str]:
    number = code.lstrip("abcdefghijklmnopqrstuvwxyz")
    return code.removesuffix(number), number


def _domains(rulebook: Rulebook, text: Text) -> Iterator[Mark]:
    """Mark headings of domains: a short line that begins with the number of one."""
    known = {standard.domain for standard in rulebook.standards if standard.domain}
    spelt = dict(zip(_WORDS_FOR_NUMBERS, "12345", strict=True))
    for _, group in groupby(range(len(text.words)), key=lambda index: text.words[index].line):
        line = [index for index in group if text.words[index].key]
        keys = [text.words[index].key for index in line]
        at = 1 if keys[:1] == ["domain"] else 0
        number = spelt.get(keys[at], keys[at]) if len(keys) > at else ""
        if number in known and at + 1 < len(keys) <= MOST_WORDS_OF_A_HEADING:
            yield Mark("domain", (number,), line[0], line[-1])


def _filling(text: Text, ordered: list[Mark]) -> Iterator[Mark]:
    """Keep the marks of cells that hold nothing else, but for a bullet or the mark of a footnote."""
    marked = {index for mark in ordered for index in _span(mark)}
    foreign = {word.cell for index, word in enumerate(text.words) if index not in marked and not is_nothing(word.text)}
    for mark in ordered:
        if not any(text.words[index].cell in foreign for index in _span(mark)):
            yield mark


def is_nothing(printed: str) -> bool:
    """Say whether a word says nothing: a bullet, a stray mark, the mark of a footnote."""
    return printed in "-.,:" or (printed.isdigit() and len(printed) <= 2)


def _whole(rulebook: Rulebook, text: Text, ordered: list[Mark]) -> Iterator[Mark]:
    """Put the code and the name of a standard together where they stand beside each other."""
    left: list[Mark] = []
    for mark in ordered:
        before = left[-1] if left else mark
        apart = {before.kind, mark.kind} == {"code", "name"} and _beside(text, before, mark)
        item = _item(rulebook, before, mark) if apart else None
        if item:
            left[-1] = item
        else:
            left.append(mark)
    yield from left


def _beside(text: Text, one: Mark, other: Mark) -> bool:
    between = range(one.last + 1, other.first)
    return all(is_nothing(text.words[index].text) for index in between)


def _item(rulebook: Rulebook, one: Mark, other: Mark) -> Mark | None:
    code, name = (one, other) if one.kind == "code" else (other, one)
    keys = [key for key in name.means if key in code.means or _is_of(rulebook, str(key), str(code.means[0]))]
    if len(keys) != 1:
        return None
    holds = (*one.holds, *other.holds)
    return Mark("item", tuple(keys), one.first, other.last, name.meant, holds)


def _is_of(rulebook: Rulebook, key: str, number: str) -> bool:
    """Say whether a standard whose code is not known may have a number: its domain is the number's first part."""
    standard = rulebook.by_key[key]
    return standard.code is None and number.startswith("?") and number[1:].partition(".")[0] == standard.domain
