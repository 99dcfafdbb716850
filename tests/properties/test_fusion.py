from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from index.fusion import fuse
from index.search import Hits

_keys = st.integers(0, 30)
_lexical = st.dictionaries(_keys, st.floats(0.001, 100), max_size=12)
_dense = st.dictionaries(_keys, st.floats(-1, 1), max_size=12)
_weight = st.floats(0, 1)


def hits(scores: dict[int, float]) -> Hits:
    return tuple(sorted(scores.items(), key=lambda hit: (-hit[1], hit[0])))


@given(_lexical, _dense, _weight, st.integers(0, 30))
def test_bounded_ordered_and_nothing_invented(
    lexical: dict[int, float], dense: dict[int, float], weight: float, k: int
) -> None:
    fused = fuse(hits(lexical), hits(dense), weight, k)
    assert len(fused) == min(k, len(lexical.keys() | dense.keys()))
    assert {hit.key for hit in fused} <= lexical.keys() | dense.keys()
    assert all(0 <= part <= 1 for hit in fused for part in (hit.score, hit.lexical_part, hit.dense_part))
    assert list(fused) == sorted(fused, key=lambda hit: (-hit.score, hit.key))
    for hit in fused:
        assert hit.key in lexical or hit.lexical_part == 0
        assert hit.key in dense or hit.dense_part == 0


@given(_lexical, _dense, _weight, st.data())
def test_a_better_score_never_harms_its_passage(
    lexical: dict[int, float], dense: dict[int, float], weight: float, data: st.DataObject
) -> None:
    assume(lexical or dense)
    raised = data.draw(st.sampled_from([d for d in (lexical, dense) if d]))
    key = data.draw(st.sampled_from(sorted(raised)))

    def score() -> float:
        return next(hit.score for hit in fuse(hits(lexical), hits(dense), weight, 99) if hit.key == key)

    before = score()
    raised[key] += data.draw(st.floats(0, 1))
    assert score() >= before - 1e-12


@given(_lexical, _dense)
def test_the_ends_of_the_weight_are_the_single_lists(
    lexical: dict[int, float], dense: dict[int, float]
) -> None:
    words = fuse(hits(lexical), hits(dense), 0.0, 99)
    assert [hit.key for hit in words if hit.key in lexical] == [
        key for key, _ in sorted(lexical.items(), key=lambda hit: (-hit[1] / max(lexical.values()), hit[0]))
    ]
    meanings = fuse(hits(lexical), hits(dense), 1.0, 99)
    assert {hit.key: hit.dense_part for hit in meanings} == {hit.key: hit.score for hit in meanings}


@given(_lexical, _weight)
def test_without_vectors_the_lexical_order_stays(lexical: dict[int, float], weight: float) -> None:
    assume(weight < 0.99 and len(set(lexical.values())) == len(lexical))
    assume(all(abs(a - b) > 1e-6 for a in lexical.values() for b in lexical.values() if a != b))
    assert [hit.key for hit in fuse(hits(lexical), (), weight, 99)] == [key for key, _ in hits(lexical)]


def test_a_worked_example() -> None:
    fused = fuse(((1, 10.0), (2, 5.0), (3, 5.0)), ((4, 0.9), (2, 0.8), (1, 0.7)), 0.25, 3)
    assert [(hit.key, pytest.approx(hit.score)) for hit in fused] == [(1, 0.75), (2, 0.5), (3, 0.375)]


@pytest.mark.parametrize("weight", [-0.1, 1.1, float("nan")])
def test_a_weight_outside_its_range_is_refused(weight: float) -> None:
    with pytest.raises(ValueError, match="weight"):
        fuse((), (), weight, 5)
