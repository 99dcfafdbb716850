"""Vectors in the store: float16, one to a model and a text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from index.access import Principal, may_read
from index.sql_connection import Connection
from index.sql_rows import label_of

_BATCH = 2048  # vectors read at once: 3 MB of float32 at 384 dimensions
_MATRIX = 2
_HALF = np.dtype("<f2")


def write(c: Connection, model_id: str, hashes: Sequence[str], vectors: NDArray[np.float32]) -> None:
    """Keep vectors (n, dimension), rounded to the nearest float16 (ties to even).

    Raises:
        ValueError: another number of vectors than of hashes, another dimension than this model's vectors
            have, or a component that float16 cannot hold.
    """
    if vectors.ndim != _MATRIX or len(vectors) != len(hashes):
        raise ValueError(f"{len(hashes)} texts, but vectors of shape {vectors.shape}")
    with np.errstate(over="ignore"):
        halves = vectors.astype(_HALF)
    if not np.isfinite(halves).all():
        raise ValueError("a vector has a component that is not finite in float16")
    width = halves.shape[1] * _HALF.itemsize
    known = c.execute("SELECT length(vector) FROM vectors WHERE model = ? LIMIT 1", (model_id,)).fetchone()
    if known is not None and known[0] != width:
        raise ValueError(f"vectors of {model_id} take {known[0]} bytes here, not {width}")
    c.executemany(
        "INSERT INTO vectors VALUES (?, ?, ?)"
        " ON CONFLICT (model, hash) DO UPDATE SET vector = excluded.vector",
        [(model_id, bytes.fromhex(h), v.tobytes()) for h, v in zip(hashes, halves, strict=True)],
    )


def missing(c: Connection, model_id: str, limit: int, principal: Principal) -> tuple[tuple[str, str], ...]:
    """Return up to `limit` distinct (hash, text) of readable passages without a vector, in order of hash."""
    found: dict[bytes, str] = {}
    with c.stream(
        "SELECT p.hash, p.dense, d.level, d.departments FROM passages p"
        " JOIN documents d ON d.row = p.document WHERE p.hash IS NOT NULL AND d.level <= ?"
        " AND NOT EXISTS (SELECT 1 FROM vectors v WHERE v.model = ? AND v.hash = p.hash)"
        " ORDER BY p.hash",
        (int(principal.clearance), model_id),
    ) as cursor:
        for digest, text, level, departments in cursor:
            if may_read(principal, label_of(level, departments)):
                found.setdefault(digest, text)
                if len(found) >= limit:
                    break
    return tuple((digest.hex(), text) for digest, text in found.items())


def stream(
    c: Connection, model_id: str, documents: Sequence[str] | None = None
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
    """Go over (keys, vectors) of the live passages, or of those of some documents, in order of key."""
    some = (
        ""
        if documents is None
        else f" WHERE p.document IN (SELECT row FROM documents WHERE id {c.dialect.among})"
    )
    with c.stream(
        f"SELECT p.key, v.vector FROM passages p JOIN vectors v ON v.model = ? AND v.hash = p.hash{some}"
        " ORDER BY p.key",
        (model_id,) if documents is None else (model_id, json.dumps(list(documents))),
    ) as cursor:
        while batch := cursor.fetchmany(_BATCH):
            keys = np.array([key for key, _ in batch], np.int64)
            halves = np.frombuffer(b"".join(vector for _, vector in batch), _HALF)
            yield keys, halves.reshape(len(batch), -1).astype(np.float32)


def throw_away(c: Connection) -> int:
    """Delete the vectors of texts that no live passage has, and return how many."""
    return c.execute(
        "DELETE FROM vectors WHERE NOT EXISTS (SELECT 1 FROM passages p WHERE p.hash = vectors.hash)"
    ).rowcount
