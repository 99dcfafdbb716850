"""The chat interface, asked with the official client over a real connection to a real server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openai
import pytest
from serving import served
from small_office import small_office

from api.keys import Keys, Rights, Scope
from assistant.naming import place_name
from index.access import AccessLabel

DAYS = "Thời hạn cấp giấy phép treo biển hiệu là bao nhiêu ngày?"


def asked(*turns: str) -> list[dict[str, str]]:
    roles = ("user", "assistant")
    return [{"role": roles[n % 2], "content": turn} for n, turn in enumerate(turns)]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_office().copied(tmp_path_factory.mktemp("chat") / "home")


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    with served(home) as address:
        yield f"{address}/v1"


@pytest.fixture(scope="module")
def client(address: str, home: Path) -> Iterator[openai.OpenAI]:
    rights = Rights(frozenset({Scope.READ}), AccessLabel.parse("internal"))
    token = Keys(home).create("chat", rights, 1)[1]
    with openai.OpenAI(base_url=address, api_key=token, max_retries=0, timeout=60) as client:
        yield client


def test_a_completion_says_the_answer_with_its_sources(client: openai.OpenAI) -> None:
    reply = client.chat.completions.create(model="thutuc", messages=asked(DAYS), temperature=0.2)
    content = reply.choices[0].message.content or ""
    told = reply.model_extra["thutuc"]  # type: ignore[index]
    assert told["status"] == "answered"
    assert "07 ngày làm việc" in content
    assert f"[1] {place_name(told['citations'][0]['locator'])}" in content
    assert reply.choices[0].finish_reason == "stop"
    assert reply.usage is not None
    assert reply.usage.total_tokens == reply.usage.prompt_tokens + reply.usage.completion_tokens > 0


def test_a_stream_sends_each_statement_and_then_the_citations(client: openai.OpenAI) -> None:
    options = {"include_usage": True}
    with client.chat.completions.create(
        model="thutuc", messages=asked(DAYS), stream=True, stream_options=options
    ) as stream:
        chunks = list(stream)
    whole = client.chat.completions.create(model="thutuc", messages=asked(DAYS))
    deltas = [c.choices[0].delta.content for c in chunks if c.choices and c.choices[0].delta.content]
    assert "".join(deltas) == whole.choices[0].message.content
    last = next(c for c in chunks if c.choices and c.choices[0].finish_reason == "stop")
    told = last.model_extra["thutuc"]  # type: ignore[index]
    assert len(deltas) > len(told["statements"]) >= 1
    assert all(any(s["text"] in delta for delta in deltas) for s in told["statements"])
    assert chunks[-1].usage is not None


def test_the_conversation_of_the_request_is_the_history(client: openai.OpenAI) -> None:
    messages = [{"role": "system", "content": "Be brief."}, *asked(DAYS, "07 ngày.", "Còn gia hạn thì sao?")]
    reply = client.chat.completions.create(model="thutuc", messages=messages)
    told = reply.model_extra["thutuc"]  # type: ignore[index]
    assert "treo biển hiệu" in told["understood_as"]
    assert "03 ngày làm việc" in (reply.choices[0].message.content or "")
    parts = [{"role": "user", "content": [{"type": "text", "text": DAYS}]}]
    again = client.chat.completions.create(model="thutuc", messages=parts)
    assert "07 ngày làm việc" in (again.choices[0].message.content or "")


def test_the_day_can_be_given(client: openai.OpenAI) -> None:
    reply = client.chat.completions.create(
        model="thutuc", messages=asked(DAYS), extra_body={"as_of": "2026-02-15"}
    )
    assert reply.model_extra["thutuc"]["as_of"] == "2026-02-15"  # type: ignore[index]


def test_the_models_are_listed(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["thutuc"]
    assert client.models.retrieve("thutuc").owned_by == "thutuc"


def test_what_is_wrong_is_the_client_s_own_error(client: openai.OpenAI, address: str) -> None:
    with pytest.raises(openai.NotFoundError, match="thutuc") as missing:
        client.chat.completions.create(model="gpt-4o", messages=asked(DAYS))
    assert missing.value.code == "model_not_found"
    with pytest.raises(openai.UnprocessableEntityError) as unasked:
        client.chat.completions.create(model="thutuc", messages=asked(DAYS, "07 ngày."))
    assert unasked.value.code == "question_missing"
    with (
        openai.OpenAI(base_url=address, api_key="wrong", max_retries=0) as stranger,
        pytest.raises(openai.AuthenticationError) as refused,
    ):
        stranger.models.list()
    assert refused.value.code == "key_invalid"


def test_what_the_key_may_not_read_is_not_said(client: openai.OpenAI) -> None:
    question = "Đội tuần tra hải đăng Mũi Én xuất phát lúc mấy giờ tại bến số mấy?"
    reply = client.chat.completions.create(model="thutuc", messages=asked(question))
    assert "04 giờ 15" not in reply.model_dump_json()
    assert "bến số 9" not in reply.model_dump_json()
