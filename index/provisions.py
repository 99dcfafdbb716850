"""The citable units of a document and the passages through which they are found."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from index.sending import Sent
from index.validity import UNKNOWN, Validity


class Unit(StrEnum):
    """What kind of unit a provision is, from the whole act down to a row."""

    PART = "part"
    CHAPTER = "chapter"
    SECTION = "section"
    SUBSECTION = "subsection"
    ARTICLE = "article"
    CLAUSE = "clause"
    POINT = "point"
    APPENDIX = "appendix"
    FORM = "form"
    PREAMBLE = "preamble"
    PARAGRAPH = "paragraph"
    TABLE_ROW = "table_row"
    FIELD = "field"
    STEP = "step"
    CHANNEL = "channel"
    PAPER = "paper"
    BASIS = "basis"


DIVISIONS = frozenset({Unit.PART, Unit.CHAPTER, Unit.SECTION, Unit.SUBSECTION})
"""What an act is divided into above its articles; what is in them is said by the articles."""


@dataclass(frozen=True, slots=True)
class Span(Sent):
    """A half-open range of characters of `Document.text`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Cut the span out of `text`."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Box(Sent):
    """A rectangle on a page, as fractions of its width and height from the top left corner."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Provision(Sent):
    """The only citable unit: `Document.text[span]`, with the lead that gives it its meaning.

    `locator` is how an official cites it ("Điều 63 khoản 1 điểm c"), without the act. `heading` is the title
    of the article, field or table it stands in. `lead` is the text of the enclosing units that a reader needs
    before this one ("không quá:"). `cells` are (header, value) pairs of a row. `amends` names the act whose
    wording a quoted text is. `id` is the same for the same content at the same path.
    """

    id: str
    document_id: str
    ordinal: int
    unit: Unit
    locator: str
    heading: str
    span: Span
    parent_id: str | None = None
    lead: str = ""
    page: int | None = None
    boxes: tuple[Box, ...] = ()
    cells: tuple[tuple[str, str], ...] = ()
    amends: str | None = None
    validity: Validity = UNKNOWN

    @property
    def is_quoted(self) -> bool:
        """Whether it is the wording that its act gives to a place of another one, or within such."""
        return "«" in self.locator


@dataclass(frozen=True, slots=True)
class Passage(Sent):
    """What is searched: one or more provisions that carry a meaning together.

    `title` and `body` are the two lexical fields; `dense` is the text that is embedded, "" where the passage
    is found lexically only. `key` is a 63-bit hash of the content and its place, so that results depend
    neither on the order of ingestion nor on a restart.
    """

    key: int
    document_id: str
    provision_ids: tuple[str, ...]
    title: str
    body: str
    dense: str


def provision_id(document_id: str, locator: str, text: str, occurrence: int = 0) -> str:
    """Derive the id of a provision from its place and content; `occurrence` tells equal twins apart."""
    digest = hashlib.blake2b(f"{document_id}\0{locator}\0{text}\0{occurrence}".encode(), digest_size=10)
    return digest.hexdigest()


def passage_key(document_id: str, provision_ids: tuple[str, ...]) -> int:
    """Derive the 63-bit key of the passage that holds `provision_ids`."""
    digest = hashlib.blake2b("\0".join((document_id, *provision_ids)).encode(), digest_size=8)
    return int.from_bytes(digest.digest(), "big") >> 1
