"""The vector index on FAISS: a scan over half-precision vectors, near clusters alone where they are many."""

from __future__ import annotations

import errno
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import faiss as _faiss
import numpy as np
from numpy.typing import NDArray

from index.clusters import Clusters, cluster, codes, decoded, policy
from index.columns import Columns, checked
from index.layout import CLUSTERS
from index.search import Hits, Scope

faiss: Any = _faiss  # its stubs give the signatures of C++, not those that Python is called with
_SPARE = 32
_MOST_DRAWN = 8
"""Draws of a published index that are kept, of up to 1,000 vectors: languages are told apart by the same ones
for each question."""
_STEP = 1 << 15
_LENGTH = 8
# Half precision keeps 11 bits: a score is known to about this much, and no more digits are given out.
_DECIMALS = 6

_Drawn = tuple[NDArray[np.int64], NDArray[np.float32]]


class FaissIndex:
    """`IDMap` over a flat fp16 inner-product index, exact up to 300,000 vectors (`index/data/vectors.yaml`).

    From there on the rows are written in the order of clusters, and a search of what was opened looks at
    those rows of its scope that lie in the nearest ones: the scores are the same, and 0.97 of the best ten
    and more are found under any filter. Nothing under it may be searched by position from outside: ids go in
    and out.
    FAISS itself accepts an id twice without a word, so the columns keep watch.
    """

    def __init__(self, dimension: int, expected: int = 0) -> None:
        """Start without vectors, with room for as many as are expected: where it grows, it is copied."""
        self._index = _empty(dimension)
        flat = faiss.downcast_index(self._index.index)
        flat.codes.resize(expected * int(flat.code_size))
        flat.codes.resize(0)
        self._columns = Columns()
        self._clusters: Clusters | None = None
        self._writable = True
        self._drawn: dict[tuple[int, Scope], _Drawn] = {}

    @classmethod
    def open(cls, vectors: Path, columns: Path) -> FaissIndex:
        """Map a finished index into memory for searching; adding to it raises `io.UnsupportedOperation`.

        Raises:
            ValueError: the files do not belong together or cannot be read.
        """
        opened = cls.__new__(cls)
        try:
            opened._index = faiss.read_index(str(vectors), faiss.IO_FLAG_MMAP_IFC)
            opened._columns = Columns.load(columns)
            clusters = columns.with_name(CLUSTERS)
            opened._clusters = Clusters.load(clusters) if clusters.exists() else None
            ids = faiss.vector_to_array(opened._index.id_map)
        except (RuntimeError, AttributeError) as damage:
            raise ValueError(f"{vectors.name} cannot be read: {damage}") from damage
        if not np.array_equal(ids, opened._columns.keys):
            raise ValueError(f"{vectors.name} and {columns.name} hold different keys")
        if opened._clusters is not None and opened._clusters.starts[-1] != len(ids):
            raise ValueError(f"{vectors.name} and {CLUSTERS} hold different numbers of vectors")
        opened._writable = False
        opened._drawn = {}
        return opened

    def save(self, vectors: Path, columns: Path) -> None:
        """Write both files, and the clusters of a large index beside them.

        Raises:
            OSError: the disk is full or may not be written.
        """
        clusters, kept = self._clusters, self._columns
        try:
            if self._writable and len(self) >= policy()["clustered_from"]:
                clusters, order = cluster(self._index.index)
                kept = self._columns.reordered(order)
                _write_in_order(self._index, order, vectors)
            else:
                faiss.write_index(self._index, str(vectors))
        except RuntimeError as refusal:  # all that FAISS says of a full disk
            raise OSError(
                errno.EIO, "the vectors cannot be written; see to the disk", str(vectors)
            ) from refusal
        kept.save(columns)
        if clusters is not None:
            clusters.save(columns.with_name(CLUSTERS))

    @property
    def columns(self) -> Columns:
        """The keys, labels and documents of the rows; not to be changed."""
        return self._columns

    def labels(self) -> dict[int, str]:
        """Map each key to its label."""
        return self._columns.labels()

    @property
    def dimension(self) -> int:
        """The number of values of a vector."""
        return int(self._index.d)

    def add(
        self, keys: NDArray[np.int64], vectors: NDArray[np.float32], places: Sequence[tuple[str, str]]
    ) -> None:
        """Add vectors (n, dimension) with each one's (label, document id)."""
        self._check_writable()
        rows = checked(keys, vectors, self.dimension)
        self._columns.append(keys, places)
        if len(keys):
            self._index.add_with_ids(rows, keys.astype(np.int64))

    def remove(self, keys: Sequence[int]) -> None:
        """Take vectors out; an unknown key is no error."""
        self._check_writable()
        self._index.remove_ids(np.fromiter(keys, np.int64, len(keys)))
        self._columns.drop(keys)

    def search(self, vector: NDArray[np.float32], k: int, scope: Scope) -> Hits:
        """Return the best `k` keys of the scope for a vector (dimension,).

        Raises:
            ValueError: a vector of another dimension.
        """
        query = checked(np.zeros(1, np.int64), vector.reshape(1, -1), self.dimension)
        allowed = self._columns.allowed(scope)
        if self._clusters is not None:
            allowed = self._clusters.narrow(query, allowed)
        within = len(self) if allowed is None else int(allowed.sum())
        if k <= 0 or not within:
            return ()
        bits = None if allowed is None else np.packbits(allowed, bitorder="little")
        limit = k + _SPARE
        while True:
            scores, keys = self._nearest(query, min(limit, within), bits)
            if limit >= within or scores[-1] < scores[k - 1]:
                break
            limit *= 4  # the cut lies among equals: all of them are needed to tell whose keys come first
        best = np.lexsort((keys, -scores))[:k]
        return tuple((int(keys[i]), float(scores[i])) for i in best)

    def sample(self, k: int, scope: Scope) -> _Drawn:
        """Return the up to `k` lowest keys of the scope, (n,), with their vectors (n, dimension)."""
        drawn = self._drawn.get((k, scope))
        if drawn is None:
            rows = self._columns.first(k, scope)
            drawn = self._columns.keys[rows], decoded(self._index.index, rows)
            if not self._writable:
                kept = {} if len(self._drawn) >= _MOST_DRAWN else self._drawn
                self._drawn = {**kept, (k, scope): drawn}
        return drawn

    def _nearest(
        self, query: NDArray[np.float32], k: int, bits: NDArray[np.uint8] | None
    ) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        # The flat index inside is searched, by row: a set of rows is a bitmap, a set of 63-bit keys is not.
        selector = None if bits is None else faiss.IDSelectorBitmap(bits)
        chosen = None if selector is None else faiss.SearchParameters(sel=selector)
        with _one_thread():
            scores, rows = self._index.index.search(query, k, params=chosen)
        found = rows[0] >= 0
        return scores[0][found].astype(np.float64).round(_DECIMALS), self._columns.keys[rows[0][found]]

    def _check_writable(self) -> None:
        if not self._writable:
            raise io.UnsupportedOperation("a published index never changes: publish a new generation")

    def __len__(self) -> int:
        """Count the vectors."""
        return len(self._columns)


def _empty(dimension: int) -> Any:  # noqa: ANN401 - an index of FAISS
    kind, metric = faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
    return faiss.IndexIDMap(faiss.IndexScalarQuantizer(dimension, kind, metric))


def _write_in_order(index: Any, order: NDArray[np.int64], path: Path) -> None:  # noqa: ANN401
    """Write an index with its rows in another order as FAISS would, without a second copy in memory."""
    rows, keys = codes(index.index), faiss.vector_to_array(index.id_map)
    empty = _empty(int(index.d))
    empty.ntotal = empty.index.ntotal = len(order)
    # Of an empty index FAISS writes a head and two arrays without elements: their lengths, of eight bytes.
    head = faiss.serialize_index(empty).tobytes()[: -2 * _LENGTH]
    with path.open("wb") as file:
        file.write(head + rows.size.to_bytes(_LENGTH, "little"))
        for at in range(0, len(order), _STEP):
            file.write(rows[order[at : at + _STEP]].data)
        file.write(len(order).to_bytes(_LENGTH, "little") + keys[order].tobytes())


@contextmanager
def _one_thread() -> Iterator[None]:
    """Keep a scan for one question on one thread.

    A second one waits longer than it helps: 17 ms on one thread, 25 on two for 200,000 vectors on an idle
    machine of two cores, 50 against 70 on a busy one. OpenMP counts by calling thread: each search sets it.
    """
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)
