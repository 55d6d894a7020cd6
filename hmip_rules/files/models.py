"""From the plain values of a file to a model, or every reason why not, each with its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, NamedTuple, TypeVar

from pydantic import ValidationError

from hmip_rules.files.refusals import problems_of
from hmip_rules.files.yaml_source import Document
from hmip_rules.model.errors import InputError, Problem
from hmip_rules.model.fields import Model
from hmip_rules.model.places import NO_PLACES, Places

M = TypeVar("M", bound=Model)


class Read(NamedTuple, Generic[M]):
    """A report or rulebook, and where each of its values stands."""

    value: M
    places: Places = NO_PLACES


def model_of(values: Mapping[str, Any], model: type[M]) -> M:
    """Return plain values as a model.

    Raises:
        InputError: with every problem that the model has; where no file is, the way to a value says which one is meant.
    """
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise InputError(
            Problem(": ".join(filter(None, (".".join(map(str, problem.path)), problem.message))))
            for problem in problems_of(error, model)
        ) from None


def read_model(document: Document, model: type[M]) -> Read[M]:
    """Return the values of a document as a model.

    Raises:
        InputError: with every problem that the YAML and the model have.
    """
    problems = list(document.problems)
    if isinstance(document.value, dict) or not problems:
        try:
            value = model.model_validate(document.value)
        except ValidationError as error:
            problems += (problem.placed(document.places) for problem in problems_of(error, model))
    if problems:
        raise InputError(problems)
    return Read(value, document.places)
