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

BAR_MS = 60
"""What the 95th percentile may be on the whole corpus."""
_WARM_UP = 5


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds of each question, whole and by part; the parts sum up to the whole."""

    whole: tuple[float, ...]
    parts: dict[str, tuple[float, ...]]

    def to_json(self) -> dict[str, Any]:
        """Return the 50th and 95th percentile of the whole, and the mean of each part."""
        return {
            "questions": len(self.whole),
            "p50_ms": round(float(np.percentile(self.whole, 50)), 1),
            "p95_ms": round(float(np.percentile(self.whole, 95)), 1),
            "bar_ms": BAR_MS,
            "parts": {
                name: {
                    "mean_ms": round(float(np.mean(row)), 2),
                    "p95_ms": round(float(np.percentile(row, 95)), 2),
                }
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
    whole = []
    for question in (*questions[:_WARM_UP], *questions):
        watch.spent.clear()
        began = time.perf_counter()
        understood = understand(question.turns, question.as_of or datetime.now(tz=UTC).date(), tools.expander)
        watch.spent["understand"] = 1000 * (time.perf_counter() - began)
        retriever.find(understood, OPERATOR, most)
        total = 1000 * (time.perf_counter() - began)
        rows.append({**watch.spent, "rest": total - sum(watch.spent.values())})
        whole.append(total)
        tell(1)
    skip = min(_WARM_UP, len(questions))
    names = dict.fromkeys(name for row in rows for name in row)
    parts = {name: tuple(row.get(name, 0.0) for row in rows[skip:]) for name in names}
    return Latency(tuple(whole[skip:]), parts)


class Stopwatch:
    """Adds up the milliseconds spent in the parts of a retriever."""

    def __init__(self) -> None:
        """Start with nothing spent."""
        self.spent: defaultdict[str, float] = defaultdict(float)

    def over(self, retriever: Retriever) -> Retriever:
        """Return the retriever with its parts timed; what it finds is the same."""
        encode = retriever.encode
        return replace(
            retriever,
            store=_timed(retriever.store, self._call, "store"),
            generation=lambda: _timed_generation(retriever.generation(), self._call),
            encode=None if encode is None else self._call("embedding", encode),
            catalogue=lambda: _timed(retriever.catalogue(), self._call, "catalogue"),
            words=self._call("vocabulary", retriever.words),
        )

    def _call(self, part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: object, **named: object) -> Any:  # noqa: ANN401 - whatever it wraps returns
            began = time.perf_counter()
            try:
                return function(*args, **named)
            finally:
                self.spent[part] += 1000 * (time.perf_counter() - began)

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


def _timed_generation(inner: object, wrap: Wrap) -> Any:  # noqa: ANN401 - stands in for a generation
    return _TimedGeneration(inner, wrap)
