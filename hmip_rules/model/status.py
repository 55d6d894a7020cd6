"""How a published value compares with the recomputed one."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Status(StrEnum):
    """How a published value compares with the recomputed one; the gravest first."""

    DISAGREES = "disagrees"
    UNDETERMINED = "undetermined"
    WITHIN_DISCRETION = "within_discretion"
    AGREES = "agrees"
    TAKEN = "taken"
    NOT_PUBLISHED = "not_published"

    @classmethod
    def whole(cls, parts: Iterable[Status]) -> Status:
        """Give the status of a whole: the gravest of its parts.

        What was taken as published, or not published, compares nothing and does not count.
        """
        found = tuple(parts)
        return next((status for status in _COMPARED if status in found), cls.NOT_PUBLISHED)


_COMPARED = (Status.DISAGREES, Status.UNDETERMINED, Status.WITHIN_DISCRETION, Status.AGREES)
