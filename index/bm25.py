"""BM25 over the postings of one partition: of every passage, of some, or of those that can be among the best.

Scores are summed in the order of the terms in double precision, whichever way they are come by: each is the
same to the last bit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.partition import LENGTHS, Partition

_K1, _B = 1.2, 0.75
_CELLS: Final = 1 << 16
DECIMALS: Final = 4
"""Decimals that scores are rounded to, so that equal ones stand in order of key."""
_MARGIN: Final = 1.001 * 10**-DECIMALS
_MANY: Final = 5_000_000
"""Postings from which on it pays to leave some unread: 25 ms."""
_FIRST_LOOK, _NEXT_LOOK = 0.12, 1.5
"""The share of the postings before the first look at what can be left, and the factor to each further one."""
_MOST: Final = 1500
"""Passages whose scores are summed anew; with more the rest of the postings is read as fast."""
_BLOCK: Final = 16
"""Passages of which the best stands for all where the best of all are looked for."""
_LONG: Final = 8
"""A list so many times as long as the passages that are looked for is searched, not read."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What is asked for: hashes (t,) uint64, weights by rareness (t,), and the table of each one's field."""

    hashes: NDArray[np.uint64]
    weights: NDArray[np.float64]
    tables: Sequence[NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class _List:
    """The postings of one term, with what they count."""

    rows: NDArray[np.int32]
    cells: NDArray[np.uint16]
    table: NDArray[np.float64]
    weight: float

    def parts(self, cells: NDArray[np.uint16]) -> NDArray[np.float64]:
        counted: NDArray[np.float64] = self.table.take(cells) * self.weight
        return counted

    @property
    def most(self) -> float:
        """What a passage can get of it, at most."""
        return self.weight * (_K1 + 1)


@lru_cache(maxsize=64)
def saturation(mean: float) -> NDArray[np.float64]:
    """Return what a term counts by its cell (see `index.partition`) in a field of this mean length."""
    cells = np.arange(_CELLS)
    times, lengths = cells >> 8, LENGTHS[cells & 255]
    if not mean:
        return np.zeros(_CELLS)
    table: NDArray[np.float64] = times * (_K1 + 1) / (times + _K1 * (1 - _B + _B * lengths / mean))
    return table


class Scored:
    """What the passages of one partition count for some terms; safe to ask again, for other passages.

    Where there are few postings all are read, once for whatever is asked.
    """

    def __init__(self, partition: Partition, terms: Terms) -> None:
        """Find the postings; nothing is read yet."""
        self._partition = partition
        self._lists = list(_lists(partition, terms))
        self._few = sum(len(each.rows) for each in self._lists) < _MANY
        self._every: NDArray[np.float64] | None = None

    def best(self, k: int, barred: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return rows with their scores: all that can be among the best `k`, and perhaps others.

        `barred` marks rows that do not count; it is empty where all do. The lists that say least for their
        length are left unread as soon as no passage can reach the best by them (MaxScore, Turtle and Flood
        1995).
        """
        if not self._few:
            found = _nearly_best(*_reachable(self._partition, self._lists, k, barred), k)
            return found, _of_some(self._partition, self._lists, found)
        if self._every is None:
            self._every = _every(self._partition, self._lists)
        scores = np.where(barred, 0.0, self._every) if len(barred) else self._every
        found = np.flatnonzero(scores > max(0.0, _reached(scores, k) - _MARGIN))
        return found, scores[found]

    def of(self, rows: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the scores of some rows (ascending), in their order."""
        if self._every is not None:
            return self._every[rows]
        return _of_some(self._partition, self._lists, rows)


def _lists(partition: Partition, terms: Terms) -> Iterator[_List]:
    starts, counts = partition.find(terms.hashes)
    for at, number, weight, table in zip(
        starts.tolist(), counts.tolist(), terms.weights.tolist(), terms.tables, strict=True
    ):
        if number:
            end = at + number
            yield _List(partition.rows[at:end], partition.cells[at:end], table, weight)


def _every(partition: Partition, lists: Sequence[_List]) -> NDArray[np.float64]:
    scores = np.zeros(len(partition))
    for each in lists:
        np.add.at(scores, each.rows, each.parts(each.cells))
    return scores


def _reachable(
    partition: Partition, lists: Sequence[_List], k: int, barred: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return rows, all that can be among the best `k`, with their scores but for the last bits."""
    sums = np.zeros(len(partition))
    if len(barred):
        sums[barred] = -np.inf
    by_worth = sorted(lists, key=lambda each: len(each.rows) / max(each.most, 1e-12))
    left = np.cumsum([0.0, *(each.most for each in reversed(by_worth))])[::-1]
    read, least = 0, 0.0
    look = _FIRST_LOOK * sum(len(each.rows) for each in lists)
    for number, (each, rest) in enumerate(zip(by_worth, left[1:].tolist(), strict=True), 1):
        np.add.at(sums, each.rows, each.parts(each.cells))
        read += len(each.rows)
        if read < look:
            continue
        look = read * _NEXT_LOOK
        least = max(least, float(np.nextafter(_reached(sums, k), 0)))
        if least > rest + _MARGIN:
            found = np.flatnonzero(sums >= least - rest - _MARGIN)
            if len(found) <= max(_MOST, k):
                return found, sums[found] + _of_some(partition, by_worth[number:], found)
    found = np.flatnonzero(sums > 0)
    return found, sums[found]


def _reached(sums: NDArray[np.float64], k: int) -> float:
    """Return what `k` rows have or more, or 0; near to the most that can be said, in a tenth of the time."""
    best_of_block = sums[: len(sums) // _BLOCK * _BLOCK].reshape(-1, _BLOCK).max(axis=1)
    if len(best_of_block) < k:
        return 0.0
    return float(np.partition(best_of_block, len(best_of_block) - k)[len(best_of_block) - k])


def _nearly_best(rows: NDArray[np.int64], scores: NDArray[np.float64], k: int) -> NDArray[np.int64]:
    """Return those of the rows that are among the best `k`, or so near that rounding can bring them in."""
    if len(rows) <= k:
        return rows
    least = np.partition(scores, len(rows) - k)[len(rows) - k]
    kept: NDArray[np.int64] = rows[scores >= least - _MARGIN]
    return kept


def _of_some(partition: Partition, lists: Sequence[_List], rows: NDArray[np.int64]) -> NDArray[np.float64]:
    scores = np.zeros(len(rows))
    if not len(rows):
        return scores
    wanted = rows.astype(np.int32)
    place = np.full(len(partition), -1, np.int32)
    place[wanted] = np.arange(len(wanted))
    for each in lists:
        if len(each.rows) > _LONG * len(wanted):
            at = each.rows.searchsorted(wanted)
            held = (each.rows.take(at, mode="clip") == wanted).nonzero()[0]
            np.add.at(scores, held, each.parts(each.cells[at[held]]))
        else:
            where = place.take(each.rows)
            held = (where >= 0).nonzero()[0]
            np.add.at(scores, where[held], each.parts(each.cells[held]))
    return scores
