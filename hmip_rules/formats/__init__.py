"""The formats, a file each. A format takes results and yields the lines that show them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Protocol

from hmip_rules.read import Unreadable
from hmip_rules.scoring import Result


class Render(Protocol):
    """What every format does."""

    def __call__(self, results: Iterable[Result | Unreadable], *, explain: bool) -> Iterator[str]:
        """Show results, in the order given, as lines without line ends."""


def renderer(name: str) -> Render:
    """Get a format by its name: that of its file."""
    render: Render = import_module(f"hmip_rules.formats.{name}").render
    return render
