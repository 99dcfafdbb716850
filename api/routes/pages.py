"""The pages for people; each works without JavaScript."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, Field

from api.dependencies import Service, TheService
from api.problems import STATUS, Problem
from api.routes.answers import checked_turns
from api.routes.documents import head_of, matching
from api.schemas import MOST_TURNS
from api.web.answers import answer_view, short_date, untold
from api.web.document_text import cited_provision, lines, outline
from api.web.examples import examples
from api.web.rendering import page_language, render
from api.web.words import words
from assistant.cards import card_json

router = APIRouter(include_in_schema=False)

_ON_A_PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of the conversation, and the record of its answer."""

    question: str
    record_id: str


class AskForm(BaseModel):
    """The form: the question, the day, and the earlier questions with the records of their answers."""

    question: str = ""
    as_of: str = Field("", max_length=40)
    turn: list[str] = []
    record: list[str] = []


@router.get("/")
def home(request: Request, service: TheService) -> HTMLResponse:
    """Show the question, or what to do first."""
    heads = service.heads()
    if not heads:
        return render(request, "first_run.html")
    return _desk(request, tries=examples(heads, words(page_language(request))))


@router.get("/ask")
def ask_by_link(
    request: Request,
    service: TheService,
    question: Annotated[str, Query()] = "",
    as_of: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """Answer a question that is in the address."""
    if not question.strip():
        return RedirectResponse("/", status_code=303)
    return _answered(request, service, question, as_of, ())


@router.post("/ask")
def ask_by_form(
    request: Request,
    service: TheService,
    form: Annotated[AskForm, Form()],
) -> HTMLResponse:
    """Answer the question of the form; the earlier ones of the conversation come with it."""
    kept = form.record + [""] * (len(form.turn) - len(form.record))
    turns = [Turn(q, r) for q, r in zip(form.turn, kept, strict=False) if q.strip()]
    return _answered(request, service, form.question, form.as_of, turns[-(MOST_TURNS - 1) :])


@router.get("/answers/{record_id}")
def show_answer(request: Request, record_id: str, service: TheService) -> HTMLResponse:
    """Show an answer as it was given."""
    found = service.assistant().record(record_id, service.principal)
    return _desk(request, found, [Turn(found["question"], record_id)])


@router.get("/documents")
def show_documents(
    request: Request,
    service: TheService,
    q: Annotated[str, Query(max_length=400)] = "",
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> HTMLResponse:
    """List the documents, those that match first asked for."""
    heads = service.heads()
    if not heads:
        return render(request, "first_run.html")
    found = matching(heads, q)
    last = max(1, -(-len(found) // _ON_A_PAGE))
    page = min(page, last)
    shown = found[(page - 1) * _ON_A_PAGE : page * _ON_A_PAGE]
    return render(
        request,
        "documents.html",
        heads=shown,
        q=q,
        total=len(found),
        page=page,
        last=last,
        today=date.today(),
    )


@router.get("/documents/{document_id}")
def show_document(
    request: Request, document_id: str, service: TheService, at: Annotated[str, Query(max_length=400)] = ""
) -> HTMLResponse:
    """Show a document's text, with one provision marked."""
    store, head = service.store(), head_of(service, document_id)
    text = store.get(document_id, service.principal).text
    provisions = store.provisions(document_id, service.principal)
    card = store.card(document_id, service.principal)
    cited = cited_provision(provisions, at) if at else None
    return render(
        request,
        "document.html",
        head=head,
        procedure=untold(card_json(card), head.doubts) if card else None,
        cited=cited,
        lines=lines(text, provisions, cited.span if cited else None),
        outline=outline(provisions),
        today=date.today(),
    )


def _answered(
    request: Request, service: Service, question: str, as_of: str, turns: Sequence[Turn]
) -> HTMLResponse:
    try:
        asked = checked_turns([*(t.question for t in turns), question])
        day = day_of(as_of)
    except Problem as problem:
        return _desk(request, turns=turns, problem=problem, typed=question, as_of=as_of)
    one_or_more = asked[0] if len(asked) == 1 else asked
    answer = service.assistant().answer(one_or_more, service.principal, day).to_json()
    now = Turn(asked[-1], answer["record_id"] or "")
    return _desk(request, answer, [*turns, now], as_of=short_date(day))


def _desk(  # noqa: PLR0913 - what one page shows
    request: Request,
    answer: dict[str, Any] | None = None,
    turns: Sequence[Turn] = (),
    *,
    problem: Problem | None = None,
    typed: str = "",
    as_of: str = "",
    tries: Sequence[str] = (),
) -> HTMLResponse:
    told = words(page_language(request))
    reason = getattr(told.problems, problem.code) if problem else None
    return render(
        request,
        "desk.html",
        STATUS[problem.code] if problem else 200,
        answer=answer_view(answer, told) if answer else None,
        turns=list(turns),
        most_turns=MOST_TURNS,
        problem=reason and reason.detail.format(limit=problem.limit if problem else None),
        typed=typed,
        as_of=as_of,
        examples=tries,
    )


def day_of(text: str) -> date | None:
    """Read the day of the form, as browsers send it or as people write it. Raises `Problem`."""
    if not text.strip():
        return None
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
    raise Problem("invalid_date")
