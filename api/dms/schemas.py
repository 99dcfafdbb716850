"""The shapes of uploads, jobs, labels and changes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from api.schemas import HeadOut
from index.access import AccessLabel

Level = Literal["public", "internal", "confidential", "secret", "top_secret"]


class LabelIn(BaseModel):
    """Who may read a document: the level, and one of the departments where any are named."""

    model_config = ConfigDict(extra="forbid")

    label: Level
    departments: list[str] = Field(default=[], max_length=50)


class JobFileOut(BaseModel):
    """One file of a job, and what became of it."""

    reference: str
    name: str
    sha256: str
    size: int
    state: str = Field(description="queued, live or quarantined")
    document_id: str | None = Field(description="where the caller may read the document")
    code: str | None = Field(description="why it is in quarantine, for programs")
    reason: str | None = Field(description="the same for people, in the language of Accept-Language")


class CountsOut(BaseModel):
    """How many files of a job are what; `seconds` were spent on reading and storing."""

    created: int
    updated: int
    unchanged: int
    quarantined: int
    seconds: float


class JobOut(BaseModel):
    """A job: when `done`, all that is live is found by questions."""

    id: str
    state: str = Field(description="queued, running, waiting (for another writer), done or failed")
    label: str
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    total: int = Field(description="files of the job")
    done: int = Field(description="files that were read")
    counts: CountsOut | None = Field(description="once it is done")
    files: list[JobFileOut]


class JobList(BaseModel):
    """Jobs of the caller, the newest first; `next` is the cursor of the next stretch."""

    jobs: list[JobOut]
    next: str | None


class ReferenceOut(BaseModel):
    """The newest file that was given under a reference, and its job."""

    job_id: str
    job_state: str
    file: JobFileOut


class ChangeOut(BaseModel):
    """A document that was changed: put in or given another label or validity (`changed`), or `gone`."""

    change: Literal["changed", "gone"]
    document_id: str
    at: datetime
    document: HeadOut | None


class ChangesOut(BaseModel):
    """Changes, the oldest first; ask again with `since` = `next`, at once where there is `more`."""

    changes: list[ChangeOut]
    next: str
    more: bool


class TextCorrectionIn(BaseModel):
    """Words of the text that were misread; the same words as `value` confirm them."""

    model_config = ConfigDict(extra="forbid")

    read: str = Field(min_length=1, max_length=2_000)
    value: str = Field(max_length=2_000)
    nth: int | None = Field(default=None, ge=1, description="which of several such places, from 1")


class PageCorrectionIn(BaseModel):
    """The whole text of a page as it should be; what differs is corrected."""

    model_config = ConfigDict(extra="forbid")

    page: int = Field(ge=1)
    text: str = Field(min_length=1, max_length=20_000)


class CorrectionIn(BaseModel):
    """What was misread of a document, and why; a field that is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    note: str = Field(min_length=1, max_length=1_000)
    number: str | None = Field(default=None, max_length=100)
    kind: str | None = Field(default=None, max_length=100)
    issuer: str | None = Field(default=None, max_length=300)
    issued_on: date | None = None
    title: str | None = Field(default=None, max_length=2_000)
    texts: list[TextCorrectionIn] = Field(default=[], max_length=200)
    pages: list[PageCorrectionIn] = Field(default=[], max_length=20)


class CorrectionOut(BaseModel):
    """A correction with what was read in its place."""

    entry: int
    field: str = Field(description="number, kind, issuer, issued_on, title or text")
    value: str
    read: str
    page: int | None
    span: tuple[int, int] | None = Field(description="the characters of the text that it is now")
    who: str
    note: str
    at: str
    state: str = Field(description="counts, replaced, lost, waiting (to be read again) or undone")
    undone_by: str | None
    undone_at: str | None


class CorrectionsOut(BaseModel):
    """All corrections of a document, oldest first, under the id that it has now."""

    document_id: str
    corrections: list[CorrectionOut]


def label_of(level: str, departments: list[str]) -> AccessLabel:
    """Return the label. Raises `ValueError` for a department that no label can name."""
    return AccessLabel(AccessLabel.parse(level).level, frozenset(d.strip() for d in departments))
