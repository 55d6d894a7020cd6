"""A tuple whose entries can also be found by their key."""

from __future__ import annotations

from typing import Protocol, Self, SupportsIndex, TypeVar, overload

from hmip_rules.model.errors import InputError, Problem, nearest, quoted
from hmip_rules.model.spelling import meant_name


class HasKey(Protocol):
    """What is known by a key, and headed by a title that ends with its name."""

    @property
    def key(self) -> str:
        """What it is found by."""

    @property
    def title(self) -> str:
        """Key and name, or the name alone."""


T = TypeVar("T", bound=HasKey)


class UnknownStandardError(InputError, KeyError):
    """There is no standard of that key. It is a KeyError too, as of any mapping."""

    __str__ = Exception.__str__  # a KeyError would put the message in quotes


class Keyed(tuple[T, ...]):
    """Standards in the rulebook's order, found by number, as a slice, or by key in any case and spacing.

    It equals, prints and unpacks as a tuple does.
    """

    __slots__ = ()

    @overload
    def __getitem__(self, place: str, /) -> T: ...
    @overload
    def __getitem__(self, place: SupportsIndex, /) -> T: ...
    @overload
    def __getitem__(self, place: slice, /) -> Self: ...
    def __getitem__(self, place: str | SupportsIndex | slice, /) -> T | Self:
        """Return the standard at a number or of a key, or those of a slice.

        Raises:
            UnknownStandardError: there is none of that key.
            IndexError: there is none at that number.
        """
        if isinstance(place, str):
            standard = self._of_key(place)
            if standard is None:
                raise self._unknown(place)
            return standard
        if isinstance(place, slice):
            return type(self)(super().__getitem__(place))
        return super().__getitem__(place)

    def __contains__(self, key_or_standard: object, /) -> bool:
        """Whether there is a standard of that key, or an equal one."""
        if isinstance(key_or_standard, str):
            return self._of_key(key_or_standard) is not None
        return super().__contains__(key_or_standard)

    def _of_key(self, key: str) -> T | None:
        for standard in self:
            if standard.key == key:
                return standard
        meant = meant_name(key, [standard.key for standard in self])
        return None if meant is None else self._of_key(meant)

    def _unknown(self, key: str) -> UnknownStandardError:
        named = [standard.key for standard in self if standard.title.casefold().endswith(key.casefold())]
        keys = [standard.key for standard in self]
        right = f"did you mean {named[0]!r}?" if key and len(named) == 1 else nearest(key, keys)
        return UnknownStandardError([Problem(f"Unknown standard {quoted(key)}; {right}")])
