"""The list of a person's conversations."""

from datetime import timedelta

import pytest

from assistant.errors import RecordNotFound
from assistant.records import AnswerRecords
from assistant.threads import GRACE, Threads
from index.access import Principal

WEB = Principal("web")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "answers.sqlite"


@pytest.fixture
def records(path):
    records = AnswerRecords(path)
    for number, conversation in enumerate(("one", "two", "one"), 1):
        body = {"id": f"a{number}", "conversation_id": conversation, "citations": []}
        records.add(body, WEB, f"2026-11-0{number}T08:00:00+00:00")
    yield records
    records.close()


@pytest.fixture
def threads(path, records):
    threads = Threads(path)
    threads.touch("lan", "one", "a1", "Hồ sơ  xa\u0302y nhà?")
    threads.touch("lan", "two", "a2", "Lệ phí?")
    threads.touch("lan", "one", "a3", "Còn gia hạn?")
    yield threads
    threads.close()


def names(threads, owner="lan", query=""):
    return [entry.title for entry in threads.listed(owner, query)]


def test_the_latest_used_is_first_under_its_first_question(threads):
    assert names(threads) == ["Hồ sơ xây nhà?", "Lệ phí?"]
    assert threads.entry("lan", "one").last_answer == "a3"


def test_pinned_ones_are_above(threads):
    threads.pin("lan", "two", pinned=True)
    assert names(threads) == ["Lệ phí?", "Hồ sơ xây nhà?"]
    threads.pin("lan", "two", pinned=False)
    assert names(threads)[0] == "Hồ sơ xây nhà?"


def test_a_name_is_found_without_diacritics(threads):
    threads.rename("lan", "two", "Tiền nộp của ông Tư")
    assert names(threads, query="ong tu nop") == ["Tiền nộp của ông Tư"]
    threads.rename("lan", "two", "   ")
    assert names(threads, query="ông Tư") == ["Tiền nộp của ông Tư"]


@pytest.mark.parametrize("act", ["delete", "restore"])
def test_nobody_elses_conversation_can_be_touched(threads, act):
    assert names(threads, "minh") == []
    with pytest.raises(RecordNotFound):
        getattr(threads, act)("minh", "one")
    with pytest.raises(RecordNotFound):
        threads.rename("minh", "one", "x")


def test_what_is_deleted_comes_back_until_it_is_due(threads):
    threads.delete("lan", "one")
    assert names(threads) == ["Lệ phí?"]
    assert threads.due() == ()
    assert threads.due(timedelta(0)) == ("one",)
    threads.restore("lan", "one")
    assert threads.due(timedelta(0)) == ()
    assert timedelta(minutes=1) < GRACE


def test_what_another_person_still_lists_is_not_due(threads):
    threads.touch("minh", "one", "a3", "Hồ sơ?")
    threads.delete("lan", "one")
    assert threads.due(timedelta(0)) == ()
    threads.delete("minh", "one")
    assert threads.due(timedelta(0)) == ("one",)


def test_a_name_goes_with_the_answers_of_its_conversation(threads, records, path):
    records.forget_conversation("one", WEB)
    assert names(threads) == ["Lệ phí?"]
    records.close()
    threads.close()
    assert "xây" not in path.read_bytes().decode("utf-8", "ignore")
