"""No retired word is in what the program prints: golden files, pages, help and error messages."""

import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from conftest import ROOT

from hmip_rules.cli.rules import main as rules
from hmip_rules.cli.score import main as score
from hmip_rules.files.library import shipped_rulebooks

RETIRED = (
    r"leans? on",
    r"put right",
    r"whoever",
    r"likewise",
    r"thereof",
    r"of its kind",
    r"go(es)? by",
    r"slips?",
    r"edges?",
    r"is no [a-z]+ that",
    r"can't",
    r"\d %",
    r"\d-\d+ points",
    r"as good as without end",
    r"the lowest of \d",
)
"""Regular expressions, each matched as whole words in any case."""

GOLDEN = sorted(path for path in (ROOT / "tests").rglob("golden/*") if path.suffix in (".txt", ".md"))
EXAMPLES = [str(ROOT / "examples" / name) for name in ("leeds-pdu-2024.yaml", "kirklees-pdu-2024.yaml")]


def retired_in(text):
    """The retired words of a text, each with its line."""
    found = []
    for word in RETIRED:
        pattern = re.compile(word if word.startswith(r"\d") else rf"(?<![\w-])(?:{word})(?![\w-])", re.IGNORECASE)
        found += [f"{word}: {line.strip()}" for line in text.splitlines() if pattern.search(line)]
    return found


def commands(command, path=()):
    """Every command with its name, from the two programs down."""
    yield path, command
    for name, inner in getattr(command, "commands", {}).items():
        yield from commands(inner, (*path, name))


def test_a_retired_word_is_found():
    assert retired_in("The EDGE to Good, 65 %") == [r"edges?: The EDGE to Good, 65 %", r"\d %: The EDGE to Good, 65 %"]
    assert retired_in("an acknowledged slipstream; 65%") == []


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: f"{path.parent.parent.name}-{path.name}")
def test_golden_files_are_plain_english(path):
    assert retired_in(Path(path).read_text()) == []


@pytest.mark.parametrize("format_", ["text", "markdown", "html", "github"])
def test_every_format_is_plain_english(format_):
    printed = CliRunner().invoke(score, ["--all", "--explain", "--format", format_, *EXAMPLES]).stdout
    assert printed
    if format_ == "html":
        printed = re.sub(r"<style>.*?</style>|<script>.*?</script>|<[^>]*>", " ", printed, flags=re.DOTALL)
    assert retired_in(printed) == []


@pytest.mark.parametrize("options", [["show"], ["evidence"]], ids=" ".join)
@pytest.mark.parametrize("rulebook", shipped_rulebooks())
def test_what_is_shown_of_a_rulebook_is_plain_english(options, rulebook):
    printed = CliRunner().invoke(rules, [*options, rulebook]).stdout
    assert printed
    assert retired_in(printed) == []


@pytest.mark.parametrize(
    ("path", "command"),
    [*commands(score, ("hmip-score",)), *commands(rules, ("hmip-rules",))],
    ids=lambda part: " ".join(part) if isinstance(part, tuple) else "",
)
def test_help_is_plain_english(path, command):
    with click.Context(command, info_name=path[-1]) as context:
        assert retired_in(command.get_help(context)) == []
