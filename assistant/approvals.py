"""The answers that experts approved, and the one that fits a question as long as its provisions stand."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from assistant.answers import ApprovedBy, Citation, Statement
from assistant.errors import RecordNotFound
from assistant.footing import Foothold, Standing, all_same, standing
from assistant.question import Question
from assistant.record_schema import open_records
from assistant.shelf import Shelf
from assistant.verification import verdicts
from index.vietnamese import normalise

_COLUMNS: Final = (
    "id, question_key, body, answer_id, approved_by, shown_name, approved_at, withdrawn_by, withdrawn_at"
)
_APART: Final = re.compile(r"[\s.,;:!?…।\"'“”‘’«»()\[\]\-–—]+")


@dataclass(frozen=True, slots=True)
class Approval:
    """An approved answer: its statements, each with the footholds it stands on, by their index.

    `question` is the one that was answered, with what is somebody's own masked. `as_of` is the day whose law
    was applied; `answer_id` names the record it came from, which may be deleted since.
    """

    id: str
    question: str
    language: str
    as_of: date
    statements: tuple[Statement, ...]
    footholds: tuple[Foothold, ...]
    corrected: bool
    answer_id: str
    approved_by: str
    shown_name: str
    approved_at: datetime
    withdrawn_by: str | None = None
    withdrawn_at: datetime | None = None

    @property
    def key(self) -> str:
        """What questions that it answers have in common."""
        return question_key(self.question, self.language)

    @property
    def signed(self) -> ApprovedBy:
        """Who approved it, as the answer shows it."""
        return ApprovedBy(self.id, self.shown_name, self.approved_at, self.corrected)


@dataclass(frozen=True, slots=True)
class Offer:
    """An approval that fits a question, with its sources as they are held now."""

    approval: Approval
    citations: tuple[Citation, ...]


def question_key(text: str, language: str) -> str:
    """Return what equal questions share: their words in one spelling, without punctuation and case."""
    return f"{language} {_APART.sub(' ', normalise(text).casefold()).strip()}"


class ApprovalBook:
    """The approved answers on disk, beside the records; an approval is withdrawn, never deleted.

    Whether somebody may see one is not asked here, but of what it stands on (`assistant.footing`). Failure:
    `RecordNotFound` for an unknown id, `RecordsTooNew` on opening.
    """

    def __init__(self, path: Path) -> None:
        """Open the file of the answers at `path`."""
        self._lock = threading.Lock()
        self._db = open_records(path)

    def add(self, approval: Approval) -> None:
        """Keep an approval."""
        body = {
            "question": approval.question,
            "language": approval.language,
            "as_of": approval.as_of.isoformat(),
            "statements": [{"text": s.text, "citations": list(s.citations)} for s in approval.statements],
            "footholds": [one.to_json() for one in approval.footholds],
            "corrected": approval.corrected,
        }
        row = (
            *(approval.id, approval.key, json.dumps(body, ensure_ascii=False), approval.answer_id),
            *(approval.approved_by, approval.shown_name, approval.approved_at.isoformat(), None, None),
        )
        with self._lock:
            self._db.execute(f"INSERT INTO approvals ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)

    def get(self, approval_id: str) -> Approval:
        """Return an approval. Raises `RecordNotFound`."""
        for found in self._read("id = ?", approval_id):
            return found
        raise RecordNotFound("no such approval")

    def of_question(self, text: str, language: str) -> tuple[Approval, ...]:
        """Return the approvals of a question that were not withdrawn, the newest first."""
        return self._read("question_key = ? AND withdrawn_at IS NULL", question_key(text, language))

    def all(self) -> tuple[Approval, ...]:
        """List the approvals, withdrawn or not, the newest first."""
        return self._read("1")

    def withdraw(self, approval_id: str, who: str) -> None:
        """Offer an approval no more. Raises `RecordNotFound`, also where it is withdrawn already."""
        self._set(approval_id, "withdrawn_at IS NULL", who, datetime.now(tz=UTC).isoformat())

    def restore(self, approval_id: str) -> None:
        """Offer a withdrawn approval again. Raises `RecordNotFound`."""
        self._set(approval_id, "withdrawn_at IS NOT NULL", None, None)

    def offer(self, question: Question, shelf: Shelf, on: date) -> Offer | None:
        """Return the newest approval of a question that stands unchanged on a day, for who may read it all.

        It is verified again against its sources as they are read now.
        """
        for approval in self.of_question(question.text, question.language):
            citations = _citations(standing(approval.footholds, shelf, on))
            if citations and all(v.holds for v in verdicts(approval.statements, citations)):
                return Offer(approval, citations)
        return None

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def _set(self, approval_id: str, where: str, who: str | None, at: str | None) -> None:
        with self._lock:
            changed = self._db.execute(
                f"UPDATE approvals SET withdrawn_by = ?, withdrawn_at = ? WHERE id = ? AND {where}",
                (who, at, approval_id),
            ).rowcount
        if not changed:
            raise RecordNotFound("no such approval")

    def _read(self, where: str, *given: object) -> tuple[Approval, ...]:
        with self._lock:
            rows = self._db.execute(
                f"SELECT {_COLUMNS} FROM approvals WHERE {where} ORDER BY approved_at DESC, rowid DESC", given
            ).fetchall()
        return tuple(map(_approval, rows))


def new_id() -> str:
    """Return an id for an approval."""
    return uuid4().hex


def _citations(found: Sequence[Standing]) -> tuple[Citation, ...]:
    """Return the citations, or none where any is not what it was."""
    return tuple(one.citation for one in found if one.citation) if all_same(found) else ()


def _approval(row: tuple[Any, ...]) -> Approval:
    identity, _, kept, answer_id, by, shown, approved_at, withdrawn_by, withdrawn_at = row
    body = json.loads(kept)
    return Approval(
        identity,
        body["question"],
        body["language"],
        date.fromisoformat(body["as_of"]),
        tuple(Statement(s["text"], tuple(s["citations"])) for s in body["statements"]),
        tuple(map(Foothold.from_json, body["footholds"])),
        body["corrected"],
        answer_id,
        by,
        shown,
        datetime.fromisoformat(approved_at),
        withdrawn_by,
        datetime.fromisoformat(withdrawn_at) if withdrawn_at else None,
    )
