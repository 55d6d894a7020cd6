"""How long `hmip-score` takes on one file, as a ratio to its bare imports."""

import os
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks import beside

ROOT = Path(__file__).parents[2]
LEEDS = "examples/leeds-pdu-2024.yaml"
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
    "hmip-score leeds": [*SCORE, LEEDS],
    "hmip-score leeds, as JSON": [*SCORE, "--format", "json", LEEDS],
    "hmip-score leeds, explained": [*SCORE, "--explain", LEEDS],
}


def measure(rounds: int) -> Iterator[str]:
    shown = _run(COMMANDS["hmip-score leeds"]).stdout
    assert "Agrees" in shown, f"hmip-score does not score {LEEDS}: {shown}"
    seconds = beside.medians({name: partial(_run, command) for name, command in COMMANDS.items()}, rounds)
    ratios = {"x bare imports": "bare imports", "x first model": "imports and a first model"}
    yield from beside.table(seconds, ratios, "ms", 1000)


def _run(command):
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
