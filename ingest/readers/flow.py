"""What readers of office files collect: paragraphs and tables of runs, made into one text at the end.

Runs know their font, so that text of a legacy encoding is told by it, and whether a reader can see them: what
is hidden is counted and left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Final

from ingest.doubts import doubt
from ingest.errors import Empty, LegacyEncoding, TooLarge
from ingest.legacy_text import Run, to_unicode
from ingest.readers.encoding import legacy_doubts
from ingest.readers.limits import MAX_CHARACTERS
from ingest.readers.text_builder import TextBuilder
from ingest.reading import Reading

Paragraph = Sequence[Run]
Cell = Sequence[Paragraph] | None
"""The paragraphs of a cell; `None` where it is one with the cell above it."""

_MOSTLY: Final = 0.5
_UNREADABLE: Final = 3


@dataclass(frozen=True, slots=True)
class _Grid:
    rows: tuple[tuple[Cell, ...], ...]
    header_rows: int | None
    certain: bool


@dataclass(slots=True)
class Flow:
    """Collects a document in its order. Raises `TooLarge` above `limits.MAX_CHARACTERS` characters."""

    name: PurePath
    doubts: list[str] = field(default_factory=list)
    _blocks: list[Paragraph | _Grid] = field(default_factory=list)
    _hidden: int = 0
    _struck: int = 0
    _length: int = 0

    def paragraph(self, runs: Iterable[Run]) -> None:
        """Add a paragraph; a line break in it begins a line of its own."""
        kept = merged(runs)
        self._count(kept)
        if kept:
            self._blocks.append(kept)

    def table(
        self, rows: Iterable[Sequence[Cell]], header_rows: int | None = None, *, certain: bool = True
    ) -> None:
        """Add a table; one of a single column only frames its text, and becomes paragraphs."""
        grid = tuple(tuple(cell and [merged(p) for p in cell] for cell in row) for row in rows)
        for row in grid:
            for cell in row:
                for paragraph in cell or ():
                    self._count(paragraph)
        if all(len(row) <= 1 for row in grid):
            self._blocks.extend(paragraph for row in grid for cell in row for paragraph in cell or ())
        else:
            self._blocks.append(_Grid(grid, header_rows, certain))

    def hide(self, text: str, *, goes_on: bool = False) -> None:
        """Count text that nobody who opens the file sees; with `goes_on` it is part of the last."""
        self._hidden += bool(text.strip()) and not goes_on

    def strike(self) -> None:
        """Count words that are struck out: they hold no more, and are left out."""
        self._struck += 1

    def reading(self, declared: Mapping[str, str] | None = None) -> Reading:
        """Make the text.

        Raises:
            Empty: there is no text.
            LegacyEncoding: most of the text looks like no encoding that is known.
            TooLarge: more than `limits.MAX_CHARACTERS` characters.
        """
        lines = list(self._lines())
        repaired = to_unicode(lines)
        if repaired.unsure > max(_UNREADABLE, _MOSTLY * len(lines)):
            raise LegacyEncoding(
                f"{self.name}: the text is in an encoding of before Unicode that is not known"
            )
        texts = iter(repaired.texts)
        builder = TextBuilder(self.name)
        for block in self._blocks:
            if isinstance(block, _Grid):
                rows = [[_cell(cell, texts) for cell in row] for row in block.rows]
                builder.table(rows, block.header_rows, certain=block.certain)
            else:
                for line in next(texts).split("\n"):
                    builder.line(line)
        text = builder.text()
        if not text.strip():
            raise Empty(f"{self.name}: no text in it")
        doubts = list(self.doubts)
        if any(isinstance(block, _Grid) and not block.certain for block in self._blocks):
            doubts.append(doubt("table_uncertain"))
        doubts.extend(legacy_doubts(repaired))
        if self._hidden:
            doubts.append(doubt("hidden_text", count=str(self._hidden)))
        if self._struck:
            doubts.append(doubt("struck_out", count=str(self._struck)))
        return Reading(text=text, declared=declared or {}, tables=tuple(builder.tables), doubts=tuple(doubts))

    def _lines(self) -> Iterator[Paragraph]:
        for block in self._blocks:
            if isinstance(block, _Grid):
                yield from (p for row in block.rows for cell in row for p in cell or ())
            else:
                yield block

    def _count(self, runs: Paragraph) -> None:
        self._length += sum(len(run.text) for run in runs)
        if self._length > MAX_CHARACTERS:
            raise TooLarge(f"{self.name}: more than {MAX_CHARACTERS} characters of text")


def merged(runs: Iterable[Run]) -> Paragraph:
    """Put runs of one font together: some programs write one for each letter."""
    kept: list[Run] = []
    parts: list[str] = []
    font = ""
    for run in runs:
        if run.text and parts and run.font == font:
            parts.append(run.text)
        elif run.text:
            if parts:
                kept.append(Run("".join(parts), font))
            parts, font = [run.text], run.font
    if parts:
        kept.append(Run("".join(parts), font))
    return tuple(kept)


def _cell(cell: Cell, texts: Iterator[str]) -> str | None:
    return None if cell is None else "\n".join(next(texts) for _ in cell)
