"""How the commands print, write files and end."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from pathlib import Path

    from hmip_rules.model.errors import InputError, Problem

UNREADABLE = 2
"""Exit status where something could not be read or written; click gives the same for a misused option."""

INTERRUPTED, CLOSED_PIPE = 130, 141
"""Exit status after Ctrl-C, and where the reader of the output went away, as the shell gives them."""


def print_problems(problems: Iterable[Problem]) -> None:
    """Print on standard error why something cannot be used."""
    from hmip_rules.model.errors import printable

    for problem in problems:
        click.echo(printable(str(problem)), err=True)


def text_width(output: str | None) -> int:
    """Return how wide lines of text may be: as wide as the terminal, or 80 columns in a file or a pipe."""
    from hmip_rules.wording.layout import MIN_WIDTH, WIDTH

    if output not in (None, "-") or sys.stdout is None or not sys.stdout.isatty():
        return WIDTH
    return max(get_terminal_size((WIDTH, 24)).columns, MIN_WIDTH)


def print_output(parts: Iterable[str | bytes]) -> None:
    """Print lines, or the bytes of a file; lines have colour on a terminal, unless NO_COLOR is set.

    Raises:
        InputError: bytes would go to a terminal, or standard output is closed.
    """
    if sys.stdout is None:
        from hmip_rules.model.errors import InputError, Problem

        raise InputError([Problem("Standard output is closed, so nothing can be printed")])
    for part in parts:
        if isinstance(part, bytes) and sys.stdout.isatty():
            from hmip_rules.model.errors import InputError, Problem

            raise InputError([Problem("This format cannot be shown on a terminal; write it to a file with -o FILE")])
        click.echo(part, nl=isinstance(part, str), color=False if os.environ.get("NO_COLOR") else None)
    sys.stdout.flush()


def write_whole(path: Path | str, parts: Iterable[str | bytes]) -> None:
    """Write lines, or the bytes of a file, so that it appears whole or not at all.

    Raises:
        InputError: it can't be written there.
    """
    with appearing_whole(path) as beside, beside.open("wb") as file:
        for part in parts:
            if isinstance(part, bytes):
                file.write(part)
            else:  # the bytes of a file's name that are no text are spelt out
                file.write(f"{click.unstyle(part)}\n".encode(errors="backslashreplace"))


@contextmanager
def appearing_whole(path: Path | str) -> Iterator[Path]:
    """Yield a path beside a file's place to write to, and then move it there; leave nothing where that fails.

    Raises:
        InputError: it can't be written there. That is tried before anything else is done.
    """
    from pathlib import Path
    from shutil import copymode

    from hmip_rules.model.errors import InputError, Problem
    from hmip_rules.model.places import Place

    name = os.fspath(path)
    if not name:
        raise InputError([Problem("The name of the file to write is empty", Place("''"))])
    if name.endswith(os.sep) or os.path.isdir(name):  # noqa: PTH112  # Path.is_dir raises where access is denied
        raise InputError([Problem("This is a folder; name a file in it", Place(name))])
    path = Path(os.path.realpath(name))  # a link stays, and what it names is written
    beside = path.with_name(f".{path.name}.part")
    try:
        if path.exists() and not path.is_file():  # a device or a pipe can't be moved to
            yield path
            return
        beside.touch()
        yield beside
        if path.exists():
            copymode(path, beside)
        beside.replace(path)
    except OSError as error:
        why = error.strerror or str(error).partition(" (os error")[0]
        message = f"This file cannot be written ({why}); choose a folder that exists and that you may write to"
        raise InputError([Problem(message, Place(name))]) from None
    finally:
        with suppress(OSError):
            beside.unlink()


def as_json(value: Any, indent: int | None = 2) -> list[str]:
    """Return a value as JSON, to be printed: over several lines, or on one where there is no indent."""
    import json

    return [json.dumps(value, indent=indent)]


@contextmanager
def ending_well() -> Iterator[None]:
    """Turn what can stop a command into a line and an exit status, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a letter that the terminal lacks is shown by its number
    try:
        with _input_errors_printed():
            yield
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except BrokenPipeError:  # whoever read the output has seen enough
        _stop_writing()
        sys.exit(CLOSED_PIPE)
    except OSError as error:
        click.echo(f"The output cannot be written: {error.strerror}", err=True)
        _stop_writing()
        sys.exit(UNREADABLE)


@contextmanager
def _input_errors_printed() -> Iterator[None]:
    """Print what cannot be used, in the output too where that is JSON: no program should get an empty document."""
    from hmip_rules.model.errors import InputError

    try:
        yield
    except InputError as error:
        print_problems(error.problems)
        format_ = click.get_current_context().params.get("format_")
        if sys.stdout is None:
            pass
        elif format_ == "json":
            print_output(as_json([unreadable(error)]))
        elif format_ == "jsonl":
            print_output(as_json(unreadable(error), indent=None))
        sys.exit(UNREADABLE)


def unreadable(error: InputError) -> dict[str, Any]:
    """Return why something could not be read, as plain values for JSON."""
    from hmip_rules.model.status import UNREADABLE_STATUS

    errors = [
        {"line": problem.place.line, "column": problem.place.column, "message": problem.message}
        for problem in error.problems
    ]
    return {"file": error.problems[0].place.file, "status": UNREADABLE_STATUS, "errors": errors}


def _stop_writing() -> None:
    """Send what is still to be written nowhere, so that ending the program does not fail again."""
    with suppress(io.UnsupportedOperation):  # a stream that is not a file needs no stopping
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
