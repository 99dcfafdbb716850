"""Reading files in processes of their own: limits of time and memory, and a death costs one file."""

from __future__ import annotations

import multiprocessing
import resource
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from time import monotonic
from typing import Generic, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

_AHEAD = 2
"""Tasks that lie with a worker, so that it never waits for the parent to store the last result."""
_WINDOW = 512
"""Results that may be ahead of a slow file before no more are begun, so that memory stays bounded."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one worker may use: seconds for a task, MiB of address space for the process."""

    seconds: float
    memory_mb: int


@dataclass(frozen=True, slots=True)
class Death:
    """A worker did not finish a task: it died, or was ended after the limit of time."""

    timed_out: bool
    exit_code: int | None


@dataclass(slots=True, eq=False)
class _Worker(Generic[Task]):
    process: BaseProcess
    pipe: Connection
    tasks: deque[tuple[int, Task]] = field(default_factory=deque)
    since: float = 0.0


class WorkerPool(Generic[Task, Result]):
    """Runs `work(task)` in worker processes and gives the results in the order of the tasks.

    `work` must be importable by name; it must not raise. The workers ignore Ctrl-C, which is the parent's to
    handle: closing the pool ends them at once.
    """

    def __init__(self, work: Callable[[Task], Result], workers: int, limits: Limits) -> None:
        """Set the pool up; workers start with the first tasks."""
        self._work = work
        self._limits = limits
        # A server process that never had threads forks the workers: quick, and safe beside torch or sqlite.
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload([work.__module__])
        self._number = max(1, workers)
        self._workers: list[_Worker[Task]] = []

    def __enter__(self) -> WorkerPool[Task, Result]:
        """Start nothing yet: workers start with the first task."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the workers."""
        self.close()

    def close(self) -> None:
        """End the workers at once; results that were not taken are lost."""
        for worker in self._workers:
            worker.pipe.close()
            worker.process.kill()
        for worker in self._workers:
            worker.process.join()
        self._workers.clear()

    def results(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Result | Death]]:
        """Give each task with its result, in order; memory holds at most 512 results that wait for one."""
        waiting = enumerate(tasks)
        done: dict[int, tuple[Task, Result | Death]] = {}
        given = following = 0
        exhausted = False
        while True:
            while not exhausted and given - following < _WINDOW and (worker := self._idle()) is not None:
                number, task = next(waiting, (given, None))
                if task is None:
                    exhausted = True
                    break
                self._give(worker, number, task)
                given += 1
            if following in done:
                yield done.pop(following)
                following += 1
                continue
            if exhausted and not any(worker.tasks for worker in self._workers):
                return
            for number, task, result in self._arrived():
                done[number] = (task, result)

    def _idle(self) -> _Worker[Task] | None:
        if len(self._workers) < self._number:
            self._workers.append(self._start())
        least = min(self._workers, key=lambda worker: len(worker.tasks))
        return least if len(least.tasks) < _AHEAD else None

    def _start(self) -> _Worker[Task]:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(
            target=_serve, args=(theirs, self._work, self._limits.memory_mb), daemon=True
        )
        process.start()
        theirs.close()
        return _Worker(process, ours)

    def _give(self, worker: _Worker[Task], number: int, task: Task) -> None:
        if not worker.tasks:
            worker.since = monotonic()
        worker.tasks.append((number, task))
        with suppress(OSError):  # it has died; reading from it will tell
            worker.pipe.send(task)

    def _arrived(self) -> Iterator[tuple[int, Task, Result | Death]]:
        busy = [worker for worker in self._workers if worker.tasks]
        latest = min(worker.since for worker in busy) + self._limits.seconds
        ready = wait([worker.pipe for worker in busy], timeout=max(0.0, latest - monotonic()))
        for worker in busy:
            if worker.pipe in ready:
                yield self._take(worker)
            elif monotonic() - worker.since >= self._limits.seconds:
                yield self._bury(worker, timed_out=True)

    def _take(self, worker: _Worker[Task]) -> tuple[int, Task, Result | Death]:
        try:
            result: Result = worker.pipe.recv()
        except (EOFError, OSError):
            return self._bury(worker, timed_out=False)
        number, task = worker.tasks.popleft()
        worker.since = monotonic()
        return number, task, result

    def _bury(self, worker: _Worker[Task], *, timed_out: bool) -> tuple[int, Task, Result | Death]:
        worker.pipe.close()
        worker.process.kill() if timed_out else None
        worker.process.join()
        number, task = worker.tasks.popleft()
        self._workers.remove(worker)
        fresh = self._start()
        self._workers.append(fresh)
        for later in worker.tasks:
            self._give(fresh, *later)
        return number, task, Death(timed_out, worker.process.exitcode)


def _serve(pipe: Connection, work: Callable[[Task], Result], memory_mb: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    limit = memory_mb << 20
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(EOFError, OSError):  # the parent has gone
        while True:
            pipe.send(work(pipe.recv()))
