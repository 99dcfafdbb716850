"""How well a document was read: its pages by grade, what is unsure, and who signed the file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from index.provisions import Span


class PageGrade(StrEnum):
    """What the text layer of a page is worth; pictures have none."""

    GOOD = "good"
    NO_TEXT = "no_text"
    STAMP_ONLY = "stamp_only"
    GARBLED = "garbled"


class PageSource(StrEnum):
    """Where the text of a page was taken from."""

    TEXT = "text"
    OCR = "ocr"
    UNREAD = "unread"
    PERSON = "person"
    """Nothing could be read, and somebody typed it in."""


class ReadingGrade(StrEnum):
    """How far a whole document may be relied on as it was read."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


@dataclass(frozen=True, slots=True)
class PageQuality:
    """One page: `confidence` (0 to 1) is the mean over its words where they were recognised.

    `hidden` words of its text layer were left out, since nobody sees them. `span` are its characters of the
    text.
    """

    number: int
    grade: PageGrade
    source: PageSource
    words: int
    confidence: float | None = None
    hidden: int = 0
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Unsure:
    """Characters of the text that are a number, or stand in the place of one, and may be misread."""

    span: Span
    page: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Mended:
    """Characters of the text that were recognised as `read`, and mended."""

    span: Span
    read: str


@dataclass(frozen=True, slots=True)
class Corrected:
    """What was read in place of the value of a person's correction, named by its entry.

    `span` are the characters of the text that the value is, `None` for other fields and where a later
    correction replaced these characters too.
    """

    entry: int
    read: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """A digital signature as the file states it; it was not verified. `signed_at` is ISO 8601."""

    signer: str
    signed_at: str | None = None


@dataclass(frozen=True, slots=True)
class Quality:
    """The report on one reading; `reasons` are codes, described in docs/ingest.md."""

    grade: ReadingGrade
    reasons: tuple[str, ...] = ()
    pages: tuple[PageQuality, ...] = ()
    unsure: tuple[Unsure, ...] = ()
    signatures: tuple[Signature, ...] = ()
    mended: tuple[Mended, ...] = ()
    corrected: tuple[Corrected, ...] = ()

    @property
    def confidence(self) -> float | None:
        """The mean confidence over all recognised words, `None` where nothing was recognised."""
        read = [page for page in self.pages if page.confidence is not None and page.words]
        words = sum(page.words for page in read)
        return sum((page.confidence or 0.0) * page.words for page in read) / words if words else None

    def unsure_in(self, span: Span) -> tuple[Unsure, ...]:
        """Return what is unsure inside a span of the text."""
        return tuple(u for u in self.unsure if u.span.start < span.end and u.span.end > span.start)
