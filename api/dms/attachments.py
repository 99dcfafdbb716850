"""Files that are attached to uploaded PDFs, taken out of them by a worker process within its limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from mmap import ACCESS_READ, mmap
from pathlib import Path
from tempfile import mkdtemp

from ingest.containers import Opening, may_carry, may_have_attachments, open_container
from ingest.errors import BadArchive, Unreadable
from ingest.expanding import ATTACHED, DEEPEST
from ingest.jobs import Death, Limits, WorkerPool


def attachments(
    files: Sequence[tuple[str, Path]], into: Path, most_bytes: int, limits: Limits
) -> Iterator[tuple[str, Path]]:
    """Give the files that are attached to those of `files` that are PDFs, or to one attached to such a one.

    They are written below `into`. One that is locked or broken is an empty file, so that it is told of.

    Raises:
        BadArchive: there are too many, they unpack to more than `most_bytes`, or they are nested too deeply.
    """
    waiting = [(name, path) for name, path in files if _is_to_be_opened(name, path)]
    if not waiting:
        return
    left = most_bytes
    with WorkerPool(open_container, 1, limits) as pool:
        for depth in range(DEEPEST + 1):
            found: list[tuple[str, Path]] = []
            tasks = [Opening(name, path, Path(mkdtemp(dir=into))) for name, path in waiting]
            for task, result in pool.results(tasks):
                if isinstance(result, Unreadable):
                    raise BadArchive(f"{task.source}: {result}")
                if isinstance(result, Death):  # reading the PDF will fail alike, or this tells of them
                    found.append((ATTACHED, _nothing(into)))
                    continue
                left -= sum(one.size for one in result)
                if left < 0:
                    raise BadArchive(f"{task.source}: unpacks to more bytes than may be taken at a time")
                found += [(one.name, _nothing(into) if one.failure else one.path) for one in result]
            if found and depth == DEEPEST:
                raise BadArchive(f"{found[0][0]}: attached more than {DEEPEST} deep")
            yield from found
            waiting = [(name, path) for name, path in found if _is_to_be_opened(name, path)]


def _nothing(into: Path) -> Path:
    path = Path(mkdtemp(dir=into)) / "nothing"
    path.touch()
    return path


def _is_to_be_opened(name: str, path: Path) -> bool:
    if not may_have_attachments(name) or not path.stat().st_size:
        return False
    with path.open("rb") as content, mmap(content.fileno(), 0, access=ACCESS_READ) as data:
        return may_carry(data)
