"""JSON Schema of report and rulebook files, from the models: what an editor completes and checks as one types.

A schema sees a file as an editor reads it (YAML 1.2, where 51 is a number), the models as it is written (as text).
What a schema can't say is listed in docs/editors.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from inspect import cleandoc
from typing import TYPE_CHECKING, Any, Final

from pydantic.json_schema import GenerateJsonSchema

from hmip_rules.model.fields import Model
from hmip_rules.model.percent import NOT_APPLICABLE
from hmip_rules.model.report import OF, Report
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.rules import NOT_RATED, Standard

if TYPE_CHECKING:
    from pydantic_core import core_schema

Schema = dict[str, Any]

DIALECT: Final = "http://json-schema.org/draft-07/schema#"
"""The one that editors know best."""

TEXT: Final[Schema] = {"type": ["string", "number", "boolean"]}
"""Text is what was written: a name may look like a number."""

MOST: Final = 10**15 - 1
"""The highest whole number: fifteen figures."""

WHOLE: Final[Schema] = {
    "anyOf": [{"type": "integer", "minimum": 0, "maximum": MOST}, {"type": "string", "pattern": "^[0-9]{1,15}$"}]
}
AT_LEAST_ONE: Final[Schema] = {
    "anyOf": [
        {"type": "integer", "minimum": 1, "maximum": MOST},
        {"type": "string", "pattern": "^(?=[0-9]{1,15}$)0*[1-9]"},
    ]
}
MONTH: Final[Schema] = {
    "anyOf": [
        {"type": "string", "pattern": "^[1-9][0-9]{3}(-(0[1-9]|1[0-2]))?$"},
        {"type": "integer", "minimum": 1000, "maximum": 9999},
    ]
}
FIGURES: Final = r"(?=[+-]?[0-9]{1,15}(\.[0-9]{1,20})? ?%?$)"
UP_TO_100: Final = r"(\+?0*([0-9]{1,2}(\.[0-9]+)?|100(\.0+)?)|-0+(\.0+)?) ?%?"
NUMBER: Final[list[Schema]] = [
    {"type": "number", "minimum": 0, "maximum": 100},
    {"type": "string", "pattern": f"^{FIGURES}{UP_TO_100}$"},
    {
        "type": "object",
        "properties": {"sufficient": WHOLE, "of": AT_LEAST_ONE},
        "required": ["sufficient", "of"],
        "additionalProperties": False,
    },
]
ANSWER: Final[Schema] = {"anyOf": [{"const": NOT_APPLICABLE}, *NUMBER, {"type": "null"}]}
FILLED: Final[Schema] = {"anyOf": [{"type": "string", "pattern": r"\S"}, {"type": ["number", "boolean"]}]}
YES_OR_NO: Final[Schema] = {
    "anyOf": [
        {"type": "boolean"},
        {"type": "string", "pattern": "^([tT]([rR][uU][eE])?|[fF]([aA][lL][sS][eE])?|[yY]([eE][sS])?|[nN][oO]?)$"},
        {"type": "string", "pattern": "^([oO][nN]|[oO][fF][fF]|[01])$"},
        {"enum": [0, 1]},
    ]
}

WRITTEN: Final[dict[str, Schema]] = {
    "whole_number": WHOLE,
    "month": MONTH,
    "_number": {"anyOf": NUMBER},
    "_answer": ANSWER,
    "_filled": FILLED,
}
"""What the functions accept that read a value, by their names."""

ALSO: Final[dict[str, list[Schema]]] = {
    "nothing_below": [{"type": "null"}],
    "_score_and_rating": [{"type": "null"}],
    "_short_form": [TEXT, {"type": "null"}],
    "_ids_alone": [{"type": "array", "items": TEXT}],
}
"""What the functions accept beside what they pass on, by their names."""


class _Written(GenerateJsonSchema):
    """The schema of a model, with what its functions accept as a file writes it."""

    def str_schema(self, schema: core_schema.StringSchema) -> Schema:  # noqa: ARG002
        return dict(TEXT)

    def bool_schema(self, schema: core_schema.BoolSchema) -> Schema:  # noqa: ARG002
        return dict(YES_OR_NO)

    def function_plain_schema(self, schema: core_schema.PlainValidatorFunctionSchema) -> Schema:
        return dict(WRITTEN[_name(schema)])

    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> Schema:
        if _name(schema) in WRITTEN:
            return dict(WRITTEN[_name(schema)])
        inner = self.generate_inner(schema["schema"])
        also = ALSO.get(_name(schema))
        return {"anyOf": [*also, inner]} if also else inner

    def function_after_schema(self, schema: core_schema.AfterValidatorFunctionSchema) -> Schema:
        found = WRITTEN.get(_name(schema))
        return dict(found) if found else self.generate_inner(schema["schema"])

    def model_schema(self, schema: core_schema.ModelSchema) -> Schema:
        """Describe each field in the words of the class."""
        made = super().model_schema(schema)
        summary, fields = _described(schema["cls"])
        for name, words in fields.items():
            made["properties"][name].setdefault("description", words)
        return made | {"description": summary}


def _name(schema: Mapping[str, Any]) -> str:
    name: str = schema["function"]["function"].__name__
    return name


def _described(model: type) -> tuple[str, dict[str, str]]:
    """Take a class's first line, and what it says of its attributes."""
    summary, _, rest = cleandoc(model.__doc__ or "").partition("\n")
    listed = re.search(r"Attributes:\n(.*?)(?:\n\n|\Z)", rest, re.DOTALL)
    entries = re.findall(r"^ {4}(\w+): (.*(?:\n {6,}.*)*)", listed[1] if listed else "", re.MULTILINE)
    fields = getattr(model, "model_fields", {})
    return summary, {name: " ".join(words.split()) for name, words in entries if name in fields}


def schema_of(model: type[Model]) -> Schema:
    """Give the schema of a model's files."""
    return {"$schema": DIALECT, **model.model_json_schema(schema_generator=_Written)}


def report_schema(rulebooks: Iterable[Rulebook]) -> Schema:
    """Give the schema of report files: of one that names a rulebook, with its standards, key questions and ratings."""
    rulebooks = tuple(rulebooks)
    made = schema_of(Report)
    named = made["properties"]["rulebook"]
    named["anyOf"].insert(0, {"enum": [rulebook.id for rulebook in rulebooks]})
    made["allOf"] = [
        {
            "if": {"properties": {"rulebook": {"const": rulebook.id}}, "required": ["rulebook"]},
            "then": {"properties": _fitting(rulebook)},
        }
        for rulebook in rulebooks
    ]
    return made


def rulebook_schema() -> Schema:
    """Give the schema of rulebook files."""
    return schema_of(Rulebook)


def _fitting(rulebook: Rulebook) -> Schema:
    """Say what fits a rulebook: the rest of it is the models' to say."""
    ratings = {"enum": [*rulebook.names, None]}
    standards = {standard.key: _standard(rulebook, standard) for standard in rulebook.standards}
    return {
        "standards": {"properties": standards, "additionalProperties": False},
        "overall": {"properties": {"rating": ratings}},
        "rating_counts": {"propertyNames": {"enum": [*rulebook.names, OF]}},
    }


def _standard(rulebook: Rulebook, standard: Standard) -> Schema:
    rating = {"enum": [*rulebook.names, NOT_RATED, None]}
    questions = {name: {"description": words} if words else {} for name, words in standard.key_questions.items()}
    published = {"key_questions": {"properties": questions, "additionalProperties": False}, "rating": rating}
    return {"description": standard.title, "anyOf": [rating, {"type": "object", "properties": published}]}
