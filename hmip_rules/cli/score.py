"""hmip-score: recompute the ratings of reports and compare them with the published ones.

Only click is imported until there is something to score: --help and a misused option answer at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from hmip_rules import __version__
from hmip_rules.cli.options import (
    as_settings,
    chosen_format,
    every_format_option,
    rulebook_option,
    settings_option,
    status_option,
    warn_of_what_is_left_out,
)
from hmip_rules.cli.progress import passed_over, print_problems_above, progress_bar
from hmip_rules.cli.writing import UNREADABLE, ending_well, print_output, text_width, write_whole

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

    from hmip_rules.files.library import Library
    from hmip_rules.files.reports import Unreadable
    from hmip_rules.insight.sections import Asked
    from hmip_rules.model.scorecard import Scorecard
    from hmip_rules.output.rendering import Format, Look, Shown

EXAMPLES = """\b
Examples:
  hmip-score examples/leeds-pdu-2024.yaml
  hmip-score --explain examples/leeds-pdu-2024.yaml
  hmip-score leeds-report.pdf
  hmip-score --since leeds-2021.yaml leeds-2024.yaml
  hmip-score --only disagrees reports/
  hmip-score reports/ -o scores.xlsx
"""


@click.command(context_settings={"help_option_names": ["-h", "--help"]}, epilog=EXAMPLES)
@click.argument("reports", metavar="REPORT...", nargs=-1, required=True, type=click.Path())
@rulebook_option(
    "Score every report under this rulebook. If a report names another rulebook, show the results under both.",
)
@click.option("--full", is_flag=True, help="Show each report in full, with the reason for each rating.")
@click.option(
    "--explain", is_flag=True, help="Show each report in full, with every step, its rule and the rule's source."
)
@status_option(
    "--only",
    "Show only reports with this status, such as disagrees, partly-checked or unreadable. Can be given more than once.",
)
@click.option("--worst-first", "by_gravity", is_flag=True, help="Sort the reports by status, the most serious first.")
@every_format_option
@click.option(
    "-o", "--output", metavar="FILE", type=click.Path(), help="Write to this file. Its ending sets the format."
)
@click.option("--margins", is_flag=True, help="Show how near each rating is to the next one up and down.")
@click.option("--reach", metavar="RATING", help="Show the smallest changes that would give this overall rating.")
@click.option(
    "--also-judgements", is_flag=True, help="With --reach or --all: also change standards rated by judgement."
)
@click.option("--consistency", is_flag=True, help="Check whether whole numbers of cases can give the percentages.")
@click.option(
    "--certainty", is_flag=True, help="Show how far the ratings may be down to chance, because the cases are a sample."
)
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Show --margins, --reach (for the next better rating), --consistency and --certainty.",
)
@settings_option(
    "Show the result before and after a change to a value, such as 'P 2.2.safety=50' or 'P 1.1=Good', or to a rule, "
    "such as 'bands.overall.Good=12'. Can be given more than once. Other options describe the report as it is.",
)
@click.option("--since", metavar="REPORT", type=click.Path(), help="Compare the report with this earlier one.")
@click.option("--strict", is_flag=True, help="Exit with 1 unless every report agrees or is within discretion.")
@click.version_option(__version__, prog_name="hmip-score", message="%(prog)s %(version)s")
def main(  # noqa: PLR0913  # an option each
    reports: tuple[str, ...],
    *,
    rulebook: str | None,
    explain: bool,
    full: bool,
    only: tuple[str, ...],
    by_gravity: bool,
    format_: str,
    output: str | None,
    strict: bool,
    settings: tuple[str, ...],
    since: str | None,
    **asked: Any,
) -> None:
    """Recompute the ratings of inspection reports and compare them with the published ones.

    REPORT is a report file (YAML), a published report or draft (PDF, DOCX, HTML or TXT), or a folder of these.
    A hyphen (-) reads a report file from standard input.

    A single report is shown on one screen. Of several reports, each is shown on one line.

    Exit status: 0 if no report disagrees with the rules; 1 if one does; 2 if something could not be read or an
    option is wrong.
    """
    _refuse_misused(reports, since=since, asked=asked)
    with ending_well():
        from hmip_rules.documents.lines import KINDS
        from hmip_rules.files.folders import REPORT_ENDINGS, files_of
        from hmip_rules.files.library import Library, read_rulebook
        from hmip_rules.insight.sections import Asked, refuse_missing
        from hmip_rules.output.rendering import Look, format_named, worst_first

        format_ = chosen_format(output)
        read = None if rulebook is None else read_rulebook(rulebook)
        chosen = format_named(format_)
        previous = None if since is None else _scored_previous_report(since)
        wanted = Asked(
            settings=as_settings(settings),
            own=Library() if read else None,
            since=previous,
            every_rounding=explain,
            **asked,
        )
        if left_out := refuse_missing(wanted):
            click.echo(left_out, err=True)
        warn_of_what_is_left_out(format_, Asked._fields)
        look = Look(explain=explain, full=full, width=text_width(output), only=frozenset(only))
        work = partial(_shown_reports, library=Library(read), format_=chosen, look=look, asked=wanted)
        files = [file for path in reports for file in files_of(path, KINDS)]
        if output is not None and any(isinstance(file, str) and _is_same_file(file, output) for file in files):
            raise click.UsageError(f"-o names {output!r}, which is also read; choose another file")
        not_read = passed_over(reports, (*REPORT_ENDINGS, *KINDS))
        statuses: set[str] = set()
        with progress_bar(len(files)) as bar, closing(_shown_in_order(work, files, statuses, bar)) as results:
            parts = chosen.join_results(worst_first(results) if by_gravity else results, look)
            print_output(parts) if output is None or output == "-" else write_whole(output, parts)
        for line in not_read:
            click.echo(line, err=True)
        sys.exit(_exit_status(statuses, strict=strict))


def _refuse_misused(reports: tuple[str, ...], *, since: str | None, asked: dict[str, Any]) -> None:
    """Check that no option lacks what it goes with.

    Raises:
        UsageError: of the first that does; it says what would be right.
    """
    if asked["also_judgements"] and not (asked["reach"] or asked["everything"]):
        raise click.UsageError("--also-judgements only works with --reach or --all")
    if asked["reach"] is not None and not asked["reach"].strip():
        raise click.UsageError("--reach needs a rating, such as --reach Good")
    if since == "-" in reports:
        raise click.UsageError("Standard input can be only one of the two reports; give a file for the other")
    is_folder = os.path.isdir(reports[0])  # noqa: PTH112  # Path.is_dir raises where access is denied
    if since is not None and (len(reports) > 1 or is_folder):
        raise click.UsageError(
            "--since compares one report with the one before it; give one file, not several or a folder"
        )


def _is_same_file(file: str, other: str) -> bool:
    return file != "-" and os.path.realpath(file) == os.path.realpath(other)


def _scored_previous_report(file: str) -> Scorecard:
    """Return the previous report, scored by its own rulebook.

    Raises:
        InputError: it can't be read, or the file holds several.
    """
    from hmip_rules.files.library import Library
    from hmip_rules.files.reports import Unreadable
    from hmip_rules.model.errors import InputError, Problem
    from hmip_rules.model.places import Place
    from hmip_rules.scoring.score_files import score_file

    first, *others = score_file(file, Library())
    if isinstance(first, Unreadable):
        raise InputError(first.problems)
    if others:
        raise InputError(
            [Problem(f"This file holds {len(others) + 1} reports; --since needs a file with one", Place(file))]
        )
    return first.card


def _shown_reports(
    file: str | Unreadable, *, library: Library, format_: Format, look: Look, asked: Asked
) -> Iterator[Shown]:
    """Return every report of a file as it is shown: scored, with the answers to what was asked."""
    from hmip_rules.files.reports import Unreadable
    from hmip_rules.insight.sections import answered
    from hmip_rules.model.errors import Problem
    from hmip_rules.model.places import Place
    from hmip_rules.output.rendering import shown_result
    from hmip_rules.scoring.score_files import score_file

    for number, result in enumerate(score_file(file, library)):
        if asked.since and number:
            several = Problem("This file holds several reports; --since needs a file with one", Place(result.file))
            yield shown_result(format_, Unreadable(result.file, 1, (several,)), look)
            return
        yield shown_result(format_, answered(result, asked), look)


def _shown_in_order(
    work: Callable[[str | Unreadable], Iterator[Shown]],
    files: list[str | Unreadable],
    statuses: set[str],
    bar: ProgressBar[int],
) -> Generator[Shown]:
    """Return the results of files in their order; add the status of each, and print what could not be read."""
    from hmip_rules.cli.in_order import results_in_order

    with closing(results_in_order(work, files)) as results_by_file:
        for results in results_by_file:
            for result in results:
                statuses.add(result.status)
                if result.problems:
                    print_problems_above(bar, result.problems)
                yield result
            bar.update(1)


def _exit_status(statuses: set[str], *, strict: bool) -> int:
    from hmip_rules.model.status import UNREADABLE_STATUS

    if UNREADABLE_STATUS in statuses:
        return UNREADABLE
    fails = {"disagrees", "undetermined", "partly_checked", "not_published"} if strict else {"disagrees"}
    return int(not statuses.isdisjoint(fails))
