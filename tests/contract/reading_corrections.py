"""What every `ReadingCorrectionLog` keeps; part of the contract of stores."""

from __future__ import annotations

from dataclasses import replace

import pytest
from contract.store_material import GUEST, OPERATOR, SECRET, reading

from index.document_store import DocumentStore
from index.documents import given_id
from index.errors import DocumentNotFound
from index.reading_corrections import Field, ReadingCorrection, reading_key

NUMBER = ReadingCorrection(Field.NUMBER, "21/2031/NĐ-CP", "operator:lan", "Con dấu che số")
WORDS = ReadingCorrection(
    Field.TEXT, "17 ngày", "operator:lan", "Đối chiếu ảnh", "7 ngày", "hạn là ", " làm việc", 44, 1
)


class ReadingCorrectionContract:
    """The guarantees of `index.reading_corrections.ReadingCorrectionLog`."""

    def test_corrections_are_read_back_in_their_order(self, store: DocumentStore) -> None:
        made = reading()
        store.put(*made)
        entries = store.reading_corrections.enter(made[0].id, (NUMBER, WORDS))
        found = store.reading_corrections.of(made[0].id, GUEST)
        assert tuple(one.entry for one in found) == entries
        assert [replace(one, entry=0, at="") for one in found] == [NUMBER, WORDS]
        assert all(one.at for one in found)
        assert store.reading_corrections.standing() == {made[0].sha256: found}

    def test_they_belong_to_the_bytes_and_outlive_the_document(self, store: DocumentStore) -> None:
        made = reading()
        store.put(*made)
        store.reading_corrections.enter(made[0].id, (NUMBER,))
        store.delete(made[0].id)
        assert list(store.reading_corrections.standing()) == [made[0].sha256]
        with pytest.raises(DocumentNotFound):
            store.reading_corrections.of(made[0].id, OPERATOR)
        store.put(*made)
        assert len(store.reading_corrections.of(made[0].id, GUEST)) == 1

    def test_one_that_is_taken_back_says_by_whom_and_counts_no_more(self, store: DocumentStore) -> None:
        made, other = reading(), reading("13/2031/NĐ-CP", "Điều 1. Khác.", source="kho/khac.txt")
        store.put(*made)
        store.put(*other)
        (entry,) = store.reading_corrections.enter(made[0].id, (NUMBER,))
        assert not store.reading_corrections.undo(other[0].id, entry, "operator:minh")
        assert store.reading_corrections.undo(made[0].id, entry, "operator:minh")
        assert not store.reading_corrections.undo(made[0].id, entry, "operator:minh")
        (kept,) = store.reading_corrections.of(made[0].id, GUEST)
        assert kept.undone_by == "operator:minh"
        assert kept.undone_at
        assert store.reading_corrections.standing() == {}
        assert store.reading_corrections.changed() == {made[0].sha256}

    def test_those_of_a_given_document_are_its_own(self, store: DocumentStore) -> None:
        made = reading()
        store.put(*made)
        own = replace(made[0], id=given_id("key:qlvb\0TB/1"), source="kho/duoc-giao.txt")
        store.put(own, (), (), replace(made[3], source=own.source, document_id=own.id))
        store.reading_corrections.enter(own.id, (NUMBER,))
        assert store.reading_corrections.of(made[0].id, GUEST) == ()
        assert len(store.reading_corrections.of(own.id, GUEST)) == 1
        assert list(store.reading_corrections.standing()) == [reading_key(own.sha256, own.id)]
        assert store.reading_corrections.changed() == {own.sha256}

    def test_nothing_of_an_unreadable_document_shows(self, store: DocumentStore) -> None:
        secret = reading(label=SECRET)
        store.put(*secret)
        store.reading_corrections.enter(secret[0].id, (NUMBER,))
        with pytest.raises(DocumentNotFound):
            store.reading_corrections.of(secret[0].id, GUEST)

    def test_a_document_that_is_not_there_has_none(self, store: DocumentStore) -> None:
        with pytest.raises(DocumentNotFound):
            store.reading_corrections.enter("0" * 16, (NUMBER,))
        with pytest.raises(DocumentNotFound):
            store.reading_corrections.undo("0" * 16, 1, "operator:lan")
        assert store.reading_corrections.changed() == frozenset()
