"""Names in any case and spacing: 'p2.1' is P 2.1 and 'requires improvement' is Requires improvement.

What could be two names is none of them: nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

_SPACING: Final = re.compile(r"[\s_-]+")


def folded(written: str) -> str:
    """Return a name as it is compared: without case, spaces, hyphens and underscores.

    >>> folded("Requires  Improvement"), folded("PDU 2024")
    ('requiresimprovement', 'pdu2024')
    """
    return _SPACING.sub("", written).casefold()


def meanings(names: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """Return which name each folded spelling means; a spelling of two names is left out.

    Args:
        names: what may be written, and the name that it means.

    >>> meanings([("P 1.2", "P 1.2"), ("Staffing", "P 1.2"), ("staffing", "R 1.2")])
    {'p1.2': 'P 1.2'}
    """
    found: dict[str, set[str]] = {}
    for spelling, name in names:
        found.setdefault(folded(spelling), set()).add(name)
    return {spelling: min(meant) for spelling, meant in found.items() if len(meant) == 1}


def meant_name(written: str, names: Iterable[str]) -> str | None:
    """Return which of several names was meant: the same one, else the only one that differs in case or spacing alone.

    >>> meant_name("PDU-2024", ["pdu-2021", "pdu-2024"]), meant_name("GOOD", ["Good", "good"])
    ('pdu-2024', None)
    """
    known = tuple(names)
    return written if written in known else meanings((name, name) for name in known).get(folded(written))


def spelling_pattern(name: str) -> str:
    r"""Return the regular expression of a name in any case and spacing, as JSON Schema has it.

    >>> spelling_pattern("P 2")
    '^[\\s_-]*[pP][\\s_-]*2[\\s_-]*$'
    """
    characters = [*map(_either_case, _SPACING.sub("", name))]
    return "^" + r"[\s_-]*".join(["", *characters, ""]) + "$"


def _either_case(character: str) -> str:
    lower, upper = character.lower(), character.upper()
    return f"[{lower}{upper}]" if lower != upper and len(lower + upper) == 2 else re.escape(character)
