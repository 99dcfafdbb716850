"""Which passages are near a question in meaning, whatever language they are in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.tables import load
from index.search import Hits, Scope, VectorSearch

_NONE: Final = 1e-6
"""A deviation below this is none: the same text over and over."""


@dataclass(frozen=True, slots=True)
class _Usual:
    """How near to a question the texts of a language usually are, whatever they say."""

    mean: float
    deviation: float

    def as_in(self, other: _Usual, cosine: float) -> float:
        """Return the cosine that stands out as much among the texts of another language."""
        return other.mean + (cosine - self.mean) / self.deviation * other.deviation


@dataclass(frozen=True, slots=True)
class Aim:
    """What passages are compared with: the vector (dimension,) of a question.

    Where that has what the question says in Vietnamese too, `typed` is the vector of the words as they were
    typed, for the documents in the question's own language, `own`.
    """

    vector: NDArray[np.float32]
    typed: NDArray[np.float32] | None = None
    own: frozenset[str] = frozenset()


def near_across(
    vectors: VectorSearch, aim: Aim, k: int, scope: Scope, apart: Iterable[frozenset[str]]
) -> Hits:
    """Return the best `k` passages for a question, texts of other languages told apart.

    A model finds texts in the language of the question nearer, whatever they say. So each of `apart`, the
    documents of one other language, is searched by itself, and a cosine there is put as high as one that
    stands out as much among the rest, by mean and deviation of a draw from both. A language of few passages
    stays with the rest: what is usual among them is what they are about (docs/adr/0015).
    """
    languages = tuple(apart)
    if aim.typed is not None:
        languages = (aim.own, *(documents for documents in languages if documents != aim.own))
    rest = replace(scope, gone=scope.gone.union(*languages))
    usual = _usual(vectors, aim.vector, rest) if languages else None
    found: list[tuple[int, float]] = []
    taken: frozenset[str] = frozenset()
    for documents in languages:
        part = replace(scope, documents=documents)
        typed = aim.typed if documents == aim.own else None
        vector = aim.vector if typed is None else typed
        among = _usual(vectors, vector, part) if usual is not None else None
        if among is None and typed is None:
            continue
        if among is None:  # few: they stay with the rest, as near as the rest is to these words
            among = _usual(vectors, vector, rest)
        for key, cosine in vectors.search(vector, k, part):
            found.append((key, among.as_in(usual, cosine) if among and usual else cosine))
        taken |= documents
    found += vectors.search(aim.vector, k, replace(scope, gone=scope.gone | taken))
    return tuple(sorted(found, key=lambda hit: (-hit[1], hit[0]))[:k])


def is_abroad(
    vectors: VectorSearch, scope: Scope, language: str, documents: Mapping[str, frozenset[str]]
) -> bool:
    """Tell whether few passages of the scope are in a language, and more in others.

    `documents` are the ids of the documents in each language.
    """
    least = load("policy")["fusion"]["language"]["least"]
    others = frozenset().union(*(ids for name, ids in documents.items() if name != language))
    own, _ = vectors.sample(least, replace(scope, gone=scope.gone | others))
    if len(own) >= least:
        return False
    foreign, _ = vectors.sample(
        len(own) + 1, replace(scope, gone=scope.gone | documents.get(language, frozenset()))
    )
    return len(foreign) > len(own)


def _usual(vectors: VectorSearch, vector: NDArray[np.float32], scope: Scope) -> _Usual | None:
    policy = load("policy")["fusion"]["language"]
    _, drawn = vectors.sample(policy["sample"], scope)
    if len(drawn) < policy["least"]:
        return None
    # Not `@`: a matrix product may sum equal rows in different orders.
    cosines = np.einsum("nd,d->n", drawn, vector)
    deviation = float(cosines.std())
    return _Usual(float(cosines.mean()), deviation) if deviation > _NONE else None
