"""What every response carries, and what no request may exceed."""

from __future__ import annotations

import logging
import secrets
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.logs import log_fault
from api.problems import problem_response

_log = logging.getLogger(__name__)

# Ten turns of 4,000 characters take 360 kB when a form percent-encodes Vietnamese at nine bytes a letter,
# and Bengali the same.
MOST_BODY: Final = 512 * 1024

UPLOADS: Final = {
    "/v1/documents": "multipart/form-data",
    "/uploads": "multipart/form-data",
    "/v1/edxml": "application/xml",
    "/v1/edxml/replies": "multipart/form-data",
}
"""Where files are taken, and as what."""

POLICY: Final = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class Envelope:
    """Gives each request an id, each response the security headers, and each failure a plain problem."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Carry one request through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        request.state.request_id = secrets.token_hex(8)
        started = False

        async def dressed(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                headers["X-Request-Id"] = request.state.request_id
                for name, value in HEADERS.items():
                    headers[name] = value
                kept = "no-cache" if request.url.path.startswith("/static/") else "no-store"
                headers.setdefault("Cache-Control", kept)
            await send(message)

        try:
            await self._app(scope, receive, dressed)
        except Exception as fault:
            log_fault(_log, f"request {request.state.request_id}", fault)
            if started:
                raise
            await problem_response(request, "internal")(scope, receive, dressed)


class BodyLimit:
    """Reads the body of a request as far as is allowed, and turns away one that is longer."""

    def __init__(self, app: ASGIApp, most_upload: int, most_body: int = MOST_BODY) -> None:
        """Wrap `app`; the limits are in bytes, `most_upload` that of multipart bodies, which go to disk."""
        self._app = app
        self._most = most_body
        self._most_upload = most_upload

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Carry one request through, or turn it away."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        if _is_upload(request):
            await self._upload(request, receive, send)
            return
        body = await self._body(request, receive)
        if body is None:
            await problem_response(request, "body_too_large", self._most)(scope, receive, send)
            return
        await self._app(scope, _replay(body, receive), send)

    async def _upload(self, request: Request, receive: Receive, send: Send) -> None:
        """Count what is read on the way, since all of it at once may be more than there is memory."""
        read, over, started = 0, _declared_length(request) > self._most_upload, False

        async def counted() -> Message:
            nonlocal read, over
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._most_upload:
                over = True
                raise HTTPException(413)
            return message

        async def held(message: Message) -> None:
            nonlocal started
            if over and not started:
                return
            started = True
            await send(message)

        if not over:
            await self._app(request.scope, counted, held)
        if over and not started:
            await problem_response(request, "body_too_large", self._most_upload)(request.scope, receive, send)

    async def _body(self, request: Request, receive: Receive) -> bytes | None:
        """Return the whole body, or `None` as soon as it is known to be too large."""
        if _declared_length(request) > self._most:
            return None
        body = bytearray()
        while True:
            message = await receive()
            body += message.get("body", b"")
            if len(body) > self._most:
                return None
            if not message.get("more_body", False):
                return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    """Give a body that was read already once more, then what the server says next."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def _declared_length(request: Request) -> int:
    declared = request.headers.get("content-length", "0")
    return int(declared) if declared.isdigit() else 0


def _is_upload(request: Request) -> bool:
    kind = UPLOADS.get(request.url.path)
    return (
        kind is not None
        and request.method == "POST"
        and request.headers.get("content-type", "").startswith(kind)
    )
