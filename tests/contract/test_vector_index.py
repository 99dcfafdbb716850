from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from contract.vector_index import DIMENSION, EVERYWHERE, VectorIndexContract
from passages import PUBLIC, unit_vectors

from index.clusters import policy
from index.faiss_index import FaissIndex
from index.layout import CLUSTERS
from index.search import VectorIndex
from index.vector_index import NumpyIndex


class TestNumpyIndex(VectorIndexContract):
    def make(self) -> NumpyIndex:
        return NumpyIndex(DIMENSION)


class TestFaissIndex(VectorIndexContract):
    def make(self) -> FaissIndex:
        return FaissIndex(DIMENSION)


class TestFaissIndexFromDisk(VectorIndexContract):
    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path) -> None:
        self.files = (tmp_path / "vectors.faiss", tmp_path / "columns.npz")

    def make(self) -> FaissIndex:
        return FaissIndex(DIMENSION)

    def finished(self, index: VectorIndex) -> VectorIndex:
        assert isinstance(index, FaissIndex)
        index.save(*self.files)
        return FaissIndex.open(*self.files)

    def test_what_was_opened_refuses_changes(self) -> None:
        index = self.built([1], unit_vectors(1, DIMENSION))
        with pytest.raises(io.UnsupportedOperation):
            index.add(np.array([2]), unit_vectors(1, DIMENSION), [(str(PUBLIC), "d1")])
        with pytest.raises(io.UnsupportedOperation):
            index.remove([1])
        assert len(index.search(unit_vectors(1, DIMENSION)[0], 3, EVERYWHERE)) == 1

    def test_files_that_do_not_belong_together_are_refused(self, tmp_path: Path) -> None:
        self.built([1, 2], unit_vectors(2, DIMENSION))
        other = (tmp_path / "other.faiss", tmp_path / "other.npz")
        index = FaissIndex(DIMENSION)
        index.add(np.array([1, 3]), unit_vectors(2, DIMENSION), [(str(PUBLIC), "d1")] * 2)
        index.save(*other)
        with pytest.raises(ValueError, match="different keys"):
            FaissIndex.open(self.files[0], other[1])

    @pytest.mark.parametrize("damaged", [0, 1])
    def test_a_truncated_file_is_refused(self, damaged: int) -> None:
        self.built(range(30), unit_vectors(30, DIMENSION))
        file = self.files[damaged]
        file.write_bytes(file.read_bytes()[:200])
        with pytest.raises(ValueError, match="cannot be read"):
            FaissIndex.open(*self.files)


class TestClusteredIndexFromDisk(TestFaissIndexFromDisk):
    """The same where the rows lie by clusters; as many are looked at as the policy says, here all."""

    @pytest.fixture(autouse=True)
    def _clustered(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(policy(), "clustered_from", 3)

    def test_clusters_of_another_index_or_damaged_ones_are_refused(self, tmp_path: Path) -> None:
        self.built(range(30), unit_vectors(30, DIMENSION))
        clusters = tmp_path / CLUSTERS
        kept = clusters.read_bytes()
        clusters.write_bytes(kept[:100])
        with pytest.raises(ValueError, match="cannot be read"):
            FaissIndex.open(*self.files)
        self.built(range(31), unit_vectors(31, DIMENSION))
        clusters.write_bytes(kept)
        with pytest.raises(ValueError, match="different numbers"):
            FaissIndex.open(*self.files)


def test_faiss_and_torch_live_in_one_process() -> None:
    """Both ship an OpenMP of their own, and a search must not take the model's threads away."""
    import torch

    index = FaissIndex(DIMENSION)
    vectors = unit_vectors(200, DIMENSION)
    index.add(np.arange(200), vectors, [(str(PUBLIC), "d1")] * 200)
    threads = torch.get_num_threads()
    for row in range(0, 200, 20):
        product = (torch.from_numpy(vectors) @ torch.from_numpy(vectors[row])).numpy()
        ((key, score),) = index.search(vectors[row], 1, EVERYWHERE)
        assert key == row == int(product.argmax())
        assert score == pytest.approx(float(product[row]), abs=2e-3)
    assert torch.get_num_threads() == threads
