"""Makes titles, headers and rows of a sheet of a workbook, in whatever format it was stored."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Final

from ingest.doubts import doubt
from ingest.legacy_text import Run
from ingest.readers.flow import Cell, Flow, Paragraph
from ingest.readers.limits import MAX_COLUMNS

MAX_CELLS: Final = 2_000_000
_MOST_HEADERS: Final = 5
_HALF: Final = 0.5
_EXACT: Final = 1e15
_PLACES: Final = re.compile(r"[0#]\.(0+)")


@dataclass(frozen=True, slots=True)
class Area:
    """Cells that are merged: the first row and column, and those behind the last."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Sheet:
    """A sheet's cells that are not empty, by row and column from 0."""

    title: str
    cells: dict[tuple[int, int], Paragraph] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)


def add_sheet(flow: Flow, sheet: Sheet, *, named: bool) -> None:
    """Add a sheet to a flow: the lines above its table, and the table; with `named` its title before them.

    The header is the first row that fills half as many cells as the fullest one, with all rows that its
    merged cells reach into.
    """
    if not sheet.cells:
        return
    if named:
        flow.paragraph([Run(sheet.title)])
    rows = sorted({row for row, _ in sheet.cells})
    columns = sorted({column for _, column in sheet.cells})
    if len(columns) > MAX_COLUMNS:
        flow.doubts.append(doubt("columns_cut", sheet=sheet.title, count=str(MAX_COLUMNS)))
    filled = {row: 0 for row in rows}
    for row, _ in sheet.cells:
        filled[row] += 1
    fullest = max(filled.values())
    head = next((row for row in rows if filled[row] >= max(2, fullest * _HALF)), rows[0])
    for row in rows:
        if row >= head:
            break
        above = [sheet.cells[row, column] for column in columns if (row, column) in sheet.cells]
        flow.paragraph(_joined(above))
    below = {
        (row, area.left)
        for area in sheet.merged
        for row in range(area.top + 1, min(area.bottom, rows[-1] + 1))
        if area.top >= head
    }
    table: list[list[Cell]] = [
        [None if (row, column) in below else _cell(sheet.cells, row, column) for column in columns]
        for row in rows
        if row >= head
    ]
    if len(table) == 1:
        flow.paragraph(
            _joined(sheet.cells[head, column] for column in columns if (head, column) in sheet.cells)
        )
        return
    reach = max((area.bottom for area in sheet.merged if area.top == head), default=head + 1)
    headers = sum(head <= row < min(reach, head + _MOST_HEADERS) for row in rows)
    flow.table(table, max(1, headers))


def shown(value: object, form: str = "") -> str:
    """Write a value as a cell shows it, by the cell's number format but for separators of thousands.

    Whole numbers have no point, and dates are written by day, month and year.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value, form)
    if isinstance(value, datetime) and value.time() == time():
        return f"{value:%d/%m/%Y}"
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y %H:%M}"
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)


def _number(value: float, form: str) -> str:
    if not math.isfinite(value):
        return ""
    sign = ""
    if "%" in form:
        value, sign = value * 100, "%"
    if float(value).is_integer() and abs(value) < _EXACT:
        return f"{int(value)}{sign}"
    places = _PLACES.search(form)
    if places is not None:
        return f"{value:.{len(places[1])}f}{sign}"
    return f"{value:.12g}{sign}"


def _cell(cells: Mapping[tuple[int, int], Paragraph], row: int, column: int) -> Cell:
    paragraph = cells.get((row, column))
    return [] if paragraph is None else [paragraph]


def _joined(paragraphs: Iterable[Paragraph]) -> list[Run]:
    runs: list[Run] = []
    for paragraph in paragraphs:
        runs.extend([Run(" "), *paragraph] if runs else paragraph)
    return runs
