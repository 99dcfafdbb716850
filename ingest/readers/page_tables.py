"""Tables on pages: the words in the cells of a ruled grid, and what is one table over two pages.

A table is rebuilt only where its rules leave no doubt: each cell is a rectangle, no word is across a rule.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from index.provisions import Box
from ingest.page_policy import policy
from ingest.readers.aligned_tables import Standing, aligned
from ingest.readers.page_grids import Grid, Region, grids
from ingest.readers.pdf_lines import PdfLine, PdfWord, level_rows

Cell = tuple[PdfWord, ...] | None
"""The words of a cell in reading order; `None` where it is one with the cell above."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a page as boxes in fractions of it, when it is turned clockwise by `angle` degrees.

    `shape` is the width of the page divided by its height.
    """

    boxes: tuple[Box, ...] = ()
    angle: float = 0.0
    shape: float = 1.0

    def straight(self, box: Box) -> Box:
        """Return where the box of a word stands on the turned page."""
        if not self.angle:
            return box
        sine, cosine = math.sin(math.radians(self.angle)), math.cos(math.radians(self.angle))
        x, y = ((box.left + box.right) / 2 - 0.5) * self.shape, (box.top + box.bottom) / 2 - 0.5
        across, down = (x * cosine - y * sine) / self.shape + 0.5, x * sine + y * cosine + 0.5
        wide, high = (box.right - box.left) / 2, (box.bottom - box.top) / 2
        return Box(box.page, across - wide, down - high, across + wide, down + high)


@dataclass(slots=True)
class PageTable:
    """A table: its rows of cells, how many of them are headers, and the edges of its columns."""

    rows: list[tuple[Cell, ...]]
    header_rows: int
    edges: tuple[float, ...]


Block = PdfLine | PageTable


@dataclass(frozen=True, slots=True)
class _Placed:
    """A word, where it stands on the straight page, and in which row of the page's own lines."""

    word: PdfWord
    box: Box
    row: int

    @property
    def middle(self) -> float:
        return (self.box.top + self.box.bottom) / 2


@dataclass(slots=True)
class _Filling:
    """A grid and the words that stand in it."""

    grid: Grid
    words: list[_Placed] = field(default_factory=list)


def page_blocks(lines: Sequence[PdfLine], rules: Rules) -> tuple[list[Block], bool]:
    """Put the words that stand in ruled grids into tables; all other lines stay as they are.

    The second value says that there is a table, or what looks like one, that could not be rebuilt.
    """
    fillings = [_Filling(grid) for grid in grids(rules.boxes)]
    rows = (row for line in lines for row in level_rows(line.words))
    for number, row in enumerate(rows if fillings else ()):
        for word in row:
            if word.box is not None:
                place = rules.straight(word.box)
                filling = _holding(fillings, place)
                if filling is not None:
                    filling.words.append(_Placed(word, place, number))
    tables = [(one, table) for one in fillings if (table := _table(one)) is not None]
    home = {id(placed.word): table for one, table in tables for placed in one.words}
    unsure = len(tables) < sum(bool(one.words) for one in fillings)
    ruled = {id(placed.word) for one in fillings for placed in one.words}
    others = [
        Standing(word, rules.straight(word.box))
        for line in lines
        for word in line.words
        if word.box is not None and id(word) not in ruled
    ]
    without_rules, tabular = aligned(others)
    for found in without_rules:
        table = PageTable(list(found.rows), 1, found.edges)
        home.update({id(word): table for row in found.rows for cell in row for word in cell})
    out: list[Block] = []
    for line in lines:
        kept = tuple(word for word in line.words if id(word) not in home)
        for table in {id(t): t for word in line.words if (t := home.get(id(word))) is not None}.values():
            if not any(block is table for block in out):
                out.append(table)
        if kept:
            out.append(line if len(kept) == len(line.words) else PdfLine(kept))
    return out, unsure or tabular


def continued(pages: Sequence[list[Block]]) -> None:
    """Put the rows of a table that goes on at the top of a page to those on the page where it begins."""
    open_table: PageTable | None = None
    for blocks in pages:
        if not blocks:
            continue
        first = blocks[0]
        if open_table is not None and isinstance(first, PageTable) and _same_columns(open_table, first):
            _append(open_table, first)
            del blocks[0]
            if not blocks:
                continue
        last = blocks[-1] if blocks else None
        open_table = last if isinstance(last, PageTable) else None


def _holding(fillings: Sequence[_Filling], box: Box) -> _Filling | None:
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return next((one for one in fillings if one.grid.holds(x, y)), None)


def _table(filling: _Filling) -> PageTable | None:
    """Make the table of a grid; `None` where it has no certain cells, or a word stands across a rule."""
    grid = filling.grid
    if not grid.regions or not filling.words:
        return None
    cells: dict[Region, list[_Placed]] = {region: [] for region in grid.regions}
    for placed in filling.words:
        region = _region(grid, placed)
        if region is None:
            return None
        cells[region].append(placed)
    rows, columns = len(grid.ys) - 1, len(grid.xs) - 1
    if sum(bool(words) for words in cells.values()) < columns:
        return None
    by_field = {
        (row, column): region
        for region in grid.regions
        for row in range(region.row, region.end_row)
        for column in range(region.column, region.end_column)
    }
    out = [
        tuple(_cell(by_field[row, column], row, column, cells) for column in range(columns))
        for row in range(rows)
    ]
    filled = [row for row in out if any(row)]
    top = [region for region in grid.regions if region.row == 0]
    deep = max(region.end_row for region in top)
    over = any(region.end_column - region.column > 1 for region in top) and deep < rows
    return PageTable(filled, deep if over or deep > 1 else 1, grid.xs)


def _region(grid: Grid, placed: _Placed) -> Region | None:
    """Find the cell that a word stands in; `None` where it stands across a border of it."""
    slack = policy().tables.slack
    x, y = (placed.box.left + placed.box.right) / 2, placed.middle
    for region in grid.regions:
        left, right = grid.xs[region.column], grid.xs[region.end_column]
        top, bottom = grid.ys[region.row], grid.ys[region.end_row]
        if left <= x <= right and top <= y <= bottom:
            inside = placed.box.left >= left - slack and placed.box.right <= right + slack
            return region if inside else None
    return None


def _cell(region: Region, row: int, column: int, cells: dict[Region, list[_Placed]]) -> Cell:
    if column != region.column:
        return ()
    return None if row != region.row else tuple(_in_order(cells[region]))


def _in_order(words: Sequence[_Placed]) -> Iterator[PdfWord]:
    """Give the words of a cell line by line, from the top; parts of one line stand side by side."""
    rows: dict[int, list[_Placed]] = {}
    for placed in words:
        rows.setdefault(placed.row, []).append(placed)
    lines: list[list[_Placed]] = []
    for row in sorted(rows.values(), key=_height):
        high = row[0].box.bottom - row[0].box.top
        if lines and _height(row) - _height(lines[-1]) < high / 2:
            lines[-1].extend(row)
        else:
            lines.append(row)
    for line in lines:
        yield from (placed.word for placed in sorted(line, key=lambda one: one.box.left))


def _height(row: Sequence[_Placed]) -> float:
    return sum(placed.middle for placed in row) / len(row)


def _same_columns(one: PageTable, other: PageTable) -> bool:
    near = policy().tables.near * 2
    return len(one.edges) == len(other.edges) and all(
        abs(a - b) <= near for a, b in zip(one.edges, other.edges, strict=True)
    )


def _append(table: PageTable, rest: PageTable) -> None:
    """Add rows without the header that is printed again; a row that the page cuts goes on in its cells."""
    heads = [_words(row) for row in table.rows[: table.header_rows]]
    rows = rest.rows[len(heads) :] if [_words(r) for r in rest.rows[: len(heads)]] == heads else rest.rows
    if rows and len(table.rows) > table.header_rows and _goes_on(rows[0]):
        cut = zip(table.rows[-1], rows[0], strict=True)
        table.rows[-1] = tuple((a or ()) + (b or ()) if a or b else a for a, b in cut)
        rows = rows[1:]
    table.rows.extend(rows)


def _words(row: Sequence[Cell]) -> list[str]:
    return [" ".join(word.text for word in cell or ()) for cell in row]


def _goes_on(row: Sequence[Cell]) -> bool:
    """Tell whether a row is the rest of one: its first cell is empty, the others go on with a sentence."""
    filled = [cell for cell in row if cell]
    return not row[0] and bool(filled) and all(cell[0].text[:1].islower() for cell in filled)
