"""Reading files in processes of their own: limits of time, memory and files, and a death costs one file."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from time import monotonic
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from index.settings import Settings

Task = TypeVar("Task")
Result = TypeVar("Result")

_AHEAD = 2
"""Tasks that lie with a worker, so that it never waits for the parent to store the last result."""
_OPEN_FILES = 256
_FILE_MB = 512
"""The most that one process may write into one file."""
_WINDOW = 512
"""Results that may be ahead of a slow file before no more are begun, so that memory stays bounded."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one worker may use: seconds for a task, MiB of address space for the process.

    A task that tells of its steps may take `seconds` for each, and `most_seconds` for all of them.
    """

    seconds: float
    memory_mb: int
    most_seconds: float | None = None

    @classmethod
    def of(cls, settings: Settings) -> Limits:
        """Return the limits that are set, of a task that tells of no steps."""
        return cls(settings.worker_seconds, settings.worker_memory_mb)


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
    begun: float = 0.0
    since: float = 0.0

    def starts(self) -> None:
        """Begin to count the time of a task."""
        self.begun = self.since = monotonic()

    def deadline(self, limits: Limits) -> float:
        """Return when the task at hand has had its time."""
        last = self.begun + (limits.most_seconds or float("inf"))
        return min(self.since + limits.seconds, max(last, self.begun + limits.seconds))


@dataclass(frozen=True, slots=True)
class _Step:
    """What a worker sends between two results: how far the task is."""

    done: int
    total: int


class WorkerPool(Generic[Task, Result]):
    """Runs `work(task, tell)` in worker processes and gives the results in the order of the tasks.

    `work` must be importable by name; it must not raise. It may call `tell(done, total)` after each step of a
    long task, which `hear` is then given with the task. The workers ignore Ctrl-C, which is the parent's to
    handle: closing the pool ends them at once.
    """

    def __init__(
        self,
        work: Callable[[Task, Callable[[int, int], None]], Result],
        workers: int,
        limits: Limits,
        hear: Callable[[Task, int, int], None] | None = None,
    ) -> None:
        """Set the pool up; workers start with the first tasks."""
        self._hear = hear
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
            _kill(worker.process)
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
            worker.starts()
        worker.tasks.append((number, task))
        with suppress(OSError):  # it has died; reading from it will tell
            worker.pipe.send(task)

    def _arrived(self) -> Iterator[tuple[int, Task, Result | Death]]:
        busy = [worker for worker in self._workers if worker.tasks]
        latest = min(worker.deadline(self._limits) for worker in busy)
        ready = wait([worker.pipe for worker in busy], timeout=max(0.0, latest - monotonic()))
        for worker in busy:
            if worker.pipe in ready:
                if (taken := self._take(worker)) is not None:
                    yield taken
            elif monotonic() >= worker.deadline(self._limits):
                yield self._bury(worker, timed_out=True)

    def _take(self, worker: _Worker[Task]) -> tuple[int, Task, Result | Death] | None:
        """Take what a worker sent; `None` for a step, after which it has its time again."""
        try:
            sent: Result | _Step = worker.pipe.recv()
        except (EOFError, OSError):
            return self._bury(worker, timed_out=False)
        if isinstance(sent, _Step):
            worker.since = monotonic()
            if self._hear is not None:
                self._hear(worker.tasks[0][1], sent.done, sent.total)
            return None
        number, task = worker.tasks.popleft()
        worker.starts()
        return number, task, sent

    def _bury(self, worker: _Worker[Task], *, timed_out: bool) -> tuple[int, Task, Result | Death]:
        worker.pipe.close()
        _kill(worker.process)  # with what it started, also where it has died itself
        worker.process.join()
        number, task = worker.tasks.popleft()
        self._workers.remove(worker)
        fresh = self._start()
        self._workers.append(fresh)
        for later in worker.tasks:
            self._give(fresh, *later)
        return number, task, Death(timed_out, worker.process.exitcode)


def _kill(process: BaseProcess) -> None:
    """End a worker and the programs it started, which are in its group."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid or 0, signal.SIGKILL)
    process.kill()


def _serve(
    pipe: Connection, work: Callable[[Task, Callable[[int, int], None]], Result], memory_mb: int
) -> None:
    os.setpgid(0, 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    limit = memory_mb << 20
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_FILE_MB << 20, _FILE_MB << 20))
    with suppress(EOFError, OSError):  # the parent has gone
        while True:
            pipe.send(work(pipe.recv(), lambda done, total: pipe.send(_Step(done, total))))
