"""The formats, a file each. A format shows one result, and sets what is shown of several side by side.

The two are apart because results may be shown where they were read, in other processes: what is shown of a
result is small, and a result carries its whole rulebook.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import NamedTuple, Protocol

from hmip_rules.errors import Problem
from hmip_rules.read import Unreadable
from hmip_rules.scoring import Result


class Shown(NamedTuple):
    """What is shown of one result.

    Attributes:
        status: of the report, or "unreadable".
        problems: why it could not be read; none where it could.
        lines: without line ends; none where the format passes over what could not be read.
        move: the overall rating before and after, where it was asked what if; None in it where it is not determined.
    """

    status: str
    problems: tuple[Problem, ...]
    lines: tuple[str, ...]
    move: tuple[str | None, str | None] | None = None


class Format(Protocol):
    """What every format does."""

    def one(self, result: Result | Unreadable, *, explain: bool) -> Iterator[str]:
        """Show one result, as lines without line ends."""

    def together(self, results: Iterable[Shown]) -> Iterator[str]:
        """Set what is shown of results side by side, in the order given, as lines without line ends."""


def named(name: str) -> Format:
    """Get a format by its name: that of its file."""
    found: Format = import_module(f"hmip_rules.formats.{name}")
    return found


def shown(format_: Format, result: Result | Unreadable, *, explain: bool) -> Shown:
    """Show one result in a format."""
    move = result.move if isinstance(result, Result) else None
    return Shown(str(result.status), result.problems, tuple(format_.one(result, explain=explain)), move)


def render(name: str, results: Iterable[Result | Unreadable], *, explain: bool) -> Iterator[str]:
    """Show results in a format, as lines without line ends."""
    format_ = named(name)
    return format_.together(shown(format_, result, explain=explain) for result in results)
