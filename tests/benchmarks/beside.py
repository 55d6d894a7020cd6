"""Runs in turn, their medians, and a table of ratios: what every benchmark shares."""

import statistics
import time
from collections.abc import Callable, Iterator, Mapping


def medians(
    work: Mapping[str, Callable[[], object]], rounds: int, clock: Callable[[], float] = time.perf_counter
) -> dict[str, float]:
    """The median time of each piece of work, in seconds.

    They take turns, so that whatever slows the machine down slows all of them. Each runs once before it counts, so
    that all is compiled and in the file cache.

    Args:
        clock: time.process_time for work that never waits; what else the machine does then matters less.
    """
    for run in work.values():
        run()
    times: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(rounds):
        for name, run in work.items():
            start = clock()
            run()
            times[name].append(clock() - start)
    return {name: statistics.median(values) for name, values in times.items()}


def table(seconds: Mapping[str, float], beside: Mapping[str, str], unit: str, per_second: float) -> Iterator[str]:
    """Lines with each time in a unit, and as a ratio to others.

    Args:
        seconds: the times by name.
        beside: the headings of the ratios, and the name of what each is a ratio to.
        per_second: how many of the unit there are in a second.
    """
    width = max(map(len, seconds)) + 2
    yield f"{'':{width}}{unit:>10}" + "".join(f"{heading:>{len(heading) + 3}}" for heading in beside)
    for name, time_taken in seconds.items():
        ratios = [f"{time_taken / seconds[other]:{len(heading) + 3}.2f}" for heading, other in beside.items()]
        yield f"{name:{width}}{time_taken * per_second:10.1f}" + "".join(ratios)
