"""hmip-rules show: a rulebook as a person would want to read it."""

from __future__ import annotations

import click

from hmip_rules.cli.options import format_option, rulebook_ids
from hmip_rules.cli.writing import as_json, ending_well, print_output


@click.command("show")
@click.argument("rulebook", metavar="ID|FILE", shell_complete=rulebook_ids)
@format_option
def command(*, rulebook: str, format_: str) -> None:
    """Show a rulebook, with the evidence for each rule.

    Bands are shown as ranges, and the evidence in footnotes.
    """
    with ending_well():
        from hmip_rules.files.library import load_rulebook
        from hmip_rules.output.rulebook_page import page

        book = load_rulebook(rulebook)
        print_output(as_json(book.model_dump(mode="json", by_alias=True)) if format_ == "json" else page(book))
