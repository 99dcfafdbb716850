"""Where uploaded files lie: first waiting beside each other, then each at the place of its reference."""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from time import time
from typing import IO, Final

from api.dms.attachments import attachments
from ingest.archives import is_archive, unpack
from ingest.errors import BadArchive
from ingest.jobs import Limits
from ingest.photos import is_photo, page_runs, write_photos
from ingest.readers.declared import facts_of

DECLARED: Final = ".declared"
_STEP: Final = 1 << 20
_LONGEST_STEM: Final = 60
"""Characters: 240 bytes at four each, under the 255 that file systems allow with an ending."""
_LONGEST_SUFFIX: Final = 12
_SETTLED_SECONDS: Final = 24 * 3600.0
_UNFIT: Final = re.compile(r'[\x00-\x1f\x7f-\x9f/\\:*?"<>|\ud800-\udfff]')


@dataclass(frozen=True, slots=True)
class Staged:
    """A file that was taken in and waits for its job; `attached` to a PDF that was given, or given itself."""

    name: str
    sha256: str
    size: int
    attached: bool = False


def new_job_id() -> str:
    """Return an id for a job, of 16 hexadecimal digits."""
    return secrets.token_hex(8)


def attached_reference(reference: str, number: int) -> str:
    """Return the reference of a file, from 1, that is attached to the PDF with a reference."""
    return f"{reference}#attachment-{number}"


class Originals:
    """The folders `uploads` and `originals` of a home.

    Failure: `OSError` where the disk is full or may not be written.
    """

    def __init__(self, home: Path) -> None:
        """Keep where they lie."""
        self._uploads = home / "uploads"
        self._originals = home / "originals"

    def stage(
        self, job_id: str, parts: Iterable[tuple[str, IO[bytes]]], most_bytes: int, limits: Limits
    ) -> list[Staged]:
        """Write the parts of an upload to the disk, ZIP archives unpacked; the order is that of the parts.

        Behind them come the files that are attached to PDFs, taken out in a process within `limits`.

        Raises:
            BadArchive: an archive is refused; nothing of the upload stays on the disk.
        """
        folder = self._uploads / job_id
        folder.mkdir(parents=True)
        try:
            staged = [one for part in parts for one in self._stage(folder, *part, most_bytes)]
            return [*staged, *_attached(folder, staged, most_bytes, limits)]
        except BaseException:
            self.drop(job_id)
            raise

    def staged(self, job_id: str, sha256: str) -> Path:
        """Return where a file of a job waits."""
        return self._uploads / job_id / sha256

    def drop(self, job_id: str) -> None:
        """Delete what waits for a job."""
        shutil.rmtree(self._uploads / job_id, ignore_errors=True)

    def keep_only(self, job_id: str, hashes: Collection[str]) -> None:
        """Delete what waits for a job but the files with these hashes, which may be tried again."""
        if not hashes:
            self.drop(job_id)
            return
        for file in (self._uploads / job_id).iterdir():
            if file.name not in hashes:
                file.unlink()

    def share(self, job_id: str, with_job: str, hashes: Iterable[str]) -> None:
        """Let files that wait for a job wait for another one too; each can then be dropped alone."""
        (self._uploads / with_job).mkdir(parents=True)
        for sha256 in set(hashes):
            self.staged(with_job, sha256).hardlink_to(self.staged(job_id, sha256))

    def sweep(self, known: Collection[str]) -> None:
        """Delete what waits for jobs that are not known any more."""
        before = time() - _SETTLED_SECONDS  # one that is just being staged is no job yet
        for folder in self._uploads.iterdir():
            if folder.name not in known and folder.stat().st_mtime < before:
                self.drop(folder.name)

    def declare(self, job_id: str, facts: Mapping[str, Mapping[str, str]]) -> None:
        """Keep what is known of files of a job beside their bytes, by their hashes."""
        for sha256, told in facts.items():
            path = self.staged(job_id, sha256).with_suffix(DECLARED)
            path.write_text(json.dumps(told, ensure_ascii=False), "utf-8")

    def declared(self, job_id: str, sha256: str) -> Path | None:
        """Return where it lies what is known of a file of a job."""
        path = self.staged(job_id, sha256).with_suffix(DECLARED)
        return path if path.is_file() else None

    def remove(self, source: str) -> None:
        """Delete the file of a document that was taken out, with what was known of it; not one of others."""
        if self.holds(source):
            path = Path(source)
            path.unlink(missing_ok=True)
            facts_of(path).unlink(missing_ok=True)

    def folder(self, owner: str, reference: str) -> Path:
        """Return the folder of a reference; references of two owners never share one."""
        return self._originals / hashlib.blake2b(f"{owner}\0{reference}".encode(), digest_size=12).hexdigest()

    def holds(self, source: str) -> bool:
        """Tell whether a document's source is a file that was uploaded."""
        return Path(source).is_relative_to(self._originals)

    def _stage(self, folder: Path, name: str, content: IO[bytes], most_bytes: int) -> Sequence[Staged]:
        if not is_archive(name, content):
            draft = folder / "draft"
            with draft.open("wb") as out:
                shutil.copyfileobj(content, out, _STEP)
            return [_settled(draft, name)]
        inside = folder / "archive"
        inside.mkdir()
        entries = _joined(list(unpack(content, inside, most_bytes)), inside)
        found = [_settled(path, entry, folder) for entry, path in entries]
        inside.rmdir()
        if not found:
            raise BadArchive(f"{name}: there is no file in it")
        return found


def _attached(folder: Path, staged: Sequence[Staged], most_bytes: int, limits: Limits) -> list[Staged]:
    """Settle the files that are attached to PDFs beside these."""
    inside = folder / "attached"
    inside.mkdir()
    given = [(one.name, folder / one.sha256) for one in staged]
    found = list(attachments(given, inside, most_bytes, limits))
    settled = [replace(_settled(path, name, folder), attached=True) for name, path in found]
    shutil.rmtree(inside)
    return settled


def _joined(entries: Sequence[tuple[str, Path]], inside: Path) -> list[tuple[str, Path]]:
    """Return the files of an archive with photos that are pages of one document as one."""
    photos = {name: path for name, path in entries if is_photo(name, _head(path))}
    made: list[tuple[str, Path]] = []
    for number, run in enumerate(page_runs({name: path.stat().st_size for name, path in photos.items()})):
        place = inside / f"photos-{number}"
        with place.open("wb") as out:
            write_photos(out, (photos[name].read_bytes() for name in run.photos))
        for name in run.photos:
            photos[name].unlink()
        made.append((run.name, place))
    return [*((name, path) for name, path in entries if path.exists()), *made]


def _head(path: Path) -> bytes:
    with path.open("rb") as content:
        return content.read(8)


def _settled(draft: Path, name: str, folder: Path | None = None) -> Staged:
    """Give a file the name of its hash, on the disk for certain."""
    digest = hashlib.sha256()
    with draft.open("rb") as content:
        while step := content.read(_STEP):
            digest.update(step)
        size = content.tell()
        os.fsync(content.fileno())
    draft.replace((folder or draft.parent) / digest.hexdigest())
    return Staged(safe_name(name), digest.hexdigest(), size)


def safe_name(name: str) -> str:
    """Return the last part of a name as a file may be called; its ending stays, it says what the file is."""
    last = PurePosixPath(name.replace("\\", "/")).name
    plain = _UNFIT.sub("_", last).strip(" .") or "document"
    suffix = PurePosixPath(plain).suffix[:_LONGEST_SUFFIX]
    stem = plain[: len(plain) - len(suffix)] if suffix else plain
    return f"{stem[:_LONGEST_STEM].lstrip('.') or 'document'}{suffix}"
