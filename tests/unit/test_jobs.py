"""The worker pool: order, limits, and a death that costs one task."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator

import pytest

from ingest.jobs import Death, Limits, WorkerPool


def work(task: str, tell: Callable[[int, int], None]) -> str:
    verb, _, rest = task.partition(" ")
    if verb == "sleep":
        time.sleep(float(rest))
    elif verb == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    elif verb == "hog":
        try:
            bytearray(int(rest) << 20)
        except MemoryError:
            return "refused"
    return task


@pytest.fixture
def pool() -> Iterator[WorkerPool[str, str]]:
    with WorkerPool(work, 2, Limits(seconds=5, memory_mb=1024)) as made:
        yield made


def test_results_come_in_the_order_of_the_tasks(pool: WorkerPool[str, str]) -> None:
    tasks = ["sleep 0.3", *(f"say {n}" for n in range(40))]
    assert list(pool.results(tasks)) == [(task, task) for task in tasks]


def test_a_death_and_a_slow_task_cost_only_themselves(pool: WorkerPool[str, str]) -> None:
    tasks = ["say 1", "die", "say 2", "sleep 300", "say 3", "say 4"]
    results = dict(pool.results(tasks))
    assert results.pop("die") == Death(timed_out=False, exit_code=-signal.SIGKILL)
    assert results.pop("sleep 300") == Death(timed_out=True, exit_code=-signal.SIGKILL)
    assert results == {task: task for task in tasks if task.startswith("say")}


def test_memory_is_limited(pool: WorkerPool[str, str]) -> None:
    assert dict(pool.results(["hog 2000", "hog 10"])) == {"hog 2000": "refused", "hog 10": "hog 10"}


def test_tasks_are_not_taken_far_ahead(pool: WorkerPool[str, str]) -> None:
    taken = []

    def tasks() -> Iterator[str]:
        for n in range(2000):
            taken.append(n)
            yield "sleep 0.8" if n == 0 else f"say {n}"

    results = pool.results(tasks())
    next(results)
    assert len(taken) <= 520
