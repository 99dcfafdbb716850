"""The chat for people; each page works without JavaScript."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from pydantic import BaseModel, Field

from api.dependencies import Service, TheService
from api.problems import STATUS, Problem
from api.routes.answers import checked_turns
from api.routes.upload_pages import may_upload
from api.streaming import HEADERS, MEDIA_TYPE, wants_stream
from api.web.desk import desk_of, owner, remember
from api.web.examples import examples
from api.web.live import fragments
from api.web.rendering import page_language, render
from api.web.sample_corpus import SampleCorpus
from api.web.thread import ThreadView, cells_of, next_questions, thread_view
from api.web.words import words
from assistant.errors import RecordNotFound
from assistant.privacy import mask

router = APIRouter(include_in_schema=False)


class AskForm(BaseModel):
    """The form: the question, the day, the conversation that it goes on from, the answer to compare with."""

    question: str = ""
    as_of: str = Field(default="", max_length=40)
    conversation: str = Field(default="", max_length=100)
    against: str = Field(default="", max_length=100)


@router.get("/")
def home(request: Request, service: TheService) -> HTMLResponse:
    """Show the question, or what to do first."""
    heads = service.heads()
    if not heads:
        return first_run(request, service)
    return _desk(request, tries=examples(heads, words(page_language(request))))


@router.post("/samples")
def take_samples(request: Request) -> RedirectResponse:
    """Take in the samples, where there is no store yet."""
    _samples(request).take_in()
    return RedirectResponse("/", status_code=303)


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
    return ask_by_form(request, service, AskForm(question=question, as_of=as_of))


@router.post("/ask")
def ask_by_form(
    request: Request,
    service: TheService,
    form: Annotated[AskForm, Form()],
) -> Response:
    """Answer the question of the form and lead to the answer, so that a reload asks nothing again.

    Asked for events, the same comes as they happen, as pieces of the page.
    """
    try:
        question, day = checked_turns(form.question)[-1], day_of(form.as_of)
        if form.conversation:
            service.assistant().conversation(form.conversation, service.principal)
    except Problem as problem:
        return _refused(request, service, form, problem)
    except RecordNotFound:
        return _refused(request, service, form, Problem("conversation_gone"))
    assistant, mine = service.assistant(), owner(request)

    def answer() -> dict[str, Any]:
        going_on, again = form.conversation or None, form.against or None
        found = assistant.answer(question, service.principal, day, going_on, again).to_json()
        desk_of(request).threads().touch(mine, found["conversation_id"], found["id"], mask(question))
        return found

    if not wants_stream(request):
        try:
            found = answer()
        except Problem as problem:
            return _refused(request, service, form, problem)
        return remember(request, RedirectResponse(_address(found, form.against), status_code=303))

    def page(found: dict[str, Any]) -> tuple[str, str]:
        shown = show_answer(request, found["id"], service, form.against)
        return _address(found, form.against), bytes(shown.body).decode()

    streamed = fragments(request, answer, page)
    return remember(request, StreamingResponse(streamed, media_type=MEDIA_TYPE, headers=HEADERS))


@router.get("/answers/{record_id}")
def show_answer(
    request: Request, record_id: str, service: TheService, against: Annotated[str, Query(max_length=100)] = ""
) -> HTMLResponse:
    """Show an answer as it was given, with the turns of its conversation around it."""
    assistant, told = service.assistant(), words(page_language(request))
    conversation_id = assistant.record(record_id, service.principal)["conversation_id"]
    records = assistant.conversation(conversation_id, service.principal)
    store, principal = service.store(), service.principal
    cells = cells_of(next(one.body for one in records if one.id == record_id), store, principal)
    thread = thread_view(conversation_id, records, record_id, told, against, cells)
    return _desk(request, thread, tries=next_questions(records, record_id, store, principal, told))


def first_run(request: Request, service: Service) -> HTMLResponse:
    """Show what to do while there is no document."""
    uploads = may_upload(service.caller, service.settings)
    return render(request, "first_run.html", samples=_samples(request).stage().value, may_upload=uploads)


def _samples(request: Request) -> SampleCorpus:
    found = request.app.state.samples
    assert isinstance(found, SampleCorpus)
    return found


def _address(answer: dict[str, Any], against: str) -> str:
    address = f"/answers/{quote(answer['id'], safe='')}"
    return f"{address}?{urlencode({'against': against})}" if against else address


def _refused(request: Request, service: Service, form: AskForm, problem: Problem) -> HTMLResponse:
    """Show the page that the question was asked from, with the reason and all that was typed."""
    thread, told = None, words(page_language(request))
    if form.conversation:
        try:
            records = service.assistant().conversation(form.conversation, service.principal)
            thread = thread_view(form.conversation, records, records[-1].id, told)
        except RecordNotFound:
            thread = None
    return _desk(request, thread, problem=problem, typed=form.question, as_of=form.as_of)


def _desk(  # noqa: PLR0913 - what one page shows
    request: Request,
    thread: ThreadView | None = None,
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
        thread=thread,
        shelf=desk_of(request).beside(request),
        said=desk_of(request).said(request, thread.shown.record_id or "") if thread else {},
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
