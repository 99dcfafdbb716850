"""The assistant with its audit log: what somebody is shown is written down before they see it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from api.audit import AuditLog
from api.contracts import AnswerLike, AssistantLike, EvidenceLike, RecordLike
from index.access import Principal


class Audited:
    """`AssistantLike` for one caller; each call is in the log when it returns."""

    def __init__(
        self,
        assistant: AssistantLike,
        log: AuditLog,
        key_id: str | None,
        answered: Callable[[dict[str, Any]], None] = lambda _: None,
    ) -> None:
        """Wrap an assistant; `answered` hears of each answer that is made."""
        self._assistant, self._log, self._key, self._answered = assistant, log, key_id, answered

    def answer(
        self,
        question: str | Sequence[str],
        principal: Principal,
        as_of: date | None = None,
        conversation_id: str | None = None,
        again: str | None = None,
    ) -> AnswerLike:
        """Answer; the log has the record's id, the cited documents and the status."""
        answer = self._assistant.answer(question, principal, as_of, conversation_id, again)
        body = answer.to_json()
        self._answered(body)
        self._shown(principal, "answer", body)
        return answer

    def search(self, question: str, principal: Principal, k: int = 10) -> Sequence[EvidenceLike]:
        """Search; the log has the documents that were found."""
        found = self._assistant.search(question, principal, k)
        today = date.today()
        self._add(principal, "search", [one.to_json(today)["document"]["id"] for one in found])
        return found

    def record(self, record_id: str, principal: Principal) -> dict[str, Any]:
        """Return a stored answer; the log has that it was shown again."""
        body = self._assistant.record(record_id, principal)
        self._shown(principal, "answer_again", body)
        return body

    def conversation(self, conversation_id: str, principal: Principal) -> Sequence[RecordLike]:
        """Return the answers of a conversation; the log has which."""
        kept = self._assistant.conversation(conversation_id, principal)
        documents = [c["document"]["id"] for one in kept for c in one.body["citations"]]
        self._add(principal, "conversation", documents, answer=conversation_id)
        return kept

    def forget(self, conversation_id: str, principal: Principal) -> int:
        """Delete a conversation; the log has that it was deleted."""
        count = self._assistant.forget(conversation_id, principal)
        self._add(principal, "conversation_deleted", answer=conversation_id)
        return count

    def _shown(self, principal: Principal, what: str, body: dict[str, Any]) -> None:
        documents = [citation["document"]["id"] for citation in body["citations"]]
        self._add(principal, what, documents, answer=body["record_id"], outcome=body["status"])

    def _add(
        self, principal: Principal, what: str, documents: Sequence[str] = (), **more: str | None
    ) -> None:
        self._log.add(principal.name, what, key=self._key, documents=documents, **more)
