"""Where generations lie on the disk, who holds them, and how a change to them becomes durable.

HOME/generations/
├── CURRENT          the name of the generation in use
├── .publisher       locked by the one process that publishes
├── gen-7/           immutable; .lease inside is held, shared, by each reader
├── gen-8/           as gen-7, whose files it shares, with what changed since in delta/
└── tmp-…/           being written, or left by a publisher that was killed
"""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import GenerationDamaged, NoGeneration, StoreBusy

CURRENT = "CURRENT"
LEXICAL = "lexical"
VECTORS = "vectors.faiss"
COLUMNS = "columns.npz"
CLUSTERS = "clusters.npz"
DELTA = "delta"
DEAD = "dead"
LEASE = ".lease"
_PUBLISHER = ".publisher"
_NAME = re.compile(r"gen-([1-9]\d*)")


def generations_folder(home: Path) -> Path:
    """Return the folder that holds the generations of a home."""
    return home / "generations"


def generation_name(number: int) -> str:
    """Name the folder of a generation."""
    return f"gen-{number}"


def numbers(root: Path) -> tuple[int, ...]:
    """List the numbers of the generations that lie in a folder, the newest first."""
    found = (_NAME.fullmatch(path.name) for path in root.iterdir())
    return tuple(sorted((int(match.group(1)) for match in found if match), reverse=True))


def current_number(root: Path) -> int:
    """Read which generation is in use.

    Raises:
        NoGeneration: nothing has been published.
        GenerationDamaged: the file that says so holds something else.
    """
    try:
        written = (root / CURRENT).read_bytes().decode(errors="replace").strip()
    except FileNotFoundError:
        raise NoGeneration("no index has been published yet: run `thutuc ingest PATH`") from None
    if not (match := _NAME.fullmatch(written)):
        raise GenerationDamaged(f"{CURRENT} names no generation: run `thutuc index rebuild`")
    return int(match.group(1))


def set_current(root: Path, number: int) -> None:
    """Put a generation into use, atomically and durably."""
    waiting = root / f"tmp-{CURRENT}"
    waiting.write_text(generation_name(number) + "\n", encoding="utf-8")
    sync(waiting)
    waiting.replace(root / CURRENT)
    sync(root)


def sync(path: Path) -> None:
    """Force a file, or a folder's list of names, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """Force everything in and below a folder to the disk."""
    for path in folder.rglob("*"):
        sync(path)
    sync(folder)


@contextmanager
def publisher(root: Path) -> Iterator[None]:
    """Be the only one who publishes into a folder.

    Raises:
        StoreBusy: another process does.
    """
    descriptor = os.open(root / _PUBLISHER, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreBusy("another process is publishing the indexes: try again when it is done") from None
        yield
    finally:
        os.close(descriptor)


def take_lease(folder: Path) -> int | None:
    """Hold a generation so that it is not deleted; closing the descriptor lets go. `None`: it is gone."""
    return _lock(folder, fcntl.LOCK_SH)


def is_held(generation: Path) -> bool:
    """Tell whether somebody reads a generation."""
    descriptor = _lock(generation, fcntl.LOCK_EX)
    if descriptor is None:
        return (generation / LEASE).exists()
    os.close(descriptor)
    return False


def take_away(folder: Path, number: int) -> bool:
    """Move a generation that nobody reads out of the way, for deletion; false where somebody does."""
    generation = folder / generation_name(number)
    descriptor = _lock(generation, fcntl.LOCK_EX)
    if descriptor is None and (generation / LEASE).exists():
        return False
    try:
        # One step: killed in the middle of deleting, the publisher must not leave half a generation.
        generation.rename(folder / f"tmp-old-{number}")
    finally:
        if descriptor is not None:
            os.close(descriptor)
    return True


def _lock(generation: Path, kind: int) -> int | None:
    lease = generation / LEASE
    try:
        descriptor = os.open(lease, os.O_RDONLY)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        # Between opening and locking, the publisher may have taken the folder away.
        if os.path.samestat(os.fstat(descriptor), lease.stat()):
            return descriptor
    except (BlockingIOError, FileNotFoundError):
        pass
    os.close(descriptor)
    return None
