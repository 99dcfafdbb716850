"""Rows of tables as provisions: each value under its header, each row under what the table is about."""

from __future__ import annotations

import re

from index.vietnamese import fold
from ingest.reading import Reading, Table
from ingest.tree import MAX_HEADING, Tree

_STEP = re.compile(r"(?:bước|buoc|b)\s{0,2}(\d{1,3})\b", re.IGNORECASE)
_COLUMN_NUMBERS = re.compile(r"\(?\d{1,2}\)?")
_NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,4}|[IVXL]{1,6}|[A-H])[.)]?\s")
_GRID, _PAIR = 3, 2
_LAYOUT_ROWS = 6
_LAYOUT = ("noi nhan", "cong hoa xa hoi", "doc lap - tu do", "kt.", "tm.", "tl.")


def is_layout(table: Table, text: str) -> bool:
    """Tell whether a table only places the head or the signatures of an act on the page."""
    if len(table.rows) > _LAYOUT_ROWS:
        return False
    words = fold(" ".join(row.span.of(text)[:400] for row in table.rows))
    return any(mark in words for mark in _LAYOUT)


def add_rows(tree: Tree, reading: Reading, table: Table, *, prefix: str, about: str) -> None:
    """Put the rows of a table into the unit that is open; `about` is the sentence before the table."""
    text = reading.text
    headers = _headers(table, text)
    base = " – ".join(
        part for part in (tree.heading_here(), about) if part and part not in tree.heading_here()
    )
    base = base or tree.heading_here()
    section, place = "", prefix
    width = max(len(row.cells) for row in table.rows)
    body = table.rows[table.header_rows :] if len(table.rows) > table.header_rows else table.rows
    for number, row in enumerate(body, 1):
        values = [cell.of(text).strip() for cell in row.cells]
        filled = [value for value in values if value]
        if not filled or all(_COLUMN_NUMBERS.fullmatch(value) for value in filled):
            continue
        if _is_section(values, filled, width):
            section = " ".join(dict.fromkeys(filled))
            place = _section_place(prefix, section)
        heading = f"{base} – {section}" if section and base else section or base
        tree.row(_locator(place, values, number), row, heading, _cells(headers, values))


def _headers(table: Table, text: str) -> list[str]:
    heads: list[str] = []
    for row in table.rows[: table.header_rows]:
        for column, cell in enumerate(row.cells):
            word = " ".join(cell.of(text).split())
            while len(heads) <= column:
                heads.append("")
            if word and word not in heads[column] and not _COLUMN_NUMBERS.fullmatch(word):
                heads[column] = f"{heads[column]} {word}".strip()
    return heads


def _is_section(values: list[str], filled: list[str], width: int) -> bool:
    """A row that only names what the rows after it belong to: `I | Lĩnh vực …`."""
    if width < _GRID or not values[0]:
        return False
    if len(set(filled)) == 1:
        return len(filled[0]) <= MAX_HEADING * 2
    return (
        len(filled) == _PAIR
        and re.fullmatch(r"[IVXLA-H]{1,5}\.?|\d{1,2}\.?", filled[0]) is not None
        and not any(values[2:])
    )


def _section_place(prefix: str, section: str) -> str:
    """Return where the rows of a numbered section stand: below "mục 2", "2.2. …" makes "mục 2.2"."""
    match = _NUMBERED.match(section)
    if match is None:
        return prefix
    label = match[1]
    outer, _, last = prefix.rpartition(" mục ")
    if outer and label.startswith(f"{last}."):
        return f"{outer} mục {label}"
    return f"{prefix} mục {label}".strip() if not outer or "." not in label else f"{outer} mục {last}.{label}"


def _cells(headers: list[str], values: list[str]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (headers[column] if column < len(headers) else "", value)
        for column, value in enumerate(values)
        if value
    )


def _locator(prefix: str, values: list[str], number: int) -> str:
    first = next((value for value in values if value), "")
    step = _STEP.match(first)
    place = f"Bước {int(step[1])}" if step else f"dòng {number}"
    return f"{prefix}, {place}" if prefix and step else f"{prefix} {place}".strip()
