"""How long a request may take: then it is answered, and its place is given away only when it has ended."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.middleware import UPLOADS
from api.problems import problem_response

_AGAIN_SECONDS: Final = 5


class Deadline:
    """Answers a request that takes too long with 503, as long as nothing of its response was sent.

    What works on it in a thread cannot be stopped and goes on, but its response goes nowhere. Of an upload
    only the silences count: so many seconds without a byte end it (408).
    """

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        """Wrap `app`."""
        self._app, self._seconds = app, seconds
        self._left: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Carry one request through, or answer in its place."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["method"] == "POST" and scope["path"] in UPLOADS:
            await self._app(scope, self._impatient(receive), send)
            return
        started = late = False

        async def guarded(message: Message) -> None:
            nonlocal started
            if not late:
                started = True
                await send(message)

        task = asyncio.create_task(self._carry(scope, receive, guarded))
        try:
            await asyncio.wait({task}, timeout=self._seconds)
            if not task.done() and not started:
                late = True
                self._left.add(task)
                task.add_done_callback(self._left.discard)
                late_reply = problem_response(Request(scope), "too_slow", retry_after=_AGAIN_SECONDS)
                await late_reply(scope, receive, send)
                return
            await task
        except asyncio.CancelledError:  # the server ends, or the client has gone
            task.cancel()
            raise

    async def _carry(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)

    def _impatient(self, receive: Receive) -> Receive:
        async def within() -> Message:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._seconds):
                    return await receive()
            raise HTTPException(408)

        return within
