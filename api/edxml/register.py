"""The register of the exchange: each envelope that came, what became of it, and the replies that went out."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from api import private_database
from index.access import AccessLabel
from ingest.envelope import Business, Organisation

FILE: Final = "edxml.sqlite"
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS envelopes (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  owner TEXT NOT NULL,           -- name of the reader who handed it in
  digest TEXT NOT NULL,          -- of its bytes and label: the same again changes nothing
  document_id TEXT NOT NULL,     -- of the exchange: organisation, day, number
  business INTEGER NOT NULL,
  sender_id TEXT NOT NULL,
  sender_name TEXT NOT NULL,
  number TEXT NOT NULL,
  promulgated_on TEXT,
  label TEXT NOT NULL,
  targets TEXT NOT NULL,         -- a JSON list of the DocumentIds that it changes
  job_id TEXT,
  received_at TEXT NOT NULL,
  status TEXT NOT NULL,
  description TEXT NOT NULL,
  status_at TEXT NOT NULL,
  UNIQUE (owner, digest)
);
CREATE INDEX IF NOT EXISTS envelopes_of_document ON envelopes (owner, document_id, seq);
CREATE INDEX IF NOT EXISTS envelopes_waiting ON envelopes (seq) WHERE status = '01';
CREATE TABLE IF NOT EXISTS replies (
  owner TEXT NOT NULL,
  document_id TEXT NOT NULL,
  reply_to TEXT,
  made_at TEXT NOT NULL,
  status TEXT,                   -- what the receiver answered last
  description TEXT,
  status_at TEXT,
  PRIMARY KEY (owner, document_id)
) WITHOUT ROWID;
"""
_COLUMNS: Final = (
    "seq, owner, digest, document_id, business, sender_id, sender_name, number, promulgated_on, label,"
    " targets, job_id, received_at, status, description, status_at"
)


class StatusCode(StrEnum):
    """The codes that this receiver gives (QCVN 102:2016/BTTTT)."""

    RECEIVED = "01"
    REJECTED = "02"
    ACCEPTED = "03"
    CHANGE_ACCEPTED = "15"
    CHANGE_REJECTED = "16"


@dataclass(frozen=True, slots=True)
class Entry:
    """An envelope as it was handed in; `targets` are the DocumentIds that it changes."""

    owner: str
    digest: str
    document_id: str
    business: Business
    sender: Organisation
    number: str
    promulgated_on: date | None
    label: AccessLabel
    targets: tuple[str, ...]
    job_id: str | None
    status: StatusCode
    description: str
    received_at: datetime
    status_at: datetime
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply that was exported, and the last status message that came for it."""

    document_id: str
    reply_to: str | None
    made_at: datetime
    status: str | None
    description: str | None
    status_at: datetime | None


class Register:
    """The register of one home, readable by its owner only.

    Failure: `sqlite3.Error` where the file cannot be written.
    """

    def __init__(self, home: Path) -> None:
        """Keep where it lies; the file is made with the first entry."""
        self._path = home / FILE

    def add(self, entry: Entry) -> Entry:
        """Enter an envelope; where the owner handed the same bytes in before, return that entry."""
        columns = _COLUMNS.removeprefix("seq, ")
        with self._open(write=True) as db:
            db.execute(
                f"INSERT OR IGNORE INTO envelopes ({columns}) VALUES ({', '.join('?' * 15)})",
                (
                    *(entry.owner, entry.digest, entry.document_id, int(entry.business), entry.sender.id),
                    *(entry.sender.name, entry.number, _text(entry.promulgated_on), str(entry.label)),
                    *(json.dumps(entry.targets), entry.job_id, entry.received_at.isoformat()),
                    *(entry.status, entry.description, entry.status_at.isoformat()),
                ),
            )
        found = self.of_digest(entry.owner, entry.digest)
        assert found is not None
        return found

    def settle(self, seq: int, status: StatusCode, description: str) -> None:
        """Record what became of an envelope."""
        with self._open(write=True) as db:
            db.execute(
                "UPDATE envelopes SET status = ?, description = ?, status_at = ? WHERE seq = ?",
                (status, description, datetime.now(UTC).isoformat(), seq),
            )

    def of_digest(self, owner: str, digest: str) -> Entry | None:
        """Return what an owner handed in with these bytes."""
        return next(iter(self._find("owner = ? AND digest = ?", (owner, digest))), None)

    def of_document(self, owner: str, document_id: str) -> list[Entry]:
        """Return an owner's envelopes for a DocumentId, the newest first."""
        return self._find("owner = ? AND document_id = ? ORDER BY seq DESC", (owner, document_id))

    def waiting(self) -> list[Entry]:
        """Return the envelopes of which nothing has become yet, the oldest first."""
        return self._find("status = '01' ORDER BY seq", ())

    def add_reply(self, owner: str, document_id: str, reply_to: str | None) -> None:
        """Enter a reply that goes out."""
        with self._open(write=True) as db:
            db.execute(
                "INSERT INTO replies (owner, document_id, reply_to, made_at) VALUES (?, ?, ?, ?)"
                " ON CONFLICT DO UPDATE SET reply_to = excluded.reply_to, made_at = excluded.made_at",
                (owner, document_id, reply_to, datetime.now(UTC).isoformat()),
            )

    def answer(self, owner: str, document_id: str, status: str, description: str) -> bool:
        """Record what a receiver answered to a reply; tell whether there is such a reply."""
        with self._open(write=True) as db:
            changed = db.execute(
                "UPDATE replies SET status = ?, description = ?, status_at = ?"
                " WHERE owner = ? AND document_id = ?",
                (status, description, datetime.now(UTC).isoformat(), owner, document_id),
            )
        return changed.rowcount > 0

    def reply(self, owner: str, document_id: str) -> Reply | None:
        """Return a reply of an owner."""
        if not self._path.is_file():
            return None
        with self._open() as db:
            row = db.execute(
                "SELECT document_id, reply_to, made_at, status, description, status_at FROM replies"
                " WHERE owner = ? AND document_id = ?",
                (owner, document_id),
            ).fetchone()
        if row is None:
            return None
        answered = datetime.fromisoformat(row[5]) if row[5] else None
        return Reply(row[0], row[1], datetime.fromisoformat(row[2]), row[3], row[4], answered)

    def _find(self, where: str, given: Sequence[object]) -> list[Entry]:
        if not self._path.is_file():
            return []
        with self._open() as db:
            return [
                _entry(row) for row in db.execute(f"SELECT {_COLUMNS} FROM envelopes WHERE {where}", given)
            ]

    def _open(self, *, write: bool = False) -> AbstractContextManager[sqlite3.Connection]:
        return private_database.opened(self._path, _SCHEMA, write=write)


def _entry(row: Sequence[Any]) -> Entry:
    return Entry(
        seq=row[0],
        owner=row[1],
        digest=row[2],
        document_id=row[3],
        business=Business(row[4]),
        sender=Organisation(row[5], row[6]),
        number=row[7],
        promulgated_on=date.fromisoformat(row[8]) if row[8] else None,
        label=AccessLabel.parse(row[9]),
        targets=tuple(json.loads(row[10])),
        job_id=row[11],
        received_at=datetime.fromisoformat(row[12]),
        status=StatusCode(row[13]),
        description=row[14],
        status_at=datetime.fromisoformat(row[15]),
    )


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
