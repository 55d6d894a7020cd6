"""Report files and documents scored one by one into rows: what each published, and what the evaluator makes of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from hmip_rules.documents.lines import is_document
from hmip_rules.documents.reading import read_document
from hmip_rules.files.library import Library
from hmip_rules.files.models import Read
from hmip_rules.files.reports import ReadReport, Unreadable, read_reports
from hmip_rules.model.errors import InputError, Problem, quoted
from hmip_rules.model.percent import NOT_APPLICABLE, Percentage
from hmip_rules.model.places import NO_PLACES, Places
from hmip_rules.model.report import NOTHING_PUBLISHED, Report
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.scorecard import Scorecard
from hmip_rules.scoring.placed import score_with_places
from hmip_rules.tables.codes import STATUSES
from hmip_rules.tables.columns import (
    OVERALL_MAX_SCORE,
    OVERALL_RATING,
    OVERALL_SCORE,
    decided_by_column,
    input_columns,
    not_applicable_column,
    percentage_column,
    recomputed_column,
    standard_column,
)
from hmip_rules.tables.inputs import PROBLEM, REPORT_COLUMNS, RESULT_COLUMNS, column_kinds, output_columns
from hmip_rules.tables.moves import AGAINST, MOVES, move_between, refuse_different_scales
from hmip_rules.wording.phrases import listed

ColumnTypes = dict[str, Any]
"""The type of each column: one of polars, or of Python."""

TYPES_OF_PUBLISHED = {"percentage": float, "points": int, "yes or no": bool, "rating": str}
"""The type of a column that holds what was published, by what it is for."""


def row_types(rulebooks: Sequence[Rulebook], *, reasons: bool) -> ColumnTypes:
    """Return the columns of the rows that `scored_row` makes, and their types.

    Args:
        rulebooks: the one that the reports go by, and the one to compare with where there is one.

    Raises:
        InputError: two of the columns would have one name.
    """
    rulebook = rulebooks[0]
    kind_of = column_kinds(rulebook)
    inputs = {name: TYPES_OF_PUBLISHED[kind_of[name]] for name in input_columns(rulebook)}
    added = _result_types(rulebook, reasons=reasons)
    for against in rulebooks[1:]:
        added |= {f"{name}{AGAINST}": dtype for name, dtype in _result_types(against, reasons=reasons).items()}
        added[MOVES] = str
    if both := sorted(inputs.keys() & {**REPORT_COLUMNS, **added}):
        message = (
            f"rulebook {rulebook.id} cannot put reports into a table, because one of its values is {quoted(both[0])}"
        )
        raise InputError([Problem(message)])
    return REPORT_COLUMNS | inputs | added


def _result_types(rulebook: Rulebook, *, reasons: bool) -> ColumnTypes:
    """Return the types that the columns of results have in a table that polars has scored, but for wider numbers."""
    types: ColumnTypes = dict.fromkeys(output_columns(rulebook, reasons=reasons), pl.Enum(rulebook.names))
    texts = (PROBLEM, *(decided_by_column(standard) for standard in rulebook.standards))
    types |= {name: pl.String for name in texts if name in types}
    types |= dict.fromkeys(("score", "score_low", "score_high"), pl.Int64)
    return types | {"status": pl.Enum(STATUSES.values())}


def scored_row(report: Report, rulebooks: Sequence[Rulebook], *, reasons: bool) -> dict[str, Any]:
    """Return what a report published and what the evaluator makes of it; what is missing or undetermined is None.

    Args:
        report: it has to fit the first rulebook (`misfits`). What the second does not have is passed over by it.
        rulebooks: as for `columns`.
    """
    card = score_with_places(Read(report), Read(rulebooks[0]))
    row = _published_values(report, rulebooks[0]) | results_of_scorecard(card, reasons=reasons)
    for rulebook in rulebooks[1:]:
        other = score_with_places(Read(report), Read(rulebook))
        row |= {f"{name}{AGAINST}": value for name, value in results_of_scorecard(other, reasons=reasons).items()}
        row[MOVES] = move_between(rulebook, card.overall.rating, other.overall.rating)
    return row


def _published_values(report: Report, rulebook: Rulebook) -> dict[str, Any]:
    """Return what a report published; a percentage as the floating-point number that is nearest to it."""
    row: dict[str, Any] = {name: getattr(report, name) for name in REPORT_COLUMNS if name in Report.model_fields}
    for standard in rulebook.standards:
        published = report.standards.get(standard.key, NOTHING_PUBLISHED)
        row[standard_column(standard)] = published.rating
        for question in standard.key_questions:
            answer = published.key_questions.get(question)
            percent = float(answer.value) if isinstance(answer, Percentage) else None
            row[percentage_column(standard, question)] = percent
            row[not_applicable_column(standard, question)] = answer == NOT_APPLICABLE
    overall = report.overall
    return row | {
        OVERALL_SCORE: overall.score,
        OVERALL_MAX_SCORE: overall.max_score,
        OVERALL_RATING: overall.rating,
    }


def results_of_scorecard(card: Scorecard, *, reasons: bool) -> dict[str, Any]:
    """Return the columns that scoring adds to a table, as the evaluator has them for one report."""
    results: dict[str, Any] = {}
    for result in card.standards:
        if result.standard.key_questions:
            results[recomputed_column(result.standard)] = result.rating if result.is_recomputed else None
            if reasons:
                results[decided_by_column(result.standard)] = ", ".join(result.decided_by) or None
    totals, ratings = card.overall.totals, card.overall.possible
    values = (totals.only, ratings.only, totals.low, totals.high, ratings.low, ratings.high, str(card.status))
    results |= dict(zip(RESULT_COLUMNS, values, strict=True))
    return results | {PROBLEM: None} if reasons else results


class Gathering:
    """Rows out of report files, all of one rulebook.

    Args:
        chosen: the rulebook; None to take that of the first report.
        whatever: whether reports that name another rulebook are taken too.
        against: the rulebook to compare with; None for none.
        reasons: whether the rows hold which key questions decide.

    Attributes:
        rulebooks: those that the rows are scored by; empty until one was chosen or there is a report.
        found: how many reports there were of each rulebook.
    """

    def __init__(
        self,
        chosen: Read[Rulebook] | None = None,
        *,
        whatever: bool = False,
        against: Rulebook | None = None,
        reasons: bool = False,
    ) -> None:
        self.found: Counter[str] = Counter()
        self.rulebooks: tuple[Rulebook, ...] = ()
        self._library = Library(chosen) if chosen is None or whatever else _LibraryWithDefault(chosen)
        self._against = against
        self._reasons = reasons
        if chosen:
            self._score_by(chosen.value)

    def _score_by(self, rulebook: Rulebook) -> None:
        """Score by a rulebook from now on.

        Raises:
            InputError: it cannot be compared with the other one.
        """
        if self._against:
            refuse_different_scales(rulebook, self._against)
        self.rulebooks = (rulebook, self._against) if self._against else (rulebook,)

    def rows(self, file: str | Unreadable) -> Iterator[dict[str, Any] | Unreadable]:
        """Yield a row for each report of a file, and what can't be used."""
        for read in self._reports(file):
            if isinstance(read, Unreadable):
                yield read
                continue
            if read.report.value.conflicts:
                yield _with_conflicts(read)
                continue
            if not self.rulebooks:
                self._score_by(read.rulebook.value)
            self.found[read.rulebook.value.id] += 1
            if read.rulebook.value.id == self.rulebooks[0].id:
                file_name = read.file.encode("utf-8", "backslashreplace").decode()  # the name need not be text
                about = {"file": file_name, "document": read.document}
                yield about | scored_row(read.report.value, self.rulebooks, reasons=self._reasons)

    @property
    def row_types(self) -> ColumnTypes:
        """The columns of the rows and their types, once there is a rulebook."""
        return row_types(self.rulebooks, reasons=self._reasons)

    @property
    def left_out(self) -> dict[str, int]:
        """How many reports were of each other rulebook."""
        return {name: times for name, times in self.found.items() if name != self.rulebooks[0].id}

    def _reports(self, file: str | Unreadable) -> Iterator[ReadReport | Unreadable]:
        if isinstance(file, Unreadable):
            yield file
        elif is_document(file):
            yield self._report_of_document(file)
        else:
            yield from read_reports(file, self._library)

    def _report_of_document(self, file: str) -> ReadReport | Unreadable:
        try:
            extraction = read_document(file, self._library)
        except InputError as error:
            return Unreadable(file, 1, error.problems)
        return ReadReport(file, 1, Read(extraction.report, extraction.places), extraction.rulebook_with_places)


def _with_conflicts(read: ReadReport) -> Unreadable:
    """Return why a report is left out that has values in two ways: a column holds one."""
    names = listed([conflict.name for conflict in read.report.value.conflicts])
    message = f"A table cannot hold two values for {names}; settle what is under 'conflicts' first"
    return Unreadable(read.file, read.document, (Problem(message, read.report.places.of_name(("conflicts",))),))


class _LibraryWithDefault(Library):
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
