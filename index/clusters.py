"""Clusters of near vectors, so that a search of a large index need not look at all of it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

import faiss as _faiss
import numpy as np
import yaml
from numpy.typing import NDArray

faiss: Any = _faiss  # its stubs give the signatures of C++, not those that Python is called with
_SEED: Final = 7
_STEP: Final = 1 << 15


@cache
def policy() -> dict[str, float]:
    """Return how vectors are searched (`index/data/vectors.yaml`)."""
    text = (resources.files("index") / "data" / "vectors.yaml").read_text("utf-8")
    found: dict[str, float] = yaml.safe_load(text)
    return found


@dataclass(frozen=True, slots=True)
class Clusters:
    """Clusters of an index whose rows lie cluster by cluster.

    centres  (c, dimension) float32, normalised
    starts   (c + 1,) int64: the rows of cluster i are starts[i] to starts[i + 1]; none is empty
    """

    centres: NDArray[np.float32]
    starts: NDArray[np.int64]

    def narrow(
        self, query: NDArray[np.float32], allowed: NDArray[np.bool_] | None
    ) -> NDArray[np.bool_] | None:
        """Return which of the allowed rows (`None`: all) are worth a look for a query (1, dimension).

        Clusters are taken from the nearest on until they hold as many allowed rows as the policy wants, so a
        scope that few rows or the clusters far from the query lie in is searched as well as any other.
        """
        first, last = self.starts[:-1], self.starts[1:]
        held = last - first if allowed is None else np.add.reduceat(allowed, first, dtype=np.int64)
        total = int(held.sum())
        wanted = max(policy()["least_rows"], policy()["least_share"] * total)
        if total <= wanted:
            return allowed
        order = np.argsort(-(self.centres @ query[0]), kind="stable")
        chosen = order[: 1 + int(np.searchsorted(np.cumsum(held[order]), wanted))]
        near = np.zeros(int(last[-1]), np.bool_)
        for a, b in zip(first[chosen].tolist(), last[chosen].tolist(), strict=True):
            near[a:b] = True if allowed is None else allowed[a:b]
        return near

    def save(self, path: Path) -> None:
        """Write them as an npz file."""
        np.savez(path, centres=self.centres, starts=self.starts)

    @classmethod
    def load(cls, path: Path) -> Clusters:
        """Read what `save` wrote.

        Raises:
            ValueError: the file is damaged.
        """
        try:
            with path.open("rb") as opened, np.load(opened, allow_pickle=False) as stored:
                return cls(stored["centres"], stored["starts"])
        except (KeyError, EOFError, BadZipFile) as damage:
            raise ValueError(f"{path.name} cannot be read: {damage}") from damage


def cluster(index: Any) -> tuple[Clusters, NDArray[np.int64]]:  # noqa: ANN401 - a flat index of FAISS
    """Learn the clusters of a flat index of two vectors or more; return with them the order of its rows.

    The same vectors in the same order give the same clusters.
    """
    count = int(index.ntotal)
    wanted = min(count, max(1, round(policy()["clusters_per_root"] * math.sqrt(count))))
    size = min(count, int(wanted * policy()["sample_per_cluster"]))
    sample = np.sort(np.random.default_rng(_SEED).choice(count, size, replace=False))
    # Its own warning of too few points for a centre goes to standard output.
    learning = faiss.Kmeans(
        int(index.d),
        wanted,
        niter=int(policy()["iterations"]),
        spherical=True,
        seed=_SEED,
        min_points_per_centroid=1,
        max_points_per_centroid=size,
    )
    learning.train(decoded(index, sample))
    nearest = np.empty(count, np.int64)
    at = 0
    for vectors in blocks(index, np.arange(count)):
        nearest[at : at + len(vectors)] = learning.index.search(vectors, 1)[1][:, 0]
        at += len(vectors)
    order = np.argsort(nearest, kind="stable")
    held = np.bincount(nearest, minlength=wanted)
    centres = np.ascontiguousarray(learning.centroids[held > 0], np.float32)
    return Clusters(centres, np.concatenate(([0], np.cumsum(held[held > 0])))), order


def blocks(index: Any, order: NDArray[np.int64]) -> Iterator[NDArray[np.float32]]:  # noqa: ANN401
    """Go over the vectors of a flat index in another order, as many at a time as fit into 48 MiB."""
    for at in range(0, len(order), _STEP):
        yield decoded(index, order[at : at + _STEP])


def decoded(index: Any, rows: NDArray[np.int64]) -> NDArray[np.float32]:  # noqa: ANN401
    """Return the vectors (n, dimension) at some rows."""
    flat = faiss.downcast_index(index)
    vectors: NDArray[np.float32] = flat.sa_decode(np.ascontiguousarray(codes(flat)[rows]))
    return vectors


def codes(index: Any) -> NDArray[np.uint8]:  # noqa: ANN401
    """Return the rows of a flat index as they are kept, (n, bytes of a row): the index's own memory."""
    flat = faiss.downcast_index(index)
    size = int(flat.sa_code_size())
    kept: NDArray[np.uint8] = faiss.rev_swig_ptr(flat.codes.data(), int(flat.ntotal) * size)
    return kept.reshape(-1, size)
