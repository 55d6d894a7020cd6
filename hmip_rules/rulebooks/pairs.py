"""Which standard of one rulebook became which of another."""

from __future__ import annotations

from typing import NamedTuple

from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.rules import Standard


class Pair(NamedTuple):
    """A standard of the first rulebook and what became of it in the second; None where it is new, or gone."""

    before: Standard | None
    after: Standard | None

    @property
    def title(self) -> str:
        """The code and name that both rulebooks have, or the one that stayed; where neither did, the later ones."""
        if self.before is None or self.after is None:
            return "".join(standard.title for standard in self if standard)
        code = self.before.code if self.before.code == self.after.code else None
        name = self.before.name if _has_name_of(self.before, self.after) else None
        later = self.before if _was(self.before, self.after) else self.after
        return " ".join(part for part in (code, name) if part) or later.title


def paired_standards(before: Rulebook, after: Rulebook) -> list[Pair]:
    """Pair the standards: as `was` states, then by code, then by name in any case.

    Only where one standard on each side is left that fits.
    """
    partners: dict[str, Standard] = {}
    for is_same in (_one_was_the_other, _has_code_of, _has_name_of):
        unpaired_before = [standard for standard in before.standards if standard.key not in partners]
        unpaired_after = [standard for standard in after.standards if standard not in partners.values()]
        for standard in unpaired_before:
            candidates = [later for later in unpaired_after if is_same(standard, later)]
            rivals = [earlier for earlier in unpaired_before for later in candidates if is_same(earlier, later)]
            if len(candidates) == len(rivals) == 1:
                partners[standard.key] = candidates[0]
    new = [standard for standard in after.standards if standard not in partners.values()]
    return [
        *[Pair(standard, partners.get(standard.key)) for standard in before.standards],
        *[Pair(None, standard) for standard in new],
    ]


def _one_was_the_other(before: Standard, after: Standard) -> bool:
    """Check whether one of two standards states that it had the code or name of the other before."""
    return _was(before, after) or _was(after, before)


def _was(later: Standard, earlier: Standard) -> bool:
    """Check whether a standard states that it had the code or name of another before."""
    stated = {name.casefold() for name in later.was}
    return earlier.name.casefold() in stated or (earlier.code or "").casefold() in stated


def _has_code_of(before: Standard, after: Standard) -> bool:
    return after.code is not None and after.code == before.code


def _has_name_of(before: Standard, after: Standard) -> bool:
    return after.name.casefold() == before.name.casefold()
