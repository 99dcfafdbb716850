"""The contracts of the searchable indexes: ids and scores, and nothing outside the scope."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.access import AccessLabel
from index.provisions import Passage


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

    A scope without labels holds nothing.
    """

    labels: frozenset[str]
    documents: frozenset[str] | None = None


Hits = tuple[tuple[int, float], ...]
"""(passage key, score) from the best down; equal scores in order of key."""


class LexicalIndex(Protocol):
    """Finds passages by their terms, by the sum of the BM25 scores of the clauses.

    `add` fails with `ValueError` on a key that is there already. A search never returns a key outside its
    scope, and returns no more than `k`.
    """

    def add(self, passages: Iterable[tuple[Passage, AccessLabel]]) -> int:
        """Add passages and return how many."""
        ...

    def remove(self, keys: Sequence[int]) -> None:
        """Take passages out; an unknown key is no error."""
        ...

    def search(self, clauses: Sequence[Clause], k: int, scope: Scope) -> Hits:
        """Return the best `k` passages of the scope."""
        ...

    def document_frequency(self, field: Field, term: str) -> int:
        """Count the passages that hold a term, over all labels: for rareness, never shown."""
        ...


class VectorIndex(Protocol):
    """Finds passages by the inner product of normalised vectors.

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

    def search(self, vector: NDArray[np.float32], k: int, scope: Scope) -> Hits:
        """Return the best `k` keys of the scope for a vector (dimension,)."""
        ...

    def __len__(self) -> int:
        """Count the vectors."""
        ...
