"""What a reader makes of a file, before its structure is taken apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Protocol

from index.procedures import ProcedureCard
from index.provisions import Box, Span, Unit
from index.quality import PageQuality, Signature


@dataclass(frozen=True, slots=True)
class Page:
    """A page's number (from 1) and the characters of the text that stand on it."""

    number: int
    span: Span


@dataclass(frozen=True, slots=True)
class Word:
    """A word's characters and where it stands on its page; `confidence` (0 to 1) where it was recognised.

    `read` is what was recognised, where the text has been mended.
    """

    span: Span
    box: Box
    confidence: float | None = None
    read: str | None = None


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: the characters of the row, and those of each cell, from left to right.

    `above` are the columns whose cell is merged with the one above it, and blank here.
    """

    span: Span
    cells: tuple[Span, ...]
    above: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it stands in the text; the first `header_rows` rows are headers.

    `certain` is false where the grid had to be guessed.
    """

    rows: tuple[TableRow, ...]
    header_rows: int = 1
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote: its number, the place in the text where its mark stood, and its words behind the text."""

    label: str
    at: int
    span: Span


@dataclass(frozen=True, slots=True)
class Draft:
    """A provision before its document is known: `parent` is the index of another draft, or `None`."""

    unit: Unit
    locator: str
    heading: str
    span: Span
    parent: int | None = None
    lead: str = ""
    cells: tuple[tuple[str, str], ...] = ()
    amends: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of a file, exactly as read, and what its format tells about it.

    `text` is never normalised: quotes are cut from it. `declared` holds what the format itself declares
    under the keys `title`, `number`, `kind`, `issuer`, `issued_on`, `effective_from`, `status`, `language`
    (front matter, an attribute table, document properties); the text's own head outranks it. `lines` is
    false where a line break in the text is no end of a paragraph (hard-wrapped text). `drafts` and `card`
    are given by formats that carry their own structure, and then nothing more is parsed. `notes` are the
    footnotes that were lifted out of the words. `qualities` tell how each page was read.
    """

    text: str
    declared: Mapping[str, str] = field(default_factory=dict)
    pages: tuple[Page, ...] = ()
    words: tuple[Word, ...] = ()
    tables: tuple[Table, ...] = ()
    doubts: tuple[str, ...] = ()
    drafts: tuple[Draft, ...] = ()
    card: ProcedureCard | None = None
    notes: tuple[Note, ...] = ()
    qualities: tuple[PageQuality, ...] = ()
    signatures: tuple[Signature, ...] = ()


class Reader(Protocol):
    """Reads one format.

    Failure: `read` raises a subclass of `ingest.errors.Unreadable` whatever the bytes are; any other
    exception is a bug. It opens no other file, runs nothing and asks no network.
    """

    def read(self, data: bytes, name: PurePath) -> Reading:
        """Take the text out of `data`; `name` only serves messages and formats told by their name."""
        ...
