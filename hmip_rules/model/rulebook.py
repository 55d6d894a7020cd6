"""A framework's rules as data: how percentages become ratings, and ratings the overall rating."""

from typing import Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from hmip_rules.model.draft import DraftRulebook
from hmip_rules.model.soundness import contradictions


class Rulebook(DraftRulebook):
    """The rules of one framework. `Rulebook.model_validate(a_dict)` builds one from plain values.

    Raises:
        pydantic.ValidationError: a field is missing, unknown or not of its kind, or the rules
            contradict one another (bands out of order, a maximum that cannot be scored …).
    """

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        if problems := contradictions(self):
            raise PydanticCustomError("rulebook", "the rules contradict one another", {"problems": problems})
        return self
