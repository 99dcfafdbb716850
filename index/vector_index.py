"""The vector index in its plainest form: an exact NumPy scan, the reference for every other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.columns import Columns, checked
from index.search import Hits, Scope


class NumpyIndex:
    """Vectors in one float32 array (n, dimension); every search looks at all of them."""

    def __init__(self, dimension: int) -> None:
        """Start without vectors."""
        self._columns = Columns()
        self._vectors: NDArray[np.float32] = np.empty((0, dimension), np.float32)

    def add(
        self, keys: NDArray[np.int64], vectors: NDArray[np.float32], places: Sequence[tuple[str, str]]
    ) -> None:
        """Add vectors (n, dimension) with each one's (label, document id)."""
        rows = checked(keys, vectors, self._vectors.shape[1])
        self._columns.append(keys, places)
        self._vectors = np.concatenate((self._vectors, rows))

    def remove(self, keys: Sequence[int]) -> None:
        """Take vectors out; an unknown key is no error."""
        self._vectors = self._vectors[self._columns.drop(keys)]

    def search(self, vector: NDArray[np.float32], k: int, scope: Scope) -> Hits:
        """Return the best `k` keys of the scope for a vector (dimension,).

        Raises:
            ValueError: a vector of another dimension.
        """
        query = checked(np.zeros(1, np.int64), vector.reshape(1, -1), self._vectors.shape[1])[0]
        allowed = self._columns.allowed(scope)
        rows = np.arange(len(self)) if allowed is None else np.flatnonzero(allowed)
        keys = self._columns.keys[rows]
        # Not `@`: a matrix product may sum equal rows in different orders.
        scores = np.einsum("nd,d->n", self._vectors[rows], query)
        best = np.lexsort((keys, -scores))[: max(k, 0)]
        return tuple((int(keys[i]), float(scores[i])) for i in best)

    def sample(self, k: int, scope: Scope) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the up to `k` lowest keys of the scope, (n,), with their vectors (n, dimension)."""
        rows = self._columns.first(k, scope)
        return self._columns.keys[rows], self._vectors[rows]

    def __len__(self) -> int:
        """Count the vectors."""
        return len(self._columns)
