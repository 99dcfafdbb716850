"""Files taken in for a job: by other systems, by the page, and once more where they could not be read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from itertools import count
from typing import IO

from api.dependencies import Service
from api.dms.jobs import FileState, Job, JobFile, Jobs, KeyReused
from api.dms.originals import Originals, Staged, attached_reference, new_job_id
from api.dms.schemas import label_of
from api.dms.writer import Writer
from api.problems import Problem
from index.access import AccessLabel, may_read
from ingest.errors import BadArchive
from ingest.jobs import Limits


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


def take_in(  # noqa: PLR0913, PLR0917 - what an upload consists of
    service: Service,
    writer: Writer,
    parts: Sequence[tuple[str, IO[bytes]]],
    access: AccessLabel,
    reference: str = "",
    key: str | None = None,
) -> Job:
    """Take the parts of an upload in as a job, which the writing process is told of.

    Raises:
        Problem: an archive is refused, one reference is given to several files, or the key came before with
            another request.
    """
    home, owner = service.settings.home, service.principal.name
    originals, jobs, job_id = Originals(home), Jobs(home), new_job_id()
    try:
        limits = Limits.of(service.settings)
        staged = originals.stage(job_id, parts, service.settings.upload_mb << 20, limits)
    except BadArchive as refusal:
        raise Problem("bad_archive", str(refusal)) from refusal
    if reference and sum(not one.attached for one in staged) != 1:
        originals.drop(job_id)
        raise Problem("invalid_request")  # an archive of several files, and one name for all of them
    files = list(_named(staged, reference))
    digest = _digest(access, reference, staged)
    try:
        job = jobs.add(job_id, owner, access, files, digest, key)
    except KeyReused:
        originals.drop(job_id)
        return _repeated(jobs, owner, key, digest)
    originals.sweep(jobs.known())
    return _begun(service, writer, job)


def failed(job: Job) -> tuple[JobFile, ...]:
    """Return the files of a job that did not become live, once it has ended."""
    return tuple(file for file in job.files if file.state is not FileState.LIVE) if job.ended_at else ()


def take_again(service: Service, writer: Writer, job: Job) -> Job:
    """Try the files of a job again that could not be read, from the bytes that were kept, as a new job.

    Raises:
        Problem: none of them is kept any more.
    """
    home = service.settings.home
    originals, jobs, job_id = Originals(home), Jobs(home), new_job_id()
    kept = [file for file in failed(job) if originals.staged(job.id, file.sha256).is_file()]
    if not kept:
        raise Problem("nothing_to_retry")
    originals.share(job.id, job_id, [file.sha256 for file in kept])
    files = [JobFile(file.reference, file.name, file.sha256, file.size) for file in kept]
    digest = _digest(job.label, job.id, [Staged(file.name, file.sha256, file.size) for file in kept])
    return _begun(service, writer, jobs.add(job_id, job.owner, job.label, files, digest, None))


def _begun(service: Service, writer: Writer, job: Job) -> Job:
    service.rooms.audit.add(job.owner, "upload", key=service.caller.key_id, outcome=f"job {job.id}")
    writer.wake()
    return job


def _named(staged: Sequence[Staged], reference: str) -> Iterator[JobFile]:
    """Give the files of a job: what is attached to the one with a reference has that and a number."""
    attached = count(1)
    for one in staged:
        name = f"sha256:{one.sha256}"
        if reference:
            name = attached_reference(reference, next(attached)) if one.attached else reference
        yield JobFile(name, one.name, one.sha256, one.size)


def _digest(access: AccessLabel, reference: str, staged: Sequence[Staged]) -> str:
    given = [str(access), reference, [(one.name, one.sha256) for one in staged]]
    return hashlib.sha256(json.dumps(given).encode()).hexdigest()


def _repeated(jobs: Jobs, owner: str, key: str | None, digest: str) -> Job:
    """Return the job of an `Idempotency-Key` that came before. Raises `Problem` for another request."""
    job = jobs.by_key(owner, key) if key is not None else None
    if job is None or job.digest != digest:
        raise Problem("idempotency_conflict")
    return job
