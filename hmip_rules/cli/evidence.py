"""hmip-rules evidence: how far the published results pin each rule down."""

from __future__ import annotations

import click

from hmip_rules.cli.options import page_option, rulebook_ids
from hmip_rules.cli.writing import as_json, ending_well, show


@click.command("evidence")
@click.argument("rulebooks", metavar="[ID]...", nargs=-1, shell_complete=rulebook_ids)
@page_option
def command(*, rulebooks: tuple[str, ...], format_: str) -> None:
    """Show between which published values each threshold lies.

    What no published result has tested is shown too. All rulebooks that come with the program are shown
    where none is named.
    """
    with ending_well():
        from hmip_rules.files.library import load_rulebook, shipped_rulebooks
        from hmip_rules.output.evidence_text import lines, page, plain
        from hmip_rules.rulebooks.evidence import evidence, published_reports

        books = [load_rulebook(name) for name in rulebooks or shipped_rulebooks()]
        found = [evidence(book, published_reports(book)) for book in books]
        if format_ == "markdown":
            show(page(found))
        elif format_ == "json":
            show(as_json([plain(one) for one in found]))
        else:
            show(line for number, one in enumerate(found) for line in (*[""] * bool(number), *lines(one)))
