"""How far a command is with many files: a bar while it works, and a line where Ctrl-C stops it."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Self, TextIO

import click

PATIENCE, PAUSE = 1.0, 0.1
"""Seconds before the bar is first shown, and from one time to the next."""

LENGTH = 40


class Progress:
    """Counts the files that are done.

    The bar is on standard error where that is a terminal. Where the results go to a terminal too, they show
    themselves how far it is, and a bar would get between them.
    """

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = 0
        self._is_shown = _is_terminal(sys.stderr) and not _is_terminal(sys.stdout)
        self._drawn = ""
        self._next = time.monotonic() + PATIENCE

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        self.erase()
        if kind is KeyboardInterrupt and self._total > 1:
            click.echo(f"stopped after {self._in_words()}", err=True)

    def step(self) -> None:
        """Count one more file."""
        self._done += 1
        if self._is_shown and time.monotonic() >= self._next:
            self.erase()
            full = LENGTH * self._done // self._total
            self._drawn = f"[{'#' * full}{'-' * (LENGTH - full)}] {self._in_words()}"
            click.echo(self._drawn, nl=False, err=True)
            self._next = time.monotonic() + PAUSE

    def erase(self) -> None:
        """Clear the line, for what else is to be said there."""
        if self._drawn:
            click.echo(f"\r{' ' * len(self._drawn)}\r", nl=False, err=True)
            self._drawn = ""

    def _in_words(self) -> str:
        return f"{self._done:,} of {self._total:,} files"


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()
