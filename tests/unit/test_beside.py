"""Two pieces of work at once."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.beside import beside, second_thread


def test_the_work_goes_on_while_something_else_is_done() -> None:
    begun, go_on = threading.Event(), threading.Event()

    def work() -> int:
        begun.set()
        assert go_on.wait(10)
        return threading.get_ident()

    with ThreadPoolExecutor(1) as executor:
        result = beside(executor, work)
        assert begun.wait(10)
        go_on.set()
        assert result() != threading.get_ident()


def test_what_fails_there_fails_where_it_is_waited_for() -> None:
    def work() -> None:
        raise LookupError("no vector")

    with ThreadPoolExecutor(1) as executor:
        result = beside(executor, work)
        with pytest.raises(LookupError, match="no vector"):
            result()


def test_without_an_executor_it_is_done_when_it_is_waited_for() -> None:
    done: list[int] = []
    result = beside(None, lambda: done.append(1))
    assert not done
    result()
    assert done == [1]


@pytest.mark.parametrize(
    ("threads", "processors", "second"), [(0, 2, True), (0, 1, False), (1, 4, False), (2, 1, False)]
)
def test_there_is_a_second_thread_where_there_is_a_processor_for_it(
    monkeypatch: pytest.MonkeyPatch, threads: int, processors: int, second: bool
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(processors)))
    executor = second_thread(threads)
    assert (executor is not None) == second
    if executor is not None:
        executor.shutdown()
