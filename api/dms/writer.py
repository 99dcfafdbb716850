"""The service's side of the process that writes: it is started when there is something to write."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooSlow
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from api.problems import Problem
from index.reading_corrections import ReadingCorrection

_ORDER_SECONDS: Final = 60.0
"""Working out anew which act ends which takes seconds in a large store."""
_REST_SECONDS: Final = 60.0
"""A process that has had nothing to do for so long is let go with its memory."""
_END_SECONDS: Final = 15.0
_AGAIN_SECONDS: Final = 2.0
"""After how long a process that follows, and that has ended by itself, is started again."""
_BUSY_AGAIN_SECONDS: Final = 5


class Writer:
    """Hands over what is to be written; safe to use from several threads.

    Failure: `Problem` with the code `store_busy` where another process writes to the store, and with
    `document_not_found` and `internal`.
    """

    def __init__(self, home: Path, *, stays: bool = False) -> None:
        """Start nothing yet; with `stays` the process that writes is never let go, since it follows too."""
        self._home = home
        self._stays = stays
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._answers: dict[int, Future[str | None]] = {}
        self._number = 0
        self._resting: threading.Timer | None = None
        self._closed = False

    def wake(self) -> None:
        """Say that there is a job."""
        with self._lock:
            self._send({"do": "wake"})

    def relabel(self, document_id: str, label: str) -> None:
        """Change who may read a document; it counts when this returns."""
        self._order(do="relabel", document_id=document_id, label=label)

    def delete(self, document_id: str) -> None:
        """Take a document out; it is gone when this returns."""
        self._order(do="delete", document_id=document_id)

    def correct(self, document_id: str, corrections: Sequence[ReadingCorrection]) -> None:
        """Keep what was corrected of a document; it is kept when this returns, and counts soon after."""
        self._order(do="correct", document_id=document_id, corrections=[asdict(one) for one in corrections])

    def undo_correction(self, document_id: str, entry: int, who: str) -> None:
        """Take a correction back. Raises `Problem` with `correction_not_found` too."""
        self._order(do="undo", document_id=document_id, entry=entry, who=who)

    def close(self) -> None:
        """Let the process end after the file at hand; what it has left is done after the next start."""
        with self._lock:
            self._closed = True
            if self._resting is not None:
                self._resting.cancel()
            process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None
        with suppress(OSError):
            process.stdin.close()
        try:
            process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _order(self, **order: Any) -> None:  # noqa: ANN401 - whatever JSON holds
        answer: Future[str | None] = Future()
        with self._lock:
            self._number += 1
            self._answers[self._number] = answer
            self._send({"n": self._number, **order})
        try:
            problem = answer.result(_ORDER_SECONDS)
        except TooSlow:
            problem = "store_busy"
        if problem is not None:
            raise Problem(problem, retry_after=_BUSY_AGAIN_SECONDS if problem == "store_busy" else None)

    def _send(self, order: dict[str, Any]) -> None:
        """Send a line, to a new process where there is none; the lock is held."""
        if self._closed:
            raise Problem("busy", retry_after=_BUSY_AGAIN_SECONDS)
        if self._resting is not None:
            self._resting.cancel()
            self._resting = None
        process = self._process
        if process is None or process.poll() is not None:
            process = self._start()
        line = json.dumps(order) + "\n"
        try:
            _write(process, line)
        except OSError:  # it has just ended
            _write(self._start(), line)

    def _start(self) -> subprocess.Popen[str]:
        process = self._process = subprocess.Popen(
            [sys.executable, "-m", "api.dms.worker", str(self._home)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            start_new_session=True,  # Ctrl-C is for the service, which then ends this one in order
        )
        threading.Thread(target=self._listen, args=(process,), daemon=True).start()
        return process

    def _listen(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        with process.stdout as lines:
            for line in lines:
                told = json.loads(line)
                with self._lock:
                    if told.get("idle"):
                        self._rest(process)
                    elif (answer := self._answers.pop(told["n"], None)) is not None:
                        answer.set_result(told["problem"])
        process.wait()
        with self._lock:
            if process.stdin is not None:
                with suppress(OSError):  # of a process that has ended by itself, what waits there is lost
                    process.stdin.close()
            if self._process in (process, None):
                for answer in self._answers.values():
                    answer.set_result("internal")
                self._answers.clear()
                if self._stays and not self._closed:
                    again = threading.Timer(_AGAIN_SECONDS, self._start_again)
                    again.daemon = True
                    again.start()

    def _start_again(self) -> None:
        with suppress(Problem):  # closed meanwhile
            self.wake()

    def _rest(self, process: subprocess.Popen[str]) -> None:
        """Let the process go when it has had nothing to do for a while; the lock is held."""
        if self._stays:
            return

        def let_go() -> None:
            with self._lock:
                if self._resting is timer and self._process is process and process.stdin is not None:
                    self._process = None
                    with suppress(OSError):
                        process.stdin.close()

        timer = threading.Timer(_REST_SECONDS, let_go)
        timer.daemon = True
        self._resting = timer
        timer.start()


def _write(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdin is not None
    process.stdin.write(line)
    process.stdin.flush()
