"""The process in which a document is read: a file's name in, its lines or why it is refused out, as JSON."""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from hmip_rules.documents.lines import EXTRA, LARGEST, LONGEST, LONGEST_TEXT, Line, Refused, lines_of

MEMORY = 2_000_000_000
"""Bytes that reading a document may take."""


WHY_NOT = {
    FileNotFoundError: "no such file or folder; check the spelling",
    PermissionError: "this file may not be read; ask its owner for permission",
}


def main(file: str) -> None:
    """Read a document within bounds, and write what comes of it."""
    _set_bounds()
    json.dump(_answer(Path(file)), sys.stdout)


def _answer(path: Path) -> Any:
    try:
        size = path.stat().st_size
        if not path.is_file():
            return "this is no file that can be read"
        if size > LARGEST:
            return f"larger than {LARGEST // 1_000_000} MB; a report has fewer than 10"
        return _bounded(lines_of(path))
    except Refused as error:
        return str(error)
    except ModuleNotFoundError:
        return EXTRA
    except OSError as error:
        return WHY_NOT.get(type(error), f"cannot be read ({error.strerror or error})")


def _bounded(found: list[Line]) -> Any:
    letters = sum(len(line.text) for line in found)
    return (
        found if letters <= LONGEST_TEXT else f"{letters:,} letters of text; a report has fewer than {LONGEST_TEXT:,}"
    )


def _set_bounds() -> None:
    """Bound memory and time, where the system can."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST))


if __name__ == "__main__":
    main(sys.argv[1])
