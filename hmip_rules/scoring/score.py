"""Score one report, in whichever form it is given."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from hmip_rules.files.fit import misfits, respelled
from hmip_rules.files.library import GivenRulebook, Library, library_of, rulebook_from
from hmip_rules.files.models import Read
from hmip_rules.files.reports import report_from
from hmip_rules.files.text import unusable
from hmip_rules.model.errors import InputError, Problem, kind_of
from hmip_rules.model.report import Report
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.scorecard import Scorecard
from hmip_rules.scoring.placed import score_with_places

if TYPE_CHECKING:
    from hmip_rules.documents.extraction import Extraction

GivenReport: TypeAlias = "Report | Mapping[str, Any] | str | os.PathLike[str] | Extraction"
"""How a caller may give a report: itself, as a dict of plain values, by its file, or as read from a document."""


def score(report: GivenReport, rulebook: GivenRulebook | None = None) -> Scorecard:
    """Recompute a report, and find where its published values differ.

    Args:
        report: a Report, a dict with the names of a report file, the path of a report file or a document, or
            what `load_document` read.
        rulebook: the rules to score by: a Rulebook, an id such as "pdu-2024", the path of a rulebook file, or a
            dict. None for the one that the report names or a document was read by, or else the one in force for
            what the report inspects in its month.

    Raises:
        InputError: the report cannot be used or does not fit the rulebook, or no rulebook can be chosen;
            `problems` says where and why.

    >>> card = score({"rulebook": "pdu-2024", "standards": {"P 2.1": {"key_questions": {"safety": 23}}}})
    >>> card.standards["P 2.1"].rating
    'Inadequate'
    >>> score(Report(overall={"score": 25}), "pdu-2024").findings[0].where
    'overall.score'
    """
    if isinstance(report, Report):
        return _score_values(report, rulebook)
    if isinstance(report, Mapping):
        return _score_values(report_from(report), rulebook)
    if isinstance(report, (str, os.PathLike)):
        return _score_file(os.fspath(report), library_of(rulebook))
    return _score_document(report, rulebook)


def _score_values(report: Report, rulebook: GivenRulebook | None) -> Scorecard:
    chosen = Library().for_report(report) if rulebook is None else rulebook_from(rulebook)
    return score_with_places(_fitting(Read(report), chosen.value), chosen)


def _fitting(report: Read[Report], rulebook: Rulebook) -> Read[Report]:
    """Return a report that fits a rulebook, with the rulebook's spelling where it has another.

    Raises:
        InputError: it does not fit.
    """
    is_spelt_so = report.value.rulebook in (None, rulebook.id)
    if is_spelt_so and not misfits(rulebook, report.value):
        return report
    fitting = respelled(rulebook, report)
    if problems := misfits(rulebook, fitting.value):
        raise InputError.of(problems)
    return fitting


def _score_file(file: str, library: Library) -> Scorecard:
    """Score the one report of a file, or a document."""
    from hmip_rules.scoring.score_files import Result, score_file  # it may read documents, which one Report does not

    if "\n" in file:
        raise InputError([Problem("The name of a file must be one line, not several; write the text to a file first")])
    if os.path.isdir(file):  # noqa: PTH112  # Path.is_dir raises where access is denied
        raise unusable(file, "This is a folder, not a report; score_files scores all reports in it")
    results = list(score_file(file, library))
    if problems := [problem for result in results for problem in result.problems]:
        raise InputError(problems)
    if len(results) > 1:
        raise unusable(file, f"{len(results)} reports where one belongs; score_files scores them all")
    (result,) = results
    assert isinstance(result, Result)  # what cannot be used has problems
    return result.card


def _score_document(extraction: Extraction, rulebook: GivenRulebook | None) -> Scorecard:
    """Score what was read from a document, by the rulebook it was read by or another that it fits."""
    from hmip_rules.documents.extraction import Extraction

    if not isinstance(extraction, Extraction):
        raise InputError([Problem(_why_no_report(extraction))])
    chosen = extraction.rulebook_with_places if rulebook is None else rulebook_from(rulebook)
    if problems := misfits(chosen.value, extraction.report):
        raise InputError.of(problems)
    return score_with_places(Read(extraction.report, extraction.places), chosen)


def _why_no_report(given: Any) -> str:
    """Return what was given where a report belongs, and what to do with it instead."""
    if isinstance(given, Rulebook):
        return "This is a rulebook, not a report; write score(report, rulebook)"
    if isinstance(given, Scorecard):
        return "This is a scorecard, so it has been scored already"
    if isinstance(given, (list, tuple)):
        return "This is a list, not a report; score its reports one by one"
    if hasattr(given, "columns"):
        return "This is a table, not a report; hmip_rules.tables.score_table scores a table with a row for each report"
    return f"A report must be a Report, a dict, the name of a file or what load_document reads, not {kind_of(given)}"
