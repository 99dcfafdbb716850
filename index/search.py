"""The contracts of the searchable indexes: ids and scores, and nothing outside the scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Field(StrEnum):
    """The lexical fields of a passage; the folded ones have no diacritics."""

    TITLE = "title"
    BODY = "body"
    TITLE_FOLDED = "title_folded"
    BODY_FOLDED = "body_folded"


@dataclass(frozen=True, slots=True)
class Clause:
    """One term to look for in one field, with its weight in the sum."""

    field: Field
    term: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a search may look: passages with one of `labels` (written by `str`), of `documents` if given.

    `gone` are documents that have been deleted or taken from this reader since the index was built: a search
    goes on as if they had never been in it. A scope without labels holds nothing.
    """

    labels: frozenset[str]
    documents: frozenset[str] | None = None
    gone: frozenset[str] = frozenset()


Hits = tuple[tuple[int, float], ...]
"""(passage key, score) from the best down; equal scores in order of key."""


Wanted = tuple[int, frozenset[str] | None]
"""How many hits are wanted, and of which documents (`None`: of all)."""


class LexicalIndex(Protocol):
    """Finds passages by their terms, by the sum of the BM25 scores of the clauses; never changes once built.

    A search never returns a key outside its scope, and returns no more than `k`. What it returns is what an
    index of the passages in the scope's labels alone, without its `gone` documents, would return, to the last
    digit; `documents` narrows the hits and changes no score. Failure: `ValueError` on a weight that is none.
    """

    def search(self, clauses: Sequence[Clause], k: int, scope: Scope) -> Hits:
        """Return the best `k` passages of the scope."""
        ...

    def search_each(
        self, clauses: Sequence[Clause], wanted: Sequence[Wanted], scope: Scope
    ) -> tuple[Hits, ...]:
        """Return what searches of the scope narrowed to each one's documents would, for little more than one.

        The `documents` of the scope itself count for nothing here.
        """
        ...

    def document_frequency(self, field: Field, term: str, scope: Scope) -> int:
        """Count the passages of the scope's labels, without its `gone` documents, that hold a term."""
        ...

    def count(self, scope: Scope) -> int:
        """Count the passages of the scope's labels, without its `gone` documents."""
        ...

    def words(self, scope: Scope) -> dict[str, int]:
        """Map each folded word, without numbers, to how many of these passages hold it."""
        ...


class VectorSearch(Protocol):
    """Finds passages by the inner product of normalised vectors, in what does not change meanwhile.

    Neither call returns a key outside its scope. Failure: `ValueError` for a vector of another dimension.
    """

    def search(self, vector: NDArray[np.float32], k: int, scope: Scope) -> Hits:
        """Return the best `k` keys of the scope for a vector (dimension,)."""
        ...

    def sample(self, k: int, scope: Scope) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return up to `k` keys of the scope, the lowest, (n,), with their vectors (n, dimension).

        Keys are hashes, so it is a fair draw, and the same in whatever order passages came.
        """
        ...

    def __len__(self) -> int:
        """Count the vectors."""
        ...


class VectorIndex(VectorSearch, Protocol):
    """Such a search, of vectors that come and go.

    `add` fails with `ValueError` on a key that is there already or a vector of another dimension.
    """

    def add(
        self, keys: NDArray[np.int64], vectors: NDArray[np.float32], places: Sequence[tuple[str, str]]
    ) -> None:
        """Add vectors (n, dimension); `places` are each one's (label, document id)."""
        ...

    def remove(self, keys: Sequence[int]) -> None:
        """Take vectors out; an unknown key is no error."""
        ...
