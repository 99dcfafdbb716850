from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from contract.lexical_index import EVERYWHERE, LexicalIndexContract, words
from passages import PUBLIC, SECRET, indexed, passage

from index.access import AccessLabel
from index.lexical_build import build
from index.lexical_index import PartitionedIndex
from index.partition import LENGTHS
from index.provisions import Passage
from index.search import Clause, Field


class TestPartitionedIndex(LexicalIndexContract):
    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path) -> None:
        self.folder = tmp_path
        self.made = 0

    def built(self, rows: Sequence[tuple[Passage, AccessLabel]]) -> PartitionedIndex:
        self.made += 1
        folder = self.folder / str(self.made)
        folder.mkdir()
        return build(folder, sorted(rows, key=lambda row: row[0].key))

    def test_labels_lie_apart(self) -> None:
        self.built([(passage(1, "công khai"), PUBLIC), (passage(2, "tuần tra"), SECRET)])
        found = [path.name for path in self.folder.rglob("*") if b"tuan" in _bytes(path)]
        assert found == ["names.json"]
        assert b"tuan" not in (self.folder / "1" / "0000" / "names.json").read_bytes()

    @pytest.mark.parametrize("name", ["partitions.json", "0000/names.json", "0000/rows.npy"])
    def test_damage_is_a_value_error(self, name: str) -> None:
        self.built([(passage(1, "đất"), PUBLIC)])
        (self.folder / "1" / name).write_bytes(b"[]")
        with pytest.raises(ValueError, match=r"."):
            PartitionedIndex.open(self.folder / "1")


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


@pytest.mark.parametrize("weight", [-1.0, float("nan"), float("inf")])
def test_a_weight_that_is_none_is_refused(weight: float) -> None:
    index = indexed([(passage(1, "đất"), PUBLIC)])
    with pytest.raises(ValueError, match="weigh"):
        index.search([Clause(Field.BODY, "đất", weight)], 5, EVERYWHERE)


def test_a_clause_without_weight_finds_nothing() -> None:
    index = indexed([(passage(1, "đất"), PUBLIC)])
    assert index.search([Clause(Field.BODY, "đất", 0.0)], 5, EVERYWHERE) == ()


def test_lists_keys_labels_and_documents() -> None:
    rows = [
        (passage(3, "cấp xã"), PUBLIC),
        (passage(1, "cấp"), PUBLIC),
        (passage(2, "xã", document="s"), SECRET),
    ]
    index = indexed(rows)
    assert index.keys().tolist() == [1, 2, 3]
    assert index.keys(str(SECRET)).tolist() == [2]
    assert index.labels() == tuple(sorted((str(PUBLIC), str(SECRET))))
    assert index.documents() == {"d1", "s"}
    assert len(index) == 3


def test_passages_without_words_and_none_at_all_are_an_index_too() -> None:
    assert indexed([]).search(words("đất"), 5, EVERYWHERE) == ()
    index = indexed([(passage(1, ""), PUBLIC)])
    assert index.search(words("đất"), 5, EVERYWHERE) == ()
    assert index.count(EVERYWHERE) == 1


def test_lengths_are_exact_to_forty_and_within_an_eighth_beyond() -> None:
    assert LENGTHS[:41].tolist() == list(range(41))
    assert all(a < b <= a * 9 / 8 + 1 for a, b in pairwise(LENGTHS[40:].tolist()))
    assert len(LENGTHS) == 256
