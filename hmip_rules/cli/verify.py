"""hmip-rules verify: whether rulebooks are sound."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from hmip_rules.cli.options import format_option, rulebook_ids
from hmip_rules.cli.writing import UNREADABLE, as_json, ending_well, print_output, print_problems, unreadable
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

    If none is named, all rulebooks that come with the program are checked. In a folder, every .yaml and .yml file
    is checked. Each fault is printed with its file, its line and the wrong value.

    Exit status: 0 if all are sound; 1 if one is not; 2 if one could not be read.
    """
    with ending_well():
        from hmip_rules.files.library import shipped_rulebooks

        results = [result for name in rulebooks or shipped_rulebooks() for result in _results(name)]
        verified = [result for result in results if isinstance(result, Verified)]
        for result in results:
            if isinstance(result, InputError):
                print_problems(result.problems)
        if format_ == "json":
            print_output(as_json([_facts(result) for result in results]))
        else:
            print_output(line for result in verified for line in _lines(result))
        sys.exit(UNREADABLE if len(verified) < len(results) else int(any(result.faults for result in verified)))


def _results(name: str) -> list[Verified | InputError]:
    """Return a rulebook, or all in a folder, with their faults; the error where one cannot be read."""
    from hmip_rules.files.folders import found_file, rulebook_files
    from hmip_rules.files.library import read_draft
    from hmip_rules.rulebooks.verify import verify

    in_folder = os.path.isdir(name)  # noqa: PTH112  # Path.is_dir raises where access is denied
    try:
        files = rulebook_files(name) if in_folder else [name]
    except InputError as error:
        return [error]
    results: list[Verified | InputError] = []
    for file in files:
        try:
            name = found_file(file) if in_folder else file
            read = read_draft(name)
            results.append(Verified(name, read, list(verify(read.value))))
        except InputError as error:
            results.append(error)
    return results


def _facts(verified: Verified | InputError) -> dict[str, Any]:
    if isinstance(verified, InputError):
        return unreadable(verified)
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


def _lines(verified: Verified) -> list[str]:
    from hmip_rules.model.errors import printable
    from hmip_rules.wording.layout import wrapped

    name, read, faults = verified
    lines = [f"{printable(name)}: {'not sound' if faults else 'sound'}"]
    for fault in faults:
        lines += wrapped(f"{read.places.of(fault.path)}: {fault.message}", indent=2)
    return lines
