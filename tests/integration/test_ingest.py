"""Ingest end to end: real workers, real readers, the real store."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ingest_place import NEW, OLD, OPERATOR, Place, counts

from index.access import Clearance
from index.sqlite_store import SqliteStore
from ingest import ingestion
from ingest.doubts import doubt
from ingest.ingestion import Ingestion


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    yield Place(tmp_path)


def test_files_are_read_once_and_changed_ones_replaced(place: Place) -> None:
    place.write("old.txt", OLD)
    changed = place.write("a/new.txt", NEW)
    assert counts(place.ingest()) == (2, 0, 0, 0, 0)
    assert counts(place.ingest()) == (0, 0, 2, 0, 0)
    os.utime(changed, ns=(1, 1))
    assert counts(place.ingest()) == (0, 0, 2, 0, 0)
    place.write("a/new.txt", NEW.replace("07 ngày", "05 ngày"))
    assert counts(place.ingest()) == (0, 1, 1, 0, 0)
    with SqliteStore.open(place.settings.database) as store:
        head = place.heads()["new.txt"]
        text = store.get(head.id, OPERATOR).text
        read = [p.span.of(text) for p in store.provisions(head.id, OPERATOR)]
    assert any("05 ngày làm việc" in words for words in read)
    assert not any("07 ngày làm việc" in words for words in read)


def test_bad_files_have_reasons_and_the_rest_is_live(place: Place) -> None:
    place.write("good.txt", OLD)
    place.write("empty.txt", b"")
    place.write("cut.pdf", b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog")
    place.write("not.pdf", b"PK\x03\x04 no pdf at all")
    place.write("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(64))
    place.write("list.jsonl", json.dumps({"file": "good.txt"}) + "\n")
    place.write("record.json", '{"unexpected": true}')
    os.mkfifo(place.docs / "pipe")
    report = place.ingest()
    codes = {Path(q.file).name: q.code for q in report.quarantined}
    assert report.created == 1
    assert report.files == 8
    assert codes.pop("cut.pdf") in {"damaged", "empty"}
    assert codes.pop("not.pdf") in {"not_what_it_says", "damaged"}
    assert codes.pop("record.json") in {"unsupported_format", "not_what_it_says", "damaged"}
    assert codes == {
        "empty.txt": "empty",
        "picture.png": "damaged",
        "list.jsonl": "not_a_document",
        "pipe": "unsupported_format",
    }
    again = place.ingest()
    assert counts(again) == (0, 0, 1, 0, 7)
    assert {q.code for q in again.quarantined} == {q.code for q in report.quarantined}
    place.write("empty.txt", NEW)
    assert counts(place.ingest()) == (1, 0, 1, 0, 6)


def test_what_was_read_before_a_file_broke_stays_live_and_is_told(place: Place) -> None:
    place.write("old.txt", OLD)
    place.ingest()
    place.write("old.txt", b"\x00" * 9)
    report = place.ingest()
    assert counts(report) == (0, 0, 0, 0, 1)
    assert "stays live" in report.quarantined[0].detail
    assert place.heads()["old.txt"].identity.number == "901/2031/NĐ-CP"


def test_the_same_bytes_twice_are_one_document(place: Place) -> None:
    place.write("one.txt", OLD)
    twin = place.write("two.txt", OLD)
    assert counts(place.ingest()) == (1, 0, 1, 0, 0)
    assert len(place.heads()) == 1
    assert counts(place.ingest()) == (0, 0, 2, 0, 0)
    place.docs.joinpath("one.txt").unlink()
    assert counts(place.ingest(sync=True)) == (0, 0, 1, 0, 0)
    assert place.heads().keys() == {"two.txt"}
    twin.unlink()
    assert counts(place.ingest(sync=True)) == (0, 0, 0, 1, 0)


def test_another_text_of_the_same_number_is_kept_beside_the_first(place: Place) -> None:
    place.write("a.txt", OLD)
    place.write("b.txt", OLD.replace("đặt tổ ong", "đặt thùng ong"))
    assert counts(place.ingest()) == (2, 0, 0, 0, 0)
    heads = place.heads()
    assert heads["a.txt"].id != heads["b.txt"].id
    assert heads["a.txt"].identity == heads["b.txt"].identity
    assert doubt("another_text") in heads["b.txt"].doubts
    assert doubt("another_text") not in heads["a.txt"].doubts
    place.write("b.txt", OLD.replace("đặt tổ ong", "đặt đàn ong"))
    assert counts(place.ingest()) == (0, 1, 1, 0, 0)
    assert len(place.heads()) == 2


def test_a_twin_that_not_everybody_may_read_is_not_told_of(place: Place) -> None:
    place.ingest(place.write("a.txt", OLD), label="secret")
    place.ingest(place.write("b.txt", OLD.replace("đặt tổ ong", "đặt thùng ong")), label="internal")
    place.ingest(place.write("c.txt", OLD.replace("đặt tổ ong", "đặt đàn ong")), label="top_secret")
    heads = place.heads()
    assert doubt("another_text") not in heads["b.txt"].doubts
    assert doubt("another_text") in heads["c.txt"].doubts


def test_sync_takes_out_only_what_is_gone_from_the_named_paths(place: Place) -> None:
    place.write("x/one.txt", OLD)
    place.write("y/two.txt", NEW)
    place.ingest()
    (place.docs / "x/one.txt").unlink()
    (place.docs / "y/two.txt").unlink()
    assert counts(place.ingest()) == (0, 0, 0, 0, 0)
    assert len(place.heads()) == 2
    assert counts(place.ingest(place.docs / "x", sync=True)) == (0, 0, 0, 1, 0)
    assert place.heads().keys() == {"two.txt"}


def test_a_renamed_and_edited_file_takes_the_place_of_the_old_one(place: Place) -> None:
    old = place.write("draft.txt", OLD)
    place.ingest()
    old.unlink()
    place.write("final.txt", OLD.replace("tổ ong", "đàn ong"))
    assert counts(place.ingest(sync=True))[1:] == (1, 0, 0, 0)
    assert place.heads().keys() == {"final.txt"}


def test_labels_are_kept_unless_another_is_asked_for(place: Place) -> None:
    place.write("old.txt", OLD)
    place.ingest(label="secret")
    place.write("old.txt", OLD + "\n")
    place.ingest()
    assert place.heads()["old.txt"].label.level is Clearance.SECRET
    assert counts(place.ingest(label="public")) == (0, 1, 0, 0, 0)
    assert place.heads()["old.txt"].label.level is Clearance.PUBLIC


def test_a_copy_elsewhere_never_lowers_a_label(place: Place) -> None:
    place.write("x/one.txt", OLD)
    place.ingest(label="secret")
    place.write("y/two.txt", OLD)
    place.ingest(place.docs / "y", label="public")
    assert [head.label.level for head in place.heads().values()] == [Clearance.SECRET]


def test_an_interrupted_ingest_goes_on_where_it_stopped(place: Place) -> None:
    for n in range(30):
        place.write(f"{n:02}.txt", OLD.replace("901/", f"{700 + n}/"))
    asked = 0

    def stopped() -> bool:
        nonlocal asked
        asked += 1
        return asked > 6

    report = place.ingest(stopped=stopped)
    assert report.interrupted
    assert 0 < report.created < 30
    assert len(place.heads()) == report.created
    rest = place.ingest()
    assert (rest.created, rest.unchanged) == (30 - report.created, report.created)


def test_a_new_version_of_the_steps_reads_everything_again(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.write("old.txt", OLD)
    place.write("empty.txt", b" ")
    place.ingest()
    read: list[str] = []
    real = Ingestion._take

    def take(self: Ingestion, task: Any, result: Any) -> None:
        read.append(Path(task.source).name)
        real(self, task, result)

    monkeypatch.setattr(Ingestion, "_take", take)
    place.ingest()
    assert read == []
    monkeypatch.setattr(ingestion, "PARSER_VERSION", 10_000)
    assert counts(place.ingest()) == (0, 0, 1, 0, 1)
    assert sorted(read) == ["empty.txt", "old.txt"]
