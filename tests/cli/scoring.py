"""hmip-score as tests run it, and small reports."""

import subprocess
import sys

from click.testing import CliRunner
from conftest import ROOT

from hmip_rules.cli.score import main

LEEDS = "examples/leeds-pdu-2024.yaml"
KIRKLEES = "examples/kirklees-pdu-2024.yaml"
WRONG = "rulebook: pdu-2024\nstandards:\n  P 2.1: {rating: Good, key_questions: {safety: 23}}\n"
PARTIAL = "rulebook: pdu-2024\nservice: Partial\noverall: {rating: Good}\n"
RIGHT = "rulebook: pdu-2024\nstandards:\n  P 2.1: {rating: Inadequate, key_questions: {safety: 23}}\n"
WHOLE = (ROOT / LEEDS).read_text(encoding="utf-8")
DISCRETION = (
    "rulebook: pdu-2024\nstandards:\n"
    "  P 2.1: {rating: Good, key_questions: {engagement: 62, desistance: 90, safety: 90}}\n"
)


def run(*arguments, **kwargs):
    return CliRunner().invoke(main, arguments, catch_exceptions=False, **kwargs)


def process(*arguments, **kwargs):
    command = [sys.executable, "-m", "hmip_rules", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, **kwargs)
