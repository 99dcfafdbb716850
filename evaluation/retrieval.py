"""Measures retrieval on a labelled set with the product's own analyser, fields, clauses and fusion."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.query import clauses, dense_weight
from assistant.question import language_of
from assistant.retrieval import coverage
from assistant.spelling import corrections
from assistant.tables import load
from evaluation.bootstrap import interval
from evaluation.datasets import RetrievalSet, Text
from evaluation.metrics import by_question
from evaluation.variants import Variant, typed
from evaluation.vector_cache import passage_vectors
from index.access import AccessLabel, Clearance
from index.embedder import Embedder
from index.fusion import fuse
from index.provisions import Passage, passage_key
from index.search import Field, Hits, Scope, VectorIndex
from index.vietnamese import normalise
from index.vocabulary import Vocabulary

if TYPE_CHECKING:
    from index.lexical_index import TantivyIndex

_DEPTH = 100
_LABEL = AccessLabel(Clearance.PUBLIC)
_SCOPE = Scope(frozenset({str(_LABEL)}))


@dataclass(frozen=True, slots=True)
class Report:
    """What was measured: each measure by question, and each question's time in milliseconds."""

    documents: int
    values: Mapping[str, Mapping[str, float]]
    milliseconds: tuple[float, ...]

    def to_json(self, *, intervals: bool = False) -> dict[str, Any]:
        """Return the means as one flat object; with `intervals`, the 95 % intervals beside them."""
        means = {name: round(float(np.mean(list(row.values()))), 4) for name, row in self.values.items()}
        body: dict[str, Any] = {"queries": len(self.milliseconds), "documents": self.documents, **means}
        body["p50_ms"] = round(float(np.percentile(self.milliseconds, 50)), 2)
        body["p95_ms"] = round(float(np.percentile(self.milliseconds, 95)), 2)
        if intervals:
            for name, row in self.values.items():
                body[f"{name}_interval"] = [round(bound, 4) for bound in interval(list(row.values()))]
        return body


class Bench:
    """A throw-away index over the documents of one set."""

    def __init__(
        self, documents: tuple[Text, ...], embedder: Embedder | None = None, cache: Path | None = None
    ) -> None:
        """Index the documents, with their vectors where an embedder is given."""
        from index.lexical_index import TantivyIndex  # noqa: PLC0415 - heavy

        self._passages = {passage.key: passage for passage in map(_passage, documents)}
        self._lexical = TantivyIndex.create()
        self._lexical.add((passage, _LABEL) for passage in self._passages.values())
        self._words = _vocabulary(self._lexical)
        self._embedder = embedder
        self._vectors = self._embed(embedder, cache) if embedder is not None else None

    def _embed(self, embedder: Embedder, cache: Path | None) -> VectorIndex:
        from index.faiss_index import FaissIndex  # noqa: PLC0415 - heavy

        index = FaissIndex(embedder.dimension)
        keys = np.array(list(self._passages), np.int64)
        vectors = passage_vectors(embedder, [p.dense for p in self._passages.values()], cache)
        index.add(keys, vectors, [(str(_LABEL), p.document_id) for p in self._passages.values()])
        return index

    def find(self, question: str, weight: float | None = None) -> list[str]:
        """Return the ids of up to 100 documents, best first; `weight` overrules the policy's dense weight."""
        most = max(int(load("policy")["fusion"]["candidates"]), _DEPTH)
        row = clauses(question, spelled=corrections(question, self._words))
        lexical = self._lexical.search(row, most, _SCOPE)
        dense: Hits = ()
        share = 0.0
        if self._vectors is not None and self._embedder is not None:
            dense = self._vectors.search(self._embedder.encode_query(question), most, _SCOPE)
            best = self._passages[lexical[0][0]] if lexical else None
            share = (
                dense_weight(coverage(question, best), question, language_of(question))
                if weight is None
                else weight
            )
        return [self._passages[hit.key].document_id for hit in fuse(lexical, dense, share, _DEPTH)]


def measure(
    dataset: RetrievalSet,
    bench: Bench,
    *,
    variant: Variant = Variant.PLAIN,
    weight: float | None = None,
    tell: Callable[[int], None] | None = None,
) -> Report:
    """Ask every question of the set; a question's time runs from its text to its ranking."""
    ranking: dict[str, list[str]] = {}
    times = []
    for number, (query, text) in enumerate(dataset.queries.items(), 1):
        question = typed(text, variant)
        began = time.perf_counter()
        ranking[query] = bench.find(question, weight)
        times.append(1000 * (time.perf_counter() - began))
        if tell is not None:
            tell(number)
    return Report(len(dataset.documents), by_question(dataset.judgements, ranking), tuple(times))


def _vocabulary(lexical: TantivyIndex) -> Vocabulary:
    """Count the words of the set as a published generation does: folded, without numbers."""
    counts: dict[str, int] = {}
    for field in (Field.TITLE_FOLDED, Field.BODY_FOLDED):
        for term, count in lexical.frequencies(field, str(_LABEL)).items():
            if count and term.isalpha():
                counts[term] = max(count, counts.get(term, 0))
    return Vocabulary(counts)


def _passage(document: Text) -> Passage:
    dense = normalise(f"{document.title}\n{document.text}".strip())
    return Passage(passage_key(document.id, ()), document.id, (), document.title, document.text, dense)
