"""Documents put in, given other labels and taken out by other systems; their jobs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final

from fastapi import APIRouter, File, Form, Header, Query, Request, UploadFile
from fastapi.responses import JSONResponse

from api.cursors import LONGEST, BadCursor, Cursors
from api.dependencies import Service, TheWriter
from api.dms.intake import allowed_label, take_in
from api.dms.jobs import Job, JobFile, Jobs
from api.dms.schemas import CountsOut, JobFileOut, JobList, JobOut, LabelIn, Level, ReferenceOut
from api.dms.writer import Writer
from api.problems import Problem
from api.routes.documents import head_json, head_of
from api.schemas import HeadOut
from api.web.words import accepted_language
from ingest.archives import MOST_FILES
from ingest.quarantine import reason

router = APIRouter(prefix="/v1", tags=["uploads"])

_JOBS: Final = "jobs"
Language = Annotated[str | None, Header(alias="Accept-Language", include_in_schema=False)]


@router.post("/documents", response_model=JobOut, status_code=202)
def upload(  # noqa: PLR0913, PLR0917 - the fields of the form
    request: Request,
    service: TheWriter,
    file: Annotated[list[UploadFile], File(description="the files; ZIP archives are unpacked")],
    label: Annotated[
        Level | None, Form(description="the settings' default_label where there is none")
    ] = None,
    departments: Annotated[list[str] | None, Form(max_length=50)] = None,
    reference: Annotated[
        str,
        Form(max_length=200, description="your own name of the document; a later file of it replaces it"),
    ] = "",
    idempotency_key: Annotated[str | None, Header(min_length=1, max_length=200)] = None,
    language: Language = None,
) -> JSONResponse:
    """Take files in; a job reads them. The same bytes under the same reference and label change nothing."""
    if len(file) > MOST_FILES or (reference and len(file) != 1):
        raise Problem("invalid_request")
    access = allowed_label(service, label, departments or [])
    parts = [(one.filename or "", one.file) for one in file]
    job = take_in(service, writer_of(request), parts, access, reference, idempotency_key)
    return JSONResponse(
        _job_out(service, job, language).model_dump(mode="json"),
        status_code=202,
        headers={"Location": f"/v1/jobs/{job.id}"},
    )


@router.patch("/documents/{document_id}", response_model=HeadOut)
def relabel(document_id: str, body: LabelIn, request: Request, service: TheWriter) -> JSONResponse:
    """Change who may read a document; it counts from this reply on, in open conversations too."""
    head_of(service, document_id)
    access = allowed_label(service, body.label, body.departments)
    writer_of(request).relabel(document_id, str(access))
    return JSONResponse(head_json(head_of(service, document_id)))


@router.delete("/documents/{document_id}", status_code=204)
def delete(document_id: str, request: Request, service: TheWriter) -> None:
    """Take a document out, with the file that was uploaded for it; it is gone with this reply."""
    head_of(service, document_id)
    writer_of(request).delete(document_id)


@router.get("/jobs", response_model=JobList)
def list_jobs(
    service: TheWriter,
    cursor: Annotated[str, Query(max_length=LONGEST, description="`next` of the stretch before")] = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    language: Language = None,
) -> JobList:
    """List your jobs, the newest first."""
    cursors, reader = Cursors(service.settings.home), service.principal
    try:
        before = cursors.open(_JOBS, reader, cursor)[0] if cursor else None
    except BadCursor as refused:
        raise Problem("cursor_invalid") from refused
    found = Jobs(service.settings.home).latest(reader.name, before, limit + 1)
    shown = found[:limit]
    following = cursors.seal(_JOBS, reader, shown[-1].seq) if len(found) > limit else None
    return JobList(jobs=[_job_out(service, job, language) for job in shown], next=following)


@router.get("/jobs/{job_id}", response_model=JobOut)
def show_job(job_id: str, service: TheWriter, language: Language = None) -> JobOut:
    """Tell how far one of your jobs is, and what became of each file."""
    job = Jobs(service.settings.home).of(service.principal.name, job_id)
    if job is None:
        raise Problem("job_not_found")
    return _job_out(service, job, language)


@router.get("/references/{reference:path}", response_model=ReferenceOut)
def show_reference(reference: str, service: TheWriter, language: Language = None) -> ReferenceOut:
    """Tell what became of the newest file that you gave under a reference."""
    found = Jobs(service.settings.home).last_of_reference(service.principal.name, reference)
    if found is None:
        raise Problem("reference_not_found")
    job, file = found
    readable = readable_ids(service, [file])
    return ReferenceOut(
        job_id=job.id, job_state=job.state, file=_file_out(file, readable, accepted_language(language))
    )


def writer_of(request: Request) -> Writer:
    """Return the service's side of the process that writes."""
    writer = request.app.state.writer
    assert isinstance(writer, Writer)
    return writer


def _job_out(service: Service, job: Job, language: str | None) -> JobOut:
    spoken, readable = accepted_language(language), readable_ids(service, job.files)
    return JobOut(
        id=job.id,
        state=job.state,
        label=str(job.label),
        created_at=job.created_at,
        started_at=job.started_at,
        ended_at=job.ended_at,
        total=len(job.files),
        done=job.done,
        counts=CountsOut(**job.report) if job.report else None,
        files=[_file_out(file, readable, spoken) for file in job.files],
    )


def readable_ids(service: Service, files: Sequence[JobFile]) -> frozenset[str]:
    """Return the ids of the files' documents that the caller may read."""
    ids = sorted({file.document_id for file in files if file.document_id})
    return frozenset(h.id for h in service.store().heads(service.principal, ids=ids)) if ids else frozenset()


def _file_out(file: JobFile, readable: frozenset[str], language: str) -> JobFileOut:
    return JobFileOut(
        reference=file.reference,
        name=file.name,
        sha256=file.sha256,
        size=file.size,
        state=file.state,
        document_id=file.document_id if file.document_id in readable else None,
        code=file.code,
        reason=reason(file.code, language) if file.code else None,
    )
