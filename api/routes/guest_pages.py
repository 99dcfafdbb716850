"""The view for residents and those who help them on a phone: public documents only, without an account."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, Field

from api.dependencies import Service, TheService
from api.problems import STATUS, Problem
from api.routes.answers import checked_turns
from api.routes.document_pages import document_page
from api.web.examples import examples
from api.web.rendering import page_language, render
from api.web.thread import ThreadView, cells_of, next_questions, thread_view
from api.web.words import words
from assistant.errors import RecordNotFound
from index.access import Principal

HOME = "/cong-dan"

router = APIRouter(include_in_schema=False, prefix=HOME)


class GuestForm(BaseModel):
    """The form: the question, and the conversation that it goes on from."""

    question: str = ""
    conversation: str = Field(default="", max_length=100)


@router.get("")
def guest_home(request: Request, service: TheService) -> HTMLResponse:
    """Show the question."""
    heads = _public(service).heads()
    tries = examples(heads, words(page_language(request)))
    return _page(request, tries=tries, empty=not heads)


@router.post("")
def guest_ask(request: Request, service: TheService, form: Annotated[GuestForm, Form()]) -> Response:
    """Answer from public documents and lead to the answer."""
    public = _public(service)
    try:
        question = checked_turns(form.question)[-1]
        answer = public.assistant().answer(question, public.principal, None, form.conversation or None)
    except Problem as problem:
        return _page(request, problem=problem, typed=form.question)
    except RecordNotFound:
        return _page(request, problem=Problem("conversation_gone"), typed=form.question)
    shown = quote(answer.to_json()["id"], safe="")
    return RedirectResponse(f"{HOME}/tra-loi/{shown}", status_code=303)


@router.get("/tra-loi/{record_id}")
def guest_answer(request: Request, record_id: str, service: TheService) -> HTMLResponse:
    """Show an answer that was given to a guest; whoever has its address may read it."""
    public = _public(service)
    assistant, told = public.assistant(), words(page_language(request))
    conversation_id = assistant.record(record_id, public.principal)["conversation_id"]
    records = assistant.conversation(conversation_id, public.principal)
    store, guest = public.store(), public.principal
    cells = cells_of(next(one.body for one in records if one.id == record_id), store, guest)
    thread = thread_view(conversation_id, records, record_id, told, cells=cells)
    return _page(request, thread, tries=next_questions(records, record_id, store, guest, told))


@router.get("/van-ban/{document_id}")
def guest_document(
    request: Request, document_id: str, service: TheService, at: Annotated[str, Query(max_length=400)] = ""
) -> HTMLResponse:
    """Show a public document's text. Raises `DocumentNotFound` for every other."""
    return document_page(request, _public(service), document_id, at, guest=True)


def _public(service: Service) -> Service:
    """Return the service as a guest may use it, whoever asks."""
    return replace(service, caller=replace(service.caller, principal=Principal.guest()))


def _page(
    request: Request,
    thread: ThreadView | None = None,
    *,
    problem: Problem | None = None,
    typed: str = "",
    **values: Any,  # noqa: ANN401 - what the empty page shows
) -> HTMLResponse:
    told = words(page_language(request))
    reason = getattr(told.problems, problem.code).detail.format(limit=problem.limit) if problem else None
    status = STATUS[problem.code] if problem else 200
    shown = {"tries": (), "empty": False} | values
    return render(
        request,
        "guest.html",
        status,
        thread=thread,
        problem=reason,
        typed=typed,
        home=HOME,
        guest=True,
        **shown,
    )
