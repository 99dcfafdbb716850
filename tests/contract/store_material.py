"""Documents made for the tests of stores, and all that a principal sees of one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date

from index.access import AccessLabel, Clearance, Principal
from index.document_store import DocumentStore, SourceFile
from index.documents import Document, Identity, Kind
from index.errors import DocumentNotFound
from index.procedures import ProcedureCard
from index.provisions import Passage, Provision, Span, Unit, passage_key, provision_id
from index.validity import Validity

OPERATOR = Principal.operator()
GUEST = Principal.guest()
PUBLIC = AccessLabel(Clearance.PUBLIC)
SECRET = AccessLabel(Clearance.SECRET)
MODEL = "a-model"

Opened = tuple[Document, list[Provision], list[Passage], SourceFile]


def reading(  # noqa: PLR0913 - a test names only the one it is about
    number: str = "12/2031/NĐ-CP",
    text: str = "Điều 1. Hồ sơ gồm đơn và bản vẽ.\nĐiều 2. Thời hạn là 7 ngày làm việc.",
    *,
    source: str = "kho/nghi-dinh.txt",
    label: AccessLabel = PUBLIC,
    validity: Validity | None = None,
    card: ProcedureCard | None = None,
) -> Opened:
    """Make a document of one provision and one passage a line, as ingest would."""
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    identity = Identity(number, Kind.DECREE, "Chính phủ", date(2031, 3, 4))
    document_id = identity.document_id(sha256)
    provisions: list[Provision] = []
    start = 0
    for ordinal, line in enumerate(text.split("\n")):
        locator = f"Điều {ordinal + 1}"
        provisions.append(
            Provision(
                provision_id(document_id, locator, line),
                document_id,
                ordinal,
                Unit.ARTICLE,
                locator,
                "Quy định",
                Span(start, start + len(line)),
            )
        )
        start += len(line) + 1
    passages = []
    for p in provisions:
        words = p.span.of(text)
        key = passage_key(document_id, (p.id,))
        passages.append(Passage(key, document_id, (p.id,), "Nghị định", words, f"Nghị định. {words}"))
    document = Document(
        document_id,
        identity,
        "Nghị định thử",
        text,
        source,
        sha256,
        label,
        validity=validity or Validity(date(2031, 5, 1), None, "Điều 2"),
        legal_bases=("11/2030/QH15",),
        doubts=("tên trang khác tên văn bản",),
        card=card,
    )
    return document, provisions, passages, SourceFile(source, len(text), 17, sha256, document_id)


def snapshot(store: DocumentStore, principal: Principal, made: Opened) -> tuple[object, ...]:
    """Ask every read for one document, as somebody would who guesses all its ids."""
    document, provisions, passages, _ = made

    def attempt(read: Callable[[], object]) -> object:
        try:
            return read()
        except DocumentNotFound as error:
            return str(error)

    return (
        attempt(lambda: store.get(document.id, principal)),
        attempt(lambda: store.card(document.id, principal)),
        attempt(lambda: store.provisions(document.id, principal)),
        store.provisions_by_id([p.id for p in provisions], principal),
        store.passages([p.key for p in passages], principal),
        store.heads(principal),
        store.heads(principal, ids=[document.id]),
        store.heads(principal, number=document.identity.number),
        store.heads(principal, source=document.source),
        store.numbers_ended(date(2099, 1, 1), principal),
    )
