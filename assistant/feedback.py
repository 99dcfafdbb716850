"""What readers say of an answer's statements, kept beside the answer and gone with it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

from assistant.errors import RecordNotFound
from assistant.privacy import mask
from assistant.record_schema import open_records

MOST_WORDS: Final = 2_000
_COLUMNS: Final = "id, answer_id, statement, verdict, words, said_at"


class Verdict(StrEnum):
    """What a reader finds of a statement."""

    RIGHT = "right"
    INCOMPLETE = "incomplete"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Feedback:
    """What one reader said of one statement, counted from 1; 0 is the answer as a whole."""

    id: int
    answer_id: str
    statement: int
    verdict: Verdict
    words: str
    said_at: datetime


class FeedbackBook:
    """All that was said, on disk; a reader has one opinion of a statement, the last one given."""

    def __init__(self, path: Path) -> None:
        """Open the file of the answers at `path`. Raises `RecordsTooNew`."""
        self._lock = threading.Lock()
        self._db = open_records(path)

    def say(self, owner: str, answer_id: str, statement: int, verdict: Verdict, words: str = "") -> None:
        """Keep an opinion; what is somebody's own in its words is masked, and an expert looks at it anew."""
        told = mask(words.strip()[:MOST_WORDS])
        with self._lock:
            self._db.execute(
                "INSERT INTO feedback (answer_id, statement, verdict, words, owner, said_at)"
                " VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO UPDATE"
                " SET verdict = ?3, words = ?4, said_at = ?6, settled_at = NULL",
                (answer_id, statement, verdict.value, told, owner, _now()),
            )

    def said_by(self, owner: str, answer_id: str) -> dict[int, Feedback]:
        """Return one reader's opinions of an answer by the number of the statement."""
        found = self._read("owner = ? AND answer_id = ?", (owner, answer_id))
        return {one.statement: one for one in found}

    def unsettled(self, most: int = 200) -> tuple[Feedback, ...]:
        """List what no expert has looked at yet: wrong before incomplete before right, the newest first."""
        order = "instr('wrong incomplete right', verdict), said_at DESC"
        return self._read(f"settled_at IS NULL ORDER BY {order} LIMIT ?", (most,))

    def settle(self, feedback_id: int) -> None:
        """Note that an expert has looked at an opinion. Raises `RecordNotFound`."""
        with self._lock:
            changed = self._db.execute(
                "UPDATE feedback SET settled_at = ? WHERE id = ?", (_now(), feedback_id)
            ).rowcount
        if not changed:
            raise RecordNotFound("no such feedback")

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def _read(self, where: str, given: Sequence[object]) -> tuple[Feedback, ...]:
        with self._lock:
            rows = self._db.execute(f"SELECT {_COLUMNS} FROM feedback WHERE {where}", given).fetchall()
        return tuple(
            Feedback(i, answer, n, Verdict(verdict), words, datetime.fromisoformat(said_at))
            for i, answer, n, verdict, words, said_at in rows
        )


def _now() -> str:
    return datetime.now(tz=UTC).isoformat()
