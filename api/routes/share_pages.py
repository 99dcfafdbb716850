"""The pages on which a conversation is shared, and on which its readers see it."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.dependencies import Service, TheService, TheSession, allowed
from api.keys import Scope
from api.sharing import Refused, ShareRefused, Sharing
from api.web.answers import answer_view
from api.web.desk import TheDesk
from api.web.rendering import page_language, render
from api.web.thread import cells_of
from api.web.words import words
from assistant.shares import department

router = APIRouter(include_in_schema=False)


def sharing(
    _: TheSession, service: Annotated[Service, Depends(allowed(Scope.READ))], desk: TheDesk
) -> Sharing:
    """Return what the caller, who has signed in, may share and see. Raises `Problem` for everybody else."""
    return Sharing(desk, service)


TheSharing = Annotated[Sharing, Depends(sharing)]


@router.get("/conversations/{conversation_id}/shares")
def show_shares(
    request: Request, conversation_id: str, service: TheService, mine: TheSharing, done: str = ""
) -> HTMLResponse:
    """Show who a conversation is shared with. Raises `RecordNotFound` for somebody else's."""
    return _page(request, conversation_id, service, mine, done=done)


@router.post("/conversations/{conversation_id}/shares")
def share(  # noqa: PLR0913, PLR0917 - the fields of a form
    request: Request,
    conversation_id: str,
    service: TheService,
    mine: TheSharing,
    account: Annotated[str, Form(max_length=200)] = "",
    unit: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Share a conversation with an account or a department; where that cannot be, say why."""
    typed = [account.strip()] if account.strip() else []
    typed += [department(unit.strip())] if unit.strip() else []
    try:
        for reader in typed:
            mine.share(conversation_id, reader)
    except ShareRefused as refused:
        page = _page(request, conversation_id, service, mine, refused=refused.why, typed=(account, unit))
        page.status_code = 422
        return page
    return _back(conversation_id, "shared" if typed else "")


@router.post("/conversations/{conversation_id}/shares/end")
def revoke(
    conversation_id: str, mine: TheSharing, reader: Annotated[str, Form(max_length=300)] = ""
) -> RedirectResponse:
    """Let a reader see a conversation no more."""
    mine.revoke(conversation_id, reader)
    return _back(conversation_id, "ended")


@router.get("/shared")
def list_shared(request: Request, mine: TheSharing) -> HTMLResponse:
    """List the conversations that others share with the reader."""
    return render(request, "shared.html", seen=mine.seen())


@router.get("/shared/{conversation_id}")
def show_shared(
    request: Request, conversation_id: str, service: TheService, mine: TheSharing
) -> HTMLResponse:
    """Show a conversation that somebody else shares, cut to what the reader may read."""
    found, told = mine.conversation(conversation_id), words(page_language(request))
    store, reader = service.store(), service.principal
    turns = [(turn, answer_view(turn.body, told, cells_of(turn.body, store, reader))) for turn in found.turns]
    return render(request, "shared_conversation.html", found=found, turns=turns)


def _page(  # noqa: PLR0913 - what one page shows
    request: Request,
    conversation_id: str,
    service: Service,
    mine: Sharing,
    *,
    refused: Refused | None = None,
    typed: tuple[str, str] = ("", ""),
    done: str = "",
) -> HTMLResponse:
    records = service.assistant().conversation(conversation_id, service.principal)
    told = words(page_language(request)).sharing
    return render(
        request,
        "shares.html",
        conversation_id=conversation_id,
        question=records[0].body["question"],
        shares=mine.shares(conversation_id),
        typed=typed,
        problem=refused and getattr(told.refusals, refused.value),
        done=done if done in {"shared", "ended"} else "",
    )


def _back(conversation_id: str, done: str) -> RedirectResponse:
    to = f"/conversations/{quote(conversation_id, safe='')}/shares"
    return RedirectResponse(f"{to}?done={done}" if done else to, status_code=303)
