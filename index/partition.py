"""The passages of one label by their terms: what a lexical search of that label reads, as arrays.

A search looks into the partitions that its reader may read and into no other. Arrays of a partition with n
passages, t terms and p postings:

    keys      (n,) int64    ascending; a passage's row is its place here
    places    (n,) int32    which of `documents` it is of
    lengths   (4, n) int32  how many terms each of its fields has
    hashes    (t,) uint64   ascending; field and term of each list of postings
    starts, counts (t,) int64   where that list lies
    rows      (p,) int32    ascending in each list
    cells     (p,) uint16   how often the term stands there << 8 | the code of the field's length
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, fields
from hashlib import blake2b
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.search import Field

FIELDS: Final = tuple(Field)
_NAMES: Final = "names.json"
_EXACT, _STEPS = 24, 8


def _lengths() -> NDArray[np.int64]:
    """Return the 256 lengths that are told apart: all up to 40, then eight to a doubling, as in Lucene."""
    codes = np.arange(256 - _EXACT)
    octave, step = codes // _STEPS, codes % _STEPS
    coarse = np.where(octave == 0, codes, (step + _STEPS) << np.maximum(octave - 1, 0))
    return np.concatenate((np.arange(_EXACT), _EXACT + coarse))


LENGTHS: Final = _lengths()
"""The length that each code stands for; a field's own is rounded down to one of them."""


def term_hash(where: Field, term: str) -> int:
    """Name a term of a field in 64 bits; among a million terms two share one with a chance of 3 in 10^8."""
    return int.from_bytes(digest(in_field(where) + term.encode()), "little")


def in_field(where: Field) -> bytes:
    """Return what stands before a term of a field when it is hashed."""
    return f"{where.value}\x1f".encode()


def digest(term: bytes) -> bytes:
    """Hash a term that stands behind its field."""
    return blake2b(term, digest_size=8).digest()


@dataclass(frozen=True, slots=True)
class Partition:
    """The passages of one label; the arrays are described above and never written to."""

    label: str
    documents: tuple[str, ...]
    words: tuple[str, ...]
    keys: NDArray[np.int64]
    places: NDArray[np.int32]
    lengths: NDArray[np.int32]
    hashes: NDArray[np.uint64]
    starts: NDArray[np.int64]
    counts: NDArray[np.int64]
    rows: NDArray[np.int32]
    cells: NDArray[np.uint16]
    totals: NDArray[np.int64] = field(init=False)
    _codes: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        """Sum up what every search asks for."""
        object.__setattr__(self, "totals", self.lengths.sum(axis=1, dtype=np.int64))
        object.__setattr__(self, "_codes", {name: code for code, name in enumerate(self.documents)})

    def __len__(self) -> int:
        """Count the passages."""
        return len(self.keys)

    def of(self, documents: Collection[str]) -> NDArray[np.bool_]:
        """Return which passages are of any of these documents, (n,)."""
        chosen = np.zeros(len(self.documents), np.bool_)
        chosen[[self._codes[name] for name in documents if name in self._codes]] = True
        found: NDArray[np.bool_] = chosen[self.places]
        return found

    def find(self, terms: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return (start, count) of the postings of each hashed term, count 0 where it does not occur."""
        if not len(self.hashes):
            return np.zeros(len(terms), np.int64), np.zeros(len(terms), np.int64)
        at = np.minimum(np.searchsorted(self.hashes, terms), len(self.hashes) - 1)
        return self.starts[at], np.where(self.hashes[at] == terms, self.counts[at], 0)

    @classmethod
    def open(cls, folder: Path) -> Partition:
        """Map what `index.partition_draft` wrote into memory.

        Raises:
            ValueError, OSError: a file is missing or damaged.
        """
        names = json.loads((folder / _NAMES).read_bytes())
        mapped = {
            # A plain array over the same memory: slices of a memmap cost ten times as much.
            name: np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False).view(np.ndarray)
            for name in _ARRAYS
        }
        try:
            return cls(names["label"], tuple(names["documents"]), tuple(names["words"]), **mapped)
        except (KeyError, TypeError) as damage:
            raise ValueError(f"{_NAMES} cannot be read: {damage}") from damage


def save_names(folder: Path, label: str, documents: Sequence[str], words: Sequence[str]) -> None:
    """Write what of a partition is no array."""
    names = {"label": label, "documents": documents, "words": words}
    (folder / _NAMES).write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")


_ARRAYS: Final = tuple(f.name for f in fields(Partition) if f.init)[3:]
