"""The change feed: what other systems have to take over since they last asked."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from api.dependencies import TheService
from api.dms.schemas import ChangesOut
from api.problems import Problem
from api.routes.documents import head_json
from index.sqlite_changes import ChangeLog, Place, Touched

router = APIRouter(prefix="/v1", tags=["changes"])


@router.get("/changes", response_model=ChangesOut)
def list_changes(
    service: TheService,
    since: Annotated[
        str, Query(max_length=40, description="`next` of the reply before; all where empty")
    ] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> JSONResponse:
    """List the documents that were put in, changed or lost since a cursor, each by its last change."""
    service.store()
    log = ChangeLog(service.settings.database)
    try:
        found = log.since(_place(since), service.principal, limit)
    finally:
        log.close()
    return JSONResponse(
        {
            "changes": [_change(one) for one in found.touched],
            "next": f"{found.place.known}-{found.place.told}",
            "more": found.more,
        }
    )


def _place(cursor: str) -> Place:
    """Read a cursor. Raises `Problem`."""
    read = re.fullmatch(r"([0-9]{1,18})-([0-9]{1,18})", cursor, re.ASCII)
    if cursor and read is None:
        raise Problem("invalid_request")
    return Place(int(read[1]), int(read[2])) if read else Place()


def _change(one: Touched) -> dict[str, object]:
    return {
        "change": "changed" if one.head else "gone",
        "document_id": one.document_id,
        "at": one.at,
        "document": head_json(one.head) if one.head else None,
    }
