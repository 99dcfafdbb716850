"""Which passages are near a question in meaning, whatever language they are in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.tables import load
from index.search import Hits, Scope, VectorSearch

_NONE: Final = 1e-6
"""A deviation below this is none: the same text over and over."""


@dataclass(frozen=True, slots=True)
class Near:
    """The nearest passages, best first, and the plain cosine of the nearest (`None`: there is none)."""

    hits: Hits
    similarity: float | None


@dataclass(frozen=True, slots=True)
class _Usual:
    """How near to a question the texts of a language usually are, whatever they say."""

    mean: float
    deviation: float

    def as_in(self, other: _Usual, cosine: float) -> float:
        """Return the cosine that stands out as much among the texts of another language."""
        return other.mean + (cosine - self.mean) / self.deviation * other.deviation


def near(vectors: VectorSearch, vector: NDArray[np.float32], k: int, scope: Scope) -> Near:
    """Return the best `k` passages of the scope for a question (dimension,) by their cosine."""
    hits = vectors.search(vector, k, scope)
    return Near(hits, hits[0][1] if hits else None)


def near_across(
    vectors: VectorSearch,
    vector: NDArray[np.float32],
    k: int,
    scope: Scope,
    apart: Iterable[frozenset[str]],
) -> Near:
    """Return the best `k` passages for a question that is not in the language of most texts.

    A model finds texts in the language of the question nearer, whatever they say. So each of `apart`, the
    documents of one other language, is searched by itself, and a cosine there is put as high as one that
    stands out as much among the rest, by mean and deviation of a draw from both. A language of few passages
    stays with the rest: what is usual among them is what they are about (docs/adr/0015).
    """
    languages = tuple(apart)
    others = frozenset().union(*languages)
    usual = _usual(vectors, vector, replace(scope, gone=scope.gone | others))
    if usual is None:
        return near(vectors, vector, k, scope)
    found: list[tuple[int, float]] = []
    similar: list[float] = []
    taken: frozenset[str] = frozenset()
    for documents in languages:
        part = replace(scope, documents=documents)
        own = _usual(vectors, vector, part)
        if own is None:
            continue
        hits = vectors.search(vector, k, part)
        similar.append(hits[0][1])
        found += [(key, own.as_in(usual, cosine)) for key, cosine in hits]
        taken |= documents
    rest = vectors.search(vector, k, replace(scope, gone=scope.gone | taken))
    similar.append(rest[0][1])
    best = sorted((*found, *rest), key=lambda hit: (-hit[1], hit[0]))[:k]
    return Near(tuple(best), max(similar))


def _usual(vectors: VectorSearch, vector: NDArray[np.float32], scope: Scope) -> _Usual | None:
    policy = load("policy")["fusion"]["language"]
    _, drawn = vectors.sample(policy["sample"], scope)
    if len(drawn) < policy["least"]:
        return None
    # Not `@`: a matrix product may sum equal rows in different orders.
    cosines = np.einsum("nd,d->n", drawn, vector)
    deviation = float(cosines.std())
    return _Usual(float(cosines.mean()), deviation) if deviation > _NONE else None
