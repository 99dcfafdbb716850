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
        living = Scope(scope.labels, scope.documents, scope.gone | self._dead)
        found = self._base.search(vector, k, living)
        if self._delta is None:
            return found
        both = [*found, *self._delta.search(vector, k, scope)]
        return tuple(sorted(both, key=lambda hit: (-hit[1], hit[0]))[: max(k, 0)])

    def labels(self) -> dict[int, str]:
        """Map each key to its label."""
        living = self._base.columns.labels(without=self._dead)
        return living | (self._delta.labels() if self._delta is not None else {})

    def __len__(self) -> int:
        """Count the vectors."""
        return self._living + (len(self._delta) if self._delta is not None else 0)
