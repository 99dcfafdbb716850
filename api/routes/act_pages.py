"""From the name of an act in a validity to its text."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import RedirectResponse

from api.act_naming import find_place
from api.dependencies import TheService
from api.routes.pages import day_of
from api.web.answers import document_address
from index.errors import DocumentNotFound

router = APIRouter(include_in_schema=False)


@router.get("/acts")
def open_act(
    service: TheService,
    named: Annotated[str, Query(max_length=400)],
    on: Annotated[str, Query(max_length=40)] = "",
) -> RedirectResponse:
    """Lead to the act, and the place in it, that a validity names as what set it.

    Raises:
        DocumentNotFound: it is not held, or may not be read: the two look alike.
    """
    found = find_place(service.store(), named, day_of(on) or date.today(), service.principal)
    if found.head is None:
        raise DocumentNotFound("no such act")
    address = (
        document_address(found.head.id, None, found.place) if found.place else f"/documents/{found.head.id}"
    )
    return RedirectResponse(address, status_code=303)
