"""What readers say of statements, and the page on which experts go through it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, Field

from api.dependencies import Service, TheService
from api.problems import Problem
from api.roles import Role
from api.web.desk import Desk, TheDesk, owner, readable_record, remember
from api.web.rendering import render
from assistant.errors import RecordNotFound
from assistant.feedback import MOST_WORDS, Feedback, Verdict

router = APIRouter(include_in_schema=False)


class Opinion(BaseModel):
    """The form under a statement; 0 stands for the answer as a whole."""

    statement: int = Field(ge=0)
    verdict: Verdict
    words: str = Field(default="", max_length=MOST_WORDS)


@dataclass(frozen=True, slots=True)
class Reviewed:
    """An opinion with the question and the statement that it is about."""

    said: Feedback
    question: str
    text: str


@router.post("/answers/{record_id}/feedback")
def give_feedback(
    request: Request, record_id: str, service: TheService, desk: TheDesk, form: Annotated[Opinion, Form()]
) -> RedirectResponse:
    """Keep what the reader says, and lead back to the statement.

    Raises:
        RecordNotFound: there is no such answer for this reader.
        Problem: the answer has no such statement.
    """
    answer = service.assistant().record(record_id, service.principal)
    if form.statement > len(answer["statements"]):
        raise Problem("invalid_request")
    desk.feedback().say(owner(request), record_id, form.statement, form.verdict, form.words)
    back = RedirectResponse(f"/answers/{quote(record_id, safe='')}#said{form.statement}", status_code=303)
    remember(request, back)
    return back


@router.get("/review")
def review(request: Request, service: TheService, desk: TheDesk) -> HTMLResponse:
    """List what was said and not looked at yet. Raises `Problem` where the page is not switched on."""
    _switched_on(service)
    reviewed = list(_reviewed(service, desk))
    return render(request, "review.html", reviewed=reviewed, explains=service.caller.acts_as(Role.EXPERT))


@router.post("/review/{feedback_id}")
def settle(feedback_id: int, service: TheService, desk: TheDesk) -> RedirectResponse:
    """Take an opinion off the list. Raises `RecordNotFound` and `Problem`."""
    _switched_on(service)
    desk.feedback().settle(feedback_id)
    return RedirectResponse("/review", status_code=303)


def _switched_on(service: Service) -> None:
    if service.settings.sign_in != "off":
        if not service.caller.acts_as(Role.EXPERT):
            raise Problem("role_missing")
    elif not service.settings.review_page:
        raise Problem("not_found")


def _reviewed(service: Service, desk: Desk) -> Iterator[Reviewed]:
    """Give the opinions on answers that the reader of the list may see."""
    for said in desk.feedback().unsettled():
        try:
            answer = readable_record(desk, service, said.answer_id).body
        except RecordNotFound:
            continue
        text = answer["statements"][said.statement - 1]["text"] if said.statement else ""
        yield Reviewed(said, answer["question"], text)
