"""What one backup holds, and how it is listed, read and checked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from api.backup.errors import BackupDamaged, KeyRefused, NoBackup
from api.backup.sealing import Seal
from api.backup.vault import BLOCKS, HEADER, SNAPSHOTS, Vault

FORMAT: Final = 1


class SavedFile(BaseModel):
    """A file of the home: its path, mode, time, size in bytes, hash, and the blocks it is made of."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    mode: int
    mtime_ns: int
    size: int
    blake2b: str
    blocks: tuple[str, ...]


class Snapshot(BaseModel):
    """One backup: when it was made, and every file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: datetime
    files: tuple[SavedFile, ...]


def block_place(name: str) -> str:
    """Return where a block lies in the backup."""
    return f"{BLOCKS}/{name[:2]}/{name}"


def check_header(vault: Vault, seal: Seal, *, make: bool = False) -> None:
    """See that a backup is of this format and of this key; write so into a new one.

    Raises:
        NoBackup: it is no backup, or one of a later version.
        KeyRefused: it was sealed with another key, or with one where none is given, or the other way round.
    """
    if HEADER not in vault:
        if not make:
            raise NoBackup("this is no backup of thutuc, or one that was never finished")
        vault.write(HEADER, json.dumps({"format": FORMAT, "key": seal.check}).encode())
        return
    try:
        known = json.loads(vault.read(HEADER))
        written, key = int(known["format"]), known["key"]
    except (ValueError, KeyError, TypeError) as damage:
        raise BackupDamaged(f"{HEADER} in the backup was changed") from damage
    if written > FORMAT:
        raise NoBackup(f"the backup has format {written}: it needs a later thutuc than this one")
    if key is not None and seal.check is None:
        raise KeyRefused(
            "the backup is encrypted: name its key with --key-file or the setting backup_key_file"
        )
    if key is None and seal.check is not None:
        raise KeyRefused("the backups at this place are not encrypted: name another place, or no key")
    if key != seal.check:
        raise KeyRefused("the backup was encrypted with another key")


def snapshot_names(vault: Vault) -> tuple[str, ...]:
    """Name the backups at a place, the oldest first."""
    return tuple(name.partition("/")[2] for name in vault.names(SNAPSHOTS))


def write_snapshot(vault: Vault, seal: Seal, snapshot: Snapshot) -> str:
    """Keep the list of a backup, which makes it one; return its name."""
    name = f"{snapshot.at:%Y%m%dT%H%M%S.%fZ}"
    place = f"{SNAPSHOTS}/{name}"
    vault.write(place, seal.close(place, snapshot.model_dump_json().encode()))
    vault.sync()
    return name


def read_snapshot(vault: Vault, seal: Seal, name: str | None = None) -> Snapshot:
    """Read the list of a backup, by default of the newest.

    Raises:
        NoBackup: there is none of that name.
        BackupDamaged: it was changed.
    """
    known = snapshot_names(vault)
    if not known or (name is not None and name not in known):
        raise NoBackup(f"there is no backup {name or 'here'}; --list shows those there are")
    chosen = f"{SNAPSHOTS}/{name or known[-1]}"
    try:
        return Snapshot.model_validate_json(seal.open(chosen, vault.read(chosen)))
    except ValidationError as damage:
        raise BackupDamaged(f"{chosen} in the backup was changed") from damage


def contents(vault: Vault, seal: Seal, file: SavedFile) -> Iterator[bytes]:
    """Go over the blocks of a file; it is right if no error came by the end.

    Raises:
        BackupDamaged: a block is missing or changed, or they are not the file that was saved.
    """
    digest = hashlib.blake2b(digest_size=20)
    for block in file.blocks:
        content = seal.open(block, vault.read(block_place(block)))
        digest.update(content)
        yield content
    if digest.hexdigest() != file.blake2b:
        raise BackupDamaged(f"a file in the backup is not what was saved: {file.name}")


def damaged_blocks(vault: Vault, seal: Seal, snapshot: Snapshot) -> frozenset[str]:
    """Read all blocks of a backup, each once, and name those that are missing or changed."""
    damaged = set()
    for block in {block for file in snapshot.files for block in file.blocks}:
        try:
            sound = seal.name(seal.open(block, vault.read(block_place(block)))) == block
        except BackupDamaged:
            sound = False
        if not sound:
            damaged.add(block)
    return frozenset(damaged)
