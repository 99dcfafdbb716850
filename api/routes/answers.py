"""Questions and the answers to them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from api.dependencies import TheService
from api.problems import Problem
from api.schemas import MOST_CHARACTERS, MOST_TURNS, AnswerOut, Found, Question

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


@router.post("/answers", response_model=AnswerOut)
def ask(body: Question, service: TheService) -> JSONResponse:
    """Answer a question with the provisions it stands on, or say what is missing."""
    turns = checked_turns(body.question)
    question = turns[0] if len(turns) == 1 else turns
    return JSONResponse(service.assistant().answer(question, service.principal, body.as_of).to_json())


@router.get("/answers/{record_id}", response_model=AnswerOut)
def recall(record_id: str, service: TheService) -> JSONResponse:
    """Return an answer as it was given."""
    return JSONResponse(service.assistant().record(record_id, service.principal))


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
