"""Work on many items in several processes; what comes of them is given in the order of the items.

Each process is a fork of this one. It takes its share of the items, and writes what comes of them into a pipe of its
own; the pipes are read in the order of the items. A process that is ahead waits until its pipe is read: however many
items there are, no more is held than the pipes hold, and when nobody reads on, nobody works on.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import IO, Any, NoReturn, TypeVar

T = TypeVar("T")
R = TypeVar("R")

MOST = 8
"""Processes at most: what they give passes through this one, which is work too."""


class DiedError(Exception):
    """A process ended before its work was done: killed, out of memory, or by a fault of the program."""


def cores() -> int:
    """Say in how many processes this one may work at once: 1 where it can't fork safely.

    Windows has no fork; on macOS a fork may crash in the system's libraries; beside other threads it may wait
    for ever. Processes that start anew instead cost more than they gain, even for 2,000 report files.
    """
    if sys.platform != "linux" or len(os.listdir("/proc/self/task")) > 1:  # noqa: PTH208  # a count is all
        return 1
    return min(len(os.sched_getaffinity(0)), MOST)


@contextmanager
def in_order(
    work: Callable[[T], Iterator[R]], items: Sequence[T], processes: int, kind: Callable[[T], Hashable]
) -> Iterator[Iterator[Iterator[R]]]:
    """Work on items; give for each, in their order, what comes of it, to be used up before the next.

    Leaving the context ends the processes, and whatever they started, at once.

    Args:
        work: what it gives is pickled, where there are several processes.
        processes: how many to work in; 1 for this one alone.
        kind: items of a kind are dealt out evenly, whatever lies between them.

    Raises:
        DiedError: on reading on where a process ended too early; all before that was given.
    """
    if processes == 1:
        yield map(work, items)
        return
    turns = _dealt(items, processes, kind)
    with ExitStack() as running:
        pipes = []
        for number in range(processes):
            share = [item for item, turn in zip(items, turns, strict=True) if turn == number]
            pipes.append(running.enter_context(_worker(work, share)))
        yield (_received(pipes[turn]) for turn in turns)


def _dealt(items: Sequence[T], processes: int, kind: Callable[[T], Hashable]) -> list[int]:
    """Say which process works on each item: those of a kind go round."""
    dealt: Counter[Hashable] = Counter()
    turns = []
    for one in map(kind, items):
        turns.append(dealt[one] % processes)
        dealt[one] += 1
    return turns


@contextmanager
def _worker(work: Callable[[T], Iterator[R]], items: list[T]) -> Iterator[IO[bytes]]:
    """Work on items in a process of its own; give the pipe to read from."""
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:  # pragma: no cover  # only the first process is measured
        os.close(reading)
        _work(work, items, writing)
    os.setpgid(process, process)  # Ctrl-C is for the first process alone; and what this one starts ends with it
    os.close(writing)
    try:
        with os.fdopen(reading, "rb") as pipe:
            yield pipe
    finally:
        os.killpg(process, signal.SIGKILL)
        os.waitpid(process, 0)


def _work(work: Callable[[T], Iterator[R]], items: list[T], writing: int) -> NoReturn:  # pragma: no cover  # as above
    """Write what comes of items, and end this process without unwinding what it was forked in."""
    try:
        with os.fdopen(writing, "wb") as pipe:
            for item in items:
                for result in work(item):
                    pickle.dump(result, pipe)
                pickle.dump(None, pipe)
                pipe.flush()
    except (BrokenPipeError, KeyboardInterrupt):  # the first process has gone, or is about to
        os._exit(1)
    except BaseException:  # noqa: BLE001  # whatever it is, nothing of it may go on here
        sys.excepthook(*sys.exc_info())
        os._exit(1)
    os._exit(0)


def _received(pipe: IO[bytes]) -> Iterator[Any]:
    """Read what came of one item; None is its end."""
    try:
        while (result := pickle.load(pipe)) is not None:  # noqa: S301  # a fork of this process wrote it
            yield result
    except (EOFError, pickle.UnpicklingError):
        raise DiedError from None
