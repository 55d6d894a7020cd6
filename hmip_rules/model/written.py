"""How a value may be written in a file, as an editor that knows YAML reads it: 51 as a number, 51% as text.

JSON Schema, for the fields whose values are read by functions of ours, such as `percentage` and `month`. These
functions decide; a test holds them and this page together. In JSON Schema bounds hold for numbers, patterns for text.
"""

from typing import Any, Final

from pydantic import GetJsonSchemaHandler
from pydantic_core import CoreSchema

from hmip_rules.model.months import MONTH_PATTERN
from hmip_rules.model.percent import NOT_APPLICABLE
from hmip_rules.model.spelling import spelling_pattern

MAX_WHOLE_NUMBER: Final = 10**15 - 1
"""Fifteen figures."""

_FIGURES: Final = r"(?=[+-]?[0-9]{1,15}(\.[0-9]{1,20})? ?%?$)"
_UP_TO_100: Final = r"(\+?0*([0-9]{1,2}(\.[0-9]+)?|100(\.0+)?)|-0+(\.0+)?) ?%?"

NOTHING_SCHEMA: Final = {"type": "null"}
TEXT_SCHEMA: Final = {"type": ["string", "number", "boolean"]}
"""Text is what was written: a name may look like a number."""

FILLED_TEXT_SCHEMA: Final = {**TEXT_SCHEMA, "pattern": r"\S"}


def text_in_any_spelling(*names: str) -> dict[str, Any]:
    """Return the schema of names in any case and spacing; an editor offers them as they are."""
    return {"anyOf": [{"enum": list(names)}, {"type": "string", "pattern": "|".join(map(spelling_pattern, names))}]}


YES_OR_NO_SCHEMA: Final = {
    "type": ["boolean", "integer", "string"],
    "minimum": 0,
    "maximum": 1,
    "pattern": "^([tT]([rR][uU][eE])?|[fF]([aA][lL][sS][eE])?|[yY]([eE][sS])?|[nN][oO]?|[oO]([nN]|[fF][fF])|[01])$",
}
WHOLE_NUMBER_SCHEMA: Final = {
    "type": ["integer", "string"],
    "minimum": 0,
    "maximum": MAX_WHOLE_NUMBER,
    "pattern": "^[0-9]{1,15}$",
}
SCORE_OF_MAXIMUM_PATTERN: Final = "([0-9]{1,15}) ?(?:/|of|out of) ?([0-9]{1,15})"
"""A score with its maximum: 3/21, 3 of 21."""

SCORE_ALONE_SCHEMA: Final = {"type": "string", "pattern": f"^{SCORE_OF_MAXIMUM_PATTERN}$"}
NOT_A_FIGURE: Final = "[^0-9.+-]"
OVERALL_ALONE_SCHEMA: Final = {
    "type": ["string", "boolean"],
    "pattern": f"^({NOT_A_FIGURE}|{SCORE_OF_MAXIMUM_PATTERN}$)",
}
"""An overall result of one text: the rating, or the score with its maximum."""

CASES_SCHEMA: Final = {**WHOLE_NUMBER_SCHEMA, "minimum": 1, "pattern": "^(?=[0-9]{1,15}$)0*[1-9]"}
MONTH_SCHEMA: Final = {"type": ["integer", "string"], "minimum": 1000, "maximum": 9999, "pattern": f"^{MONTH_PATTERN}$"}
PERCENTAGE_SCHEMA: Final = {
    "anyOf": [
        {"type": ["number", "string"], "minimum": 0, "maximum": 100, "pattern": f"^{_FIGURES}{_UP_TO_100}$"},
        {
            "type": "object",
            "properties": {"sufficient": WHOLE_NUMBER_SCHEMA, "of": CASES_SCHEMA},
            "required": ["sufficient", "of"],
            "additionalProperties": False,
        },
    ]
}
ANSWER_SCHEMA: Final = {"anyOf": [text_in_any_spelling(NOT_APPLICABLE), *PERCENTAGE_SCHEMA["anyOf"], NOTHING_SCHEMA]}


class OrWritten:
    """A form in which a file may write a value beside that of its type; for `Annotated`."""

    def __init__(self, form: dict[str, Any]) -> None:
        self._form = form

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [self._form, handler(schema)]}
