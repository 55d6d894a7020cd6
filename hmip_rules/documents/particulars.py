"""What a report says of itself: the service, its months, and how many cases were inspected."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate, islice
from typing import NamedTuple

from hmip_rules.documents.lines import CELL_END
from hmip_rules.documents.words import Text, normalised
from hmip_rules.model.months import MONTH_NAMES

_MONTH = rf"(?P<month>{'|'.join(MONTH_NAMES)})\s+(?P<year>20\d\d)(?!\S|\s+[a-z])"  # no sentence goes on
_PUBLISHED = (
    re.compile(rf"HM Inspectorate of Probation,?\s+{_MONTH}"),
    re.compile(rf"Published(?: on| in|:)?\s+(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?{_MONTH}"),
)
_FIELDWORK = (re.compile(rf"Fieldwork (?:started|began|commenced)(?: in|:)?\s+(?:\d{{1,2}}\s+)?{_MONTH}"),)
_INSPECTION_DATES = re.compile(
    r"(?:(?:Inspection|Fieldwork) dates?|Dates of (?:the )?(?:inspection|fieldwork))\s*:?\s+"
    rf"(?P<dates>(?:\d{{1,2}}(?:st|nd|rd|th)?\b|{'|'.join(MONTH_NAMES)}|20\d\d|to\b|and\b|until\b|[-,\s])+)"
)
_TITLE = re.compile(
    r"(?:an )?inspection of (?:probation|youth (?:offending|justice)) services?"
    r"(?: in| by| for)?\b\s*[:-]?\s*(?P<rest>.*)",
    re.IGNORECASE,
)
_ENDS_IN_MIDDLE_OF_NAME = re.compile(r"(?:,|&|\band|\bthe)$")
_CASES = (
    re.compile(
        r"[Ww]e inspected (?P<community>\d{1,30}) community orders? and (?P<licence>\d{1,30}) releases? on licence"
    ),
    re.compile(r"\bof the (?P<all>\d{1,30}) cases we inspected\b"),
    re.compile(r"\b[Ww]e (?:inspected|examined|reviewed) (?:a total of )?(?P<all>\d{1,30}) cases\b"),
)


MAX_LINES_OF_A_TITLE = 6
LINES_OF_A_COVER = 100

MAX_CASES = 100_000
"""Of one inspection; the largest had some hundreds."""

MAX_DIFFERENT_TITLES = 100
"""A report repeats its title on the cover, in the contents and above its pages, torn in different ways."""

MAX_LETTERS_OF_A_NAME = 300
"""With the lines that it may go on in."""


class Particular(NamedTuple):
    """A value as a document gives it.

    Attributes:
        value: as a report file has it: text, or a whole number.
        words: what it was read from.
        line: the index of the line where they begin.
    """

    value: str | int
    words: str
    line: int


class Prose:
    """The lines of a document run together, so that a sentence may go over several of them."""

    def __init__(self, text: Text) -> None:
        lines = [" ".join(normalised(line.text).split()) for line in text.lines]
        self.joined = " ".join(lines)
        self._starts = [0, *accumulate(len(line) + 1 for line in lines)][:-1]

    def search(self, patterns: Iterable[re.Pattern[str]]) -> list[tuple[re.Match[str], int]]:
        """Return what patterns match, and the index of the line where it begins."""
        matches = [match for pattern in patterns for match in pattern.finditer(self.joined)]
        return [(match, bisect_right(self._starts, match.start()) - 1) for match in matches]

    def begins(self, match: re.Match[str], line: int) -> bool:
        """Check whether a match stands at the beginning of its line."""
        return match.start() == self._starts[line]


def find_publication(prose: Prose) -> list[Particular]:
    """Return the month of publication, at the beginning of a line on the cover; elsewhere it may be of another text."""
    return [
        _month_of_match(match, line)
        for match, line in prose.search(_PUBLISHED)
        if prose.begins(match, line) and line < LINES_OF_A_COVER
    ]


def find_fieldwork(prose: Prose) -> list[Particular]:
    """Return the month in which fieldwork started, which may be that of "Inspection dates: 13 to 24 May 2024"."""
    started = [_month_of_match(match, line) for match, line in prose.search(_FIELDWORK)]
    for match, line in prose.search([_INSPECTION_DATES]):
        months = [MONTH_NAMES.index(name) + 1 for name in re.findall("|".join(MONTH_NAMES), match["dates"])]
        years = [int(year) for year in re.findall(r"20\d\d", match["dates"])]
        if months and years and prose.begins(match, line):
            begins_in_year_before = len(years) == 1 and months[0] > months[-1]
            year = years[0] - begins_in_year_before
            started.append(Particular(f"{year}-{months[0]:02}", match.group().strip(), line))
    return started


def _month_of_match(match: re.Match[str], line: int) -> Particular:
    month = MONTH_NAMES.index(match["month"]) + 1
    return Particular(f"{match['year']}-{month:02}", match.group(), line)


def find_cases(prose: Prose) -> list[Particular]:
    """Return how many cases were inspected, where two kinds of sentences agree and none gives another number.

    A sentence may be of a few of them, or of an inspection before.
    """
    found = _numbers_of_cases(prose)
    do_agree = len({number.value for number, _ in found}) == 1 and len({kind for _, kind in found}) > 1
    return [number for number, _ in found if do_agree and int(number.value) <= MAX_CASES]


def why_cases_are_unusable(prose: Prose) -> Particular | None:
    """Return why no number of cases can be used where a document gives some; None where it gives one, or none."""
    found = [number for number, _ in _numbers_of_cases(prose)]
    numbers = list(dict.fromkeys(str(number.value) for number in found))
    if len(numbers) > 1:
        return found[0]._replace(value=f"the document gives {' and '.join(numbers)}")
    if numbers and int(numbers[0]) > MAX_CASES:
        return found[0]._replace(value=f"{numbers[0]} are more than an inspection has")
    return None


def _numbers_of_cases(prose: Prose) -> list[tuple[Particular, int]]:
    """Return each number of cases that a sentence gives, with the index of the kind of sentence."""
    numbers = [
        (Particular(sum(map(int, match.groups())), match.group(), line), kind)
        for kind, pattern in enumerate(_CASES)
        for match, line in prose.search([pattern])
    ]
    return sorted(numbers, key=lambda number: number[0].line)


def find_service(text: Text) -> list[Particular]:
    """Return the name of the service: what follows the title, on its line or the next, if a sentence names it too.

    A document with more titles of different services than a report has may be any of theirs, so it names none.
    """
    lines = [" ".join(normalised(line.text).split()) for line in text.lines]
    joined = " ".join(lines)
    titles = [(title, index) for index, line in enumerate(lines) if (title := _TITLE.match(line))]
    beginnings = {index: _beginning_of_name(text, lines, title, index) for title, index in titles}
    different = {*beginnings.values()}
    if len(different) > MAX_DIFFERENT_TITLES:
        return []
    names = {beginning: _name_in_sentences(*beginning, lines, joined) for beginning in different}
    services = []
    for title, index in titles:
        if name := names[beginnings[index]]:
            words = f"{title.group().removesuffix(title['rest']).strip()} {name}"
            services.append(Particular(name, words, index))
    return services


def _beginning_of_name(text: Text, lines: Sequence[str], title: re.Match[str], index: int) -> tuple[str, str]:
    """Return the first line after the words of a title, and all lines that the name may go on in."""
    after = (later for later in range(index + 1, len(lines)) if lines[later])
    # the row of a table is not a name
    below = [
        lines[later] for later in islice(after, MAX_LINES_OF_A_TITLE - 1) if CELL_END not in text.lines[later].text
    ]
    return title["rest"] or (below[0] if below else ""), " ".join((title["rest"], *below)).strip()


def _name_in_sentences(first: str, following: str, lines: Sequence[str], joined: str) -> str | None:
    """Return the name that begins in the first line, if a sentence has it too."""
    name = _whole_name(_without_month(first), following, joined)
    if _ENDS_IN_MIDDLE_OF_NAME.search(first) and len(name) <= len(first):
        return None
    in_a_sentence = re.compile(rf"{re.escape(name)}(?:'s|,)? [a-z]")
    return name if name[:1].isupper() and any(map(in_a_sentence.search, lines)) else None


def _without_month(first: str) -> str:
    """Return a line without the month, the figures and the marks that it ends in: "Leeds PDU, October 2024"."""
    end = len(first)
    while end and not (first[end - 1].isalpha() or first[end - 1] == "_"):
        end -= 1
    name, rest = first[:end], first[end:]
    for month in MONTH_NAMES:
        if name.endswith(month) and re.match(r"\s20\d\d(?!\S)", rest):
            return name.removesuffix(month).rstrip(", ")
    return name


def _whole_name(name: str, following: str, joined: str) -> str:
    """Return a name with the words after it that follow wherever else the document has the name."""
    times = joined.count(name)
    for word in following[:MAX_LETTERS_OF_A_NAME].removeprefix(name).split():
        longer = f"{name} {word}"
        if not joined.count(longer) == times > 1:
            break
        name = longer
    return name
