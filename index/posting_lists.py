"""Lists of postings: which passages hold each term, and how often."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.partition import LENGTHS, digest, in_field
from index.search import Field

_MOST_TIMES: Final = 255
_WORD: Final = 64


@dataclass(frozen=True, slots=True)
class PostingLists:
    """The lists of t terms with p postings, one behind the other.

    hashes  (t,) uint64    of each term in its field, ascending
    counts  (t,) int64     how many postings each list has
    rows    (p,) int32     ascending in each list
    cells   (p,) uint16    as in `index.partition`
    """

    hashes: NDArray[np.uint64]
    counts: NDArray[np.int64]
    rows: NDArray[np.int32]
    cells: NDArray[np.uint16]

    def of(self, chosen: NDArray[np.int64]) -> PostingLists:
        """Return some of the lists, in this order."""
        starts = (np.cumsum(self.counts) - self.counts)[chosen]
        counts = self.counts[chosen]
        ends = np.cumsum(counts)
        at = np.repeat(starts - (ends - counts), counts)
        at += np.arange(len(at))
        return PostingLists(self.hashes[chosen], counts, self.rows[at], self.cells[at])


def one_of_each(lists: Sequence[PostingLists]) -> PostingLists:
    """Put together lists of terms that are none of them in two, as those of several fields.

    Of two terms with one hash (3 in 10^8 among a million terms) the one that comes later goes unfound.
    """
    together = _behind_one_another(lists)
    return together.of(np.unique(together.hashes, return_index=True)[1])


def joined(lists: Sequence[PostingLists]) -> PostingLists:
    """Put together lists of the same terms in passages that follow one another."""
    together = _behind_one_another(lists)
    together = together.of(np.argsort(together.hashes, kind="stable"))
    first = np.flatnonzero(np.diff(together.hashes, prepend=~together.hashes[:1]))
    counts = np.add.reduceat(together.counts, first) if len(first) else together.counts
    return PostingLists(together.hashes[first], counts, together.rows, together.cells)


def postings_of(
    field: Field, tokens: NDArray[np.int32], rows: NDArray[np.int64], names: Sequence[str]
) -> PostingLists:
    """List the tokens and bigrams of a field of n passages, the hashes in no order.

    tokens  (m,)  numbers of tokens, passage after passage; `names` has each token's text
    rows    (m,)  which passage each is of, ascending from 0

    Raises:
        ValueError: more different tokens and passages than can be put in order at once.
    """
    lengths = np.bincount(rows) if len(rows) else np.zeros(0, np.int64)
    bits, row_bits = len(names).bit_length(), len(lengths).bit_length()
    if 2 * bits + row_bits > _WORD:
        raise ValueError(f"{len(names)} different words in {len(lengths)} passages at once")
    paired = np.flatnonzero(rows[1:] == rows[:-1])
    # A bigram is the number of its first token, plus one, above that of its second: one sort of
    # (term, row) puts the lists together, and equal ones are one posting.
    terms = tokens.astype(np.uint64)
    bigrams = (terms[paired] + np.uint64(1)) << np.uint64(bits) | terms[paired + 1]
    packed = np.concatenate((terms, bigrams)) << np.uint64(row_bits)
    packed |= np.concatenate((rows, rows[paired])).astype(np.uint64)
    packed.sort()
    first = np.flatnonzero(np.diff(packed, prepend=~packed[:1]))
    times = np.minimum(np.diff(first, append=len(packed)), _MOST_TIMES).astype(np.uint16)
    packed = packed[first]
    held = (packed & _low(row_bits)).astype(np.int32)
    terms = packed >> np.uint64(row_bits)
    begins = np.flatnonzero(np.diff(terms, prepend=~terms[:1]))
    counted = np.searchsorted(LENGTHS, np.maximum(2 * lengths - 1, 0), side="right") - 1
    return PostingLists(
        hashes=_hashes(field, terms[begins], bits, names),
        counts=np.diff(begins, append=len(terms)),
        rows=held,
        cells=times << np.uint16(8) | counted.astype(np.uint16)[held],
    )


def _behind_one_another(lists: Sequence[PostingLists]) -> PostingLists:
    return PostingLists(
        np.concatenate([each.hashes for each in lists]),
        np.concatenate([each.counts for each in lists]),
        np.concatenate([each.rows for each in lists]),
        np.concatenate([each.cells for each in lists]),
    )


def _hashes(field: Field, terms: NDArray[np.uint64], bits: int, names: Sequence[str]) -> NDArray[np.uint64]:
    """Return what `term_hash` gives for each; most of the time goes into putting them together."""
    said = [name.encode() for name in names]
    begun = [in_field(field), *(in_field(field) + token + b"_" for token in said)]
    befores, tokens = terms >> np.uint64(bits), terms & _low(bits)
    pairs = zip(befores.tolist(), tokens.tolist(), strict=True)
    return np.frombuffer(b"".join([digest(begun[before] + said[token]) for before, token in pairs]), "<u8")


def _low(bits: int) -> np.uint64:
    return np.uint64((1 << bits) - 1)
