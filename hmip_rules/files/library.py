"""The rulebooks: those that come with the program, those in files, and which of them a report is scored by."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from hmip_rules.files.models import Read, model_of, read_model
from hmip_rules.files.text import read_text, unusable
from hmip_rules.files.yaml_source import documents
from hmip_rules.model.draft import DraftRulebook
from hmip_rules.model.errors import InputError, Problem, UnplacedProblem, kind_of, nearest, quoted
from hmip_rules.model.months import lies_within, meets, span
from hmip_rules.model.percent import quoted_value
from hmip_rules.model.places import NO_PLACES, Places
from hmip_rules.model.report import Report
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.rules import InForce
from hmip_rules.model.spelling import folded, meant_name

AnyRulebook = TypeVar("AnyRulebook", bound=DraftRulebook)

GivenRulebook = Rulebook | Mapping[str, Any] | str | os.PathLike[str]
"""How a caller may give a rulebook: itself, as a dict of plain values, by its id, or by its file."""


def rules_folder() -> Path:
    """Return where the rulebooks are: inside an installed package, beside it in a clone."""
    inside = Path(__file__).parents[1] / "rules"
    return inside if inside.is_dir() else inside.parents[1] / "rules"


def shipped_rulebooks() -> list[str]:
    """Return the ids of the rulebooks that come with the program."""
    return sorted(path.stem for path in rules_folder().glob("*.yaml"))


def published_files() -> list[Path]:
    """Return the files of published results beside the rulebooks, one for each rulebook."""
    return sorted((rules_folder() / "published").glob("*.yaml"))


def read_rulebook(id_or_file: str | Path) -> Read[Rulebook]:
    """Read a rulebook that comes with the program, by its id, or any other, by its file.

    Args:
        id_or_file: "pdu-2024", in any case and spacing, or a path.

    Raises:
        InputError: there is none, or it cannot be used.
    """
    if str(id_or_file) in shipped_rulebooks():
        path = rules_folder() / f"{id_or_file}.yaml"
        return _read_shipped(path, path.stat().st_mtime_ns)
    return _read_as(id_or_file, Rulebook)


@lru_cache(maxsize=32)
def _read_shipped(path: Path, _changed: int) -> Read[Rulebook]:
    """Read a rulebook once for all callers, who may ask for it with every report; again where its file has changed."""
    return _read_file(path, path.name, Rulebook)


def read_draft(id_or_file: str | Path) -> Read[DraftRulebook]:
    """Read a rulebook though it may contradict itself, so that `verify` can say how.

    Raises:
        InputError: there is none, or a field of it cannot be used.
    """
    return _read_as(id_or_file, DraftRulebook)


def _read_as(id_or_file: str | Path, model: type[AnyRulebook]) -> Read[AnyRulebook]:
    if not str(id_or_file):
        raise InputError([Problem(f"The name of the rulebook is empty; {nearest('', shipped_rulebooks())}")])
    shipped = shipped_rulebooks()
    is_file = Path(id_or_file).suffix in (".yaml", ".yml") or os.path.exists(id_or_file)  # noqa: PTH110  # Path.exists raises where access is denied
    if is_file and str(id_or_file) not in shipped:
        return _read_file(Path(id_or_file), str(id_or_file), model)
    rulebook_id = meant_name(str(id_or_file), shipped)
    if rulebook_id is None:
        raise InputError([Problem(f"Unknown rulebook {quoted(id_or_file)}; {nearest(str(id_or_file), shipped)}")])
    return _read_file(rules_folder() / f"{rulebook_id}.yaml", f"{rulebook_id}.yaml", model)


def _read_file(path: Path, name: str, model: type[AnyRulebook]) -> Read[AnyRulebook]:
    found = list(documents(read_text(str(path)), name))
    if len(found) != 1:
        content = f"This file holds {len(found)} documents" if found else "This file is empty"
        raise unusable(name, f"{content}; write one rulebook, as in docs/rulebook.md")
    value = found[0].value
    if isinstance(value, dict) and not {"ratings", "bands"} & set(value):
        raise unusable(
            name, "This is not a rulebook, because it has neither 'ratings' nor 'bands'; see docs/rulebook.md"
        )
    return read_model(found[0], model)


def load_rulebook(given: GivenRulebook) -> Rulebook:
    """Read a rulebook by its id, such as "pdu-2024", from a file, or from a dict of plain values.

    Raises:
        InputError: there is none, or it cannot be used; `problems` says where and why.

    >>> load_rulebook("pdu-2024").names
    ('Inadequate', 'Requires improvement', 'Good', 'Outstanding')
    """
    return rulebook_from(given).value


def rulebook_from(given: GivenRulebook) -> Read[Rulebook]:
    """Return the rulebook that a caller gives, by its id, file, plain values, or itself.

    Raises:
        InputError: there is none, it cannot be used, or something else was given.
    """
    if isinstance(given, Rulebook):
        return Read(given)
    if isinstance(given, Mapping):
        return Read(model_of(given, Rulebook))
    if isinstance(given, (str, os.PathLike)):
        return read_rulebook(os.fspath(given))
    raise InputError([Problem(f"A rulebook must be an id, a file, a dict or a Rulebook, not {kind_of(given)}")])


def library_of(given: GivenRulebook | None) -> Library:
    """Return the rulebooks in use where a caller gives one for all reports, or None to let reports choose.

    Raises:
        InputError: as `rulebook_from`.
    """
    return Library(None if given is None else rulebook_from(given))


class Library:
    """The rulebooks in use. Each is read once, when a report first asks for it.

    Args:
        chosen: the rulebook for every report, whatever it names; None to let reports choose.
    """

    def __init__(self, chosen: Read[Rulebook] | None = None) -> None:
        self._for_every_report = chosen
        self._read: dict[str, Read[Rulebook]] = {}

    def by_id(self, rulebook_id: str) -> Read[Rulebook]:
        """Return a rulebook that comes with the program, by its id in any case and spacing.

        Raises:
            InputError: there is none of that id.
        """
        if rulebook_id not in self._read:
            meant = meant_name(rulebook_id, shipped_rulebooks())
            if meant is None:
                message = f"Unknown rulebook {quoted(rulebook_id)}; {nearest(rulebook_id, shipped_rulebooks())}"
                raise InputError([Problem(message)])
            self._read[rulebook_id] = read_rulebook(meant) if meant == rulebook_id else self.by_id(meant)
        return self._read[rulebook_id]

    def candidates(self) -> list[Read[Rulebook]]:
        """Return the rulebooks by which a document may have been rated."""
        if self._for_every_report:
            return [self._for_every_report]
        return [self.by_id(rulebook_id) for rulebook_id in shipped_rulebooks()]

    def for_report(self, report: Report, places: Places = NO_PLACES) -> Read[Rulebook]:
        """Return the rulebook of a report.

        It is the one for every report; else the one that the report names; else the one in force
        for what it inspects in its month.

        Raises:
            InputError: the report names an unknown one, or not exactly one is in force; never a guess.
        """
        if self._for_every_report:
            return self._for_every_report
        if report.rulebook is None:
            return self._rulebook_in_force(report, places)
        try:
            return self.by_id(report.rulebook)
        except InputError as error:
            raise InputError.of([UnplacedProblem(("rulebook",), str(error))], places) from None

    def _rulebook_in_force(self, report: Report, places: Places) -> Read[Rulebook]:
        library = [self.by_id(rulebook_id) for rulebook_id in shipped_rulebooks()]
        of_kind = [read for read in library if read.value.in_force and _inspects_kind_of(read.value, report)]
        fitting = [read for read in of_kind if _is_in_force(read.value.in_force, report, meets)]
        if len(fitting) == 1 and _is_in_force(fitting[0].value.in_force, report, lies_within):
            return fitting[0]
        if len(fitting) > 1:
            why = "several may have been in force"
        elif of_kind:
            message = _why_none_in_force([read.value for read in of_kind], report)
            raise InputError.of([UnplacedProblem((), message)], places)
        else:
            kind = f"no known rulebook is for {quoted(report.inspects)} ('inspects')"
            why = kind if report.inspects else "it does not say what was inspected ('inspects')"
        choices = ", ".join(read.value.id for read in fitting or of_kind or library)
        message = f"The report does not name its rulebook, and {why}; write 'rulebook:' with one of {choices}"
        raise InputError.of([UnplacedProblem((), message)], places)


def _inspects_kind_of(rulebook: Rulebook, report: Report) -> bool:
    """Check whether a rulebook rates the kind of service that a report says it inspects."""
    return folded(rulebook.inspects or "") == folded(report.inspects or "")


def _is_in_force(months: InForce | None, report: Report, fits: Callable[[str, str | None, str | None], bool]) -> bool:
    """Check the month that decides by `meets` or `lies_within`; False if the report does not have it."""
    month: str | None = getattr(report, months.of) if months else None
    return months is not None and month is not None and fits(month, months.from_, months.to)


def _why_none_in_force(rulebooks: list[Rulebook], report: Report) -> str:
    """Return which month each rulebook needs and what the report has for it, then what to add."""
    in_force = {rulebook.id: rulebook.in_force for rulebook in rulebooks if rulebook.in_force}
    needs = " ".join(
        f"{name} applies if {months.of!r} is {span(months.from_, months.to)} "
        f"({'not stated here' if (month := getattr(report, months.of)) is None else f'here {quoted_value(month)}'})."
        for name, months in in_force.items()
    )
    missing = sorted({repr(months.of) for months in in_force.values() if getattr(report, months.of) is None})
    cure = f"Add {' and '.join(missing)}, or write" if missing else "Write"
    lines = " or ".join(f"'rulebook: {name}'" for name in in_force)
    return f"The report does not name its rulebook, and its dates do not show which one applies. {needs} {cure} {lines}"
