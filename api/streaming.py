"""An answer as server-sent events: what is being done, each verified statement, then the whole."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from functools import cache
from importlib import resources
from typing import Any, Final

import yaml
from fastapi import Request
from starlette.concurrency import run_in_threadpool

from api.logs import log_fault
from api.problems import problem_of
from assistant.listening import listening

MEDIA_TYPE: Final = "text/event-stream"
HEADERS: Final = {"X-Accel-Buffering": "no"}
"""A proxy that gathers a response before it passes it on would make a stream pointless."""

_SILENCE_SECONDS: Final = 15.0
"""After so long without an event a comment is sent: proxies end connections that say nothing."""

_log = logging.getLogger(__name__)

Event = tuple[str, dict[str, Any]]


def wants_stream(request: Request) -> bool:
    """Tell whether a request asks for events, as a browser's `EventSource` or a client's header does."""
    return MEDIA_TYPE in request.headers.get("accept", "")


async def events(request: Request, answer: Callable[[], dict[str, Any]], language: str) -> AsyncIterator[str]:
    """Give the events of one answer: `status` per step, `statement` per statement, then `answer`.

    A failure is told as one `error` event with the members of a problem. Where the reader goes away, the
    answer is still finished and recorded.
    """
    async for kind, data in happenings(request, answer, language):
        yield f"event: {kind}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n" if kind else ": \n\n"


async def happenings(
    request: Request, answer: Callable[[], dict[str, Any]], language: str
) -> AsyncIterator[Event]:
    """Give the same as pairs of a name and its data; the name "" stands for a silence."""
    loop, heard = asyncio.get_running_loop(), asyncio.Queue[Event | None]()

    def tell(event: Event | None) -> None:
        with suppress(RuntimeError):  # the loop is closed: the service ends, and nobody waits any more
            loop.call_soon_threadsafe(heard.put_nowait, event)

    def work() -> None:
        try:
            with listening(lambda step: _say(step, language, tell)):
                found = answer()
            for number, statement in enumerate(found["statements"]):
                cited = [found["citations"][c] for c in statement["citations"]]
                tell(("statement", {"index": number, **statement, "cited": cited}))
            tell(("answer", found))
        except Exception as failure:
            problem = problem_of(request, failure)
            if problem["code"] == "internal":
                log_fault(_log, f"request {problem['request_id']}", failure)
            tell(("error", problem))
        finally:
            tell(None)

    working = asyncio.ensure_future(run_in_threadpool(work))
    while True:
        try:
            event = await asyncio.wait_for(heard.get(), _SILENCE_SECONDS)
        except TimeoutError:
            yield "", {}
            continue
        if event is None:
            break
        yield event
    await working


def _say(step: str, language: str, tell: Callable[[Event], None]) -> None:
    told = _steps().get(step)
    if told is not None:
        tell(("status", {"step": step, "text": told[language]}))


@cache
def _steps() -> dict[str, dict[str, str]]:
    text = resources.files("prompts").joinpath("steps.yaml").read_text(encoding="utf-8")
    steps: dict[str, dict[str, str]] = yaml.safe_load(text)
    return steps
