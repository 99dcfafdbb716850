"""The door of the service: it knows who comes, and turns away who may not or who asks for too much."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Send
from starlette.types import Scope as ASGIScope

from api.admission import OPEN, Admission
from api.audit import AuditLog
from api.callers import Caller
from api.identity.cookies import keep_session
from api.identity.sessions import Sessions
from api.problems import Problem, problem_response
from index.settings import Settings

_WRITTEN: Final = {"GET": "document", "PATCH": "label", "DELETE": "deletion"}
"""What the audit log calls a request for a document, by its method."""
_MOST_BUCKETS: Final = 10_000


@dataclass(slots=True)
class _Bucket:
    """Requests that a key has left: it fills evenly, up to those of a minute."""

    left: float
    at: float


class Gate:
    """Names the caller of each request, and holds each key to its rate and all to what the machine can do.

    A key that is not good is turned away (401), never taken for nobody's. Beyond the rate of a key, or beyond
    `most_requests` at a time, a request is turned away before its body is read (429 with Retry-After).
    """

    def __init__(
        self, app: ASGIApp, settings: Settings, admission: Admission, sessions: Sessions, audit: AuditLog
    ) -> None:
        """Wrap `app`."""
        self._app = app
        self._audit = audit
        self._settings = settings
        self._admission = admission
        self._sessions = sessions
        self._buckets: dict[str, _Bucket] = {}
        self._under_way = 0

    async def __call__(self, scope: ASGIScope, receive: Receive, send: Send) -> None:
        """Carry one request through, or turn it away."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        if scope["path"] in OPEN or scope["path"].startswith("/static/"):
            request.state.caller = self._admission.unknown
            await self._app(scope, receive, send)
            return
        try:
            caller = request.state.caller = await self._admitted(request)
            told = self._admission.turned_away(request, caller)
        except Problem as problem:
            await problem_response(request, problem.code, retry_after=problem.retry_after)(
                scope, receive, send
            )
            return
        if told is not None:
            await told(scope, receive, send)
            return
        token = await self._renewed(caller)

        async def written_down(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] < HTTPStatus.BAD_REQUEST:
                await self._write_down(scope, caller)
            if message["type"] == "http.response.start" and token is not None:
                carrier = Response()
                keep_session(carrier, token, self._settings)
                message["headers"] = [
                    *message["headers"],
                    *(h for h in carrier.raw_headers if h[0] == b"set-cookie"),
                ]
            await send(message)

        self._under_way += 1
        try:
            await self._app(scope, receive, written_down)
        finally:
            self._under_way -= 1

    async def _renewed(self, caller: Caller) -> str | None:
        """Return a new token for a session whose person has other rights than when it was given its own."""
        if caller.session is None or not caller.session.outdated:
            return None
        return await run_in_threadpool(self._sessions.renew, caller.session)

    async def _write_down(self, scope: ASGIScope, caller: Caller) -> None:
        """Put into the audit log that a document was shown or changed, before anything of it is sent."""
        given = scope.get("path_params", {})
        named = given.get("document_id") or given.get("code")
        what = _WRITTEN.get(scope["method"])
        if named is None or what is None:
            return
        add = partial(self._audit.add, caller.principal.name, what, key=caller.key_id, documents=[named])
        await run_in_threadpool(add)

    async def _admitted(self, request: Request) -> Caller:
        """Return who asks. Raises `Problem`."""
        if self._under_way >= self._settings.most_requests:
            raise Problem("busy", retry_after=1)
        if self._admission.shows_session(request):
            return await run_in_threadpool(self._admission.caller, request)  # it may have to write
        caller = self._admission.caller(request)
        if caller.key_id is not None:
            self._spend(caller.key_id, caller.per_minute or self._settings.key_requests_per_minute)
        return caller

    def _spend(self, key_id: str, per_minute: int) -> None:
        """Take one request from a key's bucket. Raises `Problem` where it is empty."""
        now = time.monotonic()
        if len(self._buckets) >= _MOST_BUCKETS:
            self._buckets.clear()
        bucket = self._buckets.setdefault(key_id, _Bucket(per_minute, now))
        bucket.left = min(per_minute, bucket.left + (now - bucket.at) * per_minute / 60)
        bucket.at = now
        if bucket.left < 1:
            raise Problem("too_many_requests", retry_after=max(1, round((1 - bucket.left) * 60 / per_minute)))
        bucket.left -= 1
