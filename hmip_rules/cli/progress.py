"""How far a command is with many files: click's bar, and a line where Ctrl-C stops it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

import click

from hmip_rules.cli.writing import print_problems

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

    from hmip_rules.model.errors import Problem


@contextmanager
def progress_bar(files: int) -> Iterator[ProgressBar[int]]:
    """Show how many files are done, on standard error where that is a terminal.

    Where the results go to a terminal too, they show how far it is, and a bar would get between them.
    """
    hidden = files < 2 or not _is_terminal(sys.stderr) or _is_terminal(sys.stdout)
    bar = click.progressbar(length=files, label="files", show_pos=True, file=sys.stderr, hidden=hidden)
    try:
        with bar:
            yield bar
    except KeyboardInterrupt:
        if files > 1:
            click.echo(f"Stopped after {bar.pos:,} of {files:,} files", err=True)
        raise


def _is_terminal(stream: TextIO | None) -> bool:
    """Return whether a stream is a terminal; one that is closed is not."""
    return stream is not None and stream.isatty()


def print_problems_above(bar: ProgressBar[int], problems: Iterable[Problem]) -> None:
    """Print on standard error why something cannot be used, where the bar was; it is drawn again below."""
    if not bar.hidden:
        click.echo("\r\x1b[K", nl=False, err=True)
    print_problems(problems)
