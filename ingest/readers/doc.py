"""Reads Word documents of 1997 to 2003 and before: paragraphs, lists, tables, with the font of each run."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from ingest.errors import Damaged, Unreadable
from ingest.legacy_text import Run, font_encoding
from ingest.readers import declared
from ingest.readers import doc_formats as formats
from ingest.readers.doc_file import DocFile
from ingest.readers.doc_formats import Sprms, number
from ingest.readers.doc_lists import levels_of
from ingest.readers.flow import Flow, Paragraph
from ingest.readers.grids import Row, add_rows
from ingest.readers.lists import Lists
from ingest.readers.ole import BROKEN, Streams
from ingest.reading import Reading

_ENDS: Final = "\r\x07\x0c"
_SIGNS: Final = {
    "\x0b": "\n", "\x1e": "-", "\x1f": "\xad", "\x0e": "\n", "\t": "\t", "\n": "\n", "\x01": "",
    "\x03": "", "\x04": "", "\x05": "", "\x08": "",
}  # fmt: skip
_NOTE: Final = "\x02"
_BEGIN, _MIDDLE, _END = "\x13", "\x14", "\x15"


class DocReader:
    """Reads `.doc` without headers, footers and comments; text boxes and notes follow the text."""

    def read(self, data: bytes, name: PurePath) -> Reading:
        """Take out the text.

        Raises `Damaged`, `Empty`, `Encrypted`, `LegacyEncoding` and `TooLarge`.
        """
        streams = Streams(data, name)
        try:
            return _Document(DocFile(streams, name), Flow(name)).reading(streams.title())
        except Unreadable:
            raise
        except BROKEN as error:
            raise Damaged(f"{name}: the Word document is broken ({type(error).__name__})") from error


@dataclass(frozen=True, slots=True)
class _Line:
    """A paragraph as it is stored: its runs, how it ends, and its formats."""

    runs: tuple[Run, ...]
    end: str
    sprms: Sprms
    label: str

    @property
    def depth(self) -> int:
        return number(self.sprms, formats.DEPTH, 1) if number(self.sprms, formats.IN_TABLE) else 0

    @property
    def ends_row(self) -> bool:
        return bool(number(self.sprms, formats.ROW_END)) and self.depth <= 1

    @property
    def paragraph(self) -> Paragraph:
        return (Run(self.label), *self.runs) if self.label and self.runs else self.runs


class _Document:
    """Puts the paragraphs of one document into a flow, those of tables by rows and cells."""

    def __init__(self, file: DocFile, flow: Flow) -> None:
        self._file, self._flow = file, flow
        self._note, self._numbers_notes = 0, False
        try:
            self._lists = Lists(levels_of(file.lists, file.overrides))
        except (struct.error, IndexError):
            self._lists = Lists({})

    def reading(self, title: str) -> Reading:
        file = self._file
        self._numbers_notes = sum(bool(length) for _, length in file.notes) == 1
        for start, length in ((0, file.main_length), file.boxes, *file.notes):
            self._note = 0
            self._take(self._lines(start, length))
        facts = {**({"title": title} if title else {}), **declared.from_title(title)}
        return self._flow.reading(facts)

    def _take(self, lines: Iterator[_Line]) -> None:
        rows: list[Row] = []
        row = Row()
        for line in lines:
            if not line.depth:
                self._close(rows, row)
                rows, row = [], Row()
                self._flow.paragraph(line.paragraph)
            elif line.ends_row:
                row.close()
                row.edges = _edges(line.sprms)
                row.below = _merged_below(line.sprms, len(row.cells))
                row.header = bool(number(line.sprms, formats.TABLE_HEADER))
                rows.append(row)
                row = Row()
            else:
                if line.paragraph:
                    row.cells[-1].append(line.paragraph)
                if line.end == "\x07" and line.depth == 1:
                    row.close_cell()
        self._close(rows, row)

    def _close(self, rows: list[Row], last: Row) -> None:
        """Add the rows that were collected; a row without an end has its cells as paragraphs."""
        add_rows(self._flow, rows)
        for cell in last.cells:
            for paragraph in cell:
                self._flow.paragraph(paragraph)

    def _lines(self, start: int, length: int) -> Iterator[_Line]:
        """Cut the text into paragraphs, without field codes and what cannot be seen."""
        waiting: list[tuple[str, Sprms]] = []
        fields: list[bool] = []
        for segment in self._file.segments(start, length):
            begin = 0
            for at, sign in enumerate(segment.text):
                if sign in _ENDS:
                    waiting.append((self._plain(segment.text[begin:at], fields), segment.sprms))
                    yield self._line(waiting, sign, segment.offset + at * segment.width)
                    waiting, begin = [], at + 1
            waiting.append((self._plain(segment.text[begin:], fields), segment.sprms))
        if any(text for text, _ in waiting):
            yield self._line(waiting, "\r", -1)

    def _plain(self, text: str, fields: list[bool]) -> str:
        """Return the text without field codes; `fields` tells of each open field if its result is reached.

        The sign of a note becomes its number, before the note and where it is referred to.
        """
        if not fields and not any(sign < " " for sign in text):
            return text
        out = []
        for sign in text:
            if sign == _BEGIN:
                fields.append(False)
            elif sign == _MIDDLE and fields:
                fields[-1] = True
            elif sign == _END and fields:
                fields.pop()
            elif sign == _NOTE:
                self._note += 1
                out.append(f"[{self._note}]" if self._numbers_notes else "")
            elif all(fields):
                out.append(_SIGNS.get(sign, sign))
        return "".join(out)

    def _line(self, parts: list[tuple[str, Sprms]], end: str, offset: int) -> _Line:
        style, own = self._file.paragraph(offset)
        of_paragraph, of_characters = self._file.style(style)
        sprms = {**of_paragraph, **own}
        shaded = any(code in sprms for code in formats.PARAGRAPH_SHADES) or bool(
            number(sprms, formats.IN_TABLE) and any(code in sprms for code in formats.CELL_SHADES)
        )
        runs = []
        for text, direct in parts:
            if not text:
                continue
            based = of_characters
            if formats.CHARACTER_STYLE in direct:
                based = {**based, **self._file.style(number(direct, formats.CHARACTER_STYLE))[1]}
            if formats.is_on(direct, based, formats.DELETED):
                continue
            if formats.is_unseen(direct, based, shaded=shaded):
                self._flow.hide(text)
                continue
            runs.append(Run("" if formats.SYMBOL in direct else text, self._font({**based, **direct})))
        kept = tuple(run for run in runs if run.text)
        label = ""
        if any(run.text.strip() for run in kept) and (place := number(sprms, formats.LIST)):
            label = self._lists.label(str(place), number(sprms, formats.LIST_LEVEL))
        return _Line(kept, end, sprms, label)

    def _font(self, sprms: Sprms) -> str:
        """Return the font's name; of a run's two, the one that names an encoding."""
        names = [
            self._file.fonts[at]
            for code in (formats.FONT_OTHER, formats.FONT)
            if (at := number(sprms, code, -1)) in range(len(self._file.fonts))
        ]
        return next((name for name in names if font_encoding(name)), names[0] if names else "")


def _edges(sprms: Sprms) -> list[int]:
    data = sprms.get(formats.TABLE, b"")
    if not data or len(data) < 1 + 2 * (data[0] + 1):
        return []
    return list(struct.unpack_from(f"<{data[0] + 1}h", data, 1))


def _merged_below(sprms: Sprms, count: int) -> list[bool]:
    """Tell which cells are one with the cell above."""
    data = sprms.get(formats.TABLE, b"")
    first = 1 + 2 * (data[0] + 1) if data else 0
    merged = []
    for at in range(count):
        place = first + 20 * at
        flags = struct.unpack_from("<H", data, place)[0] if place + 2 <= len(data) else 0
        merged.append(bool(flags & 0x20) and not flags & 0x40)
    return merged
