"""What the chat keeps of its readers beside the answers, and whose it is."""

from __future__ import annotations

import hashlib
import re
import secrets
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar

from fastapi import Depends, Request
from starlette.responses import Response

from api.dependencies import Service
from assistant.approvals import ApprovalBook
from assistant.errors import RecordNotFound
from assistant.feedback import Feedback, FeedbackBook
from assistant.records import AnswerRecord, AnswerRecords
from assistant.scores import ScoreBook
from assistant.shares import ShareBook
from assistant.threads import ThreadEntry, Threads

_COOKIE: Final = "desk"
_YEAR: Final = 365 * 24 * 3600
_TOKEN: Final = re.compile(r"[0-9a-f]{32}")
_BESIDE: Final = 12
Kept = TypeVar("Kept")


class Desk:
    """The lists and books of one home beside its answers, each opened when it is first needed."""

    def __init__(self, answers: Path) -> None:
        """Keep where the answers lie; nothing is opened yet."""
        self._path = answers
        self._lock = threading.Lock()
        self._opened: dict[Callable[[Path], Any], Any] = {}

    def threads(self) -> Threads:
        """Return the lists. Raises `RecordsTooNew`, as all of these."""
        return self._open(Threads)

    def feedback(self) -> FeedbackBook:
        """Return what readers said of answers."""
        return self._open(FeedbackBook)

    def records(self) -> AnswerRecords:
        """Return everybody's answers, for whoever keeps the service or goes through them."""
        return self._open(AnswerRecords)

    def scores(self) -> ScoreBook:
        """Return what experts found of answers."""
        return self._open(ScoreBook)

    def approvals(self) -> ApprovalBook:
        """Return the answers that experts approved."""
        return self._open(ApprovalBook)

    def shares(self) -> ShareBook:
        """Return who conversations are shared with."""
        return self._open(ShareBook)

    def _open(self, kind: Callable[[Path], Kept]) -> Kept:
        with self._lock:
            if kind not in self._opened:
                self._opened[kind] = kind(self._path)
            found: Kept = self._opened[kind]
            return found

    def said(self, request: Request, answer_id: str) -> dict[int, Feedback]:
        """Return what this reader said of an answer, by the number of the statement."""
        owner = known_owner(request)
        return self.feedback().said_by(owner, answer_id) if owner else {}

    def beside(self, request: Request) -> tuple[ThreadEntry, ...]:
        """Return the conversations that the page lists beside an answer."""
        owner = known_owner(request)
        return self.threads().listed(owner, most=_BESIDE) if owner else ()

    def sweep(self, service: Service) -> None:
        """Delete for good what was deleted longer ago than it can be brought back."""
        for conversation_id in self.threads().due():
            try:
                service.assistant().forget(conversation_id, service.principal)
            except RecordNotFound:
                continue  # another request was faster

    def forget_person(self, service: Service, person: str) -> int:
        """Delete all that somebody asked, by the name that records keep, and return how many answers."""
        records = AnswerRecords(self._path, service.settings.record_days)
        try:
            count = records.forget_person(person)
        finally:
            records.close()
        service.rooms.audit.add(
            service.principal.name,
            "conversations_deleted",
            key=service.caller.key_id,
            about=person,
            outcome=str(count),
        )
        return count

    def close(self) -> None:
        """Let go of what was opened."""
        with self._lock:
            for opened in self._opened.values():
                opened.close()
            self._opened = {}


def readable_record(desk: Desk, service: Service, record_id: str) -> AnswerRecord:
    """Return anybody's answer, for whoever goes through answers.

    Raises:
        RecordNotFound: there is none, or it shows what the reader may not read.
    """
    record = desk.records().any_of(record_id)
    named = sorted(record.named)
    heads = service.store().heads(service.principal, ids=named) if named else ()
    if record.clearance > service.principal.clearance or len(heads) < len(named):
        raise RecordNotFound("no such answer")
    return record


def known_owner(request: Request) -> str | None:
    """Return whose list a request may see: an account's, or where nobody signs in a browser's.

    `None` for a browser that has asked nothing yet.
    """
    caller = request.state.caller
    if caller.session is not None:
        return str(caller.principal.name)
    token: str = getattr(request.state, "desk", None) or request.cookies.get(_COOKIE, "")
    return hashlib.sha256(token.encode()).hexdigest() if _TOKEN.fullmatch(token) else None


def owner(request: Request) -> str:
    """Return whose list a request writes to; a browser without one is given a token of its own."""
    known = known_owner(request)
    if known is None:
        request.state.desk = secrets.token_hex(16)
        known = known_owner(request)
    assert known is not None
    return known


def remember(request: Request, response: Response) -> Response:
    """Hand a new token to the browser with the response; the store holds only its hash."""
    if token := getattr(request.state, "desk", None):
        secure = request.url.scheme == "https"
        response.set_cookie(_COOKIE, token, max_age=_YEAR, samesite="lax", httponly=True, secure=secure)
    return response


def desk_of(request: Request) -> Desk:
    """Return the desk of the application that a request came to."""
    found = request.app.state.desk
    assert isinstance(found, Desk)
    return found


TheDesk = Annotated[Desk, Depends(desk_of)]
