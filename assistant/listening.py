"""Lets whoever waits for an answer hear which step it is at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

Listener = Callable[[str], None]

# Of the thread that answers: no layer between the one who waits and the steps has to pass it on.
_listener: Final[ContextVar[Listener | None]] = ContextVar("listener", default=None)


@contextmanager
def listening(to: Listener) -> Iterator[None]:
    """Have each step that begins inside, in this thread, told to `to` by its name."""
    before = _listener.set(to)
    try:
        yield
    finally:
        _listener.reset(before)


def begins(step: str) -> None:
    """Say that a step begins; nothing happens where nobody listens."""
    heard = _listener.get()
    if heard is not None:
        heard(step)
