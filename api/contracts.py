"""What the service asks of the assistant behind it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

from index.access import Principal


class AnswerLike(Protocol):
    """An answer that can be sent."""

    def to_json(self) -> dict[str, Any]:
        """Return the answer contract of docs/api.md."""
        ...


class EvidenceLike(Protocol):
    """A found passage that can be sent."""

    def to_json(self, as_of: date) -> dict[str, Any]:
        """Return the passage as `/v1/search` shows it, with its validity on a day."""
        ...


class RecordLike(Protocol):
    """A stored answer."""

    @property
    def id(self) -> str:
        """Its id."""
        ...

    @property
    def asked_at(self) -> str:
        """When it was given, in ISO form."""
        ...

    @property
    def body(self) -> dict[str, Any]:
        """The answer contract."""
        ...


class AssistantLike(Protocol):
    """Answers questions for the service.

    Failure: `answer` never raises for a question, it says so in the status; all raise an `IndexFailure`
    where nothing has been published, and `search` raises `BadQuestion`.
    """

    def answer(
        self,
        question: str | Sequence[str],
        principal: Principal,
        as_of: date | None = None,
        conversation_id: str | None = None,
        again: str | None = None,
    ) -> AnswerLike:
        """Answer the last of the turns, as the law stands on a day (default: today).

        With a `conversation_id` the question goes on from its turns, or from those before the answer that it
        is asked `again` from; `RecordNotFound` for an unknown one.
        """
        ...

    def search(self, question: str, principal: Principal, k: int = 10) -> Sequence[EvidenceLike]:
        """Return the best `k` passages that the principal may read."""
        ...

    def record(self, record_id: str, principal: Principal) -> dict[str, Any]:
        """Return a stored answer. Raises `RecordNotFound`, also where it may not be read."""
        ...

    def conversation(self, conversation_id: str, principal: Principal) -> Sequence[RecordLike]:
        """Return the answers of a conversation in order. Raises `RecordNotFound`, as `record`."""
        ...

    def forget(self, conversation_id: str, principal: Principal) -> int:
        """Delete a conversation and return how many answers it had. Raises `RecordNotFound`."""
        ...
