"""The header of a table as it stands: captions above it, two lines of it, or none at all."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.reading import Table

_COLUMN_NUMBERS = re.compile(r"\(?\d{1,2}\)?")
_NUMBER = re.compile(r"[\d.,%±<>≤≥ –-]+")
_ORDINAL = re.compile(r"(?:\D{0,12}\s)?0?(\d{1,3})(?:[.):]|$)")
_NOTE_MARK = re.compile(r"\s*\[\d{1,3}\]")
_SAME_WORDS = 2
_GRID = 3


@dataclass(frozen=True, slots=True)
class Header:
    """The words above each column, those above the whole table, and where the rows begin."""

    columns: tuple[str, ...]
    caption: str
    first_row: int


def header_of(table: Table, text: str) -> Header:
    """Read the header of a table.

    A line over all columns is a caption. A first row that counts on in the second one is no header. Where
    cells of the header are empty and the row below fills them, both are the header.
    """
    rows = [[" ".join(cell.of(text).split()) for cell in row.cells] for row in table.rows]
    width = max(len(row) for row in rows)
    stop = min(table.header_rows, len(rows) - 1)
    at, captions = 0, []
    while at < stop and width >= _GRID and _filled(rows[at]) == 1 and _filled(rows[at + 1]) > 1:
        captions.append(next(cell for cell in rows[at] if cell))
        at += 1
        stop = min(max(stop, at + 1), len(rows) - 1)
    if at < stop and stop - at == 1:
        if _counts_on(rows[at], rows[at + 1]):
            stop = at
        elif stop < len(rows) - 1 and _goes_on(rows[at], rows[stop]):
            stop += 1
    return Header(_columns(rows[at:stop], width), " – ".join(captions), stop)


def is_column_numbers(values: list[str]) -> bool:
    """Tell whether a row only counts the columns: (1), (2), …"""
    return all(_COLUMN_NUMBERS.fullmatch(value) for value in values)


def _filled(row: list[str]) -> int:
    return sum(bool(cell) for cell in row)


def _counts_on(first: list[str], second: list[str]) -> bool:
    """Tell whether two rows begin with a number and the next one, or with the same words before a number."""
    a, b = first[0], second[0]
    one, two = _ORDINAL.match(a), _ORDINAL.match(b)
    if one and two and int(two[1]) == int(one[1]) + 1:
        return True
    same = a.split()[:_SAME_WORDS] == b.split()[:_SAME_WORDS] and len(a.split()) > _SAME_WORDS
    return same and any(c.isdigit() for c in a) and any(c.isdigit() for c in b)


def _goes_on(upper: list[str], lower: list[str]) -> bool:
    """Tell whether a row goes on with the header above it, whose cells over several columns it parts."""
    if not lower or lower[0] or any(_NUMBER.fullmatch(cell) for cell in lower if cell):
        return False
    above = [*upper, *[""] * (len(lower) - len(upper))]
    return any(cell and not above[column] for column, cell in enumerate(lower))


def _columns(rows: list[list[str]], width: int) -> tuple[str, ...]:
    heads = [""] * width
    rows = [row for row in rows if not is_column_numbers([cell for cell in row if cell])]
    for number, row in enumerate(rows):
        last = ""
        for column in range(width):
            cell = row[column] if column < len(row) else ""
            last = cell or last
            spread = not cell and number + 1 < len(rows) and _has(rows[number + 1], column)
            word = _NOTE_MARK.sub("", cell or (last if spread else ""))
            if word and word not in heads[column]:
                heads[column] = f"{heads[column]} {word}".strip()
    return tuple(heads)


def _has(row: list[str], column: int) -> bool:
    return column < len(row) and bool(row[column])
