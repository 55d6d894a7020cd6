"""A document to a report, by the rulebooks in use."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from hmip_rules.documents.lines import KINDS, is_document
from hmip_rules.files.folders import REPORT_ENDINGS
from hmip_rules.files.library import GivenRulebook, Library, library_of
from hmip_rules.files.text import name_of_file, no_such_file, unusable
from hmip_rules.model.errors import InputError
from hmip_rules.model.places import Place

if TYPE_CHECKING:
    from hmip_rules.documents.extraction import Extraction


def load_document(file: str | Path, rulebook: GivenRulebook | None = None) -> Extraction:
    """Read a published report from a document: PDF, Word (DOCX), HTML or plain text.

    Args:
        file: its path.
        rulebook: by which to read it, given by id, file, dict or Rulebook; None for the one that comes with the
            program and knows most of it.

    Raises:
        InputError: it cannot be read, is not a report that a rulebook knows, or fits two of them equally well.
    """
    return read_document(name_of_file(file), library_of(rulebook))


def read_document(file: str, library: Library) -> Extraction:
    """Read a document by the rulebooks in use.

    Raises:
        InputError: as `load_document`.
    """
    if not is_document(file):
        raise unusable(file, _why_no_document(file))
    try:
        from hmip_rules.documents.extract import extract  # its libraries are an extra
        from hmip_rules.documents.reader_process import read_blocks

        return replace(extract(read_blocks(file), library.candidates()), file=file)
    except InputError as error:
        raise InputError(problem._replace(place=Place(file)) for problem in error.problems) from None


def _why_no_document(file: str) -> str:
    """Return why a file is not read as a document, and what to do with it."""
    if not Path(file).exists():
        return no_such_file(file)
    if file.lower().endswith(REPORT_ENDINGS):
        return "This is a report file already; score it with hmip-score"
    from hmip_rules.documents.other_kinds import why_other_kind

    known = ", ".join(KINDS)
    return why_other_kind(file) or f"This kind of document cannot be read; its name must end in one of {known}"
