"""No retired word is in what the program prints: golden files, pages, help and error messages."""

import re

import click
import pytest
from click.testing import CliRunner
from conftest import ROOT
from retired_words import retired_in

from hmip_rules.cli.rules import main as rules
from hmip_rules.cli.score import main as score
from hmip_rules.files.library import shipped_rulebooks

GOLDEN = sorted(path for path in (ROOT / "tests").rglob("golden/*") if path.suffix in (".txt", ".md"))
ERRORS = sorted((ROOT / "tests/files/slips").rglob("*.txt"))
EXAMPLES = [str(ROOT / "examples" / name) for name in ("leeds-pdu-2024.yaml", "kirklees-pdu-2024.yaml")]


def commands(command, path=()):
    """Every command with its name, from the two programs down."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            yield from commands(command.get_command(context, name), (*path, name))


def test_a_retired_word_is_found():
    assert len(retired_in("The EDGE to Good, 65 %, is\n  no rating; the report AGREES")) == 4
    assert retired_in("It goes\n  by edges") == ["It goes by edges", "It goes by edges"]
    assert (
        retired_in("an acknowledged slipstream; 65%\n\nThere is no report that agrees, and it is no longer here") == []
    )


@pytest.mark.parametrize("path", [*GOLDEN, *ERRORS], ids=lambda path: f"{path.parent.parent.name}-{path.name}")
def test_golden_files_are_plain_english(path):
    assert retired_in(path.read_text()) == []


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
