"""YAML text to plain values, and the place of each. The only code that knows ruamel.yaml.

Every figure and word stays text as it was written, so that '2.10' stays a code and 'yes' a word;
the models say what it means. An empty value or 'null' is None.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.cyaml import CBaseLoader
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from hmip_rules.files.text import lines_of, position_after
from hmip_rules.model.errors import Problem, quoted
from hmip_rules.model.places import Place, Places, Position, ValuePath

MAX_LEVELS = 12  # levels; a report has 5, a rulebook 5

Value = None | str | list[Any] | dict[str, Any]


class Document(NamedTuple):
    """One document of a YAML file.

    Attributes:
        number: its number in the file, from 1.
        value: what it holds; None where it is empty or cannot be read.
        places: where each value stands.
        problems: why it cannot be read.
    """

    number: int
    value: Value
    places: Places
    problems: tuple[Problem, ...] = ()


def documents(text: str, file: str) -> Iterator[Document]:
    """Read the documents of a YAML text, one after the other.

    A problem spoils its document; where the text is not YAML, the rest of the file is one spoilt document.
    Aliases, tags and control characters are refused: no report needs them, and they can do harm.
    """
    reader = _Reader(text, file)
    for number in count(1):  # pragma: no branch
        reader.start_document()
        try:
            more = reader.read_document()
        except YAMLError as error:
            yield Document(number, None, reader.places, (_syntax_problem(error, text, file),))
            return
        except _RefusedError as error:
            problem = Problem(str(error), Place(file, *error.position))
            yield Document(number, None, reader.places, (*reader.problems, problem))
            return
        if not more:
            return
        yield Document(number, reader.value, reader.places, tuple(reader.problems))


class _RefusedError(Exception):
    """YAML that makes no sense in a report; reading stops there."""

    def __init__(self, message: str, position: Position) -> None:
        super().__init__(message)
        self.position = position


class _Reader:
    """The values of one document after another, built from the parser's events without recursion."""

    def __init__(self, text: str, file: str) -> None:
        parsed, self._written = _with_stand_ins(text)
        loader: Any = CBaseLoader(parsed)
        vars(loader).clear()  # only its events are used; it refers to itself, and would stay until garbage is collected
        self._next_event = loader.get_event
        self._text = text
        self._file = file

    def start_document(self) -> None:
        self.value: Value = None
        self.problems: list[Problem] = []
        self._values: dict[ValuePath, Position] = {}
        self._names: dict[ValuePath, Position] = {}
        self._open: list[_OpenValue] = []

    @property
    def places(self) -> Places:
        return Places(self._file, self._values, self._names)

    def read_document(self) -> bool:
        """Read up to the end of a document, and return whether there was one."""
        while True:
            event = self._next_event()
            kind = type(event).__name__
            if kind in ("DocumentEndEvent", "StreamEndEvent"):
                return kind == "DocumentEndEvent"
            if kind in ("ScalarEvent", "AliasEvent", "MappingStartEvent", "SequenceStartEvent"):
                self._read_value(event, kind)
            elif kind in ("MappingEndEvent", "SequenceEndEvent"):
                self._open.pop()

    def _read_value(self, event: Any, kind: str) -> None:
        position = (event.start_mark.line + 1, event.start_mark.column + 1)
        if kind == "AliasEvent":
            self._problem(_alias_problem(event.anchor), position)
        elif event.tag:
            self._problem(_tag_problem(self._text, position, event.tag), position)
        parent = self._open[-1] if self._open else None
        if parent is not None and parent.awaits_name:
            self._read_name(event, kind, parent, position)
            return
        path = () if parent is None else parent.path_of_next()
        value: Any = None
        if kind == "ScalarEvent":
            value = self._scalar(event, position)
        elif kind != "AliasEvent":
            value = {} if kind == "MappingStartEvent" else []
        self._values.setdefault(path, position)
        if parent is None:
            self.value = value
        else:
            parent.add(value)
        if isinstance(value, dict | list):
            self._enter(_OpenValue(value, path, is_in_brackets=event.flow_style), position)

    def _read_name(self, event: Any, kind: str, parent: _OpenValue, position: Position) -> None:
        if kind != "ScalarEvent":
            raise _RefusedError(_NAME_EXPECTED, position)
        name = self._text_of(event)
        self._refuse_control_characters(name, position)
        if parent.is_in_brackets and event.implicit[0] and ":" in name:
            self._problem(f"Missing space after ':' in {quoted(name)}; write 'name: value'", position)
        path = (*parent.path, name)
        if name in parent.value:
            line, _ = self._names[path]
            self._problem(f"{quoted(name)} is given twice, first on line {line}; keep one of them", position)
        self._names.setdefault(path, position)
        parent.name = name

    def _scalar(self, event: Any, position: Position) -> str | None:
        text = self._text_of(event)
        if event.implicit[0] and text in ("", "~", "null", "Null", "NULL"):
            return None
        self._refuse_control_characters(text, position)
        return text

    def _text_of(self, event: Any) -> str:
        """Return the text of a scalar as it is written in the file."""
        text: str = event.value
        return text if text.isascii() else text.translate(self._written)

    def _refuse_control_characters(self, text: str, position: Position) -> None:
        if not text.isprintable():
            for character in text:
                if unicodedata.category(character) == "Cc" and character not in "\n\t\x85":
                    self._problem(why_no_control_character(ord(character)), position)
                    return

    def _enter(self, opened: _OpenValue, position: Position) -> None:
        if len(self._open) == MAX_LEVELS:
            message = f"Values are nested more than {MAX_LEVELS} deep; a report or rulebook needs at most 5 levels"
            raise _RefusedError(message, position)
        self._open.append(opened)

    def _problem(self, message: str, position: Position) -> None:
        self.problems.append(Problem(message, Place(self._file, *position)))


_PARTS_OF_TEXT = ":?\x85\u2028\u2029"
"""What the parser, which knows YAML 1.1, takes for more than text where YAML 1.2 and editors do not."""

_MISREAD = re.compile(
    r"""% (?<=^%) .* | ! (?<!\S!) \S*                    # directives and tags stay as they are
        | : (?<=[^\s"'\[\]{},]:) (?=[^\s,\[\]{}])       # as in {url: https://example.org}
        | \? (?<=[^\s\[\]{},]\?)                        # as in [Did it help?]
        | [\x85\u2028\u2029]                             # none of them ends a line""",
    re.VERBOSE | re.MULTILINE,
)


def _with_stand_ins(text: str) -> tuple[str, dict[int, int]]:
    """Return a text as the parser reads it right, and the translation of its values back.

    Each character that would be misread becomes one that the text does not hold, so that every place stays.
    """
    if not _MISREAD.search(text):
        return text, {}
    held = set(text)
    free = (code for code in range(0xF0000, 0xFFFFE) if chr(code) not in held)
    stand_ins = dict(zip(_PARTS_OF_TEXT, free, strict=False))

    def stand_in(match: re.Match[str]) -> str:
        return chr(stand_ins[match[0]]) if match[0] in stand_ins else match[0]

    return _MISREAD.sub(stand_in, text), {code: ord(part) for part, code in stand_ins.items()}


@dataclass(slots=True)
class _OpenValue:
    """A list or mapping whose end has not been read yet."""

    value: dict[str, Any] | list[Any]
    path: ValuePath
    is_in_brackets: bool
    name: str | None = None

    @property
    def awaits_name(self) -> bool:
        return isinstance(self.value, dict) and self.name is None

    def path_of_next(self) -> ValuePath:
        return (*self.path, len(self.value) if isinstance(self.value, list) else self.name or "")

    def add(self, value: Any) -> None:
        if isinstance(self.value, list):
            self.value.append(value)
        else:
            assert self.name is not None
            self.value.setdefault(self.name, value)
            self.name = None


def _alias_problem(anchor: str) -> str:
    """Return the message for a value that repeats another by its anchor."""
    return f"'*{anchor}' stands for a value written elsewhere in the file, which is not allowed; write the value itself"


def _tag_problem(text: str, position: Position, tag: str) -> str:
    """Return the message for a tag as the file has it: the parser writes "!!str" out in full."""
    line, column = position
    typed = _TAG_AS_TYPED.search(text.split("\n")[line - 1], column - 1)
    shown = quoted(typed[0] if typed else tag)
    return f"{shown} begins with '!', which is not allowed here; remove it, or put the whole value in quotes"


_TAG_AS_TYPED = re.compile(r"![^\s,\[\]{}]*")

_NAME_EXPECTED = "Expected 'name: value' here"
_NOT_ALIGNED = "This line is not aligned with its neighbours; indent it by the same number of spaces"
_TAB = "This line is indented with a tab; use spaces instead"

_SYNTAX = {
    "found a tab character that violates indentation": _TAB,
    "found a tab character where an indentation space is expected": _TAB,
    "mapping values are not allowed in this context": (
        "Unexpected ':' here; align the line with its neighbours, or put text that contains ': ' in quotes"
    ),
    "did not find expected key": _NOT_ALIGNED,
    "did not find expected '-' indicator": _NOT_ALIGNED,
    "could not find expected ':'": _NAME_EXPECTED,
    "found unexpected end of stream": "A quotation mark is missing; close the text that starts with one",
    "did not find expected ',' or ']'": "The list in [ ] needs a comma here, or a closing bracket",
    "did not find expected ',' or '}'": "The values in { } need a comma here, or a closing brace",
    "did not find expected alphabetic or numeric character": "A value cannot start with '&' or '*'; put it in quotes",
    "found unknown escape character": "A backslash cannot be used in double quotes; use single quotes instead",
    "found incompatible YAML document": "A line with %YAML is not needed; remove it",
    "found unexpected ':'": "A word cannot end with ':' here; write 'name: value', or put the text in quotes",
    "did not find expected node content": "A value is missing here; add one, or close the bracket",
}


_SEEN_A_LINE_TOO_LATE = ("mapping values are not allowed in this context", "could not find expected ':'")
"""What the parser complains of where the line above lacks a colon or the space after it."""


def _problem_above(lines: list[str], number: int) -> tuple[str, int, int] | None:
    """Return what is wrong in the last line with text above a line, with its line and column."""
    above = next((n for n in range(min(number, len(lines)) - 1, -1, -1) if lines[n].strip()), None)
    if above is None or lines[above].lstrip().startswith(("#", "-", "'", '"')):
        return None
    line = lines[above].partition(" #")[0].rstrip()
    start = len(line) - len(line.lstrip()) + 1
    if ":" not in line:
        return _NAME_EXPECTED, above + 1, start
    if ": " not in line and not line.endswith(":"):
        return "Missing space after ':'; write 'name: value'", above + 1, line.index(":") + 1
    return None


def _syntax_problem(error: YAMLError, text: str, file: str) -> Problem:
    """Return why the parser stopped, in the reader's words."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if not isinstance(error, MarkedYAMLError) or mark is None:
        return _unreadable_character(error, text, file)
    problem = str(error.problem)
    lines = lines_of(text)
    if problem in _SEEN_A_LINE_TOO_LATE and (above := _problem_above(lines, mark.line)):
        words, line, column = above
        return Problem(words, Place(file, line, column))
    at = lines[mark.line][mark.column : mark.column + 1] if mark.line < len(lines) else ""
    this_line_and_last = "".join(lines[max(mark.line - 1, 0) : mark.line + 1])
    if problem == "found character that cannot start any token":
        words = _TAB if at == "\t" else f"A value cannot start with {at!r}; put it in quotes"
    elif problem == "did not find expected key" and any(quote in this_line_and_last for quote in "'\""):
        words = "The quotation ends too early; use the other kind of quotation mark around it, or align the line"
    else:
        words = _SYNTAX.get(problem, f"This cannot be read as YAML ({problem})")
    return Problem(words, Place(file, mark.line + 1, mark.column + 1))


def why_no_control_character(code: int) -> str:
    """Return what to do with a character that no editor shows."""
    return f"An invisible character (control character U+{code:04X}) stands here; delete it, or type the line again"


def _unreadable_character(error: YAMLError, text: str, file: str) -> Problem:
    code = getattr(error, "character", None)
    if not isinstance(code, int):
        return Problem(f"This cannot be read as YAML ({error})", Place(file))
    place = Place(file, *position_after(text[: text.find(chr(code))]))
    return Problem(why_no_control_character(code), place)


_FIGURE = re.compile(r"[0-9]{1,15}(\.[0-9]+)?")


def to_yaml(value: Any) -> str:
    """Return plain values (text, None, lists, mappings) as YAML that `documents` reads back the same.

    Figures are written without quotes, so that other programs read numbers.
    """
    from io import StringIO

    yaml = YAML(typ="safe", pure=False)
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.width = 100
    text = StringIO()
    yaml.dump(_with_numbers(value), text)
    return text.getvalue()


def _with_numbers(value: Any) -> Any:
    """Return plain values in which each figure is a number, where the number is written as the figure was."""
    if isinstance(value, dict):
        return {name: _with_numbers(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_with_numbers(item) for item in value]
    if not isinstance(value, str) or not _FIGURE.fullmatch(value):
        return value
    number = float(value) if "." in value else int(value)
    return number if str(number) == value else value
