"""The list of a person's conversations: how each is called, which are pinned, which were just deleted."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from assistant.errors import RecordNotFound
from assistant.record_schema import open_records
from index.vietnamese import fold, normalise

GRACE: Final = timedelta(minutes=10)
"""How long a deleted conversation can be brought back before its answers are deleted for good."""

MOST_TITLE: Final = 200
_COLUMNS: Final = "conversation_id, last_answer, title, pinned, used_at, deleted_at"


@dataclass(frozen=True, slots=True)
class ThreadEntry:
    """One conversation in its owner's list; `deleted` ones can still be brought back."""

    conversation_id: str
    last_answer: str
    title: str
    pinned: bool
    used_at: datetime
    deleted: bool


class Threads:
    """The lists on disk, beside the answers; an entry goes with the last answer of its conversation.

    An owner is an account, or one browser where there are none: whoever else knows a conversation's address
    does not have it in the list. Failure: `RecordNotFound` for an entry that the owner does not have.
    """

    def __init__(self, path: Path) -> None:
        """Open the file of the answers at `path`. Raises `RecordsTooNew`."""
        self._lock = threading.Lock()
        self._db = open_records(path)

    def touch(self, owner: str, conversation_id: str, answer_id: str, question: str) -> None:
        """Put a conversation at the top of a list; its first question names it until the owner does."""
        with self._lock:
            self._db.execute(
                "INSERT INTO threads (owner, conversation_id, last_answer, title, used_at)"
                " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE"
                " SET last_answer = ?3, used_at = ?5, deleted_at = NULL",
                (owner, conversation_id, answer_id, _title(question), _now().isoformat()),
            )

    def listed(self, owner: str, query: str = "", most: int = 500) -> tuple[ThreadEntry, ...]:
        """List what is not deleted, pinned ones first, then the latest used.

        `query` keeps those whose name holds all of its words, with or without diacritics.
        """
        words = fold(normalise(query)).split()
        found = (e for e in self._read(owner, "deleted_at IS NULL") if _holds(e.title, words))
        return tuple(entry for entry, _ in zip(found, range(most), strict=False))

    def entry(self, owner: str, conversation_id: str) -> ThreadEntry:
        """Return one entry, deleted or not. Raises `RecordNotFound`."""
        for entry in self._read(owner, "conversation_id = ?", conversation_id):
            return entry
        raise RecordNotFound("no such conversation")

    def rename(self, owner: str, conversation_id: str, title: str) -> None:
        """Call a conversation otherwise; a blank name leaves the one it has. Raises `RecordNotFound`."""
        if named := _title(title):
            self._set(owner, conversation_id, "title", named)

    def pin(self, owner: str, conversation_id: str, *, pinned: bool) -> None:
        """Keep a conversation at the top, or not any more. Raises `RecordNotFound`."""
        self._set(owner, conversation_id, "pinned", int(pinned))

    def delete(self, owner: str, conversation_id: str) -> None:
        """Take a conversation off the list; `restore` brings it back within `GRACE`."""
        self._set(owner, conversation_id, "deleted_at", _now().isoformat())

    def restore(self, owner: str, conversation_id: str) -> None:
        """Bring a deleted conversation back. Raises `RecordNotFound` where it is gone."""
        self._set(owner, conversation_id, "deleted_at", None)

    def due(self, grace: timedelta = GRACE) -> tuple[str, ...]:
        """Return the conversations deleted longer ago than `grace` that are in nobody else's list."""
        before = (_now() - grace).isoformat()
        with self._lock:
            rows = self._db.execute(
                "SELECT conversation_id FROM threads GROUP BY conversation_id"
                " HAVING count(*) = count(deleted_at) AND max(deleted_at) <= ?",
                (before,),
            ).fetchall()
        return tuple(row[0] for row in rows)

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def _read(self, owner: str, where: str, *given: object) -> Iterator[ThreadEntry]:
        with self._lock:
            rows = self._db.execute(
                f"SELECT {_COLUMNS} FROM threads WHERE owner = ? AND {where}"
                " ORDER BY pinned DESC, used_at DESC, rowid DESC",
                (owner, *given),
            ).fetchall()
        for conversation, answer, title, pinned, used_at, deleted_at in rows:
            used = datetime.fromisoformat(used_at)
            yield ThreadEntry(conversation, answer, title, bool(pinned), used, deleted_at is not None)

    def _set(self, owner: str, conversation_id: str, column: str, value: object) -> None:
        with self._lock:
            changed = self._db.execute(
                f"UPDATE threads SET {column} = ? WHERE owner = ? AND conversation_id = ?",
                (value, owner, conversation_id),
            ).rowcount
        if not changed:
            raise RecordNotFound("no such conversation")


def _holds(title: str, words: list[str]) -> bool:
    folded = fold(normalise(title))
    return all(word in folded for word in words)


def _title(text: str) -> str:
    return " ".join(normalise(text).split())[:MOST_TITLE]


def _now() -> datetime:
    return datetime.now(tz=UTC)
