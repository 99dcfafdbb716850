"""What every store keeps that is opened more than once, for writing or for reading."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from contract.store_material import GUEST, MODEL, OPERATOR, reading, snapshot

from index.errors import StoreFailure
from index.sql_store import SqlStore

Open = Callable[[bool], SqlStore]
"""Opens the same store again, for writing or not."""


class OpeningContract:
    """The guarantees of a store towards others who have it open."""

    @pytest.fixture
    def opened(self) -> Open:
        """How to open a store that was never written; given by the subclass."""
        raise NotImplementedError

    def test_a_store_that_was_never_written_reads_as_empty(self, opened: Open) -> None:
        made = reading()
        with opened(False) as store:
            empty = snapshot(store, OPERATOR, made)
            assert empty[5:] == ((), (), (), (), {})
            assert list(store.all_passages()) == list(store.vectors(MODEL)) == list(store.files()) == []
            assert store.counts(MODEL).revision == 0
            with opened(True) as writer:
                writer.put(*made)
            assert store.get(made[0].id, GUEST) == made[0]  # and is seen as soon as it is there

    def test_reading_goes_on_while_a_batch_is_open(self, opened: Open) -> None:
        first, second = reading("1/2031/NĐ-CP", source="a"), reading("2/2031/NĐ-CP", source="b")
        with opened(True) as writer, opened(False) as reader:
            writer.put(*first)
            with writer.batch():
                writer.put(*second)
                writer.delete(first[0].id)
                assert [h.id for h in reader.heads(GUEST)] == [first[0].id]
            assert [h.id for h in reader.heads(GUEST)] == [second[0].id]

    def test_a_stream_shows_one_moment(self, opened: Open) -> None:
        with opened(True) as store:
            for n in range(5):
                store.put(*reading(f"{n}/2031/NĐ-CP", source=f"{n}"))
            stream = store.all_passages()
            next(stream)
            for head in store.heads(GUEST):
                store.delete(head.id)
            assert len(list(stream)) == 9
            assert list(store.all_passages()) == []

    def test_writing_needs_a_store_open_for_writing(self, opened: Open) -> None:
        with opened(False) as store, pytest.raises(StoreFailure, match="write=True"):
            store.put(*reading())
        with pytest.raises(StoreFailure, match="closed"):
            store.heads(GUEST)
