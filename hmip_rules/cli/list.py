"""hmip-rules list: the rulebooks that come with the program."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from hmip_rules.cli.options import as_json, ending_well, format_option, show

if TYPE_CHECKING:
    from hmip_rules.rulebook import Rulebook


@click.command("list")
@format_option
def command(*, format_: str) -> None:
    """List the rulebooks: months in force, standards, maximum, and how many rules stand on what."""
    with ending_well():
        from hmip_rules.read import load_rulebook, shipped_rulebooks

        books = [load_rulebook(rulebook_id) for rulebook_id in shipped_rulebooks()]
        show(as_json([_facts(book) for book in books]) if format_ == "json" else _lines(books))


def _facts(book: Rulebook) -> dict[str, Any]:
    from hmip_rules.rulebook_page import ranks

    in_force = book.in_force.model_dump(by_alias=True, include={"of", "from_", "to"}) if book.in_force else None
    return {
        "id": book.id,
        "revision": book.revision,
        "title": book.title,
        "inspects": book.inspects,
        "in_force": in_force,
        "standards": len(book.standards),
        "max_score": book.bands.overall[0].max,
        "rules": {basis: ranks(book)[basis] for basis in ("confirmed", "inferred", "unverified")},
    }


def _lines(books: list[Rulebook]) -> Iterator[str]:
    from hmip_rules.lines import wrapped
    from hmip_rules.rulebook_page import months, ranks, title

    for book in books:
        standards = f"{len(book.standards)} standards, maximum {book.bands.overall[0].max}"
        stand = ", ".join(f"{ranks(book)[basis]} {basis}" for basis in ("confirmed", "inferred", "unverified"))
        yield from wrapped(f"{book.id}: {title(book)}")
        yield from wrapped(f"{months(book.in_force)}; {standards}; rules: {stand}", indent=2)
