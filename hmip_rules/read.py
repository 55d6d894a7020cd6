"""Files to reports and rulebooks, each value with its place. The only code that opens them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from pydantic import ValidationError

from hmip_rules.documents import KINDS, is_document, read_lines
from hmip_rules.errors import InputError, Problem, Slip, nearest
from hmip_rules.fit import misfits
from hmip_rules.model import Model
from hmip_rules.months import lies_within, meets, span
from hmip_rules.percent import as_written
from hmip_rules.places import NO_PLACES, Place, Places
from hmip_rules.refusals import slips
from hmip_rules.report import Report
from hmip_rules.rulebook import InForce, Rulebook
from hmip_rules.yaml_source import Document, documents, to_yaml

if TYPE_CHECKING:
    from hmip_rules.extraction.extract import Extraction

LARGEST = 1_000_000
"""Bytes that a file may have. A report has about 1,000; a larger file is something else."""

MOST_DOCUMENTS = 1_000
"""Reports that a file may hold."""

STANDARD_INPUT = "-"

CLOSED_FOLDER = "this folder may not be read; ask its owner for permission"

M = TypeVar("M", bound=Model)


class Read(NamedTuple, Generic[M]):
    """A report or rulebook, and where each of its values stands."""

    value: M
    places: Places = NO_PLACES


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


def rules_folder() -> Path:
    """Find the rulebooks: inside an installed package, beside it in a clone."""
    inside = Path(__file__).parent / "rules"
    return inside if inside.is_dir() else inside.parents[1] / "rules"


def shipped_rulebooks() -> list[str]:
    """List the ids of the rulebooks that come with the program."""
    return sorted(path.stem for path in rules_folder().glob("*.yaml"))


def published_files() -> list[Path]:
    """List the files of published results that stand beside the rulebooks, one a rulebook."""
    return sorted((rules_folder() / "published").glob("*.yaml"))


def read_rulebook(id_or_file: str | Path, context: Any = None) -> Read[Rulebook]:
    """Read a rulebook that comes with the program, by its id, or any other, by its file.

    Args:
        id_or_file: "pdu-2024", or a path.
        context: `UNSOUND` or `SCORED_UNSOUND` to read one that contradicts itself.

    Raises:
        InputError: there is none, or it cannot be used.
    """
    if not str(id_or_file):
        raise InputError([Problem(f"an empty name of a rulebook; {nearest('', shipped_rulebooks())}")])
    if str(id_or_file) in shipped_rulebooks():
        return _rulebook_from(rules_folder() / f"{id_or_file}.yaml", f"{id_or_file}.yaml", context)
    if Path(id_or_file).suffix in (".yaml", ".yml") or os.path.exists(id_or_file):  # noqa: PTH110  # Path.exists raises where access is denied
        return _rulebook_from(Path(id_or_file), str(id_or_file), context)
    message = f"unknown rulebook {str(id_or_file)!r}; {nearest(str(id_or_file), shipped_rulebooks())}"
    raise InputError([Problem(message)])


def rulebook_files(folder: str) -> list[str]:
    """List the files *.yaml and *.yml that stand in a folder, in the order of their names.

    Raises:
        InputError: there is none, or the folder may not be read.
    """
    closed: list[OSError] = []
    _, _, names = next(os.walk(folder, onerror=closed.append), (folder, [], []))
    if closed:
        raise _unusable(folder, CLOSED_FOLDER)
    files = sorted(str(Path(folder, name)) for name in names if _is_yaml(name))
    if not files:
        raise _unusable(folder, "no rulebook in this folder; a rulebook is a file *.yaml or *.yml")
    return files


def found_file(file: str) -> str:
    """Give back what was found in a folder, where it is a file.

    Raises:
        InputError: it is none; a pipe would be waited for, and a link may lead nowhere.
    """
    if not os.path.isfile(file):  # noqa: PTH113  # Path.is_file raises where access is denied
        raise _unusable(file, "this is no file that can be read; remove it")
    return file


def _is_yaml(name: str) -> bool:
    return name.lower().endswith((".yaml", ".yml"))


def _rulebook_from(path: Path, name: str, context: Any) -> Read[Rulebook]:
    found = list(documents(read_text(str(path)), name))
    if len(found) != 1:
        what = f"{len(found)} documents" if found else "the file is empty"
        raise _unusable(name, f"{what}; write one rulebook, as in docs/rulebook.md")
    value = found[0].value
    if isinstance(value, dict) and not {"ratings", "bands"} & set(value):
        raise _unusable(name, "no rulebook: it has neither ratings nor bands; see docs/rulebook.md")
    return _model(found[0], Rulebook, context)


def load_rulebook(id_or_file: str | Path) -> Rulebook:
    """Load a rulebook by its id, such as "pdu-2024", or from a file.

    Raises:
        InputError: there is none, or it cannot be used; `problems` says where and why.
    """
    return read_rulebook(id_or_file).value


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
    read = list(read_reports(str(file), Shelf(Read(rulebook) if rulebook else None)))
    if problems := [problem for one in read if isinstance(one, Unreadable) for problem in one.problems]:
        raise InputError(problems)
    return tuple(one.report.value for one in read if isinstance(one, ReadReport))


def load_document(file: str | Path, rulebook: Rulebook | None = None) -> Extraction:
    """Read a published report from a document: PDF, Word (DOCX), HTML or plain text.

    Args:
        file: its path.
        rulebook: by which to read it; None for the one that comes with the program and knows most of it.

    Raises:
        InputError: it cannot be read, is no report that a rulebook knows, or fits two of them alike.
    """
    return read_document(str(file), Shelf(Read(rulebook) if rulebook else None))


def read_document(file: str, shelf: Shelf) -> Extraction:
    """Read a document by the rulebooks in use.

    Raises:
        InputError: as `load_document`.
    """
    if not is_document(file):
        raise _unusable(file, f"not a kind of document that can be read; those are {', '.join(KINDS)}")
    try:
        from hmip_rules.extraction.extract import extract  # its libraries are an extra

        return extract(read_lines(file), shelf.candidates())
    except InputError as error:
        raise InputError(problem._replace(place=Place(file)) for problem in error.problems) from None


def dump_report(report: Report) -> str:
    """Write a report as the YAML text of a report file.

    Reading it gives the report back, unless a text in it holds control characters, which files may not.
    """
    return to_yaml(report.plain())


def dump_reports(reports: Iterable[Report]) -> str:
    """Write reports as the YAML text of one report file."""
    return "---\n".join(map(dump_report, reports))


class Shelf:
    """The rulebooks in use. Each is read once, when a report first asks for it.

    Args:
        always: the rulebook for every report, whatever it names; None to let reports choose.
    """

    def __init__(self, always: Read[Rulebook] | None = None) -> None:
        self._always = always
        self._read: dict[str, Read[Rulebook]] = {}

    def by_id(self, rulebook_id: str) -> Read[Rulebook]:
        """Get a rulebook that comes with the program.

        Raises:
            InputError: there is none of that id.
        """
        if rulebook_id not in self._read:
            if rulebook_id not in shipped_rulebooks():
                message = f"unknown rulebook {rulebook_id[:40]!r}; {nearest(rulebook_id, shipped_rulebooks())}"
                raise InputError([Problem(message)])
            self._read[rulebook_id] = read_rulebook(rulebook_id)
        return self._read[rulebook_id]

    def candidates(self) -> list[Rulebook]:
        """List the rulebooks by which a document may have been rated."""
        every = [self._always] if self._always else [self.by_id(rulebook_id) for rulebook_id in shipped_rulebooks()]
        return [read.value for read in every]

    def for_report(self, report: Mapping[str, Any], places: Places = NO_PLACES) -> Read[Rulebook]:
        """Choose the rulebook of a report, given as a file writes it.

        It is the one for every report; else the one that the report names; else the one in force
        for what it inspects in its month.

        Raises:
            InputError: the report names an unknown one, or not exactly one is in force; never a guess.
        """
        if self._always:
            return self._always
        named = report.get("rulebook")
        if named is None:
            return self._in_force(report, places)
        try:
            return self.by_id(str(named))
        except InputError as error:
            raise InputError.of([Slip(("rulebook",), str(error))], places) from None

    def _in_force(self, report: Mapping[str, Any], places: Places) -> Read[Rulebook]:
        shelf = [self.by_id(rulebook_id) for rulebook_id in shipped_rulebooks()]
        of_kind = [read for read in shelf if read.value.in_force and read.value.inspects == report.get("inspects")]
        fitting = [read for read in of_kind if _is_in_force(read.value.in_force, report, meets)]
        if len(fitting) == 1 and _is_in_force(fitting[0].value.in_force, report, lies_within):
            return fitting[0]
        if len(fitting) > 1:
            why = "several may be in force; write"
        elif of_kind:
            why = _none_in_force([read.value for read in of_kind], report)
        else:
            kind = "none is for what it says it inspects" if report.get("inspects") else "it has no 'inspects'"
            why = f"{kind}; write"
        choices = ", ".join(read.value.id for read in fitting or of_kind or shelf)
        message = f"the report names no rulebook, and {why} 'rulebook:' with one of {choices}"
        raise InputError.of([Slip((), message)], places)


def _is_in_force(
    months: InForce | None, report: Mapping[str, Any], lies: Callable[[str, str | None, str | None], bool]
) -> bool:
    month = None if months is None else report.get(months.of)
    return months is not None and month is not None and lies(str(month), months.from_, months.to)


def _none_in_force(books: list[Rulebook], report: Mapping[str, Any]) -> str:
    """Say by which month each rulebook goes, what the report has for it, and what to write."""
    months = {book.id: book.in_force for book in books if book.in_force}
    goes_by = "; ".join(
        f"{name} goes by {one.of!r}, {span(one.from_, one.to)}, and the report has "
        f"{'none' if report.get(one.of) is None else as_written(report[one.of])}"
        for name, one in months.items()
    )
    missing = sorted({repr(one.of) for one in months.values() if report.get(one.of) is None})
    write = f"write {' and '.join(missing)}, or" if missing else "write"
    return f"none is known to be in force: {goes_by}; {write}"


def read_reports(file: str, shelf: Shelf) -> Iterator[ReadReport | Unreadable]:
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
            yield _report(document, file, shelf)
        except InputError as error:
            yield Unreadable(file, document.number, error.problems)


def _report(document: Document, file: str, shelf: Shelf) -> ReadReport:
    if isinstance(document.value, dict) and {"ratings", "bands"} <= set(document.value):
        raise _unusable(file, "a rulebook where a report belongs; to score by it, use --rulebook")
    problems: list[Problem] = []
    try:
        report = _model(document, Report)
    except InputError as error:
        problems += error.problems
    if isinstance(document.value, dict) and isinstance(document.value.get("rulebook"), str | None):
        try:
            rulebook = shelf.for_report(document.value, document.places)
            problems += (slip.placed(document.places) for slip in misfits(rulebook.value, document.value))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return ReadReport(file, document.number, report, rulebook)


def _model(document: Document, model: type[M], context: Any = None) -> Read[M]:
    """Turn the values of a document into a model.

    Raises:
        InputError: with every problem that the YAML and the model have.
    """
    problems = list(document.problems)
    if isinstance(document.value, dict) or not problems:
        try:
            value = model.model_validate(document.value, context=context)
        except ValidationError as error:
            problems += (slip.placed(document.places) for slip in slips(error, model))
    if problems:
        raise InputError(problems)
    return Read(value, document.places)


def read_text(file: str) -> str:
    """Read the text of a file, or of standard input where it is '-'.

    Raises:
        InputError: it is not there, may not be read, is too large, or is not UTF-8.
    """
    if not file:
        raise _unusable("''", "an empty name; write the name of a file or folder")
    try:
        if file == STANDARD_INPUT:
            if sys.stdin is None:
                raise _unusable(file, "there is no standard input; name a file")
            content = sys.stdin.buffer.read(LARGEST + 1)
        else:
            with Path(file).open("rb") as opened:
                content = opened.read(LARGEST + 1)
    except FileNotFoundError:
        raise _unusable(file, "no such file or folder; check the spelling") from None
    except PermissionError:
        raise _unusable(file, "this file may not be read; ask its owner for permission") from None
    except (OSError, ValueError) as error:
        raise _unusable(file, f"cannot be read ({getattr(error, 'strerror', None) or error})") from None
    if len(content) > LARGEST:
        raise _unusable(file, f"larger than {LARGEST // 1_000_000} MB; a report has about 1 kB, a rulebook 10")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        message = f"not UTF-8 text (byte 0x{content[error.start]:02X}); save the file as UTF-8"
        raise InputError([Problem(message, Place(file, line, column))]) from None


def _unusable(file: str, message: str) -> InputError:
    return InputError([Problem(message, Place(file))])


def files_of(path: str) -> Iterator[str | Unreadable]:
    """Give a file itself, or every report and document below a folder, in the order of their names."""
    if path == STANDARD_INPUT or not os.path.isdir(path):  # noqa: PTH112  # Path.is_dir raises where access is denied
        yield path
        return
    closed: list[OSError] = []
    files = sorted(
        str(Path(folder, name))
        for folder, _, names in os.walk(path, onerror=closed.append)
        for name in names
        if _is_yaml(name) or is_document(name)
    )
    for error in closed:
        problem = Problem(CLOSED_FOLDER, Place(str(error.filename)))
        yield Unreadable(path, 1, (problem,))
    if not files and not closed:
        message = f"no report in this folder; a report is a file *.yaml or *.yml, or a document {', '.join(KINDS)}"
        yield Unreadable(path, 1, (Problem(message, Place(path)),))
    for file in files:
        try:
            yield found_file(file)
        except InputError as error:
            yield Unreadable(file, 1, error.problems)
