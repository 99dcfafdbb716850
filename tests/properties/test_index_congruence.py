"""Each index against a plain computation of what it claims to compute."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from passages import PUBLIC, SECRET, indexed, passage, unit_vectors

from index.access import AccessLabel
from index.analyser import field_terms
from index.faiss_index import FaissIndex
from index.provisions import Passage
from index.search import Clause, Field, Scope
from index.vector_index import NumpyIndex

_SYLLABLES = ["đất", "nhà", "ở", "phép", "xây", "dựng", "hồ", "sơ", "phí", "cấp", "đổi", "xã"]
_LABELS = [PUBLIC, SECRET, AccessLabel.parse("internal:ubnd")]
# At most 40 terms a field, a count that the index keeps whole: 20 syllables and their bigrams.
_row = st.tuples(
    st.lists(st.sampled_from(_SYLLABLES), max_size=4),
    st.lists(st.sampled_from(_SYLLABLES), max_size=16),
    st.sampled_from(_LABELS),
    st.sampled_from(["d1", "d2", "d3"]),
)
_clause = st.builds(
    Clause,
    st.sampled_from(Field),
    st.sampled_from([*_SYLLABLES, "nhà_ở", "xay_dung", "dat", "phep", "huyện"]),
    st.sampled_from([0.5, 1.0, 2.0]),
)
_scope = st.builds(
    Scope,
    st.frozensets(st.sampled_from([str(label) for label in _LABELS])),
    st.none() | st.frozensets(st.sampled_from(["d1", "d2", "d3", "d4"])),
)
Rows = list[tuple[Passage, AccessLabel]]


def bm25(rows: Rows, clauses: Sequence[Clause]) -> dict[int, float]:
    """Okapi BM25, k1 1.2 and b 0.75, summed over the clauses."""
    cut = [(item.key, field_terms(item)) for item, _ in rows]
    scores: dict[int, float] = {}
    for clause in clauses if rows else ():
        counts = [(key, Counter(fields[clause.field])) for key, fields in cut]
        mean = sum(count.total() for _, count in counts) / len(counts)
        holding = sum(clause.term in count for _, count in counts)
        rareness = math.log(1 + (len(rows) - holding + 0.5) / (holding + 0.5))
        for key, count in counts:
            if times := count[clause.term]:
                length = 1 - 0.75 + 0.75 * count.total() / mean
                part = clause.weight * rareness * times * 2.2 / (times + 1.2 * length)
                scores[key] = scores.get(key, 0.0) + part
    return scores


@settings(max_examples=60, deadline=None)
@given(st.lists(_row, min_size=1, max_size=40), st.lists(_clause, max_size=8), _scope, st.integers(1, 12))
def test_the_lexical_index_computes_bm25_over_its_scope(
    drawn: list, clauses: list[Clause], scope: Scope, k: int
) -> None:
    rows: Rows = [
        (passage(i * 7919 % 101, " ".join(body), title=" ".join(title), document=document), label)
        for i, (title, body, label, document) in enumerate(drawn)
    ]
    index = indexed(rows)
    exact = bm25([(item, label) for item, label in rows if str(label) in scope.labels], clauses)
    inside = {
        item.key
        for item, label in rows
        if str(label) in scope.labels and (scope.documents is None or item.document_id in scope.documents)
    }
    expected = sorted((-score, key) for key, score in exact.items() if key in inside)[:k]
    hits = index.search(clauses, k, scope)
    assert [score for _, score in hits] == pytest.approx([-score for score, _ in expected], abs=1e-4)
    assert all(key in inside and score == pytest.approx(exact[key], abs=1e-4) for key, score in hits)
    assert list(hits) == sorted(hits, key=lambda hit: (-hit[1], hit[0]))


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 120), st.integers(0, 9), st.sets(st.integers(0, 119)), _scope, st.integers(1, 30))
def test_faiss_answers_as_numpy_does(rows: int, seed: int, gone: set[int], scope: Scope, k: int) -> None:
    rng = np.random.default_rng(seed)
    vectors = unit_vectors(rows, 12, seed)
    vectors[rows // 2 :] = vectors[: rows - rows // 2]  # twins, as near-equal records have them
    keys = rng.permutation(rows).astype(np.int64) * 2**40
    places = [(str(_LABELS[i % 3]), f"d{1 + i % 4}") for i in range(rows)]
    reference, index = NumpyIndex(12), FaissIndex(12)
    for each in (reference, index):
        each.add(keys, vectors, places)
        each.remove([int(keys[i]) for i in gone if i < rows])
    query = unit_vectors(1, 12, seed + 100)[0]
    expected = reference.search(query, k, scope)
    hits = index.search(query, k, scope)
    exact = dict(reference.search(query, rows, scope))
    assert len(index) == len(reference)
    assert [score for _, score in hits] == pytest.approx([score for _, score in expected], abs=1e-3)
    assert all(score == pytest.approx(exact[key], abs=1e-3) for key, score in hits)
