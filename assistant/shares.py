"""Who a conversation is shared with inside the office: other accounts, and departments; to read it only."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from assistant.errors import RecordNotFound
from assistant.record_schema import open_records
from index.access import Principal

_DEPARTMENT: Final = "department:"
_COLUMNS: Final = "s.owner, s.conversation_id, s.reader, s.shared_by, s.shared_at"
_LIVE: Final = (
    "FROM shares s JOIN threads t ON t.owner = s.owner AND t.conversation_id = s.conversation_id"
    " WHERE t.deleted_at IS NULL"
)


@dataclass(frozen=True, slots=True)
class Share:
    """A conversation as one reader has it.

    `reader` is the name of a principal, or `department:` and the name of one; `shared_by` is how the owner is
    called on pages.
    """

    owner: str
    conversation_id: str
    reader: str
    shared_by: str
    shared_at: datetime


def department(name: str) -> str:
    """Return the reader that stands for all of a department."""
    return f"{_DEPARTMENT}{name}"


def readers_of(principal: Principal) -> tuple[str, ...]:
    """Return all that a principal reads as: itself, and each of its departments by name."""
    return (principal.name, *(department(name) for name in sorted(principal.departments - {"*"})))


class ShareBook:
    """All shares, on disk; one goes with its owner's entry, and rests while that one is deleted.

    A share lets nobody read a document: what of a conversation its reader sees is settled when it is shown
    (`assistant.shared_turns`). Failure: `RecordNotFound` where there is no such conversation or share.
    """

    def __init__(self, path: Path) -> None:
        """Open the file of the answers at `path`. Raises `RecordsTooNew`."""
        self._lock = threading.Lock()
        self._db = open_records(path)

    def share(self, owner: str, conversation_id: str, reader: str, shared_by: str) -> None:
        """Let a reader see a conversation from now on."""
        with self._lock:
            changed = self._db.execute(
                "INSERT INTO shares SELECT owner, conversation_id, ?3, ?4, ?5 FROM threads"
                " WHERE owner = ?1 AND conversation_id = ?2 AND deleted_at IS NULL"
                " ON CONFLICT DO UPDATE SET shared_by = excluded.shared_by",
                (owner, conversation_id, reader, shared_by, datetime.now(tz=UTC).isoformat()),
            ).rowcount
        if not changed:
            raise RecordNotFound("no such conversation")

    def revoke(self, owner: str, conversation_id: str, reader: str) -> None:
        """Let a reader see it no more."""
        with self._lock:
            changed = self._db.execute(
                "DELETE FROM shares WHERE owner = ? AND conversation_id = ? AND reader = ?",
                (owner, conversation_id, reader),
            ).rowcount
        if not changed:
            raise RecordNotFound("no such share")

    def of(self, owner: str, conversation_id: str | None = None) -> tuple[Share, ...]:
        """List what an owner shares, or of one conversation, by reader."""
        where = "s.owner = ?1 AND (?2 IS NULL OR s.conversation_id = ?2) ORDER BY s.reader"
        return self._read(where, owner, conversation_id)

    def seen_by(self, principal: Principal) -> tuple[Share, ...]:
        """List what others share with a principal, the latest first, each conversation once."""
        where = "s.reader IN (SELECT value FROM json_each(?1)) AND s.owner <> ?2 ORDER BY s.shared_at DESC"
        found = self._read(where, json.dumps(readers_of(principal)), principal.name)
        return tuple({share.conversation_id: share for share in reversed(found)}.values())[::-1]

    def with_reader(self, principal: Principal, conversation_id: str) -> Share:
        """Return the share by which a principal sees a conversation. Raises `RecordNotFound`."""
        for share in self.seen_by(principal):
            if share.conversation_id == conversation_id:
                return share
        raise RecordNotFound("no such conversation")

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def _read(self, where: str, *given: object) -> tuple[Share, ...]:
        with self._lock:
            rows: Sequence[tuple[str, str, str, str, str]] = self._db.execute(
                f"SELECT {_COLUMNS} {_LIVE} AND {where}", given
            ).fetchall()
        return tuple(Share(*row[:4], datetime.fromisoformat(row[4])) for row in rows)
