"""A further part of what is shown of a report, asked for by name: paragraphs and tables, whatever the format."""

from __future__ import annotations

from typing import Any, NamedTuple


class Table(NamedTuple):
    """Rows below a head, all of them of the same number of cells."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Section(NamedTuple):
    """What was asked for, in words and as plain values.

    Attributes:
        name: its key in JSON.
        title: its heading.
        body: paragraphs and tables, in the order in which they are read.
        plain: the same as values that JSON has; under the names of docs/json.md.
        unconfirmed: the title and the basis of each rule that it uses and that is not confirmed.
    """

    name: str
    title: str
    body: tuple[str | Table, ...]
    plain: dict[str, Any]
    unconfirmed: tuple[tuple[str, str], ...] = ()
