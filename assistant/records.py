"""Stores each answer whole, so that it can be shown again and replayed."""

from __future__ import annotations

import json
import sqlite3
import threading
from pathlib import Path
from typing import Any

from assistant.errors import RecordNotFound
from index.access import Principal

_TABLE = """
CREATE TABLE IF NOT EXISTS answers (
  id TEXT PRIMARY KEY, asked_at TEXT NOT NULL, principal TEXT NOT NULL, clearance INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT
"""


class AnswerRecords:
    """Answers on disk, apart from the documents; a reader gets back only what that same person was shown.

    Failure: `RecordNotFound` for an unknown id and for somebody else's answer alike.
    """

    def __init__(self, path: Path) -> None:
        """Open the records at `path`, made where there are none."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=5)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.execute(_TABLE)

    def add(self, body: dict[str, Any], principal: Principal, asked_at: str) -> None:
        """Store an answer with everything it stood on."""
        row = (
            body["id"],
            asked_at,
            principal.name,
            int(principal.clearance),
            json.dumps(body, ensure_ascii=False),
        )
        with self._lock:
            self._db.execute("INSERT INTO answers VALUES (?, ?, ?, ?, ?)", row)

    def get(self, record_id: str, principal: Principal) -> dict[str, Any]:
        """Return a stored answer. Raises `RecordNotFound`."""
        with self._lock:
            row = self._db.execute(
                "SELECT principal, clearance, body FROM answers WHERE id = ?", (record_id,)
            ).fetchone()
        if row is None or row[0] != principal.name or row[1] > principal.clearance:
            raise RecordNotFound("no such answer")
        body: dict[str, Any] = json.loads(row[2])
        return body

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()
