"""The steps of which the store's writing calls are made, inside a transaction of their caller."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from index import sql_provision_changes
from index import sql_rows as rows
from index.access import AccessLabel
from index.document_store import SourceFile, Verb
from index.documents import Document
from index.errors import DocumentNotFound
from index.sql_connection import Connection
from index.sql_rows import Row
from index.validity import Validity

_COLUMNS = (
    "id, level, departments, starts, ends, basis, ended_by, digest, provisions, number, number_key, kind,"
    " issuer, issued_on, title, source, sha256, language, portal_status, legal_bases, doubts"
)
_PARTS = (
    *("texts", "provisions", "passages", "endings", "endings_read"),
    *("edges", "edge_sources", "mentions", "qualities"),
)
_SET = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS.split(", ")[1:])
_FILE = ", ".join(
    f"{name} = excluded.{name}" for name in ("size", "mtime_ns", "sha256", "document", "reason")
)


def log(c: Connection, document_id: str, verb: Verb, before: Row | None = None) -> None:
    """Enter a change into the log of operations, with the label (level, departments) that it took away."""
    (revision,) = c.execute(
        "INSERT INTO operations (document_id, verb, at) VALUES (?, ?, ?) RETURNING revision",
        (document_id, verb.value, datetime.now(UTC).isoformat(timespec="seconds")),
    ).fetchone()
    if before is not None:
        c.execute(_insert("labels_before", 4), (revision, document_id, *before))


def _label_of(c: Connection, document_id: str) -> Row | None:
    found: Row | None = c.execute(
        "SELECT level, departments FROM documents WHERE id = ?", (document_id,)
    ).fetchone()
    return found


def row_of(c: Connection, document_id: str) -> int:
    """Return the row of a document. Raises `DocumentNotFound`."""
    found = c.execute("SELECT row FROM documents WHERE id = ?", (document_id,)).fetchone()
    if found is None:
        raise not_found(document_id)
    row: int = found[0]
    return row


def not_found(document_id: str) -> DocumentNotFound:
    """Say that there is no such document; the same words where there is one that may not be read."""
    return DocumentNotFound(f"no document {document_id}; `thutuc documents list` shows those there are")


def write_document(
    c: Connection,
    document: Document,
    digest: bytes,
    provisions: Sequence[Row],
    passages: Sequence[Row],
) -> None:
    """Write a document in place of the one with its id, with its provisions and passages."""
    values = (
        *(document.id, *rows.label_columns(document.label), *rows.validity_columns(document.validity)),
        *(digest, len(provisions), *rows.head_columns(document)),
    )
    before = _label_of(c, document.id)
    sql_provision_changes.enter_texts(c, document.id, ((r[1], r[4]) for r in provisions))
    insert = _insert(f"documents ({_COLUMNS})", len(values))
    (row,) = c.execute(f"{insert} ON CONFLICT (id) DO UPDATE SET {_SET} RETURNING row", values).fetchone()
    for table in _PARTS:
        c.execute(f"DELETE FROM {table} WHERE document = ?", (row,))
    card = None if document.card is None else rows.card_column(document.card)
    c.execute(_insert("texts", 3), (row, rows.packed(document.text, c.dialect.packs_over), card))
    c.executemany(_insert("provisions", 19), [(row, *r) for r in provisions])
    c.executemany(_insert("passages", 7), [(r[0], row, *r[1:]) for r in passages])
    if document.quality is not None:
        c.execute(_insert("qualities", 2), (row, rows.quality_column(document.quality)))
    log(c, document.id, Verb.PUT, before if before != rows.label_columns(document.label) else None)


def write_label(c: Connection, document_id: str, label: AccessLabel) -> bool:
    """Set a document's label; false where it has it. Raises `DocumentNotFound`."""
    before = _label_of(c, document_id)
    changed = c.execute(
        "UPDATE documents SET level = ?1, departments = ?2"
        " WHERE row = ?3 AND (level, departments) <> (?1, ?2)",
        (*rows.label_columns(label), row_of(c, document_id)),
    )
    if changed.rowcount:
        log(c, document_id, Verb.RELABEL, before)
    return changed.rowcount > 0


def write_validity(c: Connection, document_id: str, validity: Validity) -> None:
    """Set a document's validity. Raises `DocumentNotFound`."""
    row = row_of(c, document_id)
    before = c.execute("SELECT starts, ends, basis, ended_by FROM documents WHERE row = ?", (row,)).fetchone()
    columns = rows.validity_columns(validity)
    if before != columns:
        c.execute(
            "UPDATE documents SET starts = ?, ends = ?, basis = ?, ended_by = ? WHERE row = ?",
            (*columns, row),
        )
        after = {"": (rows.validity_of(*before), validity)}
        sql_provision_changes.enter_validity(c, document_id, after)
        log(c, document_id, Verb.VALIDITY)


def write_file(c: Connection, file: SourceFile) -> None:
    """Record a file in place of what was known of it. Raises `DocumentNotFound`."""
    document = None if file.document_id is None else row_of(c, file.document_id)
    values = (file.source, file.size, file.mtime_ns, file.sha256, document, file.reason)
    c.execute(f"{_insert('files', 6)} ON CONFLICT (source) DO UPDATE SET {_FILE}", values)


def delete(c: Connection, document_id: str) -> bool:
    """Take a document out with all that hangs on it; false where there is none."""
    before = _label_of(c, document_id)
    sql_provision_changes.enter_gone(c, document_id)
    found = c.execute("DELETE FROM documents WHERE id = ?", (document_id,)).rowcount > 0
    if found:
        log(c, document_id, Verb.DELETE, before)
    return found


def release(c: Connection, source: str, keep: str | None) -> tuple[str, ...]:
    """Take out what was last read from `source`, but `keep` and what another file holds; return its ids.

    A document that another file holds is from now on that file's. Where that file's bytes are not those that
    were read last, it is forgotten, so that the next ingest reads it.
    """
    held = c.execute(
        "SELECT row, id, source, sha256 FROM documents WHERE id <> ?2"
        " AND (source = ?1 OR row IN (SELECT document FROM files WHERE source = ?1)) ORDER BY id",
        (source, keep or ""),
    ).fetchall()
    gone = []
    for row, document_id, read_from, sha256 in held:
        heir = c.execute(
            "SELECT source FROM files WHERE document = ? AND source <> ?"
            " ORDER BY sha256 <> ?, source LIMIT 1",
            (row, source, sha256),
        ).fetchone()
        if heir is None:
            delete(c, document_id)
            gone.append(document_id)
        elif read_from == source:
            c.execute("UPDATE documents SET source = ? WHERE row = ?", (heir[0], row))
            c.execute(
                "DELETE FROM files WHERE document = ? AND source <> ? AND sha256 <> ?", (row, source, sha256)
            )
            log(c, document_id, Verb.PUT)
    return tuple(gone)


def _insert(table: str, columns: int) -> str:
    return f"INSERT INTO {table} VALUES ({_marks(columns)})"


def _marks(columns: int) -> str:
    return ", ".join("?" * columns)
