"""Two pieces of work at once, where there is a processor for the second one."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def second_thread(threads: int) -> Executor | None:
    """Return where a search by meaning goes on beside that by words.

    `threads` are those of the embedding model, 0 for one on each processor; `None` where there is but one.
    """
    processors = len(os.sched_getaffinity(0))
    return ThreadPoolExecutor(processors, "meaning") if min(threads or processors, processors) > 1 else None


def beside(executor: Executor | None, work: Callable[[], T]) -> Callable[[], T]:
    """Begin `work`, and return the call that waits for what it gives, or raises what it raised.

    Without an executor the work is done when it is waited for.
    """
    return work if executor is None else executor.submit(work).result
