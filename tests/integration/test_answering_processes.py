"""The service with its assistant in processes of its own answers as it does without."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from small_office import small_office

from api.answering import AnsweringProcesses, ProcessLost
from api.app import create_app
from assistant.errors import RecordNotFound
from assistant.listening import listening
from index.access import Principal
from index.errors import IndexFailure

QUESTION = "Thời hạn cấp giấy phép treo biển hiệu là bao nhiêu ngày?"
WHO = Principal.operator()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_office().copied(tmp_path_factory.mktemp("office") / "home")


@pytest.fixture(scope="module")
def processes(home: Path) -> Iterator[AnsweringProcesses]:
    opened = AnsweringProcesses(home, 1)
    yield opened
    opened.close()


def lasting(body: dict[str, Any]) -> dict[str, Any]:
    passing = {"id", "record_id", "conversation_id", "timings_ms"}
    return {name: value for name, value in body.items() if name not in passing}


def test_the_setting_has_effect_and_the_answers_are_the_same(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = []
    for count in (0, 1):
        monkeypatch.setenv("THUTUC_ANSWER_PROCESSES", str(count))
        app = create_app(home)
        with TestClient(app) as client:
            reply = client.post("/v1/answers", json={"question": QUESTION})
            assert reply.status_code == 200
            body = reply.json()
            kept = client.get(f"/v1/answers/{body['record_id']}")
            assert kept.json()["status"] == body["status"]
            assert isinstance(app.state.rooms.assistant(), AnsweringProcesses) == bool(count)
            found = client.get("/v1/search", params={"q": QUESTION}).json()
        told.append((lasting(body), found))
    assert told[0] == told[1]


def test_steps_are_heard_and_failures_are_raised(processes: AnsweringProcesses) -> None:
    heard: list[str] = []
    with listening(heard.append):
        processes.answer(QUESTION, WHO)
    assert heard[0] == "understand_question"
    assert "retrieve" in heard
    with pytest.raises(RecordNotFound):
        processes.record("no-such-answer", WHO)


def test_a_process_that_was_killed_is_started_anew(processes: AnsweringProcesses) -> None:
    (before,) = processes._all
    assert before._process.pid is not None
    os.kill(before._process.pid, signal.SIGKILL)
    assert processes.answer(QUESTION, WHO).to_json()["status"] == "answered"
    (after,) = processes._all
    assert after is not before


def test_a_search_does_not_wait_for_an_answer(processes: AnsweringProcesses) -> None:
    line = processes._idle.get()  # as if a question had the only process
    try:
        assert processes.search(QUESTION, WHO)
    finally:
        processes._idle.put(line)
    with ThreadPoolExecutor(8) as pool:
        answers = [pool.submit(processes.answer, QUESTION, WHO) for _ in range(6)]
        found = [pool.submit(processes.search, QUESTION, WHO) for _ in range(6)]
    assert {one.result().to_json()["status"] for one in answers} == {"answered"}
    assert all(one.result() for one in found)


def test_what_both_lines_were_asked_of_a_lost_process_is_asked_of_one_new_one(
    processes: AnsweringProcesses,
) -> None:
    (before,) = processes._all
    assert before._process.pid is not None
    os.kill(before._process.pid, signal.SIGSTOP)
    with ThreadPoolExecutor(2) as pool:
        answer, found = (pool.submit(ask, QUESTION, WHO) for ask in (processes.answer, processes.search))
        time.sleep(0.1)
        os.kill(before._process.pid, signal.SIGKILL)
    assert answer.result().to_json()["status"] == "answered"
    assert found.result()
    (after,) = processes._all
    assert after is not before


def test_the_end_lets_nobody_wait_on(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.answering._END_SECONDS", 0.2)
    ending = AnsweringProcesses(home, 1)
    (process,) = ending._all
    assert process._process.pid is not None
    os.kill(process._process.pid, signal.SIGSTOP)  # it answers nothing any more, and is killed in the end
    with ThreadPoolExecutor(3) as pool:
        waiting = [pool.submit(ending.search, QUESTION, WHO) for _ in range(3)]
        time.sleep(0.1)
        ending.close()
        assert all(isinstance(one.exception(60), ProcessLost) for one in waiting)
    with pytest.raises(ProcessLost):
        ending.answer(QUESTION, WHO)
    assert ending._all == []


def test_a_home_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('embedding_model = "/nowhere"\n', "utf-8")
    with pytest.raises(IndexFailure, match="nowhere"):
        AnsweringProcesses(tmp_path, 1)
