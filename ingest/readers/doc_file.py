"""The binary structure of Word documents of 1997 to 2003 ([MS-DOC]): pieces of text, formats, fonts, styles.

Word stores the text in pieces, and the formats of characters and paragraphs in pages of 512 bytes by their
place in the file. Only what decides what is read is taken: font, hidden, deleted, colour, size, table, list.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from ingest.errors import Damaged, Encrypted
from ingest.readers.doc_formats import Sprms, sprms_of
from ingest.readers.ole import Streams

WORD_97: Final = 0xC1
_MAGIC: Final = (0xA5EC, 0xA5DC)
_PAGE: Final = 512
_ENCRYPTED, _TABLE_1, _FAST_SAVED = 0x0100, 0x0200, 0x0004
_LCBS: Final = 0x9A
_STYLES, _CHPX, _PAPX, _FONTS, _CLX, _LISTS, _OVERRIDES = 1, 12, 13, 15, 33, 73, 74
_NO_STYLE: Final = 0xFFF
_DEEPEST_STYLE: Final = 20


@dataclass(frozen=True, slots=True)
class Segment:
    """Text of one format: `offset` is where its first byte lies, `width` how many bytes a character has."""

    text: str
    offset: int
    width: int
    sprms: Sprms


@dataclass(frozen=True, slots=True)
class Style:
    """The formats of a style, without those of the style it is based on."""

    base: int
    paragraph: Sprms
    character: Sprms


class DocFile:
    """One Word document. Raises `Damaged` and `Encrypted`; `ole.BROKEN` for a malformed structure."""

    def __init__(self, streams: Streams, name: PurePath) -> None:
        """Read the structures; the text is read by `segments`."""
        self._main = streams.read("WordDocument")
        magic, self.version = struct.unpack_from("<HH", self._main, 0)
        if magic not in _MAGIC:
            raise Damaged(f"{name}: no Word document in it")
        (flags,) = struct.unpack_from("<H", self._main, 0x0A)
        if flags & _ENCRYPTED:
            raise Encrypted(f"{name}: locked with a password")
        self.fast_saved = bool(flags & _FAST_SAVED)
        self.fonts: list[str] = []
        self.styles: list[Style | None] = []
        self._pieces: list[tuple[int, int, int, int, Sprms]] = []
        self._formats: tuple[list[int], list[bytes]] = ([], [])
        self._paragraphs: tuple[list[int], list[bytes]] = ([], [])
        self.lists, self.overrides = b"", b""
        if self.version < WORD_97:
            self._read_plain()
            return
        self._table = streams.read("1Table" if flags & _TABLE_1 else "0Table")
        self.main_length, *others = struct.unpack_from("<8I", self._main, 0x4C)
        self.notes = ((self.main_length, others[0]), (self.main_length + sum(others[:4]), others[4]))
        self.boxes = (self.main_length + sum(others[:5]), others[5])
        self._read_pieces(self._part(_CLX))
        self.fonts = list(_fonts(self._part(_FONTS)))
        self.styles = list(_styles(self._part(_STYLES)))
        self._formats = self._pages(_CHPX, _character_formats)
        self._paragraphs = self._pages(_PAPX, _paragraph_formats)
        self.overrides = self._part(_OVERRIDES)
        start, _ = self._place(_LISTS)
        self.lists = self._table[start:] if self._part(_LISTS) else b""

    def segments(self, start: int, length: int) -> Iterator[Segment]:
        """Give the text of character positions `start` to `start + length`, format by format."""
        stop = start + length
        for first, last, offset, width, extra in self._pieces:
            low, high = max(first, start), min(last, stop)
            if low >= high:
                continue
            at, end = offset + (low - first) * width, offset + (high - first) * width
            places, formats = self._formats
            while at < end:
                number = bisect_right(places, at) - 1
                border = places[number + 1] if number + 1 < len(places) else end
                until = min(end, border) if border > at else end
                until -= (until - at) % width
                until = until if until > at else min(at + width, end)
                raw = self._main[at:until]
                text = raw.decode("utf-16-le" if width == 2 else "windows-1252", "replace")  # noqa: PLR2004
                if width == 1 and "\ufffd" in text:  # bytes that windows-1252 does not have
                    text = raw.decode("latin-1")
                sprms = sprms_of(formats[number]) if 0 <= number < len(formats) else {}
                yield Segment(text, at, width, {**sprms, **extra})
                at = until

    def paragraph(self, offset: int) -> tuple[int, Sprms]:
        """Return the style and the formats of the paragraph whose end lies at a place in the file."""
        places, formats = self._paragraphs
        number = bisect_right(places, offset) - 1
        if not 0 <= number < len(formats) or len(formats[number]) < 2:  # noqa: PLR2004
            return 0, {}
        (style,) = struct.unpack_from("<H", formats[number])
        return style, sprms_of(formats[number][2:])

    def style(self, number: int) -> tuple[Sprms, Sprms]:
        """Return the paragraph and character formats of a style with all that it is based on."""
        paragraph: Sprms = {}
        character: Sprms = {}
        for _ in range(_DEEPEST_STYLE):
            style = self.styles[number] if 0 <= number < len(self.styles) else None
            if style is None:
                break
            paragraph, character = {**style.paragraph, **paragraph}, {**style.character, **character}
            number = style.base
        return paragraph, character

    def _read_plain(self) -> None:
        """Word 6 and 95: the text lies in one piece of one byte a character."""
        first, last = struct.unpack_from("<II", self._main, 0x18)
        last = min(last, len(self._main))
        self.main_length = max(0, last - first)
        self.notes, self.boxes = ((0, 0), (0, 0)), (0, 0)
        self._pieces.append((0, self.main_length, first, 1, {}))

    def _place(self, number: int) -> tuple[int, int]:
        start, length = struct.unpack_from("<II", self._main, _LCBS + 8 * number)
        return start, length

    def _part(self, number: int) -> bytes:
        start, length = self._place(number)
        return self._table[start : start + length]

    def _read_pieces(self, clx: bytes) -> None:
        at, extras = 0, []
        while at < len(clx) and clx[at] == 1:
            (length,) = struct.unpack_from("<H", clx, at + 1)
            extras.append(clx[at + 3 : at + 3 + length])
            at += 3 + length
        if at >= len(clx) or clx[at] != 2:  # noqa: PLR2004
            raise ValueError("no table of pieces")
        (length,) = struct.unpack_from("<I", clx, at + 1)
        table = clx[at + 5 : at + 5 + length]
        count = (len(table) - 4) // 12
        ends = struct.unpack_from(f"<{count + 1}I", table)
        for number in range(count):
            _, place, prm = struct.unpack_from("<HIH", table, 4 * (count + 1) + 8 * number)
            narrow = bool(place & 0x40000000)
            offset = (place & 0x3FFFFFFF) // 2 if narrow else place & 0x3FFFFFFF
            extra = sprms_of(extras[prm >> 1]) if prm & 1 and prm >> 1 < len(extras) else {}
            if ends[number] < ends[number + 1]:
                self._pieces.append((ends[number], ends[number + 1], offset, 1 if narrow else 2, extra))

    def _pages(self, number: int, take) -> tuple[list[int], list[bytes]]:  # type: ignore[no-untyped-def] # noqa: ANN001
        table = self._part(number)
        count = max(0, (len(table) - 4) // 8)
        pages = struct.unpack_from(f"<{count}I", table, 4 * (count + 1)) if count else ()
        found: dict[int, bytes] = {}
        for page in dict.fromkeys(pages):
            start = (page & 0x3FFFFF) * _PAGE
            data = self._main[start : start + _PAGE]
            if len(data) == _PAGE:
                found.update(take(data))
        places = sorted(found)
        return places, [found[place] for place in places]


def _character_formats(page: bytes) -> Iterator[tuple[int, bytes]]:
    count = page[-1]
    places = struct.unpack_from(f"<{count + 1}I", page)
    for number in range(count):
        at = page[4 * (count + 1) + number] * 2
        yield places[number], page[at + 1 : at + 1 + page[at]] if at else b""
    yield from ((places[count], b""),) if count else ()


def _paragraph_formats(page: bytes) -> Iterator[tuple[int, bytes]]:
    count = page[-1]
    places = struct.unpack_from(f"<{count + 1}I", page)
    for number in range(count):
        at = page[4 * (count + 1) + 13 * number] * 2
        if not at:
            yield places[number], b""
        elif page[at]:
            yield places[number], page[at + 1 : at + 2 * page[at]]
        else:
            yield places[number], page[at + 2 : at + 2 + 2 * page[at + 1]]


def _fonts(table: bytes) -> Iterator[str]:
    (count,) = struct.unpack_from("<H", table)
    at = 4
    for _ in range(count):
        length = table[at]
        name = table[at + 40 : at + 1 + length].decode("utf-16-le", "replace")
        yield name.split("\x00")[0]
        at += 1 + length


def _styles(sheet: bytes) -> Iterator[Style | None]:
    (size,) = struct.unpack_from("<H", sheet)
    count, fixed = struct.unpack_from("<HH", sheet, 2)
    (font,) = struct.unpack_from("<H", sheet, 2 + 12) if size >= 14 else (0,)  # noqa: PLR2004
    at = 2 + size
    for _ in range(count):
        if at + 2 > len(sheet):
            return
        (length,) = struct.unpack_from("<H", sheet, at)
        yield _style(sheet[at + 2 : at + 2 + length], fixed, font) if length else None
        at += 2 + length


def _style(data: bytes, fixed: int, font: int) -> Style:
    _, kind, parts = struct.unpack_from("<HHH", data)
    base, sort = kind >> 4, kind & 0xF
    (letters,) = struct.unpack_from("<H", data, fixed)
    at = fixed + 2 + 2 * (letters + 1)
    found: list[bytes] = []
    for _ in range(min(parts & 0xF, 3)):
        at += at % 2
        if at + 2 > len(data):
            break
        (length,) = struct.unpack_from("<H", data, at)
        found.append(data[at + 2 : at + 2 + length])
        at += 2 + length
    if sort == 1 and found:  # a paragraph's: its own formats first, then those of its characters
        paragraph = sprms_of(found[0][2:])
        character = sprms_of(found[1]) if len(found) > 1 else {}
    else:
        paragraph, character = {}, sprms_of(found[0]) if found and sort == 2 else {}  # noqa: PLR2004
    if base == _NO_STYLE and sort == 1:
        character = {0x4A4F: struct.pack("<H", font), **character}
    return Style(base, paragraph, character)
