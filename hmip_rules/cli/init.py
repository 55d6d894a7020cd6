"""hmip-rules init: a report file to fill in."""

from __future__ import annotations

from pathlib import Path

import click

from hmip_rules.cli.options import rulebook_option
from hmip_rules.cli.writing import ending_well, print_output, write_whole


@click.command("init")
@rulebook_option("The rulebook under which the service was rated.", required=True)
@click.option("--service", metavar="NAME", required=True, help="The inspected service, such as 'Leeds PDU'.")
@click.option("-o", "--output", metavar="FILE", type=click.Path(), help="Write to this new file, not to the screen.")
def command(*, rulebook: str, service: str, output: str | None) -> None:
    """Write a report file to fill in.

    It has every standard and key question of the rulebook, with its wording where it is known.
    """
    with ending_well():
        from hmip_rules.files.library import load_rulebook
        from hmip_rules.files.template import template
        from hmip_rules.model.errors import InputError, Problem
        from hmip_rules.model.places import Place

        if not service.strip():
            raise InputError([Problem("The name of the service is empty; write it as --service 'Leeds PDU'")])
        lines = template(load_rulebook(rulebook), service)
        if output is None:
            print_output(lines)
        elif Path(output).exists():
            raise InputError([Problem("This file exists already; name a new one", Place(output))])
        else:
            write_whole(Path(output), lines)
