"""How the domain types lie in rows of the store, exactly and back again."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter

from index.access import AccessLabel, Clearance
from index.document_store import DocumentHead
from index.documents import Document, Identity, Kind, number_key
from index.procedures import ProcedureCard
from index.provisions import Box, Passage, Provision, Span, Unit
from index.quality import Quality
from index.validity import UNKNOWN, Validity

Row = tuple[Any, ...]

HEAD = (
    "d.id, d.number, d.kind, d.issuer, d.issued_on, d.title, d.source, d.sha256, d.level, d.departments,"
    " d.language, d.starts, d.ends, d.basis, d.ended_by, d.portal_status, d.legal_bases, d.doubts,"
    " d.provisions"
)
PROVISION = (
    "d.level, d.departments, d.id, p.id, p.ordinal, p.unit, p.locator, p.heading, p.span_start, p.span_end,"
    " p.parent_id, p.lead, p.page, p.boxes, p.cells, p.amends, p.starts, p.ends, p.basis, p.ended_by"
)
PASSAGE = "d.level, d.departments, d.id, p.key, p.provision_ids, p.title, p.body, p.dense"

_CARD = TypeAdapter(ProcedureCard)
_QUALITY = TypeAdapter(Quality)


def text_hash(text: str) -> str:
    """Name a text that is embedded, so that equal texts share their vector: blake2b, 32 hex digits."""
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def number_matches(key: str, wanted: str) -> bool:
    """Tell whether `wanted` is the whole number or its first parts; both written by `number_key`.

    A point is a boundary only before a letter ("1.013236" of "1.013236.h05", not "66" of "66.7/2025").
    """
    if not wanted or not key.startswith(wanted):
        return False
    rest = key[len(wanted) :]
    return not rest or rest[0] in "/-" or (rest[0] == "." and rest[1:2].isalpha())


def label_columns(label: AccessLabel) -> tuple[int, str]:
    """Write a label as (level, JSON list of departments)."""
    return int(label.level), json.dumps(sorted(label.departments), ensure_ascii=False)


@lru_cache(maxsize=4096)
def label_of(level: int, departments: str) -> AccessLabel:
    """Read what `label_columns` wrote."""
    return AccessLabel(Clearance(level), frozenset(json.loads(departments)))


def validity_columns(validity: Validity) -> Row:
    """Write a validity as (starts, ends, basis, ended_by)."""
    return _day(validity.starts), _day(validity.ends), validity.basis, validity.ended_by


def validity_of(starts: str | None, ends: str | None, basis: str | None, ended_by: str | None) -> Validity:
    """Read what `validity_columns` wrote."""
    if starts is ends is basis is ended_by is None:
        return UNKNOWN
    return Validity(_date(starts), _date(ends), basis, ended_by)


def head_columns(document: Document) -> Row:
    """Write all of a document but its id, label, validity, text and card."""
    identity = document.identity
    key = None if identity.number is None else number_key(identity.number)
    return (
        *(identity.number, key, identity.kind.value, identity.issuer, _day(identity.issued_on)),
        *(document.title, document.source, document.sha256, document.language, document.portal_status),
        *(_json(document.legal_bases), _json(document.doubts)),
    )


def head_of(row: Row) -> DocumentHead:
    """Read the columns `HEAD`."""
    return DocumentHead(
        id=row[0],
        identity=Identity(row[1], Kind(row[2]), row[3], _date(row[4])),
        title=row[5],
        source=row[6],
        sha256=row[7],
        label=label_of(row[8], row[9]),
        language=row[10],
        validity=validity_of(*row[11:15]),
        portal_status=row[15],
        legal_bases=_listed(row[16]),
        doubts=_listed(row[17]),
        provisions=row[18],
    )


def _listed(written: str) -> tuple[str, ...]:
    return () if written == "[]" else tuple(json.loads(written))  # as for most


def document_of(head: DocumentHead, text: str | bytes, card: str | None, quality: str | None) -> Document:
    """Join a head with its text, card and quality."""
    return Document(
        id=head.id,
        identity=head.identity,
        title=head.title,
        text=unpacked(text),
        source=head.source,
        sha256=head.sha256,
        label=head.label,
        language=head.language,
        validity=head.validity,
        portal_status=head.portal_status,
        legal_bases=head.legal_bases,
        doubts=head.doubts,
        card=None if card is None else card_of(card),
        quality=None if quality is None else _QUALITY.validate_json(quality),
    )


def packed(text: str, over: int) -> str | bytes:
    """Compress a text of more characters than `over`; the type of the column tells whether it is."""
    return zlib.compress(text.encode(), 6) if len(text) > over else text


def unpacked(column: str | bytes) -> str:
    """Read a text, whether `packed` or not."""
    return zlib.decompress(column).decode() if isinstance(column, bytes) else column


def card_column(card: ProcedureCard) -> str:
    """Write a card as JSON."""
    return json.dumps(_CARD.dump_python(card), ensure_ascii=False)


def quality_column(quality: Quality) -> str:
    """Write a quality as JSON."""
    return _QUALITY.dump_json(quality).decode()


def card_of(column: str) -> ProcedureCard:
    """Read what `card_column` wrote."""
    return _CARD.validate_python(json.loads(column))


def provision_columns(position: int, provision: Provision) -> Row:
    """Write a provision but its document."""
    boxes = [(b.page, b.left, b.top, b.right, b.bottom) for b in provision.boxes]
    return (
        *(position, provision.id, provision.ordinal, provision.unit.value, provision.locator),
        *(provision.heading, provision.span.start, provision.span.end, provision.parent_id, provision.lead),
        *(provision.page, _json(boxes) if boxes else None),
        *(_json(provision.cells) if provision.cells else None, provision.amends),
        *validity_columns(provision.validity),
    )


def provision_of(row: Row) -> Provision:
    """Read the columns `PROVISION`."""
    return Provision(
        id=row[3],
        document_id=row[2],
        ordinal=row[4],
        unit=Unit(row[5]),
        locator=row[6],
        heading=row[7],
        span=Span(row[8], row[9]),
        parent_id=row[10],
        lead=row[11],
        page=row[12],
        boxes=tuple(Box(*box) for box in json.loads(row[13])) if row[13] else (),
        cells=tuple((header, value) for header, value in json.loads(row[14])) if row[14] else (),
        amends=row[15],
        validity=validity_of(*row[16:20]),
    )


def passage_columns(passage: Passage) -> Row:
    """Write a passage but its document."""
    digest = bytes.fromhex(text_hash(passage.dense)) if passage.dense else None
    return (passage.key, digest, _json(passage.provision_ids), passage.title, passage.body, passage.dense)


def passage_of(row: Row) -> Passage:
    """Read the columns `PASSAGE`."""
    return Passage(row[3], row[2], tuple(json.loads(row[4])), row[5], row[6], row[7])


def digest_of(document: Document, provisions: Sequence[Row], passages: Sequence[Row]) -> bytes:
    """Sum up what was read from a file, so that a repetition is told from a change.

    The label and the source are left out: they belong to how it was ingested, not to what it says.
    """
    head = (
        *(document.identity, document.title, document.sha256, document.language, document.validity),
        *(document.portal_status, document.legal_bases, document.doubts, document.card),
        *(() if document.quality is None else (document.quality,)),
    )
    total = hashlib.blake2b(document.text.encode(), digest_size=16)
    for part in (head, provisions, passages):
        total.update(repr(part).encode())
    return total.digest()


def check(document: Document, provisions: Sequence[Provision], passages: Sequence[Passage]) -> None:
    """Refuse what could not be read back.

    Raises:
        ValueError: a provision or passage of another document, one that is there twice, a span outside the
            text, or a passage of provisions that are not given.
    """
    ids = {p.id for p in provisions}
    if len(ids) != len(provisions) or len({p.key for p in passages}) != len(passages):
        raise ValueError(f"document {document.id}: a provision or passage is given twice")
    length = len(document.text)
    for provision in provisions:
        if provision.document_id != document.id:
            raise ValueError(f"provision {provision.id} is not of document {document.id}")
        if not 0 <= provision.span.start <= provision.span.end <= length:
            raise ValueError(f"provision {provision.id}: {provision.span} is not within {length} characters")
    for passage in passages:
        if passage.document_id != document.id or not ids.issuperset(passage.provision_ids):
            raise ValueError(f"passage {passage.key} is not of document {document.id} and its provisions")


def _json(value: Sequence[object]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


@lru_cache(maxsize=4096)
def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
