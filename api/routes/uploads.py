"""Documents put in, given other labels and taken out by other systems; their jobs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Annotated, Final

from fastapi import APIRouter, File, Form, Header, Query, Request, UploadFile
from fastapi.responses import JSONResponse

from api.cursors import LONGEST, BadCursor, Cursors
from api.dependencies import Service, TheWriter
from api.dms.jobs import Job, JobFile, Jobs, KeyReused
from api.dms.originals import Originals, Staged, new_job_id
from api.dms.schemas import CountsOut, JobFileOut, JobList, JobOut, LabelIn, Level, ReferenceOut, label_of
from api.dms.writer import Writer
from api.problems import Problem
from api.routes.documents import head_json, head_of
from api.schemas import HeadOut
from api.web.words import accepted_language
from index.access import AccessLabel, may_read
from ingest.archives import MOST_FILES
from ingest.errors import BadArchive
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
    home, owner = service.settings.home, service.principal.name
    originals, jobs, job_id = Originals(home), Jobs(home), new_job_id()
    parts = [(one.filename or "", one.file) for one in file]
    try:
        staged = originals.stage(job_id, parts, service.settings.upload_mb << 20)
    except BadArchive as refusal:
        raise Problem("bad_archive", str(refusal)) from refusal
    if reference and len(staged) != 1:
        originals.drop(job_id)
        raise Problem("invalid_request")  # an archive of several files, and one name for all of them
    files = [JobFile(reference or f"sha256:{s.sha256}", s.name, s.sha256, s.size) for s in staged]
    digest = _digest(access, reference, staged)
    try:
        job = jobs.add(job_id, owner, access, files, digest, idempotency_key)
    except KeyReused:
        originals.drop(job_id)
        job = _repeated(jobs, owner, idempotency_key, digest)
    else:
        service.rooms.audit.add(owner, "upload", key=service.caller.key_id, outcome=f"job {job.id}")
        writer_of(request).wake()
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
    readable = _readable(service, [file])
    return ReferenceOut(
        job_id=job.id, job_state=job.state, file=_file_out(file, readable, accepted_language(language))
    )


def writer_of(request: Request) -> Writer:
    """Return the side of the service that writes."""
    writer = request.app.state.writer
    assert isinstance(writer, Writer)
    return writer


def allowed_label(service: Service, level: str | None, departments: list[str]) -> AccessLabel:
    """Return a label that the caller may give: one that it can read itself. Raises `Problem`."""
    try:
        if level is None and not departments:
            access = AccessLabel.parse(service.settings.default_label)
        else:
            base = AccessLabel.parse(service.settings.default_label).level.name.lower()
            access = label_of(level or base, departments)
    except ValueError as mistake:
        raise Problem("invalid_request") from mistake
    if not may_read(service.principal, access):
        raise Problem("label_not_allowed", str(access))
    return access


def _digest(access: AccessLabel, reference: str, staged: Sequence[Staged]) -> str:
    given = [str(access), reference, [(one.name, one.sha256) for one in staged]]
    return hashlib.sha256(json.dumps(given).encode()).hexdigest()


def _repeated(jobs: Jobs, owner: str, key: str | None, digest: str) -> Job:
    """Return the job of an `Idempotency-Key` that came before. Raises `Problem` for another request."""
    job = jobs.by_key(owner, key) if key is not None else None
    if job is None or job.digest != digest:
        raise Problem("idempotency_conflict")
    return job


def _job_out(service: Service, job: Job, language: str | None) -> JobOut:
    spoken, readable = accepted_language(language), _readable(service, job.files)
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


def _readable(service: Service, files: Sequence[JobFile]) -> frozenset[str]:
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
