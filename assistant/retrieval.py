"""From a question to evidence: two indexes, one score, and the documents that the question names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.catalogue import Catalogue
from assistant.evidence import Evidence
from assistant.expansion import Expander
from assistant.query import clauses, dense_weight
from assistant.question import Question
from assistant.ranges import fit, stated
from assistant.spelling import Words, corrections
from assistant.tables import load, stop_words
from index.access import Principal
from index.document_store import DocumentHead, DocumentStore
from index.provisions import Passage
from index.reach import Reach
from index.search import Hits
from index.vietnamese import fold, tokens

EncodeQuery = Callable[[str], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Retrieved:
    """Evidence, and how near the nearest passage is: its cosine (`None` without vectors), its BM25 score."""

    evidence: tuple[Evidence, ...]
    similarity: float | None
    lexical: float


@dataclass(frozen=True, slots=True)
class Retriever:
    """Finds passages for a question among what its principal may read.

    Nothing the principal may not read takes part: both searches, and all that is counted, go over its reach
    alone, and every hit is read again from the store.
    """

    store: DocumentStore
    reach: Callable[[Principal], Reach]
    encode: EncodeQuery | None
    catalogue: Callable[[], Catalogue]
    expander: Expander
    words: Callable[[Reach], Words]

    def retrieve(self, question: Question, principal: Principal, k: int = 20) -> tuple[Evidence, ...]:
        """Return the best `k` passages, best first; equal scores in order of key."""
        return self.find(question, principal, k).evidence

    def find(self, question: Question, principal: Principal, k: int) -> Retrieved:
        """Return the best `k` passages with how near the nearest is."""
        policy = load("policy")["fusion"]
        most = policy["candidates"]
        reach = self.reach(principal)
        generation, scope = reach.generation, reach.scope
        row = clauses(question.text, self.expander, corrections(question.text, self.words(reach)))
        lexical = generation.lexical.search(row, most, scope)
        dense: Hits = ()
        if self.encode is not None and generation.vectors is not None:
            dense = generation.vectors.search(
                self.encode(self.expander.spelled_out(question.text)), most, scope
            )
        catalogue = self.catalogue()
        named = catalogue.resolve(question.references, principal)
        inside = tuple(
            hit
            for head in named[: policy["named"]]
            for hit in generation.lexical.search(row, policy["inside"], reach.within(frozenset({head.id})))
        )
        keys = dict.fromkeys(key for key, _ in (*lexical, *dense, *inside))
        passages = self.store.passages(tuple(keys), principal)
        found = _fuse(question, passages, lexical, dense, inside, catalogue.of_place(question.text))
        found = _in_force_first(
            found, passages, catalogue.out_of_force(question.as_of) - {h.id for h in named}
        )
        kept = found[:k] + _of_named(found[k:], passages, {h.id for h in named})
        return Retrieved(
            evidence=self._evidence(kept, passages, principal),
            similarity=dense[0][1] if dense else None,
            lexical=lexical[0][1] if lexical else 0.0,
        )

    def _evidence(
        self,
        found: list[tuple[int, float, float, float, float]],
        passages: Mapping[int, Passage],
        who: Principal,
    ) -> tuple[Evidence, ...]:
        chosen = [passages[key] for key, *_ in found]
        heads = self._heads({p.document_id for p in chosen}, who)
        ids = tuple(i for p in chosen for i in p.provision_ids)
        provisions = self.store.provisions_by_id(ids, who)
        return tuple(
            Evidence(
                passage=passages[key],
                head=heads[passages[key].document_id],
                provisions=tuple(provisions[i] for i in passages[key].provision_ids if i in provisions),
                score=score,
                lexical=lexical,
                dense=dense,
                reference=reference,
            )
            for key, score, lexical, dense, reference in found
            if passages[key].document_id in heads
        )

    def _heads(self, ids: set[str], principal: Principal) -> dict[str, DocumentHead]:
        return {h.id: h for h in self.store.heads(principal, ids=sorted(ids))}


def _fuse(  # noqa: PLR0913, PLR0917 - what the two indexes and the catalogue found, side by side
    question: Question,
    passages: Mapping[int, Passage],
    lexical: Hits,
    dense: Hits,
    inside: Hits,
    of_place: frozenset[str],
) -> list[tuple[int, float, float, float, float]]:
    """Return (key, score, lexical, dense, reference) of each live passage, best first."""
    policy = load("policy")["fusion"]
    top = max((s for _, s in lexical), default=0.0)
    words = {key: score / top for key, score in (*inside, *lexical)} if top > 0 else {}
    low = min((s for _, s in dense), default=0.0)
    span = max((s for _, s in dense), default=0.0) - low
    meaning = {key: (score - low) / span for key, score in dense} if span > 0 else {}
    best = next((passages[key] for key, _ in lexical if key in passages), None)
    weight = dense_weight(coverage(question.text, best), question.text, question.language) if meaning else 0.0
    named = {passages[key].document_id for key, _ in inside if key in passages}
    amounts = stated(fold(question.text))
    rows = []
    for key, passage in passages.items():
        a, b = words.get(key, 0.0), meaning.get(key, 0.0)
        reference = 1.0 if passage.document_id in named else 0.0
        near = policy["place_weight"] if passage.document_id in of_place else 0.0
        case = policy["case_weight"] * fit(amounts, fold(passage.title)) if amounts else 0.0
        score = (1 - weight) * a + weight * b + policy["reference_weight"] * reference + near + case
        rows.append((key, score, a, b, reference))
    rows.sort(key=lambda row: (-row[1], row[0]))
    return rows


def _in_force_first(
    found: list[tuple[int, float, float, float, float]],
    passages: Mapping[int, Passage],
    ended: frozenset[str],
) -> list[tuple[int, float, float, float, float]]:
    """Rank down what is not in force on the day that is asked of, and was not asked for by name."""
    share = load("policy")["fusion"]["out_of_force"]
    rows = [
        (key, score * share if passages[key].document_id in ended else score, lexical, dense, reference)
        for key, score, lexical, dense, reference in found
    ]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def _of_named(
    found: Sequence[tuple[int, float, float, float, float]], passages: Mapping[int, Passage], named: set[str]
) -> list[tuple[int, float, float, float, float]]:
    """Return the best few passages of each document that is named: one must not crowd out the other."""
    most = load("policy")["fusion"]["each_named"]
    taken: Counter[str] = Counter()
    kept = []
    for row in found:
        document = passages[row[0]].document_id
        if document in named and taken[document] < most:
            taken[document] += 1
            kept.append(row)
    return kept


def coverage(question: str, passage: Passage | None) -> float:
    """Tell which share of the question's content words occurs in a passage, without diacritics."""
    words = {fold(t) for t in tokens(question)} - stop_words()
    if passage is None or not words:
        return 0.0
    text = {fold(t) for t in tokens(f"{passage.title} {passage.body}")}
    return len(words & text) / len(words)
