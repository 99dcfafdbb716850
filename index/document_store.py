"""The source of truth: documents, provisions, passages and vectors behind one protocol."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from index.access import AccessLabel, Principal
from index.amendments import AmendmentStore
from index.documents import Document, Identity
from index.endings import Ended, Ending
from index.procedures import ProcedureCard
from index.provision_changes import ProvisionChangeLog
from index.provisions import Passage, Provision
from index.reading_corrections import ReadingCorrectionLog
from index.validity import Validity


class Change(StrEnum):
    """What `put` did."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


class Verb(StrEnum):
    """What happened to a document, in the store's log of operations."""

    PUT = "put"
    DELETE = "delete"
    RELABEL = "relabel"
    VALIDITY = "validity"


class Operation(NamedTuple):
    """One entry of the log of operations; `revision` grows from entry to entry."""

    revision: int
    document_id: str
    verb: Verb


@dataclass(frozen=True, slots=True)
class DocumentHead:
    """A document without its text: all that a citation or a list shows."""

    id: str
    identity: Identity
    title: str
    source: str
    sha256: str
    label: AccessLabel
    language: str
    validity: Validity
    portal_status: str | None
    legal_bases: tuple[str, ...]
    doubts: tuple[str, ...]
    provisions: int


@dataclass(frozen=True, slots=True)
class SourceFile:
    """What is known of a file that was ingested or quarantined; `document_id` is `None` for the latter."""

    source: str
    size: int
    mtime_ns: int
    sha256: str
    document_id: str | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class StoreCounts:
    """How much is live."""

    documents: int
    provisions: int
    passages: int
    embedded: int
    revision: int


_GUEST = Principal.guest()


class DocumentStore(Protocol):
    """Holds what was ingested; the indexes can be deleted and rebuilt from it, vectors included.

    One writer, many readers. Each writing call is one transaction: after it returns the change survives a
    crash, before that nothing of it does. Every read takes a principal and acts as if what that principal
    may not read did not exist.

    Failure: `StoreBusy` when another process writes, `SchemaMismatch` when another version wrote the store,
    `DocumentNotFound` as said below.
    """

    @property
    def amendments(self) -> AmendmentStore:
        """What acts order of parts of other acts, what provisions refer to, and what was corrected."""
        ...

    @property
    def provision_changes(self) -> ProvisionChangeLog:
        """What changed in the law as it is held, and what rests on that."""
        ...

    @property
    def reading_corrections(self) -> ReadingCorrectionLog:
        """What people corrected of what was read."""
        ...

    def put(
        self,
        document: Document,
        provisions: Sequence[Provision],
        passages: Sequence[Passage],
        file: SourceFile,
    ) -> Change:
        """Make the document live in place of the one with its id and of the one last read from its source.

        A document that another file holds too stays. `UNCHANGED` where nothing that was read differs and the
        label is the same: then only the file is recorded. Raises `ValueError` for provisions or passages that
        are not the document's, are given twice, or whose span is not within its text.
        """
        ...

    def put_file(self, file: SourceFile) -> None:
        """Remember a file that is in quarantine, or whose bytes are those of a document that is live.

        What was read from a file before it went into quarantine stays live. Raises `DocumentNotFound` where
        the file names a document that is not there.
        """
        ...

    def forget(self, source: str) -> tuple[str, ...]:
        """Forget a file that is gone; return the documents that went with it, which no other file holds."""
        ...

    def batch(self) -> AbstractContextManager[None]:
        """Make one transaction of the writing calls inside; none of them is safe until it ends.

        An exception undoes them all. Others read, and iterators go over, what was there before it.
        """
        ...

    def delete(self, document_id: str) -> bool:
        """Take a document, its provisions, passages and files out; false where there is none."""
        ...

    def relabel(self, document_id: str, label: AccessLabel) -> None:
        """Change who may read a document, at once. Raises `DocumentNotFound`."""
        ...

    def set_validity(self, document_id: str, validity: Validity) -> None:
        """Record what was found out about a document's force. Raises `DocumentNotFound`."""
        ...

    def put_endings(self, rules: int, found: Mapping[str, Sequence[Ending]]) -> None:
        """Keep what documents, by id, say of the end of other acts, in place of what was known of them.

        `rules` names the version of the rules by which they were read. What a document ends is forgotten when
        it is put again or deleted. Raises `DocumentNotFound`.
        """
        ...

    def file(self, source: str) -> SourceFile | None:
        """Tell what is known of the file at `source`."""
        ...

    def files(self) -> Iterator[SourceFile]:
        """Go over all known files, in order of their source."""
        ...

    def get(self, document_id: str, principal: Principal) -> Document:
        """Return a document with its text. Raises `DocumentNotFound`, also where it may not be read."""
        ...

    def heads(
        self,
        principal: Principal,
        *,
        ids: Sequence[str] | None = None,
        number: str | None = None,
        source: str | None = None,
    ) -> tuple[DocumentHead, ...]:
        """List documents in order of number and id; `number` compares folded, `source` also by its end."""
        ...

    def reads_any(self, principal: Principal) -> bool:
        """Tell whether there is a document that may be read; it stops at the first."""
        ...

    def card(self, document_id: str, principal: Principal) -> ProcedureCard | None:
        """Return the procedure card of a document that has one. Raises `DocumentNotFound`."""
        ...

    def provisions(self, document_id: str, principal: Principal) -> tuple[Provision, ...]:
        """Return a document's provisions in their order. Raises `DocumentNotFound`."""
        ...

    def provisions_by_id(self, ids: Sequence[str], principal: Principal) -> Mapping[str, Provision]:
        """Return those of the provisions that exist and may be read."""
        ...

    def passages(self, keys: Sequence[int], principal: Principal) -> Mapping[int, Passage]:
        """Return those of the passages that are live and may be read."""
        ...

    def all_passages(self, documents: Sequence[str] | None = None) -> Iterator[tuple[Passage, AccessLabel]]:
        """Go over every live passage, or those of some documents, in order of its key.

        For building indexes, never for answers.
        """
        ...

    def texts_to_embed(
        self, model_id: str, limit: int, principal: Principal | None = None
    ) -> tuple[tuple[str, str], ...]:
        """Return up to `limit` distinct (hash, text) of live passages without a vector of this model.

        Of all of them for the one who embeds; with a `principal`, of those that it may read.
        """
        ...

    def put_vectors(self, model_id: str, hashes: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Keep the vectors (n, dimension) of the texts with these hashes."""
        ...

    def vectors(
        self, model_id: str, documents: Sequence[str] | None = None
    ) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
        """Go over (keys, vectors) of the live passages that have one, in batches, in order of key.

        Of all of them, or of those of some documents.
        """
        ...

    def counts(self, model_id: str) -> StoreCounts:
        """Count what is live; `revision` grows with every change."""
        ...

    def changes_since(self, revision: int) -> tuple[Operation, ...]:
        """List what happened after a revision, oldest first; 0 gives the whole log."""
        ...

    def mark(self, revision: int) -> str:
        """Name an entry of the log; the same name in two stores means that they were one until then.

        Empty where there is no such entry.
        """
        ...

    def endings(self, rules: int) -> Mapping[str, tuple[Ending, ...]]:
        """Tell what each document ends that was read by these rules; one that is missing is to be read.

        For bringing validity up to date, never for answers.
        """
        ...

    def numbers_ended(
        self, on: date, principal: Principal = _GUEST, numbers: Sequence[str] | None = None
    ) -> Mapping[str, Ended]:
        """Map acts out of force on a day, held or not, by `act_key` to what ended them first.

        Only endings count that took effect by then, in documents that the principal may read, of numbers that
        name one act in the country; what the page of an act states of itself, only where no other act ends
        it. `numbers` asks for these acts only.
        """
        ...

    def vacuum(self) -> int:
        """Throw away the vectors of texts that no live passage has, and return how many."""
        ...

    def close(self) -> None:
        """Let go of the store."""
        ...
