"""Puts the cells of rows under each other where each row says for itself where its cells end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from ingest.readers.flow import Cell, Flow, Paragraph

_NEAR: Final = 60
"""Twentieths of a point: edges of cells that lie so near are one."""


@dataclass(slots=True)
class Row:
    """A row as it is collected: its last cell is the open one.

    `edges` are the left and right edges of its cells in twentieths of a point, `below` whether each is one
    with the cell above it; both are empty where the file does not say.
    """

    cells: list[list[Paragraph]] = field(default_factory=lambda: [[]])
    edges: Sequence[int] = ()
    below: Sequence[bool] = ()
    header: bool = False

    def close_cell(self) -> None:
        """Begin the next cell."""
        self.cells.append([])

    def close(self) -> None:
        """Let the cell go that was begun after the last one."""
        if len(self.cells) > 1 and not self.cells[-1]:
            self.cells.pop()


def add_rows(flow: Flow, rows: Sequence[Row]) -> None:
    """Add rows to a flow as one table; a table whose edges do not fit its cells is not certain."""
    if not rows:
        return
    headers = 0
    while headers < len(rows) and rows[headers].header:
        headers += 1
    grid, certain = _grid(rows)
    flow.table(grid, headers or None, certain=certain)


def _grid(rows: Sequence[Row]) -> tuple[list[list[Cell]], bool]:
    if not all(len(row.edges) == len(row.cells) + 1 for row in rows):
        return [list(row.cells) for row in rows], len({len(row.cells) for row in rows}) == 1
    borders: list[int] = []
    for edge in sorted({edge for row in rows for edge in row.edges}):
        if not borders or edge - borders[-1] > _NEAR:
            borders.append(edge)
    out: list[list[Cell]] = []
    for row in rows:
        places = [_column(borders, edge) for edge in row.edges]
        line: list[Cell] = [[]] * places[0]
        for at, cell in enumerate(row.cells):
            line.append(None if at < len(row.below) and row.below[at] else cell)
            line.extend([[]] * (places[at + 1] - places[at] - 1))
        out.append(line)
    return out, True


def _column(borders: Sequence[int], edge: int) -> int:
    return min(range(len(borders)), key=lambda at: abs(borders[at] - edge))
