"""How far a command is with many files: click's bar, a line where Ctrl-C stops it, and what was passed over."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
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


def passed_over(paths: Iterable[str], endings_read: Sequence[str]) -> list[str]:
    """Return how many files of folders are not read because of their endings, in a line; nothing if all are read."""
    from hmip_rules.files.folders import endings_passed_over
    from hmip_rules.model.errors import printable
    from hmip_rules.wording.phrases import choice, listed

    numbers = Counter[str]()
    for path in paths:
        numbers += endings_passed_over(path, endings_read)
    if not numbers:
        return []
    were = "1 file was" if numbers.total() == 1 else f"{numbers.total():,} files were"
    most_first = sorted(numbers, key=lambda ending: (-numbers[ending], ending or "without"))
    kinds = listed([f"{numbers[ending]:,} {ending or 'without an ending'}" for ending in most_first])
    return [printable(f"{were} passed over ({kinds}); the name must end in {choice(endings_read)}")]
