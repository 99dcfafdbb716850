"""The procedures: browsing them, one card as JSON or DOCX, and two of them line by line."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from api.card_schemas import (
    CardOut,
    ComparisonOut,
    ProcedureList,
    ProcedureOut,
    card_out,
    comparison_out,
)
from api.dependencies import Service, TheService
from api.etags import NOT_MODIFIED, tagged
from api.problems import Problem
from api.procedure_catalogue import (
    BadCursor,
    ProcedureCatalogue,
    Wanted,
    find_procedure,
    matching,
    stretch,
)
from api.web.words import DEFAULT, LANGUAGES, words
from assistant.card_citing import CitedCard, cited_card
from assistant.card_comparison import compare
from index.errors import DocumentNotFound

router = APIRouter(prefix="/v1/procedures", tags=["procedures"])

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
AsOf = Annotated[date | None, Query(description="the day whose law counts; today unless given")]
Code = Annotated[str, Query(max_length=80, description="a procedure's code, or the id of its document")]


def catalogue(request: Request) -> ProcedureCatalogue:
    """Return the catalogue of the application that a request came to."""
    found = request.app.state.procedures
    assert isinstance(found, ProcedureCatalogue)
    return found


TheCatalogue = Annotated[ProcedureCatalogue, Depends(catalogue)]


def wanted_card(service: Service, code: str, on: date | None) -> CitedCard:
    """Read the card of a code for whoever asks. Raises `Problem`, the same where it may not be read."""
    store, principal = service.store(), service.principal
    try:
        card = cited_card(store, find_procedure(store, code, principal), on or date.today(), principal)
    except DocumentNotFound as error:
        raise Problem("procedure_not_found") from error
    if card is None:
        raise Problem("procedure_not_found")
    return card


class Filters(BaseModel):
    """What of the procedures is listed; empty means all."""

    q: str = Field("", max_length=400, description="words of the code, name or field, diacritics or not")
    field: str = Field("", max_length=400, description="the whole name of a field")
    level: str = Field("", max_length=400, description="Cấp bộ, Cấp tỉnh, Cấp xã or Cơ quan khác")
    body: str = Field("", max_length=400, description="words of the body that handles it")
    cursor: str = Field("", max_length=400, description="`next` of the stretch before")

    @property
    def wanted(self) -> Wanted:
        """Return what is looked for."""
        return Wanted(self.q, self.field, self.level, self.body)


class Listing(Filters):
    """A list of procedures for a program."""

    limit: int = Field(50, ge=1, le=500)


@router.get("", response_model=ProcedureList)
def list_procedures(
    service: TheService, known: TheCatalogue, asked: Annotated[Listing, Query()]
) -> JSONResponse:
    """List the procedures in order of code."""
    found = matching(known.entries(service.principal), asked.wanted)
    try:
        shown, following = stretch(found, asked.wanted, asked.cursor, asked.limit)
    except BadCursor as error:
        raise Problem("invalid_request") from error
    rows = [
        ProcedureOut(
            code=one.code,
            name=one.name,
            level=one.level,
            field=one.field,
            body=one.body,
            document_id=one.document_id,
        )
        for one in shown
    ]
    listed = ProcedureList(total=len(found), procedures=rows, next=following)
    return JSONResponse(listed.model_dump(mode="json"))


@router.get("/compare", response_model=ComparisonOut)
def compare_procedures(service: TheService, a: Code, b: Code, as_of: AsOf = None) -> JSONResponse:
    """Compare two procedures line by line."""
    left, right = wanted_card(service, a, as_of), wanted_card(service, b, as_of)
    return JSONResponse(comparison_out(left, right, compare(left, right)).model_dump(mode="json"))


@router.get("/{code}.docx", response_class=Response, responses={200: {"content": {DOCX: {}}}})
def procedure_docx(
    code: str,
    service: TheService,
    as_of: AsOf = None,
    lang: Annotated[str, Query(description="language of the headings: vi, en or bn")] = DEFAULT,
) -> Response:
    """Return the card as a Word document, to be printed or filled in."""
    from api.card_docx import card_docx  # noqa: PLC0415 - brings python-docx with it

    if lang not in LANGUAGES:
        raise Problem("invalid_request")
    card = wanted_card(service, code, as_of)
    name = quote(f"thu-tuc-{card.code or card.document_id}.docx")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(card_docx(card, words(lang)), media_type=DOCX, headers=headers)


@router.get("/{code}", response_model=CardOut, responses=NOT_MODIFIED)
def show_procedure(code: str, request: Request, service: TheService, as_of: AsOf = None) -> Response:
    """Return a procedure's card, each line with its citation; with `If-None-Match`, 304 where unchanged."""
    body = card_out(wanted_card(service, code, as_of)).model_dump_json().encode()
    return tagged(request, Response(body, media_type="application/json"))
