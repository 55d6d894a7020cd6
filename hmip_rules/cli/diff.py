"""hmip-rules diff: what changed between two rulebooks."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import click

from hmip_rules.cli.options import format_option, rulebook_ids
from hmip_rules.cli.writing import as_json, ending_well, print_output

if TYPE_CHECKING:
    from hmip_rules.rulebooks.differences import Difference


@click.command("diff")
@click.argument("before", metavar="ID|FILE", shell_complete=rulebook_ids)
@click.argument("after", metavar="ID|FILE", shell_complete=rulebook_ids)
@format_option
def command(*, before: str, after: str, format_: str) -> None:
    """Show what changed between two rulebooks."""
    with ending_well():
        from hmip_rules.files.library import load_rulebook
        from hmip_rules.output.rulebook_page import id_and_revision
        from hmip_rules.rulebooks.differences import differences
        from hmip_rules.wording.layout import wrapped

        first, second = load_rulebook(before), load_rulebook(after)
        found = differences(first, second)
        if format_ == "json":
            facts = [{"where": item.where, "before": item.before, "after": item.after} for item in found]
            print_output(as_json(facts))
        else:
            heading = f"From {id_and_revision(first)}, to {id_and_revision(second)}"
            print_output([*wrapped(heading), *(_lines_by_group(found) or ["No rule differs."])])


def _lines_by_group(differences: list[Difference]) -> list[str]:
    from hmip_rules.wording.layout import wrapped

    lines = []
    for group, of_group in groupby(differences, key=lambda difference: difference.group):
        lines += ["", group]
        for difference in of_group:
            lines += wrapped(str(difference), label="- ")
    return lines
