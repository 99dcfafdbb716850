"""What every vector index must do."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray
from passages import PUBLIC, SECRET, unit_vectors

from index.search import Scope, VectorIndex

DIMENSION = 16
EVERYWHERE = Scope(frozenset({str(PUBLIC), str(SECRET)}))
PUBLIC_ONLY = Scope(frozenset({str(PUBLIC)}))


class VectorIndexContract:
    """Subclasses say how to make an empty index, and what is done to a finished one before it is searched."""

    def make(self) -> VectorIndex:
        raise NotImplementedError

    def finished(self, index: VectorIndex) -> VectorIndex:
        return index

    def built(
        self,
        keys: Sequence[int],
        vectors: NDArray[np.float32],
        places: Sequence[tuple[str, str]] | None = None,
    ) -> VectorIndex:
        index = self.make()
        index.add(np.array(keys, np.int64), vectors, places or [(str(PUBLIC), "d1")] * len(keys))
        return self.finished(index)

    def test_the_nearest_comes_first_with_its_inner_product(self) -> None:
        vectors = unit_vectors(50, DIMENSION)
        index = self.built(range(1000, 1050), vectors)
        assert len(index) == 50
        hits = index.search(vectors[7], 5, EVERYWHERE)
        assert hits[0] == (1007, pytest.approx(1.0, abs=2e-3))
        expected = np.argsort(-(vectors @ vectors[7]))[:5] + 1000
        assert [key for key, _ in hits] == expected.tolist()
        assert list(hits) == sorted(hits, key=lambda hit: -hit[1])

    def test_never_leaves_the_scope(self) -> None:
        vectors = unit_vectors(40, DIMENSION)
        places = [(str(SECRET if i % 4 == 0 else PUBLIC), f"d{i % 3}") for i in range(40)]
        index = self.built(range(40), vectors, places)
        assert {key for key, _ in index.search(vectors[0], 99, EVERYWHERE)} == set(range(40))
        assert {key for key, _ in index.search(vectors[0], 99, PUBLIC_ONLY)} == {
            i for i in range(40) if i % 4
        }
        narrow = Scope(PUBLIC_ONLY.labels, frozenset({"d1", "elsewhere"}))
        assert {key for key, _ in index.search(vectors[0], 99, narrow)} == {
            i for i in range(40) if i % 4 and i % 3 == 1
        }
        assert index.search(vectors[0], 5, Scope(frozenset())) == ()
        assert index.search(vectors[0], 5, Scope(frozenset({"internal"}))) == ()
        assert index.search(vectors[0], 5, Scope(EVERYWHERE.labels, frozenset())) == ()

    def test_no_more_than_k(self) -> None:
        vectors = unit_vectors(60, DIMENSION)
        index = self.built(range(60), vectors)
        assert len(index.search(vectors[0], 7, EVERYWHERE)) == 7
        assert index.search(vectors[0], 0, EVERYWHERE) == ()

    def test_a_sample_is_of_the_lowest_keys_of_the_scope(self) -> None:
        vectors = unit_vectors(40, DIMENSION)
        order = np.random.default_rng(5).permutation(40)
        places = [(str(SECRET if i % 4 == 0 else PUBLIC), f"d{i % 3}") for i in order]
        index = self.built(order.tolist(), vectors[order], places)
        keys, drawn = index.sample(6, PUBLIC_ONLY)
        assert keys.tolist() == [1, 2, 3, 5, 6, 7]
        assert drawn.shape == (6, DIMENSION)
        assert drawn == pytest.approx(vectors[keys], abs=2e-3)
        keys, drawn = index.sample(99, Scope(PUBLIC_ONLY.labels, frozenset({"d1"}), frozenset({"d2"})))
        assert keys.tolist() == [i for i in range(40) if i % 4 and i % 3 == 1] and len(drawn) == len(keys)
        for scope in (Scope(frozenset()), Scope(EVERYWHERE.labels, frozenset())):
            assert [len(part) for part in index.sample(3, scope)] == [0, 0]
        assert len(index.sample(0, EVERYWHERE)[0]) == 0

    def test_an_empty_index_finds_nothing(self) -> None:
        index = self.make()
        assert len(index) == 0
        assert index.search(unit_vectors(1, DIMENSION)[0], 5, EVERYWHERE) == ()

    def test_equal_scores_stand_in_order_of_key_also_at_the_cut(self) -> None:
        rng = np.random.default_rng(3)
        keys = rng.integers(0, 2**63 - 1, 300)
        vectors = np.repeat(unit_vectors(1, DIMENSION), 300, axis=0)
        vectors[::2] = unit_vectors(150, DIMENSION, seed=9)
        index = self.built(keys.tolist(), vectors)
        hits = index.search(vectors[1], 40, EVERYWHERE)
        assert [key for key, _ in hits] == sorted(keys[1::2].tolist())[:40]

    def test_a_key_that_is_there_is_refused_and_nothing_of_the_call_stays(self) -> None:
        index, vectors = self.make(), unit_vectors(3, DIMENSION)
        place = [(str(PUBLIC), "d1")]
        index.add(np.array([5]), vectors[:1], place)
        with pytest.raises(ValueError, match="already"):
            index.add(np.array([6, 5]), vectors[1:], place * 2)
        with pytest.raises(ValueError, match="already"):
            index.add(np.array([6, 6]), vectors[1:], place * 2)
        assert [key for key, _ in index.search(vectors[0], 9, EVERYWHERE)] == [5]

    def test_what_is_no_vector_of_this_index_is_refused(self) -> None:
        index = self.make()
        place = [(str(PUBLIC), "d1")]
        with pytest.raises(ValueError, match="shape"):
            index.add(np.array([1]), unit_vectors(1, DIMENSION + 1), place)
        with pytest.raises(ValueError, match="finite"):
            index.add(np.array([1]), np.full((1, DIMENSION), np.nan, np.float32), place)
        with pytest.raises(ValueError, match="places"):
            index.add(np.array([1]), unit_vectors(1, DIMENSION), [])
        with pytest.raises(ValueError, match="shape"):
            index.search(unit_vectors(1, DIMENSION - 1)[0], 3, EVERYWHERE)
        assert len(index) == 0

    def test_what_is_removed_is_not_found_and_may_come_back_elsewhere(self) -> None:
        index, vectors = self.make(), unit_vectors(4, DIMENSION)
        index.add(np.arange(4), vectors, [(str(PUBLIC), "d1")] * 4)
        index.remove([1, 77])
        assert len(index) == 3
        assert {key for key, _ in index.search(vectors[1], 9, EVERYWHERE)} == {0, 2, 3}
        index.add(np.array([1]), vectors[1:2], [(str(SECRET), "d2")])
        assert index.search(vectors[1], 1, EVERYWHERE)[0][0] == 1
        assert {key for key, _ in index.search(vectors[1], 9, PUBLIC_ONLY)} == {0, 2, 3}
