"""hmip-rules fmt: put report files in order."""

from __future__ import annotations

import sys
from codecs import BOM_UTF8
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hmip_rules.cli.options import UNREADABLE, ending_well, rulebook_option, say, show, write_whole

if TYPE_CHECKING:
    from hmip_rules.files.library import Library
    from hmip_rules.files.reports import Unreadable


@click.command("fmt")
@click.argument("reports", metavar="REPORT...", nargs=-1, required=True)
@click.option("--check", is_flag=True, help="Change nothing; only say which files are not in order.")
@rulebook_option("Its order of standards, whatever rulebook a report names.")
def command(*, reports: tuple[str, ...], check: bool, rulebook: str | None) -> None:
    """Put the fields of report files in their order, and standards and key questions in their rulebook's.

    Comments and the way of writing stay: entries move with the comment lines directly above them. REPORT is a
    report file (YAML), a folder that is searched for them, or - for standard input, which is printed in order.

    Exit status: 0 all are in order, or were put in order; with --check 1 where one is not; 2 something
    could not be read.
    """
    with ending_well():
        from hmip_rules.documents.lines import KINDS
        from hmip_rules.files.folders import files_of
        from hmip_rules.files.library import Library, read_rulebook

        library = Library(None if rulebook is None else read_rulebook(rulebook))
        statuses = [_put_in_order(file, library, check=check) for path in reports for file in files_of(path, KINDS)]
        sys.exit(max(statuses, default=0))


def _put_in_order(file: str | Unreadable, library: Library, *, check: bool) -> int:
    """Put a file in order, or say that it is not; give the exit status."""
    from hmip_rules.documents.lines import is_document
    from hmip_rules.files.reports import Unreadable
    from hmip_rules.files.text import STANDARD_INPUT, read_text
    from hmip_rules.files.tidy import tidied
    from hmip_rules.model.errors import InputError

    if isinstance(file, Unreadable):
        say(file.problems)
        return UNREADABLE
    if is_document(file):
        return 0
    try:
        text = read_text(file)
        made = tidied(text, file, library)
    except InputError as error:
        say(error.problems)
        return UNREADABLE
    if file == STANDARD_INPUT and not check:
        show([made.removesuffix("\n")])
    elif made != text:
        show([f"{file}: {'not in order' if check else 'put in order'}"])
        if not check:
            mark = BOM_UTF8 if Path(file).read_bytes().startswith(BOM_UTF8) else b""
            write_whole(Path(file), [mark + made.encode()])
        return int(check)
    return 0
