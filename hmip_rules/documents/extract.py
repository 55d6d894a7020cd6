"""From the blocks of a document to a report, by the rulebook that knows its standards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import product
from typing import Any, NamedTuple

from hmip_rules.documents import particulars
from hmip_rules.documents.extraction import ExtractedValue, ExtractedValues, Extraction, Unusable, expected_values
from hmip_rules.documents.extraction_report import conflict_of
from hmip_rules.documents.figures import CaseCounts
from hmip_rules.documents.inspection import Inspection, inspection_of
from hmip_rules.documents.lines import Block
from hmip_rules.documents.marked_text import ItemAndValue, MarkedText
from hmip_rules.documents.marks import OVERALL, marks_of
from hmip_rules.documents.overall_score import find_scores
from hmip_rules.documents.percentages import find_percentages
from hmip_rules.documents.ratings import find_ratings
from hmip_rules.documents.refusal import Attempt, why_none_fits, why_not_by_chosen
from hmip_rules.documents.words import Text, text_of
from hmip_rules.files.models import Read
from hmip_rules.model.errors import InputError, Problem
from hmip_rules.model.places import ValuePath
from hmip_rules.model.report import Report
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.wording import rule_words

MIN_RATED_STANDARDS = 2
"""A document in which fewer standards have a rating is not a report that a rulebook knows."""

MAX_FIGURES_OF_A_MAXIMUM = 3

MAX_WORDS_QUOTED = 30

MIN_LINES_BETWEEN_PLACES = 10
"""A value that stands again within so few lines may be a doubled line."""


class _Reading(NamedTuple):
    """The ratings, percentages and scores that a rulebook finds in a document, and what of it cannot be used."""

    rulebook: Read[Rulebook]
    values: ExtractedValues
    unusable: dict[ValuePath, list[Unusable]]
    passed_over: Sequence[Unusable]

    @property
    def rated_standards(self) -> int:
        return sum(("standards", standard.key, "rating") in self.values for standard in self.rulebook.value.standards)


def extract(blocks: Iterable[Block], rulebooks: Sequence[Read[Rulebook]]) -> Extraction:
    """Read a report from the blocks of a document.

    Args:
        blocks: in reading order.
        rulebooks: those that it may have been rated by. Of several, the one is taken all of whose standards are
            named, whose maximum and months fit, and of whose standards most have a rating. A single one was chosen
            by a person, and may know more standards than are named, and be of other months.

    Raises:
        InputError: it is not a report that one of them knows, or it fits two equally well.
    """
    text = text_of(blocks)
    prose = particulars.Prose(text)
    about = _values_about_the_inspection(text, prose)
    inspection = _inspection_of(about)
    if len(rulebooks) == 1:
        reading = _reading_by_chosen(rulebooks[0], text, inspection)
    else:
        in_force = [rulebook for rulebook in rulebooks if _why_not_in_force(rulebook.value, about) is None]
        best = _best_readings(in_force, text, inspection)
        if not best:
            others = [rulebook for rulebook in rulebooks if rulebook not in in_force]
            in_other_months = [reading.rulebook.value for reading in _best_readings(others, text, inspection)]
            if not in_other_months:
                attempts = [_attempt(rulebook, text, inspection) for rulebook in rulebooks]
                raise InputError([Problem(why_none_fits(text, attempts, MIN_RATED_STANDARDS))])
            raise _refusal(in_other_months, about)
        if len(best) > 1:
            ids = " and ".join(reading.rulebook.value.id for reading in best)
            raise InputError([Problem(f"{ids} fit this report equally well; choose one with --rulebook")])
        (reading,) = best
    unusable_cases = particulars.why_cases_are_unusable(prose)
    if unusable_cases:
        place = text.lines[unusable_cases.line]
        reading.unusable["cases",] = [Unusable(str(unusable_cases.value), place)]
    return _extraction(reading, about)


def _inspection_of(about: ExtractedValues) -> Inspection:
    months = [value.value for name in ("fieldwork", "published") for value in about.get((name,), ())]
    return inspection_of([value.value for value in about.get(("service",), ())], months)


def _reading_by_chosen(rulebook: Read[Rulebook], text: Text, inspection: Inspection) -> _Reading:
    """Read a document by the rulebook that a person chose; then it may lack standards, as a draft does.

    Its maximum score may be another than the rulebook's, which is a finding.

    Raises:
        InputError: it has too few ratings of this rulebook's standards.
    """
    book = rulebook.value
    page = MarkedText(text, marks_of(book, text), inspection)
    reading = _reading(rulebook, page, any_maximum=True)
    if reading.rated_standards < MIN_RATED_STANDARDS:
        raise InputError([Problem(why_not_by_chosen(_attempt(rulebook, text, inspection), MIN_RATED_STANDARDS))])
    return reading


def _attempt(rulebook: Read[Rulebook], text: Text, inspection: Inspection) -> Attempt:
    """Return how far a rulebook fits a document."""
    page = MarkedText(text, marks_of(rulebook.value, text), inspection)
    named = {key for mark in page.marks if mark.kind in ("item", "name") for key in mark.means if key != OVERALL}
    rated = _reading(rulebook, page).rated_standards
    return Attempt(rulebook.value, len(named), rated, _other_maxima(rulebook.value, page))


def _other_maxima(rulebook: Rulebook, page: MarkedText) -> list[str]:
    """Return the maxima that a document prints, if none of them is one of the rulebook's."""
    printed = _printed_maxima(page)
    known = [bands.max for bands in rulebook.bands.overall]
    return [] if any(_is_maximum(maximum, other) for maximum in printed for other in known) else printed


def _best_readings(rulebooks: Iterable[Read[Rulebook]], text: Text, inspection: Inspection) -> list[_Reading]:
    """Return the readings in which most standards have a rating, by rulebooks all of whose standards are named."""
    readings = []
    for rulebook in rulebooks:
        page = MarkedText(text, marks_of(rulebook.value, text), inspection)
        if _names_its_standards(rulebook.value, page):
            readings.append(_reading(rulebook, page))
    most = max((reading.rated_standards for reading in readings), default=0)
    if most < MIN_RATED_STANDARDS:
        return []
    return [reading for reading in readings if reading.rated_standards == most]


def _refusal(rulebooks: Sequence[Rulebook], about: ExtractedValues) -> InputError:
    """Return why no rulebook was chosen, naming those that fit but for the months in which they were in force."""
    reasons = "; ".join(filter(None, (_why_not_in_force(rulebook, about) for rulebook in rulebooks)))
    ids = [rulebook.id for rulebook in rulebooks]
    message = (
        f"This document has the standards of {' and '.join(ids)}, but {reasons}; "
        f"if it was rated by these standards all the same, use --rulebook {' or '.join(ids)}"
    )
    return InputError([Problem(message)])


def _extraction(reading: _Reading, about: ExtractedValues) -> Extraction:
    """Return the values that the document gives in one way; the others are conflicts, and missing from the report."""
    rulebook = reading.rulebook
    read = {**about, **reading.values}
    values = {path: found for path, found in read.items() if len({value.value for value in found}) == 1}
    conflicts = {path: found for path, found in read.items() if path not in values}
    if _may_be_several_reports(values, conflicts):  # a value that stands once may then be that of another report
        values = {path: found for path, found in values.items() if len(path) == 1 or _stands_at_two_places(found)}
    plain: dict[str, Any] = {"rulebook": rulebook.value.id}
    for path, found in values.items():
        parent = plain
        for name in path[:-1]:
            parent = parent.setdefault(str(name), {})
        value = found[0].value
        parent[str(path[-1])] = value._asdict() if isinstance(value, CaseCounts) else value
    plain["conflicts"] = [conflict_of(path, found) for path, found in conflicts.items()]
    missing = tuple(path for path in expected_values(rulebook.value) if path not in values)
    unusable = {path: found for path, found in reading.unusable.items() if path not in read}
    report = Report.model_validate(plain)
    return Extraction(rulebook, report, values, conflicts, missing, unusable, tuple(reading.passed_over))


def _values_about_the_inspection(text: Text, prose: particulars.Prose) -> dict[ValuePath, list[ExtractedValue]]:
    """Read the service, the months and the number of cases."""
    found = {
        "service": particulars.find_service(text),
        "fieldwork": particulars.find_fieldwork(prose),
        "published": particulars.find_publication(prose),
        "cases": particulars.find_cases(prose),
    }
    values: dict[ValuePath, list[ExtractedValue]] = {}
    for name, places in found.items():
        for value, words, line in places:
            # a report file cannot hold control characters
            printed = "".join(filter(str.isprintable, value)) if isinstance(value, str) else value
            values.setdefault((name,), []).append(ExtractedValue(printed, words, text.lines[line]))
    return values


def _why_not_in_force(rulebook: Rulebook, about: ExtractedValues) -> str | None:
    """Return which month of a document lies outside those of a rulebook; None where none does."""

    def stated(name: str) -> list[str | None]:
        return [str(value.value) for value in about.get((name,), ())] or [None]

    for fieldwork, published in product(stated("fieldwork"), stated("published")):
        if reason := rule_words.why_not_in_force(rulebook, fieldwork, published):
            return reason
    return None


def _names_its_standards(rulebook: Rulebook, page: MarkedText) -> bool:
    """Check that a document prints a maximum of a rulebook, if any, and names all standards that it is of."""
    printed = _printed_maxima(page)
    named = {key for mark in page.marks if mark.kind in ("item", "name") for key in mark.means}
    for bands in rulebook.bands.overall:
        standards = {standard.key for standard in rulebook.standards if standard.included} - {*bands.without}
        has_maximum = not printed or any(_is_maximum(maximum, bands.max) for maximum in printed)
        if has_maximum and standards <= named:
            return True
    return False


def _printed_maxima(page: MarkedText) -> list[str]:
    """Return the maximum of each score that a document prints: "21" of "3/21"."""
    fractions = [pair.value for pair in find_scores(page).pairs if pair.value.kind == "fraction"]
    return list(dict.fromkeys(str(fraction.means[1]) for fraction in fractions))


def _is_maximum(printed: str, maximum: int) -> bool:
    """Check a printed maximum against a rulebook's; the mark of a footnote may be stuck to it."""
    return printed in (str(maximum), *(f"{maximum}{footnote}" for footnote in range(10)))


def _may_be_several_reports(values: ExtractedValues, conflicts: ExtractedValues) -> bool:
    """Check whether more is given in two ways than slips of one report are.

    That is the score with the overall rating, or values of several standards, and of more than have values again alike.
    Figures and ratings are looked at apart: a report gives most of its ratings twice.
    """
    if {("overall", "score"), ("overall", "rating")} <= {*conflicts}:
        return True
    repeated = [path for path, places in values.items() if _stands_at_two_places(places)]
    for is_rating in (True, False):
        differing, alike = (
            len({path[1] for path in paths if path[0] == "standards" and (path[-1] == "rating") is is_rating})
            for paths in (conflicts, repeated)
        )
        if differing > max(alike, 1):
            return True
    return False


def _stands_at_two_places(values: Sequence[ExtractedValue]) -> bool:
    first, last = values[0].line, values[-1].line
    return first.page != last.page or last.number - first.number > MIN_LINES_BETWEEN_PLACES


def _reading(rulebook: Read[Rulebook], page: MarkedText, *, any_maximum: bool = False) -> _Reading:
    """Read the ratings, percentages and scores, each in the order of the document.

    Args:
        any_maximum: whether to read scores of another maximum, if the document has none of a maximum of the rulebook.
    """
    book, text = rulebook.value, page.text
    values: dict[ValuePath, list[ExtractedValue]] = {}
    unusable: dict[ValuePath, list[Unusable]] = {}

    def add(path: ValuePath, pair: ItemAndValue, value: str | int | CaseCounts) -> None:
        if pair.value.kind == "unusable":
            (reason,) = pair.value.means
            unusable.setdefault(path, []).append(Unusable(reason, text.line_of(pair.item.first)))
        else:
            values.setdefault(path, []).append(_extracted_value(text, pair, value))

    ratings, percentages, scores = find_ratings(book, page), find_percentages(book, page), find_scores(page)
    for pair in ratings.pairs:
        (key,) = pair.item.means
        add(("overall", "rating") if key == OVERALL else ("standards", key, "rating"), pair, pair.value.means[0])
    for pair in percentages.pairs:
        ((standard, question),) = pair.item.means
        figure = pair.value.means[0]
        path = ("standards", standard, "key_questions", question)
        is_in_cell = text.words[pair.value.first].line in text.lines_of_tables
        if pair.value.kind == "percent" and not is_in_cell and not _is_printed_as_rounded(book, figure):
            reason = f"{figure}% has more decimals than the percentages of {book.id}"
            unusable.setdefault(path, []).append(Unusable(reason, text.line_of(pair.item.first)))
        else:
            add(path, pair, figure)
    other_maxima = _other_maxima(book, page) if any_maximum else []
    for pair in scores.pairs:
        if pair.value.kind == "unusable":
            add(("overall", "score"), pair, "")
        elif found := _score_and_maximum(book, pair, other_maxima):
            read, score, maximum = found
            add(("overall", "score"), read, score)
            add(("overall", "max_score"), read, maximum)
    for places in values.values():
        places.sort(key=lambda value: (value.line.page or 0, value.line.number))
    passed_over = dict.fromkeys((*ratings.passed_over, *percentages.passed_over, *scores.passed_over))
    return _Reading(rulebook, values, unusable, [Unusable(why, text.lines[line]) for line, why in passed_over])


def _score_and_maximum(
    rulebook: Rulebook, pair: ItemAndValue, other_maxima: Sequence[str]
) -> tuple[ItemAndValue, int, int] | None:
    """Return a score and its maximum, with what was corrected; None for that of another framework.

    Args:
        other_maxima: those that are read though the rulebook has another.
    """
    score, printed = map(str, pair.value.means)
    if printed in other_maxima and len(printed) <= MAX_FIGURES_OF_A_MAXIMUM and int(score) <= int(printed):
        return pair, int(score), int(printed)
    maxima = [bands.max for bands in rulebook.bands.overall if _is_maximum(printed, bands.max)]
    if len(maxima) != 1 or int(score) > maxima[0]:
        return None
    corrected = "" if printed == str(maxima[0]) else f"{score}/{maxima[0]}"
    return pair._replace(value=pair.value._replace(meant=corrected)), int(score), maxima[0]


def _is_printed_as_rounded(rulebook: Rulebook, percent: str) -> bool:
    """Check that a percentage has no more decimals than the rulebook rounds to; 4.3% may be a misread 43%."""
    return Fraction(percent) == rulebook.round(Fraction(percent))


def _extracted_value(text: Text, pair: ItemAndValue, value: str | int | CaseCounts) -> ExtractedValue:
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
