"""The log of operations in the store, and how much is live."""

from __future__ import annotations

from index.document_store import Operation, StoreCounts, Verb
from index.sql_connection import Connection


def counts(c: Connection, model_id: str) -> StoreCounts:
    """Count what is live; `revision` grows with every change but to vectors."""
    found = c.execute(
        "SELECT (SELECT count(*) FROM documents),"
        " (SELECT CAST(coalesce(sum(provisions), 0) AS BIGINT) FROM documents),"
        " (SELECT count(*) FROM passages),"
        " (SELECT count(*) FROM passages p JOIN vectors v ON v.model = ? AND v.hash = p.hash),"
        " (SELECT coalesce(max(revision), 0) FROM operations)",
        (model_id,),
    ).fetchone()
    return StoreCounts(*found)


def since(c: Connection, revision: int) -> tuple[Operation, ...]:
    """List what happened after a revision, oldest first."""
    found = c.execute(
        "SELECT revision, document_id, verb FROM operations WHERE revision > ? ORDER BY revision", (revision,)
    ).fetchall()
    return tuple(Operation(number, document_id, Verb(verb)) for number, document_id, verb in found)


def mark(c: Connection, revision: int) -> str:
    """Name an entry of the log by all that it says; empty where there is none."""
    found = c.execute(
        "SELECT at, verb, document_id FROM operations WHERE revision = ?", (revision,)
    ).fetchone()
    return "" if found is None else " ".join(found)
