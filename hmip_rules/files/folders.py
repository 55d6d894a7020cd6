"""Which files a path names: the file itself, or what is found in a folder."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection
from pathlib import Path

from hmip_rules.files.reports import Unreadable
from hmip_rules.files.text import STANDARD_INPUT, unusable
from hmip_rules.model.errors import InputError, Problem
from hmip_rules.model.places import Place

CLOSED_FOLDER = "You do not have permission to read this folder"

REPORT_ENDINGS = (".yaml", ".yml")

LOCK_FILE_START = "~$"
"""Begins the name of the file that Word or Excel keeps beside a document while it is open."""


def files_of(path: str, documents: Collection[str] = ()) -> list[str | Unreadable]:
    """Return a file itself, or every report and document below a folder, in the order of their names.

    What cannot be used is among them, with its problems. The files that Word and Excel lock others with are not.

    Args:
        path: a file, a folder, or "-" for standard input.
        documents: the endings of the documents that are looked for beside report files.
    """
    if path == STANDARD_INPUT or not os.path.isdir(path):  # noqa: PTH112  # Path.is_dir raises where access is denied
        return [path]
    closed: list[OSError] = []
    names_of_files = sorted(
        str(Path(folder, name))
        for folder, _, names in os.walk(path, onerror=closed.append)
        for name in names
        if name.lower().endswith((*REPORT_ENDINGS, *documents)) and not name.startswith(LOCK_FILE_START)
    )
    found: list[str | Unreadable] = [
        Unreadable(path, 1, (Problem(CLOSED_FOLDER, Place(str(error.filename))),)) for error in closed
    ]
    if not names_of_files and not closed:
        endings = ", ".join([*REPORT_ENDINGS, *documents])
        message = f"There is no report in this folder; the name of a report ends in one of {endings}"
        found.append(Unreadable(path, 1, (Problem(message, Place(path)),)))
    for file in names_of_files:
        try:
            found.append(found_file(file))
        except InputError as error:
            found.append(Unreadable(file, 1, error.problems))
    return found


def endings_passed_over(folder: str, endings_read: Collection[str]) -> Counter[str]:
    """Return how many files below a folder are not read, by their endings; hidden files are not counted.

    A file without an ending counts under "".
    """
    return Counter(
        Path(name).suffix.lower()
        for _, _, names in os.walk(folder)
        for name in names
        if not name.startswith((".", LOCK_FILE_START)) and not name.lower().endswith(tuple(endings_read))
    )


def rulebook_files(folder: str) -> list[str]:
    """Return the files *.yaml and *.yml in a folder, in the order of their names.

    Raises:
        InputError: there is none, or the folder may not be read.
    """
    closed: list[OSError] = []
    _, _, names = next(os.walk(folder, onerror=closed.append), (folder, [], []))
    if closed:
        raise unusable(folder, CLOSED_FOLDER)
    files = sorted(str(Path(folder, name)) for name in names if name.lower().endswith(REPORT_ENDINGS))
    if not files:
        raise unusable(folder, "There is no rulebook in this folder; the name of a rulebook ends in .yaml or .yml")
    return files


def found_file(file: str) -> str:
    """Return what was found in a folder, after checking that it is a file.

    Raises:
        InputError: it is not; a pipe would be waited for, and a link may lead nowhere.
    """
    if not os.path.isfile(file):  # noqa: PTH113  # Path.is_file raises where access is denied
        raise unusable(file, "This is not an ordinary file, so it cannot be read; remove it")
    return file
