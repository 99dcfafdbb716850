"""The pages of documents: the list with its search, and one text with a provision marked in it."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.dependencies import Service, TheService
from api.routes.documents import head_of, matching
from api.routes.pages import first_run
from api.web.answers import untold
from api.web.document_text import cited_provision, lines, outline
from api.web.rendering import render
from assistant.cards import card_json

router = APIRouter(include_in_schema=False)

_ON_A_PAGE: Final = 50


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
        return first_run(request)
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
    )


@router.get("/documents/{document_id}")
def show_document(
    request: Request, document_id: str, service: TheService, at: Annotated[str, Query(max_length=400)] = ""
) -> HTMLResponse:
    """Show a document's text, with one provision marked."""
    return document_page(request, service, document_id, at)


def document_page(
    request: Request, service: Service, document_id: str, at: str, *, guest: bool = False
) -> HTMLResponse:
    """Render a document for the reader of `service`. Raises `DocumentNotFound`."""
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
        guest=guest,
    )
