"""How the tests of the pages wait for what a click, a key or a script sets off.

A click or a key returns before the page it leads to is whole, on a loaded machine long before. So whatever
asks the server for another page, or lets a script ask, is done by `follow` or within `awaiting`; `open_page`
fails a test in which a page asks while nobody waits. What a script changes by itself is told with
`playwright.sync_api.expect`, which looks again until it is so.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import expect

PATIENCE_MS, INGESTION_MS = 30_000, 150_000
# What changes a page after the step that set it off has returned.
_CHANGING = {"document", "fetch", "xhr", "eventsource"}
_MARK = "(document.getElementById('desk') ?? document.body).toggleAttribute('data-before', true)"
_awaited: list[Any] = []


@contextmanager
def expecting(page: Any) -> Iterator[None]:
    """Say that what the page asks for meanwhile is waited for, as `goto` does."""
    _awaited.append(page)
    try:
        yield
    finally:
        _awaited.remove(page)


@contextmanager
def awaiting(page: Any, until: Any = None) -> Iterator[None]:
    """Wait until what is done here has led to another page, or to another answer on this one.

    It has when the page or the answer of before, marked with `data-before`, is gone, or when `until` is seen.
    """
    with expecting(page):
        page.evaluate(_MARK)
        yield
        if until is None:
            expect(page.locator("[data-before]")).to_have_count(0)
        else:
            expect(until).to_be_visible(timeout=INGESTION_MS)
        page.wait_for_load_state()
        here = page.evaluate("location.href")
        page.wait_for_url(lambda url: url == here)  # an address that a script set is heard of later


def follow(page: Any, control: Any, until: Any = None) -> None:
    """Press what leads to another page or answer, and wait for it as `awaiting` does."""
    with awaiting(page, until):
        control.click()


def unawaited(page: Any, request: Any) -> bool:
    """Whether a page asks for what will change it while nobody waits."""
    return request.resource_type in _CHANGING and page not in _awaited
