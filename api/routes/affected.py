"""What rests on law that has changed: the caller's own answers, procedure records and other documents."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from api.affected_schemas import AffectedOut
from api.affected_text import affected_json
from api.dependencies import TheService
from assistant.affected import affected
from assistant.records import AnswerRecords

router = APIRouter(prefix="/v1", tags=["changes"])


@router.get("/changes/affected", response_model=AffectedOut)
def list_affected(
    service: TheService,
    since: Annotated[
        date | Literal["last"],
        Query(description='a day, or "last": the last ingest that changed the law that is held'),
    ] = "last",
    limit: Annotated[int, Query(ge=1, le=1000, description="of answers, cards and documents each")] = 100,
) -> JSONResponse:
    """List what rests on provisions whose words or force changed, each with the changes it rests on."""
    store, day = service.store(), since if isinstance(since, date) else None
    with _records(service) as records:
        found = affected(store, records, day, datetime.now(UTC).astimezone().date(), service.principal)
    told = affected_json(found, limit)
    shown = [one["document"]["id"] for name in ("cards", "documents") for one in told[name]]
    service.rooms.audit.add(service.principal.name, "affected", key=service.caller.key_id, documents=shown)
    return JSONResponse(told)


@contextmanager
def _records(service: TheService) -> Iterator[AnswerRecords | None]:
    path = service.settings.home / "answers.sqlite"
    records = AnswerRecords(path) if path.is_file() else None
    try:
        yield records
    finally:
        if records is not None:
            records.close()
