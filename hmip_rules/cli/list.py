"""hmip-rules list: the rulebooks that come with the program."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from hmip_rules.cli.options import format_option
from hmip_rules.cli.writing import as_json, ending_well, print_output

if TYPE_CHECKING:
    from hmip_rules.model.rulebook import Rulebook


@click.command("list")
@format_option
def command(*, format_: str) -> None:
    """List the rulebooks that come with the program.

    Each has its months in force, its standards, its maximum score, and how many rules are confirmed.
    """
    with ending_well():
        from hmip_rules.files.library import load_rulebook, shipped_rulebooks

        books = [load_rulebook(rulebook_id) for rulebook_id in shipped_rulebooks()]
        print_output(as_json([_facts(book) for book in books]) if format_ == "json" else _lines(books))


def _facts(book: Rulebook) -> dict[str, Any]:
    from hmip_rules.output.rulebook_page import rules_by_basis

    by_basis = rules_by_basis(book)
    in_force = book.in_force.model_dump(by_alias=True, include={"of", "from_", "to"}) if book.in_force else None
    return {
        "id": book.id,
        "revision": book.revision,
        "title": book.title,
        "inspects": book.inspects,
        "in_force": in_force,
        "standards": len(book.standards),
        "counted": sum(standard.included for standard in book.standards),
        "max_score": book.bands.overall[0].max,
        "max_scores": [{"max": bands.max, "without": list(bands.without)} for bands in book.bands.overall],
        "rules": {basis: by_basis[basis] for basis in ("confirmed", "inferred", "unverified")},
    }


def _lines(books: list[Rulebook]) -> Iterator[str]:
    from hmip_rules.output.rulebook_page import title
    from hmip_rules.wording import rule_words
    from hmip_rules.wording.layout import wrapped

    for number, book in enumerate(books):
        facts = _facts(book)
        yield from [""] * bool(number)
        yield from wrapped(f"{book.id}: {title(book)}")
        yield from wrapped(rule_words.in_force(book.in_force), indent=2, label="in force   ")
        not_all = (
            f", of which {facts['counted']} are included in the score" if facts["counted"] < facts["standards"] else ""
        )
        yield from wrapped(f"{facts['standards']}{not_all}", indent=2, label="standards  ")
        maximums = ", or ".join(f"{bands.max}{rule_words.without(bands)}" for bands in book.bands.overall)
        yield from wrapped(maximums, indent=2, label="maximum    ")
        rules = ", ".join(f"{number_of_rules} {basis}" for basis, number_of_rules in facts["rules"].items())
        yield from wrapped(rules, indent=2, label="rules      ")
