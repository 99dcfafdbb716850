"""Reading many files at once: what an ingest asks of whoever reads for it, and this machine's processes."""

from __future__ import annotations

import signal
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from index.settings import Settings
from ingest.errors import Crashed, TooLarge
from ingest.jobs import Death, Limits, WorkerPool
from ingest.pipeline import Failed, Parsed, Same, Task, process

Outcome = Parsed | Same | Failed
Results = Generator[tuple[Task, Outcome], None, None]
Hear = Callable[[Task, int, int], None]
"""Hears (task, page, pages) of a file that takes long; from any thread."""

_OUT_OF_MEMORY: Final = (signal.SIGABRT, signal.SIGTRAP, signal.SIGILL)
"""How libraries in C++ end their process where an allocation fails."""


class BulkReader(Protocol):
    """Reads many files, each by the steps of `ingest.pipeline`.

    Whoever reads, the outcomes are the same. Failure: a file that cannot be read, or that ends whoever reads
    it, has the outcome `Failed` and costs nothing but itself. Where nobody is left who could read, `results`
    raises an `IngestFailure`; what it gave before stands.
    """

    def results(self, tasks: Sequence[Task], hear: Hear) -> Results:
        """Give each task with its outcome, in the order of the tasks; closing the generator ends the work."""
        ...


@dataclass(frozen=True, slots=True)
class ProcessReader:
    """Reads in processes of this machine, each of them within limits."""

    workers: int
    limits: Limits

    @classmethod
    def of(cls, settings: Settings, workers: int = 0) -> ProcessReader:
        """Take limits, and the number of processes where it is 0, from the settings."""
        return cls(workers or settings.parsing_workers, reading_limits(settings))

    def results(self, tasks: Sequence[Task], hear: Hear) -> Results:
        """Give each task with its outcome, in order."""
        if not tasks:
            return
        with WorkerPool(process, min(self.workers, len(tasks)), self.limits, hear) as pool:
            for task, result in pool.results(tasks):
                yield task, death_of(result) if isinstance(result, Death) else result


def reading_limits(settings: Settings) -> Limits:
    """Return the limits of reading one file, of which each page that is recognised may take its time."""
    each = settings.worker_seconds
    return Limits(each, settings.worker_memory_mb, each + settings.ocr_seconds)


def death_of(death: Death) -> Failed:
    """Say why the file is not read at which a process died."""
    if death.timed_out:
        return Failed(TooLarge("reading it took longer than allowed (worker_seconds)"), "", 0.0)
    code = death.exit_code
    if code is not None and -code in _OUT_OF_MEMORY:
        told = f"reading it ended with signal {-code}, as a library does that gets no more memory"
        return Failed(TooLarge(f"{told} (worker_memory_mb)"), "", 0.0)
    how = f"signal {-code}" if code is not None and code < 0 else f"status {code}"
    return Failed(Crashed(f"the process that read it ended with {how}"), "", 0.0)
