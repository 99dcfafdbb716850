"""One job: its files go to their places, through the ordinary ingest, and what became of each is recorded."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from time import monotonic
from typing import Any, Final

from api.dms.jobs import FileState, Job, JobFile, Jobs
from api.dms.originals import Originals, attached_reference
from index.document_store import DocumentStore
from index.documents import given_id
from index.settings import Settings
from ingest.ingestion import Indexes, Ingestion, Wish
from ingest.quarantine import Quarantined
from ingest.readers.declared import facts_of
from ingest.report import Report
from ingest.sources import printable

_TOLD_EVERY: Final = 0.5


class Told:
    """Writes how far a job is, at most twice a second."""

    def __init__(self, jobs: Jobs, seq: int) -> None:
        """Begin at nothing."""
        self._jobs, self._seq = jobs, seq
        self._done, self._at = 0, 0.0

    def total(self, files: int) -> None:
        """Hear how many files there are; the job knows."""

    def page(self, done: int, total: int) -> None:
        """Hear at which of its pages a file is; a job counts whole files."""

    def advance(self, provisions: int) -> None:
        """Hear that one more file is done."""
        self._done += 1
        if monotonic() - self._at >= _TOLD_EVERY:
            self._at = monotonic()
            self._jobs.set_done(self._seq, self._done)


@dataclass(slots=True)
class _Placed:
    """A file at its place: what it replaced is kept beside until it is known to be readable."""

    position: int
    file: JobFile
    path: Path
    kept: Path | None
    others: tuple[Path, ...]

    @property
    def source(self) -> str:
        return printable(os.path.normpath(self.path))


class Work:
    """Carries jobs out, one after the other, on a store that is open for writing.

    A file that cannot be read costs itself: what stood under its reference before stays, bytes and all.
    Failure: `IndexFailure` where the store cannot be written.
    """

    def __init__(
        self,
        settings: Settings,
        store: DocumentStore,
        indexes: Indexes,
        jobs: Jobs,
        stopped: Callable[[], bool],
    ) -> None:
        """Keep the rooms."""
        self._settings, self._store, self._indexes = settings, store, indexes
        self._jobs, self._stopped = jobs, stopped
        self._originals = Originals(settings.home)

    def carry_out(self, job: Job) -> dict[str, Any] | None:
        """Ingest the files of a job and return its counts; `None` where it was told to stop before."""
        placed, again = self._placed(job)
        told = Told(self._jobs, job.seq)
        report = self._ingest(job, placed, told)
        if report.interrupted:
            return None
        changed = [one for one in placed if self._settle(job, one)]
        if changed:  # under a name of another ending: without the old file, it is the same document again
            self._ingest(job, changed, told)
            for one in placed:
                self._record(job, one)
        for one in again:
            self._record(job, one)
        self._jobs.set_done(job.seq, len(job.files))
        return _counts(report)

    def _placed(self, job: Job) -> tuple[list[_Placed], list[_Placed]]:
        """Place the files of a job; what was given twice is placed once, and told of twice."""
        placed: dict[str, _Placed] = {}
        again = []
        for position, file in enumerate(job.files):
            first = placed.get(file.reference)
            if first is None:
                placed[file.reference] = self._place(job, position, file)
            else:
                again.append(_Placed(position, file, first.path, None, ()))
        return list(placed.values()), again

    def _ingest(self, job: Job, placed: list[_Placed], told: Told) -> Report:
        ingestion = Ingestion(self._store, self._settings, self._indexes, told, self._stopped)
        ids = {one.source: _id_of(job, one.file) for one in placed}
        return ingestion.run(Wish([one.path for one in placed], job.label, expand=False, ids=ids))

    def _place(self, job: Job, position: int, file: JobFile) -> _Placed:
        """Move a file from where it waits; of a job that goes on after an end, some are there already."""
        folder = self._originals.folder(job.owner, file.reference)
        folder.mkdir(parents=True, exist_ok=True)
        there = sorted(p for p in folder.iterdir() if p.suffix != ".kept" and not p.name.startswith("."))
        ending = Path(file.name).suffix.lower()
        same = next((path for path in there if path.suffix.lower() == ending), None)
        path = same or folder / file.name
        kept = path.with_name(f"{path.name}.kept")
        staged = self._originals.staged(job.id, file.sha256)
        if staged.is_file():
            if path.is_file() and not kept.is_file():
                path.rename(kept)
            # Copied and not moved, since another file of the job may have the same bytes.
            draft = self._originals.staged(job.id, f"{file.sha256}.{position}")
            shutil.copyfile(staged, draft)
            draft.replace(path)
            facts = self._originals.declared(job.id, file.sha256)
            if facts is not None:
                shutil.copyfile(facts, facts_of(path))
        others = tuple(one for one in there if one != path)
        return _Placed(position, file, path, kept if kept.is_file() else None, others)

    def _settle(self, job: Job, one: _Placed) -> bool:
        """Keep the new file and let the old go, or the other way round; tell whether to read it again."""
        found = self._record(job, one)
        if found.state is FileState.LIVE:
            if one.kept:
                one.kept.unlink()
            for other in one.others:
                self._originals.remove(str(other))
                self._store.forget(printable(os.path.normpath(other)))
            self._let_go_of_attached(job, one.file)
            if not one.others or found.document_id == _id_of(job, one.file):
                return False
            self._store.forget(one.source)
            return True
        if one.kept:
            one.kept.replace(one.path)
        else:
            self._store.forget(one.source)
            one.path.unlink(missing_ok=True)
        return False

    def _let_go_of_attached(self, job: Job, file: JobFile) -> None:
        """Delete what was attached to an earlier file under a reference, and has no successor."""
        kept = self._jobs.references_beside(job.owner, file.reference, file.sha256)
        for number in count(1):
            reference = attached_reference(file.reference, number)
            folder = self._originals.folder(job.owner, reference)
            if not folder.is_dir():
                return
            if reference not in kept:
                for path in list(folder.iterdir()):
                    self._originals.remove(str(path))
                    self._store.forget(printable(os.path.normpath(path)))

    def _record(self, job: Job, one: _Placed) -> JobFile:
        known = self._store.file(one.source)
        if known is not None and known.document_id is not None:
            found = replace(one.file, state=FileState.LIVE, document_id=known.document_id)
        else:
            reason = Quarantined.recall(one.source, (known and known.reason) or "unreadable: not there")
            found = replace(one.file, state=FileState.QUARANTINED, code=reason.code, detail=reason.detail)
        self._jobs.set_file(job.seq, one.position, found)
        return found


def _id_of(job: Job, file: JobFile) -> str:
    """Return the id of what is handed in under a reference: it tells nothing of what else is held."""
    return given_id(f"{job.owner}\0{file.reference}")


def _counts(report: Report) -> dict[str, Any]:
    return {
        "created": report.created,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "quarantined": len(report.quarantined),
        "seconds": round(report.seconds["read"] + report.seconds["store"], 3),
    }
