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
from array import array
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, fields
from hashlib import blake2b
from itertools import count
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from index.analyser import field_terms
from index.provisions import Passage
from index.search import Field

FIELDS: Final = tuple(Field)
_NAMES: Final = "names.json"
_MOST_TIMES: Final = 255
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
    return int.from_bytes(blake2b(f"{where.value}\x1f{term}".encode(), digest_size=8).digest(), "little")


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

    def save(self, folder: Path) -> None:
        """Write the partition into an existing, empty folder."""
        for name in _ARRAYS:
            np.save(folder / f"{name}.npy", getattr(self, name), allow_pickle=False)
        names = {"label": self.label, "documents": self.documents, "words": self.words}
        (folder / _NAMES).write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def open(cls, folder: Path) -> Partition:
        """Map what `save` wrote into memory.

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


_ARRAYS: Final = tuple(f.name for f in fields(Partition) if f.init)[3:]


class PartitionDraft:
    """Collects the passages of one label, in any order, and makes their partition."""

    def __init__(self, label: str) -> None:
        """Start without passages."""
        self._label = label
        self._keys = array("q")
        self._documents: defaultdict[str, int] = _numbered()
        self._places = array("i")
        self._terms = tuple(_FieldDraft() for _ in FIELDS)

    def add(self, passage: Passage) -> None:
        """Add a passage that is not there yet."""
        self._keys.append(passage.key)
        self._places.append(self._documents[passage.document_id])
        cut = field_terms(passage)
        for draft, name in zip(self._terms, FIELDS, strict=True):
            draft.add(cut[name])

    def finish(self) -> Partition:
        """Return the partition; the same whatever the order in which the passages came."""
        keys = np.array(self._keys, np.int64)
        order = np.argsort(keys)
        row_of = np.empty(len(keys), np.int64)
        row_of[order] = np.arange(len(keys))
        words = {
            term
            for draft, name in zip(self._terms, FIELDS, strict=True)
            if name in {Field.TITLE_FOLDED, Field.BODY_FOLDED}
            for term in draft.ids
            if term.isalpha()
        }
        named = sorted(self._documents)
        renumbered = np.argsort(np.argsort(np.array(list(self._documents), np.str_)))
        lists = [draft.postings(name, row_of) for draft, name in zip(self._terms, FIELDS, strict=True)]
        offsets = np.cumsum([0, *(len(each.rows) for each in lists[:-1])])
        hashes = np.concatenate([each.hashes for each in lists])
        starts = np.concatenate([each.starts + at for each, at in zip(lists, offsets, strict=True)])
        by_hash = np.argsort(hashes)
        return Partition(
            label=self._label,
            documents=tuple(named),
            words=tuple(sorted(words)),
            keys=keys[order],
            places=renumbered[np.array(self._places, np.int64)[order]].astype(np.int32),
            lengths=np.stack([np.array(draft.lengths, np.int32)[order] for draft in self._terms]),
            hashes=hashes[by_hash],
            starts=starts[by_hash],
            counts=np.concatenate([each.counts for each in lists])[by_hash],
            rows=np.concatenate([each.rows for each in lists]),
            cells=np.concatenate([each.cells for each in lists]),
        )


@dataclass(frozen=True, slots=True)
class _Postings:
    """The lists of one field, in the order of its term numbers."""

    hashes: NDArray[np.uint64]
    starts: NDArray[np.int64]
    counts: NDArray[np.int64]
    rows: NDArray[np.int32]
    cells: NDArray[np.uint16]


class _FieldDraft:
    """The terms of one field: the number of each term in a row, passage after passage."""

    def __init__(self) -> None:
        self.ids: defaultdict[str, int] = _numbered()
        self.lengths = array("i")
        self._flat = array("i")

    def add(self, terms: Sequence[str]) -> None:
        self.lengths.append(len(terms))
        self._flat.extend(map(self.ids.__getitem__, terms))

    def postings(self, name: Field, row_of: NDArray[np.int64]) -> _Postings:
        passages = max(1, len(row_of))
        lengths = np.array(self.lengths, np.int64)
        # One sort of (term, row) pairs puts the lists together; equal pairs are one posting.
        pairs = np.array(self._flat, np.int64) * passages + np.repeat(row_of, lengths)
        pairs.sort()
        first = np.flatnonzero(np.diff(pairs, prepend=-1))
        times = np.minimum(np.diff(first, append=len(pairs)), _MOST_TIMES)
        terms, rows = np.divmod(pairs[first], passages)
        coded = np.empty(len(row_of), np.uint16)
        coded[row_of] = np.searchsorted(LENGTHS, lengths, side="right") - 1
        counts = np.bincount(terms, minlength=len(self.ids)).astype(np.int64)
        return _Postings(
            hashes=np.array([term_hash(name, term) for term in self.ids], np.uint64),
            starts=np.cumsum(counts) - counts,
            counts=counts,
            rows=rows.astype(np.int32),
            cells=(times.astype(np.uint16) << np.uint16(8)) | coded[rows],
        )


def _numbered() -> defaultdict[str, Any]:
    following: Callable[[], int] = count().__next__
    return defaultdict(following)
