"""Stores each answer whole, with what it was made from: to be shown, gone on from and replayed."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from assistant.errors import RecordNotFound
from assistant.record_schema import open_records
from index.access import Principal

_COLUMNS: Final = "id, asked_at, principal, clearance, body, conversation_id, provenance"
_PRUNE_EVERY: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """One stored answer: `body` is the answer contract, `provenance` what it was made from.

    `provenance` is empty for an answer of before it was kept.
    """

    id: str
    asked_at: str
    principal: str
    clearance: int
    body: dict[str, Any]
    conversation_id: str
    provenance: dict[str, Any]

    @property
    def named(self) -> frozenset[str]:
        """The ids of all documents whose words or names the answer shows."""
        cited = (c["document"]["id"] for c in self.body["citations"])
        return frozenset(cited) | frozenset(self.provenance.get("named", ()))


class AnswerRecords:
    """Answers on disk, apart from the documents; a reader gets back only what that same person was shown.

    Answers older than `keep_days` days are deleted (0 keeps all). Failure: `RecordNotFound` for an unknown id
    and for somebody else's answer alike; `RecordsTooNew` on opening.
    """

    def __init__(self, path: Path, keep_days: int = 0) -> None:
        """Open the records at `path`, made where there are none."""
        self._lock = threading.Lock()
        self._keep = timedelta(days=keep_days)
        self._pruned = datetime.min.replace(tzinfo=UTC)
        self._db = open_records(path)
        self._prune(datetime.now(tz=UTC))

    def add(
        self,
        body: dict[str, Any],
        principal: Principal,
        asked_at: str,
        provenance: dict[str, Any] | None = None,
    ) -> None:
        """Store an answer with everything it stood on."""
        row = (
            body["id"],
            asked_at,
            principal.name,
            int(principal.clearance),
            json.dumps(body, ensure_ascii=False),
            body.get("conversation_id") or body["id"],
            json.dumps(provenance or {}, ensure_ascii=False),
        )
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                self._db.execute(f"INSERT INTO answers ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)", row)
                self._db.executemany(
                    "INSERT OR IGNORE INTO sources VALUES (?, ?, act_key(?))", _sources(body)
                )
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")
        self._prune(datetime.now(tz=UTC))

    def record(self, record_id: str, principal: Principal) -> AnswerRecord:
        """Return a stored answer with what it was made from. Raises `RecordNotFound`."""
        for found in self._read("id = ?", (record_id,)):
            if _shown_to(found, principal):
                return found
        raise RecordNotFound("no such answer")

    def get(self, record_id: str, principal: Principal) -> dict[str, Any]:
        """Return a stored answer as the answer contract has it. Raises `RecordNotFound`."""
        return self.record(record_id, principal).body

    def conversation(self, conversation_id: str, principal: Principal) -> tuple[AnswerRecord, ...]:
        """Return the answers of a conversation in their order. Raises `RecordNotFound`."""
        found = self._read("conversation_id = ? ORDER BY asked_at, rowid", (conversation_id,))
        shown = tuple(record for record in found if _shown_to(record, principal))
        if not shown:
            raise RecordNotFound("no such conversation")
        return shown

    def all_of(self, person: str, conversation_id: str) -> tuple[AnswerRecord, ...]:
        """Return the answers of somebody's conversation in order, to be cut for another reader."""
        where = "conversation_id = ? AND principal = ? ORDER BY asked_at, rowid"
        return tuple(self._read(where, (conversation_id, person)))

    def latest(self, count: int, person: str | None = None) -> tuple[AnswerRecord, ...]:
        """Return the newest answers, of one person or of all; for whoever keeps the machine."""
        where = "1" if person is None else "principal = ?"
        given = () if person is None else (person,)
        return tuple(self._read(f"{where} ORDER BY asked_at DESC, rowid DESC LIMIT ?", (*given, count)))

    def resting_on(
        self, documents: Sequence[str], act_keys: Sequence[str], principal: Principal | None = None
    ) -> tuple[AnswerRecord, ...]:
        """Return the answers that cite one of the documents or acts, the newest first: one reader's, or all.

        Everybody's (`None`) is for whoever keeps the machine. Whether all that an answer shows may still be
        read is for the caller to ask.
        """
        where = (
            "id IN (SELECT answer_id FROM sources WHERE document_id IN (SELECT value FROM json_each(?1))"
            " OR (act_key <> '' AND act_key IN (SELECT value FROM json_each(?2))))"
            f"{'' if principal is None else ' AND principal = ?3'} ORDER BY asked_at DESC, rowid DESC"
        )
        given = [json.dumps(list(documents)), json.dumps(list(act_keys))]
        found = self._read(where, given if principal is None else [*given, principal.name])
        return tuple(r for r in found if principal is None or _shown_to(r, principal))

    def any_of(self, record_id: str) -> AnswerRecord:
        """Return anybody's answer; for whoever keeps the machine. Raises `RecordNotFound`."""
        for found in self._read("id = ?", (record_id,)):
            return found
        raise RecordNotFound(f"no answer {record_id}; `thutuc answers list` shows them")

    def forget_person(self, person: str) -> int:
        """Delete all answers and conversations of a person; return how many answers it were."""
        return self._delete("principal = ?", (person,))

    def forget_conversation(self, conversation_id: str, principal: Principal) -> int:
        """Delete a conversation; return how many answers it had. Raises `RecordNotFound`."""
        self.conversation(conversation_id, principal)
        return self._delete("conversation_id = ? AND principal = ?", (conversation_id, principal.name))

    def forget_before(self, moment: datetime) -> int:
        """Delete the answers given before a moment; return how many."""
        return self._delete("asked_at < ?", (moment.astimezone(UTC).isoformat(),))

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def _prune(self, now: datetime) -> None:
        if self._keep and now - self._pruned > _PRUNE_EVERY:
            self._pruned = now
            self.forget_before(now - self._keep)

    def _read(self, where: str, given: Sequence[object]) -> list[AnswerRecord]:
        with self._lock:
            rows = self._db.execute(f"SELECT {_COLUMNS} FROM answers WHERE {where}", given).fetchall()
        return [_record(row) for row in rows]

    def _delete(self, where: str, given: Sequence[object]) -> int:
        with self._lock:
            count = self._db.execute(f"DELETE FROM answers WHERE {where}", given).rowcount
            if count:
                # The log still holds what was overwritten in the file, until it is written back and emptied.
                self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return int(count)


def _sources(body: Mapping[str, Any]) -> list[tuple[str, str, str | None]]:
    return [(body["id"], c["document"]["id"], c["document"].get("number")) for c in body["citations"]]


def _shown_to(record: AnswerRecord, principal: Principal) -> bool:
    return record.principal == principal.name and record.clearance <= principal.clearance


def _record(row: sqlite3.Row | tuple[Any, ...]) -> AnswerRecord:
    identity, asked_at, name, clearance, body, conversation, provenance = row
    made_from = json.loads(provenance) if provenance else {}
    return AnswerRecord(identity, asked_at, name, clearance, json.loads(body), conversation, made_from)
