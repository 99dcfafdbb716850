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
_MANY: Final = 200_000
"""Postings from which on it pays to leave some unread: 4 ms."""
_FIRST_LOOK, _NEXT_LOOK = 0.12, 1.5
"""The share of the postings before the first look at what can be left, and the factor to each further one."""
_MOST: Final = 1500
"""Passages whose scores are summed anew; with more the rest of the postings is read as fast."""
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


def best(
    partition: Partition, terms: Terms, k: int, barred: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return rows with their scores: all that can be among the best `k`, and perhaps others.

    `barred` marks rows that do not count; it is empty where all do. The lists that say least for their length
    are left unread as soon as no passage can reach the best by them (MaxScore, Turtle and Flood 1995).
    """
    lists = list(_lists(partition, terms))
    if sum(len(each.rows) for each in lists) < _MANY:
        scores = _every(partition, lists)
        if len(barred):
            scores[barred] = 0.0
        found = np.flatnonzero(scores > 0)
        return found, scores[found]
    found = _reachable(partition, lists, k, barred)
    return found, _of_some(partition, lists, found)


def scores_of(partition: Partition, terms: Terms, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the scores of some rows (ascending), in their order."""
    return _of_some(partition, list(_lists(partition, terms)), rows)


def _lists(partition: Partition, terms: Terms) -> Iterator[_List]:
    starts, counts = partition.find(terms.hashes)
    for at, number, weight, table in zip(
        starts.tolist(), counts.tolist(), terms.weights.tolist(), terms.tables, strict=True
    ):
        if number:
            end = at + number
            yield _List(partition.rows[at:end], partition.cells[at:end], table, weight)


def _every(partition: Partition, lists: Sequence[_List]) -> NDArray[np.float64]:
    rows = [_NO_ROWS, *(each.rows for each in lists)]
    parts = [_NO_PARTS, *(each.parts(each.cells) for each in lists)]
    scores = np.bincount(np.concatenate(rows), np.concatenate(parts), minlength=len(partition))
    return np.asarray(scores, np.float64)


def _reachable(
    partition: Partition, lists: Sequence[_List], k: int, barred: NDArray[np.bool_]
) -> NDArray[np.int64]:
    sums = np.zeros(len(partition))
    if len(barred):
        sums[barred] = -np.inf
    by_worth = sorted(lists, key=lambda each: len(each.rows) / max(each.most, 1e-12))
    left = np.cumsum([0.0, *(each.most for each in reversed(by_worth))])[::-1]
    read, least = 0, 0.0
    look = _FIRST_LOOK * sum(len(each.rows) for each in lists)
    for each, rest in zip(by_worth, left[1:].tolist(), strict=True):
        sums[each.rows] += each.parts(each.cells)  # a row stands once in a list
        read += len(each.rows)
        if read < look:
            continue
        look = read * _NEXT_LOOK
        high = sums[sums > least]
        if len(high) >= k:
            least = max(least, float(np.nextafter(np.partition(high, len(high) - k)[len(high) - k], 0)))
        if least > rest + _MARGIN:
            found = np.flatnonzero(sums >= least - rest - _MARGIN)
            if len(found) <= max(_MOST, k):
                return found
    return np.flatnonzero(sums > 0)


def _of_some(partition: Partition, lists: Sequence[_List], rows: NDArray[np.int64]) -> NDArray[np.float64]:
    if not len(rows):
        return np.zeros(0)
    wanted = rows.astype(np.int32)
    place = np.full(len(partition), -1, np.int32)
    place[wanted] = np.arange(len(wanted))
    places, parts = [_NO_ROWS], [_NO_PARTS]
    for each in lists:
        if len(each.rows) > _LONG * len(wanted):
            at = np.minimum(np.searchsorted(each.rows, wanted), len(each.rows) - 1)
            held = np.flatnonzero(each.rows[at] == wanted)
            places.append(held.astype(np.int32))
            parts.append(each.parts(each.cells[at[held]]))
        else:
            where = place[each.rows]
            held = np.flatnonzero(where >= 0)
            places.append(where[held])
            parts.append(each.parts(each.cells[held]))
    scores = np.bincount(np.concatenate(places), np.concatenate(parts), minlength=len(wanted))
    return np.asarray(scores, np.float64)


_NO_ROWS: Final = np.empty(0, np.int32)
_NO_PARTS: Final = np.empty(0, np.float64)
