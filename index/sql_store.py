"""The document store in the tables of a database: one writer, many readers, each acknowledged change safe."""

from __future__ import annotations

import json
import threading
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index import sql_endings, sql_log, sql_vectors
from index import sql_rows as rows
from index import sql_writes as writes
from index.access import AccessLabel, Principal, may_read
from index.document_store import Change, DocumentHead, Operation, SourceFile, StoreCounts
from index.documents import Document, number_key
from index.endings import Ended, Ending
from index.errors import StoreFailure
from index.procedures import ProcedureCard
from index.provisions import Passage, Provision
from index.sql_amendments import SqlAmendments
from index.sql_connection import Connection, Readers, Writer
from index.sql_provision_changes import SqlProvisionChanges
from index.sql_reading_corrections import SqlReadingCorrections
from index.sql_rows import Row
from index.validity import Validity

_GUEST = Principal.guest()
_OPERATOR = Principal.operator()
_FILES = (
    "SELECT f.source, f.size, f.mtime_ns, f.sha256, d.id, f.reason"
    " FROM files f LEFT JOIN documents d ON d.row = f.document"
)


class SqlStore:
    """`DocumentStore` in SQL, over connections that its subclasses open.

    Threads may share it: readers take a connection each, writing calls wait for one another. A store that
    was never written reads as an empty one. Vectors are kept as float16, rounded to the nearest (ties to
    even): a component of a normalised vector moves by at most 2^-12, measured cosine to the original over
    0.999999. They belong to the text they were made of, not to the document.
    """

    def __init__(self, readers: Readers, writer: Writer | None) -> None:
        """Hold what was opened; without a `writer` the store is for reading."""
        self._readers = readers
        self._writer = writer
        self._turn = threading.RLock()
        self._batch_of: int | None = None
        self.amendments = SqlAmendments(self._reading, self._writing)
        self.provision_changes = SqlProvisionChanges(self._reading, self._writing)
        self.reading_corrections = SqlReadingCorrections(self._reading, self._writing)

    def __enter__(self) -> Self:
        """Return the store, to be closed at the end of the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the store."""
        self.close()

    def close(self) -> None:
        """Let go of the store, and of the right to write."""
        self._readers.close()
        with self._turn:
            if self._writer is not None:
                self._writer.close()
                self._writer = None

    # Writing

    def put(
        self,
        document: Document,
        provisions: Sequence[Provision],
        passages: Sequence[Passage],
        file: SourceFile,
    ) -> Change:
        """Make the document live in place of the one with its id and of the one last read from its source."""
        rows.check(document, provisions, passages)
        provision_rows = [rows.provision_columns(i, p) for i, p in enumerate(provisions)]
        passage_rows = [rows.passage_columns(p) for p in passages]
        digest = rows.digest_of(document, provision_rows, passage_rows)
        with self._writing() as c:
            changed = bool(writes.release(c, file.source, keep=document.id))
            old = c.execute("SELECT digest FROM documents WHERE id = ?", (document.id,)).fetchone()
            if old is None or old[0] != digest:
                writes.write_document(c, document, digest, provision_rows, passage_rows)
                changed = changed or old is not None
            else:
                changed = writes.write_label(c, document.id, document.label) or changed
            writes.write_file(c, replace(file, document_id=document.id))
        if changed:
            return Change.UPDATED
        return Change.CREATED if old is None else Change.UNCHANGED

    def put_file(self, file: SourceFile) -> None:
        """Remember a file that is in quarantine, or whose bytes are those of a document that is live."""
        with self._writing() as c:
            writes.write_file(c, file)
            if file.document_id is not None:
                writes.release(c, file.source, keep=file.document_id)

    def forget(self, source: str) -> tuple[str, ...]:
        """Forget a file that is gone; return the documents that went with it, which no other file holds."""
        with self._writing() as c:
            gone = writes.release(c, source, keep=None)
            c.execute("DELETE FROM files WHERE source = ?", (source,))
        return gone

    def delete(self, document_id: str) -> bool:
        """Take a document, its provisions, passages and files out; false where there is none."""
        with self._writing() as c:
            return writes.delete(c, document_id)

    def relabel(self, document_id: str, label: AccessLabel) -> None:
        """Change who may read a document, at once. Raises `DocumentNotFound`."""
        with self._writing() as c:
            writes.write_label(c, document_id, label)

    def set_validity(self, document_id: str, validity: Validity) -> None:
        """Record what was found out about a document's force. Raises `DocumentNotFound`."""
        with self._writing() as c:
            writes.write_validity(c, document_id, validity)

    def put_endings(self, rules: int, found: Mapping[str, Sequence[Ending]]) -> None:
        """Keep what documents, by id, say of the end of other acts. Raises `DocumentNotFound`."""
        with self._writing() as c:
            sql_endings.write(c, rules, found)

    def put_vectors(self, model_id: str, hashes: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Keep the vectors (n, dimension) of the texts with these hashes, rounded to float16.

        Raises:
            ValueError: another number of vectors than of hashes, another dimension than this model's vectors
                have, or a component that float16 cannot hold.
        """
        with self._writing() as c:
            sql_vectors.write(c, model_id, hashes, vectors)

    def vacuum(self) -> int:
        """Throw away the vectors of texts that no live passage has, and return how many."""
        with self._turn:
            if self._batch_of is not None:
                raise StoreFailure("a batch is open; end it before the store is vacuumed")
            with self._writing() as c:
                gone = sql_vectors.throw_away(c)
            if self._writer is not None:
                self._writer.tidy()
        return gone

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Make one transaction of the writing calls inside; none of them is safe until it ends."""
        with self._writing():
            outer, self._batch_of = self._batch_of, threading.get_ident()
            try:
                yield
            finally:
                self._batch_of = outer

    # Reading

    def file(self, source: str) -> SourceFile | None:
        """Tell what is known of the file at `source`."""
        with self._reading() as c:
            row = c.execute(f"{_FILES} WHERE f.source = ?", (source,)).fetchone()
        return None if row is None else SourceFile(*row)

    def files(self) -> Iterator[SourceFile]:
        """Go over all known files, in order of their source."""
        with self._reading() as c:
            found = c.execute(f"{_FILES} ORDER BY f.source").fetchall()
        return (SourceFile(*row) for row in found)

    def get(self, document_id: str, principal: Principal) -> Document:
        """Return a document with its text. Raises `DocumentNotFound`, also where it may not be read."""
        row = self._one(document_id, principal)
        return rows.document_of(rows.head_of(row), *row[-3:])

    def card(self, document_id: str, principal: Principal) -> ProcedureCard | None:
        """Return the procedure card of a document that has one. Raises `DocumentNotFound`."""
        card = self._one(document_id, principal)[-2]
        return None if card is None else rows.card_of(card)

    def heads(
        self,
        principal: Principal,
        *,
        ids: Sequence[str] | None = None,
        number: str | None = None,
        source: str | None = None,
    ) -> tuple[DocumentHead, ...]:
        """List documents in order of number and id; `number` compares folded, `source` also by its end."""
        tests: list[str] = []
        values: list[str] = []
        wanted = None if number is None else number_key(number)
        with self._reading() as c:
            if ids is not None:
                tests.append(f"d.id {c.dialect.among}")
                values.append(json.dumps(list(ids)))
            if wanted is not None:
                tests.append("d.number_key >= ? AND d.number_key < ?")
                values += [wanted, f"{wanted}\U0010ffff"]
            if source is not None:
                tests.append(f"d.row {c.dialect.among_numbers}")
                values.append(json.dumps(_rows_of_source(c, source)))
            found = c.execute(
                f"SELECT {rows.HEAD} FROM documents d WHERE {' AND '.join(['d.level <= ?', *tests])}"
                " ORDER BY coalesce(d.number, ''), d.id",
                (int(principal.clearance), *values),
            ).fetchall()
        heads = (rows.head_of(row) for row in found)
        return tuple(
            head
            for head in heads
            if may_read(principal, head.label)
            and (wanted is None or rows.number_matches(number_key(head.identity.number or ""), wanted))
        )

    def reads_any(self, principal: Principal) -> bool:
        """Tell whether there is a document that may be read."""
        sql, level = "SELECT level, departments FROM documents WHERE level <= ?", int(principal.clearance)
        with self._readers.use() as c, c.stream(sql, (level,)) as found:
            return any(may_read(principal, rows.label_of(*row)) for row in found)

    def provisions(self, document_id: str, principal: Principal) -> tuple[Provision, ...]:
        """Return a document's provisions in their order. Raises `DocumentNotFound`."""
        with self._reading() as c:
            found = c.execute(
                f"SELECT {rows.PROVISION} FROM documents d LEFT JOIN provisions p ON p.document = d.row"
                " WHERE d.id = ? AND d.level <= ? ORDER BY p.ordinal, p.position",
                (document_id, int(principal.clearance)),
            ).fetchall()
        readable = _readable(found, principal)
        if not readable:
            raise writes.not_found(document_id)
        return tuple(rows.provision_of(row) for row in readable if row[3] is not None)

    def provisions_by_id(self, ids: Sequence[str], principal: Principal) -> Mapping[str, Provision]:
        """Return those of the provisions that exist and may be read, in the order of `ids`."""
        found = self._select("provisions", rows.PROVISION, "id", ids, principal)
        known = {row[3]: rows.provision_of(row) for row in found}
        return {i: known[i] for i in ids if i in known}

    def passages(self, keys: Sequence[int], principal: Principal) -> Mapping[int, Passage]:
        """Return those of the passages that are live and may be read, in the order of `keys`."""
        found = self._select("passages", rows.PASSAGE, "key", [int(key) for key in keys], principal)
        known = {row[3]: rows.passage_of(row) for row in found}
        return {int(k): known[int(k)] for k in keys if int(k) in known}

    def all_passages(self, documents: Sequence[str] | None = None) -> Iterator[tuple[Passage, AccessLabel]]:
        """Go over every live passage, or those of some documents, in order of its key; never for answers."""
        with (
            self._readers.use() as c,
            c.stream(
                f"SELECT {rows.PASSAGE} FROM passages p JOIN documents d ON d.row = p.document"
                + ("" if documents is None else f" WHERE d.id {c.dialect.among}")
                + " ORDER BY p.key",
                () if documents is None else (json.dumps(list(documents)),),
            ) as cursor,
        ):
            for row in cursor:
                yield rows.passage_of(row), rows.label_of(row[0], row[1])

    def texts_to_embed(
        self, model_id: str, limit: int, principal: Principal | None = None
    ) -> tuple[tuple[str, str], ...]:
        """Return up to `limit` distinct (hash, text) of live passages without a vector of this model."""
        with self._reading() as c:
            return sql_vectors.missing(c, model_id, limit, principal or _OPERATOR)

    def vectors(
        self, model_id: str, documents: Sequence[str] | None = None
    ) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
        """Go over (keys, vectors) of the live passages, or those of some documents, in order of key."""
        with self._readers.use() as c:
            yield from sql_vectors.stream(c, model_id, documents)

    def counts(self, model_id: str) -> StoreCounts:
        """Count what is live; `revision` grows with every change but to vectors."""
        with self._reading() as c:
            return sql_log.counts(c, model_id)

    def changes_since(self, revision: int) -> tuple[Operation, ...]:
        """List what happened after a revision, oldest first; 0 gives the whole log."""
        with self._reading() as c:
            return sql_log.since(c, revision)

    def mark(self, revision: int) -> str:
        """Name an entry of the log by all that it says; empty where there is none."""
        with self._reading() as c:
            return sql_log.mark(c, revision)

    def endings(self, rules: int) -> Mapping[str, tuple[Ending, ...]]:
        """Tell what each document ends that was read by these rules; one that is missing is to be read."""
        with self._reading() as c:
            return sql_endings.declared(c, rules)

    def numbers_ended(
        self, on: date, principal: Principal = _GUEST, numbers: Sequence[str] | None = None
    ) -> Mapping[str, Ended]:
        """Map acts that are out of force on a day, by `act_key`, to what ended them first."""
        with self._reading() as c:
            return sql_endings.in_effect(c, on, principal, numbers)

    # Transactions

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        if self._batch_of == threading.get_ident() and self._writer is not None:
            with self._writer.guarded():
                yield self._writer.connection  # a batch reads what it wrote
        else:
            with self._readers.use() as c:
                yield c

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._turn:
            writer = self._writer
            if writer is None:
                raise StoreFailure("the store is not open for writing; open it with write=True")
            with writer.guarded():
                nested = self._batch_of is not None
                if nested and not writer.in_transaction:
                    raise StoreFailure("the batch was undone by an earlier failure; give the command again")
                c = writer.connection
                c.execute("SAVEPOINT step" if nested else c.dialect.begin)
                try:
                    yield c
                    c.execute("RELEASE step" if nested else "COMMIT")
                except BaseException:
                    if writer.in_transaction:  # a full disk has undone it already
                        c.execute("ROLLBACK TO step" if nested else "ROLLBACK")
                    raise

    def _one(self, document_id: str, principal: Principal) -> Row:
        with self._reading() as c:
            found = c.execute(
                f"SELECT {rows.HEAD}, t.text, t.card, q.quality FROM documents d"
                " JOIN texts t ON t.document = d.row LEFT JOIN qualities q ON q.document = d.row"
                " WHERE d.id = ? AND d.level <= ?",
                (document_id, int(principal.clearance)),
            ).fetchone()
        if found is None or not may_read(principal, rows.label_of(found[8], found[9])):
            raise writes.not_found(document_id)
        row: Row = found
        return row

    def _select(
        self, table: str, columns: str, name: str, wanted: Sequence[object], principal: Principal
    ) -> list[Row]:
        with self._reading() as c:
            among = c.dialect.among_numbers if name == "key" else c.dialect.among
            found = c.execute(
                f"SELECT {columns} FROM {table} p JOIN documents d ON d.row = p.document"
                f" WHERE p.{name} {among} AND d.level <= ?",
                (json.dumps(list(wanted)), int(principal.clearance)),
            ).fetchall()
        return _readable(found, principal)


def _readable(found: Sequence[Row], principal: Principal) -> list[Row]:
    return [row for row in found if may_read(principal, rows.label_of(row[0], row[1]))]


def _rows_of_source(c: Connection, wanted: str) -> list[int]:
    """Return the rows of documents that a file holds whose path is `wanted` or ends in it from a "/" on."""
    found = c.execute(
        "SELECT row, source FROM documents"
        " UNION SELECT document, source FROM files WHERE document IS NOT NULL"
    )
    return sorted({row for row, source in found if _ends_in(source, wanted)})


def _ends_in(source: str, wanted: str) -> bool:
    """Compare a path whole or by its end; composed accents equal decomposed ones."""
    source, wanted = unicodedata.normalize("NFC", source), unicodedata.normalize("NFC", wanted)
    tail = wanted.removeprefix("./")
    return source == wanted or (bool(tail) and source.endswith("/" + tail.removeprefix("/")))
