"""The document: one issued text or one procedure record."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from index.access import AccessLabel
from index.procedures import ProcedureCard
from index.quality import Quality
from index.validity import UNKNOWN, Validity
from index.vietnamese import fold, normalise

_DASHES = re.compile("[‐‑‒–—−]")
_BLANKS = re.compile(r"\s+")


class Kind(StrEnum):
    """Kinds of document in the order of their force, then those that do not bind."""

    CONSTITUTION = "Hiến pháp"
    CODE = "Bộ luật"
    LAW = "Luật"
    ORDINANCE = "Pháp lệnh"
    RESOLUTION = "Nghị quyết"
    DECREE = "Nghị định"
    DECISION = "Quyết định"
    DIRECTIVE = "Chỉ thị"
    CIRCULAR = "Thông tư"
    JOINT_CIRCULAR = "Thông tư liên tịch"
    CONSOLIDATED = "Văn bản hợp nhất"
    LETTER = "Công văn"
    STANDARD = "Tiêu chuẩn"
    REGULATION = "Quy chuẩn"
    PLAN = "Kế hoạch"
    NOTICE = "Thông báo"
    REPORT = "Báo cáo"
    PROCEDURE = "Thủ tục hành chính"
    OTHER = "Tài liệu"


def number_key(number: str) -> str:
    """Return a document number as numbers are compared: folded, without blanks, with plain hyphens."""
    return fold(_BLANKS.sub("", _DASHES.sub("-", normalise(number))))


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells a document from every other: number, issuer and date, or a procedure's code."""

    number: str | None = None
    kind: Kind = Kind.OTHER
    issuer: str | None = None
    issued_on: date | None = None

    def document_id(self, fallback: str) -> str:
        """Derive the document's id; `fallback` (a content hash) names it where no number is known."""
        if self.number is None:
            basis = f"content\0{fallback}"
        else:
            day = self.issued_on.isoformat() if self.issued_on else ""
            basis = f"{self.number.casefold()}\0{(self.issuer or '').casefold()}\0{day}"
        return _digest(basis)


def given_id(name: str) -> str:
    """Derive the id of a document that has it from where it came from, whatever it says of itself."""
    return _digest(f"given\0{name}")


def is_given(document_id: str, identity: Identity, sha256: str) -> bool:
    """Tell whether an id comes from where the document came from, and not from its number or its bytes."""
    return document_id not in {identity.document_id(sha256), Identity().document_id(sha256)}


def _digest(basis: str) -> str:
    return hashlib.blake2b(basis.encode(), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Document:
    """One document as it was read.

    `text` holds the characters exactly as the reader took them from the file; every span refers to it.
    `source` is the path as it was ingested, `sha256` the hash of the original bytes. `portal_status` is a
    portal's own label, which goes stale and is only ever shown as such. `doubts` are what the reader of a
    citation should know (a page that names another act than its body, an unread table). `quality` tells how
    well the pages were read, where there are pages.
    """

    id: str
    identity: Identity
    title: str
    text: str
    source: str
    sha256: str
    label: AccessLabel
    language: str = "vi"
    validity: Validity = UNKNOWN
    portal_status: str | None = None
    legal_bases: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    card: ProcedureCard | None = None
    quality: Quality | None = None
