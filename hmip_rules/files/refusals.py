"""What the models refuse, in the words of those who write reports and rulebooks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from hmip_rules.model.errors import UnplacedProblem, nearest, quoted
from hmip_rules.model.percent import quoted_value
from hmip_rules.model.places import ValuePath

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


def problems_of(error: ValidationError, model: type[BaseModel]) -> list[UnplacedProblem]:
    """Return every reason why a model refused its values. Words depend on pydantic's type of error, not its text."""
    problems = []
    for detail in error.errors(include_url=False):
        path = _path_of_refused_value(detail)
        if detail["type"] == "rulebook":
            problems += [UnplacedProblem(rule_path, message) for rule_path, message in detail["ctx"]["problems"]]
        elif detail["type"] == "extra_forbidden":
            name = str(path[-1])
            message = f"Unknown name {quoted(name)}; {nearest(name, _names_beside(path, model))}"
            problems.append(UnplacedProblem(path, message, at_name=True))
        elif detail["type"] == "invalid_key" or (detail["type"] == "string_type" and path != detail["loc"]):
            message = f"A name must be text, not {quoted_value(detail['input'])}; write it in quotes"
            problems.append(UnplacedProblem(path, message, at_name=True))
        elif detail["type"] == "missing":
            problems.append(UnplacedProblem(path[:-1], f"{_value_at(path)} is missing"))
        else:
            problems.append(UnplacedProblem(path, MESSAGES[detail["type"]](detail, path)))
    return problems


def _path_of_refused_value(detail: ErrorDetails) -> ValuePath:
    """Return the way to the value. Where its name was refused, pydantic adds a step "[key]", which is left out."""
    *parent, last = detail["loc"] or (None,)
    is_of_name = last == "[key]" and parent and str(detail["input"]) == str(parent[-1])
    return tuple(parent) if is_of_name else detail["loc"]


def _value_error(detail: ErrorDetails, path: ValuePath) -> str:
    """Return what a value must be: the models say "A percentage must be", without knowing which value it is."""
    _, must, right = str(detail["ctx"]["error"]).partition(" must ")
    return f"{_value_at(path)}{must}{right}"


def _literal_error(detail: ErrorDetails, path: ValuePath) -> str:
    return f"{_value_at(path)} must be {detail['ctx']['expected']}, not {_found(detail['input'])}"


def _type_error(right: str) -> Callable[[ErrorDetails, ValuePath], str]:
    """Return the message for a value of another type than belongs in its place."""
    return lambda detail, path: f"{_value_at(path)} must {right}, not {_found(detail['input'])}"


def _value_at(path: ValuePath) -> str:
    """Return which value a message is about, in the words of the report.

    >>> _value_at(("standards", "P 2.1", "key_questions", "safety"))
    "'safety' in P 2.1"
    """
    headings = ("standards", "key_questions")
    names = [step for step in path if isinstance(step, str) and (step not in headings or step == path[-1])]
    if not names:
        return "The file"
    return quoted(names[-1]) + (f" in {'.'.join(names[:-1])}" if names[1:] else "")


def _found(written: Any) -> str:
    """Return what was found in place of a value: its words, or that it is a list or names with values."""
    return "'name: value' lines" if isinstance(written, Mapping) else quoted_value(written)


_NOT_A_MAPPING = _type_error("have 'name: value' on lines of their own")
_NOT_YES_OR_NO = _type_error("be true or false")

MESSAGES = {
    "value_error": _value_error,
    "literal_error": _literal_error,
    "model_type": _NOT_A_MAPPING,
    "dict_type": _NOT_A_MAPPING,
    "mapping_type": _NOT_A_MAPPING,
    "tuple_type": _type_error("be a list, with '- value' on lines of their own"),
    "string_type": _type_error("be text, on the same line after the colon"),
    "bool_parsing": _NOT_YES_OR_NO,
    "bool_type": _NOT_YES_OR_NO,
}
"""By pydantic's type of error: one line that says what is wrong and what would be right."""


def _names_beside(path: ValuePath, model: type[BaseModel]) -> list[str]:
    """Return the names that could stand where an unknown one does."""
    for step in path[:-1]:
        model = _model_below(model, step) or model
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_below(model: type[BaseModel], step: str | int) -> type[BaseModel] | None:
    """Return the model of a field; None for a name or number of an entry, whose model was found a step before."""
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    return _first_model(fields[step].annotation) if step in fields else None


def _first_model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_first_model(part) for part in getattr(annotation, "__args__", ()))
    return next(filter(None, found), None)
