"""How fast it is, as ratios to what runs beside it in the same process.

PYTHONPATH=tests python -m benchmarks [NAME …] [--rounds N]
"""

import argparse
import sys
from importlib import import_module
from pathlib import Path

NAMES = ("startup", "engines", "tables", "folder", "routes")


def main():
    there = [name for name in NAMES if Path(__file__).with_name(f"{name}.py").exists()]
    parser = argparse.ArgumentParser(
        "python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", metavar="NAME", nargs="*", help=f"{', '.join(there)} (default: all of them)")
    parser.add_argument("--rounds", type=int, default=15, help="runs of each, in turn (default: 15)")
    chosen = parser.parse_args()
    if unknown := set(chosen.names) - set(there):
        parser.error(f"no benchmark {', '.join(sorted(unknown))}; there are {', '.join(there)}")
    print(f"Medians of {chosen.rounds} alternating runs, Python {sys.version.split()[0]}")
    for name in chosen.names or there:
        benchmark = import_module(f"benchmarks.{name}")
        print(f"\n{name}: {benchmark.__doc__.splitlines()[0]}\n")
        for line in benchmark.measure(chosen.rounds):
            print(line, flush=True)


if __name__ == "__main__":
    main()
