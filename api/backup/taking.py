"""Taking a backup of a home that goes on serving."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Final

from api.backup.errors import BackupDamaged, NoBackup
from api.backup.home_files import HomeFile, copy_database, home_files, whole_size
from api.backup.sealing import Seal
from api.backup.snapshot import (
    SavedFile,
    Snapshot,
    block_place,
    check_header,
    damaged_blocks,
    read_snapshot,
    snapshot_names,
    write_snapshot,
)
from api.backup.vault import BLOCKS, SNAPSHOTS, Vault
from index.errors import GenerationFailure
from index.layout import CURRENT, current_number, generation_name, generations_folder, take_lease

_BLOCK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Taken:
    """A backup that was taken and read back: its name, files, bytes, and the bytes that were new."""

    name: str
    files: int
    size: int
    new: int


def take(home: Path, vault: Vault, seal: Seal) -> Taken:
    """Back a home up, and read every block of it back before it counts as a backup.

    Blocks that earlier backups hold are not written again; one of them that was damaged meanwhile is.

    Raises:
        NoBackup: there is no home at that place.
        KeyRefused, BackupDamaged: as `check_header`, or what was just written cannot be read.
        BackupFailure: a database of the home is damaged.
        OSError: the disk is full or may not be written; earlier backups are as they were.
    """
    if not home.is_dir():
        raise NoBackup(f"there is no home at {home}: nothing to back up")
    check_header(vault, seal, make=True)
    for _ in range(2):
        taken, snapshot = _Copying(vault, seal).all(home)
        vault.sync()
        damaged = damaged_blocks(vault, seal, snapshot)
        if not damaged:
            name = write_snapshot(vault, seal, snapshot)
            return Taken(name, len(snapshot.files), sum(f.size for f in snapshot.files), taken)
        for block in damaged:
            vault.remove(block_place(block))
    raise BackupDamaged(f"{len(damaged)} blocks cannot be read back: the disk of the backup is failing")


def thin_out(vault: Vault, seal: Seal, keep: int) -> int:
    """Delete all but the newest backups and what only the others hold; return how many went."""
    names = snapshot_names(vault)
    old = names[:-keep]
    for name in old:
        vault.remove(f"{SNAPSHOTS}/{name}")
    vault.sync()
    used = {
        block_place(block)
        for name in names[-keep:]
        for file in read_snapshot(vault, seal, name).files
        for block in file.blocks
    }
    for place in list(vault.names(BLOCKS)):
        if place not in used:
            vault.remove(place)
    return len(old)


class _Copying:
    """One pass over the home."""

    def __init__(self, vault: Vault, seal: Seal) -> None:
        self._vault = vault
        self._seal = seal
        self._new = 0
        self._files: list[SavedFile] = []

    def all(self, home: Path) -> tuple[int, Snapshot]:
        at = datetime.now(UTC)
        with _scratch(home) as scratch, _generation(home) as generation:
            for file in home_files(home, generation):
                self._take(file, scratch)
            if generation is not None:
                self._name_generation(generation)
        return self._new, Snapshot(at=at, files=tuple(self._files))

    def _take(self, file: HomeFile, scratch: Path) -> None:
        try:
            status = file.path.stat()
            if file.is_database:
                copy = scratch / "copy.sqlite"
                copy_database(file.path, copy)
                with copy.open("rb") as content:
                    self._save(file.name, status, content, copy.stat().st_size)
                copy.unlink()
            else:
                with file.path.open("rb") as content:
                    self._save(file.name, status, content, whole_size(content))
        except FileNotFoundError:
            return  # deleted since it was listed

    def _save(self, name: str, status: os.stat_result, content: IO[bytes], size: int) -> None:
        digest = hashlib.blake2b(digest_size=20)
        blocks = []
        left = size
        while left and (part := content.read(min(_BLOCK, left))):
            left -= len(part)
            digest.update(part)
            blocks.append(self._keep(part))
        self._files.append(
            SavedFile(
                name=name,
                mode=status.st_mode & 0o777,
                mtime_ns=status.st_mtime_ns,
                size=size - left,
                blake2b=digest.hexdigest(),
                blocks=tuple(blocks),
            )
        )

    def _keep(self, part: bytes) -> str:
        block = self._seal.name(part)
        place = block_place(block)
        if place not in self._vault:
            sealed = self._seal.close(block, part)
            self._vault.write(place, sealed)
            self._new += len(sealed)
        return block

    def _name_generation(self, generation: str) -> None:
        content = f"{generation}\n".encode()
        self._files.append(
            SavedFile(
                name=f"generations/{CURRENT}",
                mode=0o644,
                mtime_ns=0,
                size=len(content),
                blake2b=hashlib.blake2b(content, digest_size=20).hexdigest(),
                blocks=(self._keep(content),),
            )
        )


@contextmanager
def _scratch(home: Path) -> Iterator[Path]:
    """Lend a folder for copies of databases, beside them: they are as secret as what they are copies of."""
    for left in home.glob("tmp-backup-*"):
        shutil.rmtree(left, ignore_errors=True)
    folder = home / f"tmp-backup-{os.getpid()}"
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _generation(home: Path) -> Iterator[str | None]:
    """Hold the generation in use; `None` where there is none, which then is built from the store."""
    root = generations_folder(home)
    lease = None
    name = None
    while lease is None:
        try:
            name = generation_name(current_number(root))
        except GenerationFailure:
            break
        lease = take_lease(root / name)
        if lease is None and not (root / name).is_dir():
            name = None
            break
    try:
        yield name if lease is not None else None
    finally:
        if lease is not None:
            os.close(lease)
