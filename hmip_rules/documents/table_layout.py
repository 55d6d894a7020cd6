"""Tables as Word and web pages have them: cells that go over columns and rows, and tables inside cells."""

from __future__ import annotations

from typing import NamedTuple

from hmip_rules.documents.lines import CELL_END, Block, Cell, Line, Row, TableOfCells

MAX_ROWS_OF_A_CELL = 200
MAX_COLUMNS_OF_A_CELL = 200
"""A cell that claims to go over more is read as going over so many."""


class OpenCell(NamedTuple):
    """A cell as it is read: what is in it, and the rows and columns that it goes over."""

    blocks: list[Block]
    columns: int = 1
    rows: int = 1


class OpenRow(NamedTuple):
    """A row as it is read: the cells that begin in it, its place, and the columns left out before its first cell."""

    cells: list[OpenCell]
    number: int
    columns_left_out: int = 0


def blocks_of_table(rows: list[OpenRow]) -> list[Block]:
    """Return a table of cells; of a table that lays out a page, because it holds other tables, what is in it."""
    if any(_holds_table(cell) for row in rows for cell in row.cells):
        return [block for row in rows for block in _blocks_of_layout(row)]
    covered: dict[int, int] = {}  # until which row a cell above covers each column
    placed = []
    for index, row in enumerate(rows):
        column = row.columns_left_out
        cells = []
        for cell in row.cells:
            while covered.get(column, 0) > index:
                column += 1
            columns = max(1, min(cell.columns, MAX_COLUMNS_OF_A_CELL))
            below = max(1, min(cell.rows, MAX_ROWS_OF_A_CELL, len(rows) - index))
            cells.append(Cell(_text(cell), column, columns, below))
            covered |= dict.fromkeys(range(column, column + columns), index + below)
            column += columns
        placed.append(Row(tuple(cells), row.number))
    return [TableOfCells(tuple(placed))] if any(cell.text for row in placed for cell in row.cells) else []


def _holds_table(cell: OpenCell) -> bool:
    """Check whether a cell holds a table; one of a single row is as good as text."""
    return any(isinstance(block, TableOfCells) and len(block.rows) > 1 for block in cell.blocks)


def _text(cell: OpenCell) -> str:
    texts = []
    for block in cell.blocks:
        if isinstance(block, TableOfCells):
            texts += [inner.text for row in block.rows for inner in row.cells]
        else:
            texts.append(block.text)
    return " ".join(" ".join(texts).split())


def _blocks_of_layout(row: OpenRow) -> list[Block]:
    """Return what is in the cells of a row, one after the other; as one line where no cell holds a table."""
    if any(map(_holds_table, row.cells)):
        return [block for cell in row.cells for block in cell.blocks]
    return [Line(CELL_END.join(map(_text, row.cells)), row.number)]
