"""Measures how well systems rank the documents of a labelled set, slice by slice."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from evaluation.bootstrap import interval
from evaluation.datasets import RetrievalSet
from evaluation.measured import Measured, Values
from evaluation.metrics import by_question
from evaluation.slices import ACROSS, AS_ASKED, Slice, found, made, single
from evaluation.variants import Variant, typed

_SHOWN = ("ndcg@10", "recall@1", "recall@10", "recall@100", "mrr@10")
Tell = Callable[[int], None]


class Ranker(Protocol):
    """What is measured: `rank` never fails on a question, it returns nothing where nothing is found."""

    name: str

    def rank(self, question: str) -> list[str]:
        """Return the ids of documents, best first, each once."""
        ...


@dataclass(frozen=True, slots=True)
class Report:
    """What was measured: each measure by question, and each question's time in milliseconds."""

    documents: int
    values: Mapping[str, Mapping[str, float]]
    milliseconds: tuple[float, ...]

    def to_json(self, *, intervals: bool = False) -> dict[str, Any]:
        """Return the means as one flat object; with `intervals`, the 95 % intervals beside them."""
        shown = {name: list(self.values[name].values()) for name in _SHOWN}
        means = {name: round(float(np.mean(row)), 4) for name, row in shown.items()}
        body: dict[str, Any] = {"queries": len(self.milliseconds), "documents": self.documents, **means}
        body["p50_ms"] = round(float(np.percentile(self.milliseconds, 50)), 2)
        body["p95_ms"] = round(float(np.percentile(self.milliseconds, 95)), 2)
        if intervals:
            for name, row in shown.items():
                body[f"{name}_interval"] = [round(bound, 4) for bound in interval(row)]
        return body


def measure(dataset: RetrievalSet, ranker: Ranker, *, variant: Variant = Variant.PLAIN) -> Report:
    """Ask every question of the set; a question's time runs from its text to its ranking."""
    ranking: dict[str, list[str]] = {}
    times = []
    for query, text in dataset.queries.items():
        question = typed(text, variant)
        began = time.perf_counter()
        ranking[query] = ranker.rank(question)
        times.append(1000 * (time.perf_counter() - began))
    return Report(len(dataset.documents), by_question(dataset.judgements, ranking), tuple(times))


def measure_slices(
    name: str, dataset: RetrievalSet, rankers: Sequence[Ranker], tell: Tell = lambda _: None
) -> Iterator[Measured]:
    """Measure every ranker on every slice of a set; `tell` hears of each question that was asked.

    A set whose questions are in another language than its texts (its name has an arrow) is one slice.
    """
    across = " → " in name
    asked = single(dataset.queries)
    slices = [Slice(ACROSS if across else AS_ASKED, asked), *(() if across else made(asked))]
    particular = {} if across else found(dataset)
    for ranker in rankers:
        for place in slices:
            values = _values(dataset, ranker, place, tell)
            yield Measured.of((name, place.name, ranker.name), values, place.asked)
            if place.name == AS_ASKED:
                for title, only in particular.items():
                    yield Measured.of((name, title, ranker.name), values, sorted(only))


def questions_asked(name: str, dataset: RetrievalSet) -> int:
    """Count the questions that `measure_slices` asks each ranker."""
    asked = single(dataset.queries)
    return len(asked) + (0 if " → " in name else sum(len(s.asked) for s in made(asked)))


def _values(dataset: RetrievalSet, ranker: Ranker, place: Slice, tell: Tell) -> Values:
    ranking = {}
    for query, turns in place.asked.items():
        ranking[query] = ranker.rank(turns[-1])
        tell(1)
    return by_question({q: dataset.judgements[q] for q in place.asked}, ranking)
