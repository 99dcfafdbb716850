"""What a request may use: the assistant, the store, and who is asking."""

from __future__ import annotations

import logging
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api import sweeping
from api.answer_queue import AnswerQueue, Queued
from api.audit import AuditLog
from api.audited import Audited
from api.callers import Caller
from api.contracts import AssistantLike
from api.identity.enrolling import Enrolling
from api.identity.sessions import Session
from api.identity.signing_in import SigningIn
from api.keys import Scope
from api.operations.metrics import Metrics
from api.operations.queues import waiting
from api.operations.tracing import Tracing
from api.operations.vector_check import VectorCheck
from api.problems import NotReady, Problem
from api.roles import Role
from api.warming import warm
from assistant.errors import AnswerFailure
from index.access import Principal
from index.document_store import DocumentHead, DocumentStore
from index.errors import IndexFailure
from index.settings import Settings
from index.store_opening import has_store

_log = logging.getLogger(__name__)


class Rooms:
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
        self.audit = AuditLog(settings.home)
        self.signing_in = SigningIn(settings, self.audit)
        self.enrolling = Enrolling(settings, self.audit, self.signing_in)
        self.questions = AnswerQueue.by(settings)
        self.metrics = Metrics(lambda: waiting(settings) | {"questions": self.questions.waiting})
        self.tracing = Tracing(settings.otlp_endpoint) if settings.otlp_endpoint else None
        self._open_store = open_store
        self._open_assistant = open_assistant
        self._store: DocumentStore | None = None
        self._assistant: AssistantLike | None = None
        self.vectors = VectorCheck()
        self.warming = False
        self._store_lock = threading.Lock()
        self._assistant_lock = threading.Lock()  # apart: opening the assistant takes seconds, the store none

    def store(self) -> DocumentStore:
        """Return the store."""
        with self._store_lock:
            if self._store is None:
                if not has_store(self.settings):
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

    def answered(self, body: dict[str, Any]) -> None:
        """Tell metrics and traces of an answer that was made."""
        self.metrics.answered(body["status"], body["timings_ms"])
        if self.tracing is not None:
            self.tracing.answered(body["timings_ms"])

    def warm(self) -> None:
        """Open the assistant in the background and search once: the first question waits for neither."""
        self.warming = True
        threading.Thread(target=self._try_assistant, name="warm", daemon=True).start()

    def _try_assistant(self) -> None:
        try:
            warm(self.assistant(), self.settings)
        except (NotReady, IndexFailure, AnswerFailure) as failure:
            _log.warning("the assistant cannot be opened yet: %s", failure)
        finally:
            sweeping.take_up()
            self.warming = False

    def close(self) -> None:
        """Let go of what was opened."""
        self.questions.close()
        with self._store_lock:
            if self._store is not None:
                self._store.close()
            self._store = None
        if self._assistant is not None:
            ending, self._assistant = self._assistant, None
            if (close := getattr(ending, "close", None)) is not None:  # one of a test may have none
                close()
        if self.tracing is not None:
            self.tracing.close()


@dataclass(frozen=True, slots=True)
class Service:
    """The rooms as one caller may use them."""

    rooms: Rooms
    caller: Caller

    @property
    def settings(self) -> Settings:
        """The settings of the installation."""
        return self.rooms.settings

    @property
    def principal(self) -> Principal:
        """Who asks: by a key, or at the clearance that the settings give to everybody else."""
        return self.caller.principal

    def store(self) -> DocumentStore:
        """Return the store. Raises `NotReady`."""
        return self.rooms.store()

    def assistant(self) -> AssistantLike:
        """Return the assistant, which answers in turn and writes down what it shows. Raises `NotReady`."""
        queued = Queued(self.rooms.assistant(), self.rooms.questions)
        return Audited(queued, self.rooms.audit, self.caller.key_id, self.rooms.answered)

    def heads(self) -> tuple[DocumentHead, ...]:
        """List the documents that may be shown; none where there is no store yet."""
        try:
            return self.store().heads(self.principal)
        except NotReady:
            return ()


_key = HTTPBearer(auto_error=False, description="a key of `thutuc keys create`; or as `X-Api-Key`")


def allowed(scope: Scope) -> Callable[..., Awaitable[Service]]:
    """Return the dependency of routes that ask for a scope of the caller; it raises `Problem`."""

    async def service(  # not in a thread: it only looks up what is at hand
        request: Request,
        _: Annotated[HTTPAuthorizationCredentials | None, Security(_key)] = None,
    ) -> Service:
        found = _service(request)
        if scope not in found.caller.scopes:
            known = found.caller.key_id or found.caller.session
            raise Problem("scope_missing" if known else "key_missing", scope.value)
        return found

    return service


def for_roles(*roles: Role) -> Callable[..., Awaitable[Service]]:
    """Return the dependency of routes and pages that only people of some roles may use.

    It raises `Problem`: `sign_in_needed` (401) for nobody known, `role_missing` (403) for another role.
    """

    async def service(  # not in a thread: it only looks up what is at hand
        request: Request,
        _: Annotated[HTTPAuthorizationCredentials | None, Security(_key)] = None,
    ) -> Service:
        found = _service(request)
        if not found.caller.scopes:
            raise Problem("sign_in_needed")
        if not found.caller.acts_as(*roles):
            raise Problem("role_missing")
        return found

    return service


def _service(request: Request) -> Service:
    caller = request.state.caller
    assert isinstance(caller, Caller)
    return Service(rooms(request), caller)


def signing_in(request: Request) -> SigningIn:
    """Return how people sign in. Raises `Problem` where nobody does."""
    if rooms(request).settings.sign_in == "off":
        raise Problem("not_found")
    return rooms(request).signing_in


def session_of(request: Request) -> Session:
    """Return the session of who has signed in. Raises `Problem`, also for a key, which has none."""
    session = request.state.caller.session
    if session is None:
        raise Problem("sign_in_needed")
    assert isinstance(session, Session)
    return session


def enrolling(request: Request, found: Annotated[SigningIn, Depends(signing_in)]) -> Enrolling:
    """Return how people set up a second factor. Raises `Problem` where they have none here."""
    del found  # only where people sign in
    settings = rooms(request).settings
    if settings.sign_in != "local" or settings.second_factor == "off":
        raise Problem("not_found")
    return rooms(request).enrolling


TheEnrolling = Annotated[Enrolling, Depends(enrolling)]
TheSigningIn = Annotated[SigningIn, Depends(signing_in)]
TheSession = Annotated[Session, Depends(session_of)]
TheService = Annotated[Service, Depends(allowed(Scope.READ))]
TheWriter = Annotated[Service, Depends(allowed(Scope.WRITE))]
TheAdministrator = Annotated[Service, Depends(allowed(Scope.ADMIN))]


def rooms(request: Request) -> Rooms:
    """Return the rooms of the application, for what is told to everybody."""
    found = request.app.state.rooms
    assert isinstance(found, Rooms)
    return found


TheRooms = Annotated[Rooms, Depends(rooms)]
