"""hmip-score: recompute the ratings of reports and set them beside the published ones.

Only click is imported until there is something to score: --help and a misused option answer at once.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from hmip_rules import __version__
from hmip_rules.cli.options import UNREADABLE, ending_well, format_option, rulebook_ids, say, show

if TYPE_CHECKING:
    from hmip_rules.read import Unreadable
    from hmip_rules.scoring import Result

EXAMPLES = """\b
Examples:
  hmip-score examples/leeds-pdu-2024.yaml
  hmip-score --explain examples/leeds-pdu-2024.yaml
  hmip-score --format json reports/ > scores.json
  cat draft.yaml | hmip-score --rulebook pdu-2024 -
"""


@click.command(context_settings={"help_option_names": ["-h", "--help"]}, epilog=EXAMPLES)
@click.argument("reports", metavar="REPORT...", nargs=-1, required=True, type=click.Path())
@click.option(
    "--rulebook",
    metavar="ID|FILE",
    shell_complete=rulebook_ids,
    help="Score by this rulebook, whatever a report names.",
)
@click.option("--explain", is_flag=True, help="Show for each step the rule, where it stands and its source.")
@format_option
@click.option("--strict", is_flag=True, help="Exit with 1 also where missing values leave a result undetermined.")
@click.version_option(__version__, prog_name="hmip-score", message="%(prog)s %(version)s")
def main(reports: tuple[str, ...], *, rulebook: str | None, explain: bool, format_: str, strict: bool) -> None:
    """Recompute the ratings of inspection reports and set them beside the published ones.

    REPORT is a report file (YAML), a folder that is searched for *.yaml and *.yml, or - for
    standard input.

    Exit status: 0 every report agrees or is within discretion; 1 some report disagrees; 2 something
    could not be read.
    """
    with ending_well():
        from hmip_rules.formats import renderer
        from hmip_rules.read import Shelf, read_rulebook
        from hmip_rules.scoring import score_paths

        shelf = Shelf(None if rulebook is None else read_rulebook(rulebook))
        statuses: set[str] = set()
        show(renderer(format_)(_noted(score_paths(reports, shelf), statuses), explain=explain))
        sys.exit(_exit_status(statuses, strict=strict))


def _noted(results: Iterable[Result | Unreadable], statuses: set[str]) -> Iterator[Result | Unreadable]:
    """Pass results on; note the status of each, and say on standard error what could not be read."""
    for result in results:
        statuses.add(result.status)
        say(result.problems)
        yield result


def _exit_status(statuses: set[str], *, strict: bool) -> int:
    if "unreadable" in statuses:
        return UNREADABLE
    return int("disagrees" in statuses or (strict and "undetermined" in statuses))
