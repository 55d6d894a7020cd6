"""hmip-rules: the toolbox. Each command is a file beside this one, imported when it is asked for."""

from __future__ import annotations

from importlib import import_module

import click

from hmip_rules import __version__

COMMANDS = {
    "list": "List the rulebooks that come with the program.",
    "show": "Show a rulebook, with the evidence for each rule.",
    "diff": "Show what changed between two rulebooks.",
    "verify": "Prove that rulebooks are sound.",
    "evidence": "Show what the published results say about each threshold.",
    "published": "List the published results and how each compares with the rules.",
    "vectors": "Write ratings as CSV, to check another program with.",
    "init": "Write a report file to fill in.",
    "schema": "Write the JSON Schema of report or rulebook files, for editors.",
    "table": "Score a table of reports, or gather report files into one.",
    "extract": "Read a published document into a report file.",
}
"""The first line of each command's help; kept here so that listing the commands imports none of them."""


class _Toolbox(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"hmip_rules.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Toolbox, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="hmip-rules", message="%(prog)s %(version)s")
def main() -> None:
    """Show and check the rules by which HM Inspectorate of Probation rates services."""
