"""The jobs of the service: what was given to be ingested, how far it is, and what became of each file."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from index.access import AccessLabel

FILE: Final = "jobs.sqlite"
_KEPT_DAYS: Final = 90
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS jobs (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  owner TEXT NOT NULL,           -- name of the reader who gave it
  state TEXT NOT NULL,
  label TEXT NOT NULL,
  created_at TEXT NOT NULL,
  started_at TEXT,
  ended_at TEXT,
  done INTEGER NOT NULL DEFAULT 0,
  report TEXT,
  idempotency_key TEXT,
  digest TEXT NOT NULL,          -- of what was given, to tell a repetition from another request
  UNIQUE (owner, idempotency_key)
);
CREATE INDEX IF NOT EXISTS jobs_waiting ON jobs (seq) WHERE state IN ('queued', 'running', 'waiting');
CREATE TABLE IF NOT EXISTS job_files (
  job INTEGER NOT NULL REFERENCES jobs (seq) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  owner TEXT NOT NULL,
  reference TEXT NOT NULL,
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  size INTEGER NOT NULL,
  state TEXT NOT NULL,
  document_id TEXT,
  code TEXT,
  detail TEXT,
  PRIMARY KEY (job, position)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS files_by_reference ON job_files (owner, reference, job);
"""
_JOB: Final = "seq, id, owner, state, label, created_at, started_at, ended_at, done, report, digest"
_FILE: Final = "reference, name, sha256, size, state, document_id, code, detail"


class JobState(StrEnum):
    """Where a job is."""

    QUEUED = "queued"
    RUNNING = "running"
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class FileState(StrEnum):
    """What became of a file; `live` is found by questions, `quarantined` has a `code` for the reason."""

    QUEUED = "queued"
    LIVE = "live"
    QUARANTINED = "quarantined"


class KeyReused(Exception):
    """An `Idempotency-Key` was used before."""


@dataclass(frozen=True, slots=True)
class JobFile:
    """One file of a job; `reference` is the name that the giving system knows the document by."""

    reference: str
    name: str
    sha256: str
    size: int
    state: FileState = FileState.QUEUED
    document_id: str | None = None
    code: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """One job with its files in the order in which they were given."""

    seq: int
    id: str
    owner: str
    state: JobState
    label: AccessLabel
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    done: int
    report: dict[str, Any] | None
    digest: str
    files: tuple[JobFile, ...]


class Jobs:
    """Jobs on disk, so that what was accepted is done even where the service ends before.

    Failure: `sqlite3.Error` where the file cannot be written.
    """

    def __init__(self, home: Path) -> None:
        """Keep where they lie; the file is made with the first job."""
        self._path = home / FILE

    def add(  # noqa: PLR0913, PLR0917 - the columns of a job
        self,
        job_id: str,
        owner: str,
        label: AccessLabel,
        files: Sequence[JobFile],
        digest: str,
        key: str | None,
    ) -> Job:
        """Take a job in. Raises `KeyReused` where the owner has one by that key, whatever it holds."""
        now = datetime.now(UTC)
        with self._writing() as db:
            db.execute(
                "DELETE FROM jobs WHERE ended_at < ?", ((now - timedelta(days=_KEPT_DAYS)).isoformat(),)
            )
            try:
                seq = db.execute(
                    "INSERT INTO jobs (id, owner, state, label, created_at, idempotency_key, digest)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (
                        *(job_id, owner, JobState.QUEUED, str(label)),
                        *(now.isoformat(), key, digest),
                    ),
                ).lastrowid
            except sqlite3.IntegrityError as taken:
                raise KeyReused("the key was used before") from taken
            db.executemany(
                f"INSERT INTO job_files (job, position, owner, {_FILE}) VALUES ({', '.join('?' * 11)})",
                [
                    (
                        *(seq, position, owner, f.reference, f.name, f.sha256, f.size),
                        *(f.state, f.document_id, f.code, f.detail),
                    )
                    for position, f in enumerate(files)
                ],
            )
            return _one(db, "seq = ?", (seq,))

    def by_key(self, owner: str, key: str) -> Job | None:
        """Return the job that came with an `Idempotency-Key`."""
        return next(self._find("owner = ? AND idempotency_key = ?", (owner, key)), None)

    def of(self, owner: str, job_id: str) -> Job | None:
        """Return a job of an owner by its id."""
        return next(self._find("owner = ? AND id = ?", (owner, job_id)), None)

    def latest(self, owner: str, before: int | None, limit: int) -> tuple[Job, ...]:
        """Return an owner's jobs, the newest first, those before a `seq`."""
        given = (owner, before if before is not None else 2**62, limit)
        return tuple(self._find("owner = ? AND seq < ? ORDER BY seq DESC LIMIT ?", given))

    def known(self) -> frozenset[str]:
        """Return the ids of all jobs, whoever gave them."""
        if not self._path.is_file():
            return frozenset()
        with self._open() as db:
            return frozenset(row[0] for row in db.execute("SELECT id FROM jobs"))

    def unread(self) -> tuple[tuple[JobFile, AccessLabel], ...]:
        """Return the files that could not be read, whoever gave them, the newest first, with their labels."""
        if not self._path.is_file():
            return ()
        columns = ", ".join(f"f.{name}" for name in _FILE.split(", "))
        with self._open() as db:
            rows = db.execute(
                f"SELECT {columns}, j.label FROM job_files f JOIN jobs j ON j.seq = f.job"
                " WHERE f.state = ? ORDER BY j.seq DESC, f.position",
                (FileState.QUARANTINED,),
            ).fetchall()
        return tuple(
            (
                JobFile(reference, name, sha256, size, FileState(state), document_id, code, detail),
                AccessLabel.parse(label),
            )
            for reference, name, sha256, size, state, document_id, code, detail, label in rows
        )

    def unfinished(self) -> tuple[Job, ...]:
        """Return what is to be done, the oldest first."""
        return tuple(self._find("state IN ('queued', 'running', 'waiting') ORDER BY seq", ()))

    def last_of_reference(self, owner: str, reference: str) -> tuple[Job, JobFile] | None:
        """Return the newest file that an owner gave under a reference, with its job."""
        where = (
            "seq = (SELECT max(job) FROM job_files WHERE owner = ?1 AND reference = ?2)",
            (owner, reference),
        )
        for job in self._find(*where):
            return job, next(f for f in reversed(job.files) if f.reference == reference)
        return None

    def references_beside(self, owner: str, reference: str, sha256: str) -> frozenset[str]:
        """Return the references in all jobs in which an owner gave these bytes under a reference."""
        with self._open() as db:
            rows = db.execute(
                "SELECT DISTINCT other.reference FROM job_files one"
                " JOIN job_files other ON other.job = one.job"
                " WHERE one.owner = ? AND one.reference = ? AND one.sha256 = ?",
                (owner, reference, sha256),
            ).fetchall()
        return frozenset(row[0] for row in rows)

    def set_state(self, seq: int, state: JobState, report: dict[str, Any] | None = None) -> None:
        """Record where a job is; its times follow."""
        now = datetime.now(UTC).isoformat()
        ended = now if state in {JobState.DONE, JobState.FAILED} else None
        with self._writing() as db:
            db.execute(
                "UPDATE jobs SET state = ?, started_at = coalesce(started_at, ?), ended_at = ?,"
                " report = coalesce(?, report) WHERE seq = ?",
                (
                    *(state, now if state is JobState.RUNNING else None, ended),
                    *(None if report is None else json.dumps(report, ensure_ascii=False), seq),
                ),
            )

    def set_done(self, seq: int, done: int) -> None:
        """Record how many files of a job were read."""
        with self._writing() as db:
            db.execute("UPDATE jobs SET done = ? WHERE seq = ?", (done, seq))

    def set_file(self, seq: int, position: int, file: JobFile) -> None:
        """Record what became of a file."""
        with self._writing() as db:
            db.execute(
                "UPDATE job_files SET state = ?, document_id = ?, code = ?, detail = ?"
                " WHERE job = ? AND position = ?",
                (file.state, file.document_id, file.code, file.detail, seq, position),
            )

    def _find(self, where: str, given: Sequence[object]) -> Iterator[Job]:
        if not self._path.is_file():
            return
        with self._open() as db:
            found = [_job(db, row) for row in db.execute(f"SELECT {_JOB} FROM jobs WHERE {where}", given)]
        yield from found

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        fresh = not self._path.is_file()
        with self._open() as db, db:
            if fresh:
                db.execute("PRAGMA journal_mode=WAL")
                db.executescript(_SCHEMA)
            yield db

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path, timeout=10)) as db:
            db.execute("PRAGMA foreign_keys=ON")
            yield db


def _one(db: sqlite3.Connection, where: str, given: Sequence[object]) -> Job:
    return _job(db, db.execute(f"SELECT {_JOB} FROM jobs WHERE {where}", given).fetchone())


def _job(db: sqlite3.Connection, row: Sequence[Any]) -> Job:
    seq, job_id, owner, state, label, created, started, ended, done, report, digest = row
    files = db.execute(f"SELECT {_FILE} FROM job_files WHERE job = ? ORDER BY position", (seq,)).fetchall()
    return Job(
        *(seq, job_id, owner, JobState(state), AccessLabel.parse(label), datetime.fromisoformat(created)),
        datetime.fromisoformat(started) if started else None,
        datetime.fromisoformat(ended) if ended else None,
        done,
        json.loads(report) if report else None,
        digest,
        tuple(
            JobFile(reference, name, sha256, size, FileState(file_state), document_id, code, detail)
            for reference, name, sha256, size, file_state, document_id, code, detail in files
        ),
    )
