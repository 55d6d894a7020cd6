"""Report files gathered into rows, one by one, for the table that `score_table` takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from hmip_rules.documents.lines import is_document
from hmip_rules.files.library import Library
from hmip_rules.files.models import Read
from hmip_rules.files.reports import ReadReport, Unreadable, read_reports
from hmip_rules.model.errors import InputError, Problem, Slip, quoted
from hmip_rules.model.percent import NOT_APPLICABLE, Percentage
from hmip_rules.model.places import NO_PLACES, Place, Places
from hmip_rules.model.report import Answer, PublishedStandard, Report
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.tables.columns import (
    OVERALL_MAX_SCORE,
    OVERALL_RATING,
    OVERALL_SCORE,
    input_columns,
    not_applicable_column,
    percentage_column,
    standard_column,
)
from hmip_rules.tables.inputs import ABOUT, kinds

TYPES = {"percentage": float, "points": int, "yes or no": bool, "rating": str}
"""The type of a column, by what it is for."""

FINEST = 10**6
"""How fine a percentage a row holds: six decimals, or counts of a million cases. A float then lies on the same side
of every edge as the exact percentage."""

_NOTHING_PUBLISHED = PublishedStandard()


def columns(rulebook: Rulebook) -> dict[str, type]:
    """List the columns of the rows of a rulebook's reports, and their types.

    Raises:
        InputError: two of them would have one name.
    """
    kind_of = kinds(rulebook)
    inputs = {name: TYPES[kind_of[name]] for name in input_columns(rulebook)}
    if both := sorted(set(ABOUT) & set(inputs)):
        message = f"rulebook {rulebook.id} can't gather reports into a table: one of its values is {quoted(both[0])}"
        raise InputError([Problem(message)])
    return ABOUT | inputs


def row_of(report: Report, rulebook: Rulebook, places: Places = NO_PLACES) -> dict[str, Any]:
    """Give what a report published as a row; what it did not publish is None.

    Args:
        report: it has to fit the rulebook (`misfits`).
        places: where its values stand, for messages.

    Raises:
        InputError: a percentage is finer than a row holds.
    """
    row: dict[str, Any] = {name: getattr(report, name) for name in ABOUT if name in Report.model_fields}
    problems = []
    for standard in rulebook.standards:
        published = report.standards.get(standard.key, _NOTHING_PUBLISHED)
        row[standard_column(standard)] = published.rating
        for question in standard.key_questions:
            answer = published.key_questions.get(question)
            if isinstance(answer, Percentage) and answer.value.denominator > FINEST:
                message = "a percentage with more than six decimals, or counts of more than a million cases; round it"
                problems.append(Slip(("standards", standard.key, "key_questions", question), message))
            row[percentage_column(standard, question)] = _number(answer)
            row[not_applicable_column(standard, question)] = answer == NOT_APPLICABLE
    if problems:
        raise InputError.of(problems, places)
    overall = report.overall
    return row | {
        OVERALL_SCORE: overall.score,
        OVERALL_MAX_SCORE: overall.max_score,
        OVERALL_RATING: overall.rating,
    }


def _number(answer: Answer) -> float | None:
    return float(answer.value) if isinstance(answer, Percentage) else None


class Gathering:
    """Rows out of report files, all of one rulebook.

    Args:
        chosen: the rulebook; None to take that of the first report.
        whatever: whether reports that name another rulebook are taken too.

    Attributes:
        rulebook: that of the rows; None until there is a report.
        found: how many reports there were of each rulebook.
    """

    def __init__(self, chosen: Read[Rulebook] | None = None, *, whatever: bool = False) -> None:
        self.rulebook = chosen.value if chosen else None
        self.found: Counter[str] = Counter()
        self._shelf = Library(chosen) if chosen is None or whatever else _Choice(chosen)

    def rows(self, file: str | Unreadable) -> Iterator[dict[str, Any] | Unreadable]:
        """Give a row for each report of a file; what can't be used is yielded too."""
        for one in self._reports(file):
            if isinstance(one, Unreadable):
                yield one
                continue
            self.rulebook = self.rulebook or one.rulebook.value
            self.found[one.rulebook.value.id] += 1
            if one.rulebook.value.id != self.rulebook.id:
                continue
            try:
                yield _about(one) | row_of(one.report.value, self.rulebook, one.report.places)
            except InputError as error:
                yield Unreadable(one.file, one.document, error.problems)

    @property
    def left_out(self) -> dict[str, int]:
        """How many reports were of each other rulebook."""
        return {name: times for name, times in self.found.items() if self.rulebook and name != self.rulebook.id}

    def _reports(self, file: str | Unreadable) -> Iterator[ReadReport | Unreadable]:
        if isinstance(file, Unreadable):
            yield file
        elif is_document(file):
            message = "a document; 'hmip-rules extract' writes a report file from it, which goes into a table"
            yield Unreadable(file, 1, (Problem(message, Place(file)),))
        else:
            yield from read_reports(file, self._shelf)


class _Choice(Library):
    """Rulebooks as reports name them or are in force, and a chosen one where neither is known."""

    def __init__(self, chosen: Read[Rulebook]) -> None:
        super().__init__()
        self._chosen = chosen

    def for_report(self, report: Report, places: Places = NO_PLACES) -> Read[Rulebook]:
        try:
            return super().for_report(report, places)
        except InputError:
            if report.rulebook is None:
                return self._chosen
            raise


def _about(read: ReadReport) -> dict[str, Any]:
    """Say where a report stands; the name of a file need not be text."""
    return {"file": read.file.encode("utf-8", "backslashreplace").decode(), "document": read.document}
