"""The lexical index: BM25 over the partitions of a search's scope, and over nothing else."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.bm25 import DECIMALS, Scored, Terms, saturation
from index.partition import FIELDS, Partition, term_hash
from index.search import Clause, Field, Hits, Scope, Wanted
from index.tombstones import Tombstones

_FEW: Final = 0.05
"""A share of a partition whose passages are scored by themselves."""
PARTITIONS: Final = "partitions.json"
_NONE_GONE: Final = np.empty(0, np.bool_)
_NO_ROWS: Final = np.empty(0, np.int64)
_NO_SCORES: Final = np.empty(0, np.float64)


@dataclass(frozen=True, slots=True)
class _Part:
    """A readable partition; `gone` marks its rows that count no more (empty where all do).

    `buried` are the same rows where the index itself buried them, so that their terms are counted already.
    """

    partition: Partition
    gone: NDArray[np.bool_]
    buried: Tombstones | None = None

    def live(self) -> int:
        return len(self.partition) - int(self.gone.sum())

    def totals(self) -> NDArray[np.int64]:
        """Return how many terms each field of the live passages has, (4,)."""
        totals = self.partition.totals
        return totals - self.partition.lengths[:, self.gone].sum(axis=1) if len(self.gone) else totals

    def frequencies(self, terms: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Count the live passages that hold each term."""
        starts, counts = self.partition.find(terms)
        if self.buried is not None:
            return counts - self.buried.frequencies(terms)
        if not len(self.gone):
            return counts
        lists = [self.partition.rows[a : a + n] for a, n in zip(starts, counts, strict=True)]
        return counts - np.array([np.count_nonzero(self.gone[rows]) for rows in lists], np.int64)


class PartitionedIndex:
    """Passages by the terms of their title and body, each with diacritics and without; one partition a label.

    Scores are Okapi BM25 (k1 1.2, b 0.75, lengths rounded down to one of 256), summed in the order of the
    clauses in double precision and rounded to four decimals. Number, frequency and mean length are those of
    the passages in the scope's labels without its `gone` documents, so every score, and every bit of it, is
    what an index of exactly these passages would give. `documents` narrows the hits alone.
    """

    def __init__(self, partitions: Iterable[Partition]) -> None:
        """Take the partitions, one for each label."""
        self._layers: tuple[_Layer, ...] = tuple(
            _Layer(p, None) for p in sorted(partitions, key=lambda p: p.label)
        )

    @classmethod
    def layered(
        cls, base: PartitionedIndex, delta: PartitionedIndex, buried: Sequence[Tombstones]
    ) -> PartitionedIndex:
        """Lay an index over another one, in whose partitions, in their order, some passages are dead.

        Raises:
            ValueError: the tombstones are not those of the partitions.
        """
        made = cls(())
        pairs = list(zip(base.partitions(), buried, strict=True))
        if any(len(dead.rows) != len(partition) for partition, dead in pairs):
            raise ValueError("the tombstones are of other partitions")
        made._layers = (*(_Layer(p, dead if dead.rows.any() else None) for p, dead in pairs), *delta._layers)
        return made

    @classmethod
    def open(cls, folder: Path) -> PartitionedIndex:
        """Map what `index.lexical_build` wrote into memory.

        Raises:
            ValueError, OSError: a file is missing or damaged.
        """
        try:
            number = int(json.loads((folder / PARTITIONS).read_bytes())["partitions"])
        except (KeyError, TypeError) as damage:
            raise ValueError(f"{PARTITIONS} cannot be read: {damage}") from damage
        return cls(Partition.open(folder / f"{n:04}") for n in range(number))

    def search(self, clauses: Sequence[Clause], k: int, scope: Scope) -> Hits:
        """Return the best `k` passages of the scope; a clause that is given twice counts twice.

        Raises:
            ValueError: a weight is negative or not a number.
        """
        return self.search_each(clauses, ((k, scope.documents),), scope)[0]

    def search_each(
        self, clauses: Sequence[Clause], wanted: Sequence[Wanted], scope: Scope
    ) -> tuple[Hits, ...]:
        """Return for each (k, documents) the best `k` passages of the scope in those documents, or in all.

        Raises:
            ValueError: a weight is negative or not a number.
        """
        summed = _summed(clauses)
        parts = self._parts(scope)
        passages = sum(part.live() for part in parts)
        if not summed or not passages:
            return ((),) * len(wanted)
        terms = _hashes(summed)
        held = np.sum([part.frequencies(terms) for part in parts], axis=0)
        weights = np.array(list(summed.values())) * np.log1p((passages - held + 0.5) / (held + 0.5))
        means = np.sum([part.totals() for part in parts], axis=0) / passages
        tables = {name: saturation(float(mean)) for name, mean in zip(FIELDS, means, strict=True)}
        asked = Terms(terms, weights, [tables[name] for name, _ in summed])
        scored = [(part, Scored(part.partition, asked)) for part in parts]
        found: dict[Wanted, Hits] = {}
        for k, documents in sorted(set(wanted), key=lambda each: each[1] is not None):  # the whole first
            rows = [_search(*each, k, documents) for each in scored]
            keys = np.concatenate(
                [part.partition.keys[own] for (part, _), (own, _) in zip(scored, rows, strict=True)]
            )
            found[k, documents] = _best(keys, np.concatenate([scores for _, scores in rows]), k)
        return tuple(found[each] for each in wanted)

    def document_frequency(self, field: Field, term: str, scope: Scope) -> int:
        """Count the passages of the scope's labels, without its `gone` documents, that hold a term."""
        terms = np.array([term_hash(field, term)], np.uint64)
        return sum(int(part.frequencies(terms)[0]) for part in self._parts(scope))

    def count(self, scope: Scope) -> int:
        """Count the passages of the scope's labels, without its `gone` documents."""
        return sum(part.live() for part in self._parts(scope))

    def words(self, scope: Scope) -> dict[str, int]:
        """Map the folded words, without numbers, to how many passages of the scope's labels hold each.

        Numbers are left out since correcting one would turn it into another.
        """
        counts: dict[str, int] = {}
        for part in self._parts(scope):
            words = part.partition.words
            hashes = np.array([term_hash(Field.BODY_FOLDED, word) for word in words], np.uint64)
            for word, frequency in zip(words, part.frequencies(hashes).tolist(), strict=True):
                if frequency:
                    counts[word] = counts.get(word, 0) + frequency
        return dict(sorted(counts.items()))

    def partitions(self) -> tuple[Partition, ...]:
        """Return what the index is made of, in order of the labels."""
        return tuple(layer.partition for layer in self._layers)

    def documents(self) -> frozenset[str]:
        """Return the ids of the documents of all labels."""
        return frozenset().union(*(layer.documents() for layer in self._layers))

    def labels(self) -> tuple[str, ...]:
        """List the labels that occur, in order."""
        return tuple(sorted({layer.partition.label for layer in self._layers if len(layer)}))

    def keys(self, label: str | None = None) -> NDArray[np.int64]:
        """Return the keys of all passages, or of those with a label, in order."""
        chosen = [layer.keys() for layer in self._layers if label in {None, layer.partition.label}]
        return np.sort(np.concatenate(chosen)) if chosen else np.empty(0, np.int64)

    def places(self, keys: NDArray[np.int64]) -> list[tuple[str, str] | None]:
        """Return the label and the document of the passage of each key, `None` where it is not here."""
        found: list[tuple[str, str] | None] = [None] * len(keys)
        for layer in self._layers:
            rows = layer.rows(keys)
            partition = layer.partition
            for at in np.flatnonzero(rows >= 0).tolist():
                found[at] = (partition.label, partition.documents[int(partition.places[rows[at]])])
        return found

    def __len__(self) -> int:
        """Count the passages of all labels."""
        return sum(map(len, self._layers))

    def _parts(self, scope: Scope) -> list[_Part]:
        return [layer.part(scope.gone) for layer in self._layers if layer.partition.label in scope.labels]


@dataclass(frozen=True, slots=True)
class _Layer:
    """A partition with its dead, `None` where all of it lives."""

    partition: Partition
    buried: Tombstones | None

    def part(self, gone: frozenset[str]) -> _Part:
        """Return it without documents that are gone as well."""
        marked = self.partition.of(gone) if gone else _NONE_GONE
        if not marked.any():
            return _Part(self.partition, self.buried.rows if self.buried else _NONE_GONE, self.buried)
        return _Part(self.partition, marked | self.buried.rows if self.buried else marked)

    def documents(self) -> frozenset[str]:
        if self.buried is None:
            return frozenset(self.partition.documents)
        living = np.unique(self.partition.places[~self.buried.rows])
        return frozenset(self.partition.documents[place] for place in living.tolist())

    def rows(self, keys: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the row of each key, -1 where it is not here or dead."""
        if not len(self.partition):
            return np.full(len(keys), -1)
        rows = np.minimum(np.searchsorted(self.partition.keys, keys), len(self.partition) - 1)
        held = self.partition.keys[rows] == keys
        if self.buried is not None:
            held &= ~self.buried.rows[rows]
        return np.where(held, rows, -1)

    def keys(self) -> NDArray[np.int64]:
        return self.partition.keys if self.buried is None else self.partition.keys[~self.buried.rows]

    def __len__(self) -> int:
        return len(self.partition) - (int(self.buried.rows.sum()) if self.buried else 0)


def _search(
    part: _Part, scored: Scored, k: int, documents: frozenset[str] | None
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return rows with their scores, those of the best `k` among them; within `documents` if given."""
    if k <= 0:
        return _NO_ROWS, _NO_SCORES
    if documents is None:
        return scored.best(k, part.gone)
    inside = part.partition.of(documents)
    if len(part.gone):
        inside &= ~part.gone
    rows = np.flatnonzero(inside)
    if len(rows) < _FEW * len(inside):
        return rows, scored.of(rows)
    return scored.best(k, ~inside)


def _best(keys: NDArray[np.int64], scores: NDArray[np.float64], k: int) -> Hits:
    found = np.flatnonzero(scores > 0)
    keys, scores = keys[found], scores[found].round(DECIMALS)
    if len(scores) > k:
        least = np.partition(scores, len(scores) - k)[len(scores) - k]
        kept = np.flatnonzero(scores >= least)
        keys, scores = keys[kept], scores[kept]
    best = np.lexsort((keys, -scores))[:k]
    return tuple((int(keys[i]), float(scores[i])) for i in best)


def _hashes(wanted: Iterable[tuple[Field, str]]) -> NDArray[np.uint64]:
    return np.array([term_hash(name, term) for name, term in wanted], np.uint64)


def _summed(clauses: Sequence[Clause]) -> dict[tuple[Field, str], float]:
    summed: dict[tuple[Field, str], float] = {}
    for clause in clauses:
        if not (math.isfinite(clause.weight) and clause.weight >= 0):
            raise ValueError(f"a clause cannot weigh {clause.weight}")
        if clause.weight:
            place = (clause.field, clause.term)
            summed[place] = summed.get(place, 0.0) + clause.weight
    return summed
