"""Where the parts of backups lie: a folder that many backups share, or one archive with one of them.

DIR/ or FILE
├── thutuc-backup.json       the format, and whether the parts are encrypted
├── blocks/ab/abcd…          contents of up to 1 MiB, each once however many files and backups hold it
└── snapshots/20261126T0442… what one backup holds: its files, as lists of blocks
"""

from __future__ import annotations

import fcntl
import io
import os
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Protocol

from api.backup.errors import BackupBusy, BackupDamaged, NoBackup

HEADER: Final = "thutuc-backup.json"
BLOCKS: Final = "blocks"
SNAPSHOTS: Final = "snapshots"
_LOCK: Final = ".lock"


class Vault(Protocol):
    """Keeps parts by their path inside the backup.

    Failure: `BackupDamaged` where a part that is asked for is missing, `OSError` where it cannot be written.
    """

    def __contains__(self, name: object) -> bool:
        """Tell whether there is a part of that name."""
        ...

    def read(self, name: str) -> bytes:
        """Return a part."""
        ...

    def write(self, name: str, content: bytes) -> None:
        """Keep a part, in place of the one of that name."""
        ...

    def remove(self, name: str) -> None:
        """Take a part out."""
        ...

    def names(self, within: str) -> Iterator[str]:
        """List the parts of a folder of the backup, in order."""
        ...

    def sync(self) -> None:
        """Force what was written to the disk."""
        ...

    def close(self) -> None:
        """Let go; an archive that was written is whole only now."""
        ...


class FolderVault:
    """Parts as files; one process at a time writes, which `write=True` says at opening."""

    def __init__(self, root: Path, *, write: bool = False) -> None:
        """Open a folder.

        Raises:
            BackupBusy: another process writes to it.
        """
        self._root = root
        self._fresh: list[Path] = []
        self._lock: int | None = None
        if write:
            root.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._lock = os.open(root / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(self._lock)
                raise BackupBusy(
                    f"another backup is being written to {root}: wait until it is done"
                ) from None

    def __contains__(self, name: object) -> bool:
        """Tell whether there is a part of that name."""
        return (self._root / str(name)).is_file()

    def read(self, name: str) -> bytes:
        """Return a part."""
        try:
            return (self._root / name).read_bytes()
        except FileNotFoundError:
            raise BackupDamaged(f"{name} is missing in the backup") from None

    def write(self, name: str, content: bytes) -> None:
        """Keep a part; it is there whole or not at all."""
        path = self._root / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f"tmp-{path.name}")
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(path)
        self._fresh.append(path.parent)

    def remove(self, name: str) -> None:
        """Take a part out."""
        (self._root / name).unlink(missing_ok=True)

    def names(self, within: str) -> Iterator[str]:
        """List the parts of a folder of the backup, in order."""
        for path in sorted((self._root / within).rglob("*")):
            if path.is_file() and not path.name.startswith("tmp-"):
                yield path.relative_to(self._root).as_posix()

    def sync(self) -> None:
        """Force the names of what was written to the disk; the contents are there already."""
        for folder in {parent for path in self._fresh for parent in (path, path.parent)}:
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        self._fresh.clear()

    def close(self) -> None:
        """Let go of the right to write."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


class ArchiveVault:
    """Parts as members of one tar file, written once; no part of it is ever replaced."""

    def __init__(self, path: Path, *, write: bool = False) -> None:
        """Open an archive, or begin one beside its place.

        Raises:
            NoBackup: the file is no archive.
            FileExistsError: there is a file where one should be written.
        """
        self._path = path
        self._draft = path.with_name(f"tmp-{path.name}") if write else None
        if write and path.exists():
            raise FileExistsError(17, "is there already; each backup is a file of its own", str(path))
        if self._draft is not None:
            self._draft.unlink(missing_ok=True)
            self._draft.touch(mode=0o600)
        self._file = (self._draft or path).open("r+b" if write else "rb")
        try:
            self._tar = tarfile.TarFile(fileobj=self._file, mode="w" if write else "r")
        except tarfile.ReadError:
            self._file.close()
            raise NoBackup(f"{path} is no backup of thutuc") from None
        self._members: dict[str, tuple[int, int]] = {
            member.name: (member.offset_data, member.size) for member in ([] if write else self._tar)
        }

    def __contains__(self, name: object) -> bool:
        """Tell whether there is a part of that name."""
        return name in self._members

    def read(self, name: str) -> bytes:
        """Return a part."""
        try:
            at, size = self._members[name]
        except KeyError:
            raise BackupDamaged(f"{name} is missing in the backup") from None
        self._file.flush()
        return os.pread(self._file.fileno(), size, at)

    def write(self, name: str, content: bytes) -> None:
        """Add a part."""
        member = tarfile.TarInfo(name)
        member.size, member.mode = len(content), 0o600
        self._tar.addfile(member, io.BytesIO(content))
        padded = -(-len(content) // tarfile.BLOCKSIZE) * tarfile.BLOCKSIZE
        self._members[name] = (self._tar.offset - padded, len(content))

    def remove(self, name: str) -> None:
        """Forget a part; the next one of its name counts."""
        self._members.pop(name, None)

    def names(self, within: str) -> Iterator[str]:
        """List the parts of a folder of the backup, in order."""
        return iter(sorted(name for name in self._members if name.startswith(f"{within}/")))

    def sync(self) -> None:
        """Hand what was written to the system, so that it can be read again."""
        if self._draft is not None:
            self._file.flush()
            os.fsync(self._file.fileno())

    def close(self) -> None:
        """End the archive; one with a snapshot is put at its place, any other is thrown away."""
        with self._file:
            self._tar.close()
            self.sync()
        if self._draft is None:
            return
        if any(self.names(SNAPSHOTS)):
            self._draft.replace(self._path)
        else:
            self._draft.unlink(missing_ok=True)


def open_vault(place: Path, *, write: bool = False) -> Vault:
    """Open the backup at a place: a file, or for writing a name with an ending, is an archive.

    Raises:
        NoBackup: there is none to read.
        BackupBusy: another process writes to it.
    """
    if place.is_dir() or (write and not place.exists() and not place.suffix):
        if not write and not (place / HEADER).is_file():
            raise NoBackup(f"{place} holds no backup of thutuc")
        if write and not (place / HEADER).is_file() and place.is_dir() and _holds_other(place):
            raise NoBackup(f"{place} holds something else: name an empty folder, or one of earlier backups")
        return FolderVault(place, write=write)
    if not write and not place.is_file():
        raise NoBackup(f"there is no backup at {place}")
    return ArchiveVault(place, write=write)


def _holds_other(place: Path) -> bool:
    return any(path.name != _LOCK and not path.name.startswith("tmp-") for path in place.iterdir())
