"""What one reader may search in the published indexes at this moment, and the counts over exactly that."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from index.access import Principal
from index.document_store import DocumentStore
from index.generation import Generation
from index.search import Field, Scope
from index.vocabulary import Vocabulary

_MOST: Final = 256
"""Readers and vocabularies that are kept; those of an office are few, and each is made anew in 0.1 s."""


@dataclass(frozen=True, slots=True)
class Reach:
    """A generation with what somebody may search in it; every count is of these passages alone."""

    generation: Generation
    scope: Scope

    def within(self, documents: frozenset[str]) -> Scope:
        """Return the part of the scope that lies in some documents."""
        return Scope(self.scope.labels, documents, self.scope.gone)

    def count(self) -> int:
        """Count the passages."""
        return self.generation.lexical.count(self.scope)

    def document_frequency(self, field: Field, term: str) -> int:
        """Count the passages that hold a term."""
        return self.generation.lexical.document_frequency(field, term, self.scope)


class Reaches:
    """Tells the reach of any principal in the generation in use; safe to use from several threads.

    A deletion or a new label counts at once, before the next publication: what has changed in the store since
    the generation was built, and may not be read any more, is gone from the reach, its statistics too.
    """

    def __init__(self, store: DocumentStore, generation: Callable[[], Generation]) -> None:
        """Keep the rooms."""
        self._store = store
        self._generation = generation
        self._lock = threading.Lock()
        self._number = 0
        self._revision = 0
        self._touched: set[str] = set()
        self._reaches: dict[tuple[int, frozenset[str]], Reach] = {}
        self._words: dict[Scope, Vocabulary] = {}

    def of(self, principal: Principal) -> Reach:
        """Return what somebody may search now; one look at the store's log where nothing has changed.

        Raises:
            NoGeneration, GenerationDamaged, GenerationMismatch: there are no indexes to search.
        """
        generation = self._generation()
        rights = (int(principal.clearance), principal.departments)
        with self._lock:
            self._follow(generation)
            known = self._reaches.get(rights)
            if known is None:
                if len(self._reaches) >= _MOST:
                    self._reaches.clear()
                left = {head.id for head in self._store.heads(principal, ids=sorted(self._touched))}
                gone = frozenset(self._touched - left)
                known = self._reaches[rights] = Reach(generation, generation.scope(principal, gone=gone))
            return known

    def vocabulary(self, reach: Reach) -> Vocabulary:
        """Return the folded words of a reach, counted once."""
        with self._lock:
            current = reach.generation.manifest.number == self._number
            known = self._words.get(reach.scope) if current else None
        if known is None:
            known = Vocabulary(reach.generation.lexical.words(reach.scope))
            with self._lock:
                if len(self._words) >= _MOST:
                    self._words.clear()
                if reach.generation.manifest.number == self._number:
                    self._words[reach.scope] = known
        return known

    def _follow(self, generation: Generation) -> None:
        """Take in what has happened since the last time."""
        if generation.manifest.number != self._number:
            self._number, self._revision = generation.manifest.number, generation.manifest.revision
            self._touched = set()
            self._words = {}
            self._reaches = {}
        if later := self._store.changes_since(self._revision):
            self._revision = later[-1].revision
            # What is not in the generation cannot be gone from it.
            self._touched |= {change.document_id for change in later} & generation.documents
            self._reaches = {}
