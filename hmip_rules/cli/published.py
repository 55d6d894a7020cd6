"""hmip-rules published: how the published results came out."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from hmip_rules.cli.options import page_option, rulebook_ids
from hmip_rules.cli.writing import as_json, ending_well, print_output

if TYPE_CHECKING:
    from hmip_rules.model.scorecard import Scorecard

COLUMN_WIDTHS = (26, 9, 12, 5, 20)


@click.command("published")
@click.argument("rulebooks", metavar="[ID]...", nargs=-1, shell_complete=rulebook_ids)
@page_option
def command(*, rulebooks: tuple[str, ...], format_: str) -> None:
    """List the published results and how each compares with the rules.

    If no rulebook is named, the results under all of them are listed.
    """
    with ending_well():
        from hmip_rules.files.library import Library, published_files
        from hmip_rules.output.published_page import page
        from hmip_rules.scoring.score_files import Result, score_paths

        library = Library()
        chosen = {library.by_id(name).value.id for name in rulebooks}
        files = [str(path) for path in published_files() if not chosen or path.stem in chosen]
        results = list(score_paths(files, library))
        cards = [result.card for result in results if isinstance(result, Result)]
        if format_ == "markdown":
            print_output(page(results))
        elif format_ == "json":
            print_output(as_json([_facts(card) for card in cards]))
        else:
            print_output(_lines(cards))


def _facts(card: Scorecard) -> dict[str, Any]:
    return {
        "rulebook": card.rulebook.id,
        "service": card.report.service,
        "published": card.report.published,
        "status": card.status,
        "ratings": {result.key: result.published for result in card.standards if result.published},
        "rating_counts": dict(card.report.rating_counts),
        "overall": card.report.overall.model_dump(),
        "sources": [source.model_dump(exclude_none=True) for source in card.report.sources],
        "note": card.report.note,
        "known_disagreement": card.report.known_disagreement,
    }


def _lines(cards: Iterable[Scorecard]) -> list[str]:
    """Return the results of each rulebook by how they came out, the gravest first."""
    from hmip_rules.output.rulebook_page import title
    from hmip_rules.wording.layout import wrapped
    from hmip_rules.wording.phrases import plural

    lines: list[str] = []
    for rulebook_id, group in groupby(cards, key=lambda card: card.rulebook.id):
        of_rulebook = list(group)
        heading = f"{rulebook_id}: {title(of_rulebook[0].rulebook)}"
        lines += [""] if lines else []
        lines += wrapped(f"{heading} ({plural(len(of_rulebook), 'published result')})")
        lines += _lines_by_status(of_rulebook)
        if any(card.report.rating_counts for card in of_rulebook):
            lines += ["", "(+) It was also published how many standards had each rating, but not which."]
    return lines


def _lines_by_status(cards: list[Scorecard]) -> list[str]:
    from hmip_rules.model.scorecard import Status
    from hmip_rules.wording.layout import row, wrapped
    from hmip_rules.wording.statuses import report_label

    lines: list[str] = []
    for status in Status:
        of_status = [card for card in cards if card.status == status]
        if of_status:
            lines += ["", f"{report_label(status)}: {len(of_status)}"]
            lines += row(COLUMN_WIDTHS, "service", "published", "ratings", "score", "overall rating")
        for card in of_status:
            lines += row(COLUMN_WIDTHS, *_cells(card))
            lines += wrapped(card.report.known_disagreement or "", indent=2)
    return lines


def _cells(card: Scorecard) -> tuple[str, ...]:
    from hmip_rules.wording.reasons import published_score

    report = card.report
    return (
        report.service or "unnamed",
        report.published or "-",
        f"{sum(standard.published is not None for standard in card.standards)} of {len(card.standards)}"
        + (" (+)" if report.rating_counts else ""),
        published_score(card.overall),
        report.overall.rating or "-",
    )
