"""A value that a document gives in two ways: what it says of it, and where."""

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, model_validator

from hmip_rules.model.fields import Model, as_text
from hmip_rules.model.places import ValuePath, name_of_value

Text = Annotated[str, BeforeValidator(as_text)]


def _path_of_value(path: ValuePath) -> ValuePath:
    """Check that a path leads to one value of a report."""
    match path:
        case (
            ("service" | "fieldwork" | "published" | "cases" | "caseload",)
            | ("overall", "score" | "max_score" | "rating")
            | ("standards", _, "rating")
            | ("standards", _, "key_questions", _)
        ):
            return path
    steps = ", ".join(map(str, path))
    raise ValueError(f"A path must lead to one value, such as [cases] or [overall, score], not [{steps}]")


class ConflictingValue(Model):
    """One of the values that a document gives."""

    value: Text
    where: str | None = None
    """The page or line at which it stands first."""
    words: Text | None = None
    """The words that it was read from."""

    def __str__(self) -> str:
        """Return the value as a sentence has it: 'Good on page 4 ("P 2.1 Assessment Good")'."""
        where = f" on {self.where}" if self.where else ""
        words = f' ("{self.words}")' if self.words else ""
        return f"{self.value}{where}{words}"


class Conflict(Model):
    """A value that a document gives in two ways, so that neither is used."""

    path: Annotated[tuple[Text, ...], AfterValidator(_path_of_value)]
    """The way to the value in the report, such as [standards, P 2.1, rating]."""
    values: tuple[ConflictingValue, ...]
    """Each different value once."""

    @model_validator(mode="after")
    def _differs(self) -> Any:
        if len({value.value for value in self.values}) < 2:
            raise ValueError("A conflict must have two different values; write a value that is known in its own place")
        return self

    @property
    def name(self) -> str:
        """What the value is called: "P 2.1", "P 2.1.safety", "overall.score", "cases"."""
        return name_of_value(self.path)

    def __str__(self) -> str:
        """Return the conflict in words: 'P 2.1 is Good on page 4 ("...") and Inadequate on page 17 ("...")'."""
        return f"{self.name} is {' and '.join(map(str, self.values))}"
