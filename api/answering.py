"""The assistant in processes of its own, so that many questions are answered on all cores at once.

One process of Python answers one question at a time, whatever its threads do. Each process here opens the
assistant over the same home; the files of the indexes and the words of the model are mapped, and lie in
memory once. Who calls, limits, the audit log and metrics stay with the service.
"""

from __future__ import annotations

import os
import queue
import signal
import threading
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final, cast

from api import sweeping
from api.contracts import AnswerLike, AssistantLike, EvidenceLike, RecordLike
from api.warming import warm
from assistant.errors import AnswerFailure
from assistant.listening import begins, listening
from index.access import Principal
from index.errors import IndexFailure
from index.settings import load_settings

_STEP, _DONE, _FAILED = "step", "done", "failed"
_END_SECONDS: Final = 10.0
_TRIES: Final = 2
"""How many processes may end over one call before it is given up."""


class ProcessLost(AnswerFailure):
    """A process ended while it answered, twice for the same question."""


class Told:
    """An answer as another process told it."""

    def __init__(self, body: dict[str, Any]) -> None:
        """Keep what is sent."""
        self._body = body

    def to_json(self) -> dict[str, Any]:
        """Return the answer contract of docs/api.md."""
        return self._body


class AnsweringProcesses:
    """`AssistantLike` over several processes; a question has one of them to itself until it is answered.

    Searches and what was answered before are asked of the same processes beside that, one at a time of each:
    they do not wait for an answer. A process that dies is started anew, and what it was asked is asked once
    more; `ProcessLost` after that. What the assistant raises is raised here.
    """

    def __init__(self, home: Path, count: int) -> None:
        """Start so many processes and wait until the first can answer.

        Raises:
            IndexFailure, AnswerFailure: the assistant cannot be opened.
        """
        self._home, self._count = home, count
        self._idle: queue.SimpleQueue[_Line] = queue.SimpleQueue()
        self._beside: queue.SimpleQueue[_Line] = queue.SimpleQueue()
        self._all: list[_Process] = []
        self._lock = threading.Lock()
        self._closed = threading.Event()
        first = self._started()
        first.wait()
        self._take_calls(first)
        for _ in range(count - 1):
            self._join(self._started())

    def answer(
        self,
        question: str | Sequence[str],
        principal: Principal,
        as_of: date | None = None,
        conversation_id: str | None = None,
        again: str | None = None,
    ) -> AnswerLike:
        """Answer in the next process that is free."""
        return Told(self._call(self._idle, "answer", question, principal, as_of, conversation_id, again))

    def search(self, question: str, principal: Principal, k: int = 10) -> Sequence[EvidenceLike]:
        """Return the best `k` passages that the principal may read."""
        return cast("Sequence[EvidenceLike]", self._call(self._beside, "search", question, principal, k))

    def record(self, record_id: str, principal: Principal) -> dict[str, Any]:
        """Return a stored answer."""
        return cast("dict[str, Any]", self._call(self._beside, "record", record_id, principal))

    def conversation(self, conversation_id: str, principal: Principal) -> Sequence[RecordLike]:
        """Return the answers of a conversation in order."""
        return cast(
            "Sequence[RecordLike]", self._call(self._beside, "conversation", conversation_id, principal)
        )

    def forget(self, conversation_id: str, principal: Principal) -> int:
        """Delete a conversation and return how many answers it had."""
        return int(self._call(self._beside, "forget", conversation_id, principal))

    def close(self) -> None:
        """End all processes."""
        with self._lock:
            self._closed.set()
            ending, self._all = self._all, []
        for process in ending:
            process.end()

    def _started(self) -> _Process:
        process = _Process(self._home, max(1, (os.cpu_count() or 1) // self._count))
        with self._lock:
            self._all.append(process)
        return process

    def _join(self, process: _Process) -> None:
        """Let a process take questions once it is open; the others take them until then."""

        def open_and_join() -> None:
            # What keeps it from opening is told to the next who asks: the pipe is at its end then.
            with suppress(IndexFailure, AnswerFailure, EOFError, OSError):
                process.wait()
            self._take_calls(process)

        threading.Thread(target=open_and_join, name="answering", daemon=True).start()

    def _take_calls(self, process: _Process) -> None:
        self._idle.put(process.answers)
        self._beside.put(process.beside)

    def _call(self, lines: queue.SimpleQueue[_Line], method: str, *given: object) -> Any:  # noqa: ANN401
        lost = 0
        while lost < _TRIES and not self._closed.is_set():
            line = lines.get()
            try:
                found = line.call(method, given)
            except (EOFError, OSError):
                lost += self._replaced(line)
                if self._closed.is_set():
                    lines.put(line)  # for the next who waits, to find that it is over
            except BaseException:
                lines.put(line)
                raise
            else:
                lines.put(line)
                return found
        raise ProcessLost("the process that answers ended; it was started anew")

    def _replaced(self, line: _Line) -> bool:
        """Start another process in place of a lost one; false where its other line told of that before."""
        line.pipe.close()
        with self._lock:
            known = line.process in self._all
            self._all = [other for other in self._all if other is not line.process]
        if known:
            line.process.end()
            self._join(self._started())
        return known


class _Process:
    """One process and the two lines to it: for questions, and for what does not wait for their answers."""

    def __init__(self, home: Path, threads: int) -> None:
        context = get_context("spawn")
        ends = [context.Pipe() for _ in range(2)]
        there = [end for _, end in ends]
        self._process = context.Process(
            target=answer_calls, args=(str(home), threads, *there), name="answering", daemon=True
        )
        self._process.start()
        for end in there:
            end.close()
        self.answers, self.beside = (_Line(self, here) for here, _ in ends)
        self._opening = threading.Lock()
        self._opened = False

    def wait(self) -> None:
        """Wait until the assistant is open there; raises what kept it from that."""
        with self._opening:
            if not self._opened:
                self.answers.result()
                self._opened = True

    def end(self) -> None:
        self.answers.pipe.close()
        self._process.join(_END_SECONDS)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()


class _Line:
    """A pipe to a process, used by one thread at a time."""

    def __init__(self, process: _Process, pipe: Connection) -> None:
        self.process, self.pipe = process, pipe

    def call(self, method: str, given: tuple[object, ...]) -> Any:  # noqa: ANN401
        """Have a method called; `EOFError` or `OSError` where the process is gone."""
        self.process.wait()
        self.pipe.send((method, given))
        return self.result()

    def result(self) -> Any:  # noqa: ANN401
        """Wait for what comes back, passing on the steps that are told before it."""
        while True:
            kind, value = self.pipe.recv()
            if kind == _STEP:
                begins(value)
            elif kind == _FAILED:
                raise value
            else:
                return value


def answer_calls(home: str, threads: int, pipe: Connection, beside: Connection) -> None:
    """Open the assistant over a home and answer calls on both pipes until the first is closed elsewhere."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the service's: it finishes what is under way
    os.environ.setdefault("THUTUC_EMBEDDING_THREADS", str(threads))
    sweeping.put_off()
    from assistant.assembly import open_assistant  # noqa: PLC0415 - only the child needs it

    try:
        assistant = open_assistant(Path(home))
        warm(assistant, load_settings(Path(home)))
    except (IndexFailure, AnswerFailure) as failure:
        pipe.send((_FAILED, failure))
        return
    sweeping.take_up()
    pipe.send((_DONE, None))
    threading.Thread(target=_answer, args=(assistant, beside), name="beside", daemon=True).start()
    _answer(assistant, pipe)


def _answer(assistant: AssistantLike, pipe: Connection) -> None:
    with suppress(EOFError, OSError):
        while True:
            method, given = pipe.recv()
            pipe.send(_answered(assistant, method, given, pipe))


def _answered(
    assistant: AssistantLike, method: str, given: tuple[Any, ...], pipe: Connection
) -> tuple[str, Any]:
    try:
        with listening(lambda step: pipe.send((_STEP, step))):
            found = getattr(assistant, method)(*given)
    except Exception as failure:  # told to whoever asked, as if it had been raised there
        return _FAILED, failure
    return _DONE, found.to_json() if method == "answer" else found
