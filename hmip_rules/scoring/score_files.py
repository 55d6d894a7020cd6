"""Score the reports of files, folders and documents."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hmip_rules.documents.lines import KINDS, is_document
from hmip_rules.documents.reading import read_document
from hmip_rules.files.folders import REPORT_ENDINGS, files_of
from hmip_rules.files.library import GivenRulebook, Library, library_of
from hmip_rules.files.models import Read
from hmip_rules.files.reports import Unreadable, read_reports
from hmip_rules.files.text import name_of_file
from hmip_rules.model.errors import InputError, Problem
from hmip_rules.model.places import Place, Places
from hmip_rules.model.report import Report
from hmip_rules.model.scorecard import Scorecard, Status
from hmip_rules.model.section import Section
from hmip_rules.scoring.placed import score_with_places

if TYPE_CHECKING:
    from hmip_rules.documents.extraction import Extraction


@dataclass(frozen=True, slots=True)
class Result:
    """A scored report of a file, with the places of its values and of the rules.

    Attributes:
        extraction: what was read from a document; None for a report file.
        sections: what was asked for beside the scorecard.
        move: the overall rating before and after, where it was asked what if; None in it where it is not determined.
    """

    file: str
    document: int
    card: Scorecard
    places: Places
    rule_places: Places
    extraction: Extraction | None = None
    sections: tuple[Section, ...] = ()
    move: tuple[str | None, str | None] | None = None

    @property
    def rulebook_file(self) -> str | None:
        """The file of a rulebook that did not come with the program; None for one that did."""
        file = self.rule_places.file
        return None if file == f"{self.card.rulebook.id}.yaml" else file

    @property
    def status(self) -> Status:
        """The status of the whole report."""
        return self.card.status

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Nothing: a report that was scored could be read."""
        return ()


def score_files(
    paths: Iterable[str | os.PathLike[str]] | str | os.PathLike[str], rulebook: GivenRulebook | None = None
) -> Iterator[Result | Unreadable]:
    """Score every report of files, folders and documents, one after the other, in the order given.

    Args:
        paths: report files, documents, and folders to search for both.
        rulebook: the rules to score all of them by: a Rulebook, an id, the path of a rulebook file, or a dict;
            None for the one that each names, or that is in force.

    Returns:
        for each report its `file`, `status` and `card`. What cannot be used is there too, with the status
        "unreadable", its `problems`, and None for its card.

    Raises:
        InputError: the rulebook cannot be used, or something else was given in place of names.

    >>> [(result.file, str(result.status)) for result in score_files(["gone.yaml"])]
    [('gone.yaml', 'unreadable')]
    """
    library = library_of(rulebook)
    if isinstance(paths, (str, os.PathLike, Mapping, Report)) or not isinstance(paths, Iterable):
        return score_paths([name_of_file(paths)], library)
    return score_paths(map(name_of_file, paths), library)


def score_paths(paths: Iterable[str], library: Library) -> Iterator[Result | Unreadable]:
    """Score every report of files and folders, in the order given.

    What cannot be used is yielded too, where it stands in that order; the others are scored all the same.

    Args:
        paths: a file, a folder to search, or "-" for standard input.
        library: the rulebooks to score by.
    """
    for path in paths:
        for file in files_of(path, KINDS):
            yield from score_file(file, library)


def _why_other_kind(file: str) -> str | None:
    """Return what a file is that is no report file; None where its name says that it is one."""
    if file.lower().endswith(REPORT_ENDINGS):
        return None
    from hmip_rules.documents.other_kinds import why_other_kind

    return why_other_kind(file)


def score_file(file: str | Unreadable, library: Library) -> Iterator[Result | Unreadable]:
    """Score every report of a file, or of standard input where it is "-"; what cannot be used is yielded too."""
    if isinstance(file, Unreadable):
        yield file
    elif is_document(file):
        yield _score_document(file, library)
    elif reason := _why_other_kind(file):
        yield Unreadable(file, 1, (Problem(reason, Place(file)),))
    else:
        for read in read_reports(file, library):
            if isinstance(read, Unreadable):
                yield read
            else:
                card = score_with_places(read.report, read.rulebook)
                yield Result(read.file, read.document, card, read.report.places, read.rulebook.places)


def _score_document(file: str, library: Library) -> Result | Unreadable:
    """Score what a document says; what it says in two ways is a finding too."""
    try:
        extraction = read_document(file, library)
    except InputError as error:
        return Unreadable(file, 1, error.problems)
    rulebook = extraction.rulebook_with_places
    card = score_with_places(Read(extraction.report, extraction.places), rulebook)
    return Result(file, 1, card, extraction.places, rulebook.places, extraction)
