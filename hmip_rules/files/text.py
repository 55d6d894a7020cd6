"""Text of a file, or of standard input."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from hmip_rules.model.errors import InputError, Problem, kind_of
from hmip_rules.model.places import Place, Position

MAX_BYTES = 1_000_000
"""Bytes that a file may have. A report has about 1,000; a larger file is something else."""

STANDARD_INPUT = "-"


def read_text(file: str) -> str:
    """Read the text of a file, or of standard input where it is '-'.

    Raises:
        InputError: it is not there, may not be read, is too large, or is not UTF-8.
    """
    if not file:
        raise unusable("''", "The name is empty; write the name of a file or folder")
    try:
        if file == STANDARD_INPUT:
            if sys.stdin is None:
                raise unusable(file, "There is no standard input; write the name of a file instead")
            content = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with Path(file).open("rb") as opened:
                content = opened.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise unusable(file, no_such_file(file)) from None
    except PermissionError:
        raise unusable(file, "You do not have permission to read this file") from None
    except (OSError, ValueError) as error:
        raise unusable(file, f"This file cannot be read ({getattr(error, 'strerror', None) or error})") from None
    if len(content) > MAX_BYTES:
        raise unusable(
            file, f"This file is larger than {MAX_BYTES // 1_000_000} MB; a report has about 1 kB, a rulebook 10 kB"
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"This is not UTF-8 text (byte 0x{error.object[error.start]:02X}); save the file as UTF-8"
        before = error.object[: error.start].decode("utf-8", "replace")  # without a byte order mark
        raise InputError([Problem(message, Place(file, *position_after(before)))]) from None


def lines_of(text: str) -> list[str]:
    """Return the lines of a text as YAML and editors count them, ended by LF, CR or both.

    `str.splitlines` would also end a line at characters that may stand within a text, such as U+2028.
    """
    return re.split(r"\r\n|\r|\n", text)


def position_after(text: str) -> Position:
    """Return the line and column of the character that follows a text."""
    lines = lines_of(text)
    return len(lines), len(lines[-1]) + 1


def no_such_file(file: str) -> str:
    """Return that there is no file of a name, and which near it in the same folder may have been meant."""
    from difflib import get_close_matches  # costs start-up time, and most files are there

    path = Path(file)
    try:
        beside = [entry.name for entry in path.parent.iterdir()]
    except (OSError, ValueError):
        beside = []
    near = get_close_matches(path.name, beside, n=1, cutoff=0.75)
    right = f"did you mean {str(path.with_name(near[0]))!r}?" if near else "check the spelling"
    return f"There is no file or folder with this name; {right}"


def name_of_file(given: object) -> str:
    """Return the name of a file that a caller gives.

    Raises:
        InputError: it is not a name.
    """
    if isinstance(given, (str, os.PathLike)):
        return str(os.fspath(given))
    kind = kind_of(given)
    raise InputError(
        [Problem(f"The name of a file must be text or a path, not {kind}; score takes a dict or a Report too")]
    )


def unusable(file: str, message: str) -> InputError:
    """Return the error of a file that cannot be used as a whole."""
    return InputError([Problem(message, Place(file))])
