"""What a rulebook knows, marked in a document: standards, key questions, ratings and figures.

Only what fills its cell, or its line, is marked: what stands in a sentence is prose, and prose is full of
other percentages and other ratings.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, Literal, NamedTuple

from hmip_rules.documents.figures import figure_in
from hmip_rules.documents.labels import COLUMN_LABELS, NOT_YET, OVERALL_LABELS, SCORE_LABELS, TO_BE_CONFIRMED
from hmip_rules.documents.phrase_matches import JoinedWords, PhraseMatch
from hmip_rules.documents.words import Text, keys_of
from hmip_rules.model.rulebook import Rulebook

MarkKind = Literal[
    "item", "question", "rating", "percent", "code", "name", "label", "domain", "score", "fraction", "unusable"
]
"""A code or a name alone does not say which standard it is; what is unusable stands in the place of a value."""

OVERALL = "overall"
"""Stands among the standards for the overall rating."""

QUOTE_MARKS = ("'", '"')
BRACKETS = "[(<"
NUMBER_WORDS = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5"}
MAX_WORDS_OF_A_HEADING = 12


class Mark(NamedTuple):
    """Words of a document that a rulebook knows.

    Attributes:
        means: of an item, code or name, the keys of the standards that it may be; of a question, its (standard,
            id)s; of a rating, its name; of a percentage, the figure; of a domain, its number; of what is unusable, why.
        first: the index of its first word.
        last: of its last.
        meant: the phrase that was recognised in spite of errors; empty where there were none.
        holds: the marks of values that stand inside it, where a cell was torn by its neighbour.
    """

    kind: MarkKind
    means: tuple[Any, ...]
    first: int
    last: int
    meant: str = ""
    holds: tuple[Mark, ...] = ()

    @property
    def indices(self) -> range:
        """The indices of its words."""
        return range(self.first, self.last + 1)


def marks_of(rulebook: Rulebook, text: Text) -> list[Mark]:
    """Return what a rulebook knows in a document, in reading order.

    A standard is an item where its code and name stand beside each other and tell which one it is.
    """
    values = _in_reading_order([*_rating_marks(rulebook, text), *_figure_marks(text)])
    phrases = _phrase_marks(rulebook, text, values)
    words_of_phrases = _indices_of(phrases)
    values_and_codes = [*values, *_placeholder_marks(text), *_code_marks(rulebook, text)]
    # a phrase holds the values inside it, which come from the cell beside its own
    outside_phrases = [mark for mark in values_and_codes if mark.first not in words_of_phrases]
    marks = _alone_in_their_cells(text, _in_reading_order([*phrases, *outside_phrases]))
    marked_words = _indices_of(marks)
    domains = [mark for mark in _domain_marks(rulebook, text) if marked_words.isdisjoint(mark.indices)]
    return _in_reading_order([*_codes_and_names_joined(rulebook, text, marks), *domains])


def _in_reading_order(marks: Iterable[Mark]) -> list[Mark]:
    return sorted(marks, key=lambda mark: mark.first)


def _indices_of(marks: Iterable[Mark]) -> set[int]:
    return {index for mark in marks for index in mark.indices}


def _mark_of_match(kind: MarkKind, means: tuple[Any, ...], match: PhraseMatch[Any]) -> Mark:
    return Mark(kind, means, match.first, match.last, match.phrase if match.errors else "")


def _phrase_marks(rulebook: Rulebook, text: Text, values: Sequence[Mark]) -> list[Mark]:
    """Return the phrases of a rulebook, however their words were torn: also by values, which they then hold."""
    marks = []
    beginnings = [value.first for value in values]
    for match in JoinedWords(text, left_out=_indices_of(values)).find(_phrases(rulebook)):
        if not text.are_in_one_cell(match.first, match.last):
            continue
        mark = _mark_of_match(*match.means, match)
        if mark.kind == "label":
            mark = _with_quotes(text, mark)
        held = tuple(values[bisect_right(beginnings, mark.first) : bisect_left(beginnings, mark.last)])
        marks.append(mark._replace(holds=held))
    return marks


def _with_quotes(text: Text, label: Mark) -> Mark:
    """Return the label of a column with the quotes around it."""
    first, last = label.first, label.last
    if first > 0 and text.words[first - 1].text in QUOTE_MARKS:
        first -= 1
    if last + 1 < len(text.words) and text.words[last + 1].text in QUOTE_MARKS:
        last += 1
    return label._replace(first=first, last=last)


def _rating_marks(rulebook: Rulebook, text: Text) -> list[Mark]:
    matches = JoinedWords(text).find({name: (name,) for name in rulebook.names})
    whole = (match for match in matches if text.are_in_one_cell(match.first, match.last))
    return [_mark_of_match("rating", match.means, match) for match in whole]


def _figure_marks(text: Text) -> list[Mark]:
    marks = []
    for index, word in enumerate(text.words):
        if word.kind not in ("percent", "fraction") or _may_be_torn(text, index):
            continue
        figure = figure_in(word.text) if word.kind == "percent" else None
        if figure and figure.why_not:
            marks.append(Mark("unusable", (figure.why_not,), index, index))
        elif figure:
            marks.append(Mark("percent", (figure.value,), index, index))
        if word.kind == "fraction":
            marks.append(Mark("fraction", tuple(part.strip() for part in word.text.split("/")), index, index))
    return marks


def _placeholder_marks(text: Text) -> list[Mark]:
    """Return what stands where a value is still to come: TBC at the end of a cell, or other words that fill one."""
    marks = []
    for words in text.words_of_cells.values():
        printed = text.quote(words[0], words[-1])
        first, last = words[0], words[-1]
        while first < last and text.words[first].key not in TO_BE_CONFIRMED:
            first += 1
        if text.words[first].key in TO_BE_CONFIRMED:
            while first > words[0] and text.words[first - 1].text in BRACKETS:
                first -= 1
            marks.append(Mark("unusable", (placeholder_reason(text.quote(first, last)),), first, last))
        elif any(letter.isalpha() for letter in printed) and is_placeholder(printed):
            marks.append(Mark("unusable", (placeholder_reason(printed),), words[0], words[-1]))
    return marks


def is_placeholder(printed: str) -> bool:
    """Check whether the text of a cell stands where a value is still to come."""
    return printed.casefold().strip("[]()<>*. ") in NOT_YET


def placeholder_reason(printed: str) -> str:
    """Return why what stands in the place of a value cannot be used."""
    return f"'{printed}' is printed instead of a value"


def _may_be_torn(text: Text, index: int) -> bool:
    """Check whether a bare number stands before a figure: "4 3%" or "4-3%" may be 43, also over the end of a line."""
    before = index - 1
    while before >= 0 and text.words[before].text == "-":
        before -= 1
    return (
        before >= 0
        and text.are_in_one_cell(before, index)
        and re.fullmatch(r"\d{1,2}", text.words[before].key) is not None
    )


def _phrases(rulebook: Rulebook) -> dict[str, tuple[MarkKind, tuple[Any, ...]]]:
    """Return the phrases to look for, each with the kind and meaning of its mark; several standards may share one."""
    standards: dict[str, list[str]] = {}
    questions: dict[str, list[tuple[str, str]]] = {}
    for standard in rulebook.standards:
        standards.setdefault(standard.name, []).append(standard.key)
        for question, wording in standard.key_questions.items():
            if wording:
                questions.setdefault(wording, []).append((standard.key, question))
    phrases: dict[str, tuple[MarkKind, tuple[Any, ...]]] = dict.fromkeys(COLUMN_LABELS, ("label", ()))
    phrases |= dict.fromkeys(OVERALL_LABELS, ("item", (OVERALL,)))
    phrases |= dict.fromkeys(SCORE_LABELS, ("score", ()))
    phrases |= {name: ("name", tuple(keys)) for name, keys in standards.items()}
    phrases |= {wording: ("question", tuple(ids)) for wording, ids in questions.items()}
    return phrases


def _code_marks(rulebook: Rulebook, text: Text) -> list[Mark]:
    """Return the codes of standards: "P 2.1", or "2.1" alone, as some tables have it. An unknown one means "?2.1"."""
    coded = [standard for standard in rulebook.standards if standard.code]
    keys = {_letter_and_number("".join(keys_of(standard.key))): standard.key for standard in coded}
    keys_by_number = {number: key for (_, number), key in keys.items()}
    marks = []
    for index, word in enumerate(text.words):
        letter, number = _letter_and_number(word.key)
        if "." not in number or not number[:1].isdigit():
            continue
        first = index
        if not letter and index > 0 and re.fullmatch("[a-z]", text.words[index - 1].key):
            first = index - 1
            letter = text.words[first].key
        key = keys.get((letter, number)) if letter else keys_by_number.get(number)
        marks.append(Mark("code", (key or f"?{number}",), first, index))
    return marks


def _letter_and_number(code: str) -> tuple[str, str]:
    number = code.lstrip("abcdefghijklmnopqrstuvwxyz")
    return code.removesuffix(number), number


def _domain_marks(rulebook: Rulebook, text: Text) -> list[Mark]:
    """Return the headings of domains: short lines such as "Domain two: Delivery", or "2. Delivery"."""
    domains = {standard.domain for standard in rulebook.standards if standard.domain}
    marks = []
    for _, indices in groupby(range(len(text.words)), key=lambda index: text.words[index].line):
        line = [index for index in indices if text.words[index].key]
        keys = [text.words[index].key for index in line]
        number_and_name = keys[1:] if keys[:1] == ["domain"] else keys
        if len(number_and_name) < 2 or len(keys) > MAX_WORDS_OF_A_HEADING:
            continue
        number = NUMBER_WORDS.get(number_and_name[0], number_and_name[0])
        if number in domains:
            marks.append(Mark("domain", (number,), line[0], line[-1]))
    return marks


def _alone_in_their_cells(text: Text, marks: Sequence[Mark]) -> list[Mark]:
    """Return the marks of cells that hold nothing else, but for a bullet or the mark of a footnote."""
    marked = _indices_of(marks)
    prose = [word for index, word in enumerate(text.words) if index not in marked and not is_nothing(word.text)]
    cells_with_prose = {word.cell for word in prose}
    return [mark for mark in marks if cells_with_prose.isdisjoint(text.words[index].cell for index in mark.indices)]


def is_nothing(printed: str) -> bool:
    """Check whether a word has no meaning: a bullet, a stray mark, the mark of a footnote."""
    return printed in "-.,:" or (printed.isdigit() and len(printed) <= 2)


def _codes_and_names_joined(rulebook: Rulebook, text: Text, marks: Sequence[Mark]) -> list[Mark]:
    """Return the marks with the code and name of a standard as one item, where they stand beside each other."""
    joined: list[Mark] = []
    for mark in marks:
        item = _item(rulebook, text, joined[-1], mark) if joined else None
        if item:
            joined[-1] = item
        else:
            joined.append(mark)
    return joined


def _item(rulebook: Rulebook, text: Text, first: Mark, second: Mark) -> Mark | None:
    """Return the standard that a code and a name mean; None if they are apart, or do not tell which it is."""
    if {first.kind, second.kind} != {"code", "name"}:
        return None
    if not all(is_nothing(word.text) for word in text.words[first.last + 1 : second.first]):
        return None
    code, name = (first, second) if first.kind == "code" else (second, first)
    keys = [key for key in name.means if key in code.means or _may_have_number(rulebook, str(key), str(code.means[0]))]
    if len(keys) != 1:
        return None
    return Mark("item", tuple(keys), first.first, second.last, name.meant, (*first.holds, *second.holds))


def _may_have_number(rulebook: Rulebook, key: str, number: str) -> bool:
    """Check whether a standard whose code is not known may have a number: its domain is the number's first part."""
    standard = rulebook.by_key[key]
    return standard.code is None and number.startswith("?") and number[1:].partition(".")[0] == standard.domain
