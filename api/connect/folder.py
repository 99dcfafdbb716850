"""Follows a folder: new and changed files are handed in, files that are gone are taken out."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath
from typing import IO, Final

from api.connect.jobs_followed import follow_jobs
from api.connect.state import ConnectorState, Item
from api.connect.target import Refused, ServiceClient
from ingest.sources import Candidate, Walk

_log = logging.getLogger(__name__)
_SETTLED_NS: Final = 2_000_000_000
"""A file that was written so lately may still be growing, and waits for the next look."""
_LONGEST: Final = 200
_MANY: Final = 10


@dataclass(slots=True)
class FolderConnector:
    """One folder and the service its files go to; `keep` leaves documents in whose files are gone."""

    folder: Path
    name: str
    label: str | None
    keep: bool
    state: ConnectorState
    target: ServiceClient
    _missed: set[str] = field(default_factory=set)
    _refused: set[str] = field(default_factory=set)

    def look(self) -> int:
        """Look once; return how much is still under way: files that grow, and files being read.

        Raises:
            Stopped: the connector was told to end; what was done so far is recorded.
        """
        under_way = follow_jobs(self.state, self.target)
        if not self.folder.is_dir():
            _log.warning("%s is not there; nothing is taken out", self.folder)
            return under_way
        known = self.state.items()
        found = {self._relative(one): one for one in Walk([self.folder]) if one.failure is None}
        for name, one in found.items():
            before = known.get(name)
            same = before is not None and (before.size, before.mtime_ns) == (one.size, one.mtime_ns)
            # What was refused, and so has no digest, is tried again after a start.
            if same and before is not None and (before.digest or name in self._refused):
                continue
            if time.time_ns() - one.mtime_ns < _SETTLED_NS:
                under_way += 1
                continue
            under_way += self._hand_in(name, one, before)
        return under_way + self._take_out(known, found)

    def _hand_in(self, name: str, one: Candidate, before: Item | None) -> int:
        item = Item(name, one.size, one.mtime_ns, "")
        try:
            digest = _digest(one.path, self.label)
            if before is not None and before.digest == digest:
                self.state.put(replace(before, size=one.size, mtime_ns=one.mtime_ns))
                return 0
            job = self.target.put(PurePath(name).name, _opener(one.path), self._reference(name), self.label)
        except OSError as failure:
            _log.warning("a file cannot be read: %s", failure.strerror)
            return 0
        except Refused as refusal:
            if refusal.is_of_the_key:
                raise
            _log.warning("a file was refused: %s (`thutuc connect status` says which)", refusal)
            self._refused.add(name)
            self.state.put(replace(item, problem=str(refusal)))
            return 0
        self.state.put(replace(item, digest=digest, job=job))
        _log.info("a file was handed in")
        return 1

    def _take_out(self, known: dict[str, Item], found: dict[str, Candidate]) -> int:
        """Take out what is gone at the second look; a folder that lost most of its files is not believed."""
        gone = known.keys() - found.keys()
        again, self._missed = gone & self._missed, set(gone)
        if self.keep or not gone:
            return 0
        if len(gone) > _MANY and len(gone) * 2 > len(known):
            _log.warning(
                "%d of %d files are gone at once; is the folder whole? Nothing is taken out",
                *map(len, (gone, known)),
            )
            return 0
        for name in sorted(again):
            if self.target.remove(self._reference(name)):
                _log.info("a document was taken out")
            self.state.drop(name)
            self._missed.discard(name)
        return len(gone) - len(again)

    def _relative(self, one: Candidate) -> str:
        return PurePath(one.source).relative_to(self.folder).as_posix()

    def _reference(self, name: str) -> str:
        whole = f"folder:{self.name}/{name}"
        if len(whole) <= _LONGEST:
            return whole
        return f"folder:{self.name}/{hashlib.sha256(name.encode()).hexdigest()}"


def _opener(path: Path) -> Callable[[], IO[bytes]]:
    return lambda: path.open("rb")


def _digest(path: Path, label: str | None) -> str:
    with path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256")
    return f"{label or ''} {digest.hexdigest()}"
