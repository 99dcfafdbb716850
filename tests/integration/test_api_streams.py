"""Answers as server-sent events, over a real connection to a real server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import resources

import httpx
import pytest
import yaml
from serving import served
from small_office import small_office

from api.answer_queue import STEP as WAITS
from api.schemas import AnswerOut, ProblemOut
from assistant.pipeline import STEPS

DAYS = "Thời hạn cấp giấy phép treo biển hiệu là bao nhiêu ngày?"
STREAM = {"accept": "text/event-stream"}


@pytest.fixture(scope="module")
def server() -> Iterator[httpx.Client]:
    with served(small_office().home) as address, httpx.Client(base_url=address, timeout=60) as client:
        yield client


def events(client: httpx.Client, body: dict, **headers: str) -> list[tuple[str, dict]]:
    with client.stream("POST", "/v1/answers", json=body, headers=STREAM | headers) as reply:
        assert reply.status_code == 200, reply.read()
        assert reply.headers["content-type"].startswith("text/event-stream")
        blocks = "".join(reply.iter_text()).split("\n\n")
    parsed = [dict(line.split(": ", 1) for line in block.splitlines()) for block in blocks if block.strip()]
    return [(one["event"], json.loads(one["data"])) for one in parsed if "event" in one]


def test_steps_then_statements_then_the_whole(server: httpx.Client) -> None:
    heard = events(server, {"question": DAYS})
    kinds = [kind for kind, _ in heard]
    assert kinds == sorted(kinds, key=("status", "statement", "answer").index)
    assert kinds.count("answer") == 1
    whole = heard[-1][1]
    AnswerOut.model_validate(whole)
    said = [data for kind, data in heard if kind == "statement"]
    assert [s["text"] for s in said] == [s["text"] for s in whole["statements"]]
    assert said[0]["cited"] == [whole["citations"][c] for c in whole["statements"][0]["citations"]]
    assert any("07 ngày làm việc" in s["text"] for s in said)
    steps = [data["step"] for kind, data in heard if kind == "status"]
    assert steps[0] == "understand_question"
    assert "verify_statements" in steps
    assert server.get(f"/v1/answers/{whole['record_id']}").json() == whole


def test_the_lines_speak_the_reader_s_language(server: httpx.Client) -> None:
    told = {
        language: events(server, {"question": DAYS}, **{"accept-language": language})[0][1]["text"]
        for language in ("vi", "en", "bn")
    }
    assert len(set(told.values())) == 3


def test_a_bad_request_is_an_ordinary_problem(server: httpx.Client) -> None:
    reply = server.post("/v1/answers", json={"question": " "}, headers=STREAM)
    assert reply.status_code == 422
    assert ProblemOut.model_validate(reply.json()).code == "question_missing"


def test_a_failure_on_the_way_is_an_event(server: httpx.Client) -> None:
    heard = events(server, {"question": DAYS, "conversation_id": "none-of-this-name"})
    assert heard[-1][0] == "error"
    assert ProblemOut.model_validate(heard[-1][1]).code == "answer_not_found"


def test_each_step_that_is_told_exists_and_has_its_words() -> None:
    told = yaml.safe_load(resources.files("prompts").joinpath("steps.yaml").read_text(encoding="utf-8"))
    assert set(told) <= {step.__name__ for step in STEPS} | {WAITS}
    assert all(set(words) == {"vi", "en", "bn"} for words in told.values())
