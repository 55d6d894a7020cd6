"""Where values stand in the file they were read from. Places travel beside a model, never in it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

ValuePath = tuple[str | int, ...]
"""The way to a value: ("standards", "P 2.1", "rating"); a number counts the entries of a list from 0."""


def name_of_value(path: ValuePath) -> str:
    """Return the name of a value, as findings print it.

    >>> name_of_value(("standards", "P 2.1", "key_questions", "safety"))
    'P 2.1.safety'
    >>> name_of_value(("standards", "P 2.1", "rating")), name_of_value(("overall", "score"))
    ('P 2.1', 'overall.score')
    """
    steps = (path[1], *path[3:]) if path[0] == "standards" else path
    return ".".join(map(str, steps))


Position = tuple[int, int]
"""Line and column, counted from 1."""


class Place(NamedTuple):
    """A file, a line and a column, both counted from 1; without a line, the file as a whole.

    Of what was read from a document also the page, where it has pages, and the words.
    """

    file: str | None = None
    line: int | None = None
    column: int | None = None
    page: int | None = None
    words: str | None = None

    @property
    def position(self) -> tuple[int, int, int]:
        """Page, line and column for sorting; 0 where there are none."""
        return self.page or 0, self.line or 0, self.column or 0

    def __str__(self) -> str:
        if self.page is not None:
            return f"{self.file}, page {self.page}"
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)


NOWHERE = Place()
"""The place of a value that was read from no file."""


class Places(NamedTuple):
    """The place of every value of one document; empty for values that were read from no file.

    Of what was read from a document, `words` has the page of each value, and its words.
    """

    file: str | None = None
    values: Mapping[ValuePath, Position] = MappingProxyType({})
    names: Mapping[ValuePath, Position] = MappingProxyType({})
    words: Mapping[ValuePath, tuple[int | None, str]] = MappingProxyType({})

    def of(self, path: ValuePath) -> Place:
        """Return where a value stands; where it is absent, where the nearest thing around it stands."""
        return self._place(self.values, path)

    def of_name(self, path: ValuePath) -> Place:
        """Return where the name before a value stands ('rating' in 'rating: Good')."""
        return self._place(self.names if path in self.names else self.values, path)

    def renamed(self, names: Mapping[ValuePath, str]) -> Places:
        """Return the places of values of which some are called otherwise than in the file.

        Args:
            names: by the way to a value as the file has it, the name in place of its last step.
        """

        def new(path: ValuePath) -> ValuePath:
            return tuple(names.get(path[: number + 1], step) for number, step in enumerate(path))

        return self._replace(
            values={new(path): position for path, position in self.values.items()},
            names={new(path): position for path, position in self.names.items()},
            words={new(path): words for path, words in self.words.items()},
        )

    def _place(self, positions: Mapping[ValuePath, Position], path: ValuePath) -> Place:
        while path and path not in positions:
            path = path[:-1]
        return Place(self.file, *positions.get(path, (None, None)), *self.words.get(path, ()))


NO_PLACES = Places()
"""The places of a model that was built from plain values."""
