"""JSON Schema of report and rulebook files, from the models: what an editor completes and checks as one types.

A schema sees a file as an editor reads it (YAML 1.2, where 51 is a number), the models as it is written (as text).
What a schema cannot say is listed in docs/editors.md.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from inspect import cleandoc, getsource
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from pydantic.json_schema import GenerateJsonSchema

from hmip_rules.model.report import NUMBER_RATED, Report
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.rules import NOT_RATED, Standard
from hmip_rules.model.spelling import spelling_pattern
from hmip_rules.model.written import (
    NOTHING_SCHEMA,
    SCORE_ALONE_SCHEMA,
    TEXT_SCHEMA,
    YES_OR_NO_SCHEMA,
    text_in_any_spelling,
)

if TYPE_CHECKING:
    from pydantic_core import core_schema

Schema = dict[str, Any]

DIALECT: Final = "http://json-schema.org/draft-07/schema#"
"""The one that editors know best."""


class _FileSchema(GenerateJsonSchema):
    """The schema of a model's files: text and yes or no as YAML has them, and each field with its docstring."""

    def str_schema(self, schema: core_schema.StringSchema) -> Schema:  # noqa: ARG002
        return dict(TEXT_SCHEMA)

    def bool_schema(self, schema: core_schema.BoolSchema) -> Schema:  # noqa: ARG002
        return dict(YES_OR_NO_SCHEMA)

    def model_schema(self, schema: core_schema.ModelSchema) -> Schema:
        model = schema["cls"]
        json_schema = super().model_schema(schema)
        for field, words in field_docstrings(model).items():
            name = model.model_fields[field].alias or field
            json_schema["properties"][name].setdefault("description", words)
        return json_schema | {"description": cleandoc(model.__doc__ or "").partition("\n")[0]}


def field_docstrings(model: type) -> dict[str, str]:
    """Return the docstring below each field of a class.

    pydantic's `use_attribute_docstrings` would read it at every start, and importing the models takes twice as long.
    """
    (definition,) = ast.parse(getsource(model)).body
    docstrings = {}
    for statement, below in pairwise(definition.body if isinstance(definition, ast.ClassDef) else ()):
        match statement, below:
            case ast.AnnAssign(target=ast.Name(id=field)), ast.Expr(value=ast.Constant(value=str(words))):
                docstrings[field] = " ".join(words.split())
    return docstrings


def report_schema(rulebooks: Iterable[Rulebook]) -> Schema:
    """Return the schema of report files; one that names a rulebook has its standards, key questions and ratings."""
    rulebooks = tuple(rulebooks)
    schema = {"$schema": DIALECT, **Report.model_json_schema(schema_generator=_FileSchema)}
    schema["properties"]["rulebook"]["anyOf"].insert(0, {"enum": [rulebook.id for rulebook in rulebooks]})
    schema["allOf"] = [
        {
            "if": {"properties": {"rulebook": text_in_any_spelling(rulebook.id)}, "required": ["rulebook"]},
            "then": {"properties": _schema_for_rulebook(rulebook)},
        }
        for rulebook in rulebooks
    ]
    return schema


def rulebook_schema() -> Schema:
    """Return the schema of rulebook files."""
    return {"$schema": DIALECT, **Rulebook.model_json_schema(schema_generator=_FileSchema)}


def _schema_for_rulebook(rulebook: Rulebook) -> Schema:
    """Return what the schema of a report adds where the report names this rulebook."""
    short = tuple(rulebook.abbreviations)
    rating = {"anyOf": [text_in_any_spelling(*rulebook.names, *short), NOTHING_SCHEMA]}
    published = {"anyOf": [text_in_any_spelling(*rulebook.names, NOT_RATED, *short), NOTHING_SCHEMA]}
    standards = [(standard, _schema_of_standard(standard, published)) for standard in rulebook.standards]
    return {
        "standards": {
            "properties": {standard.key: {"description": standard.title} for standard in rulebook.standards},
            "patternProperties": {_pattern_of_standard(rulebook, standard): schema for standard, schema in standards},
            "additionalProperties": False,
        },
        "overall": {"anyOf": [rating, SCORE_ALONE_SCHEMA, {"type": "object", "properties": {"rating": rating}}]},
        "rating_counts": {"propertyNames": text_in_any_spelling(*rulebook.names, *short, NUMBER_RATED)},
    }


def _schema_of_standard(standard: Standard, rating: Schema) -> Schema:
    questions = standard.key_questions.items()
    published = {
        "rating": rating,
        "key_questions": {
            "properties": {name: {"description": words} if words else {} for name, words in questions},
            "patternProperties": {spelling_pattern(name): {} for name, _ in questions},
            "additionalProperties": False,
        },
    }
    return {"anyOf": [rating, {"type": "object", "properties": published}]}


def _pattern_of_standard(rulebook: Rulebook, standard: Standard) -> str:
    """Return the regular expression of what may name a standard: code, name or both, where no other is meant."""
    names = dict.fromkeys((standard.key, standard.name, standard.title))
    return "|".join(spelling_pattern(name) for name in names if rulebook.standard_meant(name) is standard)
