"""What a request may use: the assistant, the store, and who is asking."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Protocol

from fastapi import Depends, Request

from api.problems import NotReady
from assistant.errors import AnswerFailure
from index.access import AccessLabel, Principal
from index.document_store import DocumentHead, DocumentStore
from index.errors import IndexFailure
from index.settings import Settings

_log = logging.getLogger(__name__)


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
    ) -> AnswerLike:
        """Answer the last of the turns, as the law stands on a day (default: today).

        With a `conversation_id` the question goes on from its turns; `RecordNotFound` for an unknown one.
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


class Service:
    """The rooms behind the routes, each opened when it is first needed and kept.

    A store that does not exist yet is looked for again at every request, so that the page comes alive when
    the first ingestion has run. Raises `NotReady` from `store` and `assistant` until then.
    """

    def __init__(
        self,
        settings: Settings,
        open_store: Callable[[Path], DocumentStore],
        open_assistant: Callable[[Path], AssistantLike],
    ) -> None:
        """Keep how the rooms are opened; nothing is opened yet."""
        self.settings = settings
        self._open_store = open_store
        self._open_assistant = open_assistant
        self._store: DocumentStore | None = None
        self._assistant: AssistantLike | None = None
        self._store_lock = threading.Lock()
        self._assistant_lock = threading.Lock()  # apart: opening the assistant takes seconds, the store none

    @property
    def principal(self) -> Principal:
        """Who a request without an account is: the clearance that the settings give to the page."""
        label = AccessLabel.parse(self.settings.serve_clearance)
        return Principal("web", label.level, label.departments)

    def store(self) -> DocumentStore:
        """Return the store."""
        with self._store_lock:
            if self._store is None:
                if not self.settings.database.is_file():
                    raise NotReady("no store")
                self._store = self._open_store(self.settings.home)
            return self._store

    def assistant(self) -> AssistantLike:
        """Return the assistant."""
        self.store()
        with self._assistant_lock:
            if self._assistant is None:
                self._assistant = self._open_assistant(self.settings.home)
            return self._assistant

    def heads(self) -> tuple[DocumentHead, ...]:
        """List the documents that the page may show; none where there is no store yet."""
        try:
            return self.store().heads(self.principal)
        except NotReady:
            return ()

    def warm(self) -> None:
        """Open the assistant in the background, so that the first question does not wait for the model."""
        threading.Thread(target=self._try_assistant, name="warm", daemon=True).start()

    def _try_assistant(self) -> None:
        try:
            self.assistant()
        except (NotReady, IndexFailure, AnswerFailure) as failure:
            _log.warning("the assistant cannot be opened yet: %s", failure)

    def close(self) -> None:
        """Let go of what was opened."""
        with self._store_lock:
            if self._store is not None:
                self._store.close()
            self._store = None


def service(request: Request) -> Service:
    """Return the service of the application that a request came to."""
    found = request.app.state.service
    assert isinstance(found, Service)
    return found


TheService = Annotated[Service, Depends(service)]
