"""The folded syllables that occur, and which of them lie close to one that does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

_BUCKETS = 32
_LETTERS = 100


class Vocabulary:
    """Folded terms with the number of passages that hold each."""

    def __init__(self, frequencies: Mapping[str, int]) -> None:
        """Take each term's passage count."""
        self._frequencies = dict(frequencies)
        self._terms = sorted(self._frequencies)
        self._histograms = _histograms(self._terms)

    def __len__(self) -> int:
        """Count the terms."""
        return len(self._terms)

    def frequency(self, term: str) -> int:
        """Count the passages that hold a term."""
        return self._frequencies.get(term, 0)

    def close(self, term: str, distance: int = 1) -> tuple[tuple[str, int], ...]:
        """Return (term, passage count) of the terms at most `distance` edits away, the nearest first.

        An edit inserts, deletes or replaces a letter, or swaps two neighbours; equally near terms stand with
        the most frequent first.
        """
        # An edit moves at most two counts of the letters' histogram by one: few terms need a closer look.
        apart = np.abs(self._histograms - _histograms([term])).sum(axis=1)
        found = []
        for i in np.flatnonzero(apart <= 2 * distance):
            other = self._terms[i]
            edits = _edits(term, other, distance)
            if edits <= distance:
                found.append((edits, -self._frequencies[other], other))
        return tuple((other, -frequency) for _, frequency, other in sorted(found))


def _histograms(terms: Sequence[str]) -> NDArray[np.int8]:
    """Count the letters of each term, up to 100, in 32 buckets; (terms, buckets)."""
    cut = [term[:_LETTERS] for term in terms]
    letters = np.frombuffer("".join(cut).encode("utf-32-le"), np.uint32)
    rows = np.repeat(np.arange(len(cut)), [len(term) for term in cut])
    counts = np.bincount(rows * _BUCKETS + letters % _BUCKETS, minlength=len(cut) * _BUCKETS)
    return counts.astype(np.int8).reshape(len(cut), _BUCKETS)


def _edits(a: str, b: str, limit: int) -> int:
    """Count the edits from `a` to `b` (optimal string alignment), or return more than `limit`."""
    if abs(len(a) - len(b)) > limit:
        return limit + 1
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
        before, last = last, row
    return last[-1]
