"""What acts end is known after each ingest, in whatever order they come, and to whom it may be known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ingest_place import NEW, OLD, OPERATOR, Place

from index.access import Principal
from index.documents import Identity
from index.endings import act_key
from index.sqlite_store import SqliteStore
from ingest import succession


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
    read: list[str] = []
    whole = succession.ended_acts

    def noted(text: str, drafts: Any, identity: Identity, starts: date | None) -> Any:
        read.append(identity.number or "")
        return whole(text, drafts, identity, starts)

    monkeypatch.setattr(succession, "ended_acts", noted)
    place.write("other.txt", OLD.replace("901/", "903/"))
    place.ingest()
    assert read == ["903/2031/NĐ-CP"]  # what is known of the others is not read again
    monkeypatch.setattr(succession, "RULES", succession.RULES + 1)
    place.ingest()
    assert sorted(read[1:]) == ["902/2033/NĐ-CP", "903/2031/NĐ-CP"]


def test_an_ending_that_readers_may_not_see_does_not_show_in_the_ended_act(place: Place) -> None:
    place.write("old.txt", OLD)
    place.ingest(label="public")
    new = place.write("new.txt", NEW)
    place.ingest(new, label="secret")
    assert place.heads()["old.txt"].validity.ends is None
    with SqliteStore.open(place.settings.database) as store:
        assert store.numbers_ended(date(2033, 10, 1), Principal.guest()) == {}
        assert act_key("901/2031/NĐ-CP") in store.numbers_ended(date(2033, 10, 1), OPERATOR)
