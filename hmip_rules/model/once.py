"""What is worked out once for each rulebook in use, and forgotten with it."""

import weakref
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from hmip_rules.model.rulebook import Rulebook

Result = TypeVar("Result")


def once_per_rulebook(function: Callable[[Rulebook], Result]) -> Callable[[Rulebook], Result]:
    """Return the function so that it runs once for each rulebook.

    A rulebook is known by its identity: comparing two takes longer than most of what is remembered,
    and equal ones may list their key questions in another order.
    """
    known: dict[int, Result] = {}

    @wraps(function)
    def remembered(rulebook: Rulebook) -> Result:
        if id(rulebook) not in known:
            known[id(rulebook)] = function(rulebook)
            weakref.finalize(rulebook, known.pop, id(rulebook), None)
        return known[id(rulebook)]

    return remembered
