"""What acts end is known after each ingest, in whatever order they come, and to whom it may be known."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ingest_place import NEW, OLD, OPERATOR, Place

from index.access import Principal
from index.amendments import Correction
from index.documents import Document
from index.endings import act_key
from index.provisions import Provision
from index.sqlite_store import SqliteStore
from index.validity import Validity
from ingest import succession
from ingest.said import Said

SAMPLES = Path(__file__).parents[2] / "samples/corpus"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    yield Place(tmp_path)


@pytest.mark.parametrize("first", ["old.txt", "new.txt"])
def test_an_act_that_another_ends_is_ended_in_whatever_order_they_come(place: Place, first: str) -> None:
    texts = {"old.txt": OLD, "new.txt": NEW}
    place.write(first, texts.pop(first))
    place.ingest()
    ((second, text),) = texts.items()
    place.write(second, text)
    place.ingest()
    ended = place.heads()["old.txt"].validity
    assert str(ended.ends) == "2033-10-01"
    assert ended.ended_by == "902/2033/NĐ-CP"
    assert ended.basis == "Điều 2 khoản 2 902/2033/NĐ-CP"
    (place.docs / "new.txt").unlink()
    place.ingest(sync=True)
    restored = place.heads()["old.txt"].validity
    assert (restored.ends, restored.ended_by, str(restored.starts)) == (None, None, "2031-05-01")


def test_what_an_act_ends_is_kept_though_it_is_not_held(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.write("new.txt", NEW)
    place.ingest(label="public")
    key, day = act_key("901/2031/NĐ-CP"), date(2033, 10, 1)
    with SqliteStore.open(place.settings.database) as store:
        assert store.numbers_ended(date(2033, 9, 30), Principal.guest()) == {}
        assert store.numbers_ended(day, Principal.guest())[key].locator == "Điều 2 khoản 2"
    read = noted(monkeypatch)
    place.write("other.txt", OLD.replace("901/", "903/"))
    place.ingest()
    assert read == []  # who reads the files reads what they say, and what is known is not read again
    monkeypatch.setattr(succession, "RULES", succession.RULES + 1)
    place.ingest()
    assert sorted(read) == ["902/2033/NĐ-CP", "903/2031/NĐ-CP"]


def noted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note the numbers of the acts that the store is read for."""
    read: list[str] = []
    whole = succession.said_by

    def said_by(document: Document, provisions: Sequence[Provision]) -> Said:
        read.append(document.identity.number or "")
        return whole(document, provisions)

    monkeypatch.setattr(succession, "said_by", said_by)
    return read


def said(place: Place) -> dict[str, list[Any]]:
    """Return all rows of what acts say of others."""
    tables = ("endings", "edges", "edge_sources", "mentions")
    with closing(sqlite3.connect(place.settings.database)) as store:
        return {table: sorted(store.execute(f"SELECT * FROM {table}"), key=repr) for table in tables}


def test_what_readers_bring_is_what_the_store_would_be_read_for(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.ingest(SAMPLES)
    brought, read = said(place), noted(monkeypatch)
    assert all(brought.values())
    monkeypatch.setattr(succession, "RULES", succession.RULES + 1)
    place.ingest(SAMPLES)
    assert len(read) > len({row[0] for row in brought["edges"]}) > 5
    assert said(place) == brought


def test_orders_count_from_a_first_day_that_was_corrected_also_where_a_reader_brings_others(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = place.write("new.txt", NEW)
    place.ingest()
    ((key, head),) = place.heads().items()
    day = date(2034, 1, 1)
    with SqliteStore.open(place.settings.database, write=True) as store:
        store.amendments.correct(Correction(head.id, "", Validity(starts=day), "Mai", "as gazetted"))
        succession.apply_endings(store)
    assert place.heads()[key].validity.starts == day
    monkeypatch.setattr(succession, "RULES", succession.RULES + 1)
    os.utime(file, (1, 1))
    (place.home / "parser-version").unlink()  # the file is read again, though its bytes are the same
    read = noted(monkeypatch)
    assert place.ingest().unchanged == 1
    assert read == ["902/2033/NĐ-CP"]
    with SqliteStore.open(place.settings.database) as store:
        (ending,) = store.endings(succession.RULES)[head.id]
    assert ending.on == day


def test_an_ending_that_readers_may_not_see_does_not_show_in_the_ended_act(place: Place) -> None:
    place.write("old.txt", OLD)
    place.ingest(label="public")
    new = place.write("new.txt", NEW)
    place.ingest(new, label="secret")
    assert place.heads()["old.txt"].validity.ends is None
    with SqliteStore.open(place.settings.database) as store:
        assert store.numbers_ended(date(2033, 10, 1), Principal.guest()) == {}
        assert act_key("901/2031/NĐ-CP") in store.numbers_ended(date(2033, 10, 1), OPERATOR)


PAGE = """# Nghị định 901/2031/NĐ-CP

| Thuộc tính | Giá trị |
|---|---|
| Số hiệu | 901/2031/NĐ-CP |
| Loại văn bản | Nghị định |
| Ngày ban hành | 02/03/2031 |
| Tình trạng hiệu lực | Hết hiệu lực toàn bộ |
| Ngày hết hiệu lực | 01/06/2032 |
"""


def test_the_page_of_an_act_ends_its_text_while_it_is_held(place: Place) -> None:
    place.write("old.txt", OLD)
    page = place.write("page.md", PAGE)
    place.ingest(label="public")
    ended = place.heads()["old.txt"].validity
    assert (str(ended.starts), str(ended.ends)) == ("2031-05-01", "2032-06-01")
    assert ended.ended_by == "901/2031/NĐ-CP"
    own = place.heads()["page.md"].validity
    assert (str(own.ends), own.ended_by) == ("2032-06-01", None)
    page.unlink()
    place.ingest(sync=True, label="public")
    assert place.heads()["old.txt"].validity.ends is None


def test_a_page_that_states_no_end_any_more_ends_nothing(place: Place) -> None:
    place.write("page.md", PAGE)
    place.ingest()
    place.write("page.md", PAGE.replace("01/06/2032", "--"))
    place.ingest()
    assert place.heads()["page.md"].validity.ends is None


def test_a_page_that_readers_may_not_see_does_not_end_the_text(place: Place) -> None:
    place.write("old.txt", OLD)
    place.ingest(label="public")
    place.ingest(place.write("page.md", PAGE), label="secret")
    assert place.heads()["old.txt"].validity.ends is None
