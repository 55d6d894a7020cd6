"""hmip-rules: the toolbox. Each command is a file beside this one, imported when it is asked for."""

from __future__ import annotations

from importlib import import_module

import click

from hmip_rules import __version__

COMMANDS = {
    "list": "List the rulebooks that come with the program.",
    "show": "Show a rulebook as a person would want to read it.",
    "diff": "Say what changed between two rulebooks.",
    "verify": "Prove that rulebooks are sound.",
    "evidence": "Say how far published results pin each rule down.",
    "published": "List the published results, and how each came out.",
    "init": "Write a report file to fill in.",
    "schema": "Write the JSON Schema of report or rulebook files, for editors.",
    "table": "Score a table of reports (Parquet, CSV), or gather report files into one.",
    "extract": "Read a published report (PDF, Word, HTML, text) into a report file.",
}


class _Toolbox(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"hmip_rules.cli.{cmd_name}").command
        return command


@click.group(cls=_Toolbox, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="hmip-rules", message="%(prog)s %(version)s")
def main() -> None:
    """Look at the rules by which HM Inspectorate of Probation's reports are scored."""
