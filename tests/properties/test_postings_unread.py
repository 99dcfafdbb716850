"""A search that leaves postings unread finds what one that reads all of them finds, to the last bit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from passages import PUBLIC, SECRET, indexed, passage

from index import bm25
from index.lexical_index import PartitionedIndex
from index.search import Clause, Field, Scope

_SYLLABLES = [f"từ{letter}" for letter in "abcdeghiklmnopqrstuvxy"]
_PAIRS = [f"{a}_{b}" for a in _SYLLABLES[:4] for b in _SYLLABLES[:4]]
EVERYWHERE = frozenset({str(PUBLIC), str(SECRET)})


@pytest.fixture(scope="module")
def index() -> PartitionedIndex:
    """Passages in which some words are everywhere and most are rare, and many are alike."""
    rng = np.random.default_rng(5)
    share = 1.0 / (1.0 + np.arange(len(_SYLLABLES)))
    rows = []
    for key in range(3000):
        words = rng.choice(_SYLLABLES, rng.integers(3, 25), p=share / share.sum())
        row = passage(key * 37, " ".join(words), title=str(words[0]), document=f"d{key % 40}")
        rows.append((row, SECRET if key % 3 == 0 else PUBLIC))
    return indexed(rows)


_clauses = st.lists(
    st.builds(
        Clause,
        st.sampled_from(Field),
        st.sampled_from(
            [*_SYLLABLES, *(f"{a}_{b}" for a in _SYLLABLES[:4] for b in _SYLLABLES[:4]), "không"]
        ),
        st.sampled_from([0.05, 0.3, 1.0, 2.5]),
    ),
    min_size=1,
    max_size=30,
)
_gone = st.frozensets(st.sampled_from([f"d{n}" for n in range(40)]), max_size=30)


@settings(max_examples=80, deadline=None)
@given(
    clauses=_clauses,
    labels=st.sets(st.sampled_from(sorted(EVERYWHERE)), min_size=1),
    gone=_gone,
    documents=st.none() | st.frozensets(st.sampled_from([f"d{n}" for n in range(40)]), max_size=30),
    k=st.integers(1, 120),
    most=st.sampled_from([5, 100, 3000]),
)
def test_what_is_left_unread_changes_nothing(  # noqa: PLR0913, PLR0917 - hypothesis draws them apart
    index: PartitionedIndex,
    clauses: list[Clause],
    labels: set[str],
    gone: frozenset[str],
    documents: frozenset[str] | None,
    k: int,
    most: int,
) -> None:
    scope = Scope(frozenset(labels), documents, gone)
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(bm25, "_MANY", 1 << 40)
        whole = index.search(clauses, k, scope)
        changed.setattr(bm25, "_MANY", 0)
        changed.setattr(bm25, "_MOST", most)
        assert index.search(clauses, k, scope) == whole


def test_some_postings_are_left_unread(index: PartitionedIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    counted = bm25._List.parts

    def parts(self: bm25._List, cells: np.ndarray) -> np.ndarray:
        read.append(len(cells))
        return counted(self, cells)

    monkeypatch.setattr(bm25._List, "parts", parts)
    monkeypatch.setattr(bm25, "_MANY", 0)
    rare_and_common = [Clause(Field.BODY, _SYLLABLES[-1], 3.0), Clause(Field.BODY, _SYLLABLES[0], 0.05)]
    index.search(rare_and_common, 5, Scope(EVERYWHERE))
    held = sum(index.document_frequency(c.field, c.term, Scope(EVERYWHERE)) for c in rare_and_common)
    assert sum(read) < held
