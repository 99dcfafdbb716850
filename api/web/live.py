"""An answer for the page that waits for it: the pieces of the page, each rendered here, as events."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from typing import Any

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from api.streaming import happenings
from api.web.rendering import page_language, rendered


async def fragments(
    request: Request,
    answer: Callable[[], dict[str, Any]],
    page: Callable[[dict[str, Any]], tuple[str, str]],
) -> AsyncIterator[str]:
    """Give `status` and `statement` as HTML to put into the page, then `answer` with the whole page.

    `page` returns the address of an answer and its page. A failure is one `error` without words: the script
    then sends the plain form, whose reply says what is wrong.
    """
    async for kind, data in happenings(request, answer, page_language(request)):
        if kind == "status":
            yield _event(kind, {"html": rendered(request, "live_status.html", text=data["text"])})
        elif kind == "statement":
            shown = {"text": data["text"], "further": data["further"]}
            yield _event(kind, {"html": rendered(request, "live_statement.html", **shown)})
        elif kind == "answer":
            address, html = await run_in_threadpool(page, data)
            yield _event(kind, {"address": address, "html": html})
        elif kind == "error":
            yield _event(kind, {})
        else:
            yield ": \n\n"


def _event(kind: str, data: dict[str, str]) -> str:
    return f"event: {kind}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
