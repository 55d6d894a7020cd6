"""The tables of a text: those whose cells the document gives, and lines of cells that may be one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from hmip_rules.documents.lines import TableOfCells

MAX_LINES_OF_A_CELL = 12


class TextCell(NamedTuple):
    """A cell of a table, with plain text.

    Attributes:
        number: the index of the cell, counted over the whole document.
        columns: those that it covers, counted from 0.
    """

    number: int
    text: str
    columns: range


class TextRow(NamedTuple):
    """A row of a table.

    Attributes:
        line: the index of its line, or of its first.
        cells: those that stand in it, also if they began in a row above.
        last_line: the index of its last line.
    """

    line: int
    cells: tuple[TextCell, ...]
    last_line: int


TextTable = tuple[TextRow, ...]


def rows_of_cells(
    table: TableOfCells, texts: Sequence[Sequence[str]], first_line: int, first_cells: Mapping[int, int]
) -> TextTable:
    """Return the rows of a table with the cells that stand in each, also those that began in a row above.

    Args:
        table: the table.
        texts: the plain text of its cells.
        first_line: the index of its first line in the text.
        first_cells: for the index of each line, that of its first cell.
    """
    cells: list[list[TextCell]] = [[] for _ in table.rows]
    for index, row in enumerate(table.rows):
        for place, cell in enumerate(row.cells):
            columns = range(cell.column, cell.column + cell.columns)
            text_cell = TextCell(first_cells[first_line + index] + place, texts[index][place].strip(), columns)
            for covered in cells[index : index + cell.rows]:
                covered.append(text_cell)
    return tuple(TextRow(first_line + index, tuple(row), first_line + index) for index, row in enumerate(cells))


def aligned_lines(
    rows: Iterable[tuple[int, list[str]]], first_cells: Mapping[int, int], pages: Sequence[int | None]
) -> tuple[TextTable, ...]:
    """Return the lines of several cells that follow one another and fit the first of them.

    They have as many cells; or one more, where the first line has one heading for codes and names; or one less, all
    figures, where the lines before have the first cell.
    """
    groups: list[list[TextRow]] = []
    have_codes: list[bool | None] = []  # of each group, whether its lines have a cell more than the first
    wrapped: list[tuple[int, str]] = []  # the lines of one cell since the last line of several

    def follows(line: int, other: int) -> bool:
        return other == line + 1 or pages[other] != pages[line]  # headers and footers of pages are left out

    for index, row in rows:
        last_line = wrapped[-1][0] if wrapped else groups[-1][-1].last_line if groups else index
        if not follows(last_line, index):
            wrapped = []
        if len(row) == 1:
            wrapped.append((index, row[0].strip()))
            continue
        more = len(row) - len(groups[-1][0].cells) if groups else None
        first_line = wrapped[0][0] if wrapped else index
        is_next = bool(groups) and follows(groups[-1][-1].last_line, first_line) and len(wrapped) < MAX_LINES_OF_A_CELL
        has_figures_alone = all(any(map(str.isdigit, text)) for text in row)
        is_like_first = more == 0 or (more == -1 and bool(wrapped) and has_figures_alone)
        has_code = more == 1 and not wrapped
        if is_next and (is_like_first or has_code) and have_codes[-1] in (None, has_code):
            have_codes[-1] = has_code
            column = -(more or 0)
        else:
            groups.append([])
            have_codes.append(None)
            first_line, column, wrapped = index, 0, []
        cells = [
            TextCell(first_cells[index] + place, text.strip(), range(column + place, column + place + 1))
            for place, text in enumerate(row)
        ]
        if wrapped:
            text = " ".join([*(text for _, text in wrapped), *(cell.text for cell in cells[: 1 - column])])
            cells = [TextCell(first_cells[first_line], text, range(1)), *cells[1 - column :]]
        groups[-1].append(TextRow(first_line, tuple(cells), index))
        wrapped = []
    return tuple(tuple(group) for group in groups if len(group) > 1)
