"""The change feed tells what a reader may read, and nothing of what it may not: not by its cursor either."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from dms_client import Dms, close_clients, code, notice
from serving import served
from small_office import small_office

from api.cursors import KEY_FILE, LONGEST, BadCursor, Cursors
from index.access import Clearance, Principal


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_office().copied(tmp_path_factory.mktemp("changes") / "home")


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    with served(home) as address:
        yield address
    close_clients()


@pytest.fixture(scope="module")
def cleared(address: str, home: Path) -> Dms:
    return Dms(address, home, "cleared", "secret")


@pytest.fixture(scope="module")
def reader(address: str, home: Path) -> Dms:
    return Dms(address, home, "reader", "internal")


def put(dms: Dms, number: int, day: str, label: str) -> str:
    job = dms.done(dms.put((f"{number}.md", notice(number, day)), reference=f"TB/{number}", label=label))
    return job["files"][0]["document_id"]


def test_a_cursor_shows_neither_a_number_nor_that_it_has_moved(cleared: Dms, reader: Dms) -> None:
    first = reader.changes()["next"]
    put(cleared, 31, "1", "secret")
    after = reader.changes(first)
    assert after["changes"] == []
    told = [reader.changes(cursor)["next"] for cursor in ("", first, first, after["next"])]
    assert len({first, *told}) == 5, "the same place looks different each time"
    assert len({len(one) for one in told}) == 1


def test_a_cursor_of_before_and_of_after_something_hidden_go_on_alike(cleared: Dms, reader: Dms) -> None:
    before = reader.changes()["next"]
    hidden = put(cleared, 32, "2", "secret")
    after = reader.changes(before)["next"]
    put(cleared, 33, "3", "internal")
    one, other = reader.changes(before), reader.changes(after)
    assert one["changes"] == other["changes"]
    assert hidden not in str(one)


def test_what_happens_to_a_lost_document_is_not_told(cleared: Dms, reader: Dms) -> None:
    begun = reader.changes()["next"]
    lost, kept = put(cleared, 34, "4", "internal"), put(cleared, 35, "5", "internal")
    place = reader.changes(begun)["next"]
    assert cleared.http.patch(f"/v1/documents/{lost}", json={"label": "secret"}).status_code == 200
    assert cleared.http.patch(f"/v1/documents/{kept}", json={"label": "public"}).status_code == 200
    told = reader.changes(place)["changes"]
    assert [(c["change"], c["document_id"]) for c in told] == [("gone", lost), ("changed", kept)]
    time.sleep(1.1)  # times are told to the second
    put(cleared, 34, "14", "secret")
    assert reader.changes(place)["changes"] == told
    assert lost not in str(reader.changes()), "who begins anew never had it"


def test_in_stretches_nothing_is_left_out(cleared: Dms, reader: Dms) -> None:
    whole, cursor, found = reader.changes(), "", []
    taken = put(cleared, 36, "6", "internal")
    whole = reader.changes()
    while True:
        told = reader.http.get("/v1/changes", params={"since": cursor, "limit": 2}).json()
        found += told["changes"]
        cursor = told["next"]
        if len(found) == 2:
            cleared.http.patch(f"/v1/documents/{taken}", json={"label": "secret"})
        if not told["more"]:
            break
    assert [c["document_id"] for c in found[:-1]] == [c["document_id"] for c in whole["changes"][:-1]]
    assert (found[-1]["change"], found[-1]["document_id"]) == ("gone", taken)


@pytest.mark.parametrize("made", ["1532-1532", "", "A" * 70, "!" * 70])
def test_a_made_up_cursor_is_refused(reader: Dms, made: str) -> None:
    cursor = made or reader.changes()["next"][:-2] + "AA"
    assert code(reader.http.get("/v1/changes", params={"since": cursor})) == (422, "cursor_invalid")


def test_a_cursor_is_good_for_its_reader_and_list_only(tmp_path: Path) -> None:
    cursors, reader = Cursors(tmp_path), Principal("key:a", Clearance.INTERNAL, frozenset({"so-xay-dung"}))
    cursor = cursors.seal("changes", reader, 7, 5, 3)
    assert len(cursor) <= LONGEST
    assert Cursors(tmp_path).open("changes", reader, cursor) == (7, 5, 3)
    assert (tmp_path / KEY_FILE).stat().st_mode & 0o077 == 0
    for purpose, other in (
        ("jobs", reader),
        ("changes", Principal("key:b", reader.clearance, reader.departments)),
        ("changes", Principal("key:a", Clearance.SECRET, reader.departments)),
        ("changes", Principal("key:a", reader.clearance)),
    ):
        with pytest.raises(BadCursor):
            cursors.open(purpose, other, cursor)
