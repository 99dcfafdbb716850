"""What goes to another machine for one file, and what comes back from it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

from index.document_store import SourceFile
from index.reading_corrections import reading_key
from ingest.bulk import Outcome
from ingest.errors import Unreadable
from ingest.jobs import Limits
from ingest.ocr_cache import kept_pages
from ingest.pipeline import Failed, Same, Task, Work, read


@dataclass(frozen=True, slots=True)
class Errand:
    """One file to be read elsewhere: its bytes, and what is known of it.

    The task names no path and no folder of this machine, and has the corrections of this file alone.
    `key` is its `reading_key`, `pages` are what was recognised of it before.
    """

    task: Task
    data: bytes
    key: str
    pages: Mapping[str, bytes]
    limits: Limits


@dataclass(frozen=True, slots=True)
class Done:
    """What became of an errand: the outcome, and the pages that were recognised for it."""

    outcome: Outcome
    key: str
    pages: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Refused:
    """A worker would not read, since its versions are not those it was asked for."""

    versions: Mapping[str, str]


def errand(task: Task, limits: Limits) -> Errand | Same | Failed:
    """Read a file's bytes for an errand; one that is as it was, or cannot be had, needs none."""
    begun, work = perf_counter(), Work(task)
    try:
        read(work)
    except Unreadable as refusal:
        return Failed(refusal, "", perf_counter() - begun)
    if work.sha256 == task.known_sha256:
        return Same(SourceFile(task.source, task.size, task.mtime_ns, work.sha256, None))
    key = reading_key(work.sha256, task.document_id)
    pages = kept_pages(task.ocr.home, key) if task.ocr.home and task.ocr.languages else {}
    bare = replace(
        task,
        path=Path(),
        known_sha256=None,
        ocr=replace(task.ocr, home=None),
        declared=dict(task.declared),
        corrections={key: known} if (known := task.corrections_of(work.sha256)) else {},
    )
    return Errand(bare, work.data, key, pages, limits)


def fingerprint(versions: Mapping[str, str]) -> str:
    """Return a short name of versions, which two machines have in common only where they agree."""
    return hashlib.blake2b(json.dumps(versions, sort_keys=True).encode(), digest_size=8).hexdigest()
