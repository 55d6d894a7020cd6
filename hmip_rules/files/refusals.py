"""What the models refuse, in the words of those who write reports and rulebooks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from hmip_rules.model.errors import Slip, nearest, quoted
from hmip_rules.model.percent import as_written
from hmip_rules.model.places import ValuePath

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


def slips(error: ValidationError, model: type[BaseModel]) -> Iterator[Slip]:
    """Say every reason why a model refused its values. Wording goes by pydantic's type of error, not its text."""
    for detail in error.errors(include_url=False):
        path = _path(detail)
        if detail["type"] == "rulebook":
            for where, message in detail["ctx"]["problems"]:
                yield Slip(where, message)
        elif detail["type"] == "extra_forbidden":
            name = str(path[-1])
            yield Slip(path, f"unknown name {quoted(name)}; {nearest(name, _names_beside(path, model))}", at_name=True)
        elif detail["type"] == "missing":
            yield Slip(path[:-1], f"missing {path[-1]!r}{_inside(path[:-1])}")
        else:
            yield Slip(path, WORDS[detail["type"]](detail, path))


def _path(detail: ErrorDetails) -> ValuePath:
    """Give the way to the value; where it is a name that was refused, pydantic adds a step "[key]"."""
    *around, last = detail["loc"] or (None,)
    of_name = last == "[key]" and around and detail["input"] == around[-1]
    return tuple(around) if of_name else detail["loc"]


def _value_error(detail: ErrorDetails, path: ValuePath) -> str:
    """Put which value it is between what is wrong with it and what would be right."""
    wrong, _, right = str(detail["ctx"]["error"]).partition("; ")
    return f"{wrong}{_inside(path)}; {right}"


def _inside(path: ValuePath) -> str:
    """Say of which value, in the words of the report.

    >>> _inside(("standards", "P 2.1", "key_questions", "safety"))
    " for 'safety' in P 2.1"
    """
    headings = ("standards", "key_questions")
    names = [step for step in path if isinstance(step, str) and (step not in headings or step == path[-1])]
    return (f" for {quoted(names[-1])}" if names else "") + (f" in {' '.join(names[:-1])}" if names[1:] else "")


def _kind(written: Any) -> str:
    """Name what was written by what a reader sees."""
    return "a mapping" if isinstance(written, Mapping) else as_written(written)


def _belongs(what: str, right: str) -> Any:
    return lambda detail, path: f"{_kind(detail['input'])} where {what} belongs{_inside(path)}; {right}"


_MAPPING = _belongs("a mapping", "write 'name: value' on lines of their own")
_LIST = _belongs("a list", "write '- value' on lines of their own")
_TEXT = _belongs("text", "write it on the line, after the colon")

WORDS = {
    "value_error": _value_error,
    "model_type": _MAPPING,
    "dict_type": _MAPPING,
    "mapping_type": _MAPPING,
    "tuple_type": _LIST,
    "string_type": _TEXT,
    "bool_parsing": _belongs("yes or no", "write true or false"),
    "bool_type": _belongs("yes or no", "write true or false"),
    "literal_error": lambda detail, path: f"{_kind(detail['input'])}{_inside(path)}; write {detail['ctx']['expected']}",
}
"""By pydantic's type of error: one line that says what is wrong and what would be right."""


def _names_beside(path: ValuePath, model: type[BaseModel]) -> list[str]:
    """List the names that could stand where an unknown one does."""
    for step in path[:-1]:
        model = _model_below(model, step) or model
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_below(model: type[BaseModel], step: str | int) -> type[BaseModel] | None:
    """Find the model of a field; entries of a list or mapping are of the model just found."""
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    return _first_model(fields[step].annotation) if step in fields else None


def _first_model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_first_model(part) for part in getattr(annotation, "__args__", ()))
    return next(filter(None, found), None)
