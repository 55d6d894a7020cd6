"""hmip-rules evidence: how far the published results pin each rule down."""

from __future__ import annotations

import click

from hmip_rules.cli.options import page_option, rulebook_ids
from hmip_rules.cli.writing import as_json, ending_well, print_output


@click.command("evidence")
@click.argument("rulebooks", metavar="[ID]...", nargs=-1, shell_complete=rulebook_ids)
@page_option
def command(*, rulebooks: tuple[str, ...], format_: str) -> None:
    """Show what the published results say about each threshold.

    What no published result has tested is listed too. If no rulebook is named, all that come with the program
    are shown.
    """
    with ending_well():
        from hmip_rules.files.library import load_rulebook, shipped_rulebooks
        from hmip_rules.output.evidence_text import as_plain_values, lines, page
        from hmip_rules.rulebooks.evidence import evidence, published_reports

        books = [load_rulebook(name) for name in rulebooks or shipped_rulebooks()]
        evidence_by_rulebook = [evidence(book, published_reports(book)) for book in books]
        if format_ == "markdown":
            print_output(page(evidence_by_rulebook))
        elif format_ == "json":
            print_output(as_json([as_plain_values(of_rulebook) for of_rulebook in evidence_by_rulebook]))
        else:
            for number, of_rulebook in enumerate(evidence_by_rulebook):
                print_output([""] * bool(number))
                print_output(lines(of_rulebook))
