"""From the lines of a document to a report, by the rulebook that knows its standards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from hmip_rules.documents import particulars
from hmip_rules.documents.extraction import ExtractedValue, ExtractedValues, Extraction, expected_values
from hmip_rules.documents.lines import Line
from hmip_rules.documents.marked_text import ItemAndValue
from hmip_rules.documents.marks import OVERALL, Mark, marks_of
from hmip_rules.documents.overall_score import find_scores
from hmip_rules.documents.percentages import find_percentages
from hmip_rules.documents.ratings import find_ratings
from hmip_rules.documents.words import Text, text_of
from hmip_rules.files.models import Read
from hmip_rules.model.errors import InputError, Problem
from hmip_rules.model.months import lies_within
from hmip_rules.model.places import ValuePath
from hmip_rules.model.report import Report
from hmip_rules.model.rulebook import Rulebook

MIN_RATED_STANDARDS = 2
"""A document in which fewer standards have a rating is not a report that a rulebook knows."""

MAX_WORDS_QUOTED = 30

MIN_LINES_BETWEEN_PLACES = 10
"""A value that stands again within so few lines may be a doubled line."""

UNKNOWN_REPORT = (
    "no rulebook fits this document: none finds all its standards, with ratings; to read part of a report, "
    "choose a rulebook with --rulebook"
)


def extract(lines: Iterable[Line], rulebooks: Sequence[Read[Rulebook]]) -> Extraction:
    """Read a report from the lines of a document.

    Args:
        lines: in reading order.
        rulebooks: those that it may have been rated by. Of several, the one is taken all of whose standards are
            named, whose maximum and months fit, and of whose standards most have a rating. A single one was chosen
            by a person, and may know more standards than are named.

    Raises:
        InputError: it is no report that one of them knows, or it fits two alike.
    """
    text = text_of(lines)
    about = _values_about_the_inspection(text)
    chosen = len(rulebooks) == 1
    readings = []
    for rulebook in rulebooks:
        if chosen or _may_be_in_force(rulebook.value, about):
            marks = marks_of(rulebook.value, text)
            if _names_its_standards(rulebook.value, marks, text, chosen=chosen):
                readings.append((rulebook, _rated_values(rulebook.value, text, marks)))
    rulebook, rated = _best_reading(readings)
    return _extraction(rulebook, {**about, **rated})


def _extraction(rulebook: Read[Rulebook], read: ExtractedValues) -> Extraction:
    """Return the values that the document gives in one way; the others are conflicts, and missing from the report."""
    values = {path: found for path, found in read.items() if len({value.value for value in found}) == 1}
    conflicts = {path: found for path, found in read.items() if path not in values}
    if _may_be_several_reports(conflicts):  # a value that stands once may then be that of another report
        values = {path: found for path, found in values.items() if len(path) == 1 or _stands_at_two_places(found)}
    plain: dict[str, Any] = {"rulebook": rulebook.value.id}
    for path, found in values.items():
        parent = plain
        for name in path[:-1]:
            parent = parent.setdefault(str(name), {})
        parent[str(path[-1])] = found[0].value
    missing = tuple(path for path in expected_values(rulebook.value) if path not in values)
    return Extraction(rulebook, Report.model_validate(plain), values, conflicts, missing)


def _values_about_the_inspection(text: Text) -> dict[ValuePath, list[ExtractedValue]]:
    """Read the service, the months and the number of cases."""
    prose = particulars.Prose(text)
    found = {
        "service": particulars.find_service(text),
        "fieldwork": particulars.find_fieldwork(prose),
        "published": particulars.find_publication(prose),
        "cases": particulars.find_cases(prose),
    }
    values: dict[ValuePath, list[ExtractedValue]] = {}
    for name, places in found.items():
        for value, words, line in places:
            values.setdefault((name,), []).append(ExtractedValue(value, words, text.lines[line]))
    return values


def _may_be_in_force(rulebook: Rulebook, about: ExtractedValues) -> bool:
    """Check that every month that a document states lies within those of a rulebook."""
    months = rulebook.in_force
    stated = about.get((months.of,), ()) if months else ()
    return months is None or all(lies_within(str(value.value), months.from_, months.to) for value in stated)


def _names_its_standards(rulebook: Rulebook, marks: Sequence[Mark], text: Text, *, chosen: bool) -> bool:
    """Check that a document prints the maximum of a rulebook, and names all of its standards.

    Args:
        rulebook: the rules it may have been rated by.
        marks: what the rulebook knows in it.
        text: its words.
        chosen: a person chose the rulebook; then the document may lack standards, as a draft does.
    """
    printed = [str(pair.value.means[1]) for pair in find_scores(text, marks)]
    named = {key for mark in marks if mark.kind in ("item", "name") for key in mark.means}
    for bands in rulebook.bands.overall:
        standards = {standard.key for standard in rulebook.standards if standard.included} - {*bands.without}
        fits = not printed or any(_is_maximum(maximum, bands.max) for maximum in printed)
        if fits and (chosen or standards <= named):
            return True
    return False


def _is_maximum(printed: str, maximum: int) -> bool:
    """Check a printed maximum against a rulebook's; the mark of a footnote may be stuck to it."""
    return printed in (str(maximum), *(f"{maximum}{footnote}" for footnote in range(10)))


def _best_reading(
    readings: Sequence[tuple[Read[Rulebook], dict[ValuePath, list[ExtractedValue]]]],
) -> tuple[Read[Rulebook], dict[ValuePath, list[ExtractedValue]]]:
    """Return the reading in which most standards have a rating, and its rulebook."""
    rated = [
        sum(("standards", standard.key, "rating") in values for standard in rulebook.value.standards)
        for rulebook, values in readings
    ]
    most = max(rated, default=0)
    if most < MIN_RATED_STANDARDS:
        raise InputError([Problem(UNKNOWN_REPORT)])
    best = [reading for reading, count in zip(readings, rated, strict=True) if count == most]
    if len(best) > 1:
        ids = " and ".join(rulebook.value.id for rulebook, _ in best)
        raise InputError([Problem(f"{ids} fit this report equally well; choose one with --rulebook")])
    return best[0]


def _may_be_several_reports(conflicts: ExtractedValues) -> bool:
    """Check whether a figure, which stands once in a report, or several ratings are given in two ways."""
    kinds = Counter(path[-1] == "rating" for path in conflicts if len(path) > 1)
    return kinds[True] > 1 or kinds[False] > 0


def _stands_at_two_places(values: Sequence[ExtractedValue]) -> bool:
    first, last = values[0].line, values[-1].line
    return first.page != last.page or last.number - first.number > MIN_LINES_BETWEEN_PLACES


def _rated_values(rulebook: Rulebook, text: Text, marks: Sequence[Mark]) -> dict[ValuePath, list[ExtractedValue]]:
    """Read the ratings, percentages and scores, each in the order of the document."""
    values: dict[ValuePath, list[ExtractedValue]] = {}

    def add(path: ValuePath, pair: ItemAndValue, value: str | int) -> None:
        values.setdefault(path, []).append(_extracted_value(text, pair, value))

    for pair in find_ratings(rulebook, text, marks):
        (key,) = pair.item.means
        add(("overall", "rating") if key == OVERALL else ("standards", key, "rating"), pair, pair.value.means[0])
    for pair in find_percentages(rulebook, text, marks):
        ((standard, question),) = pair.item.means
        percent = pair.value.means[0]
        if Fraction(percent) == rulebook.round(Fraction(percent)):  # 4.3% is a slip for 43% where figures are whole
            add(("standards", standard, "key_questions", question), pair, percent)
    for pair in find_scores(text, marks):
        score, printed = map(str, pair.value.means)
        maxima = [bands.max for bands in rulebook.bands.overall if _is_maximum(printed, bands.max)]
        if len(maxima) == 1 and int(score) <= maxima[0]:
            corrected = "" if printed == str(maxima[0]) else f"{score}/{maxima[0]}"
            read = pair._replace(value=pair.value._replace(meant=corrected))
            add(("overall", "score"), read, int(score))
            add(("overall", "max_score"), read, maxima[0])
    for places in values.values():
        places.sort(key=lambda value: (value.line.page or 0, value.line.number))
    return values


def _extracted_value(text: Text, pair: ItemAndValue, value: str | int) -> ExtractedValue:
    """Return a value with the words of it and of what it belongs to, and what was corrected in them."""
    first, second = sorted(pair, key=lambda mark: mark.first)
    if second.last - first.first > MAX_WORDS_QUOTED:
        words = f"{text.quote(first.first, first.last)} ... {text.quote(second.first, second.last)}"
    else:
        words = text.quote(first.first, max(first.last, second.last))
    corrected = [
        f"{text.quote(mark.first, mark.last)!r} read as {mark.meant!r}" for mark in (first, second) if mark.meant
    ]
    return ExtractedValue(value, words, text.line_of(first.first), "; ".join(corrected))
