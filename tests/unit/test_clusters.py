"""A search that looks at the nearest clusters, against one that looks at everything."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from passages import unit_vectors

from evaluation.bench.vectors import Drawn, draw
from index.clusters import Clusters, cluster, codes, decoded, policy
from index.faiss_index import FaissIndex
from index.search import Hits, Scope

COUNT = 8000


@pytest.fixture(scope="module")
def drawn() -> Drawn:
    return draw(COUNT, 40, seed=3)


def labels_of(drawn: Drawn) -> list[str]:
    """Name for each vector which of the filters it passes."""
    chance = np.random.default_rng(1).random(COUNT)
    own = {"half": chance < 0.5, "twentieth": chance < 0.05, "few": chance < 0.005}
    own["topics"] = drawn.topics % 10 == 0
    return ["+".join(name for name, rows in own.items() if rows[i]) or "none" for i in range(COUNT)]


@pytest.fixture(scope="module")
def both(drawn: Drawn, tmp_path_factory: pytest.TempPathFactory) -> tuple[FaissIndex, FaissIndex]:
    """The index in clusters, and the exact one."""
    folder = tmp_path_factory.mktemp("indexes")
    opened = []
    with pytest.MonkeyPatch.context() as changed:
        for name, least in (("clustered", 1), ("exact", COUNT + 1)):
            changed.setitem(policy(), "clustered_from", least)
            index = FaissIndex(drawn.vectors.shape[1])
            index.add(np.arange(COUNT), drawn.vectors, [(label, "d1") for label in labels_of(drawn)])
            (folder / name).mkdir()
            index.save(folder / name / "vectors", folder / name / "columns.npz")
            opened.append(FaissIndex.open(folder / name / "vectors", folder / name / "columns.npz"))
    return opened[0], opened[1]


def share_found(found: Hits, exact: Hits) -> float:
    return len({key for key, _ in found} & {key for key, _ in exact}) / len(exact)


@pytest.mark.parametrize("chosen", ["", "half", "twentieth", "few", "topics"])
def test_under_every_filter_nearly_all_of_the_best_ten_are_found_with_their_own_scores(
    both: tuple[FaissIndex, FaissIndex], drawn: Drawn, chosen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(policy(), "least_rows", COUNT // 10)
    clustered, exact = both
    scope = Scope(frozenset(label for label in labels_of(drawn) if not chosen or chosen in label.split("+")))
    shares = []
    for question in drawn.questions:
        found, best = clustered.search(question, 10, scope), exact.search(question, 10, scope)
        scores = dict(exact.search(question, COUNT, scope))
        assert all(scores[key] == score for key, score in found)
        assert len(found) == len(best) == 10
        shares.append(share_found(found, best))
    assert np.mean(shares) >= 0.97


def test_with_as_many_rows_as_there_are_it_is_exact(
    both: tuple[FaissIndex, FaissIndex], drawn: Drawn, monkeypatch: pytest.MonkeyPatch
) -> None:
    clustered, exact = both
    scope = Scope(frozenset(labels_of(drawn)))
    for question in drawn.questions[:10]:
        assert clustered.search(question, 30, scope) == exact.search(question, 30, scope)
    # What the policy says has an effect: with hardly any rows, some of the best are missed.
    monkeypatch.setitem(policy(), "least_rows", 20)
    monkeypatch.setitem(policy(), "least_share", 0.001)
    few = [share_found(clustered.search(q, 30, scope), exact.search(q, 30, scope)) for q in drawn.questions]
    assert np.mean(few) < 0.97


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 60), st.integers(0, 99), st.floats(0, 1), st.integers(1, 40))
def test_no_row_outside_the_filter_is_looked_at_and_enough_inside_are(
    rows: int, seed: int, share: float, least: int
) -> None:
    rng = np.random.default_rng(seed)
    cuts = np.unique(np.concatenate(([0, rows], rng.integers(0, rows, 5))))
    clusters = Clusters(unit_vectors(len(cuts) - 1, 8, seed), cuts)
    allowed = rng.random(rows) < share
    with pytest.MonkeyPatch.context() as changed:
        changed.setitem(policy(), "least_rows", least)
        near = clusters.narrow(unit_vectors(1, 8, seed + 1), allowed)
    assert near is not None
    assert not (near & ~allowed).any()
    assert near.sum() >= min(least, allowed.sum())


def test_rows_are_written_in_order_of_clusters_as_faiss_writes_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(policy(), "clustered_from", 1)
    vectors = draw(700, 0, seed=2).vectors
    index = FaissIndex(vectors.shape[1])
    index.add(np.arange(700) * 3, vectors, [("public", f"d{i % 5}") for i in range(700)])
    before = index.search(vectors[4], 20, Scope(frozenset({"public"})))
    index.save(tmp_path / "vectors", tmp_path / "columns.npz")
    assert index.search(vectors[4], 20, Scope(frozenset({"public"}))) == before
    _, order = cluster(index._index.index)
    assert not np.array_equal(order, np.arange(700))
    made = FaissIndex(vectors.shape[1], 700)
    room = codes(made._index.index).ctypes.data
    made.add(order * 3, vectors[order], [("public", f"d{i % 5}") for i in order])
    assert codes(made._index.index).ctypes.data == room  # what was expected is not moved as it comes
    monkeypatch.setitem(policy(), "clustered_from", 1000)
    made.save(tmp_path / "plain", tmp_path / "plain.npz")
    assert (tmp_path / "vectors").read_bytes() == (tmp_path / "plain").read_bytes()
    opened = FaissIndex.open(tmp_path / "vectors", tmp_path / "columns.npz").columns
    assert np.array_equal(opened.keys, made.columns.keys)
    chosen = Scope(frozenset({"public"}), frozenset({"d2"}))
    assert np.array_equal(opened.first(9, chosen), made.columns.first(9, chosen))


def test_the_same_vectors_give_the_same_clusters(tmp_path: Path) -> None:
    vectors = draw(500, 0, seed=8).vectors
    made = []
    for _ in range(2):
        index = FaissIndex(vectors.shape[1])
        index.add(np.arange(500), vectors, [("public", "d1")] * 500)
        made.append(cluster(index._index.index))
    (first, order), (second, again) = made
    assert np.array_equal(order, again)
    assert np.array_equal(first.centres, second.centres)
    assert np.allclose(decoded(index._index.index, order[:3]), vectors[order[:3]], atol=1e-3)
    first.save(tmp_path / "clusters.npz")
    assert np.array_equal(Clusters.load(tmp_path / "clusters.npz").starts, first.starts)
