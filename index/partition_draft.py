"""The passages of one label on their way into a partition."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from index.analyser import cut
from index.array_file import ArrayFile
from index.partition import FIELDS, save_names
from index.posting_lists import PostingLists, one_of_each, postings_of
from index.posting_runs import PostingRuns
from index.provisions import Passage
from index.search import Field
from index.token_numbers import TokenNumbers
from index.vietnamese import is_word

_OF_TERMS: Final = {"hashes": "u8", "starts": "i8", "counts": "i8", "rows": "i4", "cells": "u2"}


class PartitionDraft:
    """The passages of one label: what is known of each, and the tokens of those that are in no run yet."""

    def __init__(self) -> None:
        """Start without passages."""
        self._keys = array("q")
        self._places = array("i")
        self._lengths = array("i"), array("i")
        """Tokens of the title of each passage, and of title and body."""
        following: Callable[[], int] = count().__next__
        self._documents: defaultdict[str, int] = defaultdict(following)
        self._words: set[str] = set()
        self._tokens = array("i")
        self._first = 0
        """The first passage whose tokens wait."""

    @property
    def waits(self) -> bool:
        """Tell whether tokens of some passages are in no run yet."""
        return self._first < len(self._keys)

    def add(self, passage: Passage, numbers: TokenNumbers) -> int:
        """Add a passage, and return how many tokens it has."""
        title, whole = cut(passage)
        self._keys.append(passage.key)
        self._places.append(self._documents[passage.document_id])
        self._lengths[0].append(len(title))
        self._lengths[1].append(len(whole))
        self._tokens.extend(numbers.of(whole))
        return len(whole)

    def take(self, folded: NDArray[np.int32], names: list[str]) -> PostingLists:
        """Return the postings of the passages that wait; they do not wait any longer."""
        titles, wholes = (_numbers(column[self._first :]) for column in self._lengths)
        rows = np.repeat(np.arange(len(wholes)), wholes)
        in_title = np.arange(len(rows)) - np.repeat(np.cumsum(wholes) - wholes, wholes) < titles[rows]
        tokens = _numbers(self._tokens)
        plain = folded[tokens]
        self._words.update(name for name in (names[i] for i in np.unique(plain)) if is_word(name))
        lists = []
        for field in FIELDS:
            said = plain if field in {Field.TITLE_FOLDED, Field.BODY_FOLDED} else tokens
            if field in {Field.TITLE, Field.TITLE_FOLDED}:
                lists.append(postings_of(field, said[in_title], rows[in_title], names))
            else:
                lists.append(postings_of(field, said, rows, names))
        taken = one_of_each(lists)
        taken = replace(taken, rows=taken.rows + np.int32(self._first))
        self._tokens = array("i")
        self._first = len(self._keys)
        return taken

    def save(self, folder: Path, label: str, runs: PostingRuns) -> None:
        """Write the partition into an existing, empty folder."""
        named = sorted(self._documents)
        rank = {name: place for place, name in enumerate(named)}
        renumbered = np.array([rank[name] for name in self._documents], np.int32)
        tokens = np.stack([_numbers(column) for column in self._lengths])
        columns: dict[str, NDArray[Any]] = {
            "keys": np.frombuffer(self._keys, np.int64),
            "places": renumbered[_numbers(self._places)],
            # With the bigrams; a field has as many terms with diacritics as without.
            "lengths": np.maximum(2 * tokens - 1, 0)[[0, 1, 0, 1]],
        }
        for name, column in columns.items():
            np.save(folder / f"{name}.npy", column, allow_pickle=False)
        start = 0
        with ExitStack() as files:
            opened = {
                name: files.enter_context(ArrayFile(folder / f"{name}.npy", kind))
                for name, kind in _OF_TERMS.items()
            }
            for lists in runs.joined(label):
                ends = start + np.cumsum(lists.counts)
                start = int(ends[-1]) if len(ends) else start
                opened["hashes"].append(lists.hashes)
                opened["starts"].append(ends - lists.counts)
                opened["counts"].append(lists.counts)
                opened["rows"].append(lists.rows)
                opened["cells"].append(lists.cells)
        save_names(folder, label, named, sorted(self._words))


def _numbers(column: array[int]) -> NDArray[np.int32]:
    return np.frombuffer(column, np.int32)
