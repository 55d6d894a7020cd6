"""How long `hmip-score` takes on a folder, as a ratio to the YAML parser alone on the same files, run in turn.

PYTHONPATH=tests python -m benchmarks folder [--rounds 9]
"""

import argparse
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, Self

ROOT = Path(__file__).parents[2]
MANY = 2_000
FEW_AND_MANY = (400, 4_000)

PARSER = """
import sys
from pathlib import Path
from ruamel.yaml import YAML
parser = YAML(typ="safe", pure=False)
for file in sorted(Path(sys.argv[1]).glob("*.yaml")):
    parser.load(file.read_bytes())
"""
PEAK = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def measure(rounds: int) -> Iterator[str]:
    """Measure on folders of made-up reports, and give the lines to print."""
    with tempfile.TemporaryDirectory() as work:
        folders = {number: _folder(Path(work), number) for number in (MANY, *FEW_AND_MANY)}
        _assert_statuses(folders[MANY])
        yield f"Medians, and fastest, of {rounds} alternating runs, Python {sys.version.split()[0]}, {len(os.sched_getaffinity(0))} cores"
        yield ""
        yield from _formats(folders[MANY], rounds)
        yield ""
        yield from _memory(folders)


def _folder(work: Path, number: int) -> Path:
    """Write reports like the examples, each percentage up to 5 points off, every tenth with a wrong rating."""
    folder = work / str(number)
    folder.mkdir()
    chosen = random.Random(number)
    examples = [path.read_text() for path in sorted((ROOT / "examples").glob("*.yaml"))]
    for count in range(number):
        text = examples[count % len(examples)]
        varied = re.sub(
            r"(engagement|desistance|safety): (\d+)",
            lambda found: f"{found[1]}: {int(found[2]) + chosen.randint(-5, 5)}",
            text,
        )
        if count % 10 == 0:
            varied = varied.replace("rating: Inadequate", "rating: Good", 1)
        (folder / f"{count:05}.yaml").write_text(varied)
    return folder


def _assert_statuses(folder: Path) -> None:
    shown = subprocess.run(_score("json", folder), stdout=subprocess.PIPE, check=False).stdout
    statuses = Counter(result["status"] for result in json.loads(shown))
    assert statuses == {"agrees": MANY * 9 // 10, "disagrees": MANY // 10}


def _score(format_: str, folder: Path) -> list[str]:
    return [sys.executable, "-m", "hmip_rules", "--format", format_, str(folder)]


def _parser(folder: Path) -> list[str]:
    return [sys.executable, "-c", PARSER, str(folder)]


class _Taken(NamedTuple):
    """Seconds: the median of the runs, and the fastest, which tells more where other work is on the machine."""

    median: float
    fastest: float

    def beside(self, other: Self) -> str:
        return f"{self.median / other.median:6.2f}{self.fastest / other.fastest:6.2f}"


def _taken(commands: dict[str, list[str]], rounds: int) -> dict[str, _Taken]:
    """Run each in turn."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            start = time.perf_counter()
            subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
            times[name].append(time.perf_counter() - start)
    return {name: _Taken(statistics.median(values), min(values)) for name, values in times.items()}


def _formats(folder: Path, rounds: int) -> Iterator[str]:
    commands = {"the parser alone": _parser(folder)}
    for format_ in ("json", "jsonl", "text"):
        commands[f"hmip-score, {format_}"] = _score(format_, folder)
    taken = _taken(commands, rounds)
    yield f"{f'{MANY:,} files':32}{'median s':>10}{'fastest s':>11}{'x parser':>12}"
    for name, times in taken.items():
        yield f"{name:32}{times.median:10.2f}{times.fastest:11.2f}{times.beside(taken['the parser alone'])}"


def _memory(folders: dict[int, Path]) -> Iterator[str]:
    """The most that the process takes, in MB; not of this one, which it would be forked from."""
    yield "peak memory, MB"
    for number in FEW_AND_MANY:
        command = [sys.executable, "-c", PEAK, *_score("jsonl", folders[number])]
        yield f"{f'{number:,} files':34}{int(subprocess.check_output(command)) / 1024:10.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9, help="runs of each command, in turn (default: 9)")
    for line in measure(parser.parse_args().rounds):
        print(line, flush=True)


if __name__ == "__main__":
    main()
