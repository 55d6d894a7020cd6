"""What several commands share: their options, and how they print and end."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

if TYPE_CHECKING:
    from pathlib import Path

    from click.shell_completion import CompletionItem

    from hmip_rules.insight.what_if.compute import Setting
    from hmip_rules.model.errors import InputError, Problem

UNREADABLE = 2
"""Exit status where something could not be read or written; click gives the same for a misused option."""

INTERRUPTED, CLOSED_PIPE = 130, 141
"""Exit status after Ctrl-C, and where the reader of the output went away, as the shell gives them."""

FORMAT_OF = {"md": "markdown"}
"""The format of a file by the ending of its name, where that is not the name of the format."""


def rulebook_ids(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the id of a rulebook, or a file."""
    from click.shell_completion import CompletionItem

    from hmip_rules.files.library import shipped_rulebooks

    ids = [CompletionItem(name) for name in shipped_rulebooks() if name.startswith(incomplete)]
    return [*ids, CompletionItem(incomplete, type="file")]


def rulebook_option(help_: str, name: str = "--rulebook", *, required: bool = False) -> Callable[..., Any]:
    """Add an option that names a rulebook."""
    return click.option(name, metavar="ID|FILE", shell_complete=rulebook_ids, required=required, help=help_)


def settings_option(help_: str) -> Callable[..., Any]:
    """Add `--set NAME=VALUE`, which may be given several times."""
    return click.option("--set", "settings", metavar="NAME=VALUE", multiple=True, help=help_)


def as_settings(written: Iterable[str]) -> tuple[Setting, ...]:
    """Read what `--set` gave."""
    if not written:
        return ()
    from hmip_rules.insight.what_if.compute import setting

    try:
        return tuple(map(setting, written))
    except ValueError as error:
        raise click.UsageError(f"--set: {error}, such as 'P 2.2.safety=50'") from None


def format_option(function: Callable[..., Any], *more: str) -> Callable[..., Any]:
    """Add `--format text|json`, and more formats."""
    choice = click.Choice(["text", "json", *more])
    return click.option("--format", "format_", type=choice, default="text", help="How to show results.")(function)


def page_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--format text|json|markdown`, for what is a page of the documentation too."""
    return format_option(function, "markdown")


def every_format_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--format`, with every format that there is."""
    return format_option(function, *(name for name in format_names() if name not in ("text", "json")))


def format_names() -> list[str]:
    """List every format that there is: its name is that of its file."""
    folder = os.path.join(os.path.dirname(os.path.dirname(__file__)), "output", "formats")  # noqa: PTH118, PTH120  # pathlib is slow
    return sorted(name[:-3] for name in os.listdir(folder) if name.endswith(".py") and name[0] != "_")  # noqa: PTH208


def format_of(output: str | None) -> str:
    """Give the format that was asked for: by `--format`, or else by the ending of the file to be written.

    Raises:
        InputError: the ending is that of another format.
    """
    from hmip_rules.model.errors import InputError, Problem
    from hmip_rules.model.places import Place

    given = click.get_current_context()
    format_: str = given.params["format_"]
    ending = os.path.splitext(output or "")[1][1:].lower()  # noqa: PTH122  # pathlib is slow
    named = FORMAT_OF.get(ending, ending)
    by_ending = named if named in format_names() else format_  # any format may have another ending
    if given.get_parameter_source("format_") == ParameterSource.DEFAULT:
        given.params["format_"] = by_ending  # what is refused later is told in it too
    elif format_ != by_ending:
        message = f"the ending is that of --format {by_ending}, not of {format_}"
        raise InputError([Problem(f"{message}; name a file with another, or leave --format out", Place(output))])
    return by_ending


def say_what_is_left_out(format_: str, answers: Collection[str]) -> None:
    """Tell on standard error what was asked for and the format does not show.

    Args:
        answers: the parameters of the command that ask for an answer.
    """
    from hmip_rules.output.rendering import ANSWERS, STEPS, leaves_out

    left_out = leaves_out(format_)
    if not left_out:
        return
    from hmip_rules.wording.phrases import listed

    given = click.get_current_context()
    kinds = {"explain": STEPS} | dict.fromkeys(answers, ANSWERS)
    asked = {
        option.opts[0]: kinds[option.name]
        for option in given.command.params
        if option.name in kinds and given.params[option.name] and kinds[option.name] in left_out
    }
    if asked:
        others = [name for name in format_names() if not leaves_out(name) & set(asked.values())]
        asked_for = f"--format {format_} leaves out what is asked for by {listed(list(asked))}"
        click.echo(f"{asked_for}; {listed(others)} show it", err=True)


def say(problems: Iterable[Problem]) -> None:
    """Tell on standard error what cannot be used."""
    from hmip_rules.model.errors import printable

    for problem in problems:
        click.echo(printable(str(problem)), err=True)


def show(parts: Iterable[str | bytes]) -> None:
    """Print lines: in colour on a terminal, unless NO_COLOR is set, and plain elsewhere; or the bytes of a file.

    Raises:
        InputError: bytes would go to a terminal.
    """
    for part in parts:
        if isinstance(part, bytes) and sys.stdout.isatty():
            from hmip_rules.model.errors import InputError, Problem

            raise InputError([Problem("this format is no text; write it into a file, with -o FILE")])
        click.echo(part, nl=isinstance(part, str), color=False if os.environ.get("NO_COLOR") else None)
    sys.stdout.flush()


def write_whole(path: Path | str, parts: Iterable[str | bytes]) -> None:
    """Write lines, or the bytes of a file, so that it appears whole or not at all.

    Raises:
        InputError: it can't be written there.
    """
    with appearing_whole(path) as beside, beside.open("wb") as file:
        for part in parts:
            file.write(part if isinstance(part, bytes) else f"{click.unstyle(part)}\n".encode())


@contextmanager
def appearing_whole(path: Path | str) -> Iterator[Path]:
    """Give a file beside its place to be written, and then move it there; where that fails, leave nothing.

    Raises:
        InputError: it can't be written there. That is tried before anything else is done.
    """
    from pathlib import Path
    from shutil import copymode

    from hmip_rules.model.errors import InputError, Problem
    from hmip_rules.model.places import Place

    name = os.fspath(path)
    if not name:
        raise InputError([Problem("an empty name; name a file to write into", Place("''"))])
    if name.endswith(os.sep) or os.path.isdir(name):  # noqa: PTH112  # Path.is_dir raises where access is denied
        raise InputError([Problem("this names a folder; name a file in it", Place(name))])
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
        message = f"can't be written ({why}); name a file in a folder that is there and may be written to"
        raise InputError([Problem(message, Place(name))]) from None
    finally:
        with suppress(OSError):
            beside.unlink()


def as_json(value: Any, indent: int | None = 2) -> Iterator[str]:
    """Give a value as JSON: over several lines, or on one where there is no indent."""
    import json

    yield json.dumps(value, indent=indent)


@contextmanager
def ending_well() -> Iterator[None]:
    """Turn what can stop a command into a line and an exit status, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a letter that the terminal lacks is shown by its number
    try:
        with _refusing():
            yield
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except BrokenPipeError:  # whoever read the output has seen enough
        _stop_writing()
        sys.exit(CLOSED_PIPE)
    except OSError as error:
        click.echo(f"the output can't be written: {error.strerror}", err=True)
        _stop_writing()
        sys.exit(UNREADABLE)


@contextmanager
def _refusing() -> Iterator[None]:
    """Say what can't be used, in the output too where that is JSON: no program should get an empty document."""
    from hmip_rules.model.errors import InputError

    try:
        yield
    except InputError as error:
        say(error.problems)
        format_ = click.get_current_context().params.get("format_")
        if format_ == "json":
            show(as_json([unreadable(error)]))
        elif format_ == "jsonl":
            show(as_json(unreadable(error), indent=None))
        sys.exit(UNREADABLE)


def unreadable(error: InputError) -> dict[str, Any]:
    """Give as plain values, for JSON, why something could not be read."""
    problems = [(problem.place.line, problem.place.column, problem.message) for problem in error.problems]
    errors = [dict(zip(("line", "column", "message"), problem, strict=True)) for problem in problems]
    return {"file": error.problems[0].place.file, "status": "unreadable", "errors": errors}


def _stop_writing() -> None:
    """Let what is still to be written go nowhere, so that ending the program does not fail again."""
    with suppress(io.UnsupportedOperation):  # what is no file needs no stopping
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
