"""hmip-rules verify: whether rulebooks are sound."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from hmip_rules.cli.options import UNREADABLE, as_json, ending_well, format_option, rulebook_ids, say, show
from hmip_rules.errors import InputError

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
        from hmip_rules.read import shipped_rulebooks

        found = [_verified(name) for name in rulebooks or shipped_rulebooks()]
        verified = [one for one in found if not isinstance(one, InputError)]
        if format_ == "json":
            show(as_json([_unreadable(one) if isinstance(one, InputError) else _facts(*one) for one in found]))
        else:
            show(line for one in verified for line in _lines(*one))
        sys.exit(UNREADABLE if len(verified) < len(found) else int(any(faults for _, faults in verified)))


def _verified(name: str) -> tuple[Read[Rulebook], list[Fault]] | InputError:
    """Find the faults of a rulebook; where it cannot be read, say so and go on."""
    from hmip_rules.read import read_rulebook
    from hmip_rules.rulebook import UNSOUND
    from hmip_rules.verify import verify

    try:
        read = read_rulebook(name, UNSOUND)
    except InputError as error:
        say(error.problems)
        return error
    return read, list(verify(read.value))


def _unreadable(error: InputError) -> dict[str, Any]:
    places = [(problem.place.line, problem.place.column, problem.message) for problem in error.problems]
    errors = [dict(zip(("line", "column", "message"), place, strict=True)) for place in places]
    return {"file": error.problems[0].place.file, "status": "unreadable", "errors": errors}


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
