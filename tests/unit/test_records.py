"""Stored answers: whose they are, how long they stay, and the files of older and later versions."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from assistant.errors import RecordNotFound, RecordsTooNew
from assistant.record_schema import MIGRATIONS
from assistant.records import AnswerRecords
from index.access import Clearance, Principal

LAN = Principal("lan", Clearance.INTERNAL)
HAI = Principal("hai", Clearance.INTERNAL)
NOW = datetime.now(tz=UTC)


def body(identity: str, conversation: str | None = None, question: str = "Mấy ngày?") -> dict:
    return {
        "id": identity, "question": question, "status": "answered", "citations": [],
        "conversation_id": conversation or identity,
    }  # fmt: skip


@pytest.fixture
def records(tmp_path):
    opened = AnswerRecords(tmp_path / "answers.sqlite")
    yield opened
    opened.close()


def test_an_answer_is_kept_whole_and_shown_to_whom_it_was_given(records):
    made_from = {"version": "1", "evidence": [{"passage": 2**63 - 1}], "named": ["d1"]}
    records.add(body("a"), LAN, NOW.isoformat(), made_from)
    kept = records.record("a", LAN)
    assert (kept.body, kept.provenance, kept.named) == (body("a"), made_from, {"d1"})
    for other in (HAI, Principal("lan", Clearance.PUBLIC)):
        with pytest.raises(RecordNotFound):
            records.record("a", other)
    with pytest.raises(RecordNotFound):
        records.record("b", LAN)
    assert records.any_of("a") == kept


def test_a_conversation_holds_its_answers_in_order_and_only_its_persons(records):
    for n, (who, identity) in enumerate([(LAN, "a"), (LAN, "b"), (HAI, "x"), (LAN, "c")]):
        first = "x" if who is HAI else "a"
        records.add(body(identity, first), who, (NOW + timedelta(seconds=n)).isoformat())
    assert [r.id for r in records.conversation("a", LAN)] == ["a", "b", "c"]
    for identity, who in (("a", HAI), ("b", LAN), ("none", LAN)):
        with pytest.raises(RecordNotFound):
            records.conversation(identity, who)
    assert [r.id for r in records.latest(3)] == ["c", "x", "b"]
    assert [r.id for r in records.latest(3, "hai")] == ["x"]


def test_forgetting_leaves_no_byte_behind(tmp_path):
    records = AnswerRecords(tmp_path / "answers.sqlite")
    for identity, who in (("a", LAN), ("b", LAN), ("x", HAI)):
        records.add(body(identity, question=f"Chuyện riêng của {who.name}"), who, NOW.isoformat())
    assert records.forget_person("lan") == 2
    assert records.forget_person("lan") == 0
    assert records.forget_conversation("x", HAI) == 1
    with pytest.raises(RecordNotFound):
        records.forget_conversation("x", HAI)
    held = b"".join(f.read_bytes() for f in tmp_path.iterdir())
    assert "Chuyện riêng".encode() not in held
    records.close()


def test_nobody_forgets_for_somebody_else(records):
    records.add(body("a"), LAN, NOW.isoformat())
    with pytest.raises(RecordNotFound):
        records.forget_conversation("a", HAI)
    assert records.get("a", LAN) == body("a")


@pytest.mark.parametrize(("days", "left"), [(0, ["a", "b", "c"]), (30, ["b", "c"]), (1, ["c"])])
def test_answers_stay_as_many_days_as_the_setting_says(tmp_path, days, left):
    path = tmp_path / "answers.sqlite"
    first = AnswerRecords(path)
    for identity, age in (("a", 31), ("b", 29), ("c", 0)):
        first.add(body(identity), LAN, (NOW - timedelta(days=age)).isoformat())
    first.close()
    again = AnswerRecords(path, days)
    assert sorted(r.id for r in again.latest(9)) == left
    again.close()


def test_a_service_that_runs_for_long_forgets_too(records, monkeypatch):
    records.add(body("old"), LAN, (NOW - timedelta(days=9)).isoformat())
    monkeypatch.setattr(records, "_keep", timedelta(days=7))
    records.add(body("new"), LAN, NOW.isoformat())
    assert [r.id for r in records.latest(9)] == ["new"]


def test_the_first_versions_file_is_brought_forward_with_its_answers(tmp_path):
    path = tmp_path / "answers.sqlite"
    old = sqlite3.connect(path)
    old.execute(MIGRATIONS[0])
    old.execute("""INSERT INTO answers VALUES ('a', '2026-11-01T08:00:00+00:00', 'lan', 1, '{"id": "a",
        "question": "Mấy ngày?", "citations": [{"document": {"id": "d7"}}]}')""")
    old.commit()
    old.close()
    records = AnswerRecords(path)
    (kept,) = records.conversation("a", LAN)
    assert (kept.body["question"], kept.provenance, kept.named) == ("Mấy ngày?", {}, {"d7"})
    records.add(body("b", "a"), LAN, NOW.isoformat(), {"version": "2"})
    records.close()
    records = AnswerRecords(path)
    assert [r.id for r in records.conversation("a", LAN)] == ["a", "b"]
    records.close()


def test_a_later_versions_file_is_refused_and_left_as_it_is(tmp_path):
    path = tmp_path / "answers.sqlite"
    AnswerRecords(path).close()
    later = sqlite3.connect(path)
    later.execute("PRAGMA user_version=99")
    later.close()
    before = path.read_bytes()
    with pytest.raises(RecordsTooNew, match="schema 99"):
        AnswerRecords(path)
    assert path.read_bytes() == before
