"""The service with its assistant in processes of its own answers as it does without."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from small_office import small_office

from api.answering import AnsweringProcesses
from api.app import create_app
from assistant.errors import RecordNotFound
from assistant.listening import listening
from index.access import Principal
from index.errors import IndexFailure
from index.settings import load_settings

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


def test_the_setting_has_effect_and_the_answers_are_the_same(home: Path) -> None:
    told = []
    for count in (0, 1):
        settings = load_settings(home, answer_processes=count)
        (home / "settings.toml").write_text(f"answer_processes = {count}\n", "utf-8")
        app = create_app(home, settings)
        with TestClient(app) as client:
            reply = client.post("/v1/answers", json={"question": QUESTION})
            assert reply.status_code == 200
            body = reply.json()
            kept = client.get(f"/v1/answers/{body['record_id']}")
            assert kept.json()["status"] == body["status"]
            assert isinstance(app.state.rooms.assistant(), AnsweringProcesses) == bool(count)
            found = client.get("/v1/search", params={"q": QUESTION}).json()
        told.append((lasting(body), found))
    (home / "settings.toml").unlink()
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


def test_a_home_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('embedding_model = "/nowhere"\n', "utf-8")
    with pytest.raises(IndexFailure, match="nowhere"):
        AnsweringProcesses(tmp_path, 1)
