"""The vectors of a generation that is built on another: that one's living, and the new ones."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from index.faiss_index import FaissIndex
from index.search import Hits, Scope


class LayeredVectors:
    """Two published indexes searched as one; the hits are those of one index of all that is live.

    Failure: `ValueError` for a vector of another dimension.
    """

    def __init__(self, base: FaissIndex, delta: FaissIndex | None, dead: frozenset[str]) -> None:
        """Lay the changes over the base, where the documents in `dead` count no more."""
        self._base, self._delta, self._dead = base, delta, dead
        everything = Scope(frozenset(base.columns.labels_held()), None, dead)
        allowed = base.columns.allowed(everything)
        self._living = len(base) if allowed is None else int(allowed.sum())

    def search(self, vector: NDArray[np.float32], k: int, scope: Scope) -> Hits:
        """Return the best `k` keys of the scope for a vector (dimension,)."""
        found = self._base.search(vector, k, self._alive(scope))
        if self._delta is None:
            return found
        both = [*found, *self._delta.search(vector, k, scope)]
        return tuple(sorted(both, key=lambda hit: (-hit[1], hit[0]))[: max(k, 0)])

    def sample(self, k: int, scope: Scope) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the up to `k` lowest keys of the scope, (n,), with their vectors (n, dimension)."""
        keys, vectors = self._base.sample(k, self._alive(scope))
        if self._delta is None:
            return keys, vectors
        more, newer = self._delta.sample(k, scope)
        keys, vectors = np.concatenate((keys, more)), np.concatenate((vectors, newer))
        first = np.argsort(keys)[:k]
        return keys[first], vectors[first]

    def _alive(self, scope: Scope) -> Scope:
        return Scope(scope.labels, scope.documents, scope.gone | self._dead)

    def labels(self) -> dict[int, str]:
        """Map each key to its label."""
        living = self._base.columns.labels(without=self._dead)
        return living | (self._delta.labels() if self._delta is not None else {})

    def __len__(self) -> int:
        """Count the vectors."""
        return self._living + (len(self._delta) if self._delta is not None else 0)
