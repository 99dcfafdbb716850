"""What became of the files of a job, as the page and its report show it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace

from api.dms.jobs import FileState, Job, JobState
from index.document_store import DocumentHead
from ingest.quarantine import reason

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class FileView:
    """One file with its state, why it could not be read, and its document where that may be read."""

    name: str
    size: int
    state: str
    reason: str | None
    head: DocumentHead | None


@dataclass(frozen=True, slots=True)
class JobView:
    """One job as the page shows it; `kept` are the files that can be tried again."""

    job: Job
    state: str
    ended: bool
    files: tuple[FileView, ...]
    kept: int

    @property
    def live(self) -> int:
        """How many files are found by questions."""
        return sum(file.state == FileState.LIVE for file in self.files)


def job_view(job: Job, heads: Mapping[str, DocumentHead], language: str, kept: int) -> JobView:
    """Join a job with the documents that its reader may see."""
    ended = job.state in {JobState.DONE, JobState.FAILED}
    files = tuple(
        FileView(
            file.name,
            file.size,
            "failed" if job.state is JobState.FAILED and file.state is FileState.QUEUED else file.state.value,
            reason(file.code, language) if file.code else None,
            heads.get(file.document_id or ""),
        )
        for file in job.files
    )
    return JobView(job, job.state.value, ended, files, kept)


def report(view: JobView, words: SimpleNamespace) -> str:
    """Write the files of a job as CSV for a spreadsheet; no cell is one that it would compute."""
    told = words.uploads
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow([told.file, told.state, told.reason, words.documents.number, words.documents.name])
    for file in view.files:
        states: SimpleNamespace = told.file_states
        number = file.head.identity.number if file.head else ""
        title = file.head.title if file.head else ""
        rows.writerow(_plain([file.name, getattr(states, file.state), file.reason, number, title]))
    return out.getvalue()


def _plain(cells: Sequence[str | None]) -> list[str]:
    return [f"'{cell}" if cell and cell.startswith(_FORMULA) else cell or "" for cell in cells]
