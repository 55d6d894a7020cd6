"""What a rulebook knows, marked in a document: standards, key questions, ratings and figures.

Only what fills its cell, or its line, is marked: what stands in a sentence is prose, and prose is full of
other percentages and other ratings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, Literal, NamedTuple

from hmip_rules.documents.phrase_matches import JoinedWords, PhraseMatch
from hmip_rules.documents.words import Text, keys_of
from hmip_rules.model.rulebook import Rulebook

Kind = Literal["item", "question", "rating", "percent", "code", "name", "label", "domain", "score", "fraction"]
"""A code or a name alone does not say which standard it is."""

OVERALL = "overall"
"""Stands among the standards for the overall rating."""

OVERALL_LABELS = ("Overall rating", "Overall judgement")
COLUMN_LABELS = (
    *("Key question", "Key questions", "Percentage 'Yes'", "Percentage", "'Yes'", "Per cent", "Yes", "Standard"),
    *("Standards", "Rating", "Ratings", "Domain"),
)
"""What columns are headed by; it may stand between things that belong together."""

SCORE_LABELS = ("Score", "Overall score", "Total score")

QUOTES = ("'", '"')
_NUMBER_WORDS = ("one", "two", "three", "four", "five")
MAX_WORDS_OF_A_HEADING = 12


class Mark(NamedTuple):
    """One thing marked.

    Attributes:
        means: of an item, code or name, the keys of the standards that it may be; of a question, its (standard,
            id)s; of a rating, its name; of a percentage, the figure; of a domain, its number.
        first: the index of its first word.
        last: of its last.
        meant: the phrase that was recognised in spite of slips; empty where there were none.
        holds: the marks of values that stand inside it, where a cell was torn by its neighbour.
    """

    kind: Kind
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
    """Mark what a rulebook knows, in order; standards as items where their code or domain tells which they are."""
    values = _in_order([*_rating_marks(rulebook, text), *_figure_marks(text)])
    phrases = _phrase_marks(rulebook, text, values)
    inside_a_phrase = _indices_of(phrases)  # where a cell was torn by its neighbour
    apart = [mark for mark in (*values, *_code_marks(rulebook, text)) if mark.first not in inside_a_phrase]
    alone = _alone_in_their_cells(text, _in_order([*phrases, *apart]))
    taken = _indices_of(alone)
    domains = [mark for mark in _domain_marks(rulebook, text) if taken.isdisjoint(mark.indices)]
    return _in_order([*_codes_and_names_joined(rulebook, text, alone), *domains])


def _in_order(marks: Iterable[Mark]) -> list[Mark]:
    return sorted(marks, key=lambda mark: mark.first)


def _indices_of(marks: Iterable[Mark]) -> set[int]:
    return {index for mark in marks for index in mark.indices}


def _mark_of_match(kind: Kind, means: tuple[Any, ...], match: PhraseMatch[Any]) -> Mark:
    return Mark(kind, means, match.first, match.last, match.phrase if match.slips else "")


def _phrase_marks(rulebook: Rulebook, text: Text, values: Sequence[Mark]) -> list[Mark]:
    """Mark the phrases of a rulebook, however their words were torn: also by values, which they then hold."""
    found = []
    for match in JoinedWords(text, _indices_of(values)).find(_phrases(rulebook)):
        mark = _mark_of_match(*match.means, match)
        if mark.kind == "label":
            mark = _with_quotes(text, mark)
        inside = tuple(value for value in values if mark.first < value.first < mark.last)
        found.append(mark._replace(holds=inside))
    return found


def _with_quotes(text: Text, label: Mark) -> Mark:
    """Let the label of a column take in the quotes around it."""
    first, last = label.first, label.last
    first -= first > 0 and text.words[first - 1].text in QUOTES
    last += last + 1 < len(text.words) and text.words[last + 1].text in QUOTES
    return label._replace(first=first, last=last)


def _rating_marks(rulebook: Rulebook, text: Text) -> Iterator[Mark]:
    for match in JoinedWords(text).find({name: (name,) for name in rulebook.names}):
        yield _mark_of_match("rating", match.means, match)


def _figure_marks(text: Text) -> Iterator[Mark]:
    for index, word in enumerate(text.words):
        if _may_be_torn(text, index):
            continue
        if word.kind == "percent" and float(word.text.partition("%")[0]) <= 100:
            yield Mark("percent", (word.text.partition("%")[0].strip(),), index, index)
        if word.kind == "fraction":
            yield Mark("fraction", tuple(part.strip() for part in word.text.split("/")), index, index)


def _may_be_torn(text: Text, index: int) -> bool:
    """Check whether a bare number stands before a figure: "4 3%" or "4-3%" may be 43, also over the end of a line."""
    before = index - 1
    while before >= 0 and text.words[before].text == "-":
        before -= 1
    return before >= 0 and re.fullmatch(r"\d{1,2}", text.words[before].key) is not None


def _phrases(rulebook: Rulebook) -> dict[str, tuple[Kind, tuple[Any, ...]]]:
    """Return the phrases to look for: wordings of key questions, names of standards, labels."""
    found: dict[str, tuple[Kind, tuple[Any, ...]]] = dict.fromkeys(COLUMN_LABELS, ("label", ()))
    found |= dict.fromkeys(OVERALL_LABELS, ("item", (OVERALL,)))
    found |= dict.fromkeys(SCORE_LABELS, ("score", ()))
    for standard in rulebook.standards:
        found[standard.name] = ("name", (*found.get(standard.name, ("name", ()))[1], standard.key))
        for question, wording in standard.key_questions.items():
            if wording:
                found[wording] = ("question", (*found.get(wording, ("question", ()))[1], (standard.key, question)))
    return found


def _code_marks(rulebook: Rulebook, text: Text) -> Iterator[Mark]:
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


def _domain_marks(rulebook: Rulebook, text: Text) -> Iterator[Mark]:
    """Mark headings of domains: a short line that begins with the number of one."""
    known = {standard.domain for standard in rulebook.standards if standard.domain}
    spelt = dict(zip(_NUMBER_WORDS, "12345", strict=True))
    for _, group in groupby(range(len(text.words)), key=lambda index: text.words[index].line):
        line = [index for index in group if text.words[index].key]
        keys = [text.words[index].key for index in line]
        at = 1 if keys[:1] == ["domain"] else 0
        number = spelt.get(keys[at], keys[at]) if len(keys) > at else ""
        if number in known and at + 1 < len(keys) <= MAX_WORDS_OF_A_HEADING:
            yield Mark("domain", (number,), line[0], line[-1])


def _alone_in_their_cells(text: Text, marks: Sequence[Mark]) -> list[Mark]:
    """Keep the marks of cells that hold nothing else, but for a bullet or the mark of a footnote."""
    marked = _indices_of(marks)
    with_prose = {
        word.cell for index, word in enumerate(text.words) if index not in marked and not is_nothing(word.text)
    }
    return [mark for mark in marks if not any(text.words[index].cell in with_prose for index in mark.indices)]


def is_nothing(printed: str) -> bool:
    """Check whether a word says nothing: a bullet, a stray mark, the mark of a footnote."""
    return printed in "-.,:" or (printed.isdigit() and len(printed) <= 2)


def _codes_and_names_joined(rulebook: Rulebook, text: Text, marks: Sequence[Mark]) -> list[Mark]:
    """Join the code and the name of a standard into an item where they stand beside each other."""
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
