"""The pages of past conversations: the list with search, and what its owner does with one of them."""

from __future__ import annotations

from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from api.dependencies import TheService
from api.web.desk import TheDesk, known_owner
from api.web.rendering import render
from assistant.errors import RecordNotFound
from assistant.threads import GRACE, MOST_TITLE, ThreadEntry, Threads

router = APIRouter(include_in_schema=False, prefix="/conversations")

_MINUTES: Final = int(GRACE.total_seconds() // 60)

Sought = Annotated[str, Query(max_length=400)]


@router.get("")
def show_conversations(
    request: Request, service: TheService, desk: TheDesk, q: Sought = "", deleted: str = ""
) -> HTMLResponse:
    """List this reader's conversations; one that was just deleted can be brought back from here."""
    desk.sweep(service)
    owner = known_owner(request)
    return render(
        request,
        "conversations.html",
        q=q,
        entries=desk.threads().listed(owner, q) if owner else (),
        deleted=_just_deleted(desk.threads(), owner, deleted),
        minutes=_MINUTES,
        most_title=MOST_TITLE,
    )


@router.get("/{conversation_id}")
def show_conversation(conversation_id: str, service: TheService) -> RedirectResponse:
    """Lead to the last answer of a conversation."""
    records = service.assistant().conversation(conversation_id, service.principal)
    return _to(f"/answers/{records[-1].id}")


@router.post("/{conversation_id}/name")
def rename(
    request: Request,
    conversation_id: str,
    desk: TheDesk,
    title: Annotated[str, Form(max_length=4_000)] = "",
) -> RedirectResponse:
    """Call a conversation otherwise."""
    desk.threads().rename(_owner(request), conversation_id, title)
    return _to(f"/conversations#c{conversation_id}")


@router.post("/{conversation_id}/pin")
def pin(
    request: Request, conversation_id: str, desk: TheDesk, *, pinned: Annotated[bool, Form()] = False
) -> RedirectResponse:
    """Keep a conversation at the top of the list, or not any more."""
    desk.threads().pin(_owner(request), conversation_id, pinned=pinned)
    return _to(f"/conversations#c{conversation_id}")


@router.post("/{conversation_id}/delete")
def delete(request: Request, conversation_id: str, desk: TheDesk) -> RedirectResponse:
    """Take a conversation off the list; its answers go when it can no longer be brought back."""
    desk.threads().delete(_owner(request), conversation_id)
    return _to(f"/conversations?{urlencode({'deleted': conversation_id})}")


@router.post("/{conversation_id}/restore")
def restore(request: Request, conversation_id: str, desk: TheDesk) -> RedirectResponse:
    """Bring back what was deleted a moment ago."""
    desk.threads().restore(_owner(request), conversation_id)
    return _to(f"/conversations#c{conversation_id}")


def _owner(request: Request) -> str:
    found = known_owner(request)
    if found is None:
        raise RecordNotFound("a browser without a list has no conversation")
    return found


def _just_deleted(threads: Threads, owner: str | None, conversation_id: str) -> ThreadEntry | None:
    if owner is None or not conversation_id:
        return None
    try:
        entry = threads.entry(owner, conversation_id)
    except RecordNotFound:
        return None
    return entry if entry.deleted else None


def _to(address: str) -> RedirectResponse:
    return RedirectResponse(address, status_code=303)
