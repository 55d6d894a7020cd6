"""A document to a report, by the rulebook that knows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from hmip_rules.documents import particulars, tables
from hmip_rules.documents.lines import Line
from hmip_rules.documents.marks import OVERALL, Mark, marks
from hmip_rules.documents.words import Text, text_of
from hmip_rules.model.errors import InputError, Problem
from hmip_rules.model.months import lies_within
from hmip_rules.model.places import Places, ValuePath
from hmip_rules.model.report import Report
from hmip_rules.model.rulebook import Rulebook

ENOUGH = 2
"""A document in which fewer standards have a rating is no report that a rulebook knows."""

MOST_WORDS_QUOTED = 30

UNKNOWN = (
    "no inspection report whose standards a rulebook knows, all of them and with ratings; to read a part all the "
    "same, choose one with --rulebook"
)
LINES_APART = 10


class Value(NamedTuple):
    """A value as it was read.

    Attributes:
        value: as a report file has it: text, or a whole number.
        words: what it was read from, as they are printed.
        line: where they begin: the page, where there are pages, and the line.
        corrected: what was put right on the way; empty where nothing was.
    """

    value: str | int
    words: str
    line: Line
    corrected: str = ""

    @property
    def where(self) -> str:
        """Say where it stands: "page 4", or "line 88"."""
        return f"line {self.line.number}" if self.line.page is None else f"page {self.line.page}"


Values = Mapping[ValuePath, Sequence[Value]]
"""Of each value of a report, what was read for it, in the order of the document."""


@dataclass(frozen=True)
class Extraction:
    """What was read from a document.

    Attributes:
        rulebook: by which it was read.
        report: what was found once, or the same everywhere.
        values: of each value of the report, every place at which it was read, in order.
        conflicts: of each value that is left out, the places that disagree.
        missing: what the rulebook has and the document does not say, or not plainly.
    """

    rulebook: Rulebook
    report: Report
    values: Values
    conflicts: Values
    missing: tuple[ValuePath, ...]

    def places(self, file: str) -> Places:
        """Give the place of each value in the document; of one that is left out, where it stands first."""
        first = {path: values[0] for path, values in (*self.values.items(), *self.conflicts.items())}
        return Places(
            file,
            {path: (value.line.number, 1) for path, value in first.items()},
            words={path: (value.line.page, value.words) for path, value in first.items()},
        )


def extract(lines: Iterable[Line], rulebooks: Sequence[Rulebook]) -> Extraction:
    """Read a report from the lines of a document.

    Args:
        rulebooks: those that it may have been rated by. Of several, the one is taken all of whose standards are
            named, whose maximum and months fit, and of whose standards most have a rating. A single one was chosen,
            and may know more standards than are named.

    Raises:
        InputError: it is no report that one of them knows, or it fits two alike.
    """
    text = text_of(lines)
    about = _about(text)
    in_force = [rulebook for rulebook in rulebooks if len(rulebooks) == 1 or _may_be_in_force(rulebook, about)]
    marked = [(rulebook, marks(rulebook, text)) for rulebook in in_force]
    fitting = [one for one in marked if _fits(*one, text, chosen=len(rulebooks) == 1)]
    rulebook, of_rulebook = _best([(rulebook, _of_rulebook(rulebook, text, found)) for rulebook, found in fitting])
    read = {**about, **of_rulebook}
    values = {path: found for path, found in read.items() if len({value.value for value in found}) == 1}
    conflicts = {path: found for path, found in read.items() if path not in values}
    if _may_be_several(conflicts):
        values = {path: found for path, found in values.items() if len(path) == 1 or _stands_twice(found)}
    plain = _plain({path: found[0].value for path, found in values.items()})
    report = Report.model_validate({"rulebook": rulebook.id, **plain})
    missing = tuple(path for path in expected(rulebook) if path not in values)
    return Extraction(rulebook, report, values, conflicts, missing)


def expected(rulebook: Rulebook) -> Iterator[ValuePath]:
    """List what a report by a rulebook should say, in the order of a report file."""
    yield from ((name,) for name in ("service", "fieldwork", "published", "cases"))
    for standard in rulebook.standards:
        yield ("standards", standard.key, "rating")
        yield from (("standards", standard.key, "key_questions", question) for question in standard.key_questions)
    yield from (("overall", name) for name in ("score", "max_score", "rating"))


def _about(text: Text) -> dict[ValuePath, list[Value]]:
    """Read what a report says of itself."""
    prose = particulars.Prose(text)
    found = {
        "service": particulars.services(text),
        "fieldwork": particulars.fieldwork(prose),
        "published": particulars.published(prose),
        "cases": particulars.cases(prose),
    }
    values = {name: [Value(one.value, one.words, text.lines[one.line]) for one in each] for name, each in found.items()}
    return {(name,): each for name, each in values.items() if each}


def _may_be_in_force(rulebook: Rulebook, about: Values) -> bool:
    """Say whether every month that a document states lies within those of a rulebook."""
    months = rulebook.in_force
    stated = about.get((months.of,), ()) if months else ()
    return months is None or all(lies_within(str(value.value), months.from_, months.to) for value in stated)


def _may_be_several(conflicts: Values) -> bool:
    """Say whether a document may hold several reports: a figure, which stands once in one, or several ratings differ.

    A value that stands once may then be that of another report.
    """
    kinds = Counter(path[-1] == "rating" for path in conflicts if len(path) > 1)
    return kinds[True] > 1 or kinds[False] > 0


def _stands_twice(values: Sequence[Value]) -> bool:
    """Say whether a value was read at two places, and not from a doubled line."""
    first, last = values[0].line, values[-1].line
    return first.page != last.page or last.number - first.number > LINES_APART


def _fits(rulebook: Rulebook, found: Sequence[Mark], text: Text, *, chosen: bool) -> bool:
    """Say whether a rulebook has the maximum that a document prints, and the document names all of its standards.

    Args:
        chosen: a person chose it; then it may lack standards, as a draft does.
    """
    printed = [str(pair.value.means[1]) for pair in tables.scores(text, found)]
    named = {key for mark in found if mark.kind in ("item", "name") for key in mark.means}
    asked = [
        {standard.key for standard in rulebook.standards if standard.counted} - {*bands.without}
        for bands in rulebook.bands.overall
        if not printed or any(_is_maximum(most, bands.max) for most in printed)
    ]
    return any(chosen or standards <= named for standards in asked)


def _is_maximum(printed: str, most: int) -> bool:
    """Say whether a printed maximum is one of a rulebook; the mark of a footnote may be stuck to it."""
    return printed in (str(most), *(f"{most}{mark}" for mark in range(10)))


def _best(
    readings: Sequence[tuple[Rulebook, dict[ValuePath, list[Value]]]],
) -> tuple[Rulebook, dict[ValuePath, list[Value]]]:
    """Choose the rulebook of whose standards most have a rating."""
    rated = [_rated(rulebook, found) for rulebook, found in readings]
    most = max(rated, default=0)
    if most < ENOUGH:
        raise InputError([Problem(UNKNOWN)])
    best = [reading for reading, count in zip(readings, rated, strict=True) if count == most]
    if len(best) > 1:
        ids = " and ".join(rulebook.id for rulebook, _ in best)
        raise InputError([Problem(f"{ids} fit this report alike; choose one with --rulebook")])
    return best[0]


def _rated(rulebook: Rulebook, found: Values) -> int:
    return sum(("standards", standard.key, "rating") in found for standard in rulebook.standards)


def _of_rulebook(rulebook: Rulebook, text: Text, all_marks: Sequence[Mark]) -> dict[ValuePath, list[Value]]:
    """Read what a rulebook knows."""
    found: dict[ValuePath, list[Value]] = {}
    read: tuple[tuple[ValuePath, tables.Pair, str | int], ...] = (
        *_ratings(tables.ratings(rulebook, text, all_marks)),
        *_percentages(rulebook, tables.percentages(rulebook, text, all_marks)),
        *_scores(rulebook, tables.scores(text, all_marks)),
    )
    for path, pair, value in read:
        found.setdefault(path, []).append(_value(text, pair, value))
    return {
        path: sorted(values, key=lambda value: (value.line.page or 0, value.line.number))
        for path, values in found.items()
    }


def _ratings(pairs: Iterable[tables.Pair]) -> Iterator[tuple[ValuePath, tables.Pair, str]]:
    for pair in pairs:
        (key,) = pair.item.means
        path: ValuePath = ("overall", "rating") if key == OVERALL else ("standards", key, "rating")
        yield path, pair, str(pair.value.means[0])


def _percentages(rulebook: Rulebook, pairs: Iterable[tables.Pair]) -> Iterator[tuple[ValuePath, tables.Pair, str]]:
    """Read the percentages that are rounded as the rulebook says; 4.3% for 43% is a slip."""
    for pair in pairs:
        ((standard, question),) = pair.item.means
        percent = Fraction(pair.value.means[0])
        if percent == rulebook.round(percent):
            yield ("standards", standard, "key_questions", question), pair, str(pair.value.means[0])


def _scores(rulebook: Rulebook, pairs: Iterable[tables.Pair]) -> Iterator[tuple[ValuePath, tables.Pair, int]]:
    """Read score and maximum, where the rulebook has that maximum."""
    for pair in pairs:
        score, printed = map(str, pair.value.means)
        meant = [bands.max for bands in rulebook.bands.overall if _is_maximum(printed, bands.max)]
        if len(meant) == 1 and int(score) <= meant[0]:
            put_right = "" if printed == str(meant[0]) else f"{score}/{meant[0]}"
            read = pair._replace(value=pair.value._replace(meant=put_right))
            yield ("overall", "score"), read, int(score)
            yield ("overall", "max_score"), read, meant[0]


def _value(text: Text, pair: tables.Pair, value: str | int) -> Value:
    """Give a value with the words of it and of what it belongs to, and what was put right in them."""
    one, other = sorted(pair, key=lambda mark: mark.first)
    if other.last - one.first > MOST_WORDS_QUOTED:
        words = f"{text.quote(one.first, one.last)} ... {text.quote(other.first, other.last)}"
    else:
        words = text.quote(one.first, max(one.last, other.last))
    corrected = [f"{text.quote(mark.first, mark.last)!r} read as {mark.meant!r}" for mark in (one, other) if mark.meant]
    return Value(value, words, text.line_of(one.first), "; ".join(corrected))


def _plain(values: Mapping[ValuePath, Any]) -> dict[str, Any]:
    """Build the plain values of a report from the way to each."""
    plain: dict[str, Any] = {}
    for path, value in values.items():
        place = plain
        for step in path[:-1]:
            place = place.setdefault(str(step), {})
        place[str(path[-1])] = value
    return plain
