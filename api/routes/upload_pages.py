"""The page on which people put documents in: files, a folder or what they drop; what became of each."""

from __future__ import annotations

from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from api.callers import Caller
from api.dependencies import Service, TheService
from api.dms.intake import allowed_label, failed, take_again, take_in
from api.dms.jobs import Job, Jobs
from api.dms.originals import Originals
from api.keys import Scope
from api.problems import STATUS, Problem
from api.roles import Role
from api.routes.uploads import writer_of
from api.web.rendering import page_language, render
from api.web.upload_report import JobView, job_view, report
from api.web.words import words
from index.access import AccessLabel, Clearance
from index.settings import Settings
from ingest.archives import MOST_FILES

router = APIRouter(include_in_schema=False, prefix="/uploads")

_LATEST: Final = 10
_MOST_FIELD: Final = 4_000


def may_upload(caller: Caller, settings: Settings) -> bool:
    """Tell whether the page takes documents from somebody.

    That is an administrator, a system whose key may write, and where nobody signs in whoever reaches the
    page, if the settings say so.
    """
    if caller.key_id is not None:
        return Scope.WRITE in caller.scopes
    nobody_signs_in = settings.sign_in == "off"
    return caller.acts_as(Role.ADMINISTRATOR) or (settings.upload_page and nobody_signs_in)


def uploader(service: TheService) -> Service:
    """Return the service to whoever may put documents in. Raises `Problem`."""
    if not may_upload(service.caller, service.settings):
        raise Problem("upload_closed")
    return service


TheUploader = Annotated[Service, Depends(uploader)]


@router.get("")
def show_uploads(request: Request, service: TheUploader) -> HTMLResponse:
    """Show the form, and the last jobs."""
    return _page(request, service)


@router.post("")
async def upload(request: Request, service: TheUploader) -> Response:
    """Take the files of the form in, and lead to their job."""
    async with request.form(max_files=MOST_FILES, max_part_size=_MOST_FIELD) as form:
        try:
            job = await run_in_threadpool(_taken, request, service, form)
        except Problem as problem:
            return _page(request, service, problem, form)
    return _to(job)


@router.get("/{job_id}")
def show_job(request: Request, job_id: str, service: TheUploader) -> HTMLResponse:
    """Show how far a job is, and what became of each of its files."""
    job = _job(service, job_id)
    return render(request, "upload.html", view=_view(service, job, page_language(request)))


@router.get("/{job_id}/report.csv")
def download_report(request: Request, job_id: str, service: TheUploader) -> Response:
    """Return the same as a table for a spreadsheet."""
    language = page_language(request)
    text = report(_view(service, _job(service, job_id), language), words(language))
    named = {"Content-Disposition": f'attachment; filename="{quote(job_id)}.csv"'}
    return Response(text.encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=named)


@router.post("/{job_id}/retry")
def retry(request: Request, job_id: str, service: TheUploader) -> RedirectResponse:
    """Try the files again that could not be read."""
    return _to(take_again(service, writer_of(request), _job(service, job_id)))


@router.post("/{job_id}/discard")
def discard(job_id: str, service: TheUploader) -> RedirectResponse:
    """Delete the bytes of the files that could not be read."""
    job = _job(service, job_id)
    if job.ended_at:
        Originals(service.settings.home).drop(job.id)
    return _to(job)


def _taken(request: Request, service: Service, form: FormData) -> Job:
    given = [*form.getlist("file"), *form.getlist("folder")]
    parts = [(one.filename or "", one.file) for one in given if isinstance(one, UploadFile) and one.filename]
    if not parts:
        raise Problem("no_file")
    departments = [one.strip() for one in str(form.get("departments") or "").split(",") if one.strip()]
    access = allowed_label(service, str(form.get("label") or "") or None, departments)
    return take_in(service, writer_of(request), parts, access)


def _job(service: Service, job_id: str) -> Job:
    job = Jobs(service.settings.home).of(service.principal.name, job_id)
    if job is None:
        raise Problem("job_not_found")
    return job


def _view(service: Service, job: Job, language: str) -> JobView:
    ids = sorted({file.document_id for file in job.files if file.document_id})
    heads = {h.id: h for h in service.store().heads(service.principal, ids=ids)} if ids else {}
    originals = Originals(service.settings.home)
    kept = sum(originals.staged(job.id, file.sha256).is_file() for file in failed(job))
    return job_view(job, heads, language, kept)


def _page(
    request: Request, service: Service, problem: Problem | None = None, form: FormData | None = None
) -> HTMLResponse:
    settings, language = service.settings, page_language(request)
    told: Any = getattr(words(language).problems, problem.code) if problem else None
    default = AccessLabel.parse(settings.default_label)
    clearance = service.principal.clearance
    return render(
        request,
        "uploads.html",
        STATUS[problem.code] if problem else 200,
        problem=told and told.detail.format(limit=problem and problem.limit),
        levels=[level.name.lower() for level in Clearance if level <= clearance],
        label=str((form and form.get("label")) or default.level.name.lower()),
        departments=str((form and form.get("departments")) or ", ".join(sorted(default.departments))),
        most_mb=settings.upload_mb,
        jobs=[
            _view(service, job, language)
            for job in Jobs(settings.home).latest(service.principal.name, None, _LATEST)
        ],
    )


def _to(job: Job) -> RedirectResponse:
    return RedirectResponse(f"/uploads/{quote(job.id, safe='')}", status_code=303)
