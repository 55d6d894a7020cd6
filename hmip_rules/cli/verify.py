"""hmip-rules verify: whether rulebooks are sound."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from hmip_rules.cli.options import format_option, rulebook_ids
from hmip_rules.cli.writing import UNREADABLE, as_json, ending_well, say, show, unreadable
from hmip_rules.model.errors import InputError

if TYPE_CHECKING:
    from hmip_rules.files.models import Read
    from hmip_rules.model.draft import DraftRulebook
    from hmip_rules.rulebooks.verify import Fault


class Verified(NamedTuple):
    """A rulebook under the name by which it was asked for, and its faults."""

    name: str
    read: Read[DraftRulebook]
    faults: list[Fault]


@click.command("verify")
@click.argument("rulebooks", metavar="[ID|FILE]...", nargs=-1, shell_complete=rulebook_ids)
@format_option
def command(*, rulebooks: tuple[str, ...], format_: str) -> None:
    """Prove that rulebooks are sound.

    All that come with the program are checked where none is named.

    Of a folder, every file .yaml or .yml in it is verified. A fault is printed with file and line
    and the value at fault.

    Exit status: 0 all are sound; 1 one is not; 2 one could not be read.
    """
    with ending_well():
        from hmip_rules.files.library import shipped_rulebooks

        found = [one for name in rulebooks or shipped_rulebooks() for one in _found(name)]
        verified = [one for one in found if not isinstance(one, InputError)]
        if format_ == "json":
            show(as_json([unreadable(one) if isinstance(one, InputError) else _facts(one) for one in found]))
        else:
            show(line for one in verified for line in _lines(one))
        sys.exit(UNREADABLE if len(verified) < len(found) else int(any(one.faults for one in verified)))


def _found(name: str) -> Iterator[Verified | InputError]:
    """Find the faults of a rulebook, or of all in a folder; where one cannot be read, say so and go on."""
    from hmip_rules.files.folders import found_file, rulebook_files

    try:
        if not os.path.isdir(name):  # noqa: PTH112  # Path.is_dir raises where access is denied
            yield _verified(name)
            return
        files = rulebook_files(name)
    except InputError as error:
        yield _said(error)
        return
    for file in files:
        try:
            yield _verified(found_file(file))
        except InputError as error:
            yield _said(error)


def _said(error: InputError) -> InputError:
    say(error.problems)
    return error


def _verified(name: str) -> Verified:
    from hmip_rules.files.library import read_draft
    from hmip_rules.rulebooks.verify import verify

    read = read_draft(name)
    return Verified(name, read, list(verify(read.value)))


def _facts(verified: Verified) -> dict[str, Any]:
    places = verified.read.places
    return {
        "rulebook": verified.read.value.id,
        "file": places.file,
        "sound": not verified.faults,
        "faults": [
            {
                "message": fault.message,
                "line": places.of(fault.path).line,
                "column": places.of(fault.path).column,
            }
            for fault in verified.faults
        ],
    }


def _lines(verified: Verified) -> Iterator[str]:
    from hmip_rules.model.errors import printable
    from hmip_rules.wording.layout import wrapped

    name, read, faults = verified
    yield f"{printable(name)}: {'not sound' if faults else 'sound'}"
    for fault in faults:
        yield from wrapped(f"{read.places.of(fault.path)}: {fault.message}", indent=2)
