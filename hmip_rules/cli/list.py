"""hmip-rules list: the rulebooks that come with the program."""

from __future__ import annotations

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


def _lines(books: list[Rulebook]) -> list[str]:
    """Return the rulebooks with an empty line between them, each with a line for each fact."""
    from hmip_rules.output.rulebook_page import title
    from hmip_rules.wording import rule_words
    from hmip_rules.wording.layout import wrapped

    lines: list[str] = []
    for book in books:
        facts = _facts(book)
        included = f", of which {facts['counted']} are included in the score"
        not_all = included if facts["counted"] < facts["standards"] else ""
        lines += [""] if lines else []
        lines += wrapped(f"{book.id}: {title(book)}")
        for label, fact in {
            "in force": rule_words.in_force(book.in_force),
            "standards": f"{facts['standards']}{not_all}",
            "maximum": ", or ".join(f"{bands.max}{rule_words.without(bands)}" for bands in book.bands.overall),
            "rules": ", ".join(f"{number} {basis}" for basis, number in facts["rules"].items()),
        }.items():
            lines += wrapped(fact, indent=2, label=f"{label:<11}")
    return lines
