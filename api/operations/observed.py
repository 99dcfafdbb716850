"""Tells metrics, log and traces of each request, by its pattern and never by its path."""

from __future__ import annotations

import logging
import time
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Final

import structlog
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.operations.metrics import Metrics
from api.operations.tracing import Span, Tracing

_log = logging.getLogger("thutuc.access")
_UNKNOWN: Final = "unmatched"


class Observed:
    """Wraps the service; what it tells has no question, title, person or document in it."""

    def __init__(self, app: ASGIApp, metrics: Metrics, tracing: Tracing | None) -> None:
        """Wrap `app`."""
        self._app, self._metrics, self._tracing = app, metrics, tracing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Carry one request through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request, status, began = Request(scope), 500, time.perf_counter()
        request_id = request.state.request_id
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        self._metrics.begun()
        with self._span(request, request_id) as span:
            try:
                await self._app(scope, receive, watched)
            finally:
                seconds = time.perf_counter() - began
                route = route_of(scope)
                self._metrics.ended(request.method, route, status, seconds)
                if span is not None:
                    span.end(route, status)
                _log.info("request", extra=_line(request, route, status, seconds))

    def _span(self, request: Request, request_id: str) -> AbstractContextManager[Span | None]:
        if self._tracing is None:
            return nullcontext()
        return self._tracing.request(request.method, request_id, request.headers)


def route_of(scope: Scope) -> str:
    """Return the pattern of a request's path; a path that fits none is not told."""
    found = getattr(scope.get("route"), "path", None)
    if isinstance(found, str):
        return found
    return "/static" if scope["path"].startswith("/static/") else _UNKNOWN


def _line(request: Request, route: str, status: int, seconds: float) -> dict[str, Any]:
    caller = getattr(request.state, "caller", None)
    return {
        "method": request.method,
        "route": route,
        "status": status,
        "ms": round(seconds * 1000, 1),
        "who": caller.principal.name if caller is not None else None,
    }
