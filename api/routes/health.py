"""Whether the service lives, and whether it can answer."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from api.callers import Caller
from api.dependencies import Rooms, Service, TheAdministrator, TheRooms
from api.operations.metrics import CONTENT_TYPE
from api.problems import NotReady
from api.schemas import Readiness
from index.errors import IndexFailure
from index.layout import current_number, generation_name, generations_folder
from index.manifest import Header, Manifest

router = APIRouter(tags=["health"])


@router.get("/healthz")
def healthz() -> dict[str, str]:
    """Say that the process answers; it looks at nothing else."""
    return {"status": "ok"}


@router.get("/readyz", response_model=Readiness, responses={503: {"model": Readiness}})
def readyz(rooms: TheRooms) -> JSONResponse:
    """Say whether questions can be answered, and what is missing."""
    found = readiness(rooms)
    return JSONResponse(found.model_dump(), status_code=200 if found.ready else 503)


@router.get(
    "/metrics",
    response_class=PlainTextResponse,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
def metrics(service: TheAdministrator) -> Response:
    """Tell Prometheus what the service counts; the setting metrics_address spares it a key."""
    return Response(service.rooms.metrics.written(), media_type=CONTENT_TYPE)


def readiness(rooms: Rooms) -> Readiness:
    """Look at the store and at what was published, as somebody without a key may see it."""
    service = Service(rooms, Caller.without_key(rooms.settings))
    missing: list[str] = []
    degraded: list[str] = []
    try:
        store = service.store()
        if service.caller.scopes and not store.reads_any(
            service.principal
        ):  # where nobody is let in, nobody is told of any
            missing.append("no_documents")
    except NotReady:
        return Readiness(ready=False, missing=["no_store"], degraded=[])
    try:
        root = generations_folder(service.settings.home)
        manifest = Manifest.read(root / generation_name(current_number(root)))
        # Of the model, only its name is known without opening it; what the program is, is.
        Header(manifest.header.model_id, manifest.header.dimension).check(manifest.header)
        if rooms.vectors.missing(store, manifest.header.model_id, service.principal):
            degraded.append("vectors_missing")
    except IndexFailure:
        missing.append("no_generation")
    if rooms.warming and not missing:
        missing.append("warming")
    return Readiness(ready=not missing, missing=missing, degraded=degraded)
