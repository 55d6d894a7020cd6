"""Which standard of one rulebook became which of another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.rules import Standard


class Pair(NamedTuple):
    """A standard of the first rulebook and what became of it in the second; None where it is new, or gone."""

    before: Standard | None
    after: Standard | None

    @property
    def title(self) -> str:
        """What names it in both: code and name, or the one of them that stayed."""
        if self.before is None or self.after is None:
            return "".join(standard.title for standard in self if standard)
        code = self.before.code if _code(self.before) == _code(self.after) else None
        name = self.before.name if _name(self.before) == _name(self.after) else None
        return " ".join(part for part in (code, name) if part)


def paired_standards(before: Rulebook, after: Rulebook) -> Iterator[Pair]:
    """Pair the standards by code; those left by name, in capitals or not, where only one is left of that name."""
    partners: dict[str, Standard] = {}
    for identity in (_code, _name):
        left = [standard for standard in before.standards if standard.key not in partners]
        open_to = [standard for standard in after.standards if standard not in partners.values()]
        for standard in left:
            namesakes = [other for other in left if identity(other) == identity(standard)]
            found = [other for other in open_to if identity(other) == identity(standard)]
            if identity(standard) and len(namesakes) == len(found) == 1:
                partners[standard.key] = found[0]
    for standard in before.standards:
        yield Pair(standard, partners.get(standard.key))
    for standard in after.standards:
        if standard not in partners.values():
            yield Pair(None, standard)


def _code(standard: Standard) -> str | None:
    return standard.code


def _name(standard: Standard) -> str | None:
    return standard.name.casefold()
