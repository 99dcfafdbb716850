"""The documents that are live, their texts and the pictures of their pages."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from api.dependencies import TheService
from api.document_catalogue import matching
from api.etags import NOT_MODIFIED, tagged
from api.page_images import NoPageImage, original_bytes, page_image
from api.problems import Problem
from api.reading_quality import quality_json
from api.schemas import DocumentList, DocumentOut
from assistant.act_doubts import act_doubts
from assistant.shelf import Shelf
from assistant.stale_bases import bases_of
from index.document_store import DocumentHead
from index.errors import DocumentNotFound
from index.provisions import Provision

router = APIRouter(prefix="/v1/documents", tags=["documents"])

_BYTES: Final = "application/octet-stream"
_CONTENT: Final[dict[str, Any]] = {"content": {_BYTES: {"schema": {"type": "string", "format": "binary"}}}}


def head_json(head: DocumentHead) -> dict[str, Any]:
    """Return a head as the service shows it, with its validity today."""
    issued, validity = head.identity.issued_on, head.validity
    return {
        "id": head.id,
        "number": head.identity.number,
        "title": head.title,
        "kind": head.identity.kind.value,
        "issuer": head.identity.issuer,
        "issued_on": issued.isoformat() if issued else None,
        "language": head.language,
        "label": str(head.label),
        "source": head.source,
        "sha256": head.sha256,
        "validity": {
            "status": validity.on(date.today()).value,
            "from": validity.starts.isoformat() if validity.starts else None,
            "to": validity.ends.isoformat() if validity.ends else None,
            "basis": validity.basis,
        },
        "portal_status": head.portal_status,
        "legal_bases": list(head.legal_bases),
        "doubts": list(head.doubts),
        "provisions": head.provisions,
    }


def head_of(service: TheService, document_id: str) -> DocumentHead:
    """Return one head. Raises `DocumentNotFound`, also where it may not be read."""
    heads = service.store().heads(service.principal, ids=[document_id])
    if not heads:
        raise DocumentNotFound("no such document")
    return heads[0]


def tree(provisions: Sequence[Provision]) -> list[dict[str, Any]]:
    """Nest provisions under their parents; one whose parent is missing stands at the top."""
    nodes: dict[str, dict[str, Any]] = {
        p.id: {
            "id": p.id,
            "unit": p.unit.value,
            "locator": p.locator,
            "heading": p.heading,
            "span": [p.span.start, p.span.end],
            "page": p.page,
            "amends": p.amends,
            "children": [],
        }
        for p in provisions
    }
    roots: list[dict[str, Any]] = []
    for p in provisions:
        parent = nodes.get(p.parent_id) if p.parent_id else None
        (roots if parent is None else parent["children"]).append(nodes[p.id])
    return roots


@router.get("", response_model=DocumentList, responses=NOT_MODIFIED)
def list_documents(  # noqa: PLR0913, PLR0917 - the parameters of the query
    request: Request,
    service: TheService,
    q: Annotated[str, Query(max_length=400, description="words of the number, title, kind or issuer")] = "",
    offset: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    cursor: Annotated[str, Query(max_length=600, description="`next` of the stretch before")] = "",
) -> Response:
    """List the documents in order of number; by `cursor` none is shown twice or left out on the way."""
    found = matching(service.store().heads(service.principal), q)
    after = _read_cursor(cursor)
    rest = [head for head in found if after is None or _rank(head) > after][offset:]
    shown = rest[:limit]
    following = _cursor(_rank(shown[-1])) if len(rest) > limit else None
    listed = {"total": len(found), "offset": offset, "documents": [head_json(h) for h in shown]}
    return tagged(request, JSONResponse(listed | {"next": following}))


def _rank(head: DocumentHead) -> tuple[str, str]:
    """Return the place of a head in the order of `DocumentStore.heads`."""
    return head.identity.number or "", head.id


def _cursor(rank: tuple[str, str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(rank).encode()).decode().rstrip("=")


def _read_cursor(cursor: str) -> tuple[str, str] | None:
    """Read what `_cursor` wrote; `None` for none. Raises `Problem`."""
    if not cursor:
        return None
    try:
        number, document_id = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, TypeError) as error:
        raise Problem("invalid_request") from error
    if not (isinstance(number, str) and isinstance(document_id, str)):
        raise Problem("invalid_request")
    return number, document_id


@router.get("/{document_id}", response_model=DocumentOut, responses=NOT_MODIFIED)
def show_document(document_id: str, request: Request, service: TheService) -> Response:
    """Return a document's head and the tree of its provisions."""
    head = head_of(service, document_id)
    provisions = service.store().provisions(document_id, service.principal)
    shown = head_json(head) | {"tree": tree(provisions)}
    document = service.store().get(document_id, service.principal)
    shelf = Shelf(service.store(), service.principal)
    shown["doubts"] = [*act_doubts(head, bases_of(document), shelf, date.today(), "vi"), *head.doubts]
    return tagged(request, JSONResponse(shown | {"quality": quality_json(document)}))


@router.get("/{document_id}/text", response_class=PlainTextResponse, responses=NOT_MODIFIED)
def show_text(document_id: str, request: Request, service: TheService) -> Response:
    """Return the characters as they were read from the file; every span refers to them."""
    return tagged(request, PlainTextResponse(service.store().get(document_id, service.principal).text))


@router.get(
    "/{document_id}/original",
    response_class=Response,
    responses={200: _CONTENT, **NOT_MODIFIED},
)
def show_original(document_id: str, request: Request, service: TheService) -> Response:
    """Return the file as it was ingested, to be kept and not shown: the very bytes, or nothing."""
    head = head_of(service, document_id)
    try:
        data = original_bytes(Path(head.source), head.sha256)
    except NoPageImage as error:
        raise Problem("original_not_found") from error
    name = quote(Path(head.source).name, safe="")
    reply = Response(data, media_type=_BYTES)
    reply.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return tagged(request, reply)


@router.get(
    "/{document_id}/pages/{number}.png",
    response_class=Response,
    responses={200: {"content": {"image/png": {}}}},
)
def show_page(document_id: str, number: int, service: TheService) -> Response:
    """Return the picture of one page of the original PDF, drawn from the very bytes that were ingested."""
    head = head_of(service, document_id)
    cache = service.settings.home / "cache" / "pages"
    try:
        picture = page_image(Path(head.source), head.sha256, number, cache)
    except NoPageImage as error:
        raise Problem("page_not_found") from error
    return Response(picture, media_type="image/png", headers={"Cache-Control": "private, max-age=600"})
