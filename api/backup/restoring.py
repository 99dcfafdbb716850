"""Putting a home back as a backup has it."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Final

from api.backup.errors import BackupDamaged, HomeNotEmpty
from api.backup.sealing import Seal
from api.backup.snapshot import SavedFile, Snapshot, contents
from api.backup.vault import Vault
from index.layout import generation_name, generations_folder, is_held, numbers, sync, sync_tree
from index.sqlite_connection import WriterLock

_LAST: Final = "documents.sqlite"
_STAYS: Final = frozenset({"model"})


def restore(home: Path, vault: Vault, seal: Seal, snapshot: Snapshot, *, replace: bool) -> Path | None:
    """Put every file of a backup into a home; return where what was there before lies now.

    All is written and checked in a folder beside first. Then it takes its place, the store last: a home whose
    restoration was cut off has no store, and is not taken for a whole one.

    Raises:
        HomeNotEmpty: there is something, and it is not to be replaced.
        BackupDamaged: a part of the backup is missing or changed; the home is as it was.
        StoreBusy: another process writes to the home.
        OSError: the disk is full or may not be written.
    """
    home.mkdir(parents=True, exist_ok=True)
    lock = WriterLock(home / f"{_LAST}.lock")
    try:
        there = [path for path in home.iterdir() if not _may_stay(path)]
        if there and not replace:
            raise HomeNotEmpty(
                f"{home} is not empty: name another --home, or put what is there aside with --replace"
            )
        root = generations_folder(home)
        if root.is_dir() and any(is_held(root / generation_name(number)) for number in numbers(root)):
            raise HomeNotEmpty(f"somebody reads from {home}: stop the service first")
        draft = home / f"tmp-restore-{os.getpid()}"
        try:
            draft.mkdir(mode=0o700)
            for file in snapshot.files:
                _write(draft, vault, seal, file)
            sync_tree(draft)
            aside = _put_aside(home, there)
            for path in sorted(draft.iterdir(), key=lambda path: path.name == _LAST):
                path.rename(home / path.name)
                sync(home)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    finally:
        lock.release()
    return aside


def _may_stay(path: Path) -> bool:
    return path.name in _STAYS or path.name.endswith(".lock") or path.name.startswith(("tmp-", "before-"))


def _write(draft: Path, vault: Vault, seal: Seal, file: SavedFile) -> None:
    place = PurePosixPath(file.name)
    if place.is_absolute() or ".." in place.parts:
        raise BackupDamaged(f"the backup names a file outside the home: {file.name}")
    path = draft / place
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:
        for content in contents(vault, seal, file):
            out.write(content)
    path.chmod(file.mode)
    os.utime(path, ns=(file.mtime_ns, file.mtime_ns))


def _put_aside(home: Path, there: list[Path]) -> Path | None:
    """Move what is there out of the way, the store first: without it nothing half is taken for whole."""
    if not there:
        return None
    aside = home / f"before-restore-{datetime.now(UTC):%Y%m%dT%H%M%S.%f}"
    aside.mkdir(mode=0o700)
    for path in sorted(there, key=lambda path: not path.name.startswith(_LAST)):
        path.rename(aside / path.name)
    sync(home)
    return aside
