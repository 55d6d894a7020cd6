"""Read the blocks of a document in a process of its own, within bounds: a file from elsewhere may be hostile.

`read_blocks` starts the process; `main` is what runs in it: a file's name in, its blocks or why it cannot be read out,
as JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from hmip_rules.documents.lines import MISSING_LIBRARIES, Block, Cell, DocumentError, Line, Row, TableOfCells, blocks_of
from hmip_rules.files.text import no_such_file, unusable

MAX_BYTES_OF_DOCUMENT = 100_000_000
"""A report has fewer than 10 million."""

MAX_LETTERS = 2_000_000
"""Of a document's text; a report of 300 pages has about a million."""

MAX_SECONDS = 60
"""For reading a document; one of 300 pages takes a few."""

MAX_MEMORY_BYTES = 2_000_000_000

OUT_OF_BOUNDS = "It is damaged or too large to read; save it again, or as plain text"


def read_blocks(file: str) -> list[Block]:
    """Read the blocks of a document, in a process of its own.

    Raises:
        InputError: it is not there, is not what its name says, has no text, or takes too long.
    """
    command = [sys.executable, "-m", "hmip_rules.documents.reader_process", file]
    try:
        done = subprocess.run(command, capture_output=True, timeout=MAX_SECONDS, check=False)  # noqa: S603  # no shell, our own module
        answer = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        message = f"It takes longer than {MAX_SECONDS} seconds to read; save it again, or as plain text"
        raise unusable(file, message) from None
    except ValueError:  # it ran into a bound, or the library fell over it
        raise unusable(file, OUT_OF_BOUNDS) from None
    if isinstance(answer, str):
        raise unusable(file, answer)
    return [_block_of_plain(plain) for plain in answer]


def _block_of_plain(plain: list[Any]) -> Block:
    """Return a block that was written as JSON: a line begins with its text, a table is the list of its rows."""
    if isinstance(plain[0], str):
        return Line(*plain)
    (rows,) = plain
    return TableOfCells(tuple(Row(tuple(Cell(*cell) for cell in cells), *place) for cells, *place in rows))


def main(file: str) -> None:
    """Read a document within bounds, and write its blocks, or why it cannot be read."""
    _set_bounds()
    json.dump(_blocks_or_reason(Path(file)), sys.stdout)


def _blocks_or_reason(path: Path) -> list[Block] | str:
    try:
        return _blocks_within_bounds(path)
    except DocumentError as error:
        return str(error)
    except ModuleNotFoundError:
        return MISSING_LIBRARIES
    except FileNotFoundError:
        return no_such_file(str(path))
    except PermissionError:
        return "You do not have permission to read this file"
    except OSError as error:
        return f"It cannot be read ({error.strerror or error})"


def _blocks_within_bounds(path: Path) -> list[Block]:
    size = path.stat().st_size
    if not path.is_file():
        raise DocumentError("This is not a file that can be read")
    if size > MAX_BYTES_OF_DOCUMENT:
        raise DocumentError(f"It is larger than {MAX_BYTES_OF_DOCUMENT // 1_000_000} MB; a report has fewer than 10")
    blocks = blocks_of(path)
    letters = sum(map(_letters_of, blocks))
    if letters > MAX_LETTERS:
        raise DocumentError(f"It has {letters:,} letters of text; a report has fewer than {MAX_LETTERS:,}")
    return blocks


def _letters_of(block: Block) -> int:
    if isinstance(block, Line):
        return len(block.text)
    return sum(len(cell.text) for row in block.rows for cell in row.cells)


def _set_bounds() -> None:
    """Bound memory and time, where the system can."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))


if __name__ == "__main__":
    main(sys.argv[1])
