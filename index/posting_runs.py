"""Posting lists of more passages than fit into memory: kept in runs on the disk, and put together from there.

FOLDER/
├── 0000.hashes.npy, 0000.starts.npy, 0000.rows.npy, 0000.cells.npy    the first run: label after label
└── 0001.hashes.npy, …                                                 the passages that came after those
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from index.array_file import ArrayFile
from index.posting_lists import PostingLists, joined

POSTINGS_AT_ONCE: Final = 1 << 22
"""Postings put together at a time, about: 150 MB."""
_HASHES: Final = 64


@dataclass(frozen=True, slots=True)
class _Part:
    """The lists of one label in one run: `terms` of them, from term `term` and posting `posting` on."""

    run: Path
    term: int
    posting: int
    terms: int
    postings: int

    def place(self, last: int) -> int:
        """Return the place of the first list behind a hash, the first one's being 0."""
        hashes = _mapped(self.run, "hashes")[self.term : self.term + self.terms]
        return int(np.searchsorted(hashes, np.uint64(last), side="right"))

    def lists(self, begin: int, end: int) -> PostingLists:
        """Return the lists from one place to another."""
        # Mapped anew for each piece: nothing of what was read stays in memory.
        starts = np.append(_mapped(self.run, "starts")[self.term + begin : self.term + end], 0)
        starts[-1] = self._start(end)
        chosen = slice(self.posting + int(starts[0]), self.posting + int(starts[-1]))
        return PostingLists(
            hashes=_mapped(self.run, "hashes")[self.term + begin : self.term + end],
            counts=np.diff(starts),
            rows=_mapped(self.run, "rows")[chosen],
            cells=_mapped(self.run, "cells")[chosen],
        )

    def _start(self, place: int) -> int:
        if place == self.terms:
            return self.postings
        return int(_mapped(self.run, "starts")[self.term + place])


class PostingRuns:
    """Runs of posting lists in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        """Make the folder."""
        folder.mkdir()
        self._folder = folder
        self._parts: defaultdict[str, list[_Part]] = defaultdict(list)
        self._runs = 0

    def add(self, lists: Iterable[tuple[str, PostingLists]]) -> None:
        """Write a run: labels, each with the lists of passages that come after those of the runs before."""
        run = self._folder / f"{self._runs:04}"
        self._runs += 1
        term = posting = 0
        with ExitStack() as files:
            hashes, starts, rows, cells = (
                files.enter_context(ArrayFile(_file(run, name), kind))
                for name, kind in (("hashes", "u8"), ("starts", "i8"), ("rows", "i4"), ("cells", "u2"))
            )
            for label, each in lists:
                part = _Part(run, term, posting, len(each.hashes), len(each.rows))
                self._parts[label].append(part)
                term, posting = term + part.terms, posting + part.postings
                hashes.append(each.hashes)
                starts.append(np.cumsum(each.counts) - each.counts)
                rows.append(each.rows)
                cells.append(each.cells)

    def joined(self, label: str) -> Iterator[PostingLists]:
        """Go over all lists of a label in order of their hashes, `POSTINGS_AT_ONCE` at a time.

        A hash lies anywhere with the same chance, so pieces of equally many hashes are about equally large.
        """
        parts = self._parts[label]
        pieces = max(1, -(-sum(part.postings for part in parts) // POSTINGS_AT_ONCE))
        begins = [0] * len(parts)
        for piece in range(1, pieces + 1):
            last = (piece << _HASHES) // pieces - 1
            ends = [part.place(last) for part in parts]
            yield joined([part.lists(a, b) for part, a, b in zip(parts, begins, ends, strict=True)])
            begins = ends


def _file(run: Path, name: str) -> Path:
    return run.with_name(f"{run.name}.{name}.npy")


def _mapped(run: Path, name: str) -> NDArray[Any]:
    mapped: NDArray[Any] = np.load(_file(run, name), mmap_mode="r", allow_pickle=False)
    return mapped
