"""How a published value compares with the recomputed one."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

UNREADABLE_STATUS: Final = "unreadable"
"""What a file or a row that cannot be used has in place of a status."""


class Status(StrEnum):
    """How a published value compares with the recomputed one; the gravest first.

    Only a report as a whole is partly checked: what could be checked agrees, but not all could be.
    """

    DISAGREES = "disagrees"
    UNDETERMINED = "undetermined"
    PARTLY_CHECKED = "partly_checked"
    WITHIN_DISCRETION = "within_discretion"
    AGREES = "agrees"
    TAKEN = "taken"
    NOT_PUBLISHED = "not_published"

    @property
    def compares(self) -> bool:
        """Whether a published value was compared, and not merely taken, or missing."""
        return self not in (Status.TAKEN, Status.NOT_PUBLISHED)

    @classmethod
    def whole(cls, parts: Iterable[Status]) -> Status:
        """Return the status of a whole: the gravest of its parts that compare anything."""
        found = tuple(parts)
        return next((status for status in _GRAVEST_FIRST if status in found), cls.NOT_PUBLISHED)


_GRAVEST_FIRST = tuple(status for status in Status if status.compares)
