"""hmip-rules vectors: what the rules give for many values, to check a program in another language by."""

from __future__ import annotations

import click

from hmip_rules.cli.options import rulebook_ids
from hmip_rules.cli.writing import ending_well, print_output, write_whole


@click.command("vectors")
@click.argument("rulebook", metavar="ID|FILE", shell_complete=rulebook_ids)
@click.option("-o", "--output", metavar="FILE", type=click.Path(), help="Write into a file instead of printing.")
def command(*, rulebook: str, output: str | None) -> None:
    """Write ratings as CSV, to check another program with.

    Each line has either a percentage and its rating, or a rating for every standard with the score and the overall
    rating that follow. docs/conformance.md explains the columns.
    """
    with ending_well():
        from hmip_rules.files.library import load_rulebook
        from hmip_rules.output.formats.csv import csv_line
        from hmip_rules.rulebooks.vectors import columns, vectors

        book = load_rulebook(rulebook)
        lines = (csv_line(cells) for rows in ([columns(book)], vectors(book)) for cells in rows)
        print_output(lines) if output is None else write_whole(output, lines)
