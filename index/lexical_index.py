"""The lexical index: tantivy over our own terms."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tantivy
from numpy.typing import NDArray

from index.access import AccessLabel
from index.analyser import field_terms
from index.provisions import Passage
from index.search import Clause, Field, Hits, Scope

_HEAP_BYTES = 256_000_000
_SPARE = 32
# Sums of f32 differ in the last bits with the order in which the clauses met the passage; twins must not.
_DECIMALS = 4


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for field in Field:
        builder.add_text_field(field.value, tokenizer_name="whitespace", index_option="freq")
    for name in ("label", "document"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("key", indexed=True, fast=True)
    return builder.build()


class TantivyIndex:
    """Passages by the terms of their title and body, each with diacritics and without.

    Scores are tantivy's BM25 (k1 1.2, b 0.75, lengths rounded to a byte), rounded to four decimals. They
    depend on the set of passages, never on the order in which it was added: passages are stored by key.
    """

    def __init__(self, index: tantivy.Index, *, writable: bool) -> None:
        """Wrap an index; callers use `create` or `open`."""
        self._index = index
        self._writable = writable
        self._index.config_reader("manual", 0)
        self._refresh()
        self._keys = {int(key) for key in self.keys()} if writable else set()

    @classmethod
    def create(cls, folder: Path | None = None) -> TantivyIndex:
        """Make an empty index in an existing, empty folder, or in memory."""
        path = None if folder is None else str(folder)
        return cls(tantivy.Index(_schema(), path=path, sort_by_field="key"), writable=True)

    @classmethod
    def open(cls, folder: Path) -> TantivyIndex:
        """Open a finished index for searching; adding to it raises `io.UnsupportedOperation`."""
        return cls(tantivy.Index.open(str(folder)), writable=False)

    def _refresh(self) -> None:
        self._index.reload()
        self._searcher = self._index.searcher()

    def _writer(self) -> tantivy.IndexWriter:
        if not self._writable:
            raise io.UnsupportedOperation("a published index never changes: publish a new generation")
        return self._index.writer(_HEAP_BYTES, 1)

    def add(self, passages: Iterable[tuple[Passage, AccessLabel]]) -> int:
        """Add passages, all or none, and return how many."""
        writer = self._writer()
        added: set[int] = set()
        try:
            for passage, label in passages:
                self._check_new(passage.key, added)
                writer.add_document(_entry(passage, label))
                added.add(passage.key)
            writer.commit()
        except BaseException:
            writer.rollback()
            raise
        finally:
            writer.wait_merging_threads()
        self._keys |= added
        self._refresh()
        return len(added)

    def _check_new(self, key: int, added: set[int]) -> None:
        if key in self._keys or key in added:
            raise ValueError(f"passage {key} is in the index already")

    def remove(self, keys: Sequence[int]) -> None:
        """Take passages out; until the next build their terms still count in the statistics."""
        writer = self._writer()
        try:
            for key in keys:
                # By query: deleting by term takes a key for a signed number, and finds nothing.
                writer.delete_documents_by_query(self._equal("key", int(key)))
            writer.commit()
        finally:
            writer.wait_merging_threads()
        self._keys.difference_update(keys)
        self._refresh()

    def search(self, clauses: Sequence[Clause], k: int, scope: Scope) -> Hits:
        """Return the best `k` passages of the scope; a clause that is given twice counts twice.

        Raises:
            ValueError: a weight is negative or not a number.
        """
        wanted = _summed(clauses)
        if k <= 0 or not wanted or not scope.labels or not len(self):
            return ()
        query = self._query(wanted, scope)
        limit = k + _SPARE
        while True:
            hits = self._searcher.search(query, limit=min(limit, len(self)), count=False).hits
            if len(hits) < limit or hits[-1][0] < hits[k - 1][0] - 10**-_DECIMALS:
                break
            limit *= 4  # the cut lies among equals: all of them are needed to tell whose keys come first
        keys = self._keys_at([address for _, address in hits])
        scores = [round(float(score), _DECIMALS) for score, _ in hits]
        return tuple(sorted(zip(keys, scores, strict=True), key=lambda hit: (-hit[1], hit[0]))[:k])

    def _query(self, wanted: dict[tuple[Field, str], float], scope: Scope) -> tantivy.Query:
        schema, query, occur = self._index.schema, tantivy.Query, tantivy.Occur
        should = [
            (occur.Should, query.boost_query(query.term_query(schema, field.value, term, "freq"), weight))
            for (field, term), weight in wanted.items()
        ]
        allowed = [("label", scope.labels)]
        if scope.documents is not None:
            allowed.append(("document", scope.documents))
        within = [
            (occur.Must, query.const_score_query(query.term_set_query(schema, name, sorted(values)), 0.0))
            for name, values in allowed
        ]
        return query.boolean_query([(occur.Must, query.boolean_query(should)), *within])

    def document_frequency(self, field: Field, term: str) -> int:
        """Count the passages that hold a term, over all labels: for rareness, never shown."""
        return int(self._searcher.doc_freq(field.value, term))

    def frequencies(self, field: Field, label: str) -> dict[str, int]:
        """Map each term of a field to the number of passages with this label that hold it."""
        with_label = self._equal("label", label)
        return dict(self._searcher.terms_with_prefix(field.value, "", filter_query=with_label))

    def labels(self) -> tuple[str, ...]:
        """List the labels that occur, in order."""
        return tuple(sorted(label for label, _ in self._searcher.terms_with_prefix("label", "")))

    def keys(self, label: str | None = None) -> NDArray[np.int64]:
        """Return the keys of all passages, or of those with a label, in order."""
        query = tantivy.Query.all_query()
        if label is not None:
            query = self._equal("label", label)
        hits = self._searcher.search(query, limit=max(1, len(self)), count=False).hits
        return np.sort(np.array(self._keys_at([address for _, address in hits]), np.int64))

    def _equal(self, name: str, value: int | str) -> tantivy.Query:
        return tantivy.Query.term_query(self._index.schema, name, value, "basic")

    def _keys_at(self, addresses: list[tantivy.DocAddress]) -> list[int]:
        found: list[Any] = self._searcher.fast_field_values("key", addresses)
        return [int(key) for key in found]

    def __len__(self) -> int:
        """Count the passages."""
        return int(self._searcher.num_docs)


def _entry(passage: Passage, label: AccessLabel) -> tantivy.Document:
    entry = tantivy.Document()
    for field, row in field_terms(passage).items():
        entry.add_text(field.value, " ".join(row))
    entry.add_text("label", str(label))
    entry.add_text("document", passage.document_id)
    entry.add_unsigned("key", passage.key)
    return entry


def _summed(clauses: Sequence[Clause]) -> dict[tuple[Field, str], float]:
    summed: dict[tuple[Field, str], float] = {}
    for clause in clauses:
        if not (math.isfinite(clause.weight) and clause.weight >= 0):
            raise ValueError(f"a clause cannot weigh {clause.weight}")
        if clause.weight:
            place = (clause.field, clause.term)
            summed[place] = summed.get(place, 0.0) + clause.weight
    return summed
