"""What of a home folder goes into a backup, in which order, and how it is read while it is written to.

Whatever lies in the home is taken, so that nothing new is forgotten, but for what is made again by itself.
The order keeps the parts true to each other although each is read at a moment of its own:

1. the generation, held so that it stays: the store read after it has all that it has;
2. jobs, then uploads: a job that ends in between is found done in the store, which is read later;
3. the store, then the originals: what the store names is there;
4. all else, and the audit log last.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from api.audit import FILE as AUDIT
from api.backup.errors import BackupFailure
from api.dms.jobs import FILE as JOBS
from index.layout import CURRENT

_STORE: Final = "documents.sqlite"
_GENERATIONS: Final = "generations"
_ORDER: Final = {_GENERATIONS: 0, JOBS: 1, "uploads": 2, _STORE: 3, "originals": 4, AUDIT: 9}
_ALL_ELSE: Final = 5
_MADE_AGAIN: Final = frozenset({"model"})
_PASSING: Final = ("-wal", "-shm", "-journal", ".lock")
_SQLITE: Final = b"SQLite format 3\x00"


@dataclass(frozen=True, slots=True)
class HomeFile:
    """A file to be taken, by its path inside the home."""

    name: str
    path: Path
    is_database: bool


def home_files(home: Path, generation: str | None) -> Iterator[HomeFile]:
    """List what is taken, in the order in which it must be read; `generation` names the one in use."""
    ranked = sorted(home.iterdir(), key=lambda path: (_ORDER.get(path.name, _ALL_ELSE), path.name))
    for top in ranked:
        if top.name in _MADE_AGAIN or _passes(top.name):
            continue
        if top.name == _GENERATIONS:
            if generation is not None:
                yield from _files(home, top / generation)
        elif top.is_dir():
            yield from _files(home, top)
        elif top.is_file():
            yield _file(home, top)


def _files(home: Path, folder: Path) -> Iterator[HomeFile]:
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not _passes(name))
        for name in sorted(names):
            path = Path(where) / name
            if not _passes(name) and path.is_file():
                yield _file(home, path)


def _passes(name: str) -> bool:
    """Tell what is only there for the moment; a lease is no lock of this kind, readers need it."""
    return name.startswith(("tmp-", "before-restore-")) or name.endswith(_PASSING) or name == CURRENT


def _file(home: Path, path: Path) -> HomeFile:
    with path.open("rb") as opened:
        is_database = opened.read(len(_SQLITE)) == _SQLITE
    return HomeFile(path.relative_to(home).as_posix(), path, is_database)


def copy_database(path: Path, copy: Path) -> None:
    """Copy a database as it is at one moment, while others read and write it, and check the copy.

    Raises:
        BackupFailure: it cannot be read, or is damaged.
    """
    try:
        with (
            closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=30)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
        read_only = f"{copy.absolute().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(read_only, uri=True)) as copied:
            told = [verdict for (verdict,) in copied.execute("PRAGMA quick_check")]
    except sqlite3.Error as failure:
        raise BackupFailure(f"{path.name} cannot be copied: {failure}; no backup was made") from failure
    # SQLite 3.40 takes a column beside a composite key of a table without row ids for NULL, wrongly.
    faults = [one for one in told if one != "ok" and not one.startswith("NULL value in")]
    if faults:
        raise BackupFailure(f"{path.name} is damaged ({faults[0]}): restore an earlier backup")


def whole_size(opened: IO[bytes]) -> int:
    """Return up to where a file is to be read; a log that is being appended to ends after a whole line."""
    fcntl.flock(opened, fcntl.LOCK_SH)
    try:
        return os.fstat(opened.fileno()).st_size
    finally:
        fcntl.flock(opened, fcntl.LOCK_UN)
