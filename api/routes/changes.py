"""The change feed: what other systems have to take over since they last asked."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from api.cursors import LONGEST, BadCursor, Cursors
from api.dependencies import Service, TheService
from api.dms.schemas import ChangesOut
from api.problems import Problem
from api.routes.documents import head_json
from index.sql_changes import Place, Touched
from index.store_opening import open_change_log

router = APIRouter(prefix="/v1", tags=["changes"])

_LIST: Final = "changes"


@router.get("/changes", response_model=ChangesOut)
def list_changes(
    service: TheService,
    since: Annotated[
        str, Query(max_length=LONGEST, description="`next` of the reply before; all where empty")
    ] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> JSONResponse:
    """List the documents that were put in, changed or lost since a cursor, each by its last change."""
    service.store()
    log = open_change_log(service.settings)
    try:
        found = log.since(place_of(service, since), service.principal, limit)
    finally:
        log.close()
    return JSONResponse(
        {
            "changes": [_change(one) for one in found.touched],
            "next": Cursors(service.settings.home).seal(
                _LIST, service.principal, found.place.known, found.place.told, found.place.held
            ),
            "more": found.more,
        }
    )


def place_of(service: Service, cursor: str) -> Place:
    """Read a cursor of the change feed. Raises `Problem`."""
    if not cursor:
        return Place()
    try:
        return Place(*Cursors(service.settings.home).open(_LIST, service.principal, cursor))
    except BadCursor as refused:
        raise Problem("cursor_invalid") from refused


def _change(one: Touched) -> dict[str, object]:
    return {
        "change": "changed" if one.head else "gone",
        "document_id": one.document_id,
        "at": one.at,
        "document": head_json(one.head) if one.head else None,
    }
