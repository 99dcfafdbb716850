"""The page on which a person puts right what was misread, beside the picture of the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from api.dependencies import Service, TheService
from api.dms.correcting import correct, may_correct, undo
from api.problems import STATUS, Problem
from api.reading_quality import corrections_json
from api.routes.documents import head_of
from api.routes.upload_pages import may_upload
from api.routes.uploads import writer_of
from api.web.rendering import page_language, render
from api.web.words import words
from index.documents import Document, Kind
from index.provisions import Provision, Span
from index.reading_corrections import Field
from ingest.correcting import CorrectionWish, PageText, TextChange, page_text, value_of

router = APIRouter(include_in_schema=False, prefix="/documents/{document_id}")

_FIELDS: Final = (Field.NUMBER, Field.KIND, Field.ISSUER, Field.ISSUED_ON, Field.TITLE)
_MOST_FIELD: Final = 60_000


def may_correct_here(service: Service) -> bool:
    """Tell whether the reader of a page may correct what was read."""
    caller, settings = service.caller, service.settings
    return may_correct(caller, settings, may_upload=may_upload(caller, settings))


def corrector(service: TheService) -> Service:
    """Return the service to whoever may correct. Raises `Problem`."""
    if not may_correct_here(service):
        raise Problem("correction_closed")
    return service


TheCorrector = Annotated[Service, Depends(corrector)]
Page = Annotated[int, Query(ge=1, le=100_000)]


@router.get("/correct")
def show_form(request: Request, document_id: str, service: TheCorrector, page: Page = 1) -> HTMLResponse:
    """Show what was read of a document, to be put right."""
    return _page(request, service, document_id, page)


@router.post("/correct")
async def save(request: Request, document_id: str, service: TheCorrector) -> Response:
    """Keep what was put right, and lead to the document as it is then."""
    async with request.form(max_files=0, max_part_size=_MOST_FIELD) as form:
        return await run_in_threadpool(_saved, request, service, document_id, form)


@router.post("/corrections/{entry}/undo")
def take_back(request: Request, document_id: str, entry: int, service: TheCorrector) -> RedirectResponse:
    """Take a correction back."""
    return _to(undo(service, writer_of(request), head_of(service, document_id), entry))


def _saved(request: Request, service: Service, document_id: str, form: FormData) -> Response:
    head = head_of(service, document_id)
    page = _number(form, "page")
    try:
        wish = _wish(form, service.store().get(document_id, service.principal))
        now = correct(service, writer_of(request), head, wish, page_language(request))
    except Problem as problem:
        return _page(request, service, document_id, page or 1, problem, form)
    return _to(now, page)


def _wish(form: FormData, document: Document) -> CorrectionWish:
    """Read the form; a field that is as it was, or empty as it was, is not asked for."""
    given = {name: str(form.get(name.value) or "").strip() for name in _FIELDS if name.value in form}
    page, read = _number(form, "page"), str(form.get("read") or "").strip()
    text = str(form.get("text") or "")
    return CorrectionWish(
        str(form.get("note") or ""),
        {name: value for name, value in given.items() if value != value_of(document, name)},
        [TextChange(read, str(form.get("value") or ""), _number(form, "nth"))] if read else (),
        [PageText(page, text)] if page and text.strip() else (),
    )


def _number(form: FormData, name: str) -> int | None:
    given = str(form.get(name) or "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 7 else None  # noqa: PLR2004


def _page(  # noqa: PLR0913, PLR0917 - what was given is shown again
    request: Request,
    service: Service,
    document_id: str,
    number: int,
    problem: Problem | None = None,
    form: FormData | None = None,
) -> HTMLResponse:
    store, head = service.store(), head_of(service, document_id)
    document = store.get(document_id, service.principal)
    pages = document.quality.pages if document.quality else ()
    number = min(number, len(pages)) if pages else 0
    shown = next((one for one in pages if one.number == number), None)
    values = {name.value: value_of(document, name) for name in _FIELDS}
    values |= dict.fromkeys(("note", "read", "value", "nth"), "")
    told = getattr(words(page_language(request)).problems, problem.code) if problem else None
    found = corrections_json(store, document, service.principal)
    return render(
        request,
        "correct.html",
        STATUS[problem.code] if problem else 200,
        head=head,
        problem=told and problem and told.detail.format(limit=problem.limit),
        values=values | ({k: str(v) for k, v in form.items()} if form else {}),
        kinds=[kind.value for kind in Kind if kind is not Kind.PROCEDURE],
        is_record=document.card is not None,
        number=number,
        last=len(pages),
        page=shown,
        text=page_text(document, number) or "" if number else "",
        parsed=_begun_on(store.provisions(document_id, service.principal), shown.span if shown else None),
        unsure=[one.span.of(document.text) for one in (document.quality.unsure if document.quality else ())
                if one.page == number],
        corrections=list(reversed(found)),
    )  # fmt: skip


def _begun_on(provisions: Sequence[Provision], page: Span | None) -> list[Provision]:
    """Return what begins on a page of what was told apart in the text, but for wording of other acts."""
    if page is None:
        return []
    return [p for p in provisions if page.start <= p.span.start < page.end and p.amends is None]


def _to(document_id: str, page: int | None = None) -> RedirectResponse:
    where = f"/documents/{quote(document_id, safe='')}/correct"
    return RedirectResponse(f"{where}?page={page}" if page else where, status_code=303)
