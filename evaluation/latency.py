"""How long retrieval takes for one question on one thread, and which part of it takes how much."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import numpy as np

from assistant.question import understand
from assistant.retrieval import Retriever
from assistant.tables import load
from evaluation.golden import Question
from evaluation.office import OPERATOR, Office
from index.reach import Reach

BAR_MS = 60
"""What the 95th percentile may be on the whole corpus."""
_WARM_UP = 5


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds of each question: by the clock, of the processor, and of the processor by part.

    On a machine that does other work too, the clock says how long a person waited, the processor's time
    how long the same question takes on an idle one. The parts sum up to the processor's time.
    """

    clock: tuple[float, ...]
    processor: tuple[float, ...]
    parts: dict[str, tuple[float, ...]]

    def to_json(self) -> dict[str, Any]:
        """Return the 50th and 95th percentiles, and the mean of each part."""
        return {
            "questions": len(self.clock),
            "p50_ms": _percentile(self.clock, 50),
            "p95_ms": _percentile(self.clock, 95),
            "processor_p50_ms": _percentile(self.processor, 50),
            "processor_p95_ms": _percentile(self.processor, 95),
            "bar_ms": BAR_MS,
            "parts": {
                name: {"mean_ms": round(float(np.mean(row)), 2), "p95_ms": _percentile(row, 95)}
                for name, row in self.parts.items()
            },
        }


def measure_latency(office: Office, questions: Sequence[Question], tell: Callable[[int], None]) -> Latency:
    """Retrieve for each question as an answer does: from its text to its evidence, embedding included.

    The office has to be opened with `threads=1`. The first questions are asked twice, to read from the disk
    what a running service has in memory.
    """
    most = load("policy")["evidence"]["passages"]
    tools = office.tools
    watch = Stopwatch()
    retriever = watch.over(tools.retriever)
    rows: list[dict[str, float]] = []
    clock, processor = [], []
    for question in (*questions[:_WARM_UP], *questions):
        watch.spent.clear()
        at, began = time.perf_counter(), time.thread_time()
        understood = understand(question.turns, question.as_of or datetime.now(tz=UTC).date(), tools.expander)
        watch.spent["understand"] = 1000 * (time.thread_time() - began)
        retriever.find(understood, OPERATOR, most)
        processor.append(1000 * (time.thread_time() - began))
        clock.append(1000 * (time.perf_counter() - at))
        rows.append({**watch.spent, "rest": processor[-1] - sum(watch.spent.values())})
        tell(1)
    skip = min(_WARM_UP, len(questions))
    names = dict.fromkeys(name for row in rows for name in row)
    parts = {name: tuple(row.get(name, 0.0) for row in rows[skip:]) for name in names}
    return Latency(tuple(clock[skip:]), tuple(processor[skip:]), parts)


def _percentile(row: Sequence[float], share: int) -> float:
    return round(float(np.percentile(row, share)), 1)


class Stopwatch:
    """Adds up the processor's milliseconds spent in the parts of a retriever."""

    def __init__(self) -> None:
        """Start with nothing spent."""
        self.spent: defaultdict[str, float] = defaultdict(float)

    def over(self, retriever: Retriever) -> Retriever:
        """Return the retriever with its parts timed; what it finds is the same."""
        encode = retriever.encode
        return replace(
            retriever,
            store=_timed(retriever.store, self._call, "store"),
            reach=lambda principal: _timed_reach(retriever.reach(principal), self._call),
            encode=None if encode is None else self._call("embedding", encode),
            catalogue=lambda: _timed(retriever.catalogue(), self._call, "catalogue"),
            words=self._call("vocabulary", retriever.words),
        )

    def _call(self, part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: object, **named: object) -> Any:  # noqa: ANN401 - whatever it wraps returns
            began = time.thread_time()
            try:
                return function(*args, **named)
            finally:
                self.spent[part] += 1000 * (time.thread_time() - began)

        return timed


Wrap = Callable[[str, Callable[..., Any]], Callable[..., Any]]


class _Timed:
    """An object whose methods are timed as one part."""

    def __init__(self, inner: object, wrap: Wrap, part: str) -> None:
        self._inner, self._wrap, self._part = inner, wrap, part

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the object has
        value = getattr(self._inner, name)
        return self._wrap(self._part, value) if callable(value) else value


class _TimedGeneration:
    """A generation whose two searches are timed apart."""

    def __init__(self, inner: Any, wrap: Wrap) -> None:  # noqa: ANN401 - a generation
        self._inner = inner
        self.lexical = _Timed(inner.lexical, wrap, "search by words")
        self.vectors = None if inner.vectors is None else _Timed(inner.vectors, wrap, "search by meaning")

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a generation has
        return getattr(self._inner, name)


def _timed(inner: object, wrap: Wrap, part: str) -> Any:  # noqa: ANN401 - stands in for the object
    return _Timed(inner, wrap, part)


def _timed_reach(reach: Reach, wrap: Wrap) -> Reach:
    timed: Any = _TimedGeneration(reach.generation, wrap)
    return replace(reach, generation=timed)
