"""The pages of whoever keeps the service: its health, how it is used, and how each answer came about."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from api.dependencies import Service, TheService
from api.dms.jobs import Jobs
from api.problems import NotReady, Problem
from api.roles import Role
from api.routes.health import readiness
from api.web.answers import answer_view
from api.web.desk import TheDesk, readable_record
from api.web.rendering import page_language, render
from api.web.usage import usage
from api.web.words import words
from assistant.stale_bases import stale_documents
from index.access import Clearance, may_read
from index.document_store import SourceFile
from ingest.quarantine import Quarantined, reason

router = APIRouter(include_in_schema=False, prefix="/admin")

_LATEST: Final = 5_000
_LISTED: Final = 100


def keeper(service: TheService) -> Service:
    """Return the service to an administrator; where nobody signs in, to all if the settings say so.

    Raises:
        Problem: `role_missing`.
    """
    open_to_all = service.settings.admin_page and service.settings.sign_in == "off"
    if not (service.caller.acts_as(Role.ADMINISTRATOR) or open_to_all):
        raise Problem("role_missing")
    return service


def reviewer(service: TheService) -> Service:
    """Return the service to an expert too, who goes through answers. Raises as `keeper`."""
    return service if service.caller.acts_as(Role.EXPERT) else keeper(service)


TheKeeper = Annotated[Service, Depends(keeper)]
TheReviewer = Annotated[Service, Depends(reviewer)]


@router.get("")
def overview(request: Request, service: TheKeeper, desk: TheDesk) -> HTMLResponse:
    """Show the health of the service, and how it was used."""
    clearance = service.principal.clearance
    records = [one for one in desk.records().latest(_LATEST) if one.clearance <= clearance]
    heads = {head.id: head for head in service.heads()}
    shown = [one for one in records if one.named <= heads.keys()]
    return render(
        request,
        "admin.html",
        ready=readiness(service.rooms),
        disk=shutil.disk_usage(service.settings.home),
        documents=len(heads),
        jobs=sum(may_read(service.principal, j.label) for j in Jobs(service.settings.home).unfinished()),
        usage=usage(records, heads, date.today(), shown),
    )


@router.get("/documents")
def troubles(request: Request, service: TheKeeper) -> HTMLResponse:
    """Show the files that could not be read, and the records that rest on acts out of force."""
    try:
        store = service.store()
    except NotReady:
        return render(
            request,
            "admin_documents.html",
            quarantined=list(_quarantined(service, (), page_language(request))),
            stale=(),
        )
    files = [one for one in store.files() if one.document_id is None and one.reason]
    return render(
        request,
        "admin_documents.html",
        quarantined=list(_quarantined(service, files, page_language(request))),
        stale=list(stale_documents(store, date.today(), service.principal)),
    )


@router.get("/answers")
def list_answers(
    request: Request, service: TheKeeper, desk: TheDesk, status: Annotated[str, Query(max_length=40)] = ""
) -> HTMLResponse:
    """List the latest answers whose documents the reader may all read."""
    found = (one for one in desk.records().latest(_LATEST) if not status or one.body["status"] == status)
    heads = {head.id for head in service.heads()}
    shown = (one for one in found if one.clearance <= service.principal.clearance and one.named <= heads)
    listed = [one for one, _ in zip(shown, range(_LISTED), strict=False)]
    return render(request, "admin_answers.html", records=listed, wanted=status)


@router.get("/answers/{record_id}")
def explain(request: Request, record_id: str, service: TheReviewer, desk: TheDesk) -> HTMLResponse:
    """Show how an answer came about: what was found and used, the verdicts, and the time of each step.

    Raises:
        RecordNotFound: there is none, or it shows what the reader may not read.
    """
    record = readable_record(desk, service, record_id)
    made_from = record.provenance
    ids = sorted({one["document"] for one in made_from.get("evidence", ())})
    heads = {head.id: head for head in service.store().heads(service.principal, ids=ids)}
    cited = {c.get("provision_id") for c in record.body["citations"]}
    candidates = [
        {**one, "head": heads[one["document"]], "used": bool(cited & set(one["provisions"]))}
        for one in made_from.get("evidence", ())
        if one["document"] in heads
    ]
    service.rooms.audit.add(
        service.principal.name, "answer_explained", key=service.caller.key_id, documents=ids, answer=record.id
    )
    told = words(page_language(request))
    return render(
        request,
        "admin_answer.html",
        record=record,
        answer=answer_view(record.body, told),
        candidates=candidates,
        made_from=made_from,
        timings=_shares(record.body["timings_ms"]),
    )


def _shares(timings: dict[str, float]) -> list[tuple[str, float, float]]:
    steps = {name: spent for name, spent in timings.items() if name != "total"}
    most = max(steps.values(), default=0.0) or 1.0
    return [(name, spent, spent / most) for name, spent in steps.items()]


def _quarantined(
    service: Service, files: Iterable[SourceFile], language: str
) -> Iterator[tuple[str, int, str, str]]:
    """Give name, size, reason and code of each file that the reader may know of.

    Files that were uploaded have the label of their job. One that was ingested on the machine has none: only
    who reads everything knows of it.
    """
    reader = service.principal
    for given, label in Jobs(service.settings.home).unread():
        if may_read(reader, label):
            code = given.code or "unreadable"
            yield given.name, given.size, reason(code, language), code
    if reader.clearance is Clearance.TOP_SECRET and "*" in reader.departments:
        for file in files:
            stored = Quarantined.recall(file.source, file.reason or "")
            yield file.source, file.size, reason(stored.code, language), stored.code
