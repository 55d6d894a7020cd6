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
        """The code and name by which it is known in both rulebooks, or whichever of the two stayed."""
        if self.before is None or self.after is None:
            return "".join(standard.title for standard in self if standard)
        code = self.before.code if _code(self.before) == _code(self.after) else None
        name = self.before.name if _name(self.before) == _name(self.after) else None
        return " ".join(part for part in (code, name) if part)


def paired_standards(before: Rulebook, after: Rulebook) -> Iterator[Pair]:
    """Pair the standards by code; those left by name, in capitals or not, where only one is left of that name."""
    partners: dict[str, Standard] = {}
    for identity in (_code, _name):
        unpaired_before = [standard for standard in before.standards if standard.key not in partners]
        unpaired_after = [standard for standard in after.standards if standard not in partners.values()]
        for standard in unpaired_before:
            namesakes = [other for other in unpaired_before if identity(other) == identity(standard)]
            candidates = [other for other in unpaired_after if identity(other) == identity(standard)]
            if identity(standard) and len(namesakes) == len(candidates) == 1:
                partners[standard.key] = candidates[0]
    for standard in before.standards:
        yield Pair(standard, partners.get(standard.key))
    for standard in after.standards:
        if standard not in partners.values():
            yield Pair(None, standard)


def _code(standard: Standard) -> str | None:
    return standard.code


def _name(standard: Standard) -> str | None:
    return standard.name.casefold()
