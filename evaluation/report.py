"""Measures everything in one go: labelled sets, golden retrieval, answers and time, beside the baselines."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from evaluation.answers import asker, texts_in
from evaluation.baselines import Baseline, ByDocument, PlainBm25, PlainLangchain
from evaluation.chunks import Chunk, Source, cut, part
from evaluation.datasets import RetrievalSet
from evaluation.golden import Question, is_same_document, score
from evaluation.golden_retrieval import PlainPipeline, Product, Searcher, golden_slices, measure_golden
from evaluation.latency import measure_latency
from evaluation.measured import Measured
from evaluation.office import OPERATOR, Office
from evaluation.provenance import provenance
from evaluation.retrieval import Ranker, measure_slices, questions_asked
from evaluation.set_office import DEPTH, Bench
from evaluation.slices import across_languages
from evaluation.summary import by_slice, summarise
from evaluation.texts import corpus_hash, set_hash, sources_in, sources_of
from evaluation.vector_cache import RememberedQueries, uncached
from index.embedder import Embedder


class Progress(Protocol):
    """Shows how far a measurement is. Failure: none."""

    def begin(self, task: str, total: int) -> None:
        """Start a task of so many steps."""
        ...

    def step(self, count: int) -> None:
        """Note so many steps done."""
        ...


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure.

    `embed` allows the dense baseline to embed the texts that `cache` lacks; `chunks` bounds what it searches
    for the golden questions: gold documents whole, and a draw of others.
    """

    golden: Path | None
    questions: Sequence[Question]
    sets: Mapping[str, RetrievalSet]
    baselines: bool
    embed: bool
    cache: Path | None
    chunks: int | None = None


def make_report(office: Office, plan: Plan, progress: Progress) -> dict[str, Any]:
    """Measure what the plan says and return the report in its form for machines."""
    run = _Run(office, plan, progress)
    heads = office.assistant.store.heads(OPERATOR)
    manifest = office.assistant.generation().manifest
    report: dict[str, Any] = {
        **provenance(office.settings),
        "model": manifest.header.model_id,
        "corpus": {"hash": corpus_hash(heads), "documents": len(heads), "passages": manifest.passages},
        "generation": {"number": manifest.number, "built": manifest.built_at.isoformat(timespec="seconds")},
        "sets": {
            name: {"hash": set_hash(d.documents), "documents": len(d.documents), "questions": len(d.queries)}
            for name, d in plan.sets.items()
        },
    }
    rows: list[Measured] = []
    if plan.golden is not None:
        digest = hashlib.sha256(plan.golden.read_bytes()).hexdigest()[:16]
        report["golden"] = {"name": plan.golden.stem, "hash": digest, "questions": len(plan.questions)}
        report |= {"latency": run.latency(), **run.answers()}
        rows += run.golden(plan.golden.stem)
    rows += run.sets()
    return {**report, "left_out": run.left_out, "retrieval": [row.to_json() for row in rows]}


@dataclass(frozen=True, slots=True)
class _Run:
    """One measurement under way."""

    office: Office
    plan: Plan
    progress: Progress
    left_out: list[str] = field(default_factory=list)

    def latency(self) -> dict[str, Any]:
        questions = self.plan.questions
        self.progress.begin("retrieval, timed", len(questions))
        return measure_latency(self.office, questions, self.progress.step).to_json()

    def answers(self) -> dict[str, Any]:
        self.progress.begin("answers", len(self.plan.questions))
        ask, texts = asker(self.office), texts_in(self.office.assistant.store)
        outcomes = []
        for question in self.plan.questions:
            outcomes.append(score(question, ask(question), texts))
            self.progress.step(1)
        return {
            "answers": {"all": summarise(outcomes), **by_slice(outcomes)},
            "questions": [outcome.to_json() for outcome in outcomes],
        }

    def golden(self, name: str) -> Iterator[Measured]:
        searchers: list[Searcher] = [Product(self.office)]
        sources = sources_in(self.office.assistant.store)
        found = self.baselines(sources, name, self.office.embedder, self.plan.chunks)
        searchers += map(PlainPipeline, found)
        held = {q.id: q for q in self.plan.questions if q.gold}
        asked = sum(len(s.asked) for s in golden_slices(held))
        self.progress.begin(f"{name}: retrieval", asked * len(searchers))
        yield from measure_golden(name, self.plan.questions, searchers, self.progress.step)

    def sets(self) -> Iterator[Measured]:
        sets = {**self.plan.sets, **across_languages(self.plan.sets)}
        for name, dataset in sets.items():
            self.progress.begin(f"{name}: index", 1)
            embedder = None if self.office.embedder is None else RememberedQueries(self.office.embedder)
            bench = Bench(dataset.documents, embedder, self.plan.cache, self._teller(name))
            with closing(bench):
                rankers: list[Ranker] = [bench]
                found = self.baselines(sources_of(dataset.documents), name, embedder)
                rankers += [ByDocument(baseline, DEPTH, _id) for baseline in found]
                self.progress.begin(name, questions_asked(name, dataset) * len(rankers))
                yield from measure_slices(name, dataset, rankers, self.progress.step)

    def baselines(
        self, sources: Iterator[Source], name: str, embedder: Embedder | None, most: int | None = None
    ) -> list[Baseline]:
        """Build what is compared with; none where none is wanted; `most` bounds what is embedded."""
        if not self.plan.baselines:
            return []
        chunks = tuple(cut(sources))
        self.progress.begin(f"{name}: baselines over {len(chunks)} chunks", 1)
        found: list[Baseline] = [PlainBm25(chunks)]
        if embedder is None:
            return found
        title = PlainLangchain.name
        if most is not None and most < len(chunks):
            searched = part(chunks, self._is_gold, most)
            title = f"{title}, {len(searched)} of {len(chunks)} chunks"
            chunks = searched
        missing = uncached(embedder.model_id, [chunk.text for chunk in chunks], self.plan.cache)
        if missing and not self.plan.embed:
            self.left_out.append(f"{title} over {name}: {missing} chunks are not embedded yet")
        else:
            found.append(PlainLangchain(chunks, embedder, self.plan.cache, self._teller(name), title))
        return found

    def _is_gold(self, chunk: Chunk) -> bool:
        golds = (gold for question in self.plan.questions for gold in question.gold)
        return any(is_same_document(gold, chunk.document) for gold in golds)

    def _teller(self, name: str) -> Callable[[int, int], None]:
        before = 0

        def tell(done: int, of: int) -> None:
            nonlocal before
            if done == 0:
                self.progress.begin(f"{name}: embed texts", of)
            self.progress.step(done - before if done else 0)
            before = done

        return tell


def _id(chunk: Chunk) -> str:
    return str(chunk.document["id"])
