"""hmip-rules published: how the published results came out."""

from __future__ import annotations

import click

from hmip_rules.cli.options import as_json, ending_well, format_option, show


@click.command("published")
@format_option
def command(*, format_: str) -> None:
    """List the published results beside the rulebooks, and how each came out when scored."""
    with ending_well():
        from hmip_rules.published_page import page
        from hmip_rules.read import Shelf, published_files
        from hmip_rules.scoring import Result, score_paths

        results = score_paths(map(str, published_files()), Shelf())
        if format_ == "text":
            show(page(results))
        else:
            cards = [result.card for result in results if isinstance(result, Result)]
            facts = [(card.rulebook.id, card.report.service, card.report.published, card.status) for card in cards]
            show(
                as_json([dict(zip(("rulebook", "service", "published", "status"), one, strict=True)) for one in facts])
            )
