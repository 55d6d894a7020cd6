"""Report files: read, each report checked against its rulebook, and written."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from copy import deepcopy
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from hmip_rules.files.fit import misfits, percentages_like_fractions, respelled
from hmip_rules.files.library import GivenRulebook, Library, library_of
from hmip_rules.files.models import Read, model_of, read_model
from hmip_rules.files.text import name_of_file, read_text, unusable
from hmip_rules.files.yaml_source import Document, Value, documents, to_yaml
from hmip_rules.model.errors import InputError, Problem, kind_of
from hmip_rules.model.places import Place, Places, ValuePath
from hmip_rules.model.report import Report
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.status import UNREADABLE_STATUS

MAX_DOCUMENTS = 1_000
"""Reports that a file may hold."""


CHOOSES_RULEBOOK = ("rulebook", "inspects", "fieldwork", "published")
"""The values by which a report chooses its rulebook."""


class ReadReport(NamedTuple):
    """A report read from a file, with the rulebook that it is to be scored by."""

    file: str
    document: int
    report: Read[Report]
    rulebook: Read[Rulebook]


class Unreadable(NamedTuple):
    """A file, or one document of it, that cannot be used, and why. It has no scorecard."""

    file: str
    document: int
    problems: tuple[Problem, ...]
    status: str = UNREADABLE_STATUS
    card: None = None


def load_report(file: str | Path, rulebook: GivenRulebook | None = None) -> Report:
    """Read the one report of a file, checked against its rulebook.

    Args:
        file: its path.
        rulebook: the rules to check it against, by id, file, dict or Rulebook; None for the ones that it names, or
            in force.

    Raises:
        InputError: it cannot be used, or the file holds several reports (see `load_reports`).
    """
    reports = load_reports(file, rulebook)
    if len(reports) > 1:
        raise InputError(
            [Problem(f"This file holds {len(reports)} reports; load_reports reads them all", Place(str(file)))]
        )
    return reports[0]


def load_reports(file: str | Path, rulebook: GivenRulebook | None = None) -> tuple[Report, ...]:
    """Read every report of a file, each checked against its rulebook, or against the one given.

    Raises:
        InputError: one of them cannot be used; it carries the problems of all.
    """
    name = name_of_file(file)
    read = list(read_reports(name, library_of(rulebook)))
    problems = [problem for document in read if isinstance(document, Unreadable) for problem in document.problems]
    is_found = os.path.isfile(name)  # noqa: PTH113  # Path.is_file raises where access is denied
    if problems and is_found and not name.lower().endswith((".yaml", ".yml")):
        problems.append(
            Problem(
                "This is not a report file, whose name ends in .yaml or .yml; load_document reads documents",
                Place(name),
            )
        )
    if problems:
        raise InputError(problems)
    return tuple(document.report.value for document in read if isinstance(document, ReadReport))


def read_reports(file: str, library: Library) -> Iterator[ReadReport | Unreadable]:
    """Read every report of a file, or of standard input where it is '-'.

    What cannot be used is yielded too, with all its problems; the others are read all the same.
    """
    try:
        text = read_text(file)
    except InputError as error:
        yield Unreadable(file, 1, error.problems)
        return
    extracted = _extracted_report(text, file) if file.lower().endswith(".json") else None
    found = [extracted] if extracted else list(islice(documents(text, file), MAX_DOCUMENTS + 1))
    if len(found) > MAX_DOCUMENTS:
        message = f"This file holds more than {MAX_DOCUMENTS:,} reports; split it into several files"
        yield Unreadable(file, 1, (Problem(message, Place(file)),))
        return
    not_empty = [document for document in found if document.value is not None or document.problems]
    if not not_empty:
        yield Unreadable(file, 1, (Problem("This file is empty; write a report, as in docs/report.md", Place(file)),))
    for document in not_empty:
        try:
            yield _read_report(document, file, library)
        except InputError as error:
            yield Unreadable(file, document.number, error.problems)


def _extracted_report(text: str, file: str) -> Document | None:
    """Return the report in the JSON that 'hmip-rules extract' writes; None if the text is anything else.

    Its values have no places in the file: those in the document stand beside them.
    """
    try:
        found = json.loads(text, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or not {"report", "values", "not_found"} <= set(found):
        return None
    return Document(1, found["report"], Places(file), ())


def _read_report(document: Document, file: str, library: Library) -> ReadReport:
    if isinstance(document.value, dict) and {"ratings", "bands"} <= set(document.value):
        raise unusable(file, "This is a rulebook, not a report; to score a report by it, use --rulebook")
    problems: list[Problem] = []
    refused: set[str] = set()
    try:
        report = _with_place_of_maximum(read_model(document, Report))
    except InputError as error:
        if not isinstance(document.value, dict):
            raise
        problems += error.problems
        report = Read(readable_report(document.value), document.places)
        refused = {name for name in CHOOSES_RULEBOOK if document.value.get(name) and not getattr(report.value, name)}
    if "rulebook" in refused:
        raise InputError(problems)
    try:
        rulebook = library.for_report(report.value, report.places)
        report = _with_places_of_conflicts(respelled(rulebook.value, report))
        problems += (problem.placed(report.places) for problem in misfits(rulebook.value, report.value))
    except InputError as error:
        if not refused:  # else what was refused may be why none can be chosen
            problems += error.problems
    problems += (problem.placed(report.places) for problem in percentages_like_fractions(report.value))
    if problems:
        raise InputError(problems)
    return ReadReport(file, document.number, report, rulebook)


def _with_place_of_maximum(read: Read[Report]) -> Read[Report]:
    """Return a report in which the maximum of 'score: 3/21' has the place of the score."""
    values = read.places.values
    score, maximum = ("overall", "score"), ("overall", "max_score")
    if read.value.overall.max_score is None or maximum in values or score not in values:
        return read
    return Read(read.value, read.places._replace(values={**values, maximum: values[score]}))


def _with_places_of_conflicts(read: Read[Report]) -> Read[Report]:
    """Return a report in which a value that is given in two ways, and so is absent, has the place of the conflict."""
    if not read.value.conflicts:
        return read
    values = dict(read.places.values)
    for number, conflict in enumerate(read.value.conflicts):
        values[conflict.path] = read.places.of(("conflicts", number)).position[1:]
    return Read(read.value, read.places._replace(values=values))


def readable_report(written: Value) -> Report:
    """Return what can be read of a report, so that the rest of one with problems is still checked.

    A value that the model refuses counts as not published. If that is refused too, its name goes as well.
    """
    readable = deepcopy(written) if isinstance(written, dict) else {}
    while True:
        try:
            return Report.model_validate(readable)
        except ValidationError as error:
            for detail in error.errors(include_url=False, include_context=False, include_input=False):
                _leave_out(readable, detail["loc"])


def _leave_out(written: dict[Any, Any], path: ValuePath) -> None:
    """Remove a refused value: replace it by None, and if that is refused too, remove its name; of a list, all of it."""
    parent, (name, *below) = written, path
    for step in below:
        if not isinstance(parent.get(name), dict) or step not in parent[name]:
            break
        parent, name = parent[name], step
    if path[:-1] == ("rating_counts",) and parent[name] != "0":
        parent[name] = "0"  # no count may be None, and the rating before it is still to be checked
    elif parent.get(name) is None:
        parent.pop(name, None)
    else:
        parent[name] = None


def dump_report(report: Report | Mapping[str, Any]) -> str:
    """Return a report, or a dict with the names of a report file, as the YAML text of a report file.

    Reading it gives the report back, unless a text in it holds control characters, which files may not.

    Raises:
        InputError: it is not a report.
    """
    if isinstance(report, Report):
        return to_yaml(report.to_dict())
    if isinstance(report, Mapping):
        return to_yaml(report_from(report).to_dict())
    raise InputError([Problem(f"A report must be a Report or a dict, not {kind_of(report)}")])


def report_from(values: Mapping[str, Any]) -> Report:
    """Return the report that a dict with the names of a report file holds.

    Raises:
        InputError: it is a rulebook, or a value of it cannot be used.
    """
    if {"ratings", "bands"} <= set(values):
        raise InputError([Problem("This is a rulebook, not a report; write score(report, rulebook)")])
    return model_of(values, Report)
