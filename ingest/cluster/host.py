"""A process beside a Dask worker that reads one file after the other, each within the limits of an ingest.

A Dask worker is a process that may have no children of its own where its nanny started it, and whose threads
cannot be ended; so it starts this one, which reads in the same worker processes as an ingest on one machine.
What it is sent lies in memory alone, but for recognised pages: their folder is emptied after each file.
"""

from __future__ import annotations

import os
import pickle
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import mkdtemp

from ingest.bulk import Outcome, death_of
from ingest.cluster.errand import Done, Errand
from ingest.jobs import Death, Limits, WorkerPool
from ingest.ocr_cache import FOLDER, keep_pages, kept_pages
from ingest.pipeline import Task, process

Tell = Callable[[int, int], None]


class Host:
    """The side of the Dask worker. Failure: `EOFError` or `OSError` where the process has ended."""

    def __init__(self) -> None:
        """Start the process; it ends with this one."""
        self._pipe, theirs = Pipe()
        command = [sys.executable, "-P", "-m", "ingest.cluster.host", str(theirs.fileno())]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, pass_fds=[theirs.fileno()])
        theirs.close()

    def read(self, errand: bytes, tell: Tell) -> bytes:
        """Return what becomes of an errand, both pickled; `tell` hears of pages."""
        self._pipe.send_bytes(errand)
        while True:
            sent: bytes | tuple[int, int] = self._pipe.recv()
            if isinstance(sent, bytes):
                return sent
            tell(*sent)

    def close(self) -> None:
        """End the process."""
        self._pipe.close()
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


class _Reading:
    """Reads errands in a worker process that stays as long as the limits do."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._folder = Path(mkdtemp(prefix="thutuc-read-"))
        self._limits: Limits | None = None
        self._pool: WorkerPool[Task, Outcome] | None = None

    def close(self) -> None:
        if self._pool is not None:
            self._pool.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def done(self, errand: Errand) -> Done:
        place = os.memfd_create("file")
        try:
            with os.fdopen(os.dup(place), "wb") as content:
                content.write(errand.data)
            return self._done(errand, Path(f"/proc/{os.getpid()}/fd/{place}"))
        finally:
            os.close(place)
            shutil.rmtree(self._folder / FOLDER, ignore_errors=True)

    def _done(self, errand: Errand, path: Path) -> Done:
        task = replace(errand.task, path=path, ocr=replace(errand.task.ocr, home=self._folder))
        keep_pages(self._folder, errand.key, errand.pages)
        ((_, result),) = self._workers(errand.limits).results([task])
        outcome = death_of(result) if isinstance(result, Death) else result
        kept = kept_pages(self._folder, errand.key).items()
        return Done(outcome, errand.key, {name: data for name, data in kept if name not in errand.pages})

    def _workers(self, limits: Limits) -> WorkerPool[Task, Outcome]:
        if self._pool is None or limits != self._limits:
            if self._pool is not None:
                self._pool.close()
            self._pool = WorkerPool(process, 1, limits, lambda _, done, total: self._tell(done, total))
            self._limits = limits
        return self._pool


def main(descriptor: int) -> None:
    """Read what comes through a pipe, until the worker that started this process is gone."""
    pipe = Connection(descriptor)
    reading = _Reading(lambda done, total: pipe.send((done, total)))
    threading.Thread(target=_outlive, args=(reading,), daemon=True).start()
    try:
        while True:
            pipe.send(pickle.dumps(reading.done(pickle.loads(pipe.recv_bytes())), pickle.HIGHEST_PROTOCOL))
    except (EOFError, OSError):
        reading.close()


def _outlive(reading: _Reading) -> None:
    """Wait until nobody holds the other end of standard input, then end at once, also amid a file."""
    sys.stdin.buffer.read()
    reading.close()
    os._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]))
