"""How long `hmip-score` takes on one file, as a ratio to its bare imports, run beside it in turn.

python tests/benchmarks/startup.py [--rounds 31]
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
IMPORTS = "import click, ruamel.yaml, pydantic"
FIRST_MODEL = f"{IMPORTS}; pydantic.create_model('M', x=int)"
SCORE = [str(Path(sys.executable).parent / "hmip-score")]

COMMANDS = {
    "Python alone": [sys.executable, "-c", "pass"],
    "bare imports": [sys.executable, "-c", IMPORTS],
    "imports and a first model": [sys.executable, "-c", FIRST_MODEL],
    "hmip-score --help": [*SCORE, "--help"],
    "hmip-score --version": [*SCORE, "--version"],
    "hmip-score, misused": [*SCORE, "--nonsense"],
    "hmip-score leeds": [*SCORE, "examples/leeds-pdu-2024.yaml"],
    "hmip-score leeds, as JSON": [*SCORE, "--format", "json", "examples/leeds-pdu-2024.yaml"],
    "hmip-score leeds, explained": [*SCORE, "--explain", "examples/leeds-pdu-2024.yaml"],
}


def seconds(command, environment):
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    return time.perf_counter() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=31, help="runs of each command, in turn (default: 31)")
    rounds = parser.parse_args().rounds
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    for command in COMMANDS.values():
        seconds(command, environment)  # so that all is compiled and in the file cache
    times = {name: [] for name in COMMANDS}
    for _ in range(rounds):
        for name, command in COMMANDS.items():
            times[name].append(seconds(command, environment))
    medians = {name: statistics.median(values) for name, values in times.items()}
    print(f"Medians of {rounds} alternating runs, Python {sys.version.split()[0]}\n")
    print(f"{'':28}{'ms':>7}{'x bare imports':>16}{'x first model':>15}")
    for name, median in medians.items():
        bare, first = median / medians["bare imports"], median / medians["imports and a first model"]
        print(f"{name:28}{median * 1000:7.1f}{bare:16.2f}{first:15.2f}")


if __name__ == "__main__":
    main()
