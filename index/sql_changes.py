"""What has happened to the documents since a moment, told to one reader: what is new, what is gone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from index import sql_rows as rows
from index.access import Principal, may_read
from index.document_store import DocumentHead
from index.sql_connection import Connection, Readers

_LABELS: Final = """
SELECT DISTINCT d.level, d.departments FROM documents d WHERE d.id IN (
  SELECT document_id FROM operations WHERE revision > ?1 UNION
  SELECT document_id FROM labels_before WHERE revision > ?2
) UNION SELECT level, departments FROM labels_before WHERE revision > ?2
"""
_EVENTS: Final = """
WITH
  kept AS (
    SELECT max(o.revision) AS revision, o.document_id AS id
    FROM operations o JOIN documents d ON d.id = o.document_id
    WHERE o.revision > ? AND d.level || ' ' || d.departments {among} GROUP BY o.document_id
  ),
  lost AS (
    SELECT max(b.revision) AS revision, b.document_id AS id FROM labels_before b
    WHERE b.revision > ? AND b.level || ' ' || b.departments {among} AND NOT EXISTS (
      SELECT 1 FROM documents d WHERE d.id = b.document_id AND d.level || ' ' || d.departments {among}
    ) GROUP BY b.document_id
  )
SELECT e.revision, e.id, o.at, e.here FROM (SELECT *, 1 AS here FROM kept UNION ALL SELECT *, 0 FROM lost) e
JOIN operations o ON o.revision = e.revision WHERE e.revision > ? ORDER BY e.revision LIMIT ?
"""
"""What a reader is told. A document that was lost stands at the moment of its loss: what happened to it
later, out of the reader's sight, moves neither its place nor its time."""


@dataclass(frozen=True, slots=True)
class Touched:
    """A document that was changed, last at `revision`; `head` is `None` where it is there no more."""

    revision: int
    document_id: str
    at: str
    head: DocumentHead | None


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in the log: a reader knows all up to `known`, and has been told of what is up to `told`.

    The two differ between the stretches of one list: what was taken away after `held` is still to be told.
    `held` is `known`, but for a list from the beginning: who knows nothing need not hear of what is gone.
    The numbers count what happened to all documents, so they are never shown to a reader as they are.
    """

    known: int = 0
    told: int = 0
    held: int = 0


@dataclass(frozen=True, slots=True)
class Changes:
    """What was touched, the oldest first; a later question goes on from `place`."""

    touched: tuple[Touched, ...]
    place: Place
    more: bool


class ChangeLog:
    """Reads the store's log of operations for somebody.

    A document that may be read now is told with its head. One that may not, or was deleted, is told as gone
    to who could read it at some time since then; nobody else hears of it.

    Failure: as `DocumentStore` reads.
    """

    def __init__(self, readers: Readers) -> None:
        """Keep how the store is read; nothing is opened yet."""
        self._readers = readers

    def since(self, place: Place, principal: Principal, limit: int) -> Changes:
        """Return up to `limit` documents that were touched after a place, each by its last change."""
        with self._readers.use_snapshot() as c:
            last = _last(c)
            held = place.held if place != Place() else last
            found = _events(c, Place(place.known, place.told, held), principal, limit + 1)
            heads = _heads(c, [name for _, name, _, here in found[:limit] if here])
        touched = tuple(Touched(number, name, at, heads.get(name)) for number, name, at, _ in found[:limit])
        if len(found) > limit:
            return Changes(touched, Place(place.known, touched[-1].revision, held), more=True)
        return Changes(touched, Place(last, last, last), more=False)

    def end(self) -> Place:
        """Return the place after all that has happened so far."""
        with self._readers.use() as c:
            last = _last(c)
        return Place(last, last, last)

    def close(self) -> None:
        """Let go of the store."""
        self._readers.close()


def _last(c: Connection) -> int:
    (revision,) = c.execute("SELECT coalesce(max(revision), 0) FROM operations").fetchone()
    return int(revision)


def _events(c: Connection, place: Place, principal: Principal, limit: int) -> list[rows.Row]:
    """Return (revision, id, time, whether it can be read now) of what a reader is to be told."""
    labels = c.execute(_LABELS, (place.known, place.held)).fetchall()
    open_to = [
        f"{level} {departments}" for level, departments in labels if _may(principal, level, departments)
    ]
    readable = json.dumps(open_to)
    events = _EVENTS.format(among=c.dialect.among)
    return c.execute(
        events, (place.known, readable, place.held, readable, readable, place.told, limit)
    ).fetchall()


def _may(principal: Principal, level: int, departments: str) -> bool:
    return may_read(principal, rows.label_of(level, departments))


def _heads(c: Connection, ids: Sequence[str]) -> dict[str, DocumentHead]:
    """Return the heads of documents that are known to be readable."""
    found = c.execute(
        f"SELECT {rows.HEAD} FROM documents d WHERE d.id {c.dialect.among}",
        (json.dumps(ids),),
    )
    return {head.id: head for head in map(rows.head_of, found)}
