"""What experts find of an answer's statements, kept beside the answer and gone with it."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from pathlib import Path
from typing import Final

from assistant.privacy import mask
from assistant.record_schema import open_records

MOST_WORDS: Final = 2_000


class Mark(IntEnum):
    """How good a statement is."""

    WRONG = 1
    MISLEADING = 2
    INCOMPLETE = 3
    RIGHT = 4


@dataclass(frozen=True, slots=True)
class Score:
    """What one expert finds of one statement, counted from 1."""

    statement: int
    mark: Mark
    words: str
    expert: str
    scored_at: datetime


class ScoreBook:
    """All scores, on disk; an expert has one of each statement, the last one given."""

    def __init__(self, path: Path) -> None:
        """Open the file of the answers at `path`. Raises `RecordsTooNew`."""
        self._lock = threading.Lock()
        self._db = open_records(path)

    def give(self, expert: str, answer_id: str, marks: Mapping[int, tuple[Mark, str]]) -> None:
        """Keep an expert's marks of an answer by statement; what is personal in the words is masked."""
        now = datetime.now(tz=UTC).isoformat()
        rows = [
            (answer_id, statement, int(mark), mask(words.strip()[:MOST_WORDS]), expert, now)
            for statement, (mark, words) in marks.items()
        ]
        with self._lock:
            self._db.executemany(
                "INSERT INTO scores VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE"
                " SET score = excluded.score, words = excluded.words, scored_at = excluded.scored_at",
                rows,
            )

    def of(self, answer_id: str) -> tuple[Score, ...]:
        """Return all scores of an answer, by statement, the latest first."""
        with self._lock:
            rows = self._db.execute(
                "SELECT statement, score, words, expert, scored_at FROM scores WHERE answer_id = ?"
                " ORDER BY statement, scored_at DESC",
                (answer_id,),
            ).fetchall()
        return tuple(
            Score(statement, Mark(score), words, expert, datetime.fromisoformat(at))
            for statement, score, words, expert, at in rows
        )

    def scored(self, answers: Sequence[str]) -> frozenset[str]:
        """Return which of the answers have a score."""
        marks = ", ".join("?" * len(answers))
        with self._lock:
            rows = self._db.execute(
                f"SELECT DISTINCT answer_id FROM scores WHERE answer_id IN ({marks})", tuple(answers)
            ).fetchall()
        return frozenset(row[0] for row in rows)

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()
