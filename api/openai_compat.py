"""The chat interface that many front ends speak: answers as chat completions, whole or by verified statement.

What a completion cannot say is in its extension field `thutuc`: status, statements, citations, record.
"""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final, Literal

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from api.dependencies import TheService
from api.problems import Problem
from api.routes.answers import checked_turns
from api.schemas import MOST_TURNS
from api.streaming import HEADERS, MEDIA_TYPE, happenings
from api.web.answers import document_name, signed
from api.web.words import accepted_language, words
from assistant.naming import place_name

router = APIRouter(prefix="/v1", tags=["chat completions"])

MODEL: Final = "thutuc"
_EXTENSION: Final = (
    *("status", "understood_as", "language", "as_of", "statements", "citations", "warnings", "procedure"),
    *("approved", "record_id", "conversation_id"),
)


class TextPart(BaseModel):
    """A part of a message; pictures and sounds are not read."""

    model_config = ConfigDict(extra="allow")

    type: Literal["text"]
    text: str


class Message(BaseModel):
    """A turn of the conversation; what the user said is read, the rest is only order."""

    model_config = ConfigDict(extra="allow")

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[TextPart] | None = None

    @property
    def text(self) -> str:
        """The words of the message."""
        if isinstance(self.content, str):
            return self.content
        return "\n".join(part.text for part in self.content or ())


class StreamOptions(BaseModel):
    """What a stream says at its end."""

    model_config = ConfigDict(extra="allow")

    include_usage: bool = False


class ChatRequest(BaseModel):
    """A request for a completion; the settings of a language model, such as temperature, are not read."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "examples": [
                {
                    "model": MODEL,
                    "messages": [{"role": "user", "content": "Gia hạn giấy phép xây dựng mất mấy ngày?"}],
                }
            ]
        },
    )

    model: str
    messages: list[Message] = Field(min_length=1, max_length=500)
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    as_of: date | None = Field(default=None, description="the day whose law applies; today where null")


class ModelOut(BaseModel):
    """A model that can be asked."""

    id: str
    object: Literal["model"] = "model"
    created: int = 0
    owned_by: str = MODEL


class ModelList(BaseModel):
    """The models that can be asked: this assistant is one."""

    object: Literal["list"] = "list"
    data: list[ModelOut]


class ChatMessageOut(BaseModel):
    """What the assistant says: its statements with marks such as [1], and the list of their sources."""

    role: Literal["assistant"] = "assistant"
    content: str


class ChoiceOut(BaseModel):
    """The one choice of a completion."""

    index: int = 0
    message: ChatMessageOut
    finish_reason: Literal["stop"] = "stop"


class UsageOut(BaseModel):
    """Words between blanks, where others count the tokens of their model."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class CompletionOut(BaseModel):
    """A whole completion; `thutuc` holds the members of the answer that a completion has no place for."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str = MODEL
    choices: list[ChoiceOut]
    usage: UsageOut
    thutuc: dict[str, Any]


@router.get("/models", response_model=ModelList)
def list_models(_: TheService) -> ModelList:
    """List the models."""
    return ModelList(data=[ModelOut(id=MODEL)])


@router.get("/models/{model}", response_model=ModelOut)
def show_model(model: str, _: TheService) -> ModelOut:
    """Show a model."""
    _check_model(model)
    return ModelOut(id=MODEL)


@router.post(
    "/chat/completions",
    response_model=CompletionOut,
    responses={200: {"content": {MEDIA_TYPE: {"schema": {"type": "string"}}}}},
)
def complete(body: ChatRequest, request: Request, service: TheService) -> Response:
    """Answer the last message of a conversation; what its user said before is the history."""
    _check_model(body.model)
    turns = _turns(body.messages)
    assistant, principal = service.assistant(), service.principal

    def answer() -> dict[str, Any]:
        return assistant.answer(turns, principal, body.as_of).to_json()

    if body.stream:
        usage = body.stream_options is not None and body.stream_options.include_usage
        chunks = _chunks(request, answer, turns, usage=usage)
        return StreamingResponse(chunks, media_type=MEDIA_TYPE, headers=HEADERS)
    found = answer()
    content = "".join(_said(found))
    completion = CompletionOut(
        id=_id(found),
        created=int(time.time()),
        choices=[ChoiceOut(message=ChatMessageOut(content=content))],
        usage=_usage(turns, content),
        thutuc=_extension(found),
    )
    return JSONResponse(completion.model_dump(mode="json"))


def _check_model(model: str) -> None:
    if model != MODEL:
        raise Problem("model_not_found", MODEL)


def _turns(messages: Sequence[Message]) -> list[str]:
    """Return what the user said, the last turns of it. Raises `Problem`."""
    if messages[-1].role != "user":
        raise Problem("question_missing")
    said = [message.text for message in messages if message.role == "user"]
    last = said[-1]
    earlier = [turn for turn in said[:-1] if turn.strip()]
    return checked_turns([*earlier[-(MOST_TURNS - 1) :], last])


async def _chunks(
    request: Request, answer: Callable[[], dict[str, Any]], turns: Sequence[str], *, usage: bool
) -> AsyncIterator[str]:
    """Give the chunks of a stream: one for each statement, then warnings and sources, then the end."""
    head: dict[str, Any] = {
        "id": f"chatcmpl-{request.state.request_id}",
        "object": "chat.completion.chunk",
        "created": int(time.time()),
        "model": MODEL,
    }

    def chunk(delta: Mapping[str, Any], end: str | None = None, **more: Any) -> str:  # noqa: ANN401
        choice = {"index": 0, "delta": dict(delta), "finish_reason": end}
        return _event(head | {"choices": [choice]} | more)

    yield chunk({"role": "assistant", "content": ""})
    language = accepted_language(request.headers.get("accept-language"))
    async for kind, data in happenings(request, answer, language):
        if kind == "answer":
            parts = list(_said(data))
            for part in parts:
                yield chunk({"content": part})
            yield chunk({}, "stop", thutuc=_extension(data))
            if usage:
                counted = _usage(turns, "".join(parts)).model_dump()
                yield _event(head | {"choices": [], "usage": counted})
        elif kind == "error":
            yield _event({"error": {"message": data["detail"], "code": data["code"], "type": data["code"]}})
        elif not kind:
            yield ": \n\n"
    yield "data: [DONE]\n\n"


def _event(data: Mapping[str, Any]) -> str:
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n"


def _said(answer: Mapping[str, Any]) -> list[str]:
    """Return the text of an answer in parts: each statement with its marks, then warnings, then sources."""
    statements = answer["statements"]
    lines = [s["text"] + "".join(f" [{c + 1}]" for c in s["citations"]) for s in statements]
    said = {s["text"] for s in statements}
    message = "\n".join(line for line in answer["answer"].splitlines() if line not in said)
    if answer["approved"]:
        message = signed(answer["approved"], words(answer["language"]))
    parts = ([message] if message else []) + lines
    parts += [f"⚠ {warning}" for warning in answer["warnings"]]
    sources = [
        f"[{number}] {place_name(c['locator'])}, {document_name(c['document'])}"
        for number, c in enumerate(answer["citations"], 1)
    ]
    if sources:
        parts.append("\n".join(sources))
    return [part if number == 0 else f"\n\n{part}" for number, part in enumerate(parts)]


def _extension(answer: Mapping[str, Any]) -> dict[str, Any]:
    return {name: answer[name] for name in _EXTENSION}


def _id(answer: Mapping[str, Any]) -> str:
    return f"chatcmpl-{answer['id']}"


def _usage(turns: Sequence[str], content: str) -> UsageOut:
    asked, said = sum(len(turn.split()) for turn in turns), len(content.split())
    return UsageOut(prompt_tokens=asked, completion_tokens=said, total_tokens=asked + said)
