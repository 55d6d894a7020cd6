"""hmip-score: recompute the ratings of reports and set them beside the published ones.

Only click is imported until there is something to score: --help and a misused option answer at once.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from hmip_rules import __version__

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from hmip_rules.errors import Problem
    from hmip_rules.read import Unreadable
    from hmip_rules.scoring import Result

UNREADABLE = 2
"""Exit status where something could not be read or written; click gives the same for a misused option."""

INTERRUPTED, CLOSED_PIPE = 130, 141
"""Exit status after Ctrl-C, and where the reader of the output went away, as the shell gives them."""

EXAMPLES = """\b
Examples:
  hmip-score examples/leeds-pdu-2024.yaml
  hmip-score --explain examples/leeds-pdu-2024.yaml
  hmip-score --format json reports/ > scores.json
  cat draft.yaml | hmip-score --rulebook pdu-2024 -
"""


def _rulebook_ids(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    from hmip_rules.read import shipped_rulebooks

    ids = [CompletionItem(name) for name in shipped_rulebooks() if name.startswith(incomplete)]
    return [*ids, CompletionItem(incomplete, type="file")]


@click.command(context_settings={"help_option_names": ["-h", "--help"]}, epilog=EXAMPLES)
@click.argument("reports", metavar="REPORT...", nargs=-1, required=True, type=click.Path())
@click.option(
    "--rulebook",
    metavar="ID|FILE",
    shell_complete=_rulebook_ids,
    help="Score by this rulebook, whatever a report names.",
)
@click.option("--explain", is_flag=True, help="Show for each step the rule, where it stands and its source.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", help="How to show results.")
@click.option("--strict", is_flag=True, help="Exit with 1 also where missing values leave a result undetermined.")
@click.version_option(__version__, prog_name="hmip-score", message="%(prog)s %(version)s")
def main(reports: tuple[str, ...], *, rulebook: str | None, explain: bool, format_: str, strict: bool) -> None:
    """Recompute the ratings of inspection reports and set them beside the published ones.

    REPORT is a report file (YAML), a folder that is searched for *.yaml and *.yml, or - for
    standard input.

    Exit status: 0 every report agrees or is within discretion; 1 some report disagrees; 2 something
    could not be read.
    """
    try:
        sys.exit(_score(reports, rulebook, format_, explain=explain, strict=strict))
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except BrokenPipeError:  # whoever read the output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(CLOSED_PIPE)
    except OSError as error:
        click.echo(f"the output can't be written: {error.strerror}", err=True)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(UNREADABLE)


def _score(reports: Iterable[str], rulebook: str | None, format_: str, *, explain: bool, strict: bool) -> int:
    """Score and print; give the exit status."""
    from hmip_rules.errors import InputError
    from hmip_rules.formats import renderer
    from hmip_rules.read import Shelf, read_rulebook
    from hmip_rules.scoring import score_paths

    try:
        shelf = Shelf(None if rulebook is None else read_rulebook(rulebook))
    except InputError as error:
        _say(error.problems)
        return UNREADABLE
    _show_what_the_terminal_cannot()
    statuses: set[str] = set()
    for line in renderer(format_)(_noted(score_paths(reports, shelf), statuses), explain=explain):
        click.echo(line, color=False if os.environ.get("NO_COLOR") else None)
    sys.stdout.flush()
    return _exit_status(statuses, strict=strict)


def _show_what_the_terminal_cannot() -> None:
    """Write a letter that the terminal's encoding lacks as its number, not as an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _noted(results: Iterable[Result | Unreadable], statuses: set[str]) -> Iterator[Result | Unreadable]:
    """Pass results on; note the status of each, and say on standard error what could not be read."""
    for result in results:
        statuses.add(result.status)
        _say(result.problems)
        yield result


def _say(problems: Iterable[Problem]) -> None:
    from hmip_rules.errors import printable

    for problem in problems:
        click.echo(printable(str(problem)), err=True)


def _exit_status(statuses: set[str], *, strict: bool) -> int:
    if "unreadable" in statuses:
        return UNREADABLE
    return int("disagrees" in statuses or (strict and "undetermined" in statuses))
