"""hmip-rules verify: whether rulebooks are sound."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from hmip_rules.cli.options import as_json, ending_well, format_option, rulebook_ids, show

if TYPE_CHECKING:
    from hmip_rules.read import Read
    from hmip_rules.rulebook import Rulebook
    from hmip_rules.verify import Fault


@click.command("verify")
@click.argument("rulebooks", metavar="[ID|FILE]...", nargs=-1, shell_complete=rulebook_ids)
@format_option
def command(*, rulebooks: tuple[str, ...], format_: str) -> None:
    """Prove that rulebooks are sound; all that come with the program, where none is named.

    A fault is printed with file and line and, where a report can show it, with a report file that can
    be saved and scored. Exit status: 0 all are sound; 1 one is not; 2 one could not be read.
    """
    with ending_well():
        from hmip_rules.read import read_rulebook, shipped_rulebooks
        from hmip_rules.rulebook import UNSOUND
        from hmip_rules.verify import verify

        read = [read_rulebook(name, UNSOUND) for name in rulebooks or shipped_rulebooks()]
        found = [(one, list(verify(one.value))) for one in read]
        if format_ == "json":
            show(as_json([_facts(one, faults) for one, faults in found]))
        else:
            show(line for one, faults in found for line in _lines(one, faults))
        sys.exit(int(any(faults for _, faults in found)))


def _facts(read: Read[Rulebook], faults: list[Fault]) -> dict[str, Any]:
    return {
        "rulebook": read.value.id,
        "file": read.places.file,
        "sound": not faults,
        "faults": [
            {
                "message": fault.message,
                "line": read.places.of(fault.path).line,
                "column": read.places.of(fault.path).column,
                "counter_example": fault.counter_example.plain() if fault.counter_example else None,
            }
            for fault in faults
        ],
    }


def _lines(read: Read[Rulebook], faults: list[Fault]) -> Iterator[str]:
    from hmip_rules.lines import wrapped
    from hmip_rules.read import dump_report

    yield f"{read.value.id}: {'not sound' if faults else 'sound'}"
    for fault in faults:
        yield from wrapped(f"{read.places.of(fault.path)}: {fault.message}", indent=2)
        if fault.counter_example:
            yield "  This report shows it:"
            yield from (f"    {line}" for line in dump_report(fault.counter_example).splitlines())
