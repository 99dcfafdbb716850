from __future__ import annotations

import io
from pathlib import Path

import pytest
from contract.lexical_index import EVERYWHERE, LexicalIndexContract, words
from passages import PUBLIC, SECRET, passage

from index.lexical_index import TantivyIndex
from index.search import Clause, Field


class TestTantivyIndex(LexicalIndexContract):
    def make(self) -> TantivyIndex:
        return TantivyIndex.create()


class TestTantivyIndexOnDisk(LexicalIndexContract):
    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path) -> None:
        self.folder = tmp_path
        self.made = 0

    def make(self) -> TantivyIndex:
        self.made += 1
        folder = self.folder / str(self.made)
        folder.mkdir()
        return TantivyIndex.create(folder)

    def test_a_reopened_index_answers_alike_and_refuses_changes(self) -> None:
        index = self.make()
        index.add([(passage(i, "giấy phép " * i, title="hồ sơ"), PUBLIC) for i in range(1, 60)])
        reopened = TantivyIndex.open(self.folder / "1")
        query = words("giấy", "phép_giấy")
        assert reopened.search(query, 20, EVERYWHERE) == index.search(query, 20, EVERYWHERE) != ()
        with pytest.raises(io.UnsupportedOperation):
            reopened.add([(passage(99, "mới"), PUBLIC)])
        with pytest.raises(io.UnsupportedOperation):
            reopened.remove([1])


@pytest.mark.parametrize("weight", [-1.0, float("nan"), float("inf")])
def test_a_weight_that_is_none_is_refused(weight: float) -> None:
    index = TantivyIndex.create()
    index.add([(passage(1, "đất"), PUBLIC)])
    with pytest.raises(ValueError, match="weigh"):
        index.search([Clause(Field.BODY, "đất", weight)], 5, EVERYWHERE)


def test_a_clause_without_weight_finds_nothing() -> None:
    index = TantivyIndex.create()
    index.add([(passage(1, "đất"), PUBLIC)])
    assert index.search([Clause(Field.BODY, "đất", 0.0)], 5, EVERYWHERE) == ()


def test_lists_keys_labels_and_frequencies_by_label() -> None:
    index = TantivyIndex.create()
    index.add([(passage(3, "cấp xã"), PUBLIC), (passage(1, "cấp tỉnh"), PUBLIC), (passage(2, "xã"), SECRET)])
    assert index.keys().tolist() == [1, 2, 3]
    assert index.keys(str(SECRET)).tolist() == [2]
    assert index.labels() == tuple(sorted((str(PUBLIC), str(SECRET))))
    seen = {term: count for term, count in index.frequencies(Field.BODY_FOLDED, str(PUBLIC)).items() if count}
    assert seen == {"cap": 2, "xa": 1, "tinh": 1, "cap_xa": 1, "cap_tinh": 1}
