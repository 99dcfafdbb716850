"""Webhooks and what is to be sent to them, on disk: an end of the service loses no delivery."""

from __future__ import annotations

import json
import secrets
import sqlite3
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from api import private_database
from api.webhooks.signing import new_secret
from index.sql_changes import Place

FILE: Final = "webhooks.sqlite"
MOST_HOOKS: Final = 20
"""Webhooks of one system."""
_DEAD_DAYS: Final = 90
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS hooks (
  id TEXT PRIMARY KEY,
  owner TEXT NOT NULL,           -- name of the system whose keys registered it
  url TEXT NOT NULL,
  secret TEXT NOT NULL,
  created_at TEXT NOT NULL,
  place TEXT NOT NULL,           -- JSON: how far in the store's log it was told
  delivered_at TEXT,
  failure TEXT                   -- of the last try, where that failed
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS deliveries (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  hook TEXT NOT NULL REFERENCES hooks (id) ON DELETE CASCADE,
  type TEXT NOT NULL,
  changes TEXT NOT NULL,         -- a JSON list of [document id, time of its change]
  created_at TEXT NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  due REAL NOT NULL,             -- seconds since 1970
  dead_at TEXT,
  failure TEXT
);
CREATE INDEX IF NOT EXISTS deliveries_of_hook ON deliveries (hook, dead_at, due);
"""
_HOOK: Final = "id, owner, url, secret, created_at, place, delivered_at, failure"
_DELIVERY: Final = "seq, id, hook, type, changes, created_at, tries, due, dead_at, failure"


@dataclass(frozen=True, slots=True)
class Hook:
    """A registered address; `failure` is that of the last try, `None` where it went well."""

    id: str
    owner: str
    url: str
    secret: str
    created_at: datetime
    place: Place
    delivered_at: datetime | None
    failure: str | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message of a hook; `changes` are documents with the time of their change.

    What is told of a document is settled when the message is sent. `dead_at` is when it was given up.
    """

    seq: int
    id: str
    hook: str
    type: str
    changes: tuple[tuple[str, str], ...]
    created_at: datetime
    tries: int
    due: float
    dead_at: datetime | None
    failure: str | None


class TooManyHooks(Exception):
    """The system has `MOST_HOOKS` already."""


class WebhookQueue:
    """The webhooks of one home; the file holds their secrets and is readable by its owner only.

    Failure: `sqlite3.Error` where it cannot be written.
    """

    def __init__(self, home: Path) -> None:
        """Keep where it lies; the file is made with the first webhook."""
        self._path = home / FILE

    def add(self, owner: str, url: str, place: Place) -> Hook:
        """Register an address from a place in the log on. Raises `TooManyHooks`."""
        hook_id = secrets.token_hex(8)
        with self._open(write=True) as db:
            count = db.execute("SELECT count(*) FROM hooks WHERE owner = ?", (owner,)).fetchone()[0]
            if count >= MOST_HOOKS:
                raise TooManyHooks(owner)
            db.execute(
                "INSERT INTO hooks (id, owner, url, secret, created_at, place) VALUES (?, ?, ?, ?, ?, ?)",
                (hook_id, owner, url, new_secret(), _now(), _written(place)),
            )
        found = self.of(owner, hook_id)
        assert found is not None
        return found

    def remove(self, owner: str, hook_id: str) -> bool:
        """Forget a webhook with all that waits for it; tell whether there was one."""
        with self._open(write=True) as db:
            return db.execute("DELETE FROM hooks WHERE owner = ? AND id = ?", (owner, hook_id)).rowcount > 0

    def all(self) -> list[Hook]:
        """Return every webhook, the oldest first."""
        return self._hooks("1 ORDER BY created_at", ())

    def of_owner(self, owner: str) -> list[Hook]:
        """Return the webhooks of a system, the oldest first."""
        return self._hooks("owner = ? ORDER BY created_at", (owner,))

    def of(self, owner: str, hook_id: str) -> Hook | None:
        """Return a webhook of a system."""
        return next(iter(self._hooks("owner = ? AND id = ?", (owner, hook_id))), None)

    def enqueue(
        self, hook: Hook, kind: str, changes: Sequence[tuple[str, str]], place: Place | None = None
    ) -> None:
        """Enter a message to be sent at once, together with how far the hook was told by it."""
        with self._open(write=True) as db:
            if place is not None:
                db.execute("UPDATE hooks SET place = ? WHERE id = ?", (_written(place), hook.id))
            if changes or kind == "ping":
                db.execute(
                    "INSERT INTO deliveries (id, hook, type, changes, created_at, due)"
                    " SELECT ?, id, ?, ?, ?, ? FROM hooks WHERE id = ?",
                    (
                        *(f"msg_{secrets.token_hex(12)}", kind, json.dumps(changes), _now(), time.time()),
                        hook.id,
                    ),
                )

    def next(self, hook_id: str) -> Delivery | None:
        """Return the message of a hook that is to be sent first, due or not."""
        return next(
            iter(self._deliveries("hook = ? AND dead_at IS NULL ORDER BY due LIMIT 1", (hook_id,))), None
        )

    def delivered(self, delivery: Delivery) -> None:
        """Forget a message that arrived."""
        with self._open(write=True) as db:
            db.execute("DELETE FROM deliveries WHERE seq = ?", (delivery.seq,))
            db.execute(
                "UPDATE hooks SET delivered_at = ?, failure = NULL WHERE id = ?", (_now(), delivery.hook)
            )

    def failed(self, delivery: Delivery, failure: str, again_at: float | None) -> None:
        """Record a failed try, and when the next one is; `None` gives the message up."""
        dead = _now() if again_at is None else None
        with self._open(write=True) as db:
            db.execute(
                "UPDATE deliveries SET tries = tries + 1, failure = ?, due = coalesce(?, due), dead_at = ?"
                " WHERE seq = ?",
                (failure, again_at, dead, delivery.seq),
            )
            db.execute("UPDATE hooks SET failure = ? WHERE id = ?", (failure, delivery.hook))

    def dead(self, hook_id: str, before: int, limit: int) -> list[Delivery]:
        """Return what was given up for a hook, the newest first, before a `seq`."""
        where = "hook = ? AND dead_at IS NOT NULL AND seq < ? ORDER BY seq DESC LIMIT ?"
        return self._deliveries(where, (hook_id, before, limit))

    def redeliver(self, hook_id: str, delivery_id: str) -> bool:
        """Take a message that was given up into the queue again; tell whether there is one."""
        with self._open(write=True) as db:
            return (
                db.execute(
                    "UPDATE deliveries SET dead_at = NULL, tries = 0, due = ?"
                    " WHERE hook = ? AND id = ? AND dead_at IS NOT NULL",
                    (time.time(), hook_id, delivery_id),
                ).rowcount
                > 0
            )

    def bury(self, hook_id: str, delivery_id: str) -> bool:
        """Forget a message that was given up; tell whether there was one."""
        with self._open(write=True) as db:
            given = (hook_id, delivery_id)
            where = "hook = ? AND id = ? AND dead_at IS NOT NULL"
            return db.execute(f"DELETE FROM deliveries WHERE {where}", given).rowcount > 0

    def tidy(self) -> None:
        """Forget what was given up more than 90 days ago."""
        if self._path.is_file():
            with self._open(write=True) as db:
                long_ago = datetime.now(UTC) - timedelta(days=_DEAD_DAYS)
                db.execute("DELETE FROM deliveries WHERE dead_at < ?", (long_ago.isoformat(),))

    def counts(self) -> tuple[int, int]:
        """Return how many messages wait, and how many were given up."""
        if not self._path.is_file():
            return 0, 0
        with self._open() as db:
            waiting, dead = db.execute(
                "SELECT count(*) FILTER (WHERE dead_at IS NULL), count(dead_at) FROM deliveries"
            ).fetchone()
        return waiting, dead

    def _hooks(self, where: str, given: Sequence[object]) -> list[Hook]:
        if not self._path.is_file():
            return []
        with self._open() as db:
            return [_hook(row) for row in db.execute(f"SELECT {_HOOK} FROM hooks WHERE {where}", given)]

    def _deliveries(self, where: str, given: Sequence[object]) -> list[Delivery]:
        if not self._path.is_file():
            return []
        with self._open() as db:
            found = db.execute(f"SELECT {_DELIVERY} FROM deliveries WHERE {where}", given).fetchall()
        return [_delivery(row) for row in found]

    def _open(self, *, write: bool = False) -> AbstractContextManager[sqlite3.Connection]:
        return private_database.opened(self._path, _SCHEMA, write=write)


def _hook(row: Sequence[Any]) -> Hook:
    return Hook(
        id=row[0],
        owner=row[1],
        url=row[2],
        secret=row[3],
        created_at=datetime.fromisoformat(row[4]),
        place=Place(*json.loads(row[5])),
        delivered_at=datetime.fromisoformat(row[6]) if row[6] else None,
        failure=row[7],
    )


def _delivery(row: Sequence[Any]) -> Delivery:
    return Delivery(
        seq=row[0],
        id=row[1],
        hook=row[2],
        type=row[3],
        changes=tuple((document_id, at) for document_id, at in json.loads(row[4])),
        created_at=datetime.fromisoformat(row[5]),
        tries=row[6],
        due=row[7],
        dead_at=datetime.fromisoformat(row[8]) if row[8] else None,
        failure=row[9],
    )


def _written(place: Place) -> str:
    return json.dumps([place.known, place.told, place.held])


def _now() -> str:
    return datetime.now(UTC).isoformat()
