"""What every format in `formats` does: it shows one result, and joins what is shown of several.

The two are apart because results may be shown where they were read, in other processes: what is shown of a
result is small, and a result carries its whole rulebook.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import Any, Final, NamedTuple, Protocol

from hmip_rules.files.reports import Unreadable
from hmip_rules.model.errors import Problem
from hmip_rules.output import headline
from hmip_rules.output.headline import Move
from hmip_rules.scoring.score_files import Result

ANSWERS: Final = "answers"
"""What was asked for beside the ratings: margins, routes and the like."""

STEPS: Final = "steps"
"""Each step with its rule, which `explain` asks for."""


class Shown(NamedTuple):
    """What is shown of one result.

    Attributes:
        status: of the report, or "unreadable".
        problems: why it could not be read; none where it could.
        parts: what the format joins: lines without line ends, or what it makes of a result first; none
            where it passes over it.
        move: the overall rating before and after, where it was asked what if; None in it where it is not determined.
    """

    status: str
    problems: tuple[Problem, ...]
    parts: tuple[Any, ...]
    move: Move | None = None


class Tally:
    """How many reports there were, by status, and what would become of their overall ratings."""

    def __init__(self) -> None:
        self._statuses: Counter[str] = Counter()
        self._moves: Counter[Move] = Counter()

    @property
    def total(self) -> int:
        """All of them."""
        return self._statuses.total()

    def add(self, result: Shown) -> None:
        """Add a result."""
        self._statuses[result.status] += 1
        self._moves.update([result.move] if result.move else [])

    def in_words(self) -> Iterator[str]:
        """Return how they came out, a sentence each."""
        return headline.outcomes(self._statuses, self._moves)


def join_with_blank_lines(results: Iterable[Shown], written: Callable[[str], Iterable[str]]) -> Iterator[str]:
    """Return the lines of results, an empty line between them; and how they came out where there are several.

    Args:
        written: how the format writes a sentence.
    """
    tally = Tally()
    is_first = True
    for result in results:
        tally.add(result)
        if not result.parts:
            continue
        if not is_first:
            yield ""
        yield from result.parts
        is_first = False
    if tally.total > 1:
        if not is_first:
            yield ""
        for sentence in tally.in_words():
            yield from written(sentence)


class Format(Protocol):
    """What every format does. One that leaves something out names it: `LEAVES_OUT`, of ANSWERS and STEPS."""

    def show_result(self, result: Result | Unreadable, *, explain: bool) -> Iterator[Any]:
        """Return what is shown of one result: lines without line ends, or what `join_results` takes."""

    def join_results(self, results: Iterable[Shown]) -> Iterator[str] | Iterator[bytes]:
        """Return what is shown of results as one, in the order given: lines without line ends, or a file's bytes.

        Raises:
            InputError: the format needs an extra that is not installed, or can't hold so much.
        """


def format_named(name: str) -> Format:
    """Return a format by its name: that of its file."""
    found: Format = import_module(f"hmip_rules.output.formats.{name}")
    return found


def leaves_out(name: str) -> frozenset[str]:
    """Return what a format leaves out, though it may be asked for; most leave nothing out."""
    return getattr(format_named(name), "LEAVES_OUT", frozenset())


def shown_result(format_: Format, result: Result | Unreadable, *, explain: bool) -> Shown:
    """Return what a format shows of one result."""
    move = result.move if isinstance(result, Result) else None
    return Shown(str(result.status), result.problems, tuple(format_.show_result(result, explain=explain)), move)


def render(name: str, results: Iterable[Result | Unreadable], *, explain: bool) -> Iterator[str] | Iterator[bytes]:
    """Return results as a format shows them: lines without line ends, or the bytes of a file."""
    format_ = format_named(name)
    return format_.join_results(shown_result(format_, result, explain=explain) for result in results)
