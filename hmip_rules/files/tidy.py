"""A report file in canonical order, its comments and its way of writing kept.

Whole entries move, line by line, with the comments above them; nothing else in the text changes. A comment that is
indented further than the entry below it is of the entry above; the first lines of a file, up to an empty one, stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hmip_rules.files.library import Library
from hmip_rules.files.yaml_source import Document, documents
from hmip_rules.model.errors import InputError, Problem
from hmip_rules.model.places import Place, ValuePath
from hmip_rules.model.report import OF, PublishedOverall, PublishedStandard, Report
from hmip_rules.model.rulebook import Rulebook

MODELINE = re.compile(r"#\s*yaml-language-server:")
"""A comment for editors, which has to be at the top."""

DOCUMENT_END = re.compile(r"(---|\.\.\.)(\s|$)")


def tidied(text: str, file: str, library: Library) -> str:
    """Put the reports of a file in order: fields as docs/report.md lists them, standards as their rulebook does.

    Mappings in braces over several lines, and lists, stay as they are.

    Args:
        library: with the rulebook of each report.

    Raises:
        InputError: it is no YAML that a report could be, or its rulebook is not known.
    """
    found = list(documents(text, file))
    problems = [problem for document in found for problem in document.problems]
    if problems:
        raise InputError(problems)
    lines = re.findall(r"[^\n]*\n|[^\n]+$", text)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    for document in found:
        if isinstance(document.value, dict):
            rulebook = library.for_report(document.value, document.places).value
            _Arranging(lines, document, rulebook).all()
    made = "".join(lines)
    if [one.value for one in documents(made, file)] != [one.value for one in found]:
        raise InputError([Problem("can't be put in order without changing what it says; it is left", Place(file))])
    return made


class _Entry(NamedTuple):
    """A name with its value in a mapping: the lines or columns that it takes, the last one left out."""

    name: str
    start: int
    end: int


class _Arranging:
    """Puts the entries of one document in order, in the lines of its file."""

    def __init__(self, lines: list[str], document: Document, rulebook: Rulebook) -> None:
        self._lines, self._document, self._rulebook = lines, document, rulebook
        self._below: dict[ValuePath, list[tuple[int, int, str]]] = {}
        for path, (line, column) in document.places.names.items():
            self._below.setdefault(path[:-1], []).append((line - 1, column - 1, str(path[-1])))

    def all(self) -> None:
        """Put the whole document in order."""
        names = self._below.get((), ())
        if not names:
            return
        line = min(line for line, _, _ in names)
        end = next((n for n in range(line, len(self._lines)) if DOCUMENT_END.match(self._lines[n])), len(self._lines))
        self._arrange((), self._below_header(line), self._without_trailing_comments(line, end))

    def _below_header(self, line: int) -> int:
        """Find where the first entry may begin: below what names the schema, and below comments with an empty line."""
        while line and self._lines[line - 1].startswith("#") and not MODELINE.match(self._lines[line - 1]):
            line -= 1
        return line

    def _arrange(self, path: ValuePath, first: int, end: int) -> None:
        """Put the entries of a mapping in order, those inside them first."""
        names = sorted(self._below.get(path, ()))
        if not names:
            return
        if self._is_in_braces(path):
            line = self._document.places.values[path][0] - 1
            if found := self._braces(path, self._lines[line]):
                start, closing, made = found
                self._lines[line] = self._lines[line][:start] + made + self._lines[line][closing:]
            return
        starts = [self._with_comments(line, column, first) for line, column, _ in names]
        ends = [*starts[1:], end]
        for (line, _, name), entry_end in zip(names, ends, strict=True):
            self._arrange((*path, name), line, entry_end)
        entries = [_Entry(name, *span) for (_, _, name), *span in zip(names, starts, ends, strict=True)]
        moved = [line for one in self._ordered(path, entries) for line in self._lines[one.start : one.end]]
        self._lines[starts[0] : end] = moved

    def _braces(self, path: ValuePath, text: str) -> tuple[int, int, str] | None:
        """Give where a mapping in braces begins and ends, and what to write there; None where it is not on one line."""
        names = sorted(self._below.get(path, ()))
        line, start = (place - 1 for place in self._document.places.values[path])
        closing = _closing(text, start)
        if closing is None or not names or any(other != line for other, _, _ in names):
            return None
        columns = [column for _, column, _ in names]
        spans = zip(columns, [*columns[1:], closing], strict=True)
        entries = [_Entry(name, *span) for (_, _, name), span in zip(names, spans, strict=True)]
        parts = [self._part((*path, one.name), one, text) for one in self._ordered(path, entries)]
        return start, closing, f"{text[start : columns[0]]}{', '.join(parts)}"

    def _part(self, path: ValuePath, entry: _Entry, text: str) -> str:
        """Give the text of an entry in braces, without the comma behind it, and with what is inside it in order."""
        inside = self._braces(path, text) if path in self._below and self._is_in_braces(path) else None
        start, closing, made = inside or (entry.end, entry.end, "")
        part = (text[entry.start : start] + made + text[closing : entry.end]).rstrip().removesuffix(",").rstrip()
        return f"{part} " if part.endswith(":") else part  # an empty value

    def _is_in_braces(self, path: ValuePath) -> bool:
        line, column = self._document.places.values[path]
        return self._lines[line - 1][column - 1 : column] == "{"

    def _with_comments(self, line: int, column: int, first: int) -> int:
        """Go up over the comments above an entry, and over empty lines between them; not over those further in."""
        found = line
        while line > first:
            line -= 1
            text = self._lines[line]
            if text.lstrip().startswith("#") and len(text) - len(text.lstrip()) <= column:
                found = line
            elif text.strip():
                break
        return found

    def _without_trailing_comments(self, first: int, end: int) -> int:
        """Leave out the blank lines and comments at the end: they are of the file."""
        while end > first and (not self._lines[end - 1].strip() or self._lines[end - 1].startswith("#")):
            end -= 1
        return end

    def _ordered(self, path: ValuePath, entries: Sequence[_Entry]) -> list[_Entry]:
        order = {name: place for place, name in enumerate(_order(path, self._rulebook))}
        return sorted(entries, key=lambda entry: order.get(entry.name, len(order)))


def _order(path: ValuePath, rulebook: Rulebook) -> Iterator[str]:
    """List the names below a path, in their order."""
    match path:
        case ():
            yield from Report.model_fields
        case ("overall",):
            yield from PublishedOverall.model_fields
        case ("rating_counts",):
            yield from (*rulebook.names, OF)
        case ("standards",):
            yield from rulebook.by_key
        case ("standards", _):
            yield from PublishedStandard.model_fields
        case ("standards", key, "key_questions") if standard := rulebook.by_key.get(str(key)):
            yield from standard.key_questions
        case ("standards", _, "key_questions", _):
            yield from ("sufficient", "of")


def _closing(line: str, start: int) -> int | None:
    """Find the brace that closes the one at a column; None where it is on another line."""
    depth, begins, at = 0, True, start
    while at < len(line):
        character = line[at]
        if begins and character in "'\"":
            at = _quoted_to(line, at)
            begins = False
        elif character in "{[":
            depth, begins = depth + 1, True
        elif character in "}]":
            depth -= 1
            if depth == 0:
                return at
        elif not character.isspace():
            begins = character in ",:"
        at += 1
    return None


def _quoted_to(line: str, start: int) -> int:
    """Find the end of a text in quotes on a line."""
    pattern = r"'(?:[^']|'')*'" if line[start] == "'" else r'"(?:[^"\\]|\\.)*"'
    found = re.compile(pattern).match(line, start)
    return found.end() - 1 if found else len(line)
