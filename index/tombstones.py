"""Which passages of a partition count no more, and how often each term stands in them.

A generation that is built on another keeps that one's partitions and buries in them the documents that were
changed, deleted or given another label since. The counts are taken once, when the dead are buried, so that a
search finds the frequencies of the living by one subtraction.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from index.partition import Partition

_STEP = 1 << 22
"""Postings looked at together: 4 MiB of marks at a time."""


@dataclass(frozen=True, slots=True)
class Tombstones:
    """The dead of one partition of n passages.

    rows    (n,) bool      which passages are dead
    hashes  (t,) uint64    ascending; the terms that stand in them
    counts  (t,) int64     in how many of them
    """

    rows: NDArray[np.bool_]
    hashes: NDArray[np.uint64]
    counts: NDArray[np.int64]

    @classmethod
    def bury(cls, partition: Partition, documents: Collection[str]) -> Tombstones:
        """Bury the passages of some documents; reads all postings once."""
        rows = partition.of(documents)
        if not rows.any():
            return cls(rows, np.empty(0, np.uint64), np.empty(0, np.int64))
        steps = range(0, len(partition.rows), _STEP)
        found = [np.flatnonzero(rows[partition.rows[at : at + _STEP]]) + at for at in steps]
        # Lists lie behind one another in the order of their starts, which is not that of the hashes.
        order = np.argsort(partition.starts)
        term = np.searchsorted(partition.starts[order], np.concatenate(found), side="right") - 1
        hashes, counts = np.unique(partition.hashes[order[term]], return_counts=True)
        return cls(rows, hashes, counts.astype(np.int64))

    def frequencies(self, terms: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Count the dead passages that hold each hashed term."""
        if not len(self.hashes):
            return np.zeros(len(terms), np.int64)
        at = np.minimum(np.searchsorted(self.hashes, terms), len(self.hashes) - 1)
        return np.where(self.hashes[at] == terms, self.counts[at], 0)

    def save(self, path: Path) -> None:
        """Write them as an npz file."""
        np.savez(
            path, rows=np.packbits(self.rows), size=len(self.rows), hashes=self.hashes, counts=self.counts
        )

    @classmethod
    def load(cls, path: Path) -> Tombstones:
        """Read what `save` wrote.

        Raises:
            ValueError, OSError: the file is missing or damaged.
        """
        try:
            with path.open("rb") as opened, np.load(opened, allow_pickle=False) as stored:
                rows = np.unpackbits(stored["rows"], count=int(stored["size"])).astype(np.bool_)
                return cls(rows, stored["hashes"], stored["counts"])
        except (KeyError, EOFError, BadZipFile) as damage:
            raise ValueError(f"{path.name} cannot be read: {damage}") from damage
