"""Which rows of a table name what the rows below them belong to: I, 1, 1.1, a line over all columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.vietnamese import fold
from ingest.table_words import is_dash, is_total, table_words

_LABELS = (
    ("dotted", re.compile(r"\d{1,3}(?:\.\d{1,3}){1,5}")),
    ("number", re.compile(r"\d{1,3}")),
    ("roman", re.compile(r"[IVX]{1,7}")),
    ("letter", re.compile(r"[A-HĐ]")),
)
_COUNTED = frozenset({"number", "dotted"})
_TITLE = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,4}|[IVX]{1,6}|[A-HĐ])[.)]?\s")
_PAIR, _GRID = 2, 3
_LONGEST_NAME = 600
_STAGGERED = 0.8


@dataclass(frozen=True, slots=True)
class Rank:
    """How a row is numbered: the kind of its label and the label's parts.

    The kinds are `dotted`, `number`, `roman`, `letter`, `title` (a line over all columns), `code` (tables
    that give each level of a list of codes a column of its own) and `none`; `column` is that of a code.
    """

    kind: str
    parts: tuple[str, ...] = ()
    column: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """A row that others belong to: its words, and its label ("" where it has none)."""

    rank: Rank
    name: str
    label: str


class Sections:
    """Goes down the rows of one table and keeps the sections that are open, outer ones first.

    `rows` are the cells of the rows below the header, none of them blank; `columns` is the header.
    `numbered` tells whether the first column numbers the rows.
    """

    def __init__(self, rows: Sequence[Sequence[str]], columns: Sequence[str]) -> None:
        """Look at the rows as a whole."""
        self._rows = rows
        self._width = max((len(row) for row in rows), default=0)
        self.numbered = bool(columns) and table_words().ordinal.fullmatch(fold(columns[0])) is not None
        self._coded = self._is_coded()
        self._single_total = sum(is_total(_filled(row)[0]) for row in rows) == 1
        self._outermost = 0
        self.open: list[Section] = []

    def rank(self, at: int) -> Rank:
        """Return how row `at` is numbered."""
        return self._rank(self._rows[at])

    def enter(self, at: int) -> Section | None:
        """Go on to row `at`, closing what it does not belong to; return it if it is a section itself."""
        filled = _filled(self._rows[at])
        if is_total(filled[0]):
            if self._single_total and self._outermost > 1:
                self.open.clear()
            return None
        rank = self._rank(self._rows[at])
        self._close(rank)
        if not self._is_section(at, rank):
            return None
        section = Section(rank, " ".join(dict.fromkeys(filled)), ".".join(rank.parts))
        self._outermost += not self.open
        self.open.append(section)
        return section

    def _is_coded(self) -> bool:
        """Tell whether each row has one code, in the column of its level, and a name in the last column."""
        rows = [
            row for row in self._rows if len(row) == self._width and row[-1] and len(_filled(row)) == _PAIR
        ]
        columns = {next(i for i, cell in enumerate(row) if cell) for row in rows}
        return self._width >= _GRID and len(columns) > 1 and len(rows) >= _STAGGERED * len(self._rows)

    def _rank(self, row: Sequence[str]) -> Rank:
        filled = _filled(row)
        if self._coded and len(filled) == _PAIR and row[-1]:
            column = next(index for index, cell in enumerate(row) if cell)
            return Rank("code", (row[column],), column)
        if len(filled) == 1:
            title = self._width >= _GRID and not is_dash(filled[0]) and (row[0] or len(row) < self._width)
            match = _TITLE.match(filled[0]) if title else None
            return Rank("title", (match[1],) if match else ()) if title else Rank("none")
        label = row[0].strip(" .)")
        kind = next((kind for kind, pattern in _LABELS if pattern.fullmatch(label)), "none")
        return Rank(kind, () if kind == "none" else tuple(label.split(".")))

    def _close(self, rank: Rank) -> None:
        if rank.kind == "code":
            while self.open and self.open[-1].rank.column >= rank.column:
                self.open.pop()
        elif rank.kind in _COUNTED:
            while self.open and self.open[-1].rank.kind in _COUNTED:
                above = self.open[-1].rank.parts
                if len(above) < len(rank.parts) and rank.parts[: len(above)] == above:
                    return
                self.open.pop()
        elif rank.kind != "none":
            same = (place for place, section in enumerate(self.open) if section.rank.kind == rank.kind)
            del self.open[next(same, len(self.open)) :]

    def _is_section(self, at: int, rank: Rank) -> bool:
        if rank.kind == "none" or at + 1 == len(self._rows):
            return False
        below = self._rank(self._rows[at + 1])
        if rank.kind == "code":
            return below.kind == "code" and below.column > rank.column
        if rank.kind in _COUNTED and below.kind == "dotted":
            inside = below.parts[: len(rank.parts)] == rank.parts and len(below.parts) > len(rank.parts)
            return inside and self.numbered
        filled = _filled(self._rows[at])
        named = rank.kind == "title" or (len(filled) == _PAIR and self._width >= _GRID)
        return named and below.kind != rank.kind and len(" ".join(filled)) <= _LONGEST_NAME


def _filled(row: Sequence[str]) -> list[str]:
    return [cell for cell in row if cell]
