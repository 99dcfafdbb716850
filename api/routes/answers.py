"""Questions and the answers to them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from api.dependencies import TheService
from api.problems import Problem
from api.schemas import MOST_CHARACTERS, MOST_TURNS, AnswerOut, ConversationOut, Found, Question, TurnOut
from api.streaming import HEADERS, MEDIA_TYPE, events, wants_stream
from api.web.words import accepted_language

router = APIRouter(prefix="/v1", tags=["answers"])


def checked_turns(question: str | list[str]) -> list[str]:
    """Return the turns without the blanks around them.

    Raises:
        Problem: there is no question, it or the conversation is too long, or it is no text.
    """
    turns = [turn.strip() for turn in ([question] if isinstance(question, str) else question)]
    if not turns or not turns[-1]:
        raise Problem("question_missing")
    if len(turns) > MOST_TURNS:
        raise Problem("too_many_turns", MOST_TURNS)
    if any(len(turn) > MOST_CHARACTERS for turn in turns):
        raise Problem("question_too_long", MOST_CHARACTERS)
    if any("\ud800" <= character <= "\udfff" for turn in turns for character in turn):
        raise Problem("invalid_request")  # half a character, which no text can hold
    return [turn for turn in turns if turn]


@router.post(
    "/answers",
    response_model=AnswerOut,
    responses={200: {"content": {MEDIA_TYPE: {"schema": {"type": "string"}}}}},
)
def ask(body: Question, request: Request, service: TheService) -> Response:
    """Answer a question with the provisions it stands on, or say what is missing.

    With `Accept: text/event-stream` the same comes as events: `status`, `statement`, `answer`, `error`.
    """
    turns = checked_turns(body.question)
    question = turns[0] if len(turns) == 1 else turns
    assistant, principal = service.assistant(), service.principal
    if body.conversation_id is not None and not isinstance(question, str):
        raise Problem("invalid_request")  # the turns before are kept here; two histories would contradict

    def answer() -> dict[str, Any]:
        return assistant.answer(question, principal, body.as_of, body.conversation_id).to_json()

    if not wants_stream(request):
        return JSONResponse(answer())
    language = accepted_language(request.headers.get("accept-language"))
    return StreamingResponse(events(request, answer, language), media_type=MEDIA_TYPE, headers=HEADERS)


@router.get("/answers/{record_id}", response_model=AnswerOut)
def recall(record_id: str, service: TheService) -> JSONResponse:
    """Return an answer as it was given."""
    return JSONResponse(service.assistant().record(record_id, service.principal))


@router.get("/conversations/{conversation_id}", response_model=ConversationOut)
def turns_of(conversation_id: str, service: TheService) -> ConversationOut:
    """Return the turns of a conversation."""
    kept = service.assistant().conversation(conversation_id, service.principal)
    turns = [
        TurnOut(record_id=r.id, asked_at=datetime.fromisoformat(r.asked_at), **_shown(r.body)) for r in kept
    ]
    return ConversationOut(id=conversation_id, title=turns[0].question, turns=turns)


@router.delete("/conversations/{conversation_id}", status_code=204)
def forget(conversation_id: str, service: TheService) -> None:
    """Delete a conversation with all its answers."""
    service.assistant().forget(conversation_id, service.principal)


def _shown(body: dict[str, Any]) -> dict[str, Any]:
    return {name: body[name] for name in ("question", "understood_as", "status", "as_of")}


@router.get("/search", response_model=Found)
def search(
    service: TheService,
    q: Annotated[str, Query(description="what to look for")],
    k: Annotated[int, Query(ge=1, le=100, description="how many passages at most")] = 10,
    as_of: Annotated[date | None, Query(description="the day whose law applies")] = None,
) -> JSONResponse:
    """Find passages, with the parts of each one's score."""
    query = checked_turns(q)[-1]
    found = service.assistant().search(query, service.principal, k)
    day = as_of or date.today()
    return JSONResponse({"query": query, "results": [one.to_json(day) for one in found]})
