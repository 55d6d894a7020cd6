"""hmip-rules diff: what changed between two rulebooks."""

from __future__ import annotations

import click

from hmip_rules.cli.options import as_json, ending_well, format_option, rulebook_ids, show


@click.command("diff")
@click.argument("before", metavar="ID|FILE", shell_complete=rulebook_ids)
@click.argument("after", metavar="ID|FILE", shell_complete=rulebook_ids)
@format_option
def command(*, before: str, after: str, format_: str) -> None:
    """Say in words what changed from the first rulebook to the second."""
    with ending_well():
        from hmip_rules.differences import differences
        from hmip_rules.lines import wrapped
        from hmip_rules.read import load_rulebook

        first, second = load_rulebook(before), load_rulebook(after)
        found = list(differences(first, second))
        if format_ == "json":
            show(as_json([difference._asdict() for difference in found]))
        else:
            words = map(str, found) if found else ["nothing differs"]
            heading = f"From {first.id}, revision {first.revision}, to {second.id}, revision {second.revision}:"
            show(
                line
                for text, label in [(heading, ""), *((one, "- ") for one in words)]
                for line in wrapped(text, label=label)
            )
