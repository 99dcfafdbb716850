"""The line that questions wait in: so many are answered at the same time, first come, first served.

An answer is work of the processor. Beyond a few at a time, more of them only take turns in one process, and
each turn costs the caches of the others: all together become slower, not only each of them.
"""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, Final

from api.contracts import AnswerLike, AssistantLike, EvidenceLike, RecordLike
from api.problems import Problem
from assistant.listening import begins
from index.access import Principal
from index.settings import Settings

STEP: Final = "wait_for_turn"
"""What a reader who waits is told it is, in `prompts/steps.yaml`."""
_AT_ONCE: Final = 2
"""One that computes while the other waits for the disk or for torch; see docs/benchmarks.md."""
_AHEAD: Final = 1
"""More than there are processes that answer: none of them waits while an answer is written down."""
_OF_A_SERVER: Final = 16
"""An answer that a server of a chat model words waits for it most of its time, without a processor."""
_WEIGHT: Final = 0.1
"""What the last answer counts in the seconds that one is expected to take."""


class AnswerQueue:
    """Lets questions through one after the other; safe to use from several threads.

    Where too many wait, or who comes would wait longer than a request may take, it is refused at once:
    `Problem` "busy" with the seconds after which half of the line has been answered.
    """

    def __init__(self, at_once: int, most_waiting: int, most_seconds: float) -> None:
        """Begin with nobody; `most_seconds` is how long a request may take, with its wait."""
        self._at_once, self._most_waiting, self._most_seconds = at_once, most_waiting, most_seconds
        self._lock = threading.Lock()
        self._free = at_once
        self._line: deque[threading.Event] = deque()
        self._takes: float | None = None
        self._closed = False

    @classmethod
    def by(cls, settings: Settings) -> AnswerQueue:
        """Make the line of an installation.

        Those who wait take half of `most_requests` at most: the rest is for who asks for something else.
        """
        waiting = min(settings.answers_waiting, settings.most_requests // 2)
        return cls(answers_at_once(settings), waiting, settings.request_seconds)

    @property
    def places(self) -> int:
        """Count the threads that may be in here at the same time."""
        return self._at_once + self._most_waiting

    @property
    def waiting(self) -> int:
        """Count the questions that wait now."""
        return len(self._line)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait until it is one's turn, and give the place on at the end. Raises `Problem`."""
        self._enter()
        began = time.monotonic()
        try:
            yield
        finally:
            self._leave(time.monotonic() - began)

    def close(self) -> None:
        """Refuse those who wait, and everybody from now on: the service ends."""
        with self._lock:
            self._closed = True
            for turn in self._line:
                turn.set()

    def _enter(self) -> None:
        with self._lock:
            if self._closed:
                raise self._refusal()
            if self._free:
                self._free -= 1
                return
            if len(self._line) >= self._most_waiting or self._expected() > self._most_seconds:
                raise self._refusal()
            turn = threading.Event()
            self._line.append(turn)
        begins(STEP)
        turn.wait(self._most_seconds)
        with self._lock:
            if turn in self._line:  # nobody has given a place on to it: too late, or the service ends
                self._line.remove(turn)
                raise self._refusal()

    def _leave(self, took: float) -> None:
        with self._lock:
            self._takes = took if self._takes is None else self._takes + _WEIGHT * (took - self._takes)
            if self._line and not self._closed:
                self._line.popleft().set()
            else:
                self._free += 1

    def _expected(self) -> float:
        """Return the seconds until somebody who comes now would have an answer."""
        takes = self._takes or 0.0
        return takes * (len(self._line) + 1) / self._at_once + takes

    def _refusal(self) -> Problem:
        return Problem("busy", retry_after=max(1, math.ceil(self._expected() / 2)))


class Queued:
    """`AssistantLike` whose answers wait for their turn; all else is done at once."""

    def __init__(self, assistant: AssistantLike, queue: AnswerQueue) -> None:
        """Wrap an assistant."""
        self._assistant, self._queue = assistant, queue

    def answer(
        self,
        question: str | Sequence[str],
        principal: Principal,
        as_of: date | None = None,
        conversation_id: str | None = None,
        again: str | None = None,
    ) -> AnswerLike:
        """Answer when it is the question's turn. Raises `Problem` where too many wait."""
        with self._queue.turn():
            return self._assistant.answer(question, principal, as_of, conversation_id, again)

    def search(self, question: str, principal: Principal, k: int = 10) -> Sequence[EvidenceLike]:
        """Return the best `k` passages that the principal may read."""
        return self._assistant.search(question, principal, k)

    def record(self, record_id: str, principal: Principal) -> dict[str, Any]:
        """Return a stored answer."""
        return self._assistant.record(record_id, principal)

    def conversation(self, conversation_id: str, principal: Principal) -> Sequence[RecordLike]:
        """Return the answers of a conversation in order."""
        return self._assistant.conversation(conversation_id, principal)

    def forget(self, conversation_id: str, principal: Principal) -> int:
        """Delete a conversation and return how many answers it had."""
        return self._assistant.forget(conversation_id, principal)


def answers_at_once(settings: Settings) -> int:
    """Return how many questions are worked on at the same time: as set, or by what answers them."""
    if settings.answers_at_once:
        return settings.answers_at_once
    if settings.answering_processes:
        return settings.answering_processes + _AHEAD
    return _OF_A_SERVER if settings.chat_model_url is not None else _AT_ONCE
