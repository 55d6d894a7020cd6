"""Report files: read, each report checked against its rulebook, and written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import deepcopy
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from hmip_rules.files.fit import misfits
from hmip_rules.files.library import Library
from hmip_rules.files.models import Read, read_model
from hmip_rules.files.text import read_text, unusable
from hmip_rules.files.yaml_source import Document, Value, documents, to_yaml
from hmip_rules.model.errors import InputError, Problem
from hmip_rules.model.places import Place, ValuePath
from hmip_rules.model.report import Report
from hmip_rules.model.rulebook import Rulebook

MOST_DOCUMENTS = 1_000
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
    """A file, or one document of it, that cannot be used, and why."""

    file: str
    document: int
    problems: tuple[Problem, ...]
    status: str = "unreadable"


def load_report(file: str | Path, rulebook: Rulebook | None = None) -> Report:
    """Load the one report of a file, checked against its rulebook.

    Args:
        file: its path.
        rulebook: the rules to check it against; None for the ones that it names, or in force.

    Raises:
        InputError: it cannot be used, or the file holds several reports (see `load_reports`).
    """
    reports = load_reports(file, rulebook)
    if len(reports) > 1:
        raise InputError([Problem(f"{len(reports)} reports; load_reports loads them all", Place(str(file)))])
    return reports[0]


def load_reports(file: str | Path, rulebook: Rulebook | None = None) -> tuple[Report, ...]:
    """Load every report of a file, each checked against its rulebook, or against the one given.

    Raises:
        InputError: one of them cannot be used; it carries the problems of all.
    """
    read = list(read_reports(str(file), Library(Read(rulebook) if rulebook else None)))
    if problems := [problem for one in read if isinstance(one, Unreadable) for problem in one.problems]:
        raise InputError(problems)
    return tuple(one.report.value for one in read if isinstance(one, ReadReport))


def read_reports(file: str, library: Library) -> Iterator[ReadReport | Unreadable]:
    """Read every report of a file, or of standard input where it is '-'.

    What cannot be used is yielded too, with all its problems; the others are read all the same.
    """
    try:
        text = read_text(file)
    except InputError as error:
        yield Unreadable(file, 1, error.problems)
        return
    found = list(islice(documents(text, file), MOST_DOCUMENTS + 1))
    if len(found) > MOST_DOCUMENTS:
        message = f"more than {MOST_DOCUMENTS:,} reports; write them into several files"
        yield Unreadable(file, 1, (Problem(message, Place(file)),))
        return
    full = [document for document in found if document.value is not None or document.problems]
    if not full:
        yield Unreadable(file, 1, (Problem("the file is empty; write a report, as in docs/report.md", Place(file)),))
    for document in full:
        try:
            yield _report(document, file, library)
        except InputError as error:
            yield Unreadable(file, document.number, error.problems)


def _report(document: Document, file: str, library: Library) -> ReadReport:
    if isinstance(document.value, dict) and {"ratings", "bands"} <= set(document.value):
        raise unusable(file, "a rulebook where a report belongs; to score by it, use --rulebook")
    problems: list[Problem] = []
    refused: set[str] = set()
    try:
        report = read_model(document, Report)
        readable = report.value
    except InputError as error:
        if not isinstance(document.value, dict):
            raise
        problems += error.problems
        readable = readable_report(document.value)
        refused = {name for name in CHOOSES_RULEBOOK if document.value.get(name) and not getattr(readable, name)}
    if "rulebook" in refused:
        raise InputError(problems)
    try:
        rulebook = library.for_report(readable, document.places)
        problems += (slip.placed(document.places) for slip in misfits(rulebook.value, readable))
    except InputError as error:
        if not refused:  # else what was refused may be why none can be chosen
            problems += error.problems
    if problems:
        raise InputError(problems)
    return ReadReport(file, document.number, report, rulebook)


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
    """Replace a value by None, or remove one that is None; of a list, the whole list."""
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


def dump_report(report: Report) -> str:
    """Write a report as the YAML text of a report file.

    Reading it gives the report back, unless a text in it holds control characters, which files may not.
    """
    return to_yaml(report.plain())


def dump_reports(reports: Iterable[Report]) -> str:
    """Write reports as the YAML text of one report file."""
    return "---\n".join(map(dump_report, reports))
