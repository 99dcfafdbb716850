"""What a vector index filters by: the label and the document of each of its rows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from index.search import Scope


class Columns:
    """Arrays in the order of the rows: keys (n,) int64, label and document codes (n,) int32."""

    def __init__(self) -> None:
        """Start without rows."""
        self.keys: NDArray[np.int64] = np.empty(0, np.int64)
        self._codes: NDArray[np.int32] = np.empty((2, 0), np.int32)
        self._names: tuple[dict[str, int], dict[str, int]] = ({}, {})

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.keys)

    def append(self, keys: NDArray[np.int64], places: Sequence[tuple[str, str]]) -> None:
        """Add rows with their (label, document id).

        Raises:
            ValueError: a key is there already or comes twice, or there are more or fewer places than keys.
        """
        if len(np.unique(keys)) != len(keys) or self._holds_any(keys):
            raise ValueError("a key is in the index already")
        if len(places) != len(keys):
            raise ValueError(f"{len(keys)} keys, but {len(places)} places")
        codes = np.array(
            [
                [names.setdefault(place[i], len(names)) for place in places]
                for i, names in enumerate(self._names)
            ],
            np.int32,
        ).reshape(2, -1)
        self.keys = np.concatenate((self.keys, keys.astype(np.int64)))
        self._codes = np.concatenate((self._codes, codes), axis=1)

    def _holds_any(self, keys: NDArray[np.int64]) -> bool:
        # A store gives keys in ascending order, which spares a look at all that are here.
        if not len(keys) or not len(self) or keys.min() > self.keys.max():
            return False
        return bool(np.isin(keys, self.keys).any())

    def drop(self, keys: Sequence[int]) -> NDArray[np.bool_]:
        """Take rows out and return which of the old rows stay, (n,)."""
        stay = ~np.isin(self.keys, np.fromiter(keys, np.int64, len(keys)))
        self.keys, self._codes = self.keys[stay], self._codes[:, stay]
        return stay

    def reordered(self, order: NDArray[np.int64]) -> Columns:
        """Return the rows in another order."""
        made = Columns()
        made.keys, made._codes = self.keys[order], np.ascontiguousarray(self._codes[:, order])
        made._names = self._names
        return made

    def allowed(self, scope: Scope) -> NDArray[np.bool_] | None:
        """Return which rows lie within a scope, (n,), or `None` where all of them do."""
        rows = self._among(0, scope.labels)
        if scope.documents is not None:
            rows &= self._among(1, scope.documents)
        if scope.gone:
            rows &= ~self._among(1, scope.gone)
        return None if rows.all() else rows

    def first(self, k: int, scope: Scope) -> NDArray[np.int64]:
        """Return the rows of the `k` lowest keys within a scope, (n,), in order of key."""
        allowed = self.allowed(scope)
        rows = np.arange(len(self)) if allowed is None else np.flatnonzero(allowed)
        if k < len(rows):
            rows = rows[np.argpartition(self.keys[rows], k)[:k]]
        return rows[np.argsort(self.keys[rows])]

    def _among(self, column: int, values: frozenset[str]) -> NDArray[np.bool_]:
        names = self._names[column]
        chosen = np.zeros(len(names), np.bool_)
        chosen[[names[value] for value in values if value in names]] = True
        rows: NDArray[np.bool_] = chosen[self._codes[column]]
        return rows

    def labels(self, without: frozenset[str] = frozenset()) -> dict[int, str]:
        """Map each key to its label, but for those of some documents."""
        names = list(self._names[0])
        kept = ~self._among(1, without)
        return {
            int(key): names[code] for key, code in zip(self.keys[kept], self._codes[0][kept], strict=True)
        }

    def labels_held(self) -> tuple[str, ...]:
        """Name the labels that occur."""
        return tuple(self._names[0])

    def save(self, path: Path) -> None:
        """Write the columns as an npz file."""
        label_names, document_names = (np.array(list(names), np.str_) for names in self._names)
        np.savez(path, keys=self.keys, codes=self._codes, labels=label_names, documents=document_names)

    @classmethod
    def load(cls, path: Path) -> Columns:
        """Read what `save` wrote.

        Raises:
            ValueError: the file is damaged.
        """
        columns = cls()
        try:
            with path.open("rb") as opened, np.load(opened, allow_pickle=False) as stored:
                columns.keys, columns._codes = stored["keys"], stored["codes"]
                for names, key in zip(columns._names, ("labels", "documents"), strict=True):
                    names.update({str(name): i for i, name in enumerate(stored[key])})
        except (KeyError, EOFError, BadZipFile) as damage:
            raise ValueError(f"{path.name} cannot be read: {damage}") from damage
        return columns


def checked(keys: NDArray[np.int64], vectors: NDArray[np.float32], dimension: int) -> NDArray[np.float32]:
    """Return vectors as a contiguous float32 array (n, dimension).

    Raises:
        ValueError: another shape, or a value that is not a finite number.
    """
    if vectors.shape != (len(keys), dimension):
        raise ValueError(f"expected vectors of shape {(len(keys), dimension)}, got {vectors.shape}")
    if not np.isfinite(vectors).all():
        raise ValueError("a vector holds a value that is not a finite number")
    return np.ascontiguousarray(vectors, np.float32)
