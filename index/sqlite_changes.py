"""What has happened to the documents since a moment, told to one reader: what is new, what is gone."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from index import sqlite_rows as rows
from index.access import Principal, may_read
from index.document_store import DocumentHead
from index.sqlite_connection import ReaderPool
from index.sqlite_rows import Row

_STEP: Final = 500
"""Documents looked at together; so many heads are held at a time."""


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

    The two differ between the stretches of one list: what was taken away after `known` is still to be told.
    """

    known: int = 0
    told: int = 0


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

    def __init__(self, database: Path) -> None:
        """Keep where the store lies; nothing is opened yet."""
        self._readers = ReaderPool(database)

    def since(self, place: Place, principal: Principal, limit: int) -> Changes:
        """Return up to `limit` documents that were touched after a place, each by its last change."""
        touched: list[Touched] = []
        told = place.told
        with self._readers.use() as c:
            c.execute("BEGIN")  # one state of the store for all that is read
            try:
                while len(touched) <= limit:
                    step = c.execute(
                        "SELECT max(revision), document_id, max(at) FROM operations WHERE revision > ?1"
                        " GROUP BY document_id HAVING max(revision) > ?2 ORDER BY 1 LIMIT ?3",
                        (place.known, told, _STEP),
                    ).fetchall()
                    if not step:
                        break
                    told = step[-1][0]
                    touched += _told(step, *_read(c, step, place.known, principal))
            finally:
                c.execute("COMMIT")
        if len(touched) > limit:
            shown = tuple(touched[:limit])
            return Changes(shown, Place(place.known, shown[-1].revision), more=True)
        return Changes(tuple(touched), Place(told, told), more=False)

    def close(self) -> None:
        """Let go of the store."""
        self._readers.close()


def _read(
    c: sqlite3.Connection, step: Sequence[Row], known: int, principal: Principal
) -> tuple[dict[str, DocumentHead], set[str]]:
    """Return the heads that may be read now, and the documents that could be read since."""
    ids = json.dumps([document_id for _, document_id, _ in step])
    heads = (
        rows.head_of(row)
        for row in c.execute(
            f"SELECT {rows.HEAD} FROM documents d"
            " WHERE d.id IN (SELECT value FROM json_each(?)) AND d.level <= ?",
            (ids, int(principal.clearance)),
        )
    )
    before = c.execute(
        "SELECT document_id, level, departments FROM labels_before"
        " WHERE revision > ? AND document_id IN (SELECT value FROM json_each(?))",
        (known, ids),
    )
    lost = {name for name, *label in before if may_read(principal, rows.label_of(*label))}
    return {head.id: head for head in heads if may_read(principal, head.label)}, lost


def _told(step: Sequence[Row], heads: Mapping[str, DocumentHead], lost: Set[str]) -> Iterator[Touched]:
    for revision, document_id, at in step:
        if document_id in heads or document_id in lost:
            yield Touched(revision, document_id, at, heads.get(document_id))
