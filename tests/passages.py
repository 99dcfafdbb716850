"""Passages made up for tests, and the part of a document store that publishing reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from index.access import AccessLabel, Clearance
from index.document_store import Operation, StoreCounts, Verb
from index.lexical_build import build
from index.lexical_index import PartitionedIndex
from index.provisions import Passage

PUBLIC = AccessLabel(Clearance.PUBLIC)
SECRET = AccessLabel(Clearance.SECRET, frozenset({"so-xay-dung"}))


def passage(key: int, body: str, *, title: str = "", document: str = "d1") -> Passage:
    return Passage(key, document, (f"p{key}",), title, body, body)


def unit_vectors(rows: int, dimension: int, seed: int = 0) -> NDArray[np.float32]:
    vectors = np.random.default_rng(seed).standard_normal((rows, dimension), dtype=np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def indexed(rows: Iterable[tuple[Passage, AccessLabel]]) -> PartitionedIndex:
    """Build the lexical index of passages; its files are mapped, and gone once nobody uses it."""
    with TemporaryDirectory() as folder:
        return build(Path(folder), sorted(rows, key=lambda row: row[0].key))


class PassageSource:
    """Passages, labels and vectors in memory, read as publishing and checking read a `DocumentStore`."""

    def __init__(self, dimension: int = 8) -> None:
        self.dimension = dimension
        self._log: list[str] = []
        self._passages: dict[int, tuple[Passage, AccessLabel]] = {}
        self._vectors: dict[int, NDArray[np.float32]] = {}

    def put(self, item: Passage, label: AccessLabel = PUBLIC, *, embed: bool = True) -> None:
        self._passages[item.key] = (item, label)
        if embed:
            self._vectors[item.key] = unit_vectors(1, self.dimension, seed=item.key)[0]
        self._log.append(item.document_id)

    def drop(self, key: int) -> None:
        item, _ = self._passages.pop(key)
        self._vectors.pop(key, None)
        self._log.append(item.document_id)

    @property
    def revision(self) -> int:
        return len(self._log)

    def all_passages(self, documents: Sequence[str] | None = None) -> Iterator[tuple[Passage, AccessLabel]]:
        return (self._passages[key] for key in sorted(self._passages) if self._is_of(key, documents))

    def changes_since(self, revision: int) -> tuple[Operation, ...]:
        return tuple(Operation(n, name, Verb.PUT) for n, name in enumerate(self._log, 1) if n > revision)

    def mark(self, revision: int) -> str:
        return " ".join(self._log[:revision]) if 0 < revision <= self.revision else ""

    def _is_of(self, key: int, documents: Sequence[str] | None) -> bool:
        return documents is None or self._passages[key][0].document_id in documents

    def vectors(
        self, model_id: str, documents: Sequence[str] | None = None
    ) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
        keys = [key for key in sorted(self._vectors) if self._is_of(key, documents)]
        for start in range(0, len(keys), 16):
            batch = keys[start : start + 16]
            yield np.array(batch, np.int64), np.stack([self._vectors[key] for key in batch])

    def counts(self, model_id: str) -> StoreCounts:
        return StoreCounts(1, 0, len(self._passages), len(self._vectors), self.revision)
