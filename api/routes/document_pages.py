"""The pages of documents: the list with its filters, and one text with a provision marked in it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from api.dependencies import Service, TheService
from api.document_catalogue import WantedDocuments, fields_of, find, issuers_of, kinds_of
from api.problems import Problem
from api.routes.correction_pages import may_correct_here
from api.routes.documents import head_of
from api.routes.pages import day_of, first_run
from api.routes.procedures import TheCatalogue
from api.routes.upload_pages import may_upload
from api.web.act_history import amended_places, history, ordered
from api.web.answers import untold
from api.web.document_text import cited_provision, lines, tree
from api.web.rendering import page_language, render
from assistant.act_doubts import act_doubts
from assistant.cards import card_json
from assistant.shelf import Shelf
from assistant.stale_bases import bases_of

router = APIRouter(include_in_schema=False)

_ON_A_PAGE: Final = 50


class DocumentFilters(BaseModel):
    """What of the documents is listed; empty means all."""

    q: str = Field("", max_length=400)
    kind: str = Field("", max_length=100)
    issuer: str = Field("", max_length=400)
    field: str = Field("", max_length=400)
    on: str = Field("", max_length=40)
    page: int = Field(1, ge=1, le=1_000_000)


@router.get("/documents")
def show_documents(
    request: Request, service: TheService, known: TheCatalogue, asked: Annotated[DocumentFilters, Query()]
) -> HTMLResponse:
    """List the documents that match."""
    heads = service.heads()
    if not heads:
        return first_run(request, service)
    wrong_day, day = False, None
    try:
        day = day_of(asked.on)
    except Problem:
        wrong_day = True
    fields = fields_of(known.entries(service.principal))
    wanted = WantedDocuments(asked.q, asked.kind, asked.issuer, asked.field, day)
    found = find(heads, wanted, fields)
    last = max(1, -(-len(found.heads) // _ON_A_PAGE))
    page = min(asked.page, last)
    chosen = asked.model_dump(exclude={"page"})
    return render(
        request,
        "documents.html",
        422 if wrong_day else 200,
        heads=found.heads[(page - 1) * _ON_A_PAGE : page * _ON_A_PAGE],
        total=len(found.heads),
        unknown=found.unknown,
        page=page,
        last=last,
        wanted=chosen,
        filters={name: value for name, value in chosen.items() if value},
        kinds=kinds_of(heads),
        issuers=issuers_of(heads),
        fields=sorted(fields),
        on=day,
        wrong_day=wrong_day,
        may_upload=may_upload(service.caller, service.settings),
    )


@router.get("/documents/{document_id}")
def show_document(
    request: Request, document_id: str, service: TheService, at: Annotated[str, Query(max_length=400)] = ""
) -> HTMLResponse:
    """Show a document's text, with one provision marked."""
    return document_page(request, service, document_id, at)


@router.get("/documents/{document_id}/history")
def show_history(request: Request, document_id: str, service: TheService) -> HTMLResponse:
    """Show what became of an act, and what it changes itself."""
    store, head = service.store(), head_of(service, document_id)
    return render(
        request,
        "history.html",
        head=head,
        events=history(store, head, service.principal),
        orders=ordered(store, head, service.principal),
    )


def document_page(
    request: Request, service: Service, document_id: str, at: str, *, guest: bool = False
) -> HTMLResponse:
    """Render a document for the reader of `service`. Raises `DocumentNotFound`."""
    store, head = service.store(), head_of(service, document_id)
    document = store.get(document_id, service.principal)
    text, corrected = document.text, document.quality.corrected if document.quality else ()
    provisions = store.provisions(document_id, service.principal)
    card = store.card(document_id, service.principal)
    cited = cited_provision(provisions, at) if at else None
    shelf, language = Shelf(store, service.principal), page_language(request)
    doubts = act_doubts(head, bases_of(document), shelf, date.today(), language)
    amended = {} if guest else amended_places(store, head, service.principal)
    return render(
        request,
        "document.html",
        head=head,
        doubts=(*doubts, *head.doubts),
        procedure=untold(card_json(card), head.doubts) if card else None,
        cited=cited,
        lines=lines(text, provisions, cited.span if cited else None, corrected),
        corrected=len(corrected),
        may_correct=not guest and card is None and may_correct_here(service),
        tree=tree(text, provisions, amended),
        amended={p.id: amended[p.locator] for p in provisions if p.amends is None and p.locator in amended},
        added=[place for place in amended if all(p.locator != place for p in provisions)],
        has_history=not guest and card is None and head.identity.number is not None,
        guest=guest,
    )
