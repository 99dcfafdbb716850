"""Rows of a grid: each value under its header, each row below the sections that it belongs to."""

from __future__ import annotations

import re

from index.provisions import Unit
from ingest.heading_path import heading_path
from ingest.reading import Table, TableRow
from ingest.table_headers import header_of, is_column_numbers
from ingest.table_sections import Section, Sections
from ingest.table_words import is_dash, is_total
from ingest.tree import Line, Tree

BELONGS_TO = "Thuộc mục"
"""Header of the cell that names the section of a row; its words stand in the section's own row."""
_AS_ABOVE = " (ô gộp với dòng trên)"
_STEP = re.compile(r"(?:bước|buoc|b)\s{0,2}(\d{1,3})\b", re.IGNORECASE)
_NUMBER = re.compile(r"(\d{1,3})[.)]?")
_SHORT_NAME = 40
_LONGEST_NAME = 200
_PAIR = 2


class Rows:
    """The rows of one table that is no description of a procedure.

    `prefix` opens every locator, `base` every heading; `about` is the sentence before the table. Sections are
    opened from `level` on.
    """

    def __init__(self, text: str, table: Table, *, prefix: str, base: str, about: str, level: int) -> None:  # noqa: PLR0913
        """Read the header and look at the rows as a whole."""
        self._text = text
        self._header = header_of(table, text)
        self._prefix = prefix
        self._base = heading_path(base, self._header.caption)
        self._about = about
        self._level = level
        self._rows = [
            (row, values)
            for row in table.rows[self._header.first_row :]
            if any(values := [cell.of(text).strip() for cell in row.cells])
            and not is_column_numbers([value for value in values if value])
        ]
        self._sections = Sections([values for _, values in self._rows], self._header.columns)
        self._places: list[str] = []
        self._above: list[str] = []
        self._kind: str | None = None
        self._count = 0

    def add(self, tree: Tree) -> None:
        """Put the rows into the unit that is open."""
        for at, (row, values) in enumerate(self._rows):
            section = self._sections.enter(at)
            depth = len(self._sections.open)
            if section is not None:
                self._open(tree, section, row, depth - 1)
                continue
            del self._places[depth:]
            tree.close(self._level + depth)
            self._count += 1
            total = is_total(next(value for value in values if value))
            heading = self._heading(next(value for value in values if value) if total else "")
            cells = self._total(values) if total else self._cells(row, values, self._sections.rank(at).kind)
            tree.row(self._locator(values, total=total), row, heading, cells)

    def _open(self, tree: Tree, section: Section, row: TableRow, depth: int) -> None:
        del self._places[depth:]
        self._places.append(_place(self._place, section.label, section.name))
        line = Line(row.span.start, row.span.end, row.span.of(self._text))
        tree.open(Unit.SECTION, self._level + depth, self._place, line, heading=self._heading())
        self._kind, self._above, self._count = None, [], 0

    @property
    def _place(self) -> str:
        return self._places[-1] if self._places else self._prefix

    def _heading(self, *more: str) -> str:
        return heading_path(self._base, *(section.name for section in self._sections.open), *more)

    def _belongs_to(self, name: str = "") -> tuple[tuple[str, str], ...]:
        if self._sections.open:
            name = self._sections.open[-1].name
        return ((BELONGS_TO, name[:_LONGEST_NAME]),) if name else ()

    def _cells(self, row: TableRow, values: list[str], kind: str) -> tuple[tuple[str, str], ...]:
        """Return the values under their headers; a cell that is merged with the one above has its value.

        A reader says so, or the row lacks its last cells and is numbered like the one above it.
        """
        width = len(self._header.columns)
        merged = set(row.above)
        if kind == self._kind and len(values) > 1:
            merged.update(range(len(values), width))
        self._kind = kind
        cells, above = [], []
        for column in range(max(width, len(values))):
            value = values[column] if column < len(values) else ""
            header = self._header.columns[column] if column < width else ""
            if not value and column in merged and column < len(self._above):
                value = self._above[column]
                header += _AS_ABOVE
            above.append(value)
            if value:
                cells.append((header.strip(), value))
        self._above = above
        if is_dash(values[0]) and self._sections.open and values[0]:
            return (*self._belongs_to(), *cells[1:])
        return (*cells, *self._belongs_to())

    def _total(self, values: list[str]) -> tuple[tuple[str, str], ...]:
        """Return the cells of a row that sums up; one with a single value names it, and what it is of."""
        filled = [value for value in values if value]
        if len(filled) == _PAIR:
            return (*self._belongs_to(self._about), (filled[0], filled[1]))
        width = len(self._header.columns)
        heads = [self._header.columns[at] if at < width else "" for at in range(len(values))]
        return tuple((head, value) for head, value in zip(heads, values, strict=True) if value)

    def _locator(self, values: list[str], *, total: bool) -> str:
        first = next(value for value in values if value)
        if step := _STEP.match(first):
            return f"{self._place}, Bước {int(step[1])}".removeprefix(", ")
        if total:
            return f"{self._place}, {first[0].lower()}{first[1:_SHORT_NAME]}".removeprefix(", ").strip()
        if self._sections.numbered:
            if number := _NUMBER.fullmatch(values[0]):
                return f"{self._place} dòng {int(number[1])}".strip()
            if values[0].count(".") and self._sections.open:
                return _place(self._place, values[0].strip(" .)"), "")
        return f"{self._place} dòng {self._count}".strip()


def _place(outer: str, label: str, name: str) -> str:
    """Return where the rows of a section stand: below "mục 2", "2.2" makes "mục 2.2"."""
    if not label:
        return f"{outer}, {name}".removeprefix(", ") if len(name) <= _SHORT_NAME else outer
    before, _, last = outer.rpartition(" mục ")
    if before and label.startswith(f"{last}."):
        return f"{before} mục {label}"
    if before and "." in label:
        return f"{before} mục {last}.{label}"
    return f"{outer} mục {label}".strip()
