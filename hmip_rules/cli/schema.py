"""hmip-rules schema: the JSON Schema of report and rulebook files, for editors."""

from __future__ import annotations

from pathlib import Path

import click

from hmip_rules.cli.options import ChoiceInAnySpelling
from hmip_rules.cli.writing import as_json, ending_well, print_output, write_whole


@click.command("schema")
@click.argument("of", metavar="report|rulebook", type=ChoiceInAnySpelling(["report", "rulebook"]))
@click.option("-o", "--output", metavar="FILE", type=click.Path(), help="Write into a file instead of printing.")
def command(*, of: str, output: str | None) -> None:
    """Write the JSON Schema of report or rulebook files, for editors.

    An editor that knows YAML then completes and checks as you type; docs/editors.md says how.
    """
    with ending_well():
        from hmip_rules.files.library import load_rulebook, shipped_rulebooks
        from hmip_rules.files.schema import report_schema, rulebook_schema

        schema = report_schema(map(load_rulebook, shipped_rulebooks())) if of == "report" else rulebook_schema()
        print_output(as_json(schema)) if output is None else write_whole(Path(output), as_json(schema))
